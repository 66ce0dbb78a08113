//! `models`, and which of them an API has.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use super::fields::transposed;
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::policy::format;
use crate::policy::model::{Model, ModelTarget, Product, Spanned};
use crate::source::{Member, Node, Span};

/// The models of a gateway file while the rest of it is read.
#[derive(Default)]
pub(super) struct Declared {
    /// By name, good or not.
    names: BTreeMap<String, Span>,
    /// Those that an API has.
    used: BTreeSet<String>,
}

impl Reader<'_> {
    /// Reads all of them; the backends have been read.
    pub(super) fn models(&mut self, node: &Node) -> BTreeMap<String, Model> {
        let mut models = BTreeMap::new();
        let Some(object) = self.object(node, "`models`") else { return models };
        for member in object.sorted() {
            self.models.names.insert(member.key.to_string(), member.key_span);
            if let Some(model) = self.model(member) {
                models.insert(member.key.to_string(), model);
            }
        }
        let mut seen: BTreeMap<&str, Span> =
            models.values().map(|model| (model.name.value.as_str(), model.name.span)).collect();
        for alias in models.values().flat_map(|model| &model.aliases) {
            match seen.get(alias.value.as_str()) {
                Some(first) => self.twice("the model", alias, *first),
                None => drop(seen.insert(&alias.value, alias.span)),
            }
        }
        models
    }

    fn model(&mut self, member: &Member) -> Option<Model> {
        let fields = self.fields(&member.value, &format::MODEL)?;
        let name = Spanned::new(member.key.to_string(), member.key_span);
        if name.value.is_empty() {
            self.invalid(name.span, "a model needs a name", "write the name that callers use");
            return None;
        }
        let aliases = fields.get("aliases").map(|node| self.plain_list(node, "an alias"));
        let targets = fields.get("targets").map(|node| self.targets(node));
        let fallback = fields.get("fallback").map(|node| {
            let fields = self.fields(node, &format::FALLBACK)?;
            let when = fields.require(self, "when", "write `when: [429, 500-599, connect, timeout]`")?;
            self.failures(when)
        });
        let products = fields.get("products").map(|node| {
            let products = self.plain_list(node, "a product")?;
            if products.is_empty() {
                let help = "list the products, or leave `products` out for everybody";
                self.invalid(node.span, "nobody may call the model", help);
            }
            Some(products)
        });
        let created = fields.get("created").map(|node| self.moment(node));
        let owned_by = fields.get("owned-by").map(|node| self.plain(node, "`owned-by`").map(|text| text.value));
        Some(Model {
            name,
            aliases: transposed(aliases)?.unwrap_or_default(),
            targets: transposed(targets)?.unwrap_or_else(|| vec![ModelTarget::default()]),
            fallback: transposed(fallback)?,
            products: transposed(products)?,
            created: transposed(created)?,
            owned_by: transposed(owned_by)?,
        })
    }

    fn targets(&mut self, node: &Node) -> Option<Vec<ModelTarget>> {
        let items = self.items(node, "`targets`")?;
        if items.is_empty() {
            let help = "write `{ backend: NAME, model: NAME }` for each, or leave `targets` out";
            self.invalid(node.span, "a model needs a target", help);
            return None;
        }
        let targets: Vec<ModelTarget> = items.iter().filter_map(|item| self.target(item)).collect();
        (targets.len() == items.len()).then_some(targets)
    }

    fn target(&mut self, node: &Node) -> Option<ModelTarget> {
        let fields = self.fields(node, &format::MODEL_TARGET)?;
        let backend = fields.get("backend").map(|node| self.backend_name(node));
        let model = fields.get("model").map(|node| self.plain(node, "`model`").map(|text| text.value));
        if fields.get("backend").is_none() && fields.get("model").is_none() {
            let message = "nothing is said of the target";
            self.say(Diagnostic::at(Code::GW0403, node.span, message).help("write `backend`, `model` or both"));
            return None;
        }
        Some(ModelTarget { backend: transposed(backend)?, model: transposed(model)? })
    }

    /// `models` of an API: names, or `all`.
    pub(super) fn api_models(&mut self, node: &Node) -> Option<Spanned<Vec<String>>> {
        if node.as_str() == Some("all") {
            let all: Vec<String> = self.models.names.keys().cloned().collect();
            if all.is_empty() {
                let message = "the gateway file declares no models";
                self.say(Diagnostic::at(Code::GW0435, node.span, message).help("declare them under `models`"));
            }
            self.models.used.extend(all.iter().cloned());
            return Some(Spanned::new(all, node.span));
        }
        let listed = self.plain_list(node, "a model")?;
        if listed.is_empty() {
            let help = "list at least one, write `all`, or leave `models` out";
            self.invalid(node.span, "the API has no model that could be called", help);
        }
        let known: Vec<Spanned<String>> = listed.into_iter().filter(|name| self.is_model(name)).collect();
        self.models.used.extend(known.iter().map(|name| name.value.clone()));
        Some(Spanned::new(known.into_iter().map(|name| name.value).collect(), node.span))
    }

    fn is_model(&mut self, name: &Spanned<String>) -> bool {
        if self.models.names.contains_key(&name.value) {
            return true;
        }
        let help = match did_you_mean(&name.value, self.models.names.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under `models`; an API has models by their names, not by aliases".to_owned(),
        };
        self.say(Diagnostic::at(Code::GW0435, name.span, format!("there is no model `{}`", name.value)).help(help));
        false
    }

    /// The products of models must be there.
    pub(super) fn products_of_models(
        &mut self,
        models: &BTreeMap<String, Model>,
        products: &BTreeMap<String, Product>,
    ) {
        for name in models.values().filter_map(|model| model.products.as_ref()).flatten() {
            if products.contains_key(&name.value) {
                continue;
            }
            let help = match did_you_mean(&name.value, products.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare it under `products`".to_owned(),
            };
            let message = format!("there is no product `{}`", name.value);
            self.say(Diagnostic::at(Code::GW0434, name.span, message).help(help));
        }
    }

    /// Says which models no API has.
    pub(super) fn unused_models(&mut self) {
        let all: Vec<(String, Span)> = self.models.names.iter().map(|(name, span)| (name.clone(), *span)).collect();
        for (name, span) in all.into_iter().filter(|(name, _)| !self.models.used.contains(name)).collect::<Vec<_>>() {
            let message = format!("no API has the model `{name}`");
            let help = format!("remove it, or write `models: [{name}]` at an API");
            self.say(Diagnostic::at(Code::GW0436, span, message).help(help));
        }
    }

    /// A moment as seconds since 1970.
    fn moment(&mut self, node: &Node) -> Option<u64> {
        let text = self.plain(node, "`created`")?;
        let seconds = seconds(&text.value);
        if seconds.is_none() {
            let message = format!("`created` can't be `{}`", text.value);
            self.invalid(text.span, message, "write a moment from 1970 on in UTC, such as `2024-05-13T00:00:00Z`");
        }
        seconds
    }
}

