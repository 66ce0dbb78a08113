//! The request that a token endpoint answers with a token (RFC 6749), and its answer.

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde_json::Value;

use super::tokens::Token;
use crate::secret::Secret;
use crate::upstream::fetch::{Ask, fetch};
use crate::upstream::request::encode;
use crate::upstream::url::ServerUrl;

/// A token of an OAuth 2 token endpoint, for the gateway itself (RFC 6749, section 4.4).
#[derive(Debug)]
pub struct ClientCredentials {
    /// The token endpoint.
    pub token_url: String,
    /// Who the gateway is there.
    pub client_id: String,
    /// What proves it.
    pub client_secret: Secret,
    /// How the two are shown.
    pub client_authentication: ClientAuthentication,
    /// Further parameters of the request, by name: `scope`, `audience`, `resource`.
    pub parameters: Vec<(&'static str, String)>,
}

/// How a client shows its id and its secret (RFC 6749, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// In the header `Authorization`.
    Basic,
    /// In the body.
    Body,
}

/// A way to a token.
pub(super) struct Grant {
    pub(super) server: ServerUrl,
    pub(super) method: Method,
    /// Without the `?`.
    pub(super) query: String,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    /// A form, or nothing.
    pub(super) body: String,
    /// A file whose text is sent as the `client_assertion` (RFC 7523), read anew each time.
    pub(super) assertion: Option<PathBuf>,
}

/// Where an endpoint doesn't say how long its token holds.
const UNSAID: Duration = Duration::from_secs(300);

/// How often is asked, where an endpoint is not well: identity services of machines often are not for a moment.
const ATTEMPTS: u32 = 3;

impl ClientCredentials {
    pub(super) fn grant(self) -> Result<Grant, String> {
        let server = ServerUrl::parse(&self.token_url, None)?;
        let mut headers = form_headers();
        let mut fields = vec![("grant_type", "client_credentials".to_owned())];
        fields.extend(self.parameters);
        match self.client_authentication {
            ClientAuthentication::Basic => {
                let pair = format!("{}:{}", encode(&self.client_id), encode(self.client_secret.expose()));
                let basic = Secret::new(format!("Basic {}", STANDARD.encode(pair)));
                // Base64 is plain text.
                headers.extend(basic.header_value().map(|value| (AUTHORIZATION, value)));
            }
            ClientAuthentication::Body => {
                fields.push(("client_id", self.client_id));
                fields.push(("client_secret", self.client_secret.expose().to_owned()));
            }
        }
        Ok(Grant { server, method: Method::POST, query: String::new(), headers, body: form(&fields), assertion: None })
    }
}

pub(super) fn form_headers() -> Vec<(HeaderName, HeaderValue)> {
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    Vec::from([(CONTENT_TYPE, form), (ACCEPT, HeaderValue::from_static("application/json"))])
}

