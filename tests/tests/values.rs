//! Parameters of every style and bodies of every media type: what is right goes to the backend as it came, what is wrong
//! is refused with the parameter or the pointer, the keyword and the limit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::PathBuf;
use std::sync::OnceLock;

use gatewright_tests::{Client, Running, Upstream, cases};

/// The documents of the golden cases, so that what is emitted of them is shown there.
const CASES: [&str; 7] = [
    "parameter-styles",
    "parameter-style-misfits",
    "body-encoding-misfits",
    "body-media-types",
    "body-forms",
    "body-forms-as-a-whole",
    "repair-json-patch",
];

/// The gateway over the documents of the cases, each below its own name.
fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| cases::over("values", &CASES, "", &[]))
}

fn started() -> (Upstream, Running, Client) {
    cases::before_echo(binary())
}

/// Sends a request. `told` is empty where it is to arrive unchanged; else a part of the refusal's sentence.
fn judged(client: &mut Client, case: &str, method: &str, target: &str, headers: &str, body: &[u8], told: &str) {
    client.request(method, &format!("/{case}{target}"), headers, body);
    let response = client.response();
    let shown = format!("{method} {target} {headers:?} {:?}", String::from_utf8_lossy(body));
    if told.is_empty() {
        assert_eq!(response.status(), 200, "{shown}: {}", response.text());
        let arrived = [format!("main {method} {target}\n").as_bytes(), body].concat();
        assert_eq!(response.body, arrived, "{shown}");
    } else {
        let status = if told.starts_with("There is nothing") { 404 } else { 400 };
        let status = if told.starts_with("The operation takes") { 415 } else { status };
        assert_eq!(response.status(), status, "{shown}: {}", response.text());
        let said = response.json();
        let sentence = said["detail"].as_str().or(said["error"]["message"].as_str()).unwrap_or_default().to_owned();
        assert!(sentence.contains(told), "{shown}: {sentence}");
    }
}

#[test]
fn path_parameters_of_every_style() {
    let (_upstream, _gateway, mut client) = started();
    for (target, told) in [
        ("/simple/1,2/R,100,G,2/R=1,G=2", ""),
        ("/simple/1%2C2/R,%31/R=1", ""),
        ("/simple/3/R,1/R=1", ""),
        ("/simple/1,10/R,1/R=1", "There is nothing under this `list`"),
        ("/simple/1,2,3,4/R,1/R=1", "There is nothing under this `list`"),
        ("/simple/1/R,256/R=1", "There is nothing under this `object`"),
        ("/simple/1/R,1,G/R=1", "There is nothing under this `object`"),
        ("/simple/1/R,1/G=1", "There is nothing under this `pairs`"),
        ("/simple/1/R,1/R=1,B=2", "There is nothing under this `pairs`"),
        ("/label/.5/.1,2/.1.2/.R=1.G=2", ""),
        ("/label/.5/.1.2/.1/.R=1", ""),
        ("/label/5/.1/.1/.R=1", "There is nothing under this `scalar`"),
        ("/label/.10/.1/.1/.R=1", "There is nothing under this `scalar`"),
        ("/label/.5/.0/.1/.R=1", "There is nothing under this `list`"),
        ("/label/.5/.1/.x/.R=1", "There is nothing under this `each`"),
        ("/label/.5/.1/.1/.R", "There is nothing under this `pairs`"),
        ("/matrix/;scalar=a/;list=1,2/;each=1;each=2/;R=1;G=2", ""),
        ("/matrix/;scalar=c/;list=1/;each=1/;R=1", "There is nothing under this `scalar`"),
        ("/matrix/;other=a/;list=1/;each=1/;R=1", "There is nothing under this `scalar`"),
        ("/matrix/;scalar=a/;list=1,2,3,4/;each=1/;R=1", "There is nothing under this `list`"),
        ("/matrix/;scalar=a/;list=1/;each=1;each=x/;R=1", "There is nothing under this `each`"),
        ("/matrix/;scalar=a/;list=1/;each=1/;R=x", "There is nothing under this `pairs`"),
    ] {
        judged(&mut client, "parameter-styles", "GET", target, "", b"", told);
    }
}

