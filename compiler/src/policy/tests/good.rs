use std::time::Duration;

use super::said;
use crate::policy::*;

fn good() -> GatewayFile {
    let (file, lines) = said(include_str!("good.yaml"));
    assert_eq!(lines, Vec::<String>::new());
    file.unwrap()
}

fn literal(text: &str) -> Piece {
    Piece::Literal(text.to_owned())
}

fn names(text: &Text) -> Vec<&str> {
    text.named_values().map(|(name, _)| name).collect()
}

#[test]
fn named_values_have_their_types() {
    let file = good();
    let kind = |name: &str| file.named_values[name].kind;
    assert_eq!(kind("limit"), ValueType::Int);
    assert_eq!(kind("ratio"), ValueType::Float);
    assert_eq!(kind("keep-query"), ValueType::Bool);
    assert_eq!(kind("region"), ValueType::String);
    assert!(file.named_values["azure-key"].is_secret());
    assert!(matches!(&file.named_values["banner"].source, NamedValueSource::File { reload: true, .. }));
}

#[test]
fn backends_are_complete() {
    let file = good();
    let azure = &file.backends["azure"];
    let (Target::Server(azure), Target::Server(paygo)) = (&azure.target, &file.backends["paygo"].target) else {
        panic!("both are servers");
    };
    assert_eq!(azure.url.as_literal(), Some("https://contoso.openai.azure.com/openai"));
    assert_eq!(names(&azure.credentials.headers["api-key"].value), ["azure-key"]);
    assert_eq!(azure.credentials.query["code"].value.pieces[0], literal("v1-"));
    assert_eq!(azure.timeout.connect, Duration::from_millis(100));
    assert_eq!(azure.timeout.headers, Timeouts::default().headers);
    assert_eq!(azure.timeout.idle, Duration::from_secs(3600));
    assert_eq!(paygo.url.as_named_value(), Some("paygo-url"));
}

#[test]
fn apis_are_complete() {
    let file = good();
    let api = &file.apis["azure-openai"];
    assert_eq!(api.path.value, "/my-openai-api/openai");
    assert_eq!(file.apis["wild"].path.value, "");
    assert!(matches!(file.apis["wild"].source, ApiSource::Passthrough { url: None }));
    assert_eq!(api.parameters["api-version"].default.as_ref().unwrap().value, "2024-10-21");
    assert_eq!(api.unmatched, Unmatched::Forward);
    let validation = api.validate.within(Validation::default());
    assert_eq!((validation.request, validation.enums), (Action::Prevent, Enums::Closed));
    let operation = &api.operations["ChatCompletions_Create"];
    assert_eq!(operation.validate.within(validation).request, Action::Detect);
    assert_eq!(operation.validate.within(validation).enums, Enums::Closed);
    assert_eq!(operation.streaming.as_ref().unwrap().when.as_ref().unwrap().value, "/stream");
    assert_eq!(api.server_variables["endpoint"].value.pieces.len(), 3);
    assert_eq!(file.server.limits.body.as_ref().unwrap().value, 4 << 20);
    assert_eq!(file.server.drain.as_ref().unwrap().value, Duration::from_secs(86_400));
    assert!(matches!(&file.runtime, Runtime::From(Origin::Path(path)) if path.value == "../../runtime"));
}

#[test]
fn policies_are_typed() {
    let file = good();
    let policies = &file.apis["azure-openai"].operations["ChatCompletions_Create"].policies;
    assert!(!policies.inbound.is_plain());
    assert_eq!(policies.inbound.without[0].value, "greeting");
    assert_eq!(policies.inbound.replace["old"].value.entry.name, "set-header");
    let [rewrite, query] = policies.inbound.policies.as_slice() else { panic!() };
    let Argument::Template(template) = &rewrite.arguments.given("template").unwrap().value else { panic!() };
    let [before, parameter, after, ratio] = template.pieces.as_slice() else { panic!() };
    assert_eq!(*before, TemplatePiece::Literal("/v2/".to_owned()));
    assert!(matches!(parameter, TemplatePiece::Parameter(name) if name.value == "deployment-id"));
    assert_eq!(*after, TemplatePiece::Literal("/x?r=".to_owned()));
    assert!(matches!(ratio, TemplatePiece::NamedValue(name) if name.value == "ratio"));
    let Argument::Bool(copy) = &rewrite.arguments.given("copy-unmatched-params").unwrap().value else { panic!() };
    assert!(matches!(copy, Value::NamedValue(name) if name.value == "keep-query"));
    assert_eq!(query.id.as_ref().unwrap().value, "q");
    assert_eq!(query.arguments.choice("exists-action"), Some("skip"));
    let values = query.arguments.texts("values");
    assert_eq!(values[0].as_named_value(), Some("limit"));
    assert_eq!(values[1].as_literal(), Some("a {{b}} ${c}"));
    let outbound = &policies.outbound.policies;
    assert_eq!(outbound[0].arguments.name("name").unwrap().value, "x-gateway");
    let value = &outbound[0].arguments.texts("values")[0];
    assert_eq!((&value.pieces[0], &value.pieces[2]), (&literal("contoso "), &literal("!")));
    assert_eq!(outbound[2].arguments.choice("exists-action"), Some("delete"));
    assert!(outbound[2].arguments.given("values").is_none());
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let (one, _) =
        said("version: 1\nname: a\napis: { b: { passthrough: { url: 'http://[::1]:80' } }, a: { spec: x } }\n");
    let (other, _) =
        said("apis: { a: { spec: x }, b: { passthrough: { url: 'http://[::1]:80' } } }\nname: a\nversion: 1\n");
    assert_eq!(one.unwrap().apis.keys().collect::<Vec<_>>(), other.unwrap().apis.keys().collect::<Vec<_>>());
}

#[test]
fn the_full_example_is_read() {
    let (file, lines) = said(include_str!("example.yaml"));
    assert!(file.is_some());
    // It declares `banner` and uses it nowhere.
    assert!(lines.iter().all(|line| line.starts_with("GW0409")), "{lines:?}");
}
