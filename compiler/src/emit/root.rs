//! The files at the crate's root: what every call shares.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{self, Fit, Gateway, Limit, NamedValue, Scalar, ScalarKind, Scope, SectionKind, ValueSource};

use super::policy::{self, Place};
use super::skeleton::{fill, rust};
use super::{Defect, Files, backend, models, units, words};

pub(super) fn files(gateway: &Gateway, files: &mut Files) -> Result<(), Defect> {
    let krate = gateway.name.replace('-', "_");
    let name = &gateway.name;
    files.insert(
        "src/main.rs".to_owned(),
        fill("main.rs", minijinja::context! { name => name.clone(), crate => krate })?,
    );
    files.insert("src/lib.rs".to_owned(), lib(gateway)?);
    files.insert("src/router.rs".to_owned(), router(gateway)?);
    let modules: Vec<String> = gateway.apis.iter().map(|api| api.module.clone()).collect();
    let text = fill("modules.rs", minijinja::context! { head => "The APIs, one a folder.", modules })?;
    files.insert("src/apis/mod.rs".to_owned(), text);
    let head = ["What every call shares: named values, backends, and the policies at gateway scope.".to_owned()];
    let extra = [
        ("NamedValues", "crate::named_values"),
        ("Backends", "crate::backends"),
        ("apis", "crate"),
        ("router", "crate"),
        ("named_values", "crate"),
    ];
    let extra: Vec<_> = extra.into_iter().filter(|(name, _)| *name != "named_values").collect();
    files.extend([rust("src/gateway.rs", &head, &shared(gateway), &extra)?]);
    let head = ["Named values: what the gateway file leaves to its environment.".to_owned()];
    files.extend([rust("src/named_values.rs", &head, &named_values(gateway), &[])?]);
    files.extend([backend::file(gateway)?]);
    if !gateway.models.is_empty() {
        files.extend([models::file(gateway)?]);
    }
    products(gateway, files)?;
    fragments(gateway, files)
}

/// A file for each fragment that policies include.
fn fragments(gateway: &Gateway, files: &mut Files) -> Result<(), Defect> {
    let fragments = policy::fragments(gateway);
    for (module, items) in &fragments {
        let head = ["A fragment: policies that stand in several places.".to_owned()];
        let extra = [("Gateway", "crate::gateway")];
        files.extend([rust(&format!("src/fragments/{module}.rs"), &head, items, &extra)?]);
    }
    if !fragments.is_empty() {
        let modules: Vec<String> = fragments.into_keys().collect();
        let text = fill("modules.rs", minijinja::context! { head => "The fragments.", modules })?;
        files.insert("src/fragments/mod.rs".to_owned(), text);
    }
    Ok(())
}

fn lib(gateway: &Gateway) -> Result<String, Defect> {
    let name = &gateway.name;
    let fragments = !policy::fragments(gateway).is_empty();
    let products = gateway.settings.products.iter().any(|product| product.policies.acts());
    fill("lib.rs", minijinja::context! { name, products, fragments, models => !gateway.models.is_empty() })
}

/// A file for each product that has policies.
fn products(gateway: &Gateway, files: &mut Files) -> Result<(), Defect> {
    let saying = gateway.settings.products.iter().filter(|product| product.policies.acts());
    let mut modules = Vec::new();
    for product in saying {
        let items = Place::of_gateway(gateway)
            .functions(&Scope::Product(product.name.clone()), &format!("the product `{}`", product.name));
        let head = [format!("The policies of calls that come by the product `{}`.", product.name)];
        let extra = [("Gateway", "crate::gateway")];
        files.extend([rust(&format!("src/products/{}.rs", product.module), &head, &items, &extra)?]);
        modules.push(product.module.clone());
    }
    if !modules.is_empty() {
        let text = fill("modules.rs", minijinja::context! { head => "The products that have policies.", modules })?;
        files.insert("src/products/mod.rs".to_owned(), text);
    }
    Ok(())
}

fn router(gateway: &Gateway) -> Result<String, Defect> {
    let apis: Vec<String> = gateway.apis.iter().map(|api| api.module.clone()).collect();
    fill("router.rs", minijinja::context! { apis })
}

