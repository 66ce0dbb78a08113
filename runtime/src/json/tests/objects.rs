//! Objects: required members, duplicates, others, counts, names.

use super::*;

const MEMBERS: &[Member] = &[required("a", integer), optional("b/~c", string), required("d", any)];

fn open(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(MEMBERS))
}

fn closed(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(MEMBERS).others(Others::Refuse))
}

fn numbers(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(MEMBERS).others(Others::Check(number)))
}

#[test]
fn required_members() {
    table(
        open,
        &[
            (r#"{"a":1,"d":null}"#, "passed 0"),
            (r#" { "d" : [ ] , "a" : 1 , "x" : { } } "#, "passed 0"),
            (r#"{"\u0061":1,"\u0064":1}"#, "passed 0"),
            ("{}", r#" required "a";  required "d""#),
            (r#"{"a":1}"#, r#" required "d""#),
            (r#"{"A":1,"d ":1,"":1}"#, r#" required "a";  required "d""#),
            (r#"{"a":"x","b/~c":1}"#, r#" required "d"; /a type "integer"; /b~1~0c type "string""#),
            (r#"{"d":{"a":1}}"#, r#" required "a""#),
            ("[]", r#" type "object""#),
            ("null", r#" type "object""#),
        ],
    );
}

#[test]
fn a_declared_member_stands_once() {
    table(
        open,
        &[
            (r#"{"a":1,"d":1,"a":2}"#, "/a duplicate_member"),
            (r#"{"a":1,"d":1,"\u0061":2}"#, "/a duplicate_member"),
            (r#"{"\u0061":1,"d":1,"a":"x"}"#, r#"/a duplicate_member; /a type "integer""#),
            (r#"{"a":1,"d":1,"a":1,"a":1}"#, "/a duplicate_member"),
            (r#"{"a":1,"d":1,"b\/~c":"","b/\u007ec":""}"#, "/b~1~0c duplicate_member"),
            // Members that nobody reads aren't compared.
            (r#"{"a":1,"d":1,"x":1,"x":2}"#, "passed 0"),
            // Each object counts for itself.
            (r#"{"a":1,"d":{"a":1,"d":1}}"#, "passed 0"),
        ],
    );
}

#[test]
fn other_members() {
    table(
        closed,
        &[
            (r#"{"a":1,"d":1}"#, "passed 0"),
            (r#"{"a":1,"d":1,"secret":1}"#, "/* additionalProperties"),
            (r#"{"x":[1],"d":1,"y":{},"a":1}"#, "/* additionalProperties"),
        ],
    );
    table(
        numbers,
        &[(r#"{"a":1,"d":"x","e":1.5}"#, "passed 0"), (r#"{"a":1,"d":"x","e":"1.5"}"#, r#"/* type "number""#)],
    );
}

#[test]
fn counts() {
    fn two_or_three(json: &mut Json<'_>) -> Checked {
        json.object(&Object::ANY.min_properties(2).max_properties(3))
    }
    table(
        two_or_three,
        &[
            (r#"{"a":1}"#, " minProperties 2"),
            ("{}", " minProperties 2"),
            (r#"{"a":1,"b":2}"#, "passed 0"),
            (r#"{"a":1,"b":2,"c":3}"#, "passed 0"),
            (r#"{"a":1,"b":2,"c":3,"d":4}"#, " maxProperties 3"),
        ],
    );
    fn if_object(json: &mut Json<'_>) -> Checked {
        json.object_if(&Object::ANY.min_properties(1))
    }
    table(if_object, &[("[]", "passed 0"), ("{}", " minProperties 1"), (r#"{"a":1}"#, "passed 0")]);
}

/// `m000` to `m139`, each an integer; the last one is required.
const MANY: &[Member] = &{
    const NAMES: &str = "000001002003004005006007008009010011012013014015016017018019020021022023024025026027028029\
        030031032033034035036037038039040041042043044045046047048049050051052053054055056057058059\
        060061062063064065066067068069070071072073074075076077078079080081082083084085086087088089\
        090091092093094095096097098099100101102103104105106107108109110111112113114115116117118119\
        120121122123124125126127128129130131132133134135136137138139";
    let mut members = [optional("", integer); 140];
    let mut index = 0;
    while index < 140 {
        let (_, rest) = NAMES.split_at(index * 3);
        let (name, _) = rest.split_at(3);
        members[index] = if index == 139 { required(name, integer) } else { optional(name, integer) };
        index += 1;
    }
    members
};

#[test]
fn more_than_64_members() {
    fn many(json: &mut Json<'_>) -> Checked {
        json.object(&Object::of(MANY).others(Others::Refuse))
    }
    let body = |names: &[usize]| {
        let members: Vec<String> = names.iter().map(|name| format!(r#""{name:03}":1"#)).collect();
        format!("{{{}}}", members.join(","))
    };
    let all: Vec<usize> = (0..140).rev().collect();
    assert_eq!(verdict(&body(&all), many), "passed 0");
    assert_eq!(verdict(&body(&[0, 63, 64, 65, 127, 128, 138]), many), r#" required "139""#);
    assert_eq!(verdict(&body(&[139, 140]), many), "/* additionalProperties");
    for twice in [0, 63, 64, 127, 128, 139] {
        let names = if twice == 139 { vec![139, 139] } else { vec![twice, 139, twice] };
        assert_eq!(verdict(&body(&names), many), format!("/{twice:03} duplicate_member"));
    }
}

#[test]
fn names_with_rules() {
    static TEXTS: [(Pattern, Check); 1] = [(Pattern::new("^x-"), string)];
    fn patterned(json: &mut Json<'_>) -> Checked {
        json.object(&Object {
            patterns: &TEXTS,
            names: Some(|json| json.text(&Text::ANY.max_length(4))),
            ..Object::of(
                const { &[required("a", integer), optional("x-b", |json| json.text(&Text::ANY.max_length(1)))] },
            )
            .others(Others::Refuse)
        })
    }
    table(
        patterned,
        &[
            (r#"{"a":1}"#, "passed 0"),
            (r#"{"a":1,"x-c":""}"#, "passed 0"),
            (r#"{"a":1,"x\u002dc":""}"#, "passed 0"),
            (r#"{"a":1,"x-c":1}"#, r#"/* type "string""#),
            (r#"{"a":1,"x-long":"y"}"#, "/* propertyNames"),
            (r#"{"a":1,"y":"y"}"#, "/* additionalProperties"),
            (r#"{"a":1,"longer":"y"}"#, "/* propertyNames; /* additionalProperties"),
            // The declared schema and the pattern hold both.
            (r#"{"a":1,"x-b":"z"}"#, "passed 0"),
            (r#"{"a":1,"x-b":"zz"}"#, "/x-b maxLength 1"),
            (r#"{"a":1,"x-b":3}"#, r#"/x-b type "string""#),
            (r#"{"a":1,"x-b":"z","x-\u0062":"z"}"#, "/x-b duplicate_member"),
            ("{}", r#" required "a""#),
        ],
    );
    fn counted(json: &mut Json<'_>) -> Checked {
        const OPEN: Check = |json| json.open_enumeration(&[Literal::String("a")]);
        static PATTERNS: [(Pattern, Check); 1] = [(Pattern::new("^x-"), OPEN)];
        json.object(&Object { patterns: &PATTERNS, ..Object::of(const { &[optional("x-b", OPEN)] }) })
    }
    table(counted, &[(r#"{"x-b":"new"}"#, "passed 1"), (r#"{"x-b":"new","x-c":"new"}"#, "passed 2")]);
}
