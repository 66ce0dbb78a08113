//! Numbers: exact bounds, integers by value, multiples.

use super::*;

fn int64(json: &mut Json<'_>) -> Checked {
    json.number(&Numeric::INT64)
}

#[test]
fn integers_by_value() {
    table(
        integer,
        &[
            ("0", "passed 0"),
            ("-0", "passed 0"),
            ("-7", "passed 0"),
            ("1.0", "passed 0"),
            ("1E2", "passed 0"),
            ("1e+2", "passed 0"),
            ("1.50e1", "passed 0"),
            ("100e-2", "passed 0"),
            ("0.0", "passed 0"),
            ("0e-5", "passed 0"),
            ("1e400", "passed 0"),
            ("123456789012345678901234567890", "passed 0"),
            ("1.5", r#" type "integer""#),
            ("1e-1", r#" type "integer""#),
            ("10e-2", r#" type "integer""#),
            ("1.05e1", r#" type "integer""#),
            ("-0.5", r#" type "integer""#),
            ("1e-400", r#" type "integer""#),
            ("1e-99999999999999999999999999", r#" type "integer""#),
            ("\"1\"", r#" type "integer""#),
            ("true", r#" type "integer""#),
            ("null", r#" type "integer""#),
        ],
    );
    table(number, &[("1.5", "passed 0"), ("1e400", "passed 0"), ("\"1\"", r#" type "number""#)]);
}

#[test]
fn bounds_of_64_and_32_bits() {
    const MOST: &str = " maximum 9223372036854775807";
    const LEAST: &str = " minimum -9223372036854775808";
    table(
        int64,
        &[
            ("9223372036854775807", "passed 0"),
            ("9223372036854775808", MOST),
            ("9223372036854775807.0", "passed 0"),
            ("9223372036854775807.1", r#" type "integer";  maximum 9223372036854775807"#),
            ("9.223372036854775807e18", "passed 0"),
            ("9.223372036854775808E+18", MOST),
            ("92233720368547758070e-1", "passed 0"),
            ("1e400", MOST),
            ("1e99999999999999999999", MOST),
            ("-9223372036854775808", "passed 0"),
            ("-9223372036854775809", LEAST),
            ("-1e400", LEAST),
        ],
    );
    fn int32(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::INT32)
    }
    table(
        int32,
        &[
            ("2147483647", "passed 0"),
            ("2147483648", " maximum 2147483647"),
            ("-2147483648", "passed 0"),
            ("-2147483649", " minimum -2147483648"),
        ],
    );
}

#[test]
fn inclusive_and_exclusive_bounds() {
    fn closed(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.at_least("-0.1").at_most("0.3"))
    }
    fn open(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.above("0").below("1e2"))
    }
    table(
        closed,
        &[
            ("0.3", "passed 0"),
            ("0.30", "passed 0"),
            ("3e-1", "passed 0"),
            // What binary floating point makes of 0.1 + 0.2.
            ("0.30000000000000004", " maximum 0.3"),
            // Indistinguishable from the bound in binary.
            ("0.3000000000000000000001", " maximum 0.3"),
            ("0.2999999999999999999999", "passed 0"),
            ("-0.1", "passed 0"),
            ("-0.10000000000000000000001", " minimum -0.1"),
            ("-0.09", "passed 0"),
            ("-1", " minimum -0.1"),
            ("0.4", " maximum 0.3"),
        ],
    );
    table(
        open,
        &[
            ("0", " exclusiveMinimum 0"),
            ("-0", " exclusiveMinimum 0"),
            ("0.000e9", " exclusiveMinimum 0"),
            ("1e-400", "passed 0"),
            ("100", " exclusiveMaximum 1e2"),
            ("99.9999999999999999999", "passed 0"),
            ("1E2", " exclusiveMaximum 1e2"),
            ("0.01e4", " exclusiveMaximum 1e2"),
            ("1000", " exclusiveMaximum 1e2"),
            ("20", "passed 0"),
        ],
    );
}

#[test]
fn multiples() {
    fn cents(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.multiple_of("0.01"))
    }
    fn sevens(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.multiple_of("7"))
    }
    fn zeros(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.multiple_of("0"))
    }
    fn long(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::NUMBER.multiple_of("9999999999999999999"))
    }
    table(
        cents,
        &[
            ("0", "passed 0"),
            ("0.07", "passed 0"),
            // Not so in binary floating point.
            ("19.99", "passed 0"),
            ("-4.35", "passed 0"),
            ("1.10", "passed 0"),
            ("1e400", "passed 0"),
            ("1e-2", "passed 0"),
            ("0.001", " multipleOf 0.01"),
            ("19.990000000000000000001", " multipleOf 0.01"),
            ("1e-3", " multipleOf 0.01"),
        ],
    );
    table(
        sevens,
        &[
            ("7", "passed 0"),
            ("-49", "passed 0"),
            ("8", " multipleOf 7"),
            ("700", "passed 0"),
            ("3.5", " multipleOf 7"),
            ("111111111111111111111111111111111111", "passed 0"),
            ("111111111111111111111111111111111112", " multipleOf 7"),
            ("1e400", " multipleOf 7"),
            ("7e999999999999999999", "passed 0"),
        ],
    );
    table(zeros, &[("0", " multipleOf 0"), ("5", " multipleOf 0")]);
    table(long, &[("99999999999999999990", "passed 0"), ("99999999999999999991", " multipleOf 9999999999999999999")]);
}

#[test]
fn all_broken_rules_are_listed() {
    fn rules(json: &mut Json<'_>) -> Checked {
        json.number(&Numeric::INTEGER.at_most("10").multiple_of("2"))
    }
    table(rules, &[("10.5", r#" type "integer";  maximum 10;  multipleOf 2"#), ("11", " maximum 10;  multipleOf 2")]);
    fn if_number(json: &mut Json<'_>) -> Checked {
        json.number_if(&Numeric::ANY.at_most("1"))
    }
    table(if_number, &[("\"2\"", "passed 0"), ("2", " maximum 1"), ("{}", "passed 0")]);
}

#[test]
fn numbers_that_are_no_json() {
    let keyword = |text| check_number(text, &Numeric::INTEGER.at_most("10")).map_err(|broken| broken.keyword);
    for good in ["10", "-3", "1e1", "2.0", "0", "-0"] {
        assert_eq!(keyword(good), Ok(()), "{good}");
    }
    for bad in [
        "", "-", "+1", "01", " 1", "1 ", "1.", ".5", "1e", "1e+", "e5", "0x1", "١", "NaN", "--1", "1e5.5", "1.2.3",
        "1_0",
    ] {
        assert_eq!(keyword(bad), Err("type"), "{bad}");
    }
    assert_eq!(keyword("1.5"), Err("type"));
    assert_eq!(keyword("11"), Err("maximum"));
}
