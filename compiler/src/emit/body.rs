//! The body of an operation: an entry for each media type, and the functions that check it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::gateway::{Body, Content, ContentKind, Field, FieldKind, Style};
use crate::schema::Rule;

use super::check::Checks;
use super::{style, xml};

/// The descriptor's `body`, where there is one.
pub(super) fn tokens(body: &Body, checks: &mut Checks<'_>) -> Option<TokenStream> {
    if body.contents.is_empty() && !body.required {
        return None;
    }
    let presence = format_ident!("{}", if body.required { "required" } else { "optional" });
    let several = body.contents.len() > 1;
    let contents: Vec<TokenStream> = body.contents.iter().map(|each| content("body", each, several, checks)).collect();
    Some(quote!(RequestBody::#presence(&[#(#contents,)*])))
}

/// One media type; `role` is the first word in the names of its checks.
pub(super) fn content(role: &str, content: &Content, several: bool, checks: &mut Checks<'_>) -> TokenStream {
    let media = &content.media_type;
    let mut plain = |function: &str, rule: &Rule| {
        let subtype = media.split(['/', ';']).nth(1).unwrap_or_default();
        let name = if several { format!("{role}_{}", crate::gateway::snake(subtype)) } else { role.to_owned() };
        let check = checks.named(&name, &format!("The body as `{media}`."), rule);
        let function = format_ident!("{function}");
        quote!(Content::#function(#media, #check))
    };
    match &content.kind {
        ContentKind::Unread => quote!(Content::unread(#media)),
        ContentKind::Json(rule) => plain("json", rule),
        ContentKind::Range(rule) => plain("range", rule),
        ContentKind::Lines(rule) => plain("lines", rule),
        ContentKind::Text(rule) => plain("text", rule),
        ContentKind::Form { encoded, rule } => {
            let name = if several { "body_form" } else { "body" };
            let check = checks.named(name, "The form as one object.", rule);
            let encoded = style::encoded(encoded);
            quote!(Content::form(#media, #encoded, #check))
        }
        ContentKind::Xml { root, rule } => {
            let name = if several { format!("{role}_xml") } else { role.to_owned() };
            let check = checks.named(&name, &format!("The body as `{media}`."), rule);
            let root = xml::element(root, false);
            quote!(Content::xml(#media, #root, #check))
        }
        ContentKind::Multipart { fields, whole } => {
            let fields: Vec<TokenStream> = fields.iter().map(|each| field(each, checks)).collect();
            let name = if several { "body_form_data" } else { "body" };
            let whole = whole.as_ref().map(|rule| checks.named(name, "The form as one object; files are texts.", rule));
            let whole = whole.map(|check| quote!(.whole(#check)));
            quote!(Content::multipart(#media, &[#(#fields,)*]) #whole)
        }
    }
}

fn field(field: &Field, checks: &mut Checks<'_>) -> TokenStream {
    let name = &field.name;
    let mut check = |rule: &Rule| {
        let role = format!("field_{}", crate::gateway::snake(name));
        checks.expression(&role, rule)
    };
    let made = match &field.kind {
        FieldKind::Files { most: Some(1), .. } => quote!(Field::file(#name)),
        FieldKind::Files { least, most } => {
            let least = proc_macro2::Literal::u64_unsuffixed(*least);
            let most = match most.map(proc_macro2::Literal::u64_unsuffixed) {
                Some(most) => quote!(Some(#most)),
                None => quote!(None),
            };
            quote!(Field::files(#name, #least, #most))
        }
        FieldKind::One(kind, rule) => {
            let check = check(rule);
            match kind {
                Style::Text => quote!(Field::text(#name, #check)),
                Style::Json => quote!(Field::json(#name, #check)),
                kind => {
                    let kind = style::tokens(kind);
                    quote!(Field::styled(#name, #kind, #check))
                }
            }
        }
        FieldKind::All(kind, rule) => {
            let check = check(rule);
            let kind = style::tokens(kind);
            quote!(Field::repeated(#name, #kind, #check))
        }
    };
    let required = field.required.then(|| quote!(.required()));
    let media_types = &field.media_types;
    let media_types = (!media_types.is_empty()).then(|| quote!(.media_types(&[#(#media_types),*])));
    quote!(#made #required #media_types)
}
