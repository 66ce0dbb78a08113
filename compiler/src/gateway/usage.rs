//! Whether an operation's streams report their usage on request, which its body's schema tells.

use std::collections::BTreeSet;

use super::{Body, ContentKind};
use crate::policy::model::StreamUsage;
use crate::schema::{Named, Rule, Schemas};

/// Whether streams are asked: by what is said, or by a member `stream_options` of the body with a member `include_usage`.
/// A body without a member `stream` asks for none.
pub(super) fn is_asked_for(body: &Body, said: Option<StreamUsage>, schemas: &Schemas) -> bool {
    body.contents.iter().any(|content| {
        let ContentKind::Json(rule) = &content.kind else { return false };
        let declared = || {
            let options = member(rule, "stream_options", schemas);
            options.is_some_and(|options| member(options, "include_usage", schemas).is_some())
        };
        let asked = match said {
            Some(StreamUsage::Request) => true,
            Some(StreamUsage::Leave) => false,
            None => declared(),
        };
        asked && member(rule, "stream", schemas).is_some()
    })
}

/// The rule of a member that a value declares, if one of its rules does.
pub(super) fn member<'r>(rule: &'r Rule, name: &str, schemas: &'r Schemas) -> Option<&'r Rule> {
    fn within<'r>(rule: &'r Rule, name: &str, schemas: &'r Schemas, met: &mut BTreeSet<&'r Named>) -> Option<&'r Rule> {
        match rule {
            Rule::Object(object) => object.properties.get(name).map(|property| &property.rule),
            Rule::Named(named) if met.insert(named) => within(schemas.named.get(named)?, name, schemas, met),
            Rule::Named(_) | Rule::Not(_) => None,
            rule => rule.beside().into_iter().find_map(|rule| within(rule, name, schemas, met)),
        }
    }
    within(rule, name, schemas, &mut BTreeSet::new())
}
