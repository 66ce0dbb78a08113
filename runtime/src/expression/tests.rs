#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Error, Origin, Value, Variable, to_boolean, to_double, to_int};
use crate::fault::Fault;

fn body(json: &str) -> Value<'_> {
    Value::json(json.as_bytes(), Origin::Body)
}

#[test]
fn whole_numbers_are_read_exactly_however_they_are_written() {
    for (text, number) in [
        ("0", 0),
        ("-0.0", 0),
        ("1.0", 1),
        ("1e2", 100),
        ("12.50e1", 125),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("9223372036854775807.00", i64::MAX),
        ("-92233720368547758080e-1", i64::MIN),
    ] {
        assert_eq!(body(text).int(), Ok(number), "{text}");
    }
    for text in ["1.5", "9223372036854775808", "1e400", "1e-1", "true", "\"1\""] {
        assert_eq!(body(text).int(), Err(Error::Body), "{text}");
    }
}

#[test]
fn what_has_another_type_is_the_fault_of_whoever_sent_it() {
    for (origin, error, status, code) in [
        (Origin::Body, Error::Body, 400, "invalid_value"),
        (Origin::Token, Error::Claim, 401, "token_claim_value_not_allowed"),
        (Origin::Answer, Error::Answer, 502, "invalid_answer"),
        (Origin::Gateway, Error::Type, 500, "expression_value_evaluation_failure"),
    ] {
        let json = Value::json(br#"{"a":[1,"x",null],"b":{"c":true}}"#, origin);
        assert_eq!(json.member("/a").text_or("none"), Err(error));
        assert_eq!(json.member("/b").int_or(1), Err(error));
        assert_eq!(json.member("/a").list(Value::int), Err(error));
        assert_eq!(json.member("/b").map(Value::text), Err(error));
        assert_eq!(json.member("/b/c").text(), Err(error));
        // A variable keeps who sent it.
        let kept = Variable::from(json.member("/b"));
        assert_eq!(Value::variable(Some(&kept)).member("/c").number(), Err(error));
        let cause = Fault::from(error);
        assert_eq!((cause.cause().status.as_u16(), cause.cause().code), (status, code));
    }
    let parameter = Fault::from(Error::Parameter("n"));
    assert_eq!((parameter.cause().status.as_u16(), parameter.cause().param.as_deref()), (400, Some("n")));
    assert_eq!(to_int(body("\"x\"")), Err(Error::Body));
    assert_eq!(to_int(body("{}")), Err(Error::Body));
    assert_eq!(to_double(body("\"x\"")), Err(Error::Body));
    assert_eq!(to_boolean(body("3")), Err(Error::Body));
}

#[test]
fn json_as_a_text_has_no_spaces_between_its_parts() {
    for (json, text) in [
        ("{ \"a b\" : [ 1.0,\n\t\"c \\\" d\\\\\" , { } ] }", "{\"a b\":[1.0,\"c \\\" d\\\\\",{}]}"),
        (" 1.0 ", "1.0"),
        ("\"a b\"", "a b"),
        ("true", "true"),
    ] {
        assert_eq!(body(json).to_text().as_deref(), Ok(text));
    }
    assert_eq!(body("null").to_text(), Err(Error::Body));
}
