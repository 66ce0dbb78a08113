//! Parameters (OpenAPI 3.1 section 4.8.12).

use openapiv3::{
    CookieStyle, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr,
};

use crate::diagnostic::{Code, Diagnostic};

use super::content;
use super::reader::{At, Reader};

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
    let style = at.text("style");
    let parameter_data = ParameterData {
        name,
        description: at.text("description"),
        required: at.flag("required"),
        deprecated: Some(at.flag("deprecated")),
        format,
        example: None,
        examples: Default::default(),
        explode: at.node.get("explode").and_then(crate::source::Node::as_bool),
        extensions: Default::default(),
    };
    match place.as_str() {
        "path" => {
            let style = match style.as_deref() {
                Some("matrix") => PathStyle::Matrix,
                Some("label") => PathStyle::Label,
                _ => PathStyle::Simple,
            };
            // RFC 6570 has no absent path parameter, whatever the document says of `required`.
            Some(Parameter::Path { parameter_data: ParameterData { required: true, ..parameter_data }, style })
        }
        "query" => {
            let style = match style.as_deref() {
                Some("spaceDelimited") => QueryStyle::SpaceDelimited,
                Some("pipeDelimited") => QueryStyle::PipeDelimited,
                Some("deepObject") => QueryStyle::DeepObject,
                _ => QueryStyle::Form,
            };
            Some(Parameter::Query { parameter_data, allow_reserved: false, style, allow_empty_value: None })
        }
        "header" => Some(Parameter::Header { parameter_data, style: HeaderStyle::Simple }),
        "cookie" => Some(Parameter::Cookie { parameter_data, style: CookieStyle::Form }),
        other => {
            let message = match other {
                "querystring" => format!("the query is not checked against `{}` as a whole", parameter_data.name),
                _ => format!("`{other}` is no place for a parameter"),
            };
            let span = at.node.get("in").map_or(at.node.span, |node| node.span);
            reader.say(Diagnostic::at(Code::GW0207, span, message).help("one of path, query, header, cookie"));
            None
        }
    }
}
