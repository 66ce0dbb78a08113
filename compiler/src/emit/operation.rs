//! One operation: its descriptor, its parameters, the checks of its body, and its life where that departs from the
//! API's.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Api, Gateway, Operation, Scope, SectionKind, Streaming, scopes};
use crate::schema::Named;

use super::check::Checks;
use super::policy::{self, Place};
use super::{answer, body, fragment, models, parameter};

/// The items of an operation's file.
pub(super) fn items(
    gateway: &Gateway,
    api: &Api,
    operation: &Operation,
    names: &BTreeMap<Named, String>,
) -> Vec<TokenStream> {
    let mut checks = Checks::new(names);
    let body = body::tokens(&operation.body, &mut checks);
    let rows: Vec<TokenStream> =
        operation.parameters.iter().map(|parameter| parameter::row(parameter, &mut checks)).collect();
    let answers = answer::rows(&operation.answers, &mut checks);
    let mut items = vec![descriptor(operation, &rows, body.as_ref(), &answers)];
    let place = Place::below_api(gateway, api, Some(operation));
    if operation.lives_alone() {
        let backend = operation.backend.as_ref().unwrap_or(&api.backend);
        items.push(life(place, backend, &format!("`{}`", operation.id)));
        items.extend(place.functions(&Scope::Operation, "this operation"));
    }
    if policy::crosses(gateway, api, operation) == Some(true) {
        items.extend(place.crossing(&format!("`{}`", operation.id)));
    }
    if !operation.lives_alone() {
        items.extend(place.origins(&Scope::Operation, "this operation"));
    }
    if fails_alone(api, operation) {
        items.push(place.fail(&format!("`{}`", operation.id)));
    }
    items.extend(checks.into_functions());
    items
}

/// What the operation is, in rows; what the document does not say is left out.
fn descriptor(
    operation: &Operation,
    rows: &[TokenStream],
    body: Option<&TokenStream>,
    answers: &[TokenStream],
) -> TokenStream {
    let Operation { id, method, path, .. } = operation;
    let parameters = (!rows.is_empty()).then(|| quote!(parameters: &[#(#rows),*],));
    let body = body.map(|body| quote!(body: #body,));
    let streaming = match &operation.streaming {
        Streaming::Never => None,
        Streaming::When(member) => Some(quote!(streaming: Streaming::When(#member),)),
        Streaming::Declared => Some(quote!(streaming: Streaming::Declared,)),
    };
    let reports_usage = operation.reports_usage.then(|| quote!(reports_usage: true,));
    let by_model = operation.by_model.as_ref().map(models::row);
    let answers = (!answers.is_empty()).then(|| quote!(answers: &[#(#answers),*],));
    quote! {
        pub static OPERATION: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            #parameters
            #body
            #streaming
            #reports_usage
            #by_model
            #answers
            ..Operation::of(&API)
        };
    }
}

/// Whether an error's answer is edited otherwise than those of the API's other operations.
pub(super) fn fails_alone(api: &Api, operation: &Operation) -> bool {
    scopes(api, Some(operation), SectionKind::OnError) != scopes(api, None, SectionKind::OnError)
}

/// The life of a call, read from top to bottom.
pub(super) fn life(place: Place<'_>, backend: &str, what: &str) -> TokenStream {
    let backend = format_ident!("{backend}");
    let [inbound, before, outbound] = [SectionKind::Inbound, SectionKind::Backend, SectionKind::Outbound]
        .map(|kind| place.lines(kind, &quote!(&mut response)));
    let (settled, sent) = if place.says_how_to_send() {
        (Some(quote!(call.defaults_to(&gateway.backends.#backend);)), quote!(call.answered().await))
    } else if place.chooses_backend() {
        (None, quote!(call.backend_or(&gateway.backends.#backend).send(call).await))
    } else {
        (None, quote!(gateway.backends.#backend.send(call).await))
    };
    let check = place.answers_are_checked().map(|action| quote!(call.check_answer(&mut response, #action).await?;));
    let answer = if outbound.is_empty() && check.is_none() {
        sent
    } else {
        quote!(let mut response = #sent?; #check #outbound Ok(response))
    };
    let own_check = place.any(SectionKind::Inbound, |entry| entry.checks_parameters);
    let (first, then) = match quote!(call.check_parameters()?;) {
        check if own_check => (None, Some(check)),
        check => (Some(check), None),
    };
    // What is held back is read, so it must not come coded.
    let reads_answer = place.holds_answer() || place.answers_are_checked().is_some();
    let plain = reads_answer.then(|| quote!(call.ask_uncoded();));
    let (early_plain, plain) = if settled.is_some() { (plain, None) } else { (None, plain) };
    let reads = |kind: SectionKind| place.reads_body(kind);
    let (early, check) = match (
        place.reads_body_early(),
        [SectionKind::Inbound, SectionKind::Backend, SectionKind::Outbound].into_iter().any(reads) || place.is_logged(),
    ) {
        (true, _) => (Some(quote!(call.read_body().await?;)), None),
        (false, true) => (None, Some(quote!(call.read_body().await?;))),
        (false, false) => (None, Some(quote!(call.check_body().await?;))),
    };
    let doc = format!(" The life of a call to {what}.");
    quote! {
        #[doc = #doc]
        pub fn run<'c>(gateway: &'c Gateway, call: &'c mut Call) -> Life<'c> {
            Box::pin(async move {
                #first
                #early
                #inbound
                #then
                #check
                #settled
                #early_plain
                #before
                #plain
                #answer
            })
        }
    }
}

/// The lines that head an operation's file: what the document says of it, else its route.
pub(super) fn head(operation: &Operation) -> Vec<String> {
    let said = operation.summary.as_deref().map(fragment::prose).unwrap_or_default();
    if said.iter().any(|line| !line.is_empty()) {
        return said;
    }
    vec![format!("`{}`", format!("{} {}", operation.method, operation.path).trim_end())]
}
