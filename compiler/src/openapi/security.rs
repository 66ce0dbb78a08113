//! Security schemes and requirements (OpenAPI 3.1 sections 4.8.27 and 4.8.30). A gateway reads them for one thing: in
//! which headers and query parameters callers of this API are used to sending their key.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, Components, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::reader::{At, Reader};

/// The security schemes. OAuth2 and OpenID Connect are kept as bearer tokens: that is how they reach a gateway.
pub(super) fn schemes<'n>(reader: &mut Reader<'n, '_>, top: &At<'n>) -> Option<Components> {
    let found = top.get("components")?.get("securitySchemes")?;
    let object = reader.object(&found)?;
    let mut components = Components::default();
    for member in object.iter() {
        let Some(at) = reader.follow(found.child(member)) else { continue };
        if let Some(scheme) = scheme(&at) {
            components.security_schemes.insert(member.key.to_string(), ReferenceOr::Item(scheme));
        }
    }
    Some(components)
}

fn scheme(at: &At<'_>) -> Option<SecurityScheme> {
    let description = at.text("description");
    let bearer = || SecurityScheme::HTTP {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: description.clone(),
        extensions: IndexMap::new(),
    };
    match at.text("type")?.as_str() {
        "apiKey" => {
            let location = match at.text("in")?.as_str() {
                "header" => APIKeyLocation::Header,
                "query" => APIKeyLocation::Query,
                _ => APIKeyLocation::Cookie,
            };
            Some(SecurityScheme::APIKey { location, name: at.text("name")?, description, extensions: IndexMap::new() })
        }
        "http" if at.text("scheme")?.eq_ignore_ascii_case("bearer") => Some(bearer()),
        "oauth2" | "openIdConnect" => Some(bearer()),
        _ => None,
    }
}

/// The `security` of the document or an operation; `None` where there is no such member.
pub(super) fn requirements<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<Vec<SecurityRequirement>> {
    let found = at.get("security")?;
    let items = reader.items(&found);
    let mut requirements = Vec::new();
    for item in items {
        if let Some(object) = reader.object(&item) {
            requirements.push(object.iter().map(|member| (member.key.to_string(), Vec::new())).collect());
        }
    }
    Some(requirements)
}
