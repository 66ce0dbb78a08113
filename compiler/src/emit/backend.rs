//! `backends.rs`: each backend with its settings.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{
    Authorization, BackOff, BreakerRule, ClientAuthentication, Condition, Failover, Gateway, Pool, Server, Target,
    Trips, Words,
};

use super::skeleton::rust;
use super::units::{duration, size, time};
use super::{Defect, policy, words};

pub(super) fn file(gateway: &Gateway) -> Result<(String, String), Defect> {
    let head = ["The backends that calls are sent to.".to_owned()];
    let extra = [("NamedValues", "crate::named_values")];
    rust("src/backends.rs", &head, &items(gateway), &extra)
}

fn items(gateway: &Gateway) -> Vec<TokenStream> {
    let (mut fields, mut values) = (Vec::new(), Vec::new());
    // What is used again has a name first: members, and the pools, which are made of them.
    let (mut members, mut pools, mut by_model) = (Vec::new(), Vec::new(), Vec::new());
    for backend in &gateway.backends {
        let (ident, local) = (format_ident!("{}", backend.ident), local(&backend.ident));
        let named = if ident == local { quote!(#ident) } else { quote!(#ident: #local) };
        match &backend.target {
            Target::Server(server) => {
                let doc = format!(" `{}`", backend.name);
                fields.push(quote!(#[doc = #doc] pub #ident: Backend));
                let settings = settings(gateway, &backend.name, server);
                if is_member(gateway, &backend.ident) {
                    members.push(quote!(let #local = Backend::new(start, #settings);));
                    values.push(named);
                } else {
                    values.push(quote!(#ident: Backend::new(start, #settings)));
                }
            }
            Target::Pool(pool) => {
                let doc = format!(" `{}`: a pool of {}", backend.name, listed(pool));
                fields.push(quote!(#[doc = #doc] pub #ident: Backend));
                let settings = pool_settings(&backend.name, pool);
                pools.push(quote!(let #local = Backend::pool(start, #settings);));
                values.push(named);
            }
            Target::ByModel { own, named: others } => {
                let (own, others) = (self::local(own), others.iter().map(|ident| self::local(ident)));
                let doc = format!(" `{}`: where calls go by their models", backend.name);
                fields.push(quote!(#[doc = #doc] pub #ident: Backend));
                by_model.push(quote!(let #local = Backend::by_model(&#own, &[#(&#others),*]);));
                values.push(named);
            }
        }
    }
    let body = quote!(#(#members)* #(#pools)* #(#by_model)* Self { #(#values,)* });
    let named_values = policy::used(&body, "named_values");
    vec![
        quote! {
            /// Each backend with its connections.
            pub struct Backends { #(#fields,)* }
        },
        quote! {
            impl Backends {
                /// Reads their URLs and credentials; nothing is connected yet.
                pub fn new(start: &mut Start, #named_values: &NamedValues) -> Self { #body }
            }
        },
    ]
}

/// The variable that holds a backend; not one of the parameters.
fn local(ident: &str) -> proc_macro2::Ident {
    match ident {
        "start" | "named_values" => format_ident!("{ident}_backend"),
        ident => format_ident!("{ident}"),
    }
}

fn is_member(gateway: &Gateway, ident: &str) -> bool {
    gateway.backends.iter().any(|backend| match &backend.target {
        Target::Pool(pool) => pool.members.iter().any(|member| member.ident == ident),
        Target::ByModel { own, named } => own == ident || named.iter().any(|named| named == ident),
        Target::Server(_) => false,
    })
}

/// What a reader of the README needs to know of a backend, by the field that holds it.
pub(super) fn described(gateway: &Gateway, ident: &str) -> String {
    let backend = gateway.backends.iter().find(|backend| backend.ident == ident);
    let name = backend.map_or(ident, |backend| &backend.name);
    let pool = match backend.map(|backend| &backend.target) {
        Some(Target::Pool(pool)) => pool,
        Some(Target::ByModel { own, named }) => {
            let others = named.iter().filter(|ident| *ident != own);
            let all: Vec<String> = std::iter::once(own).chain(others).map(|ident| described(gateway, ident)).collect();
            return format!("by its model: {}", all.join("; "));
        }
        _ => return format!("`{name}`"),
    };
    let mut text = format!("`{name}`, a pool of {}", listed(pool));
    if let Some(Failover { attempts, max_body, .. }) = &pool.retry {
        text.push_str(&format!(": up to {attempts} attempts, but one for a body of more than {max_body} bytes"));
    }
    text
}

/// The members' names in a sentence.
fn listed(pool: &Pool) -> String {
    let names: Vec<String> = pool.members.iter().map(|member| format!("`{}`", member.name)).collect();
    match names.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        names => names.join(""),
    }
}

fn pool_settings(name: &str, pool: &Pool) -> TokenStream {
    let members = pool.members.iter().map(|member| {
        let backend = local(&member.ident);
        let [priority, weight] = [member.priority, member.weight].map(Literal::u32_unsuffixed);
        quote!(PoolMember { backend: #backend.clone(), priority: #priority, weight: #weight })
    });
    let retry = pool.retry.as_ref().map(|retry| {
        let attempts = Literal::u32_unsuffixed(retry.attempts);
        let (when, max_body) = (conditions(&retry.when), size(retry.max_body));
        let back_off = back_off(retry.back_off).map(|back_off| quote!(, back_off: #back_off));
        let fast = retry.first_fast_retry.then(|| quote!(, first_fast_retry: true));
        let rest = (back_off.is_none() || fast.is_none()).then(|| quote!(, ..Failover::DEFAULT));
        quote!(retry: Some(Failover { attempts: #attempts, when: #when, max_body: #max_body #back_off #fast #rest }),)
    });
    let affinity = pool.session_affinity.as_ref().map(|affinity| {
        let (cookie, secure) = (&affinity.cookie, affinity.secure);
        quote!(session_affinity: Some(SessionAffinity { cookie: #cookie, secure: #secure }),)
    });
    let plain = quote!(PoolSettings::new(#name, Vec::from([#(#members),*])));
    if retry.is_none() && affinity.is_none() {
        return plain;
    }
    quote!(PoolSettings { #retry #affinity ..#plain })
}

fn back_off(back_off: BackOff) -> Option<TokenStream> {
    match back_off {
        BackOff::Doubled => None,
        BackOff::Fixed(interval) => {
            let interval = time(interval);
            Some(quote!(BackOff::Fixed(#interval)))
        }
        BackOff::Linear(interval, delta) => {
            let [interval, delta] = [interval, delta].map(time);
            Some(quote!(BackOff::Linear(#interval, #delta)))
        }
        BackOff::Exponential(interval, delta, most) => {
            let [interval, delta, most] = [interval, delta, most].map(time);
            Some(quote!(BackOff::Exponential(#interval, #delta, #most)))
        }
    }
}

/// What departs from the runtime's own settings, over them.
fn settings(gateway: &Gateway, name: &str, server: &Server) -> TokenStream {
    let url = words::owned(gateway, &server.url, &quote!(named_values));
    let credentials = credentials(gateway, server);
    let timeout = timeout(server.timeout);
    let breaker = circuit_breaker(&server.circuit_breaker);
    let plain = quote!(BackendSettings::new(#name, #url));
    if credentials.is_none() && timeout.is_none() && breaker.is_none() {
        return plain;
    }
    quote!(BackendSettings { #credentials #timeout #breaker ..#plain })
}

fn credentials(gateway: &Gateway, server: &Server) -> Option<TokenStream> {
    let pair = |(name, value): &(String, Words)| {
        let value = words::secret(gateway, value, &quote!(named_values));
        quote!((#name, #value))
    };
    let (headers, query): (Vec<_>, Vec<_>) =
        (server.headers.iter().map(pair).collect(), server.query.iter().map(pair).collect());
    let authorization = server.authorization.as_ref().map(|of| authorization(gateway, of));
    if headers.is_empty() && query.is_empty() && authorization.is_none() {
        return None;
    }
    let headers = (!headers.is_empty()).then(|| quote!(headers: Vec::from([#(#headers),*]),));
    let query = (!query.is_empty()).then(|| quote!(query: Vec::from([#(#query),*]),));
    let all = headers.is_some() && query.is_some() && authorization.is_some();
    let rest = (!all).then(|| quote!(..Credentials::default()));
    Some(quote!(credentials: Credentials { #headers #query #authorization #rest },))
}

fn authorization(gateway: &Gateway, authorization: &Authorization<Words>) -> TokenStream {
    let values = quote!(named_values);
    let text = |words: &Words| words::owned(gateway, words, &values);
    let secret = |words: &Words| words::secret(gateway, words, &values);
    let some =
        |expression: Option<TokenStream>| expression.map_or(quote!(None), |expression| quote!(Some(#expression)));
    let made = match authorization {
        Authorization::ClientCredentials { token_url, client_id, client_secret, client_authentication, parameters } => {
            let [token_url, client_id] = [token_url, client_id].map(text);
            let client_secret = secret(client_secret);
            let shown = match client_authentication {
                ClientAuthentication::Basic => quote!(ClientAuthentication::Basic),
                ClientAuthentication::Body => quote!(ClientAuthentication::Body),
            };
            let parameters = parameters.iter().map(|(name, value)| {
                let value = text(value);
                quote!((#name, #value))
            });
            quote!(ClientCredentials(ClientCredentials {
                token_url: #token_url,
                client_id: #client_id,
                client_secret: #client_secret,
                client_authentication: #shown,
                parameters: Vec::from([#(#parameters),*]),
            }))
        }
        Authorization::ManagedIdentity { resource, client_id } => {
            let (resource, client_id) = (text(resource), some(client_id.as_ref().map(text)));
            quote!(ManagedIdentity(ManagedIdentity { resource: #resource, client_id: #client_id }))
        }
        Authorization::AwsSigV4 { region, service, access_key_id, secret_access_key, session_token } => {
            let [region, service, id] = [region, service, access_key_id].map(text);
            let key = secret(secret_access_key);
            let token = some(session_token.as_ref().map(secret));
            quote!(AwsSigV4(AwsSigV4 {
                region: #region,
                service: #service,
                access_key_id: #id,
                secret_access_key: #key,
                session_token: #token,
            }))
        }
    };
    quote!(authorization: Some(Authorization::#made),)
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

pub(super) fn conditions(conditions: &[Condition]) -> TokenStream {
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
