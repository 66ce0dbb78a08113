//! `GET /members`

use gatewright_runtime::{Operation, Style, json};
use gatewright_runtime::json::{Checked, Json, Member, Object, optional, required};
use gatewright_runtime::parameter::Parameter;
use crate::apis::small::API;

pub static OPERATION: Operation = Operation {
    id: "members",
    method: "GET",
    path: "/members",
    parameters: &[Parameter::query("point", Style::Members(&["x", "y"]), parameter_point).required()],
    ..Operation::of(&API)
};

fn parameter_point(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[required("x", json::integer), optional("y", json::integer)];
    json.object(&Object::of(MEMBERS))
}
