//! `POST /a\u{a}file Cargo.toml`
//!
//! one two \u{202e} three \u{0} */ four five

use gatewright_runtime::{Call, Content, Flow, Operation, RequestBody, Streaming, parameter};
use gatewright_runtime::parameter::OneOf;
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::QU202e;

/// `x\u{a}file Cargo.toml\u{a}\u{202e}`, for the router and the log.
pub static OPERATION: Operation = Operation {
    id: "x\nfile Cargo.toml\n\u{202e}",
    api: &API,
    method: "POST",
    path: "/a\nfile Cargo.toml\n",
    parameters: Parameters::check,
    body: RequestBody {
        required: false,
        contents: &[Content::json("application/json", schemas::t_pub_fn_more::check)],
    },
    streaming: Streaming::Never,
};

/// What the caller says beside the body.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `q\u{a}\u{202e}`, in the query
    pub q_u202e: Option<QU202e>,
}

impl Parameters {
    /// Reads and checks them.
    pub fn read(call: &mut Call) -> Flow<Self> {
        Ok(Self {
            q_u202e: parameter::query_optional(call, "q\n\u{202e}", &OneOf)?,
        })
    }
    /// Checks them.
    pub fn check(call: &mut Call) -> Flow {
        Self::read(call).map(drop)
    }
}
