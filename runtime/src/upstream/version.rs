//! What a request looks like in each version of HTTP. Either is made of the other, since a backend may choose anew with every
//! connection.

use http::uri::PathAndQuery;
use http::{Error, HeaderValue, Request, Uri, Version, header};

use super::connect::Endpoint;

/// As HTTP/2 has it: the host stands in the target (RFC 9113, section 8.3.1), and nothing concerns the connection (section
/// 8.2.2).
pub(super) fn two<B>(mut request: Request<B>, to: &Endpoint, host: &HeaderValue) -> Result<Request<B>, Error> {
    let mut parts = std::mem::take(request.uri_mut()).into_parts();
    parts.scheme = to.scheme().parse().ok();
    parts.authority = host.to_str().ok().and_then(|host| host.parse().ok());
    *request.uri_mut() = Uri::from_parts(parts)?;
    *request.version_mut() = Version::HTTP_2;
    for name in [header::HOST, header::CONNECTION] {
        request.headers_mut().remove(name);
    }
    Ok(request)
}

/// As HTTP/1.1 has it: the host is a header (RFC 9112, section 3.2).
pub(super) fn one<B>(mut request: Request<B>, _: &Endpoint, host: &HeaderValue) -> Result<Request<B>, Error> {
    let target = request.uri().path_and_query().cloned();
    *request.uri_mut() = target.unwrap_or(PathAndQuery::from_static("/")).into();
    *request.version_mut() = Version::HTTP_11;
    request.headers_mut().insert(header::HOST, host.clone());
    Ok(request)
}
