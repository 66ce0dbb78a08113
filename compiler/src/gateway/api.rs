//! One API: its operations, the schemas that they lead to, and what they share.

use std::collections::{BTreeMap, BTreeSet};

use crate::bundle::FILES;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::{Document, last_token};
use crate::policy::GatewayFile;
use crate::policy::model::{self, Action as Asked, Unmatched, Validation};
use crate::schema::xml::{self, XmlSchemas};
use crate::schema::{Named, Options, Rule, Schemas, lower};
use crate::source::Span;

use super::answer::{self, Wanted};
use super::choice::Choices;
use super::counters::Owner;
use super::names::{resolve, snake};
use super::operation::{self, Found};
use super::scopes::{self, Resolved};
use super::tags::{self, Scopes};
use super::{Action, Api, Backend, Dialect, Layout, Overrides, Schema, Scope, Subscription};
use super::{apart, dialect, models, route, server, unseen};

/// What linking an API looks at.
pub(super) struct Linking<'l> {
    pub(super) file: &'l GatewayFile,
    pub(super) api: &'l model::Api,
    pub(super) module: &'l str,
    pub(super) overrides: &'l Overrides,
    /// The policies at gateway scope.
    pub(super) broadest: &'l Resolved<'l>,
    /// The policies of the products that hold the API.
    pub(super) products: &'l Resolved<'l>,
}

pub(super) fn link(
    linking: &Linking<'_>,
    document: Option<&Document<'_>>,
    backends: &mut Vec<Backend>,
    diagnostics: &mut Diagnostics,
) -> Api {
    let api = linking.api;
    let validation = validation(api, diagnostics);
    let mut scopes = Scopes {
        chain: vec![(Scope::Gateway, linking.broadest), (Scope::Products, linking.products)],
        tags: Vec::new(),
    };
    let policies = scopes::resolve(&Scope::Api, &api.policies, &scopes.chain, diagnostics);
    scopes.chain.push((Scope::Api, &policies));
    let tags = tags::resolve(api, document, &scopes.chain, diagnostics);
    scopes.tags = tags.iter().collect();
    let mut backend = server::of_api(linking, document, backends, diagnostics);
    let mut choices = Choices::default();
    let (mut operations, schemas, layouts) = match document {
        Some(document) => from_document(linking, &scopes, document, validation, &mut choices, backends, diagnostics),
        None => (operation::passthrough(&scopes, api, diagnostics), Vec::new(), Vec::new()),
    };
    let models = models::linked(linking.file, api, &mut operations, &mut backend, backends, diagnostics);
    let subscription = subscription(api, document);
    Api {
        name: api.name.value.clone(),
        module: linking.module.to_owned(),
        prefix: api.path.value.clone(),
        dialect: document.map_or(Dialect::Problem, dialect::of),
        subscription,
        backend,
        models,
        validate: action(validation.request),
        validate_answers: action(validation.response),
        choices: choices.into_types(),
        schemas,
        layouts,
        operations,
        policies: policies.linked(Owner { api: &api.name.value, ..Owner::default() }),
        products: linking.products.said(),
        led_by_products: linking.products.leading(),
        tags: tags.iter().map(|tag| tag.linked(&api.name.value)).collect(),
        llm_log: api.llm_log.as_ref().map(super::llm_log::texts),
        description: None,
    }
}

