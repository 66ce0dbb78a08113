use super::tighten;

fn assert_tight(loose: &str, tight: &str) {
    let found = tighten(loose);
    assert!(found == tight, "{found}");
    assert_eq!(tighten(&found), found, "once is enough");
}

#[test]
fn what_fits_is_one_line() {
    assert_tight(
        "fn check(json: &mut Json<'_>) -> Checked {\n    json.by_type(\n        &ByType {\n            null: Some(json::null),\n            ..ByType::NONE\n        },\n    )\n}\n",
        "fn check(json: &mut Json<'_>) -> Checked {\n    json.by_type(&ByType { null: Some(json::null), ..ByType::NONE })\n}\n",
    );
}

#[test]
fn closures_of_one_expression_and_chains_of_one_call_hang_over() {
    let long = "schemas::a_name_so_long_that_two_of_its_like_do_not_stand_in_one_line::check";
    assert_tight(
        &format!(
            "    optional(\n        \"importance\",\n        |json| {{\n            json\n                .any_of(\n                    &[\n                        {long},\n                        {long},\n                    ],\n                )\n        }},\n    ),\n"
        ),
        &format!("    optional(\"importance\", |json| json.any_of(&[\n        {long},\n        {long},\n    ])),\n"),
    );
}

#[test]
fn items_statements_and_comments_keep_their_lines() {
    let kept = "pub static OPERATION: Operation = Operation {\n    id: \"a\",\n};\nenum Few {\n    /// `a`\n    A,\n}\nmatch text {\n    \"a\" => Some(A),\n    _ => None,\n}\n.pattern({\n    static PATTERN: Pattern = Pattern::new(\"a\");\n    &PATTERN\n})\n/// a comment (\nfn after() {}\n";
    assert_tight(kept, kept);
}

#[test]
fn rows_of_one_kind_share_lines() {
    let rows = |separator: &str| {
        let paths = ["path(\"the-first-of-them\", TEXT),"; 4].join(separator);
        let queries = ["query(\"the-others\", TEXT),"; 2].join(separator);
        format!("    parameters: &[\n        {paths}{}{queries}\n    ],\n", "\n        ")
    };
    assert_tight(
        &rows("\n        "),
        "    parameters: &[\n        path(\"the-first-of-them\", TEXT), path(\"the-first-of-them\", TEXT), path(\"the-first-of-them\", TEXT),\n        path(\"the-first-of-them\", TEXT),\n        query(\"the-others\", TEXT), query(\"the-others\", TEXT),\n    ],\n",
    );
}

#[test]
fn calls_that_follow_a_long_one_stand_on_its_last_line() {
    let names = ["\"a name that is long enough\","; 3].join("\n                        ");
    assert_tight(
        &format!(
            "        query(\n                \"$orderby\",\n                names(\n                    &[\n                        {names}\n                        {names}\n                    ],\n                ),\n            )\n            .list(',')\n            .unique_items(),\n"
        ),
        &format!(
            "        query(\"$orderby\", names(&[\n            {}\n            {}\n        ])).list(',').unique_items(),\n",
            ["\"a name that is long enough\","; 3].join(" "),
            ["\"a name that is long enough\","; 3].join(" ")
        ),
    );
}