/// Pairs as a query or a form has them.
pub(super) fn form(fields: &[(&str, String)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

impl Grant {
    /// Asks for a token, and again where the endpoint is not well.
    ///
    /// # Errors
    /// A sentence that says why there is none. It never holds a credential.
    pub(super) async fn token(&self) -> Result<Token, String> {
        let mut pause = Duration::from_millis(200);
        for _ in 1..ATTEMPTS {
            match self.ask().await {
                Ok(token) => return Ok(token),
                Err(Refusal::ForNow(_)) => tokio::time::sleep(pause).await,
                Err(Refusal::ForGood(why)) => return Err(why),
            }
            pause *= 2;
        }
        self.ask().await.map_err(|refusal| match refusal {
            Refusal::ForNow(why) | Refusal::ForGood(why) => why,
        })
    }

    async fn ask(&self) -> Result<Token, Refusal> {
        let mut body = self.body.clone();
        if let Some(file) = &self.assertion {
            let assertion = tokio::fs::read_to_string(file).await;
            let assertion =
                assertion.map_err(|error| Refusal::ForGood(format!("the file {}: {error}", file.display())))?;
            body.push_str("&client_assertion=");
            body.push_str(&encode(assertion.trim()));
        }
        let path = if self.server.base.is_empty() { "/" } else { &self.server.base };
        let target = if self.query.is_empty() { path.to_owned() } else { format!("{path}?{}", self.query) };
        let ask = Ask { method: self.method.clone(), target, headers: self.headers.clone(), body: Bytes::from(body) };
        let answer = fetch(&self.server, ask).await;
        let answer = answer.map_err(|failure| Refusal::ForNow(format!("the token endpoint: {failure}")))?;
        if answer.status() != StatusCode::OK {
            let why = refused(answer.status(), answer.body());
            return Err(if is_passing(answer.status()) { Refusal::ForNow(why) } else { Refusal::ForGood(why) });
        }
        read(answer.body(), SystemTime::now()).map_err(|what| Refusal::ForGood(format!("the token endpoint {what}")))
    }
}

/// Why there is no token, and whether to ask again.
enum Refusal {
    ForNow(String),
    ForGood(String),
}

/// Whether a status may be another one soon; 404 and 410 among them, which Azure's metadata service answers while it is
/// updated.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status.as_u16(), 404 | 408 | 410 | 429)
}

/// The status, and the error's name (RFC 6749, section 5.2) where it is one; its description may say anything.
fn refused(status: StatusCode, body: &[u8]) -> String {
    let error = serde_json::from_slice::<Value>(body).ok();
    let error = error.as_ref().and_then(|body| body.get("error")).and_then(Value::as_str);
    let is_name = |error: &&str| {
        error.len() <= 64 && error.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    match error.filter(is_name) {
        Some(error) => format!("the token endpoint answered {}, {error}", status.as_u16()),
        None => format!("the token endpoint answered {}", status.as_u16()),
    }
}

/// Reads a token (RFC 6749, section 5.1). Azure's endpoints write numbers as strings, and some say when a token expires
/// instead of after what time. Fails with what the endpoint did.
fn read(body: &[u8], now: SystemTime) -> Result<Token, &'static str> {
    let body: Value = serde_json::from_slice(body).map_err(|_| "answered no JSON")?;
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let seconds = |key: &str| match body.get(key)? {
        Value::String(text) => text.parse::<u64>().ok(),
        number => number.as_f64().filter(|number| *number >= 0.0).map(|number| number as u64),
    };
    if text("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err("granted a token that is no bearer token");
    }
    let token = text("access_token").filter(|token| !token.is_empty()).ok_or("granted no `access_token`")?;
    let header = Secret::new(format!("Bearer {token}")).header_value();
    let left = |until: u64| (UNIX_EPOCH + Duration::from_secs(until)).duration_since(now).unwrap_or_default();
    // A slip in the answer must not make a token eternal.
    let most = Duration::from_secs(7 * 24 * 60 * 60);
    let lifetime = seconds("expires_in")
        .map(Duration::from_secs)
        .or_else(|| seconds("expires_on").filter(|until| *until < 1 << 40).map(left));
    Ok(Token {
        header: header.ok_or("granted a token that no header may hold")?,
        lifetime: lifetime.unwrap_or(UNSAID).min(most),
        refresh: seconds("refresh_in").map(|after| Duration::from_secs(after).min(most)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn granted(body: &str) -> Result<(String, u64, Option<u64>), &'static str> {
        let token = read(body.as_bytes(), UNIX_EPOCH + Duration::from_secs(1_000))?;
        assert!(token.header.is_sensitive());
        let header = token.header.to_str().unwrap().to_owned();
        Ok((header, token.lifetime.as_secs(), token.refresh.map(|refresh| refresh.as_secs())))
    }

    #[test]
    fn a_token_is_read_as_the_standard_and_as_azure_write_it() {
        let good = |life, refresh| Ok(("Bearer t".to_owned(), life, refresh));
        assert_eq!(granted(r#"{"access_token":"t","token_type":"bearer","expires_in":3600}"#), good(3600, None));
        assert_eq!(
            granted(r#"{"access_token":"t","expires_in":"86399","refresh_in":"43200"}"#),
            good(86399, Some(43200))
        );
        assert_eq!(granted(r#"{"access_token":"t","expires_on":"1600"}"#), good(600, None));
        assert_eq!(granted(r#"{"access_token":"t","expires_on":900}"#), good(0, None));
        assert_eq!(granted(r#"{"access_token":"t"}"#), good(300, None));
        assert_eq!(granted(r#"{"access_token":"t","expires_in":1e30}"#), good(604_800, None));
    }

    #[test]
    fn what_is_no_token_is_said() {
        assert_eq!(granted("<html>"), Err("answered no JSON"));
        assert_eq!(granted("{}"), Err("granted no `access_token`"));
        assert_eq!(granted(r#"{"access_token":""}"#), Err("granted no `access_token`"));
        assert_eq!(granted(r#"{"access_token":"a\nb"}"#), Err("granted a token that no header may hold"));
        let mac = granted(r#"{"access_token":"t","token_type":"mac"}"#);
        assert_eq!(mac, Err("granted a token that is no bearer token"));
    }

    #[test]
    fn a_refusal_names_the_error_and_nothing_else() {
        let said = |body: &str| refused(StatusCode::BAD_REQUEST, body.as_bytes());
        let named = said(r#"{"error":"invalid_client","error_description":"secret s3cr3t is wrong"}"#);
        assert_eq!(named, "the token endpoint answered 400, invalid_client");
        for other in ["", "s3cr3t", r#"{"error":"the secret s3cr3t"}"#, r#"{"error":{"code":1}}"#] {
            assert_eq!(said(other), "the token endpoint answered 400");
        }
    }
}
