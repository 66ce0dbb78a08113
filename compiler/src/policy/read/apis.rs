//! `apis`.

use std::collections::BTreeMap;

use super::fields::transposed;
use super::{Fields, Reader};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{Api, ApiSource, Parameter, Spanned, Subscription, Text, Unmatched};
use crate::source::{Member, Node};

/// What says which operations an API has.
const SOURCES: [&str; 3] = ["spec", "openai", "passthrough"];

impl Reader<'_> {
    pub(super) fn apis(&mut self, node: &Node) -> Option<BTreeMap<String, Api>> {
        let object = self.object(node, "`apis`")?;
        if object.is_empty() {
            let message = "a gateway without an API has nothing to do";
            self.say(Diagnostic::at(Code::GW0403, node.span, message).help("write `apis: { NAME: { spec: FILE } }`"));
        }
        let mut apis = BTreeMap::new();
        for member in object.sorted() {
            if let Some(api) = self.api(member) {
                apis.insert(member.key.to_string(), api);
            }
        }
        Some(apis)
    }

    fn api(&mut self, member: &Member) -> Option<Api> {
        let name = self.name(&member.key, member.key_span, "an API");
        let node = &member.value;
        let fields = self.fields(node, &format::API)?;
        let backend = fields.get("backend").and_then(|node| self.backend_name(node));
        let models = fields.get("models").map(|node| self.api_models(node));
        let source = self.api_source(&fields);
        let path = match fields.get("path") {
            Some(node) => self.prefix(node),
            None => Some(Spanned::new(String::new(), member.key_span)),
        };
        let api_overlays = fields.get("overlays").and_then(|node| self.plain_list(node, "an overlay"));
        let stream_usage =
            fields.get("stream-usage").and_then(|node| self.choice(node, "stream-usage", &format::STREAM_USAGE));
        let unmatched = fields.get("unmatched").and_then(|node| self.choice(node, "unmatched", &format::UNMATCHED));
        let server_variables = fields.get("server-variables").map(|node| self.server_variables(node));
        let subscription = fields.get("subscription").and_then(|node| self.subscription(node));
        let parameters = fields.get("parameters").map(|node| self.parameters(node)).unwrap_or_default();
        let validate = fields.get("validate").and_then(|node| self.validate(node)).unwrap_or_default();
        let llm_log = fields.member("llm-log").and_then(|member| self.llm_texts(member));
        let policies = fields.get("policies").and_then(|node| self.sections(node)).unwrap_or_default();
        let tags = fields.get("tags").map(|node| self.tags(node)).unwrap_or_default();
        let operations = fields.get("operations").map(|node| self.operations(node)).unwrap_or_default();
        Some(Api {
            name: name?,
            source: source?,
            overlays: api_overlays.unwrap_or_default(),
            path: path?,
            backend,
            models: transposed(models)?,
            server_variables: server_variables.unwrap_or_default(),
            subscription,
            parameters,
            validate,
            stream_usage: stream_usage.map(|usage| usage.value),
            unmatched: unmatched.map_or(Unmatched::Refuse, |unmatched| unmatched.value),
            llm_log,
            policies,
            tags,
            operations,
        })
    }

    fn api_source(&mut self, fields: &Fields<'_>) -> Option<ApiSource> {
        let mut said = SOURCES.iter().filter_map(|key| fields.member(key));
        let Some(source) = said.next() else {
            let help =
                "write `spec: openapi.json`, `openai: { url: https://... }` or `passthrough: { url: https://... }`";
            fields.require(self, "spec", help);
            return None;
        };
        if let Some(other) = said.next() {
            self.contradiction(other, source, "an API has one source");
            return None;
        }
        let (format, without, why): (_, &[&str], _) = match &*source.key {
            "spec" => return Some(ApiSource::Spec(self.plain(&source.value, "`spec`")?)),
            "openai" => (&format::OPENAI, &["server-variables"], "its URL has none"),
            _ => {
                let of_specs = &["overlays", "server-variables", "parameters", "unmatched", "stream-usage", "models"];
                (&format::PASSTHROUGH, of_specs, "there is no spec that it could apply to")
            }
        };
        for wrong in without.iter().filter_map(|key| fields.member(key)) {
            self.contradiction(wrong, source, why);
        }
        let inner = self.fields(&source.value, format)?;
        if fields.member("backend").is_none() {
            let help = format!("write `{}: {{ url: https://... }}`, or name a `backend`", source.key);
            inner.require(self, "url", &help)?;
        }
        let url = inner.get("url").map(|node| self.url(node, "`url`")).map_or(Some(None), |url| url.map(Some))?;
        Some(if &*source.key == "openai" { ApiSource::OpenAi { url } } else { ApiSource::Passthrough { url } })
    }

    fn server_variables(&mut self, node: &Node) -> BTreeMap<String, Spanned<Text>> {
        let mut variables = BTreeMap::new();
        let Some(object) = self.object(node, "`server-variables`") else { return variables };
        for member in object.sorted() {
            if let Some(text) = self.text(&member.value, "a server variable") {
                variables.insert(member.key.to_string(), Spanned::new(text, member.key_span));
            }
        }
        variables
    }

    fn subscription(&mut self, node: &Node) -> Option<Subscription> {
        let fields = self.fields(node, &format::SUBSCRIPTION)?;
        let required = fields.get("required").and_then(|node| self.boolean(node, "`required`")).unwrap_or(true);
        let headers = fields.get("header").and_then(|node| self.subscription_headers(node));
        let query = fields.get("query").and_then(|node| self.plain(node, "`query`"));
        let bearer = fields.get("bearer").and_then(|node| self.boolean(node, "`bearer`"));
        let no_header = headers.as_ref().is_some_and(Vec::is_empty);
        if required && no_header && fields.get("query").is_none() && bearer == Some(false) {
            let message = "a key is required, and there is no place where a caller could show it";
            self.say(
                Diagnostic::at(Code::GW0417, node.span, message).help("name a `header`, or write `required: false`"),
            );
        }
        Some(Subscription { span: node.span, required, headers, query, bearer })
    }

    /// One name or a list of them.
    fn subscription_headers(&mut self, node: &Node) -> Option<Vec<Spanned<String>>> {
        let items = if node.as_str().is_some() { std::slice::from_ref(node) } else { self.items(node, "`header`")? };
        let mut headers: Vec<Spanned<String>> = Vec::new();
        for item in items {
            let Some(name) = self.token(item, "the name of a header") else { continue };
            match headers.iter().find(|earlier| earlier.value.eq_ignore_ascii_case(&name.value)) {
                Some(earlier) => self.twice("the header", &name, earlier.span),
                None => headers.push(name),
            }
        }
        Some(headers)
    }

    fn parameters(&mut self, node: &Node) -> BTreeMap<String, Parameter> {
        let mut parameters = BTreeMap::new();
        let Some(object) = self.object(node, "`parameters`") else { return parameters };
        for member in object.sorted() {
            if let Some(parameter) = self.parameter(member) {
                parameters.insert(member.key.to_string(), parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, member: &Member) -> Option<Parameter> {
        let fields = self.fields(&member.value, &format::PARAMETER)?;
        let allow = match fields.get("allow") {
            Some(node) => {
                let values = self.plain_list(node, "an allowed value")?;
                if node.as_array().is_some_and(<[Node]>::is_empty) {
                    self.invalid(node.span, "`allow` is empty, so that no call could pass", "list the allowed values");
                }
                Some(values)
            }
            None => None,
        };
        let default = fields.get("default").and_then(|node| self.plain(node, "`default`"));
        if let (Some(allow), Some(default)) = (&allow, &default)
            && allow.iter().all(|value| value.value != default.value)
        {
            let message = format!("the default `{}` is not allowed", default.value);
            let diagnostic = Diagnostic::at(Code::GW0417, default.span, message);
            let places = fields.get("allow").map_or(default.span, |node| node.span);
            self.say(diagnostic.label(places, "the allowed values").help("add it to `allow`, or choose one of those"));
        }
        if allow.is_none() && default.is_none() && fields.get("default").is_none() {
            let message = format!("nothing is said about the parameter `{}`", member.key);
            self.say(Diagnostic::at(Code::GW0403, member.value.span, message).help("write `allow` or `default`"));
        }
        Some(Parameter { name: Spanned::new(member.key.to_string(), member.key_span), allow, default })
    }
}
