//! one two \u{202e} three \u{0} */ four five

use gatewright_runtime::{Content, Operation, RequestBody, parameter::{one_of, query}};
use crate::apis::small::{API, schemas};
use crate::apis::small::parameters::QU202e;

pub static OPERATION: Operation = Operation {
    id: "x\nfile Cargo.toml\n\u{202e}",
    method: "POST",
    path: "/a\nfile Cargo.toml\n",
    parameters: &[query("q\n\u{202e}", one_of::<QU202e>())],
    body: RequestBody::optional(&[Content::json("application/json", schemas::t_pub_fn_more::check)]),
    ..Operation::of(&API)
};