#[test]
fn query_parameters_of_every_style() {
    let (_upstream, _gateway, mut client) = started();
    for (query, told) in [
        ("", ""),
        ("limit=100&unknown=%zz", ""),
        ("limit=101", "`limit` breaks `maximum` (100)"),
        ("limit=", "`limit` breaks `type` (\"integer\")"),
        ("limit=1.0", ""),
        ("limit=1&limit=2", "`limit` breaks `duplicate_parameter`"),
        ("unit=1.5", ""),
        ("unit=1.25", "`unit` breaks `multipleOf` (0.5)"),
        ("sort=up", ""),
        ("sort=left", "`sort` breaks `enum` ([\"down\",\"up\"])"),
        ("level=2", ""),
        ("level=3", "`level` breaks `enum` ([1,2])"),
        ("code=abc", ""),
        ("code=a", "`code` breaks `minLength` (2)"),
        ("code=a1", "`code` breaks `pattern` (\"^[a-z]+$\")"),
        ("reserved=a/b?c:@!", ""),
        ("reserved=a/b?c:@!x", "`reserved` breaks `maxLength` (8)"),
        ("flag", ""),
        ("flag=", ""),
        ("flag=true", ""),
        ("flag=yes", "`flag` breaks `type` (\"boolean\")"),
        ("none=", ""),
        ("none=1", ""),
        ("none=x", "`none` breaks `type` (\"integer\")"),
        ("either=9", ""),
        ("either=all", ""),
        ("either=10", "`either` breaks `maximum` (9)"),
        ("either=none", "`either` breaks `enum` ([\"all\"])"),
        ("tags=a&tags=b%20c", ""),
        ("tags=abcd", "`tags` breaks `maxLength` (3)"),
        ("tags=a&tags=b&tags=c", "`tags` breaks `maxItems` (2)"),
        ("sizes=1,2", ""),
        ("sizes=1%2C2", ""),
        ("sizes=1,x", "`sizes` breaks `type` (\"integer\")"),
        ("sizes=1,2,3,4", "`sizes` breaks `maxItems` (3)"),
        ("kinds=a,b", ""),
        ("kinds=a,c", "`kinds` breaks `enum` ([\"a\",\"b\"]) at /1"),
        ("unique=1&unique=2", ""),
        ("unique=1&unique=1", "`unique` breaks `uniqueItems`"),
        ("spaced=1%202+3", ""),
        ("spaced=1%20x", "`spaced` breaks `type` (\"integer\")"),
        ("piped=1|2%7C3", "`piped` breaks `type` (\"integer\")"),
        ("piped=1|2", ""),
        ("piped=1%7C2", ""),
        ("piped=0%7C2", "`piped` breaks `minimum` (1)"),
        ("colour=R,100,G,200", ""),
        ("colour=R,300", "`colour` breaks `maximum` (255) at /R"),
        ("colour=G,1", "`colour` breaks `required` (\"R\")"),
        ("colour=R,1,B,1", "`colour` breaks `additionalProperties` at /*"),
        ("colour=R", "`colour` breaks `type` (\"object\")"),
        ("filter[name]=abc&filter[size][least]=1&filter%5Bsize%5D%5Bmost%5D=9", ""),
        ("filter[tags][]=a&filter[tags][]=b", ""),
        ("filter[tags][0]=a&filter[tags][1]=b", ""),
        ("filter[tags]=a", ""),
        ("filter[name]=abcd", "`filter` breaks `maxLength` (3) at /name"),
        ("filter[size][most]=10", "`filter` breaks `maximum` (9) at /size/most"),
        ("filter[tags][]=a&filter[tags][]=c", "`filter` breaks `enum` ([\"a\",\"b\"]) at /tags/1"),
        ("filter[secret]=1", "`filter` breaks `additionalProperties` at /*"),
        ("filter=x", "`filter` breaks `type` (\"object\")"),
        ("json=%7B%22name%22:%22abc%22%7D", ""),
        ("json=%7B%22size%22:%7B%22most%22:10%7D%7D", "`json` breaks `maximum` (9) at /size/most"),
        ("json=%7B%22size%22:%7B%22most%22:%221%22%7D%7D", "`json` breaks `type` (\"integer\") at /size/most"),
        ("json=%7B", "`json` breaks `contentMediaType` (\"application/json\")"),
    ] {
        let target = if query.is_empty() { "/query".to_owned() } else { format!("/query?{query}") };
        judged(&mut client, "parameter-styles", "GET", &target, "", b"", told);
    }
    for (target, told) in [
        ("/members?x=1&y=2&other=z", ""),
        ("/members?x=1.5", "`point` breaks `type` (\"integer\") at /x"),
        ("/members?y=2", "`point` breaks `required` (\"x\")"),
        ("/members", "The query parameter `point` is missing"),
        ("/others?page=x&a=9", ""),
        ("/others?page=x&a=10", "`counts` breaks `maximum` (9) at /*"),
        ("/whole?name=abc&size[most]=9", ""),
        ("/whole?name=abc&size[most]=10", "`all` breaks `maximum` (9) at /size/most"),
        ("/whole?other=1", "`all` breaks `additionalProperties` at /*"),
    ] {
        judged(&mut client, "parameter-styles", "GET", target, "", b"", told);
    }
}

