//! What is asked of bodies, schema by schema: a request that is right arrives as it was sent, and one that is wrong is
//! refused.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright_tests::cases;

/// The documents of the golden cases, so that what is emitted of them is shown there.
const CASES: [&str; 22] = [
    "all-of-closed-parts",
    "all-of-merge",
    "enums",
    "enums-of-600",
    "names-of-all-kinds",
    "nullable-forms",
    "numbers",
    "numbers-beyond-64-bits",
    "recursion",
    "recursion-of-122",
    "recursion-of-nothing",
    "schema-names",
    "schema-patterns",
    "strings-and-arrays",
    "union-beside-properties",
    "union-by-mapping",
    "union-by-member",
    "union-by-names",
    "union-by-names-on-a-base",
    "union-by-type",
    "union-in-order",
    "union-on-a-base",
];

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| cases::over("schemas", &CASES, "", &[]))
}

/// Sends bodies to the operation of a case; those with `true` are right.
fn judge(case: &str, bodies: &[(bool, &str)]) {
    judge_at(case, "/things", bodies);
}

fn judge_at(case: &str, target: &str, bodies: &[(bool, &str)]) {
    let (_upstream, _gateway, mut client) = cases::before_echo(binary());
    for (right, body) in bodies {
        let status = if *right { 200 } else { 400 };
        let request = (status, "POST", target, "content-type: application/json\r\n", *body);
        let response = cases::judged(&mut client, case, request);
        assert!(*right || response.text().contains("breaks"), "{case} {body}: {}", response.text());
    }
}

