//! What an API says about its tags and operations, and checks at both scopes.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{Operation, Spanned, Streaming, Tag, Validate};
use crate::source::{Member, Node};

impl Reader<'_> {
    pub(super) fn tags(&mut self, node: &Node) -> BTreeMap<String, Tag> {
        let mut tags = BTreeMap::new();
        let Some(object) = self.object(node, "`tags`") else { return tags };
        for member in object.sorted() {
            let Some(fields) = self.fields(&member.value, &format::TAG) else { continue };
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
        let fields = self.fields(&member.value, &format::OPERATION)?;
        Some(Operation {
            key: Spanned::new(member.key.to_string(), member.key_span),
            streaming: fields.get("streaming").and_then(|node| self.streaming(node)),
            policies: fields.get("policies").and_then(|node| self.sections(node)).unwrap_or_default(),
            validate: fields.get("validate").and_then(|node| self.validate(node)).unwrap_or_default(),
        })
    }

    fn streaming(&mut self, node: &Node) -> Option<Streaming> {
        let fields = self.fields(node, &format::STREAMING)?;
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
        let fields = self.fields(node, &format::VALIDATE)?;
        Some(Validate {
            request: fields.get("request").and_then(|node| self.choice(node, "validate.request", &format::ACTIONS)),
            response: fields.get("response").and_then(|node| self.choice(node, "validate.response", &format::ACTIONS)),
            unknown_fields: fields
                .get("unknown-fields")
                .and_then(|node| self.choice(node, "validate.unknown-fields", &format::UNKNOWN_FIELDS)),
            unions: fields.get("unions").and_then(|node| self.choice(node, "validate.unions", &format::UNIONS)),
            enums: fields.get("enums").and_then(|node| self.choice(node, "validate.enums", &format::ENUMS)),
        })
    }
}
