#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Element, Layout, Node, Unread, notation};
use crate::json::MAX_DEPTH;

const NAMESPACE: &str = "https://names.example/a";

static TAG: Layout = Layout::object(&[]);
static PET: Layout = Layout::object(&[
    Node::attribute("id", "id"),
    Node::attribute_within("lang", "lang", "http://www.w3.org/XML/1998/namespace"),
    Node::element("name", Element::named(&["called"], &Layout::TEXT)),
    Node::element("owner", Element::named(&["owner"], &Layout::TEXT).within(NAMESPACE)),
    Node::element("kind", Element::named(&["kind", "Kind"], &TAG)),
    Node::element("tags", Element::named(&["tags"], &TAGS)),
    Node::list("photos", Element::named(&["photo"], &Layout::TEXT)).required(),
    Node::list("notes", Element::named(&["note"], &Layout::TEXT)).or_alone(),
]);
static TAGS: Layout = Layout::array(Element::named(&["tag"], &TAG));
static PRICE: Layout = Layout::object(&[Node::attribute("currency", "currency"), Node::text("amount")]);
static BY_NAME: Layout = Layout::object(&[]).others(&TAGS);
static LISTS: Layout = Layout::object(&[]).other_lists(&Layout::TEXT);
static LOOP: Layout = Layout::object(&[Node::list("also", Element::named(&["a"], &LOOP))]).and(&[&PRICE, &LOOP]);
static EITHER: Layout = Layout::object(&[]).or_text().or_array(Element::named(&["item"], &Layout::TEXT));

/// The notation, in which `~` stands for the mark of what has no type.
fn read(layout: &'static Layout, document: &str) -> String {
    match notation(document, &Element::any(layout)) {
        Ok(notation) => notation.replace('\u{1}', "~"),
        Err(Unread::Malformed { offset, expected }) => format!("{expected} at {offset}"),
        Err(Unread::TooDeep) => "too deep".to_owned(),
        Err(Unread::Misnamed(violation)) => {
            format!(
                "{} {} {}",
                violation.pointer,
                violation.keyword,
                violation.limit.map_or_else(String::new, |limit| limit.to_string())
            )
        }
    }
}

fn each(layout: &'static Layout, rows: &[(&str, &str)]) {
    for (document, expected) in rows {
        assert_eq!(read(layout, document), *expected, "{document}");
    }
}

#[test]
fn an_element_without_elements_is_what_its_layout_takes() {
    each(
        &Layout::TEXT,
        &[
            ("<a>b</a>", "~\"b\""),
            ("<a> b </a>", "~\" b \""),
            ("<a>\n 12\n</a>", "~\"12\""),
            ("<a> true </a>", "~\"true\""),
            ("<a/>", "~\"\""),
            ("<a>b<![CDATA[<c>]]>&amp;&#x64;<!-- e -->f</a>", "~\"b<c>&df\""),
            ("<a x='1'>b</a>", "~\"b\""),
            ("<a>1\r\n2\r3</a>", "~\"1\\n2\\n3\""),
            ("<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'/>", "null"),
            ("<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='1'>b</a>", "~\"b\""),
            ("<a xmlns:i='https://elsewhere.example' i:nil='true'/>", "~\"\""),
        ],
    );
    each(&TAG, &[("<a/>", "{}"), ("<a> </a>", "{}"), ("<a>b</a>", "~\"b\""), ("<a b='c'/>", "{\"@b\":~\"c\"}")]);
    each(&TAGS, &[("<a/>", "[]"), ("<a>b</a>", "~\"b\"")]);
    each(
        &PRICE,
        &[("<a currency='EUR'>12</a>", "{\"currency\":~\"EUR\",\"amount\":~\"12\"}"), ("<a/>", "{\"amount\":~\"\"}")],
    );
    each(
        &EITHER,
        &[
            ("<a>b</a>", "~\"b\""),
            ("<a/>", "~\"\""),
            ("<a><b>c</b></a>", "{\"b\":~\"c\"}"),
            ("<a><item>c</item></a>", "[~\"c\"]"),
        ],
    );
}

#[test]
fn members_are_attributes_elements_and_lists_of_them() {
    each(
        &PET,
        &[
            ("<p id='7' xml:lang='en'/>", "{\"id\":~\"7\",\"lang\":~\"en\",\"photos\":[]}"),
            ("<p lang='en'/>", "{\"@lang\":~\"en\",\"photos\":[]}"),
            ("<p><called>a</called></p>", "{\"name\":~\"a\",\"photos\":[]}"),
            // What is called as a member that is written otherwise is none that is declared.
            ("<p><name>a</name><id>7</id></p>", "{\"<name>\":~\"a\",\"<id>\":~\"7\",\"photos\":[]}"),
            ("<p><x:Kind xmlns:x='u:x'/></p>", "{\"kind\":{},\"photos\":[]}"),
            ("<p><photo>a</photo><age>1</age><photo>b</photo></p>", "{\"age\":~\"1\",\"photos\":[~\"a\",~\"b\"]}"),
            ("<p><note>a</note></p>", "{\"photos\":[],\"notes\":~\"a\"}"),
            ("<p><note>a</note><note>b</note></p>", "{\"photos\":[],\"notes\":[~\"a\",~\"b\"]}"),
            ("<p><tags><tag><id>1</id></tag><tag/></tags></p>", "{\"tags\":[{\"id\":~\"1\"},{}],\"photos\":[]}"),
            ("<p><tags/></p>", "{\"tags\":[],\"photos\":[]}"),
            ("<p><tags/><tags/></p>", "{\"tags\":[],\"tags\":[],\"photos\":[]}"),
            ("<p>a<age>1</age></p>", "{\"age\":~\"1\",\"#text\":~\"a\",\"photos\":[]}"),
            ("<p><tags><tag/><other/></tags></p>", "/tags xml [\"tag\"]"),
            ("<p><tags><tag/>a</tags></p>", "/tags xml [\"tag\"]"),
            ("<p><a><b>1</b></a></p>", "{\"a\":{\"b\":~\"1\"},\"photos\":[]}"),
        ],
    );
    each(&BY_NAME, &[("<p><a><tag/></a><b/></p>", "{\"a\":[{}],\"b\":[]}")]);
    each(&LISTS, &[("<p><a>1</a><b>2</b><a>3</a></p>", "{\"a\":[~\"1\",~\"3\"],\"b\":[~\"2\"]}")]);
    each(&LOOP, &[("<p currency='EUR'><a>1</a></p>", "{\"currency\":~\"EUR\",\"also\":[{\"amount\":~\"1\"}]}")]);
}

