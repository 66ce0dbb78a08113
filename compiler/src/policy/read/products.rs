//! `products`, and what subscriptions may say of themselves.

use std::collections::BTreeMap;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::format;
use crate::policy::model::{Api, Attribute, Product, Scalar, SectionKind, Spanned};
use crate::source::{Member, Node};

impl Reader<'_> {
    /// Reads all of them; the APIs have been read.
    pub(super) fn products(&mut self, node: &Node, apis: &BTreeMap<String, Api>) -> BTreeMap<String, Product> {
        let mut products: BTreeMap<String, Product> = BTreeMap::new();
        let Some(object) = self.object(node, "`products`") else { return products };
        for member in object.sorted() {
            let Some(product) = self.product(member, apis) else { continue };
            let opens = |other: &&Product| product.open && other.open;
            for other in products.values().filter(opens) {
                let both =
                    product.apis.iter().find_map(|api| Some((api, other.apis.iter().find(|o| o.value == api.value)?)));
                if let Some((here, there)) = both {
                    let message =
                        format!("`{}` is in two open products, so a call without a key could be of either", here.value);
                    let help = "take it out of one of them, or let one require a subscription";
                    self.say(Diagnostic::at(Code::GW0424, here.span, message).label(there.span, "and here").help(help));
                }
            }
            products.insert(member.key.to_string(), product);
        }
        products
    }

    fn product(&mut self, member: &Member, apis: &BTreeMap<String, Api>) -> Option<Product> {
        let name = self.name(&member.key, member.key_span, "a product")?;
        let fields = self.fields(&member.value, &format::PRODUCT)?;
        let listed = fields.require(self, "apis", "write `apis: [NAME]`")?;
        let names = self.plain_list(listed, "an API")?;
        if names.is_empty() {
            self.invalid(listed.span, "the product holds no API", "list at least one");
        }
        let names: Vec<Spanned<String>> = names.into_iter().filter(|name| self.is_api(name, apis)).collect();
        let required = fields.get("subscription").and_then(|node| {
            let fields = self.fields(node, &format::PRODUCT_SUBSCRIPTION)?;
            let required = fields.require(self, "required", "write `subscription: { required: false }`")?;
            self.boolean(required, "`required`")
        });
        let policies = fields.get("policies").and_then(|node| self.sections(node)).unwrap_or_default();
        for policy in policies.all().filter(|policy| policy.entry.cross_origin) {
            self.unknown_to_preflights(policy.entry.name, policy.span, "in a product");
        }
        for kind in SectionKind::ALL {
            let section = policies.get(kind);
            if let (Some(span), false) = (section.span, section.is_plain()) {
                let words = "a section of a product that leaves out what it inherits";
                self.unsupported(span, words, "list the product's own policies");
            }
        }
        Some(Product { name, apis: names, open: required == Some(false), policies })
    }

    /// Without subscriptions nobody comes by a product that asks for one.
    pub(super) fn unreached_products(&mut self, products: &BTreeMap<String, Product>) {
        for product in products.values().filter(|product| !product.open) {
            let name = &product.name;
            let message = format!("no call can come by the product `{}`: there are no subscriptions", name.value);
            let help = "write `subscriptions: { file: FILE }`, or `subscription: { required: false }` at the product";
            self.say(Diagnostic::at(Code::GW0427, name.span, message).help(help));
        }
    }

    fn is_api(&mut self, name: &Spanned<String>, apis: &BTreeMap<String, Api>) -> bool {
        if apis.contains_key(&name.value) {
            return true;
        }
        let help = match did_you_mean(&name.value, apis.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `apis`".to_owned(),
        };
        self.say(Diagnostic::at(Code::GW0425, name.span, format!("there is no API `{}`", name.value)).help(help));
        false
    }

    /// `subscriptions.attributes`.
    pub(super) fn attributes(&mut self, node: &Node) -> Option<BTreeMap<String, Attribute>> {
        let object = self.object(node, "`attributes`")?;
        let mut attributes = BTreeMap::new();
        for member in object.sorted() {
            if let Some(attribute) = self.attribute(member) {
                attributes.insert(member.key.to_string(), attribute);
            }
        }
        Some(attributes)
    }

    fn attribute(&mut self, member: &Member) -> Option<Attribute> {
        let name = self.name(&member.key, member.key_span, "an attribute")?;
        let fields = self.fields(&member.value, &format::ATTRIBUTE)?;
        let kind = fields.require(self, "type", "write `type: int`")?;
        let kind = self.choice(kind, "subscriptions.attributes.*.type", &format::ATTRIBUTE_TYPES)?.value;
        // Calls without a subscription have it too, and so has a subscription whose author forgot it.
        let default =
            fields.require(self, "default", "write `default: VALUE`, which holds where nothing else is said")?;
        let value = match kind {
            "a whole number" => default.as_number().and_then(|text| text.parse().ok()).map(Scalar::Int),
            "a number" => default.as_number().and_then(|text| text.parse().ok()).map(Scalar::Float),
            "a string" => default.as_str().map(|text| Scalar::String(text.to_owned())),
            _ => default.as_bool().map(Scalar::Bool),
        };
        if value.is_none() {
            self.wrong_kind(default, "`default`", kind);
        }
        Some(Attribute { name, default: value? })
    }

    /// Networks: addresses, perhaps with the length of a prefix.
    pub(super) fn networks(&mut self, node: &Node, what: &str) -> Option<Vec<Spanned<String>>> {
        let listed = self.plain_list(node, what)?;
        Some(listed.into_iter().filter(|network| self.is_network(network, what)).collect())
    }

    fn is_network(&mut self, network: &Spanned<String>, what: &str) -> bool {
        let good = super::network::is_network(&network.value);
        if !good {
            let message = format!("{what} can't be `{}`", network.value);
            self.invalid(
                network.span,
                message,
                "write an address or a network, such as `10.0.0.0/8` or `2001:db8::/32`",
            );
        }
        good
    }
}
