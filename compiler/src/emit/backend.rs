//! `backends.rs`: each backend with its settings.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{Backend, BreakerRule, Condition, Gateway, Trips, Words};

use super::skeleton::rust;
use super::units::{duration, time};
use super::{Defect, policy, words};

pub(super) fn file(gateway: &Gateway) -> Result<(String, String), Defect> {
    let head = ["The backends that calls are sent to.".to_owned()];
    let extra = [("NamedValues", "crate::named_values")];
    rust("src/backends.rs", &head, &items(gateway), &extra)
}

fn items(gateway: &Gateway) -> Vec<TokenStream> {
    let (mut fields, mut news) = (Vec::new(), Vec::new());
    for backend in &gateway.backends {
        let ident = format_ident!("{}", backend.ident);
        let doc = format!(" `{}`", backend.name);
        fields.push(quote!(#[doc = #doc] pub #ident: Backend));
        let settings = settings(gateway, backend);
        news.push(quote!(#ident: Backend::new(start, #settings)));
    }
    let named_values = policy::used(&quote!(#(#news)*), "named_values");
    vec![
        quote! {
            /// Each backend with its connections.
            pub struct Backends { #(#fields,)* }
        },
        quote! {
            impl Backends {
                /// Reads their URLs and credentials; nothing is connected yet.
                pub fn new(start: &mut Start, #named_values: &NamedValues) -> Self { Self { #(#news,)* } }
            }
        },
    ]
}

/// What departs from the runtime's own settings, over them.
fn settings(gateway: &Gateway, backend: &Backend) -> TokenStream {
    let name = &backend.name;
    let url = words::owned(gateway, &backend.url, &quote!(named_values));
    let credentials = credentials(gateway, backend);
    let timeout = timeout(backend.timeout);
    let breaker = circuit_breaker(&backend.circuit_breaker);
    let plain = quote!(BackendSettings::new(#name, #url));
    if credentials.is_none() && timeout.is_none() && breaker.is_none() {
        return plain;
    }
    quote!(BackendSettings { #credentials #timeout #breaker ..#plain })
}

fn credentials(gateway: &Gateway, backend: &Backend) -> Option<TokenStream> {
    let pair = |(name, value): &(String, Words)| {
        let value = words::secret(gateway, value, &quote!(named_values));
        quote!((#name, #value))
    };
    let (headers, query): (Vec<_>, Vec<_>) =
        (backend.headers.iter().map(pair).collect(), backend.query.iter().map(pair).collect());
    if headers.is_empty() && query.is_empty() {
        return None;
    }
    let headers = (!headers.is_empty()).then(|| quote!(headers: Vec::from([#(#headers),*]),));
    let query = (!query.is_empty()).then(|| quote!(query: Vec::from([#(#query),*]),));
    let rest = (headers.is_none() || query.is_none()).then(|| quote!(..Credentials::default()));
    Some(quote!(credentials: Credentials { #headers #query #rest },))
}

fn timeout(times: [Option<u64>; 3]) -> Option<TokenStream> {
    let times = ["connect", "headers", "idle"].into_iter().zip(times).filter_map(|(field, time)| {
        let (field, time) = (format_ident!("{field}"), duration(time?));
        Some(quote!(#field: #time,))
    });
    let times: Vec<TokenStream> = times.collect();
    let rest = (times.len() < 3).then(|| quote!(..Timeouts::DEFAULT));
    (!times.is_empty()).then(|| quote!(timeout: Timeouts { #(#times)* #rest },))
}

fn circuit_breaker(rules: &[BreakerRule]) -> Option<TokenStream> {
    let rules: Vec<TokenStream> = rules.iter().map(rule).collect();
    (!rules.is_empty()).then(|| quote!(circuit_breaker: Vec::from([#(#rules),*]),))
}

fn rule(rule: &BreakerRule) -> TokenStream {
    let trips = match rule.trips {
        Trips::Failures(count, interval) => {
            let (count, interval) = (Literal::u32_unsuffixed(count), time(interval));
            quote!(Trips::Failures(#count, #interval))
        }
        Trips::Percentage(share, interval, minimum) => {
            let [share, minimum] = [share, minimum].map(Literal::u32_unsuffixed);
            let interval = time(interval);
            quote!(Trips::Percentage(#share, #interval, #minimum))
        }
        Trips::Consecutive(count) => {
            let count = Literal::u32_unsuffixed(count);
            quote!(Trips::Consecutive(#count))
        }
    };
    let (when, trip, accept) = (conditions(&rule.when), time(rule.trip), rule.accept_retry_after);
    quote!(BreakerRule { trips: #trips, when: #when, trip: #trip, accept_retry_after: #accept })
}

fn conditions(conditions: &[Condition]) -> TokenStream {
    let conditions = conditions.iter().map(|condition| match *condition {
        Condition::Status(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(When::Status(#status))
        }
        Condition::Statuses(from, to) => {
            let [from, to] = [from, to].map(Literal::u16_unsuffixed);
            quote!(When::Statuses(#from, #to))
        }
        Condition::Connect => quote!(When::Connect),
        Condition::Timeout => quote!(When::Timeout),
    });
    quote!(&[#(#conditions),*])
}
