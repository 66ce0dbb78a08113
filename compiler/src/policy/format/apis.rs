//! APIs with their tags and operations, products, and the sections of policies at each scope.

use super::{Among, Key, Object, Takes, words};
use crate::policy::model::{Action, Enums, SectionKind, StreamUsage, Unions, UnknownFields, Unmatched};

/// An API.
pub(in crate::policy) static API: Object = Object {
    choices: &[
        Among { keys: &["spec", "openai", "passthrough"], needed: true },
        Among { keys: &["passthrough", "overlays"], needed: false },
        Among { keys: &["passthrough", "parameters"], needed: false },
        Among { keys: &["passthrough", "unmatched"], needed: false },
        Among { keys: &["passthrough", "stream-usage"], needed: false },
        Among { keys: &["passthrough", "models"], needed: false },
    ],
    needs: &[("server-variables", "spec")],
    ..Object::new(
        "apis.*",
        "an API",
        &[
            Key::optional("spec", Takes::Line, "the OpenAPI document, relative to this file"),
            Key::optional(
                "openai",
                Takes::Object(&OPENAI),
                "the operations of the OpenAI API, without a document: for a service that speaks it",
            ),
            Key::optional("passthrough", Takes::Object(&PASSTHROUGH), "every method on every path, without a document"),
            Key::optional("overlays", Takes::List(&Takes::Line, 0), "OpenAPI overlays of the document, in their order"),
            Key::optional("path", Takes::Line, "the public prefix, as `/my-api/openai`; none unless said"),
            Key::optional("backend", Takes::Backend, "where its calls go; the document's first server unless said"),
            Key::optional(
                "models",
                Takes::Either(&[Takes::Word(&["all"]), Takes::List(&Takes::Model, 1)]),
                "the models that its calls may name, or `all`; models are not looked at unless said",
            ),
            Key::optional(
                "server-variables",
                Takes::Map(&Takes::Text),
                "what fills the variables of the document's server",
            ),
            Key::optional(
                "subscription",
                Takes::Object(&SUBSCRIPTION),
                "whether a key is required, and where it stands",
            ),
            Key::optional(
                "parameters",
                Takes::Map(&Takes::Object(&PARAMETER)),
                "parameters that take less than the document says",
            ),
            Key::optional("validate", Takes::Object(&VALIDATE), "what is checked"),
            Key::optional(
                "unmatched",
                Takes::Word(UNMATCHED_WORDS),
                "what the document doesn't have; `refuse` unless said",
            ),
            Key::optional(
                "stream-usage",
                Takes::Word(STREAM_USAGE_WORDS),
                "whether streams whose callers ask for no usage are asked for it; unless said, where the document declares \
                 `stream_options.include_usage`",
            ),
            Key::optional(
                "llm-log",
                Takes::Object(&LLM_TEXTS),
                "what the log of calls of models has of their messages; nothing unless said",
            ),
            Key::optional("policies", Takes::Object(&SECTIONS), "the policies of all its calls"),
            Key::optional("tags", Takes::Map(&Takes::Object(&TAG)), "the policies of all operations that have a tag"),
            Key::optional(
                "operations",
                Takes::Map(&Takes::Object(&OPERATION)),
                "what is said of one operation, by its id or as `POST /path`",
            ),
        ],
    )
};

/// `llm-log` of an API.
pub(in crate::policy) static LLM_TEXTS: Object = Object::new(
    "apis.*.llm-log",
    "`llm-log`",
    &[
        Key::optional("prompts", Takes::Object(&LLM_PROMPTS), "the body of each request, as it is sent"),
        Key::optional(
            "completions",
            Takes::Object(&LLM_COMPLETIONS),
            "the texts of each answer, as far as they passed",
        ),
        Key::optional("redact", Takes::Object(&LLM_REDACT), "what is taken out of them"),
    ],
);

/// `prompts` in it.
pub(in crate::policy) static LLM_PROMPTS: Object = Object::new(
    "apis.*.llm-log.prompts",
    "`prompts`",
    &[Key::optional("max", Takes::Size, "how much of each, 2 MiB at most; `32KiB` unless said")],
);

