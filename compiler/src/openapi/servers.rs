//! Server objects (OpenAPI 3.1 section 4.8.5).

use indexmap::IndexMap;
use openapiv3::{Server, ServerVariable};

use super::reader::{At, Reader};

/// The `servers` of the document, a path or an operation; none where there is no such member.
pub(super) fn read<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Vec<Server> {
    let Some(found) = at.get("servers") else { return Vec::new() };
    let items = reader.items(&found);
    items.iter().filter_map(|item| server(reader, item)).collect()
}

fn server<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<Server> {
    let Some(url) = at.text("url") else {
        reader.wrong(at, "an object with a `url`");
        return None;
    };
    let mut server = Server { url, description: at.text("description"), ..Server::default() };
    if let Some(variables) = at.get("variables")
        && let Some(object) = reader.object(&variables)
    {
        let read = object.iter().map(|member| {
            let at = variables.child(member);
            let variable =
                ServerVariable { default: at.text("default").unwrap_or_default(), ..ServerVariable::default() };
            (member.key.to_string(), variable)
        });
        server.variables = Some(read.collect::<IndexMap<_, _>>());
    }
    Some(server)
}