fn shared(gateway: &Gateway) -> Vec<TokenStream> {
    let settings = &gateway.settings;
    let (name, listen) = (&gateway.name, &settings.listen);
    let option = |text: &Option<String>| match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    };
    let (admin, subscriptions) = (option(&settings.admin), option(&settings.subscriptions));
    let prices = settings.prices.as_ref().map(|prices| {
        let (file, currency, unknown) = (&prices.file, &prices.currency, option(&prices.unknown));
        quote!(prices: Some(PriceList { file: #file, currency: #currency, unknown: #unknown }),)
    });
    let llm_log = settings.llm_log.as_ref().map(|said| llm_log(gateway, said));
    let limits = settings.limits.iter().map(|(field, limit)| {
        let field = format_ident!("{field}");
        let value = match limit {
            Limit::Bytes(bytes) => units::size(*bytes),
            Limit::Count(count) => {
                let count = proc_macro2::Literal::u64_unsuffixed(*count);
                quote!(#count)
            }
            Limit::Time(millis) => units::duration(*millis),
        };
        quote!(#field: #value,)
    });
    let limits: Vec<TokenStream> = limits.collect();
    let limits = (!limits.is_empty()).then(|| quote!(limits: Limits { #(#limits)* ..Limits::DEFAULT },));
    let attributes: Vec<TokenStream> = settings.attributes.iter().map(attribute).collect();
    let attributes = (!attributes.is_empty()).then(|| quote!(attributes: &[#(#attributes),*],));
    let products = settings.products.iter().map(|product| {
        let (name, apis, open) = (&product.name, &product.apis, product.open);
        quote!(Product { name: #name, apis: &[#(#apis),*], open: #open })
    });
    let products: Vec<TokenStream> = products.collect();
    let products = (!products.is_empty()).then(|| quote!(products: &[#(#products),*],));
    let proxies = &settings.trusted_proxies;
    let proxies = (!proxies.is_empty()).then(|| quote!(trusted_proxies: &[#(#proxies),*],));
    let tls = settings.tls.as_ref().map(tls);
    let apis = gateway.apis.iter().map(|api| format_ident!("{}", api.module));
    let shared = gateway.shares_state().then(|| {
        let field = quote! {
            /// What policies count and keep.
            pub state: State,
        };
        (field, state(gateway), quote!(, state))
    });
    let (state_field, state_made, state) = shared.unwrap_or_default();
    let exported = gateway.otlp.as_ref().map(|otlp| self::otlp(gateway, otlp));
    let mut items = vec![
        quote! {
            /// What every call shares.
            pub struct Gateway {
                /// What the environment says.
                pub named_values: NamedValues,
                /// Where calls are sent.
                pub backends: Backends,
                #state_field
            }
        },
        quote! {
            impl gatewright_runtime::Gateway for Gateway {
                const SETTINGS: &'static Settings = &Settings {
                    name: #name,
                    listen: #listen,
                    admin: #admin,
                    subscriptions: #subscriptions,
                    #prices
                    #llm_log
                    #attributes
                    #products
                    #proxies
                    #tls
                    #limits
                    ..Settings::DEFAULT
                };

                const APIS: &'static [&'static Api] = &[#(&apis::#apis::API),*];

                fn routes() -> &'static [&'static [Route<Self>]] { router::ROUTES }



                fn load(start: &mut Start) -> Result<Self, StartError> {
                    let named_values = NamedValues::load(start);
                    let backends = Backends::new(start, &named_values);
                    #state_made
                    #exported
                    Ok(Self { named_values, backends #state })
                }
            }
        },
    ];
    let place = Place::of_gateway(gateway);
    items.extend(place.origins(&Scope::Gateway, "every API"));
    items.extend(SectionKind::ALL.map(|kind| place.function(&Scope::Gateway, kind, "every API")));
    items.extend(SectionKind::ALL.into_iter().filter_map(|kind| place.of_products(kind)));
    items
}

/// The files that connections are greeted with.
fn tls(tls: &crate::gateway::Tls) -> TokenStream {
    let (certificate, key) = (&tls.certificate, &tls.key);
    let clients = match &tls.clients {
        Some((ca, required)) => quote!(Some(Clients { ca: #ca, required: #required })),
        None => quote!(None),
    };
    quote!(tls: Some(Tls { certificate: #certificate, key: #key, clients: #clients }),)
}

/// The log of calls of models.
fn llm_log(gateway: &Gateway, said: &gateway::LlmLog) -> TokenStream {
    let (otlp, file) = (
        said.otlp,
        match &said.file {
            Some(file) => quote!(Some(#file)),
            None => quote!(None),
        },
    );
    let texts = gateway.apis.iter().filter_map(|api| {
        let said = api.llm_log.as_ref()?;
        let size = |field: &str, size: Option<u64>| {
            let (field, size) = (format_ident!("{field}"), proc_macro2::Literal::u64_unsuffixed(size?));
            Some(quote!(#field: #size,))
        };
        let (prompts, completions) = (size("prompts", said.prompts), size("completions", said.completions));
        let list = |field: &str, texts: &[String]| {
            let field = format_ident!("{field}");
            (!texts.is_empty()).then(|| quote!(#field: &[#(#texts),*],))
        };
        let (members, patterns) = (list("members", &said.members), list("patterns", &said.patterns));
        let name = &api.name;
        let rest = quote!(LlmTexts::of(#name));
        let whole = [&prompts, &completions, &members, &patterns].into_iter().all(Option::is_none);
        Some(if whole { rest } else { quote!(LlmTexts { #prompts #completions #members #patterns ..#rest }) })
    });
    let texts: Vec<TokenStream> = texts.collect();
    quote!(llm_log: Some(LlmLog { file: #file, otlp: #otlp, texts: &[#(#texts),*] }),)
}

/// What makes the state that all calls share.
fn state(gateway: &Gateway) -> TokenStream {
    let crate::gateway::State::Redis { url, fail_closed, timeout } = &gateway.state else {
        return quote!(let state = State::memory(););
    };
    let url = words::secret(gateway, url, &quote!(named_values));
    let timeout = timeout.map(units::duration).map(|timeout| quote!(timeout: #timeout,));
    let on_outage = if *fail_closed { quote!(OnOutage::FailClosed) } else { quote!(OnOutage::FailOpen) };
    quote! {
        let state = State::redis(start, RedisSettings {
            on_outage: #on_outage,
            #timeout
            ..RedisSettings::new(Self::SETTINGS.name, #url)
        });
    }
}

/// What begins to export what calls do.
fn otlp(gateway: &Gateway, otlp: &crate::gateway::Otlp) -> TokenStream {
    let values = quote!(named_values);
    let endpoint = otlp.endpoint.as_ref().map(|endpoint| {
        let endpoint = words::secret(gateway, endpoint, &values);
        quote!(endpoint: Some(#endpoint),)
    });
    let headers = otlp.headers.iter().map(|(name, value)| {
        let value = words::secret(gateway, value, &values);
        quote!((#name, #value))
    });
    let headers: Vec<TokenStream> = headers.collect();
    let headers = (!headers.is_empty()).then(|| quote!(headers: Vec::from([#(#headers),*]),));
    let sample = otlp.sample.map(|sample| {
        let sample = proc_macro2::Literal::f64_unsuffixed(sample);
        quote!(sample: #sample,)
    });
    let interval = otlp.interval.map(units::duration).map(|interval| quote!(interval: #interval,));
    let rest = (endpoint.is_none() || headers.is_none() || sample.is_none() || interval.is_none())
        .then(|| quote!(..OtlpSettings::new()));
    quote!(start.export(OtlpSettings { #endpoint #headers #sample #interval #rest });)
}

/// An attribute of subscriptions with its default.
fn attribute(attribute: &crate::gateway::Attribute) -> TokenStream {
    let (name, default) = (&attribute.name, &attribute.default);
    let (_, value) = scalar_tokens(default);
    match default {
        Scalar::String(_) => quote!(Attribute::string(#name, #value)),
        Scalar::Integer(_) => quote!(Attribute::integer(#name, #value)),
        Scalar::Float(_) => quote!(Attribute::float(#name, #value)),
        Scalar::Boolean(_) => quote!(Attribute::boolean(#name, #value)),
    }
}

fn named_values(gateway: &Gateway) -> Vec<TokenStream> {
    let mut items = Vec::new();
    let (mut fields, mut loads) = (Vec::new(), Vec::new());
    let fits = gateway::fits(gateway);
    for value in &gateway.named_values {
        if let ValueSource::Literal(scalar) = &value.source {
            items.push(constant(value, scalar));
            continue;
        }
        let (kind, load) = loaded(value, fits.get(value.name.as_str()));
        let ident = format_ident!("{}", value.ident);
        let doc = format!(" `{}`", value.name);
        fields.push(quote!(#[doc = #doc] pub #ident: #kind));
        loads.push(quote!(#ident: #load));
    }
    let start = if loads.is_empty() { quote!(_) } else { quote!(start) };
    items.push(quote! {
        /// The values that are read at start.
        pub struct NamedValues { #(#fields,)* }
    });
    items.push(quote! {
        impl NamedValues {
            /// Reads them; what is missing is named.
            pub fn load(#start: &mut Start) -> Self { Self { #(#loads,)* } }
        }
    });
    items
}

fn constant(value: &NamedValue, scalar: &Scalar) -> TokenStream {
    let ident = format_ident!("{}", value.ident);
    let doc = format!(" `{}`", value.name);
    let (kind, literal) = scalar_tokens(scalar);
    let kind = if let Scalar::String(_) = scalar { quote!(&str) } else { kind };
    quote!(#[doc = #doc] pub const #ident: #kind = #literal;)
}

fn scalar_tokens(scalar: &Scalar) -> (TokenStream, TokenStream) {
    match scalar {
        Scalar::String(text) => (quote!(String), quote!(#text)),
        Scalar::Integer(number) => {
            let number = proc_macro2::Literal::i64_unsuffixed(*number);
            (quote!(i64), quote!(#number))
        }
        Scalar::Float(text) => {
            let number: TokenStream = text.parse().unwrap_or_default();
            (quote!(f64), number)
        }
        Scalar::Boolean(value) => (quote!(bool), quote!(#value)),
    }
}

fn fit(fit: &Fit) -> TokenStream {
    match fit {
        Fit::Head => quote!(Fit::Head),
        Fit::Positive => quote!(Fit::Positive),
        Fit::Status => quote!(Fit::Status),
    }
}

/// The type of a field and the expression that reads it.
fn loaded(value: &NamedValue, fits: Option<&BTreeSet<Fit>>) -> (TokenStream, TokenStream) {
    let name = &value.name;
    let kind_of = |kind: &ScalarKind| match kind {
        ScalarKind::String => quote!(String),
        ScalarKind::Integer => quote!(i64),
        ScalarKind::Float => quote!(f64),
        ScalarKind::Boolean => quote!(bool),
    };
    let fallback = |scalar: &Scalar| match scalar {
        Scalar::String(text) => quote!(#text.to_owned()),
        scalar => scalar_tokens(scalar).1,
    };
    match &value.source {
        ValueSource::SecretEnv(variable) => (quote!(Secret), quote!(start.secret_env(#name, #variable))),
        ValueSource::SecretFile(path) => (quote!(Secret), quote!(start.secret_file(#name, #path))),
        ValueSource::Env { variable, kind, default: None } => (kind_of(kind), quote!(start.env(#name, #variable))),
        ValueSource::Env { variable, kind, default: Some(default) } => {
            let default = fallback(default);
            (kind_of(kind), quote!(start.env_or(#name, #variable, #default)))
        }
        ValueSource::File { path, kind, default, reload } => {
            let kind = kind_of(kind);
            let fits: Vec<TokenStream> = fits.into_iter().flatten().map(fit).collect();
            let reload = match (*reload, fits.as_slice()) {
                (false, _) => quote!(Reload::Never),
                (true, []) => quote!(Reload::OnChange),
                (true, fits) => quote!(Reload::WhereFit(&[#(#fits),*])),
            };
            let load = match default {
                None => quote!(start.file(#name, #path, #reload)),
                Some(default) => {
                    let default = fallback(default);
                    quote!(start.file_or(#name, #path, #default, #reload))
                }
            };
            (quote!(Reloaded<#kind>), load)
        }
        ValueSource::Literal(_) => (quote!(()), quote!(Ok(()))),
    }
}
