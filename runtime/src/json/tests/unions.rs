//! Unions that are decided by one look.

use super::*;

fn text(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("text", string), required("type", string)] }))
}

fn image(json: &mut Json<'_>) -> Checked {
    json.object(&Object::of(const { &[required("type", string), required("url", string)] }).others(Others::Refuse))
}

const PART: ByMember =
    ByMember { keyword: "oneOf", name: "type", branches: &[("text", text), ("image", image)], ..ByMember::NONE };

#[test]
fn by_type() {
    fn text_or_numbers(json: &mut Json<'_>) -> Checked {
        json.by_type(&ByType {
            null: Some(null),
            boolean: Some(boolean),
            string: Some(|json| json.text(&Text::ANY.max_length(1))),
            array: Some(|json| json.array(&Array::of(number))),
            ..ByType::NONE
        })
    }
    const TYPES: &str = r#" type ["null","boolean","string","array"]"#;
    table(
        text_or_numbers,
        &[
            ("null", "passed 0"),
            ("true", "passed 0"),
            (" false ", "passed 0"),
            (r#""a""#, "passed 0"),
            ("[1]", "passed 0"),
            (r#""ab""#, " maxLength 1"),
            (r#"[1,"x"]"#, r#"/1 type "number""#),
            ("1", TYPES),
            ("{}", TYPES),
        ],
    );
    fn number_or_object(json: &mut Json<'_>) -> Checked {
        json.by_type(&ByType { number: Some(integer), object: Some(object), ..ByType::NONE })
    }
    table(
        number_or_object,
        &[
            ("-1", "passed 0"),
            ("1.5", r#" type "integer""#),
            ("{}", "passed 0"),
            ("[]", r#" type ["number","object"]"#),
        ],
    );
}

#[test]
fn nullable() {
    fn text_or_null(json: &mut Json<'_>) -> Checked {
        json.nullable(string)
    }
    table(
        text_or_null,
        &[
            ("null", "passed 0"),
            (r#""a""#, "passed 0"),
            ("1", r#" type "string""#),
            ("nul", r#"Syntax { offset: 0, expected: "null" }"#),
            ("nulll", r#"Syntax { offset: 4, expected: "the end of the text" }"#),
        ],
    );
}

#[test]
fn by_member_closed() {
    fn part(json: &mut Json<'_>) -> Checked {
        json.by_member(&PART)
    }
    table(
        part,
        &[
            (r#"{"type":"text","text":"a"}"#, "passed 0"),
            (r#"{"text":"a","type":"text"}"#, "passed 0"),
            (r#"{"url":{"type":"text"},"type":"image"}"#, r#"/url type "string""#),
            (r#" { "url" : "u" , "typ\u0065" : "im\u0061ge" } "#, "passed 0"),
            (r#"{"type":"text"}"#, r#" required "text""#),
            (r#"{"type":"image","url":"u","text":"a"}"#, "/* additionalProperties"),
            (r#"{"type":"audio","url":1}"#, r#"/type oneOf ["text","image"]"#),
            (r#"{"type":"Text"}"#, r#"/type oneOf ["text","image"]"#),
            (r#"{"url":"u"}"#, r#" required "type""#),
            ("{}", r#" required "type""#),
            (r#"{"type":1}"#, r#"/type type "string""#),
            (r#"{"url":2,"type":null}"#, r#"/type type "string""#),
            (r#"{"type":["text"],"type":"text"}"#, r#"/type type "string""#),
            (r#"{"type":"text","text":"a","type":"image"}"#, "/type duplicate_member"),
            (r#"{"type":"text","text":"a","typ\u0065":"text"}"#, "/type duplicate_member"),
            ("[]", r#" type "object""#),
            (r#""text""#, r#" type "object""#),
        ],
    );
    fn parts(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(part))
    }
    // By place in the body: the tag of the second part stands behind the fault in front of it.
    table(
        parts,
        &[(
            r#"[{"text":1,"type":"text"},{"x":1,"type":"y"},{"type":"image","url":[]}]"#,
            r#"/0/text type "string"; /1/type oneOf ["text","image"]; /2/url type "string""#,
        )],
    );
}

#[test]
fn by_member_open() {
    fn part(json: &mut Json<'_>) -> Checked {
        json.by_member(&ByMember { unknown: Unknown::Forward, absent: Some(text), ..PART })
    }
    fn parts(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(part))
    }
    table(
        parts,
        &[
            (r#"[{"type":"audio"},{"type":"x","deep":[{"type":1}]},{"type":"text","text":""}]"#, "passed 2"),
            (r#"[{"type":"audio","type":"audio"}]"#, "/0/type duplicate_member"),
            (r#"[{"a":1,"type":"audio","typ\u0065":2}]"#, "/0/type duplicate_member"),
            (r#"[{"type":7}]"#, r#"/0/type type "string""#),
            (r#"[{"text":"t"}]"#, r#"/0 required "type""#),
        ],
    );
}

#[test]
fn by_member_with_a_check_for_the_rest() {
    fn part(json: &mut Json<'_>) -> Checked {
        json.by_member(&ByMember { unknown: Unknown::Check(image), absent: Some(object), ..PART })
    }
    table(
        part,
        &[
            (r#"{"type":"other","url":"u"}"#, "passed 0"),
            (r#"{"type":"other"}"#, r#" required "url""#),
            (r#"{"x":1}"#, "passed 0"),
            (r#"{"type":"text"}"#, r#" required "text""#),
        ],
    );
}

#[test]
fn by_presence() {
    fn image_or_text(json: &mut Json<'_>) -> Checked {
        json.by_presence(&ByPresence { keyword: "anyOf", branches: &[("url", image), ("text", text)], absent: None })
    }
    fn or_anything(json: &mut Json<'_>) -> Checked {
        json.by_presence(&ByPresence { keyword: "anyOf", branches: &[("url", image)], absent: Some(object) })
    }
    table(
        image_or_text,
        &[
            (r#"{"url":"u","type":""}"#, "passed 0"),
            (r#"{"type":"","ur\u006c":"u"}"#, "passed 0"),
            (r#"{"text":"u","type":""}"#, "passed 0"),
            // The first of the list decides, wherever it stands.
            (r#"{"text":"u","url":"","type":""}"#, "/* additionalProperties"),
            (r#"{"text":1}"#, r#" required "type"; /text type "string""#),
            (r#"{"a":{"url":1}}"#, r#" anyOf ["url","text"]"#),
            ("{}", r#" anyOf ["url","text"]"#),
            ("7", r#" type "object""#),
        ],
    );
    table(or_anything, &[("{}", "passed 0"), (r#"{"url":"u"}"#, r#" required "type""#)]);
}
