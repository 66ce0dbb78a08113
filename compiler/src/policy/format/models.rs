//! Models: what callers name, and what it is to the backends.

use super::{Key, Object, Takes};

/// A model.
pub(in crate::policy) static MODEL: Object = Object::new(
    "models.*",
    "a model",
    &[
        Key::optional(
            "aliases",
            Takes::List(&Takes::Line, 0),
            "further names for it, which `GET /models` doesn't list",
        ),
        Key::optional(
            "targets",
            Takes::List(&Takes::Object(&MODEL_TARGET), 1),
            "where its calls go: the first serves them, the others take over where it fails; the API's backend unless said",
        ),
        Key::optional("fallback", Takes::Object(&FALLBACK), "when the next target has its turn"),
        Key::optional(
            "products",
            Takes::List(&Takes::Product, 1),
            "the products by which it may be called; everybody may unless said",
        ),
        Key::optional("created", Takes::Line, "what `GET /models` says of its age, as `2024-05-13T00:00:00Z`"),
        Key::optional("owned-by", Takes::Line, "whose it is by `GET /models`; `system` unless said"),
    ],
);

/// A target of a model.
pub(in crate::policy) static MODEL_TARGET: Object = Object {
    some: true,
    ..Object::new(
        "models.*.targets.*",
        "a target",
        &[
            Key::optional("backend", Takes::Backend, "the backend; that of the API unless said"),
            Key::optional(
                "model",
                Takes::Line,
                "the backend's name for the model; the same as callers have unless said",
            ),
        ],
    )
};

/// `fallback` of a model.
pub(in crate::policy) static FALLBACK: Object = Object::new(
    "models.*.fallback",
    "`fallback`",
    &[Key::required(
        "when",
        Takes::List(&Takes::Condition, 1),
        "the failures after which the next target has its turn; `[429, 500-599, connect, timeout]` where there is no \
         `fallback`",
    )],
);