#[test]
fn headers_and_cookies_of_every_style() {
    let (_upstream, _gateway, mut client) = started();
    for (target, headers, told) in [
        ("/headers", "X-List: 1, 2\r\nX-List: 3\r\n", ""),
        ("/headers", "X-List: 1, 2\r\nX-List: 3,4\r\n", "The header parameter `X-List` breaks `maxItems` (3)"),
        ("/headers", "X-Object: R,100,G,200\r\n", ""),
        ("/headers", "X-Object: R,256\r\n", "`X-Object` breaks `maximum` (255) at /R"),
        ("/headers", "X-Pairs: R=100,G=200\r\n", ""),
        ("/headers", "X-Pairs: G=200\r\n", "`X-Pairs` breaks `required` (\"R\")"),
        ("/headers", "X-Json: {\"name\":\"abc\"}\r\n", ""),
        ("/headers", "X-Json: {\"name\":1}\r\n", "`X-Json` breaks `type` (\"string\") at /name"),
        ("/cookies", "Cookie: ids=1,2; mood=good; other=x\r\n", ""),
        ("/cookies", "Cookie: ids=1,0; mood=good\r\n", "The cookie parameter `ids` breaks `minimum` (1)"),
        ("/cookies", "Cookie: mood=so\r\n", "`mood` breaks `enum` ([\"bad\",\"good\"])"),
        ("/cookies", "Cookie: ids=1\r\n", "The cookie parameter `mood` is missing"),
        ("/cookies", "Cookie: mood=bad; R=1; G=2\r\n", ""),
        ("/cookies", "Cookie: mood=bad; R=1; G=256\r\n", "`colour` breaks `maximum` (255) at /G"),
    ] {
        judged(&mut client, "parameter-styles", "GET", target, headers, b"", told);
    }
}

