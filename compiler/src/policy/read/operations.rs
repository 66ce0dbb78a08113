//! What an API says about its tags and operations, and checks at both scopes.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Action, Enums, Operation, Spanned, Streaming, Tag, Unions, UnknownFields, Validate};
use crate::source::{Member, Node};

const ACTIONS: &[(&str, Action)] =
    &[("prevent", Action::Prevent), ("detect", Action::Detect), ("ignore", Action::Ignore)];

impl Reader<'_> {
    pub(super) fn tags(&mut self, node: &Node) -> BTreeMap<String, Tag> {
        let mut tags = BTreeMap::new();
        let Some(object) = self.object(node, "`tags`") else { return tags };
        for member in object.sorted() {
            let Some(fields) = self.fields(&member.value, "a tag", "apis.*.tags.*", &["policies"]) else { continue };
            let policies = fields.get("policies").and_then(|node| self.sections(node)).unwrap_or_default();
            let name = Spanned::new(member.key.to_string(), member.key_span);
            tags.insert(name.value.clone(), Tag { name, policies });
        }
        tags
    }

    pub(super) fn operations(&mut self, node: &Node) -> BTreeMap<String, Operation> {
        let mut operations = BTreeMap::new();
        let Some(object) = self.object(node, "`operations`") else { return operations };
        for member in object.sorted() {
            if let Some(operation) = self.operation(member) {
                operations.insert(member.key.to_string(), operation);
            }
        }
        operations
    }

    fn operation(&mut self, member: &Member) -> Option<Operation> {
        let known = ["streaming", "policies", "validate"];
        let fields = self.fields(&member.value, "an operation", "apis.*.operations.*", &known)?;
        Some(Operation {
            key: Spanned::new(member.key.to_string(), member.key_span),
            streaming: fields.get("streaming").and_then(|node| self.streaming(node)),
            policies: fields.get("policies").and_then(|node| self.sections(node)).unwrap_or_default(),
            validate: fields.get("validate").and_then(|node| self.validate(node)).unwrap_or_default(),
        })
    }

    fn streaming(&mut self, node: &Node) -> Option<Streaming> {
        let fields = self.fields(node, "`streaming`", "apis.*.operations.*.streaming", &["when", "events"])?;
        if fields.get("when").or(fields.get("events")).is_none() {
            let message = "`streaming` says nothing";
            self.say(
                Diagnostic::at(Code::GW0403, node.span, message).help("write `{ when: /stream, events: SCHEMA }`"),
            );
        }
        Some(Streaming {
            when: fields.get("when").and_then(|node| self.pointer(node, "`when`")),
            events: fields.get("events").and_then(|node| self.plain(node, "`events`")),
        })
    }

    pub(super) fn validate(&mut self, node: &Node) -> Option<Validate> {
        let known = ["request", "response", "unknown-fields", "unions", "enums"];
        let fields = self.fields(node, "`validate`", "validate", &known)?;
        let unknown = [("forward", UnknownFields::Forward), ("refuse", UnknownFields::Refuse)];
        let unions = [("open", Unions::Open), ("closed", Unions::Closed)];
        let enums = [("spec", Enums::Spec), ("open", Enums::Open), ("closed", Enums::Closed)];
        Some(Validate {
            request: fields.get("request").and_then(|node| self.choice(node, "validate.request", ACTIONS)),
            response: fields.get("response").and_then(|node| self.choice(node, "validate.response", ACTIONS)),
            unknown_fields: fields
                .get("unknown-fields")
                .and_then(|node| self.choice(node, "validate.unknown-fields", &unknown)),
            unions: fields.get("unions").and_then(|node| self.choice(node, "validate.unions", &unions)),
            enums: fields.get("enums").and_then(|node| self.choice(node, "validate.enums", &enums)),
        })
    }
}
