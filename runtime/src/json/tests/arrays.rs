//! Arrays: counts, prefixes, unique items, `contains`.

use super::*;

#[test]
fn counts_and_items() {
    fn numbers(json: &mut Json<'_>) -> Checked {
        json.array(&Array::of(number).min_items(1).max_items(2))
    }
    table(
        numbers,
        &[
            ("[1]", "passed 0"),
            (" [ 1 , 2 ] ", "passed 0"),
            ("[]", " minItems 1"),
            ("[1,2,3]", " maxItems 2"),
            ("[1,2,3,4,5]", " maxItems 2"),
            ("[1,\"x\",3,null]", r#" maxItems 2; /1 type "number"; /3 type "number""#),
            ("{}", r#" type "array""#),
            ("\"[]\"", r#" type "array""#),
        ],
    );
    fn none(json: &mut Json<'_>) -> Checked {
        json.array(&Array::ANY.max_items(0))
    }
    table(none, &[("[]", "passed 0"), ("[1]", " maxItems 0")]);
    fn if_array(json: &mut Json<'_>) -> Checked {
        json.array_if(&Array::ANY.max_items(1))
    }
    table(if_array, &[("{}", "passed 0"), ("[1]", "passed 0"), ("[1,2]", " maxItems 1")]);
}

#[test]
fn prefixes() {
    fn pair(json: &mut Json<'_>) -> Checked {
        json.array(&Array { prefix: &[string, integer], items: never, ..Array::ANY })
    }
    table(
        pair,
        &[
            ("[]", "passed 0"),
            (r#"["a",1]"#, "passed 0"),
            (r#"[1,"a"]"#, r#"/0 type "string"; /1 type "integer""#),
            (r#"["a",1,2,[{}]]"#, "/2 never; /3 never"),
        ],
    );
}

#[test]
fn unique_items_are_unique_by_value() {
    fn unique(json: &mut Json<'_>) -> Checked {
        json.array(&Array::ANY.unique_items())
    }
    for distinct in [
        "[]",
        "[1,2]",
        "[1,-1]",
        "[1,10,100,0.1]",
        r#"[1,"1",true,"true",null,"null",[1],["1"],{"a":1}]"#,
        "[[1,2],[2,1]]",
        "[[1],[[1]]]",
        "[[],{}]",
        r#"[{"a":1,"b":2},{"a":2,"b":1}]"#,
        r#"[{"a":1},{"a":1,"b":1}]"#,
        r#"["a","A"," a"]"#,
        // Canonical texts must not run into one another.
        r#"[["a","b"],["ab"],["a:1:b"],["1:a"]]"#,
        "[[1,2],[12],[1.2]]",
        "[0.1,0.01,1e1,1e2]",
        "[9007199254740992,9007199254740993]",
        r#"[false,0,"",null,[],{}]"#,
    ] {
        assert_eq!(verdict(distinct, unique), "passed 0", "{distinct}");
    }
    for repeated in [
        "[1,1]",
        "[1,1.0]",
        "[100,1e2]",
        "[0.1,1E-1]",
        "[0,-0]",
        "[0,0e5]",
        r#"["a","\u0061"]"#,
        r#"["\ud83e\udd80","🦀"]"#,
        r#"["/","\/"]"#,
        "[null,1,null]",
        "[true,false,true]",
        "[[1, 2],[1,2.0]]",
        r#"[{"a":1,"b":[2]},{ "b" : [2.0], "a":1e0 }]"#,
        r#"[{"a":1},{"\u0061":1}]"#,
        "[{},{ }]",
        "[1,2,1,2,1]",
    ] {
        assert_eq!(verdict(repeated, unique), " uniqueItems", "{repeated}");
    }
}

#[test]
fn contains() {
    fn text(json: &mut Json<'_>) -> Checked {
        json.array(&Array { contains: Some(Contains { check: string, min: 1, max: Some(2) }), ..Array::ANY })
    }
    fn texts(json: &mut Json<'_>) -> Checked {
        json.array(&Array {
            contains: Some(Contains { check: string, min: 2, max: None }),
            ..Array::of(|json| json.text_if(&Text::ANY.max_length(1)))
        })
    }
    table(
        text,
        &[
            (r#"[1,"a"]"#, "passed 0"),
            (r#"["a",{},"b"]"#, "passed 0"),
            ("[]", " contains 1"),
            ("[1,[\"a\"]]", " contains 1"),
            (r#"["a","b","c"]"#, " maxContains 2"),
        ],
    );
    table(
        texts,
        &[
            (r#"["a","b"]"#, "passed 0"),
            (r#"["a",2]"#, " minContains 2"),
            // Items are checked whether or not they count.
            (r#"["a","bb"]"#, "/1 maxLength 1"),
        ],
    );
    fn open(json: &mut Json<'_>) -> Checked {
        json.open_enumeration(&[Literal::String("a")])
    }
    fn counted(json: &mut Json<'_>) -> Checked {
        json.array(&Array { contains: Some(Contains { check: open, min: 1, max: None }), ..Array::of(open) })
    }
    // An unknown value that is read twice counts once.
    table(counted, &[(r#"["x","y","a"]"#, "passed 2")]);
}
