//! The URL of a service.

use fluent_uri::Uri;

/// A URL that calls can be sent below, without a slash at its end.
///
/// # Errors
/// A sentence on what is wrong with it.
pub fn checked(text: &str) -> Result<String, String> {
    let example = "write a URL such as https://api.example.com/v1";
    if !text.contains("://") {
        return Err(format!("`{text}` has no scheme; write `https://{}`", text.trim_start_matches('/')));
    }
    let uri = Uri::parse(text).map_err(|_| format!("`{text}` is no URL; {example}"))?;
    let scheme = uri.scheme().as_str().to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err(format!("`{scheme}` can't be called; {example}"));
    }
    let Some(authority) = uri.authority().filter(|authority| !authority.host().is_empty()) else {
        return Err(format!("`{text}` has no host; {example}"));
    };
    if authority.port().is_some_and(|port| port.is_empty() || port.as_str().parse::<u16>().is_err()) {
        return Err(format!("the port of `{text}` is no number up to 65535; {example}"));
    }
    if authority.has_userinfo() {
        return Err("a user in the URL would be written into a file; show a key by --access-key".to_owned());
    }
    if uri.query().is_some() || uri.fragment().is_some() {
        return Err(format!("a query or a fragment can't stand in the URL that others are made from; {example}"));
    }
    let rest = text.get(scheme.len()..).unwrap_or_default();
    Ok(format!("{scheme}{}", rest.trim_end_matches('/')))
}

/// The URL of a resource in Azure with a suffix, from its host or its URL, which may have the suffix already.
///
/// # Errors
/// A sentence on what is wrong with it.
pub fn resource(endpoint: &str, suffix: &str) -> Result<String, String> {
    let url = if endpoint.contains("://") { endpoint.to_owned() } else { format!("https://{endpoint}") };
    let url = checked(&url)?;
    let base = url.strip_suffix(suffix).unwrap_or(&url);
    match Uri::parse(base).map(|uri| uri.path().as_str().is_empty()) {
        Ok(true) => Ok(format!("{base}{suffix}")),
        _ => Err(format!("`{endpoint}` has a path; write the host alone, such as contoso.openai.azure.com")),
    }
}

/// The port that a URL names.
pub(super) fn port(url: &str) -> Option<u16> {
    Uri::parse(url).ok()?.authority()?.port_to_u16().ok()?
}

/// Whether it leads to this machine.
pub(super) fn is_loopback(url: &str) -> bool {
    let host = Uri::parse(url).ok().and_then(|uri| Some(uri.authority()?.host().to_owned()));
    host.is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}
