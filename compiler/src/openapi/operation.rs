//! Operations (OpenAPI 3.1 section 4.8.10).

use openapiv3::{Operation, Parameter};

use super::reader::{At, Reader};
use super::{content, parameter, security, servers};

/// Reads an operation and adds the parameters of its path.
pub(super) fn read<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>, shared: &[Parameter]) -> Option<Operation> {
    reader.needed(at)?;
    let own = parameter::list(reader, at);
    let tags = match at.get("tags") {
        Some(found) => reader.items(&found).iter().filter_map(|at| at.node.as_str().map(str::to_owned)).collect(),
        None => Vec::new(),
    };
    Some(Operation {
        tags,
        summary: at.text("summary"),
        description: at.text("description"),
        operation_id: at.text("operationId").filter(|id| !id.is_empty()),
        parameters: parameter::merged(own, shared),
        request_body: content::request_body(reader, at).map(openapiv3::ReferenceOr::Item),
        responses: content::responses(reader, at),
        deprecated: at.flag("deprecated"),
        security: security::requirements(reader, at),
        servers: servers::read(reader, at),
        ..Operation::default()
    })
}