#[test]
fn all_of_is_met() {
    judge(
        "all-of-merge",
        &[
            (true, r#"{"name":"ab","size":4}"#),
            (false, r#"{"name":"a","size":4}"#),
            (false, r#"{"name":"abcdefghi","size":4}"#),
            (false, r#"{"name":"ab","size":3}"#),
            (false, r#"{"name":"ab","size":6}"#),
            (false, r#"{"name":"ab"}"#),
            (false, r#"{"size":4}"#),
        ],
    );
    judge(
        "all-of-closed-parts",
        &[(true, r#"{"a":"x","b":""}"#), (false, r#"{"a":""}"#), (false, r#"{"a":"x","c":1}"#)],
    );
}

#[test]
fn enumerations_of_all_kinds() {
    judge(
        "enums",
        &[
            (true, r#"{"strings":"a","mixed":1.00,"constant":5.0,"both":"a","within":"a"}"#),
            (true, r#"{"mixed":[100]}"#),
            (true, r#"{"mixed":{"a":0,"b":1}}"#),
            (true, r#"{"mixed":null}"#),
            (false, r#"{"mixed":false}"#),
            (false, r#"{"mixed":"2"}"#),
            (false, r#"{"strings":"c"}"#),
            (false, r#"{"constant":"5"}"#),
            (false, r#"{"both":"b"}"#),
            (false, r#"{"within":"abc"}"#),
        ],
    );
    judge(
        "enums-of-600",
        &[
            (true, r#"{"code":"code_000","number":99}"#),
            (true, r#"{"code":"code_599"}"#),
            (false, r#"{"code":"code_600"}"#),
            (false, r#"{"number":100}"#),
        ],
    );
}

#[test]
fn members_of_all_names() {
    judge(
        "names-of-all-kinds",
        &[
            (true, r#"{"@id":"a","größe":1,"a b":"a","A B":"ab","":true,"日本":{"語":"x"},"$ref":"x"}"#),
            (true, r#"{"\u0040id":"a","gr\u00f6\u00dfe":1}"#),
            (false, r#"{"@id":"a"}"#),
            (false, r#"{"@id":"a","größe":1,"a b":"ab"}"#),
            (false, r#"{"@id":"a","größe":1,"A B":"abc"}"#),
            (false, r#"{"@id":"a","größe":1,"":1}"#),
            (false, r#"{"@id":"a","größe":1,"日本":{"語":1}}"#),
            (false, r#"{"@id":"a","größe":1,"quote\"and\\":1}"#),
            (false, r#"{"@id":"a","größe":1,"properties":{"properties":1}}"#),
        ],
    );
    judge(
        "schema-names",
        &[
            (true, r#"{"a":"x","b":1,"c":"x","d":"x","e":"x","f":"x","g":"x","h":"x","i":"x"}"#),
            (false, r#"{"a":1}"#),
            (false, r#"{"b":"x"}"#),
            (false, r#"{"g":1}"#),
            (false, r#"{"h":1}"#),
            (false, r#"{"i":1}"#),
        ],
    );
}

#[test]
fn null_in_all_forms() {
    judge(
        "nullable-forms",
        &[
            (true, r#"{"three-oh":null,"list":null,"either":null,"ref":null,"value":null,"only":null}"#),
            (true, r#"{"three-oh":"a","list":0,"either":true,"ref":["a"],"value":"a"}"#),
            (false, r#"{"three-oh":1}"#),
            (false, r#"{"list":-1}"#),
            (false, r#"{"either":1}"#),
            (false, r#"{"ref":[null]}"#),
            (false, r#"{"only":1}"#),
        ],
    );
}

#[test]
fn numbers_of_any_size() {
    judge(
        "numbers",
        &[
            (true, r#"{"a":100,"b":0,"c":18446744073709551616,"d":2147483647,"e":0.03}"#),
            // The format `int32` bounds it more than its `maximum` does.
            (false, r#"{"d":2147483648}"#),
            (false, r#"{"a":99.9}"#),
            (false, r#"{"a":1501}"#),
            (false, r#"{"b":0.1}"#),
            (false, r#"{"c":0}"#),
            (false, r#"{"c":18446744073709551617}"#),
            (false, r#"{"e":0.035}"#),
        ],
    );
    judge(
        "numbers-beyond-64-bits",
        &[
            (true, r#"{"seed":-9223372036854776000,"wide":1e38,"small":1e-399,"steps":0.3}"#),
            (true, r#"{"exact":12345678901234567890123}"#),
            (false, r#"{"exact":12345678901234567890124}"#),
            (false, r#"{"seed":-9223372036854776001}"#),
            (false, r#"{"wide":340282366920938463463374607431768211457}"#),
            (false, r#"{"small":1e-400}"#),
            (false, r#"{"steps":0.00000005}"#),
        ],
    );
}

#[test]
fn recursive_schemas() {
    judge(
        "recursion",
        &[
            (true, r#"{"children":[{"children":[]},{}],"self":5}"#),
            (false, r#"{"children":[{"children":{}}]}"#),
            (false, r#"{"children":[1]}"#),
        ],
    );
    judge_at("recursion-of-nothing", "/things", &[(true, "5"), (true, "{}")]);
    // Each schema of the group takes a text that is one character longer.
    let nested = |depth: usize, length: usize| {
        let text = format!(r#"{{"far":"{}"}}"#, "x".repeat(length));
        format!(r#"{{"first":{}{text}{}}}"#, r#"{"next":"#.repeat(depth), "}".repeat(depth))
    };
    let (right, wrong) = (nested(40, 41), nested(40, 42));
    judge(
        "recursion-of-122",
        &[
            (true, right.as_str()),
            (false, wrong.as_str()),
            (true, r#"{"first":{"far":{"far":"1234"}}}"#),
            (false, r#"{"first":{"far":{"far":"12345"}}}"#),
            (false, r#"{"first":{"next":1}}"#),
        ],
    );
}

#[test]
fn patterns_of_all_kinds() {
    judge(
        "schema-patterns",
        &[
            (
                true,
                r#"{"ahead":"a-b","behind":"ab","again":"'x'","digits":"12","names":"Ä","control":"\tA","neither":"x"}"#,
            ),
            (false, r#"{"ahead":"x-b"}"#),
            (false, r#"{"behind":"cb"}"#),
            (false, r#"{"again":"'x\""}"#),
            (false, r#"{"digits":"١٢"}"#),
            (false, r#"{"names":"ä"}"#),
            (false, r#"{"control":"A"}"#),
            (true, r#"{"planes":"a😀"}"#),
            (false, r#"{"planes":"a\n"}"#),
            (true, r#"{"other":1}"#),
            (false, r#"{"other":"1"}"#),
        ],
    );
    judge(
        "strings-and-arrays",
        &[
            (true, r#"{"a":["b12"],"any":1,"not":5}"#),
            (true, r#"{"set":[1,"1",{"a":1}]}"#),
            (false, r#"{"set":[1,1.0]}"#),
            (false, r#"{"set":[{"a":1,"b":2},{"b":2,"a":1}]}"#),
            (false, r#"{"a":["b"]}"#),
            (false, r#"{"none":1}"#),
            (false, r#"{"not":"text"}"#),
            (false, "{}"),
        ],
    );
}

#[test]
fn unions_decide() {
    judge("union-by-type", &[(true, r#""a text""#), (true, "[1]"), (true, r#"{"name":"a"}"#), (true, "null")]);
    judge(
        "union-by-type",
        &[(false, "1"), (false, "[]"), (false, "[-1]"), (false, "{}"), (false, r#""a text of more""#)],
    );
    judge(
        "union-by-member",
        &[
            (true, r#"{"kind":"square","side":1}"#),
            (false, r#"{"kind":"square","radius":1}"#),
            (false, r#"{"kind":"disc","side":1}"#),
            (true, r#"{"kind":"disc","radius":1}"#),
            (false, r#"{"side":1}"#),
        ],
    );
    judge(
        "union-by-mapping",
        &[
            (true, r#"{"pet":"cat","claws":1}"#),
            (false, r#"{"pet":"cat","bark":"loud"}"#),
            (true, r#"{"bark":"loud","pet":"puppy"}"#),
            (false, r#"{"bark":1,"pet":"puppy"}"#),
            (false, r#"{"bark":"loud"}"#),
        ],
    );
    judge("union-in-order", &[(true, r#"{"a":"x"}"#), (true, r#"{"a":1,"b":"x"}"#), (false, r#"{"a":1,"b":2}"#)]);
    judge(
        "union-beside-properties",
        &[(true, r#"{"name":"a"}"#), (true, r#"{"id":"a"}"#), (false, "{}"), (false, r#"{"id":1}"#)],
    );
}

#[test]
fn discriminators_without_a_mapping() {
    judge_at(
        "union-by-names",
        "/pets",
        &[
            (true, r#"{"petType":"Cat","lives":9}"#),
            (false, r#"{"petType":"Cat","bark":true}"#),
            (true, r#"{"petType":"Dog","lives":"nine"}"#),
            (false, r#"{"petType":"Dog","bark":1}"#),
            (false, r#"{"lives":9}"#),
        ],
    );
    judge_at(
        "union-by-names",
        "/mapped",
        &[(true, r#"{"petType":"cat","lives":9}"#), (false, r#"{"petType":"cat","bark":true}"#)],
    );
}

#[test]
fn discriminators_on_bases() {
    judge(
        "union-on-a-base",
        &[
            (true, r#"{"kind":"long","length":1}"#),
            (false, r#"{"kind":"long"}"#),
            (true, r#"{"kind":"plain"}"#),
            (false, r#"{"kind":"plain","name":"a long name"}"#),
            (false, "{}"),
        ],
    );
    let case = "union-by-names-on-a-base";
    judge_at(
        case,
        "/pets",
        &[
            (true, r#"{"petType":"Cat","lives":9}"#),
            (false, r#"{"petType":"Cat"}"#),
            (true, r#"{"petType":"Kitten","lives":9,"weeks":12}"#),
            (false, r#"{"petType":"Kitten","lives":9,"weeks":13}"#),
            (false, r#"{"petType":"Kitten","lives":9,"name":"a long name"}"#),
            (true, r#"{"petType":"Pet"}"#),
            (true, r#"{"petType":"Cow","name":"a name"}"#),
            (false, r#"{"petType":"Cow","name":"a long name"}"#),
            (false, "{}"),
        ],
    );
    judge_at(
        case,
        "/events",
        &[
            (true, r#"{"kind":"made","what":"x"}"#),
            (false, r#"{"kind":"made"}"#),
            (false, r#"{"kind":"gone","why":1}"#),
            (true, r#"{"kind":"moved","at":1}"#),
            (false, r#"{"kind":"moved","at":"x"}"#),
            (false, r#"{"kind":"other"}"#),
            (true, r#"{"at":1}"#),
        ],
    );
    judge_at(case, "/alone", &[(true, r#"{"kind":"any"}"#), (false, r#"{"kind":1}"#)]);
}
