//! Request bodies, responses and their media types (OpenAPI 3.1 sections 4.8.13 to 4.8.17).

use indexmap::IndexMap;
use openapiv3::{
    Encoding, Header, HeaderStyle, MediaType, ParameterSchemaOrContent, QueryStyle, ReferenceOr, RequestBody, Response,
    Responses, Schema, StatusCode,
};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Node;

use super::parameter;
use super::reader::{At, Reader};

/// A schema position: the reference to its node.
pub(super) fn schema(at: &At<'_>) -> ReferenceOr<Schema> {
    ReferenceOr::Reference { reference: at.pointer.clone() }
}

/// A `content` map; media types are lower case, as RFC 9110 section 8.3.1 compares them.
pub(super) fn content<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> IndexMap<String, MediaType> {
    let mut content = IndexMap::new();
    let Some(found) = at.get("content") else { return content };
    let Some(object) = reader.object(&found) else { return content };
    for member in object.iter() {
        let Some(at) = reader.follow(found.child(member)) else { continue };
        let mut media = MediaType { schema: at.get("schema").map(|at| schema(&at)), ..MediaType::default() };
        if media.schema.is_none()
            && let Some(item) = at.get("itemSchema")
        {
            // OpenAPI 3.2: the schema of each item of a sequence.
            media.schema = Some(schema(&item));
            media.extensions.insert("itemSchema".to_owned(), true.into());
        }
        media.encoding = encoding(reader, &at);
        content.insert(member.key.to_ascii_lowercase(), media);
    }
    content
}

/// The `encoding` of a media type. `style` is set where the object says anything of the style, since it then holds in
/// place of the field's media type (OpenAPI 3.1.1, section 4.8.15.1.2).
fn encoding<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> IndexMap<String, Encoding> {
    let mut encodings = IndexMap::new();
    let Some(found) = at.get("encoding") else { return encodings };
    let Some(object) = reader.object(&found) else { return encodings };
    for member in object.iter() {
        let at = found.child(member);
        let said = ["style", "explode", "allowReserved"].iter().any(|key| at.node.get(key).is_some());
        let style = said.then(|| parameter::query_style(reader, &at));
        let explode = at.node.get("explode").and_then(Node::as_bool);
        let explode = explode.unwrap_or(matches!(style, Some(QueryStyle::Form)));
        let mut read = Encoding { content_type: at.text("contentType"), style, explode, ..Encoding::default() };
        if at.get("headers").is_some() {
            // That there are any is all that later stages ask.
            read.headers.insert(String::new(), ReferenceOr::Reference { reference: at.pointer.clone() });
        }
        encodings.insert(member.key.to_string(), read);
    }
    encodings
}

/// The `requestBody` of an operation.
pub(super) fn request_body<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<RequestBody> {
    let at = reader.follow(at.get("requestBody")?)?;
    reader.object(&at)?;
    Some(RequestBody {
        description: at.text("description"),
        content: content(reader, &at),
        required: at.flag("required"),
        ..RequestBody::default()
    })
}

/// The `responses` of an operation.
pub(super) fn responses<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Responses {
    let mut responses = Responses::default();
    let Some(found) = at.get("responses") else { return responses };
    let Some(object) = reader.object(&found) else { return responses };
    for member in object.iter().filter(|member| !member.key.starts_with("x-")) {
        let Some(at) = reader.follow(found.child(member)) else { continue };
        let description = at.text("description").unwrap_or_default();
        let (headers, content) = (headers(reader, &at), content(reader, &at));
        let response = ReferenceOr::Item(Response { description, headers, content, ..Response::default() });
        match status(&member.key) {
            _ if &*member.key == "default" => responses.default = Some(response),
            Some(status) => drop(responses.responses.insert(status, response)),
            None => reader.say(
                Diagnostic::at(Code::GW0205, member.key_span, format!("`{}` is no status code", member.key))
                    .help("write a code such as 200, a range such as 4XX, or `default`"),
            ),
        }
    }
    responses
}

/// The `headers` of a response. `content-type` is told by its `content` (OpenAPI 3.1 section 4.8.17.1).
fn headers<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> IndexMap<String, ReferenceOr<Header>> {
    let mut headers = IndexMap::new();
    let Some(found) = at.get("headers") else { return headers };
    let Some(object) = reader.object(&found) else { return headers };
    for member in object.iter().filter(|member| !member.key.eq_ignore_ascii_case("content-type")) {
        let Some(at) = reader.follow(found.child(member)) else { continue };
        let format = match at.get("schema") {
            Some(at) => ParameterSchemaOrContent::Schema(schema(&at)),
            None => ParameterSchemaOrContent::Content(content(reader, &at)),
        };
        let header = Header {
            description: at.text("description"),
            style: HeaderStyle::Simple,
            required: at.flag("required"),
            deprecated: None,
            format,
            example: None,
            examples: IndexMap::new(),
            extensions: IndexMap::new(),
        };
        headers.insert(member.key.to_string(), ReferenceOr::Item(header));
    }
    headers
}

fn status(key: &str) -> Option<StatusCode> {
    match key.as_bytes() {
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(StatusCode::Range(u16::from(class - b'0'))),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => Some(StatusCode::Code(key.parse().ok()?)),
        _ => None,
    }
}