fn from_document(
    linking: &Linking<'_>,
    scopes: &Scopes<'_, '_>,
    document: &Document<'_>,
    validation: Validation,
    choices: &mut Choices,
    backends: &mut Vec<Backend>,
    diagnostics: &mut Diagnostics,
) -> (Vec<super::Operation>, Vec<Schema>, Vec<Layout>) {
    let (whole, api) = (linking, linking.api);
    let mut found = operation::find(document, diagnostics);
    apart::told(&mut found, document);
    found = route::shared(found, document, diagnostics);
    known(api, &found, document, diagnostics);
    let options = Options {
        repairs: repairs(&linking.file.repairs),
        open_unions: validation.unions == model::Unions::Open,
        open_enums: match validation.enums {
            model::Enums::Spec => None,
            model::Enums::Open => Some(true),
            model::Enums::Closed => Some(false),
        },
    };
    let tags = api.tags.values().map(|tag| &tag.policies);
    let products = whole.file.products.values().map(|product| &product.policies);
    let broader: Vec<&model::Sections> =
        [&whole.file.policies, &api.policies].into_iter().chain(tags).chain(products).collect();
    let pointers = |found: &Found<'_>| {
        let own = api.operations.values().find(|said| found.is(&said.key.value)).map(|said| &said.policies);
        let mut pointers = operation::schema_pointers(found);
        let wanted = Wanted::at_most(broader.iter().copied().chain(own)).and_of_api(api);
        pointers.extend(answer::schema_pointers(found, wanted));
        pointers
    };
    let pointers: Vec<String> = found.iter().flat_map(pointers).collect();
    let schemas = lower(document, &pointers, &options, diagnostics);
    let in_xml: Vec<String> = found.iter().flat_map(operation::xml_pointers).collect();
    let written = if in_xml.is_empty() { XmlSchemas::default() } else { xml::lower(document, &in_xml) };
    let wanted: BTreeMap<String, String> =
        found.iter().map(|found| (found.pointer.clone(), snake(&found.id))).collect();
    let modules = resolve(&wanted, &["gatewright_runtime", "mod", "unmatched"]);
    for one in found.iter().flat_map(|one| std::iter::once(one).chain(&one.variants)) {
        choices.note(one, api, &schemas);
    }
    choices.settle(api, &found, document, diagnostics);
    let mut operations: Vec<super::Operation> = Vec::new();
    let mut servers = Vec::new();
    for one in &found {
        let module = &modules[&one.pointer];
        let (schemas, xml, repairs) = (&schemas, &written, &options.repairs);
        let linking = operation::Linking { scopes, api, document, schemas, xml, repairs, choices, module };
        let mut operation = operation::link(&linking, one, diagnostics);
        operation.backend = server::of_operation(whole, one, document, backends, &mut servers, diagnostics);
        operations.push(operation);
    }
    if api.unmatched == Unmatched::Forward {
        operations.extend(operation::unmatched(scopes, diagnostics));
    }
    unseen::say(api, &operations, &schemas, diagnostics);
    let named = reached(&operations, &schemas);
    let layouts = super::xml::reached(&mut operations, &written);
    (operations, named, layouts)
}

