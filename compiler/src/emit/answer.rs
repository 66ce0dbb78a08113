//! The answers that a document declares, for the policies that look at them.

use proc_macro2::TokenStream;
use quote::quote;

use crate::gateway::{Documented, Example};

use super::check::Checks;
use super::{body, parameter};

/// The rows of an operation's answers.
pub(super) fn rows(answers: &[Documented], checks: &mut Checks<'_>) -> Vec<TokenStream> {
    answers.iter().map(|answer| row(answer, checks)).collect()
}

fn row(answer: &Documented, checks: &mut Checks<'_>) -> TokenStream {
    let status = &answer.status;
    let role = format!("answer_{}", status.to_ascii_lowercase());
    let headers: Vec<TokenStream> = answer.headers.iter().map(|header| parameter::row(header, checks)).collect();
    let headers = (!headers.is_empty()).then(|| quote!(headers: &[#(#headers),*],));
    let several = answer.contents.len() > 1;
    let contents = answer.contents.iter().map(|content| body::content(&role, content, several, checks));
    let contents: Vec<TokenStream> = contents.collect();
    let contents = (!contents.is_empty()).then(|| quote!(contents: &[#(#contents),*],));
    let examples = answer
        .examples
        .iter()
        .map(|Example { media_type, body }| quote!(Example { media_type: #media_type, body: #body }));
    let examples: Vec<TokenStream> = examples.collect();
    let examples = (!examples.is_empty()).then(|| quote!(examples: &[#(#examples),*],));
    quote!(Documented { #headers #contents #examples ..Documented::of(#status) })
}
