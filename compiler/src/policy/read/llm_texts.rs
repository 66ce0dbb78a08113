//! `llm-log` of an API.

use super::Reader;
use crate::policy::format::{self, Object};
use crate::policy::model::LlmTexts;
use crate::schema;
use crate::source::{Member, Node};

/// What is told of each text unless said: as much as API Management tells.
const USUAL: u64 = 32 << 10;
/// The most that may be said: as much as API Management takes.
const MOST: u64 = 2 << 20;

impl Reader<'_> {
    pub(super) fn llm_texts(&mut self, member: &Member) -> Option<LlmTexts> {
        let fields = self.fields(&member.value, &format::LLM_TEXTS)?;
        let prompts = fields.get("prompts").and_then(|node| self.text_size(node, &format::LLM_PROMPTS));
        let completions = fields.get("completions").and_then(|node| self.text_size(node, &format::LLM_COMPLETIONS));
        let redact = fields.get("redact").and_then(|node| self.fields(node, &format::LLM_REDACT));
        let members = redact.as_ref().and_then(|redact| redact.get("members"));
        let patterns = redact.as_ref().and_then(|redact| redact.get("patterns"));
        if let Some(redact) =
            fields.member("redact").filter(|_| fields.get("prompts").or(fields.get("completions")).is_none())
        {
            let message = "there are no texts that something could be taken out of";
            self.invalid(redact.key_span, message, "say `prompts: {}` or `completions: {}`, or leave `redact` out");
        }
        let said = members.filter(|_| fields.get("prompts").is_none() && fields.get("completions").is_some());
        if let Some(node) = said {
            let message = "`members` are those of prompts, and prompts are not told";
            self.invalid(
                node.span,
                message,
                "say `prompts: {}`, or leave `members` out: `patterns` hold for completions too",
            );
        }
        let members = members.map(|node| self.redacted_members(node)).unwrap_or_default();
        let patterns = patterns.map(|node| self.redacted_patterns(node)).unwrap_or_default();
        Some(LlmTexts { span: member.key_span, prompts, completions, members, patterns })
    }

    fn text_size(&mut self, node: &Node, object: &'static Object) -> Option<u64> {
        let fields = self.fields(node, object)?;
        let Some(node) = fields.get("max") else { return Some(USUAL) };
        let size = self.size(node, "`max`")?;
        if size.value > MOST {
            self.invalid(size.span, "of a text 2 MiB are told at most", "write `max: 2MiB`, or less");
            return None;
        }
        Some(size.value)
    }

    fn redacted_members(&mut self, node: &Node) -> Vec<String> {
        let pointers = self.plain_list(node, "a member").unwrap_or_default();
        let good = |pointer: &str| {
            let escapes = pointer.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
            pointer.starts_with('/') && escapes
        };
        let mut members = Vec::new();
        for pointer in pointers {
            if good(&pointer.value) {
                members.push(pointer.value);
            } else {
                let message = format!("`{}` is no JSON pointer", pointer.value);
                self.invalid(pointer.span, message, "write it as `/messages/*/name`: `*` is any member or item");
            }
        }
        members
    }

    fn redacted_patterns(&mut self, node: &Node) -> Vec<(String, String)> {
        let mut patterns = Vec::new();
        for pattern in self.plain_list(node, "a pattern").unwrap_or_default() {
            match schema::translated(&pattern.value) {
                Ok(translated) if schema::matches_nothing(&translated) => {
                    let message = format!("`{}` matches where nothing stands", pattern.value);
                    self.invalid(pattern.span, message, "have it match a character at least: `+` in place of `*`");
                }
                Ok(translated) => patterns.push((pattern.value, translated)),
                Err(why) => {
                    let message = format!("`{}` can't be used as a pattern: {why}", pattern.value);
                    self.invalid(pattern.span, message, "write a regular expression as JavaScript has them (ECMA-262)");
                }
            }
        }
        patterns
    }
}