/// Every operation that the gateway file names must be there.
fn known(api: &model::Api, found: &[Found<'_>], document: &Document<'_>, diagnostics: &mut Diagnostics) {
    let mut named: BTreeMap<&str, Span> = BTreeMap::new();
    for operation in api.operations.values() {
        let key = &operation.key;
        if let Some(found) = found.iter().find(|found| found.is(&key.value)) {
            if let Some(first) = named.insert(&found.pointer, key.span) {
                let message = format!("the operation `{}` stands twice, by its id and by its path", found.id);
                let diagnostic = Diagnostic::at(Code::GW0420, key.span, message).label(first, "first here");
                diagnostics.push(diagnostic.help("put all that is said of it under one name"));
            }
            continue;
        }
        if let Some(main) = found.iter().find(|main| main.variants.iter().any(|found| found.is(&key.value))) {
            let message = format!("nothing tells calls of `{}` from those of `{}`", key.value, main.id);
            let help = format!("declare it on `{}`, as which its calls count", main.id);
            diagnostics.push(Diagnostic::at(Code::GW0507, key.span, message).help(help));
            continue;
        }
        let ids = found.iter().map(|found| found.id.as_str());
        let message = format!("`{}` has no operation `{}`", api.name.value, key.value);
        let diagnostic = Diagnostic::at(Code::GW0507, key.span, message);
        diagnostics.push(match did_you_mean(&key.value, ids) {
            Some(close) => {
                let near = found.iter().find(|found| found.id == close).map_or("#/paths", |found| &found.pointer);
                let place = document.key_span(near);
                diagnostic.label(place, "this is near").help(format!("did you mean `{close}`?"))
            }
            None => diagnostic
                .label(document.key_span("#/paths"), "the operations of the spec")
                .help("an operation is named by its `operationId`, or by `METHOD /path`"),
        });
    }
}

fn action(asked: Asked) -> Action {
    match asked {
        Asked::Prevent => Action::Prevent,
        Asked::Detect => Action::Detect,
        Asked::Ignore => Action::Ignore,
    }
}

/// What this version emits of `validate`.
fn validation(api: &model::Api, diagnostics: &mut Diagnostics) -> Validation {
    let validate = &api.validate;
    let mut refuse = |span, what: &str| {
        let message = format!("{what} is not supported by this version");
        diagnostics.push(Diagnostic::at(Code::GW0505, span, message));
    };
    if let Some(unknown) = validate.unknown_fields.as_ref().filter(|found| found.value != model::UnknownFields::Forward)
    {
        refuse(unknown.span, "refusing unknown fields");
    }
    for operation in api.operations.values() {
        let own = &operation.validate;
        let spans = [
            own.request.as_ref().map(|found| found.span),
            own.response.as_ref().map(|found| found.span),
            own.unknown_fields.as_ref().map(|found| found.span),
            own.unions.as_ref().map(|found| found.span),
            own.enums.as_ref().map(|found| found.span),
        ];
        if let Some(span) = spans.into_iter().flatten().next() {
            refuse(span, "`validate` on a single operation");
        }
    }
    validate.within(Validation::default())
}

fn repairs(repairs: &model::Repairs) -> crate::schema::Repairs {
    match repairs {
        model::Repairs::AllDisabled => crate::schema::Repairs::none(),
        model::Repairs::Disabled(codes) => {
            let mut kept = crate::schema::Repairs::default();
            for code in codes {
                kept.disable(code.value.name());
            }
            kept
        }
    }
}

fn subscription(api: &model::Api, document: Option<&Document<'_>>) -> Subscription {
    let said = api.subscription.as_ref();
    let default_headers = || {
        let mut headers = document.map(dialect::key_headers).unwrap_or_default();
        if !headers.iter().any(|header| header.eq_ignore_ascii_case("ocp-apim-subscription-key")) {
            headers.push("Ocp-Apim-Subscription-Key".to_owned());
        }
        headers
    };
    let headers = said.and_then(|said| said.headers.as_ref());
    let headers = headers.map(|headers| headers.iter().map(|header| header.value.clone()).collect());
    let query = said.and_then(|said| said.query.as_ref()).map(|query| query.value.clone());
    let own_query = || document.and_then(dialect::key_query).or_else(|| Some("subscription-key".to_owned()));
    Subscription {
        required: said.is_none_or(|said| said.required),
        headers: headers
            .unwrap_or_else(default_headers)
            .iter()
            .map(|header: &String| header.to_ascii_lowercase())
            .collect(),
        query: query.or_else(own_query),
        bearer: said.and_then(|said| said.bearer).unwrap_or_else(|| document.is_some_and(dialect::bearer)),
    }
}

/// The named schemas that the operations lead to, with their names in Rust.
fn reached(operations: &[super::Operation], schemas: &Schemas) -> Vec<Schema> {
    let mut queue: Vec<Named> = Vec::new();
    for operation in operations {
        operation.rules().into_iter().for_each(|rule| collect(rule, &mut queue));
    }
    let mut reached: BTreeSet<Named> = BTreeSet::new();
    while let Some(named) = queue.pop() {
        if let Some(rule) = schemas.named.get(&named)
            && reached.insert(named)
        {
            collect(rule, &mut queue);
        }
    }
    let wanted = reached.iter().map(|named| (named.key(), snake(&document_name(&named.pointer)))).collect();
    let names = resolve(&wanted, &["mod", "body"]);
    let schema = |named: Named| {
        let rule = schemas.named.get(&named)?.clone();
        let (name, ident) = (document_name(&named.pointer), names.get(&named.key())?.clone());
        Some(Schema { named, name, ident, rule })
    };
    let mut found: Vec<Schema> = reached.into_iter().filter_map(schema).collect();
    found.sort_by(|a, b| a.ident.cmp(&b.ident));
    found
}

/// A component's own name; for a part of another file the last step of the pointer in it, or the name of the file; for a
/// place deep inside of something the last two steps that lead there.
pub(super) fn document_name(pointer: &str) -> String {
    match pointer.rsplit_once('/') {
        Some((parent, _)) if parent.strip_prefix("#/") == Some(FILES) => {
            let key = last_token(pointer);
            let name = key.rsplit('/').next().unwrap_or_default();
            let stem = name.rsplit_once('.').filter(|(_, ending)| matches!(*ending, "json" | "yaml" | "yml"));
            stem.map_or(name, |(stem, _)| stem).to_owned()
        }
        Some((parent, _)) if parent != "#/components/schemas" => {
            format!("{}_{}", last_token(parent), last_token(pointer))
        }
        _ => last_token(pointer).into_owned(),
    }
}

/// The schemas that a rule names.
pub(super) fn collect(rule: &Rule, found: &mut Vec<Named>) {
    if let Rule::Named(named) = rule {
        found.push(named.clone());
    }
    rule.beside().into_iter().chain(rule.inside()).for_each(|rule| collect(rule, found));
}
