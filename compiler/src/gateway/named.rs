//! APIs and operations that policies name: each must be there.

use std::collections::BTreeMap;

use super::Api;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::openapi::Document;
use crate::policy::GatewayFile;
use crate::policy::model::Spanned;

/// Says which of the names lead nowhere.
pub(super) fn check(
    file: &GatewayFile,
    apis: &[Api],
    documents: &BTreeMap<String, Document<'_>>,
    diagnostics: &mut Diagnostics,
) {
    for (name, operation) in &file.named_operations {
        let Some(api) = apis.iter().find(|api| api.name == name.value) else {
            let known = apis.iter().map(|api| api.name.as_str());
            // An API is named once, whatever stands below it.
            if operation.is_none() {
                diagnostics.push(missing(Code::GW0425, name, format!("there is no API `{}`", name.value), known));
            }
            continue;
        };
        let known = || api.operations.iter().map(|operation| operation.id.as_str());
        if let Some(operation) = operation.as_ref().filter(|operation| !known().any(|id| id == operation.value)) {
            let message = format!("`{}` has no operation `{}`", api.name, operation.value);
            let diagnostic = missing(Code::GW0507, operation, message, known());
            diagnostics.push(match documents.get(&api.name) {
                Some(document) => diagnostic.label(document.key_span("#/paths"), "the operations of the spec"),
                None => diagnostic,
            });
        }
    }
}

fn missing<'k>(
    code: Code,
    name: &Spanned<String>,
    message: String,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    Diagnostic::at(code, name.span, message).help(match did_you_mean(&name.value, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "remove it, or write one that is there".to_owned(),
    })
}
