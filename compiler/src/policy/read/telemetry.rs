//! `telemetry`.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{Credential, LlmLog, Otlp, Piece, Spanned, Text};
use crate::source::{Member, Node};

impl Reader<'_> {
    pub(super) fn telemetry(&mut self, node: &Node) -> (Option<Otlp>, Option<LlmLog>) {
        let Some(fields) = self.fields(node, &format::TELEMETRY) else { return (None, None) };
        let (otlp, llm_log) = (fields.get("otlp"), fields.member("llm-log"));
        if otlp.is_none() && llm_log.is_none() {
            fields.require(self, "otlp", "write `otlp: { endpoint: \"http://127.0.0.1:4318\" }`, or `llm-log: {}`");
        }
        let has_otlp = otlp.is_some();
        (otlp.and_then(|node| self.otlp(node)), llm_log.and_then(|member| self.llm_log(member, has_otlp)))
    }

    fn llm_log(&mut self, member: &Member, has_otlp: bool) -> Option<LlmLog> {
        let fields = self.fields(&member.value, &format::LLM_LOG)?;
        let file = fields.get("file").and_then(|node| self.plain(node, "`file`"));
        let otlp = fields.get("otlp").and_then(|node| self.boolean(node, "`otlp`")).unwrap_or_default();
        if let Some(said) = fields.get("otlp").filter(|_| otlp && !has_otlp) {
            let message = "there is no `telemetry.otlp` that records could be sent by";
            let help = "write `otlp: {}` beside `llm-log`, or leave this key out";
            self.say(Diagnostic::at(Code::GW0403, said.span, message).help(help));
        }
        Some(LlmLog { span: member.key_span, file, otlp })
    }

    fn otlp(&mut self, otlp: &Node) -> Option<Otlp> {
        let fields = self.fields(otlp, &format::OTLP)?;
        let endpoint = match fields.get("endpoint") {
            Some(node) => Some(self.text(node, "`endpoint`").filter(|text| self.is_otlp_endpoint(text))?),
            None => None,
        };
        let headers = fields.get("headers").map(|node| self.otlp_headers(node)).unwrap_or_default();
        let traces = fields.get("traces").and_then(|node| self.fields(node, &format::TRACES));
        let sample = match traces.as_ref().and_then(|traces| traces.get("sample")) {
            Some(node) => Some(self.share(node)?),
            None => None,
        };
        let metrics = fields.get("metrics").and_then(|node| self.fields(node, &format::METRICS));
        let interval = match metrics.as_ref().and_then(|metrics| metrics.get("interval")) {
            Some(node) => Some(self.duration(node, "`interval`")?),
            None => None,
        };
        Some(Otlp { endpoint, headers, sample, interval })
    }

    fn otlp_headers(&mut self, node: &Node) -> BTreeMap<String, Credential> {
        let mut headers = BTreeMap::new();
        for member in self.object(node, "`headers`").into_iter().flat_map(|object| object.sorted()) {
            let name = Spanned::new(member.key.to_string(), member.key_span);
            if !self.is_settable(&name) {
                continue;
            }
            if let Some(value) = self.credential(&member.value).filter(|value| self.is_header_value(value)) {
                headers.insert(name.value.to_ascii_lowercase(), Credential { name, value });
            }
        }
        headers
    }

    /// A number from 0 to 1.
    fn share(&mut self, node: &Node) -> Option<f64> {
        let share =
            node.as_number().and_then(|text| text.parse::<f64>().ok()).filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            self.invalid(
                node.span,
                "`sample` must be a number from 0 to 1",
                "write `sample: 0.1` for a tenth of all calls",
            );
        }
        share
    }

    /// A URL that is written out is looked at.
    fn is_otlp_endpoint(&mut self, url: &Text) -> bool {
        let [Piece::Literal(text)] = url.pieces.as_slice() else { return true };
        let good = ["http://", "https://"].iter().any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
        if !good {
            let message = format!("`{text}` is no URL of a receiver of OTLP over HTTP");
            self.invalid(url.span, message, "write `http://HOST:4318`, or a URL with `https://`");
        }
        good
    }
}