/// `completions` in it.
pub(in crate::policy) static LLM_COMPLETIONS: Object = Object::new(
    "apis.*.llm-log.completions",
    "`completions`",
    &[Key::optional("max", Takes::Size, "how much of each, 2 MiB at most; `32KiB` unless said")],
);

/// `redact` in it.
pub(in crate::policy) static LLM_REDACT: Object = Object::new(
    "apis.*.llm-log.redact",
    "`redact`",
    &[
        Key::optional(
            "members",
            Takes::List(&Takes::Line, 0),
            "JSON pointers into the bodies of requests; `*` is any member or item",
        ),
        Key::optional(
            "patterns",
            Takes::List(&Takes::Line, 0),
            "regular expressions (ECMA-262) of what no text may hold",
        ),
    ],
);

/// What happens to calls that no operation matches.
pub(in crate::policy) const UNMATCHED: [(&str, Unmatched); 2] =
    [("refuse", Unmatched::Refuse), ("forward", Unmatched::Forward)];
const UNMATCHED_WORDS: &[&str] = &words(&UNMATCHED);

/// What is done about the usage of a stream whose caller does not ask for it.
pub(in crate::policy) const STREAM_USAGE: [(&str, StreamUsage); 2] =
    [("request", StreamUsage::Request), ("leave", StreamUsage::Leave)];
const STREAM_USAGE_WORDS: &[&str] = &words(&STREAM_USAGE);

/// `openai`
pub(in crate::policy) static OPENAI: Object = Object::new(
    "apis.*.openai",
    "`openai`",
    &[Key::optional("url", Takes::Text, "where to; left out where the API names a `backend`")],
);

/// `passthrough`
pub(in crate::policy) static PASSTHROUGH: Object = Object::new(
    "apis.*.passthrough",
    "`passthrough`",
    &[Key::optional("url", Takes::Text, "where to; left out where the API names a `backend`")],
);

/// `subscription` of an API.
pub(in crate::policy) static SUBSCRIPTION: Object = Object::new(
    "apis.*.subscription",
    "`subscription`",
    &[
        Key::optional("required", Takes::Boolean, "whether a call needs a key; `true` unless said"),
        Key::optional(
            "header",
            Takes::Either(&[Takes::Line, Takes::List(&Takes::Line, 0)]),
            "the headers in which a key may stand; those of the document and `Ocp-Apim-Subscription-Key` unless said",
        ),
        Key::optional("query", Takes::Line, "the query parameter in which a key may stand"),
        Key::optional(
            "bearer",
            Takes::Boolean,
            "whether `Authorization: Bearer KEY` is one; as the document has it unless said",
        ),
    ],
);

/// A parameter of an API.
pub(in crate::policy) static PARAMETER: Object = Object {
    some: true,
    ..Object::new(
        "apis.*.parameters.*",
        "a parameter",
        &[
            Key::optional("allow", Takes::List(&Takes::Line, 1), "the values that it may have"),
            Key::optional("default", Takes::Line, "what stands for it where a call leaves it out"),
        ],
    )
};

/// A tag of an API.
pub(in crate::policy) static TAG: Object = Object::new(
    "apis.*.tags.*",
    "a tag",
    &[Key::optional("policies", Takes::Object(&SECTIONS), "the policies of its operations")],
);

/// An operation of an API.
pub(in crate::policy) static OPERATION: Object = Object::new(
    "apis.*.operations.*",
    "an operation",
    &[
        Key::optional("streaming", Takes::Object(&STREAMING), "how it streams, where the document hides it"),
        Key::optional("policies", Takes::Object(&SECTIONS), "its policies"),
        Key::optional("validate", Takes::Object(&VALIDATE), "what is checked"),
    ],
);

/// `streaming` of an operation.
pub(in crate::policy) static STREAMING: Object = Object {
    some: true,
    ..Object::new(
        "apis.*.operations.*.streaming",
        "`streaming`",
        &[
            Key::optional(
                "when",
                Takes::Line,
                "a JSON pointer to the member of the body that asks for a stream, as `/stream`",
            ),
            Key::optional("events", Takes::Line, "the schema of each event, by its name"),
        ],
    )
};

/// What is done with what a check finds.
pub(in crate::policy) const ACTIONS: [(&str, Action); 3] =
    [("prevent", Action::Prevent), ("detect", Action::Detect), ("ignore", Action::Ignore)];
