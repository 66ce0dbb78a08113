//! Models as callers name them, and what each is to the backends.

use std::fmt::Write as _;

use crate::fault::Fault;
use crate::server::Product;
use crate::text::json_string;
use crate::upstream::{Failover, When};

/// What stops a call for its model.
pub(crate) const SOURCE: &str = "models";

/// A model of the gateway file.
#[derive(Debug)]
pub struct Model {
    /// As callers name it, and as `GET /models` lists it.
    pub name: &'static str,
    /// Further names that callers may use.
    pub aliases: &'static [&'static str],
    /// Where its calls go: the first serves them, the others take over where it fails. At least one.
    pub targets: &'static [Target],
    /// After what the next target has its turn.
    pub fallback: &'static [When],
    /// The products by which it may be called; `None`: everybody may call it.
    pub products: Option<&'static [&'static str]>,
    /// When it was made, in seconds since 1970.
    pub created: u64,
    /// Whose it is.
    pub owned_by: &'static str,
}

/// What a model is to a backend.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The backend's name; `None`: that of the API.
    pub backend: Option<&'static str>,
    /// What the backend calls the model.
    pub model: &'static str,
}

/// The models of an API.
pub type Models = &'static [&'static Model];

/// What an operation has to do with the models of its API.
#[derive(Debug, Clone, Copy)]
pub enum ByModel {
    /// Nothing, or the API has none.
    No,
    /// The member `model` of the body, or the field `model` of a form, names one.
    Body(Models),
    /// This parameter of the path names one.
    Path(&'static str, Models),
    /// It lists them, and no backend is asked.
    Listed(Models),
    /// It tells of the one that this parameter of the path names, and no backend is asked.
    Told(&'static str, Models),
}

impl Model {
    /// A model with these targets, which everybody may call.
    #[must_use]
    pub const fn new(name: &'static str, targets: &'static [Target]) -> Self {
        let fallback = Failover::DEFAULT.when;
        Self { name, aliases: &[], targets, fallback, products: None, created: 0, owned_by: "system" }
    }

    /// Whether callers mean it by this name.
    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// Whether calls that come by this product may use it.
    pub(crate) fn serves(&self, product: Option<&Product>) -> bool {
        self.products.is_none_or(|products| product.is_some_and(|product| products.contains(&product.name)))
    }

    /// Appends the object that the OpenAI API has for a model.
    fn tell(&self, to: &mut String) {
        to.push_str("{\"id\":");
        json_string(to, self.name);
        // Writing to a string can't fail.
        let _ = write!(to, ",\"object\":\"model\",\"created\":{},\"owned_by\":", self.created);
        json_string(to, self.owned_by);
        to.push('}');
    }
}

impl Target {
    /// This model of a backend.
    #[must_use]
    pub const fn at(backend: &'static str, model: &'static str) -> Self {
        Self { backend: Some(backend), model }
    }

    /// This model of the API's own backend.
    #[must_use]
    pub const fn own(model: &'static str) -> Self {
        Self { backend: None, model }
    }
}

/// What others might read as another model than the gateway does.
#[cold]
pub(crate) fn several() -> Fault {
    Fault::bad_request("duplicate_member", "The body names several models.").param("/model").by(SOURCE)
}

/// The model that callers mean by a name.
pub(crate) fn find(models: Models, name: &str) -> Option<&'static Model> {
    models.iter().copied().find(|model| model.is_called(name))
}

/// The list of the models that calls by this product may use, as the OpenAI API answers `GET /models`.
pub(crate) fn list(models: Models, product: Option<&Product>) -> String {
    let mut text = String::from("{\"object\":\"list\",\"data\":[");
    for (index, model) in models.iter().filter(|model| model.serves(product)).enumerate() {
        if index > 0 {
            text.push(',');
        }
        model.tell(&mut text);
    }
    text.push_str("]}");
    text
}

/// One model, as the OpenAI API answers `GET /models/{model}`.
pub(crate) fn one(model: &Model) -> String {
    let mut text = String::new();
    model.tell(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    static OPEN: Model = Model::new("open", &[Target::own("a")]);
    static PAID: Model = Model {
        aliases: &["dear"],
        products: Some(&["pro"]),
        created: 7,
        owned_by: "contoso",
        ..Model::new("paid", &[Target::at("b", "c")])
    };
    const MODELS: Models = &[&OPEN, &PAID];
    const PRO: Product = Product { name: "pro", apis: &[], open: false };
    const FREE: Product = Product { name: "free", apis: &[], open: false };

    #[test]
    fn a_model_is_found_by_its_name_and_its_aliases() {
        let found = |name| find(MODELS, name).map(|model| model.name);
        assert_eq!(
            [found("open"), found("paid"), found("dear"), found("c")],
            [Some("open"), Some("paid"), Some("paid"), None]
        );
    }

    #[test]
    fn the_list_holds_what_the_product_may_use() {
        let open = r#"{"id":"open","object":"model","created":0,"owned_by":"system"}"#;
        let paid = r#"{"id":"paid","object":"model","created":7,"owned_by":"contoso"}"#;
        assert_eq!(list(MODELS, Some(&PRO)), format!(r#"{{"object":"list","data":[{open},{paid}]}}"#));
        for product in [None, Some(&FREE)] {
            assert_eq!(list(MODELS, product), format!(r#"{{"object":"list","data":[{open}]}}"#));
        }
    }
}
