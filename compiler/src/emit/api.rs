//! The files of one API: its descriptor and policies, its shared parameter types, its schemas and its operations.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use crate::gateway::{Action, Api, Dialect, Gateway, Schema, Scope, SectionKind};
use crate::parallel;
use crate::schema::Named;

use super::policy::{self, Place};
use super::skeleton::{fill, rust};
use super::{Defect, Files, check, models, operation, parameter, xml};

pub(super) fn files(gateway: &Gateway, api: &Api, files: &mut Files) -> Result<(), Defect> {
    let folder = format!("src/apis/{}", api.module);
    let names: BTreeMap<Named, String> =
        api.schemas.iter().map(|schema| (schema.named.clone(), schema.ident.clone())).collect();
    files.extend([root(gateway, api, &folder)?]);
    if !api.choices.is_empty() {
        let items: Vec<TokenStream> = api.choices.iter().flat_map(parameter::choice).collect();
        let head = [format!("Parameters of `{}` that take only certain values.", api.name)];
        files.extend([rust(&format!("{folder}/parameters.rs"), &head, &items, &[])?]);
    }
    let schemas_path = format!("crate::apis::{}", api.module);
    let extra: Vec<(&str, &str)> = vec![("schemas", schemas_path.as_str())];
    let made = parallel::map(&api.schemas, |each| schema(each, &folder, &names, &extra));
    files.extend(made.into_iter().collect::<Result<Vec<_>, _>>()?);
    if !api.schemas.is_empty() {
        let modules: Vec<String> = api.schemas.iter().map(|schema| schema.ident.clone()).collect();
        let head = format!("The schemas of `{}` that its operations check, by their names in the spec.", api.name);
        let text = fill("modules.rs", minijinja::context! { head, modules })?;
        files.insert(format!("{folder}/schemas/mod.rs"), text);
    }
    if !api.layouts.is_empty() {
        files.extend([xml::file(api, &folder)?]);
    }
    let parameters = format!("{schemas_path}::parameters");
    let mut extra = extra.clone();
    extra.extend([
        ("API", schemas_path.as_str()),
        ("MODELS", schemas_path.as_str()),
        ("layouts", schemas_path.as_str()),
        ("tags", schemas_path.as_str()),
        ("Gateway", "crate::gateway"),
        (&api.module, "crate::apis"),
    ]);
    extra.extend(parameter::NAMES.map(|name| (name, "gatewright_runtime::parameter")));
    extra.extend(api.choices.iter().map(|choice| (choice.ident.as_str(), parameters.as_str())));
    let made = parallel::map(&api.operations, |each| {
        let items = operation::items(gateway, api, each, &names);
        rust(&format!("{folder}/operations/{}.rs", each.module), &operation::head(each), &items, &extra)
    });
    files.extend(made.into_iter().collect::<Result<Vec<_>, _>>()?);
    for tag in &api.tags {
        let items =
            Place::below_api(gateway, api, None).functions(&Scope::Tag(tag.module.clone()), &format!("`{}`", tag.name));
        let head = [format!("The policies of operations with the tag `{}`.", tag.name)];
        files.extend([rust(&format!("{folder}/tags/{}.rs", tag.module), &head, &items, &extra)?]);
    }
    if !api.tags.is_empty() {
        let modules: Vec<String> = api.tags.iter().map(|tag| tag.module.clone()).collect();
        let head = format!("The tags of `{}` that have policies.", api.name);
        let text = fill("modules.rs", minijinja::context! { head, modules })?;
        files.insert(format!("{folder}/tags/mod.rs"), text);
    }
    if let Some(description) = &api.description {
        files.insert(format!("openapi/{}.json", api.name), description.clone());
    }
    files.insert(format!("{folder}/operations/mod.rs"), operations(gateway, api)?);
    Ok(())
}

