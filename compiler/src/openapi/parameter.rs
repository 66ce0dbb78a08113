//! Parameters (OpenAPI 3.1 section 4.8.12).

use openapiv3::{
    CookieStyle, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Node;

use super::content;
use super::reader::{At, Reader};

/// What marks a path parameter that may be several segments, as GitHub does.
pub(crate) const MULTI_SEGMENT: &str = "x-multi-segment";

/// The `parameters` of a path or an operation.
pub(super) fn list<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Vec<Parameter> {
    let Some(found) = at.get("parameters") else { return Vec::new() };
    let items = reader.items(&found);
    let mut read: Vec<Parameter> = Vec::new();
    for item in items {
        let Some(item) = reader.follow(item) else { continue };
        let Some(parameter) = parameter(reader, &item) else { continue };
        if read.iter().any(|other| same(other, &parameter)) {
            let name = &parameter.parameter_data_ref().name;
            let message = format!("the {} parameter `{name}` stands twice in one list", location(&parameter));
            reader.say(Diagnostic::at(Code::GW0206, item.node.span, message).help("remove one of them"));
            continue;
        }
        read.push(parameter);
    }
    read
}

/// The parameters of an operation: its own, and those of its path that it does not override.
pub(super) fn merged(own: Vec<Parameter>, shared: &[Parameter]) -> Vec<ReferenceOr<Parameter>> {
    let inherited = shared.iter().filter(|parameter| !own.iter().any(|other| same(other, parameter)));
    let inherited: Vec<_> = inherited.cloned().collect();
    inherited.into_iter().chain(own).map(ReferenceOr::Item).collect()
}

/// Where a parameter travels: `path`, `query`, `header` or `cookie`.
#[must_use]
pub(super) fn location(parameter: &Parameter) -> &'static str {
    match parameter {
        Parameter::Path { .. } => "path",
        Parameter::Query { .. } => "query",
        Parameter::Header { .. } => "header",
        Parameter::Cookie { .. } => "cookie",
    }
}

/// A parameter is known by its name and location together; header names have no case.
fn same(one: &Parameter, other: &Parameter) -> bool {
    let (one_name, other_name) = (&one.parameter_data_ref().name, &other.parameter_data_ref().name);
    let equal = match one {
        Parameter::Header { .. } => one_name.eq_ignore_ascii_case(other_name),
        _ => one_name == other_name,
    };
    equal && location(one) == location(other)
}

fn parameter<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<Parameter> {
    reader.object(at)?;
    let (Some(name), Some(place)) = (at.text("name"), at.text("in")) else {
        reader.wrong(at, "a parameter with `name` and `in`");
        return None;
    };
    let format = match at.get("schema") {
        Some(schema) => ParameterSchemaOrContent::Schema(content::schema(&schema)),
        None => ParameterSchemaOrContent::Content(content::content(reader, at)),
    };
    let explode = at.node.get("explode").and_then(Node::as_bool);
    let mut parameter_data = ParameterData {
        name,
        description: at.text("description"),
        required: at.flag("required"),
        deprecated: Some(at.flag("deprecated")),
        format,
        example: None,
        examples: Default::default(),
        explode,
        extensions: Default::default(),
    };
    match place.as_str() {
        "path" => {
            if at.flag(MULTI_SEGMENT) {
                parameter_data.extensions.insert(MULTI_SEGMENT.to_owned(), true.into());
            }
            let style = match style(reader, at, &["simple", "matrix", "label"]) {
                "matrix" => PathStyle::Matrix,
                "label" => PathStyle::Label,
                _ => PathStyle::Simple,
            };
            // RFC 6570 has no absent path parameter, whatever the document says of `required`.
            Some(Parameter::Path { parameter_data: ParameterData { required: true, ..parameter_data }, style })
        }
        "query" => {
            let style = query_style(reader, at);
            if at.text("style").as_deref() == Some("simple") {
                // What no style of a query says is how `simple` has always been read there: with commas.
                parameter_data.explode = explode.or(Some(false));
            }
            let allow_empty_value = Some(at.flag("allowEmptyValue"));
            Some(Parameter::Query {
                parameter_data,
                allow_reserved: at.flag("allowReserved"),
                style,
                allow_empty_value,
            })
        }
        // OpenAPI 3.2: the query as a whole, which the typed model doesn't know.
        "querystring" => {
            parameter_data.extensions.insert(QUERY_STRING.to_owned(), true.into());
            let style = QueryStyle::Form;
            Some(Parameter::Query { parameter_data, allow_reserved: false, style, allow_empty_value: None })
        }
        "header" => {
            style(reader, at, &["simple"]);
            Some(Parameter::Header { parameter_data, style: HeaderStyle::Simple })
        }
        "cookie" => {
            style(reader, at, &["form", "cookie"]);
            Some(Parameter::Cookie { parameter_data, style: CookieStyle::Form })
        }
        other => {
            let message = format!("`{other}` is no place for a parameter");
            let span = at.node.get("in").map_or(at.node.span, |node| node.span);
            reader.say(
                Diagnostic::at(Code::GW0207, span, message).help("one of path, query, querystring, header, cookie"),
            );
            None
        }
    }
}

/// What marks a parameter that is the query as a whole.
pub(crate) const QUERY_STRING: &str = "querystring";

/// The style of a query parameter or a field of a form.
pub(super) fn query_style<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> QueryStyle {
    match style(reader, at, &["form", "spaceDelimited", "pipeDelimited", "deepObject"]) {
        "spaceDelimited" => QueryStyle::SpaceDelimited,
        "pipeDelimited" => QueryStyle::PipeDelimited,
        "deepObject" => QueryStyle::DeepObject,
        _ => QueryStyle::Form,
    }
}

/// The style, of those that can stand there; the first is the default (OpenAPI 3.1.1, section 4.8.12.2.1).
fn style<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>, all: &[&'static str]) -> &'static str {
    let default = all.first().copied().unwrap_or_default();
    let Some(found) = at.get("style") else { return default };
    let known = all.iter().find(|known| found.node.as_str() == Some(known));
    known.copied().unwrap_or_else(|| {
        let message = format!("the style here is one of {}", all.join(", "));
        let diagnostic = Diagnostic::at(Code::GW0220, found.node.span, message);
        reader.say(diagnostic.words(format!("read as `{default}`")));
        default
    })
}
