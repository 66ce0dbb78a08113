//! `telemetry`.

use std::collections::BTreeMap;

use super::Reader;
use crate::policy::format;
use crate::policy::model::{Credential, Otlp, Piece, Spanned, Text};
use crate::source::Node;

impl Reader<'_> {
    pub(super) fn telemetry(&mut self, node: &Node) -> Option<Otlp> {
        let fields = self.fields(node, &format::TELEMETRY)?;
        let otlp = fields.require(self, "otlp", "write `otlp: { endpoint: \"http://127.0.0.1:4318\" }`")?;
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
