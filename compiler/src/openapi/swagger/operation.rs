//! Paths and operations: their bodies, which Swagger 2.0 has among the parameters, and their responses.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Kind, Member, Node, Object, Span};

use super::build::{array, map, member, object, text, truth, without};
use super::parameter::{Parameters, is_array, style};
use super::schema::{Schemas, beside_value, pointed};
use super::{Upgrade, distinct, flag, reference};

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];
const URL_ENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// A body or a field that a list of parameters holds.
type Media = (String, Span);

impl<'n> Upgrade<'n, '_> {
    /// A path with its operations. Parts of other files come in here, since they are written in Swagger 2.0 too.
    pub(super) fn path_item(&mut self, node: &'n Node) -> Node {
        let node = self.followed(node);
        let Some(found) = node.as_object() else { return node.clone() };
        let shared = self.parameters(node.get("parameters"));
        let mut members = Vec::new();
        for found in found.iter() {
            let value = match &*found.key {
                "parameters" if found.value.as_array().is_some() => array(found.value.span, shared.plain.clone()),
                key if METHODS.contains(&key) => self.operation(&found.value, &shared),
                _ => found.value.clone(),
            };
            members.push(Member { value, ..found.clone() });
        }
        object(node.span, members)
    }

    fn operation(&mut self, node: &'n Node, shared: &Parameters<'n>) -> Node {
        let node = self.followed(node);
        let Some(found) = node.as_object() else { return node.clone() };
        let own = self.parameters(node.get("parameters"));
        let mut members = without(node, &["consumes", "produces", "schemes", "parameters", "responses"]);
        if let Some(list) = found.member("parameters") {
            let value = if list.value.as_array().is_some() {
                array(list.value.span, own.plain.clone())
            } else {
                list.value.clone()
            };
            members.push(Member { value, ..list.clone() });
        }
        members.extend(self.body(node, &own, shared));
        if let Some(responses) = found.member("responses") {
            let produces = self.media_types(Some(node), "produces");
            let value = map(&responses.value, |node| self.response(node, &produces, true));
            members.push(Member { value, ..responses.clone() });
        }
        object(node.span, distinct(members))
    }

    /// The `requestBody` of an operation: its own body or form before that of its path.
    fn body(&mut self, operation: &Node, own: &Parameters<'n>, shared: &Parameters<'n>) -> Option<Member> {
        let consumes = self.media_types(Some(operation), "consumes");
        let bodies: Vec<&Node> = own.body.iter().chain(&shared.body).copied().collect();
        let fields: Vec<&Node> = own.form.iter().chain(&shared.form).copied().collect();
        if own.body.len() > 1 {
            let words = "left out: an operation has one body";
            self.left_out(own.body[1].span, "an operation has several body parameters", words);
        }
        if let Some(body) = bodies.first() {
            if let Some(field) = fields.first() {
                let words = "left out: the body parameter counts";
                self.left_out(field.span, "an operation has a body parameter beside the fields of a form", words);
            }
            return Some(member("requestBody", body.span, self.whole(body, consumes)));
        }
        let first = fields.first()?.span;
        Some(member("requestBody", first, self.form(&fields, consumes)))
    }

    fn whole(&mut self, body: &Node, mut consumes: Vec<Media>) -> Node {
        let at = body.span;
        if consumes.is_empty() {
            consumes.push(("application/json".to_owned(), at));
        }
        let schema = body.get("schema").map(|schema| self.schemas.schema(schema));
        let media = object(at, schema.into_iter().map(|schema| member("schema", schema.span, schema)).collect());
        let mut members = without(body, &["name", "in", "schema", "required"]);
        members.push(member("content", at, content(&consumes, &media, at)));
        if flag(body, "required") {
            members.push(member("required", at, truth(true, at)));
        }
        object(at, members)
    }

    /// A form: an object with a property a field.
    fn form(&mut self, fields: &[&'n Node], consumes: Vec<Media>) -> Node {
        let at = fields.first().map_or(self.root.span, |field| field.span);
        let (mut properties, mut required, mut encoding) = (Vec::new(), Vec::new(), Vec::new());
        for field in fields {
            let Some(name) = field.get("name").and_then(|found| Some((found.as_str()?, found.span))) else { continue };
            if properties.iter().any(|known: &Member| *known.key == *name.0) {
                continue;
            }
            let mut schema = self.schemas.of_value(field);
            if is_array(field) {
                match style("formData", field.get("collectionFormat").and_then(Node::as_str).unwrap_or("csv")) {
                    Some((style, explode)) => encoding.push(member(name.0, name.1, encoded(style, explode, name.1))),
                    None => {
                        self.unsaid_format(field);
                        schema = Schemas::any_text(field.span);
                    }
                }
            }
            if let (Some(description), Kind::Object(known)) = (field.get("description"), &schema.kind) {
                let mut members: Vec<Member> = known.iter().cloned().collect();
                members.push(member("description", description.span, description.clone()));
                schema = object(schema.span, distinct(members));
            }
            if flag(field, "required") {
                required.push(text(name.0, name.1));
            }
            properties.push(member(name.0, name.1, schema));
        }
        let any_required = !required.is_empty();
        let mut schema = vec![member("type", at, text("object", at)), member("properties", at, object(at, properties))];
        if any_required {
            schema.push(member("required", at, array(at, required)));
        }
        let mut media = vec![member("schema", at, object(at, schema))];
        if !encoding.is_empty() {
            media.push(member("encoding", at, object(at, encoding)));
        }
        let files = fields.iter().any(|field| field.get("type").and_then(Node::as_str) == Some("file"));
        let content = content(&form_types(consumes, files, at), &object(at, media), at);
        let mut members = vec![member("content", at, content)];
        if any_required {
            members.push(member("required", at, truth(true, at)));
        }
        object(at, members)
    }

    /// A response; `follow` where it may stand in another file.
    pub(super) fn response(&mut self, node: &'n Node, produces: &[Media], follow: bool) -> Node {
        if let Some(target) = reference(node) {
            let found = self.followed(node);
            if !follow || target.starts_with("#/responses/") || reference(found).is_some() {
                let target = node.get("$ref").map(pointed);
                let target = target.into_iter().map(|target| member("$ref", target.span, target));
                return object(node.span, target.collect());
            }
            return self.response(found, produces, false);
        }
        if node.as_object().is_none() {
            return node.clone();
        }
        let mut members = without(node, &["schema", "headers", "examples"]);
        if let Some(headers) = node.get("headers") {
            let header = |node: &Node| {
                let mut members = beside_value(node);
                members.push(member("schema", node.span, self.schemas.of_value(node)));
                object(node.span, members)
            };
            members.push(member("headers", headers.span, map(headers, header)));
        }
        let examples = node.get("examples").and_then(Node::as_object);
        let examples: BTreeMap<String, &Node> = examples
            .into_iter()
            .flat_map(Object::iter)
            .map(|found| (found.key.to_ascii_lowercase(), &found.value))
            .collect();
        let schema = node.get("schema").map(|schema| self.schemas.schema(schema));
        let fallback = [("application/json".to_owned(), node.span)];
        let produces = if produces.is_empty() { &fallback[..] } else { produces };
        let mut content = Vec::new();
        for (media, at) in produces {
            let mut members = Vec::new();
            members.extend(schema.clone().map(|schema| member("schema", schema.span, schema)));
            members.extend(examples.get(media).map(|example| member("example", example.span, (*example).clone())));
            // Without a schema an answer has no body, but for a stream, which often has none in Swagger 2.0.
            if !members.is_empty() || media.starts_with("text/event-stream") {
                content.push(member(media, *at, object(*at, members)));
            }
        }
        if !content.is_empty() {
            members.push(member("content", node.span, object(node.span, distinct(content))));
        }
        object(node.span, members)
    }

    fn left_out(&mut self, at: Span, message: &str, words: &str) {
        self.diagnostics.push(Diagnostic::at(Code::GW0210, at, message).words(words));
    }
}

/// The media types of a form: those that are declared if a form is among them, else the one that its fields ask for.
fn form_types(mut consumes: Vec<Media>, files: bool, at: Span) -> Vec<Media> {
    let form = |media: &str| media.starts_with(URL_ENCODED) || media.starts_with("multipart/");
    if !consumes.iter().any(|(media, _)| form(media)) {
        consumes.clear();
    }
    if files {
        // A file travels in a multipart form, whatever is declared.
        consumes.retain(|(media, _)| media.starts_with("multipart/"));
    }
    if consumes.is_empty() {
        consumes.push(((if files { MULTIPART } else { URL_ENCODED }).to_owned(), at));
    }
    consumes
}

fn content(types: &[Media], media: &Node, at: Span) -> Node {
    let members = types.iter().map(|(name, span)| member(name, *span, media.clone()));
    object(at, distinct(members.collect()))
}

fn encoded(style: &str, explode: bool, at: Span) -> Node {
    object(at, vec![member("style", at, text(style, at)), member("explode", at, truth(explode, at))])
}
