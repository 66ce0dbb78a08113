//! The policies of this version: one entry each, which drives the parser, the linker, the emitter, and whatever shows
//! policies to people. A new policy is a file here, a file of the same name in the runtime, and a case.

mod action;
mod entry;
mod exists;
mod limits;
mod own;
mod status;
mod tokens;

use entry::AGAIN;
pub use entry::{
    Attribute, AttributeKind, Choice, Entry, Fit, Form, Limits, OwnType, Part, Refusal, Row, Sets, Status, Tells, WHEN,
    camel,
};
pub(crate) use exists::{NAME_IT, WRITTEN_OUT, refused_header};
pub(super) use own::{DeclaredAttribute, DeclaredPolicy, KINDS, Presence, own};

/// The modules of the entries, and the list of them, by name.
macro_rules! policies {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// All of them, by name.
        pub static ENTRIES: &[&Entry] = &[$(&$module::ENTRY),*];
    };
}

policies! {
    check_header,
    choose,
    cors,
    forward_request,
    include_fragment,
    ip_filter,
    limit_concurrency,
    llm_budget,
    llm_emit_token_metric,
    llm_token_limit,
    mock_response,
    quota,
    quota_by_key,
    rate_limit,
    rate_limit_by_key,
    retry,
    return_response,
    rewrite_uri,
    set_backend_service,
    set_body,
    set_header,
    set_method,
    set_query_parameter,
    set_status,
    set_variable,
    trace,
    validate_azure_ad_token,
    validate_content,
    validate_headers,
    validate_jwt,
    validate_parameters,
    validate_status_code,
}

/// The entry of this name or alias.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().copied().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

/// The names of all types of the runtime that policies and their attributes have.
#[must_use]
pub fn type_names() -> Vec<String> {
    fn of_attributes(attributes: &[Attribute], names: &mut Vec<String>) {
        for attribute in attributes {
            match attribute.kind {
                AttributeKind::Choice(choice) => names.push(choice.of.to_owned()),
                AttributeKind::Rows(row) | AttributeKind::Group(row) => {
                    names.push(row.of.to_owned());
                    of_attributes(row.attributes, names);
                }
                _ => {}
            }
        }
    }
    let mut names = Vec::new();
    for entry in ENTRIES.iter().filter(|entry| matches!(entry.form, Form::Type | Form::Loop)) {
        names.push(entry.type_name());
        of_attributes(entry.attributes, &mut names);
    }
    names.sort();
    names.dedup();
    names
}
