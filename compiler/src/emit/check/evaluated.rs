//! `unevaluatedProperties` and `unevaluatedItems`: what the schemas of one value look at, as data.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::schema::{Evaluated, Inside, Unevaluated};

use super::leaf::count;
use super::{Functions, join};

impl Functions<'_> {
    pub(super) fn unevaluated(&mut self, role: &str, unevaluated: &Unevaluated) -> TokenStream {
        let mut patterns = Vec::new();
        let evaluated = self.evaluated(role, &unevaluated.evaluated, &mut patterns);
        let length = count(patterns.len() as u64);
        let patterns = (!patterns.is_empty())
            .then(|| quote!(static PATTERNS: [Pattern; #length] = [#(Pattern::new(#patterns)),*];));
        let others = self.others(&join(role, "rest"), &unevaluated.others).unwrap_or_else(|| quote!(Others::Any));
        let method = match unevaluated.inside {
            Inside::Members => quote!(unevaluated_members),
            Inside::Items => quote!(unevaluated_items),
        };
        quote! {
            #patterns
            static EVALUATED: Evaluated = #evaluated;
            json.#method(&EVALUATED, #others)
        }
    }

    /// `all_patterns` get those of this one and of what is inside: they are compiled once, so they are a static.
    fn evaluated<'e>(&mut self, role: &str, evaluated: &'e Evaluated, all_patterns: &mut Vec<&'e str>) -> TokenStream {
        let Evaluated { all, members, patterns, first, contains, conditional } = evaluated;
        let all = all.then(|| quote!(all: true,));
        let list = |name: &str, items: Vec<TokenStream>| {
            let name = format_ident!("{name}");
            (!items.is_empty()).then(|| quote!(#name: &[#(#items),*],))
        };
        let members = list("members", members.iter().map(|name| quote!(#name)).collect());
        let patterns = patterns.iter().map(|pattern| {
            let at = count(all_patterns.len() as u64);
            all_patterns.push(pattern);
            quote!(&PATTERNS[#at])
        });
        let patterns = list("patterns", patterns.collect());
        let first = (*first > 0).then(|| {
            let first = count(*first);
            quote!(first: #first,)
        });
        let contains = contains.iter().map(|rule| self.check(&join(role, "contains"), rule)).collect();
        let contains = list("contains", contains);
        let conditional = conditional.iter().map(|(rule, inner)| {
            let check = self.check(&join(role, "condition"), rule);
            let inner = self.evaluated(role, inner, all_patterns);
            quote!((#check, #inner))
        });
        let conditional = list("conditional", conditional.collect());
        quote!(Evaluated { #all #members #patterns #first #contains #conditional ..Evaluated::NONE })
    }
}
