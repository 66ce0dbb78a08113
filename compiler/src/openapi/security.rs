//! Security schemes and requirements (OpenAPI 3.1 sections 4.8.27 and 4.8.30). A gateway reads them for one thing: in
//! which headers and query parameters callers of this API are used to sending their key.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, Components, ReferenceOr, SecurityRequirement, SecurityScheme};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Member;

use super::reader::{At, Reader, child};

/// The security schemes. OAuth2 and OpenID Connect are kept as bearer tokens: that is how they reach a gateway.
pub(super) fn schemes<'n>(reader: &mut Reader<'n, '_>, top: &At<'n>) -> Option<Components> {
    let found = top.get("components")?.get("securitySchemes")?;
    let object = reader.object(&found)?;
    let mut components = Components::default();
    for member in object.iter() {
        let Some(at) = reader.follow(found.child(member)) else { continue };
        if let Some(scheme) = scheme(&at) {
            components.security_schemes.insert(member.key.to_string(), ReferenceOr::Item(scheme));
        } else if !at.text("type").is_some_and(|kind| ["http", "mutualTLS"].contains(&kind.as_str())) {
            reader
                .wrong(&at, "a security scheme that is an `apiKey`, `http`, `mutualTLS`, `oauth2` or `openIdConnect`");
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

/// Says so where a requirement names a scheme that is declared nowhere.
fn declared(reader: &mut Reader<'_, '_>, member: &Member) {
    // OpenAPI 3.2 lets a requirement refer to a scheme too.
    let names = [child("#/components/securitySchemes", &member.key), member.key.to_string()];
    if !names.iter().any(|name| reader.leads_somewhere(name)) {
        let message = format!("`{}` is declared nowhere as a security scheme", member.key);
        reader.say(Diagnostic::at(Code::GW0214, member.key_span, message).words("callers are not asked for it"));
    }
}

/// The `security` of the document or an operation; `None` where there is no such member.
pub(super) fn requirements<'n>(reader: &mut Reader<'n, '_>, at: &At<'n>) -> Option<Vec<SecurityRequirement>> {
    let found = at.get("security")?;
    let items = reader.items(&found);
    let mut requirements = Vec::new();
    for item in items {
        if let Some(object) = reader.object(&item) {
            object.iter().for_each(|member| declared(reader, member));
            requirements.push(object.iter().map(|member| (member.key.to_string(), Vec::new())).collect());
        }
    }
    Some(requirements)
}