#[test]
fn names_are_told_by_their_namespaces() {
    let owner = "{\"owner\":~\"b\",\"photos\":[]}";
    each(
        &PET,
        &[
            (&format!("<p xmlns='{NAMESPACE}'><owner>b</owner></p>"), owner),
            (&format!("<p xmlns:n='{NAMESPACE}'><n:owner>b</n:owner></p>"), owner),
            ("<p><owner>b</owner></p>", "{\"<owner>\":~\"b\",\"photos\":[]}"),
            ("<p xmlns:n='u:n'><n:owner>b</n:owner></p>", "{\"<owner>\":~\"b\",\"photos\":[]}"),
        ],
    );
    let root = Element::named(&["pet"], &TAG).within(NAMESPACE);
    assert_eq!(notation(&format!("<pet xmlns='{NAMESPACE}'/>"), &root), Ok("{}".to_owned()));
    for other in ["<pet/>".to_owned(), format!("<tag xmlns='{NAMESPACE}'/>")] {
        assert!(matches!(notation(&other, &root), Err(Unread::Misnamed(_))), "{other}");
    }
}

#[test]
fn what_is_no_document_is_refused_at_its_place() {
    each(
        &Layout::ANY,
        &[
            ("", "the root element at 0"),
            ("a", "the root element at 1"),
            ("<a>", "the end of an element at 3"),
            ("<a></b>", "well-formed XML at 3"),
            ("<a/><b/>", "the end of the document at 8"),
            ("<a/>b", "the end of the document at 5"),
            ("<a/>&amp;", "the end of the document at 9"),
            ("<1/>", "a name at 4"),
            ("<a:b:c xmlns:a='u:a'/>", "a name at 22"),
            ("<a:b/>", "a prefix that is declared at 6"),
            ("<a b='1' b='2'/>", "attributes, each once at 16"),
            ("<a x:b='1' y:b='2' xmlns:x='u:x' xmlns:y='u:x'/>", "attributes, each once at 48"),
            ("<a b='<'/>", "the value of an attribute at 10"),
            ("<a b=1/>", "attributes, each once at 8"),
            ("<a>\u{7}</a>", "a character of XML at 3"),
            ("<a>&#7;</a>", "an entity of XML itself at 7"),
            ("<a>&#xd800;</a>", "the number of a character at 11"),
            ("<a>&b;</a>", "an entity of XML itself at 6"),
            ("<a>&</a>", "well-formed XML at 3"),
            ("<a b='&c;'/>", "the value of an attribute at 12"),
            ("<!DOCTYPE a><a/>", "no document type at 12"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "no document type at 30"),
            ("<a><!-- -- --></a>", "well-formed XML at 8"),
            ("<?xml version='1.1'?><a/>", "XML 1.0 at 21"),
            ("<?xml version='1.0' encoding='UTF-16'?><a/>", "the encoding UTF-8 at 39"),
            (" <?xml version='1.0'?><a/>", "the declaration at the start at 22"),
            ("<a><?xml version='1.0'?></a>", "the end of an element at 24"),
        ],
    );
    each(
        &Layout::TEXT,
        &[(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<!-- b -->\n<a>c</a>\n<?d?>\n",
            "~\"c\"",
        )],
    );
}

#[test]
fn depth_and_prefixes_are_bounded() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(notation(&nested(MAX_DEPTH), &Element::any(&Layout::ANY)).is_ok());
    assert_eq!(read(&Layout::ANY, &nested(MAX_DEPTH + 1)), "too deep");
    assert_eq!(read(&Layout::ANY, &"<a>".repeat(1_000_000)), "too deep");
    let many: String = (0..1_000).map(|prefix| format!(" xmlns:p{prefix}='u:{prefix}'")).collect();
    assert!(read(&Layout::ANY, &format!("<a{many}/>")).starts_with("well-formed XML"));
}

/// The work grows with the length of a document, whatever it repeats.
#[test]
fn a_megabyte_of_anything_is_read_in_time() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    let elements: String = (0..100_000).map(|number| format!("<a{number}/>")).collect();
    let lists: String = (0..50_000).map(|number| format!("<a{}>b</a{0}>", number % 2)).collect();
    let rows: [(&'static Layout, String); 4] = [
        (&Layout::ANY, format!("<a{attributes}/>")),
        (&PET, format!("<a>{elements}</a>")),
        (&LISTS, format!("<a>{lists}</a>")),
        (&Layout::TEXT, format!("<a>{}</a>", "&lt;".repeat(250_000))),
    ];
    for (layout, document) in rows {
        let start = std::time::Instant::now();
        assert!(notation(&document, &Element::any(layout)).is_ok());
        assert!(start.elapsed().as_secs() < 5, "{:?} for {} bytes", start.elapsed(), document.len());
    }
}