/// The seconds since 1970 of a moment in UTC, as RFC 3339 writes it; fractions of a second are left out.
fn seconds(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let numbers = |text: &str, sign: char| -> Option<[u64; 3]> {
        let mut parts = text.split(sign);
        let mut next = || parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok();
        let three = [next()?, next()?, next()?];
        parts.next().is_none().then_some(three)
    };
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time.split('.').next()?, ':')?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    let good = (1970..=9999).contains(&year) && (1..=*lengths.get(index)?).contains(&day);
    if !good || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let before = year - 1;
    let leaps = |year: u64| year / 4 - year / 100 + year / 400;
    let days = (year - 1970) * 365 + leaps(before) - leaps(1969) + lengths.iter().take(index).sum::<u64>() + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_moment_is_seconds_since_1970() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00Z", Some(951_825_600)),
            ("2024-05-13T00:00:00Z", Some(1_715_558_400)),
            ("2024-05-13T00:00:00.5Z", Some(1_715_558_400)),
            ("2023-02-29T00:00:00Z", None),
            ("2024-13-01T00:00:00Z", None),
            ("2024-00-01T00:00:00Z", None),
            ("2024-05-13", None),
            ("1969-12-31T23:59:59Z", None),
            ("2024-05-13T24:00:00Z", None),
            ("2024-05-+3T00:00:00Z", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }
}