/// `operations/mod.rs`: the list of the operations, as modules and as routes, so that one more is told in one file.
fn operations(gateway: &Gateway, api: &Api) -> Result<String, Defect> {
    let mut routes = Vec::new();
    let (mut run_shared, mut fail_shared, mut origins_shared, mut any_plain) = (false, false, false, false);
    let crossed = policy::crosses_by_default(gateway, api).then_some(false);
    for operation in &api.operations {
        let module = &operation.module;
        let (own_run, own_fail) = (operation.lives_alone(), operation::fails_alone(api, operation));
        run_shared |= !own_run;
        fail_shared |= !own_fail;
        let crosses = policy::crosses(gateway, api, operation);
        origins_shared |= crosses == Some(false);
        let plain = !own_run && !own_fail && crosses == crossed;
        any_plain |= plain;
        let named = |own: bool, name: &str| if own { format!("{module}::{name}") } else { name.to_owned() };
        let (run, fail) = (named(own_run, "run"), named(own_fail, "fail"));
        let route = format!("Route::new(&{module}::OPERATION, {run}, {fail})");
        let origins = crosses.map(|own| format!(".origins({})", named(own, "cross_origin"))).unwrap_or_default();
        let long = route.len() + origins.len() + "    ,".len() > 120;
        let between = if long && !origins.is_empty() { "\n        " } else { "" };
        routes.push(minijinja::context! { module, plain, route => format!("{route}{between}{origins}") });
    }
    let shared = [("cross_origin", origins_shared), ("fail", fail_shared), ("run", run_shared)];
    let shared: Vec<&str> = shared.into_iter().filter_map(|(name, used)| used.then_some(name)).collect();
    let shared = match shared.as_slice() {
        [one] => (*one).to_owned(),
        [] => String::new(),
        several => format!("{{{}}}", several.join(", ")),
    };
    let head = format!("The operations of `{}`, one a file, and the route to each.", api.name);
    fill("operations.rs", minijinja::context! { head, shared, routes, any_plain, crossed => crossed.is_some() })
}

/// `mod.rs`: the API's own modules, its descriptor, and what all of its operations share.
fn root(gateway: &Gateway, api: &Api, folder: &str) -> Result<(String, String), Defect> {
    let schemas = (!api.schemas.is_empty()).then(|| {
        quote!(
            pub mod schemas;
        )
    });
    let parameters = (!api.choices.is_empty()).then(|| {
        quote!(
            pub mod parameters;
        )
    });
    let layouts = (!api.layouts.is_empty()).then(|| {
        quote!(
            pub mod layouts;
        )
    });
    let tags = (!api.tags.is_empty()).then(|| {
        quote!(
            pub mod tags;
        )
    });
    let mut items = vec![quote!(#layouts pub mod operations; #parameters #schemas #tags), descriptor(api)];
    items.extend(models::of_api(gateway, api));
    let place = Place::of_api(gateway, api);
    let what = "an operation without policies of its own";
    items.push(operation::life(place, &api.backend, what));
    let scope = format!("`{}`", api.name);
    items.extend(place.crossing(what));
    items.extend(place.origins(&Scope::Api, &scope));
    items.extend(SectionKind::ALL.map(|kind| place.function(&Scope::Api, kind, &scope)));
    items.push(place.fail(what));
    let head = [format!("The API `{}`.", api.name)];
    let extra = [
        ("Gateway", "crate::gateway"),
        ("Models", "gatewright_runtime"),
        ("models", "crate"),
        ("named_values", "crate"),
    ];
    rust(&format!("{folder}/mod.rs"), &head, &items, &extra)
}

fn descriptor(api: &Api) -> TokenStream {
    let Api { name, prefix, .. } = api;
    let dialect = match api.dialect {
        Dialect::AzureOpenAi => quote!(Dialect::AzureOpenAi),
        Dialect::OpenAi => quote!(Dialect::OpenAi),
        Dialect::Anthropic => quote!(Dialect::Anthropic),
        Dialect::Problem => quote!(Dialect::Problem),
    };
    let action = match api.validate {
        Action::Prevent => quote!(Action::Prevent),
        Action::Detect => quote!(Action::Detect),
        Action::Ignore => quote!(Action::Ignore),
    };
    let (required, headers, bearer) = (api.subscription.required, &api.subscription.headers, api.subscription.bearer);
    let query = match &api.subscription.query {
        Some(query) => quote!(Some(#query)),
        None => quote!(None),
    };
    quote! {
        /// What the router and the log need to know of it.
        pub static API: Api = Api {
            name: #name,
            prefix: #prefix,
            dialect: #dialect,
            subscription: Subscription { required: #required, headers: &[#(#headers),*], query: #query, bearer: #bearer },
            validate: Validate { request: #action },
        };
    }
}

fn schema(
    schema: &Schema,
    folder: &str,
    names: &BTreeMap<Named, String>,
    extra: &[(&str, &str)],
) -> Result<(String, String), Defect> {
    let lines = [format!("Checks a value against `{}`.", schema.name)];
    let items = check::functions("check", &lines, &quote!(pub), &schema.rule, names, &mut BTreeSet::new());
    let head = [format!("`{}`", schema.name)];
    rust(&format!("{folder}/schemas/{}.rs", schema.ident), &head, &items, extra)
}
