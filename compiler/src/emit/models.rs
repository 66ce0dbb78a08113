//! `models.rs`: the models that callers name, an item each, so that a change of one model is a change of one item.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use crate::gateway::{Api, ByModel, Gateway, Model};

use super::skeleton::rust;
use super::{Defect, backend};

pub(super) fn file(gateway: &Gateway) -> Result<(String, String), Defect> {
    let items: Vec<TokenStream> = gateway.models.iter().map(item).collect();
    let head = ["The models that callers name, and what each is to the backends.".to_owned()];
    let extra = [("Model", "gatewright_runtime"), ("Target", "gatewright_runtime")];
    rust("src/models.rs", &head, &items, &extra)
}

fn item(model: &Model) -> TokenStream {
    let (ident, name) = (format_ident!("{}", model.ident), &model.name);
    let doc = format!(" `{name}`");
    let targets = model.targets.iter().map(|(backend, model)| match backend {
        Some(backend) => quote!(Target::at(#backend, #model)),
        None => quote!(Target::own(#model)),
    });
    let list = |names: &[String]| quote!(&[#(#names),*]);
    let aliases = (!model.aliases.is_empty()).then(|| list(&model.aliases)).map(|names| quote!(aliases: #names,));
    let fallback = model.fallback.as_deref().map(backend::conditions).map(|when| quote!(fallback: #when,));
    let products = model.products.as_deref().map(list).map(|names| quote!(products: Some(#names),));
    let created = model.created.map(Literal::u64_unsuffixed).map(|created| quote!(created: #created,));
    let owned_by = model.owned_by.as_ref().map(|owned_by| quote!(owned_by: #owned_by,));
    let plain = quote!(Model::new(#name, &[#(#targets),*]));
    let said = quote!(#aliases #fallback #products #created #owned_by);
    let value = if said.is_empty() { plain } else { quote!(Model { #said ..#plain }) };
    quote!(#[doc = #doc] pub static #ident: Model = #value;)
}

/// The models of an API, where it has any.
pub(super) fn of_api(gateway: &Gateway, api: &Api) -> Option<TokenStream> {
    let known = |name: &String| gateway.models.iter().find(|model| model.name == *name);
    let idents: Vec<_> = api.models.iter().filter_map(known).map(|model| format_ident!("{}", model.ident)).collect();
    (!idents.is_empty()).then(|| {
        quote! {
            /// The models that its callers may name.
            pub const MODELS: Models = &[#(&models::#idents),*];
        }
    })
}

/// The row of an operation.
pub(super) fn row(by_model: &ByModel) -> TokenStream {
    match by_model {
        ByModel::Body => quote!(by_model: ByModel::Body(MODELS),),
        ByModel::Path(parameter) => quote!(by_model: ByModel::Path(#parameter, MODELS),),
        ByModel::Listed => quote!(by_model: ByModel::Listed(MODELS),),
        ByModel::Told(parameter) => quote!(by_model: ByModel::Told(#parameter, MODELS),),
    }
}