#[test]
fn styles_that_do_not_fit_are_read_as_clients_write_them() {
    let (_upstream, _gateway, mut client) = started();
    for (target, told) in [
        ("/things/1?list=1,2", ""),
        ("/things/1?list=1,x", "`list` breaks `type`"),
        ("/things/1?deep[]=1&deep[]=2", ""),
        ("/things/1?deep[0]=1&deep[1]=x", "`deep` breaks `type` (\"integer\") at /1"),
        ("/things/1?flat=1", ""),
        ("/things/1?flat=x", "`flat` breaks `type`"),
        ("/things/1?spaced=1&spaced=2", ""),
        ("/things/1?spaced=1%202", "`spaced` breaks `type`"),
        ("/things/x", "There is nothing under this `id`"),
    ] {
        judged(&mut client, "parameter-style-misfits", "GET", target, "", b"", told);
    }
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn the_content_type_picks_the_schema() {
    let (_upstream, _gateway, mut client) = started();
    for (target, media, body, told) in [
        ("/several", JSON, r#"{"name":"abcd"}"#, ""),
        ("/several", "Application/JSON ; charset=\"utf-8\"", r#"{"name":"abcd"}"#, ""),
        ("/several", JSON, r#"{"name":"abcde"}"#, "breaks `maxLength` (4) at /name"),
        ("/several", JSON, "{}", "breaks `required` (\"name\") at its root"),
        ("/several", "application/merge-patch+json", r#"{"name":null}"#, ""),
        ("/several", "application/merge-patch+json", r#"{"name":1}"#, "at /name"),
        ("/several", FORM, "name=ab", ""),
        ("/several", FORM, "name=abc", "breaks `maxLength` (2) at /name"),
        ("/several", "text/plain", "a text", ""),
        ("/several", "text/plain;charset=utf-8", "long text", "breaks `maxLength` (6) at its root"),
        ("/several", "text/plain", "A", "breaks `pattern` (\"^[a-z ]*$\") at its root"),
        ("/several", "image/png", "\u{1}\u{2}", ""),
        ("/several", "application/xml", "<a/>", "The operation takes application/json, "),
        ("/several", JSON, "", "The operation needs a body"),
        ("/versions", "application/json;odata=verbose", r#"{"d":1}"#, ""),
        ("/versions", "application/json; ODATA=Verbose", r#"{"value":1}"#, "breaks `required` (\"d\")"),
        ("/versions", JSON, r#"{"value":1}"#, ""),
        ("/versions", "application/json;odata=none", r#"{"d":1}"#, "breaks `required` (\"value\")"),
        ("/binary", "application/octet-stream", "{", ""),
        ("/binary", "application/octet-stream", "", "The operation needs a body"),
        ("/binary", JSON, "{", "The operation takes application/octet-stream"),
    ] {
        let headers = format!("content-type: {media}\r\n");
        let method = if target == "/binary" { "PUT" } else { "POST" };
        judged(&mut client, "body-media-types", method, target, &headers, body.as_bytes(), told);
    }
    judged(&mut client, "body-media-types", "POST", "/several", "", br#"{"name":"abcde"}"#, "breaks `maxLength`");
}

#[test]
fn ranges_of_media_types_are_checked_where_they_can_be() {
    let (_upstream, _gateway, mut client) = started();
    for (target, headers, body, told) in [
        ("/anything", "", r#"{"size":9}"#, ""),
        ("/anything", "", r#"{"size":10}"#, "breaks `maximum` (9) at /size"),
        ("/anything", "content-type: application/vnd.thing+json\r\n", r#"{"size":10}"#, "breaks `maximum` (9)"),
        ("/anything", "content-type: application/x-www-form-urlencoded\r\n", "size=9", ""),
        ("/anything", "content-type: application/x-www-form-urlencoded\r\n", "size=10", "breaks `maximum` (9)"),
        ("/anything", "content-type: text/yaml\r\n", "size: 10", ""),
        ("/application", "content-type: application/json\r\n", r#"{"size":"9"}"#, "breaks `type` (\"integer\")"),
        ("/application", "content-type: text/plain\r\n", "9", "The operation takes application/*"),
    ] {
        judged(&mut client, "body-media-types", "PUT", target, headers, body.as_bytes(), told);
    }
}

#[test]
fn lines_of_json_are_checked_one_by_one() {
    let (_upstream, _gateway, mut client) = started();
    let ndjson = "content-type: application/x-ndjson\r\n";
    let jsonl = "content-type: application/jsonl\r\n";
    let seq = "content-type: application/json-seq\r\n";
    for (target, headers, body, told) in [
        ("/lines", ndjson, "{\"size\":1}\n{\"size\":2}\r\n\n", ""),
        ("/lines", ndjson, "{\"size\":1}\n{\"size\":10}", "breaks `maximum` (9) at /1/size"),
        ("/lines", ndjson, "{\"size\":1},{\"size\":2}", "Line 1 of the body is not valid JSON"),
        ("/lines", ndjson, "{\"size\":1}\n{\"size\":\n2}", "Line 2 of the body is not valid JSON"),
        ("/items", jsonl, "{\"size\":1}\n", ""),
        ("/items", jsonl, "{}\n", "breaks `required` (\"size\") at /0"),
        ("/sequence", seq, "\u{1e}{\"size\":\n1}\n\u{1e}{\"size\":2}\n", ""),
        ("/sequence", seq, "\u{1e}{\"size\":1}\u{1e}{\"size\":2}\u{1e}{\"size\":3}", "breaks `maxItems` (2)"),
    ] {
        judged(&mut client, "body-media-types", "POST", target, headers, body.as_bytes(), told);
    }
}

#[test]
fn any_method_may_have_a_body_and_none() {
    let (_upstream, _gateway, mut client) = started();
    let json = "content-type: application/json\r\n";
    for method in ["GET", "DELETE"] {
        for (headers, body, told) in
            [("", "", ""), (json, r#"{"size":1}"#, ""), (json, r#"{"size":10}"#, "breaks `maximum` (9) at /size")]
        {
            judged(&mut client, "body-media-types", method, "/optional", headers, body.as_bytes(), told);
        }
    }
    for (media, body, told) in [
        ("application/json-patch+json", r#"[{"op":"remove","path":"/a"}]"#, ""),
        ("application/json-patch+json", "{}", "breaks `type` (\"array\")"),
        ("application/merge-patch+json", "{}", ""),
        ("application/merge-patch+json", "[]", "breaks `type` (\"object\")"),
    ] {
        let headers = format!("content-type: {media}\r\n");
        judged(&mut client, "repair-json-patch", "PATCH", "/thing", &headers, body.as_bytes(), told);
    }
}

#[test]
fn forms_are_checked_as_objects() {
    let (_upstream, _gateway, mut client) = started();
    let headers = "content-type: application/x-www-form-urlencoded\r\n";
    for (body, told) in [
        ("amount=10&currency=eur&ratio=0.75&capture=true&note=a+b%21", ""),
        ("currency=eur", "breaks `required` (\"amount\") at its root"),
        ("amount=0", "breaks `minimum` (1) at /amount"),
        ("amount=ten", "breaks `type` (\"integer\") at /amount"),
        ("amount=1&amount=2", "breaks `type` (\"integer\") at /amount"),
        ("amount=1&currency=gbp", "breaks `enum` ([\"eur\",\"usd\"]) at /currency"),
        ("amount=1&ratio=0.7", "breaks `multipleOf` (0.25) at /ratio"),
        ("amount=1&capture=yes", "breaks `type` (\"boolean\") at /capture"),
        ("amount=1&note=a%20long", "breaks `maxLength` (5) at /note"),
        ("amount=1&metadata[a]=x&metadata%5Bb%5D=y", ""),
        ("amount=1&metadata=", ""),
        ("amount=1&metadata[a]=long", "breaks `maxLength` (3) at /metadata/*"),
        ("amount=1&metadata=x", "at /metadata"),
        ("amount=1&expand[]=a&expand[]=b", ""),
        ("amount=1&expand[0]=a&expand[1]=b", ""),
        ("amount=1&expand[]=a&expand[]=b&expand[]=c", "breaks `maxItems` (2) at /expand"),
        ("amount=1&expand[]=a&expand[]=too+long", "breaks `maxLength` (6) at /expand/1"),
        ("amount=1&sizes=1,2", ""),
        ("amount=1&sizes=1,x", "breaks `type` (\"integer\") at /sizes/1"),
        ("amount=1&piped=1|2", ""),
        ("amount=1&piped=1%7Cx", "breaks `type` (\"integer\") at /piped/1"),
        ("amount=1&R=1&G=2", ""),
        ("amount=1&R=red", "breaks `type` (\"integer\") at /colour/R"),
        ("amount=1&address=%7B%22city%22:%22B%22%7D", ""),
        ("amount=1&address=%7B%22city%22:1%7D", "breaks `type` (\"string\") at /address/city"),
        ("amount=1&address[city]=B", ""),
        ("amount=1&address[street]=B", "breaks `required` (\"city\") at /address"),
        ("amount=1&address=B", "breaks `type` (\"object\") at /address"),
        ("amount=1&items[][price]=1&items[][price]=2", ""),
        ("amount=1&items[0][price]=1&items[1][price]=x", "breaks `type` (\"integer\") at /items/1/price"),
        ("amount=1&items=%7B%22price%22:1%7D&items=%7B%22price%22:2%7D", ""),
        ("amount=1&items=[%7B%22price%22:true%7D]", "breaks `type` (\"integer\") at /items/0/price"),
        ("amount=1&flat=a&flat=b", ""),
        ("amount=1&flat=a", "breaks `minItems` (2) at /flat"),
        ("amount=1&other=x", "breaks `additionalProperties` at /*"),
        ("%61mount=1", ""),
    ] {
        judged(&mut client, "body-forms", "POST", "/form", headers, body.as_bytes(), told);
    }
}

/// A form with the boundary `b`; a name may bear further parameters, and behind a line break another header.
fn parts(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut text = String::new();
    for (name, value) in parts {
        let (name, header) =
            name.split_once('\n').map_or((*name, String::new()), |(name, header)| (name, format!("{header}\r\n")));
        text.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n{header}\r\n{value}\r\n"));
    }
    (text + "--b--\r\n").into_bytes()
}

#[test]
fn forms_with_parts_keep_their_encodings() {
    let (_upstream, _gateway, mut client) = started();
    let headers = "content-type: multipart/form-data; boundary=b\r\n";
    let file = ("file\"; filename=\"a", "\u{1}");
    for (more, told) in [
        (vec![], ""),
        (vec![("size", "9")], ""),
        (vec![("size", "10")], "breaks `maximum` (9) at /size"),
        (vec![("images", "a"), ("images[]", "b")], ""),
        (vec![("images", "a"), ("images", "b"), ("images", "c")], "breaks `maxItems` (2) at /images"),
        (vec![("kind", "auto")], ""),
        (vec![("kind", r#"{"type":"x"}"#)], ""),
        (vec![("kind[type]", "x")], ""),
        (vec![("kind", "{}")], "breaks `required` (\"type\") at /kind"),
        (vec![("kind", "manual")], "breaks `enum` ([\"auto\"]) at /kind"),
        (vec![("about", r#"{"n":1}"#)], ""),
        (vec![("about", r#"{"n":"1"}"#)], "breaks `type` (\"integer\") at /about/n"),
        (vec![("lines", r#"{"n":1}"#), ("lines", r#"{"n":2}"#)], ""),
        (vec![("lines", r#"{"n":1}"#), ("lines", r#"{"n":true}"#)], "breaks `type` (\"integer\") at /lines/1/n"),
        (vec![("lines", r#"[{"n":1},{},{}]"#)], "breaks `maxItems` (2) at /lines"),
        (vec![("tags", "a"), ("tags", "b")], ""),
        (vec![("tags", "a"), ("tags", "a")], "breaks `uniqueItems` at /tags"),
        (vec![("tags[]", "long")], "breaks `maxLength` (3) at /tags/0"),
        (vec![("sizes", "1,2")], ""),
        (vec![("sizes", "1,x")], "breaks `type` (\"integer\") at /sizes/1"),
        (vec![("metadata[a]", "x")], ""),
        (vec![("metadata[a]", "long")], "breaks `maxLength` (3) at /metadata/*"),
        (vec![("picture\"; filename=\"p\nContent-Type: image/png", "x")], ""),
        (
            vec![("picture\"; filename=\"p\nContent-Type: image/gif", "x")],
            "breaks `contentType` ([\"image/png\",\"image/jpeg\"]) at /picture",
        ),
        (vec![("undeclared", "x")], ""),
    ] {
        let body = parts(&[vec![file], more].concat());
        judged(&mut client, "body-forms", "POST", "/parts", headers, &body, told);
    }
    judged(
        &mut client,
        "body-forms",
        "POST",
        "/parts",
        headers,
        &parts(&[("size", "1")]),
        "breaks `required` (\"file\")",
    );
}

#[test]
fn what_is_asked_of_a_form_as_a_whole() {
    let (_upstream, _gateway, mut client) = started();
    let headers = "content-type: multipart/form-data; boundary=b\r\n";
    let file = ("file\"; filename=\"a", "\u{1}");
    for (target, sent, told) in [
        ("/closed", vec![file, ("name", "a")], ""),
        ("/closed", vec![file, ("name", "abcd")], "breaks `maxLength` (3) at /name"),
        ("/closed", vec![file, ("other", "a")], "breaks `additionalProperties` at /*"),
        ("/closed", vec![("other\"; filename=\"a", "a"), file], "breaks `additionalProperties` at /*"),
        ("/either", vec![("file_id", "a")], ""),
        ("/either", vec![file], ""),
        ("/either", vec![("name", "a")], "breaks `anyOf`"),
        ("/others", vec![("x", "12")], ""),
        ("/others", vec![("x", "a")], "breaks `type` (\"integer\") at /*"),
        ("/others", vec![("x", "1"), ("y", "2"), ("z", "3")], "breaks `maxProperties` (2)"),
    ] {
        judged(&mut client, "body-forms-as-a-whole", "POST", target, headers, &parts(&sent), told);
    }
}

#[test]
fn encodings_that_do_not_fit_are_read_as_clients_write_them() {
    let (_upstream, _gateway, mut client) = started();
    let headers = "content-type: application/x-www-form-urlencoded\r\n";
    for (body, told) in [
        ("deep[]=1&deep[]=2", ""),
        ("deep[]=x", "breaks `type` (\"integer\") at /deep/0"),
        ("flat=1", ""),
        ("flat=x", "breaks `type` (\"integer\") at /flat"),
        ("spaced=1&spaced=2", ""),
    ] {
        judged(&mut client, "body-encoding-misfits", "POST", "/form", headers, body.as_bytes(), told);
    }
    for (media, body, told) in [
        ("application/xml", "<a/>", ""),
        ("application/apply-patch+yaml", "a: 1", ""),
        ("application/xhtml+xml", "<aaaa/>", "breaks `maxLength` (5) at its root"),
        ("image/png", "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}", ""),
        ("audio/mpeg", "{}", "The operation takes"),
    ] {
        let headers = format!("content-type: {media}\r\n");
        judged(&mut client, "body-encoding-misfits", "POST", "/media", &headers, body.as_bytes(), told);
    }
}