const ACTION_WORDS: &[&str] = &words(&ACTIONS);

/// What is done with members that the document doesn't name.
pub(in crate::policy) const UNKNOWN_FIELDS: [(&str, UnknownFields); 2] =
    [("forward", UnknownFields::Forward), ("refuse", UnknownFields::Refuse)];
const UNKNOWN_FIELD_WORDS: &[&str] = &words(&UNKNOWN_FIELDS);

/// What is done with values that no branch of a union names.
pub(in crate::policy) const UNIONS: [(&str, Unions); 2] = [("open", Unions::Open), ("closed", Unions::Closed)];
const UNION_WORDS: &[&str] = &words(&UNIONS);

/// What is done with values that an enum doesn't list.
pub(in crate::policy) const ENUMS: [(&str, Enums); 3] =
    [("spec", Enums::Spec), ("open", Enums::Open), ("closed", Enums::Closed)];
const ENUM_WORDS: &[&str] = &words(&ENUMS);

/// `validate`
pub(in crate::policy) static VALIDATE: Object = Object::new(
    "validate",
    "`validate`",
    &[
        Key::optional("request", Takes::Word(ACTION_WORDS), "requests against the document; `prevent` unless said"),
        Key::optional("response", Takes::Word(ACTION_WORDS), "answers against the document; `ignore` unless said"),
        Key::optional(
            "unknown-fields",
            Takes::Word(UNKNOWN_FIELD_WORDS),
            "members that the document doesn't name; `forward` unless said",
        ),
        Key::optional("unions", Takes::Word(UNION_WORDS), "values that no branch of a union names; `open` unless said"),
        Key::optional("enums", Takes::Word(ENUM_WORDS), "values that an enum doesn't list; `spec` unless said"),
    ],
);

/// A product.
pub(in crate::policy) static PRODUCT: Object = Object::new(
    "products.*",
    "a product",
    &[
        Key::required("apis", Takes::List(&Takes::Api, 1), "its APIs"),
        Key::optional("subscription", Takes::Object(&PRODUCT_SUBSCRIPTION), "whether it is open"),
        Key::optional("policies", Takes::Object(&SECTIONS), "the policies of calls that come by it"),
    ],
);

/// `subscription` of a product.
pub(in crate::policy) static PRODUCT_SUBSCRIPTION: Object = Object::new(
    "products.*.subscription",
    "`subscription`",
    &[Key::required("required", Takes::Boolean, "whether a call of the product needs a key; `true` unless said")],
);

/// `policies` of any scope.
pub(in crate::policy) static SECTIONS: Object = Object::new(
    "policies",
    "`policies`",
    &[
        Key::optional("inbound", Takes::Section(SectionKind::Inbound), "before the request goes out"),
        Key::optional("backend", Takes::Section(SectionKind::Backend), "around each attempt to send it"),
        Key::optional("outbound", Takes::Section(SectionKind::Outbound), "on the answer"),
        Key::optional("on-error", Takes::Section(SectionKind::OnError), "after a fault"),
    ],
);

/// A section that departs from what it inherits.
pub(in crate::policy) static SECTION: Object = Object::new(
    "policies.*",
    "a section",
    &[
        Key::optional("inherit", Takes::Boolean, "whether the broader scopes' policies run here; `true` unless said"),
        Key::optional("without", Takes::List(&Takes::Line, 0), "inherited policies that are left out, by id or name"),
        Key::optional(
            "replace",
            Takes::Map(&Takes::Policy),
            "what stands in the place of inherited policies, by id or name",
        ),
        Key::optional("do", Takes::List(&Takes::Policy, 0), "its own policies"),
    ],
);

/// A branch of a policy that chooses.
pub(in crate::policy) static BRANCH: Object = Object {
    choices: &[
        Among { keys: &["when", "otherwise"], needed: true },
        Among { keys: &["do", "otherwise"], needed: true },
    ],
    ..Object::new(
        "choose",
        "a branch of `choose`",
        &[
            Key::optional("when", Takes::When, "the policies below run if it holds"),
            Key::optional("do", Takes::List(&Takes::Policy, 0), "the policies that run then"),
            Key::optional(
                "otherwise",
                Takes::List(&Takes::Policy, 0),
                "the policies that run where no condition holds",
            ),
        ],
    )
};
