//! `Thing`

use gatewright_runtime::json::{Checked, Json, Member, Numeric, Object, optional};

/// Checks a value against `Thing`.
pub fn check(json: &mut Json<'_>) -> Checked {
    const MEMBERS: &[Member] = &[
        optional("a", |json| json.number(&Numeric::NUMBER.at_least("100").at_most("1500"))),
        optional("b", |json| json.number(&Numeric::NUMBER.at_least("0").below("0.1"))),
        optional("c", |json| json.number(&Numeric::INTEGER.above("0").at_most("18446744073709551616"))),
        optional("d", |json| json.number(&Numeric::INTEGER.at_least("-2147483648").at_most("2147483647"))),
        optional("e", |json| json.number(&Numeric::NUMBER.multiple_of("0.01"))),
    ];
    json.object(&Object::of(MEMBERS))
}
