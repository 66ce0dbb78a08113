//! AWS Signature Version 4: a request is signed as it goes out.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use ring::digest::{SHA256, digest};
use ring::hmac;

use crate::secret::Secret;
use crate::text::{hex, percent_encode, timestamp};
use crate::upstream::request::decode;

/// Who signs, and for whom.
#[derive(Debug)]
pub struct AwsSigV4 {
    /// The region that the backend is in, such as `us-east-1`.
    pub region: String,
    /// The service's name in signatures, such as `bedrock`.
    pub service: String,
    /// The key's id.
    pub access_key_id: String,
    /// The key.
    pub secret_access_key: Secret,
    /// Of keys that hold for a while.
    pub session_token: Option<Secret>,
}

/// [`AwsSigV4`], checked.
pub(crate) struct Signer {
    region: String,
    service: String,
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<HeaderValue>,
}

/// A request that is to be signed, as it goes over the wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsigned<'r> {
    pub(crate) method: &'r Method,
    /// Percent-encoded.
    pub(crate) path: &'r str,
    /// Percent-encoded, with `%20` for a space and not `+`, which some services read as a space and others don't.
    pub(crate) query: &'r str,
    /// `Host` among them.
    pub(crate) headers: &'r HeaderMap,
    pub(crate) body: &'r [u8],
}

const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const HASH: HeaderName = HeaderName::from_static("x-amz-content-sha256");

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The rest is secret.
        to.debug_struct("Signer").field("region", &self.region).field("service", &self.service).finish_non_exhaustive()
    }
}

impl Signer {
    pub(super) fn new(settings: AwsSigV4) -> Result<Self, String> {
        let token = settings
            .session_token
            .map(|token| token.header_value().ok_or("the AWS session token holds characters that no header may hold"));
        let access_key_id = settings.access_key_id.trim().to_owned();
        if access_key_id.is_empty() || !access_key_id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("the id of the AWS access key is not letters and digits".to_owned());
        }
        Ok(Self {
            region: settings.region,
            service: settings.service,
            access_key_id,
            secret_access_key: settings.secret_access_key,
            session_token: token.transpose()?,
        })
    }

    /// The headers that sign a request at a time; they replace those of the same names. Signed are `Host`, the body's
    /// hash, the type of the body, and all headers of AWS.
    pub(crate) fn sign(&self, request: Unsigned<'_>, now: SystemTime) -> Vec<(HeaderName, HeaderValue)> {
        let date = date(now);
        let hash = sha256(request.body);
        let mut added = Vec::with_capacity(4);
        added.extend(HeaderValue::from_str(&date).ok().map(|value| (DATE, value)));
        added.extend(self.session_token.clone().map(|token| (TOKEN, token)));
        // S3 alone asks for it.
        if self.service == "s3" {
            added.extend(HeaderValue::from_str(&hash).ok().map(|value| (HASH, value)));
        }
        let of_caller = request.headers.iter().filter(|(name, _)| {
            let replaced = added.iter().any(|(added, _)| added == *name);
            is_signed(name) && !replaced
        });
        let headers = joined(of_caller.chain(added.iter().map(|(name, value)| (name, value))));
        let authorization = Secret::new(self.authorization(request, &headers, &hash, &date));
        // Hexadecimal digits, and names that were checked.
        added.extend(authorization.header_value().map(|value| (header::AUTHORIZATION, value)));
        added
    }

    /// The value of `Authorization` that signs these headers, in the order of their names, and a body of this hash.
    fn authorization(
        &self,
        request: Unsigned<'_>,
        headers: &BTreeMap<String, String>,
        hash: &str,
        date: &str,
    ) -> String {
        let Unsigned { method, path, query, .. } = request;
        let path = if self.service == "s3" { path.to_owned() } else { canonical_path(path) };
        let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let names = headers.keys().map(String::as_str).collect::<Vec<_>>().join(";");
        let canonical = format!("{method}\n{path}\n{}\n{lines}\n{names}\n{hash}", canonical_query(query));
        let day = date.get(..8).unwrap_or_default();
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", sha256(canonical.as_bytes()));
        let secret = format!("AWS4{}", self.secret_access_key.expose());
        let steps = [day, &self.region, &self.service, "aws4_request"];
        let key = steps
            .iter()
            .fold(hmac_key(secret.as_bytes()), |key, step| hmac_key(hmac::sign(&key, step.as_bytes()).as_ref()));
        let signature = hexadecimal(hmac::sign(&key, text.as_bytes()).as_ref());
        let id = &self.access_key_id;
        format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}")
    }
}

fn is_signed(name: &HeaderName) -> bool {
    *name == header::HOST || *name == header::CONTENT_TYPE || name.as_str().starts_with("x-amz-")
}

/// Headers by name; several of one name are one, and runs of spaces are one space.
fn joined<'h>(headers: impl Iterator<Item = (&'h HeaderName, &'h HeaderValue)>) -> BTreeMap<String, String> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        joined
            .entry(name.as_str().to_owned())
            .and_modify(|values| {
                values.push(',');
                values.push_str(&text);
            })
            .or_insert(text);
    }
    joined
}

/// Without `.`, `..` and empty segments, and encoded once more, as every service but S3 wants it.
fn canonical_path(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut canonical = String::with_capacity(path.len() + 16);
    for segment in &segments {
        canonical.push('/');
        percent_encode(&mut canonical, segment, false);
    }
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    if segments.is_empty() || is_folder {
        canonical.push('/');
    }
    canonical
}

/// The pairs in the order of their encoded names, then of their encoded values.
fn canonical_query(query: &str) -> String {
    let encoded = |text: &str| {
        let mut encoded = String::with_capacity(text.len());
        percent_encode(&mut encoded, decode(text), false);
        encoded
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (encoded(name), encoded(value))
    });
    let mut pairs: Vec<(String, String)> = pairs.collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// A time as signatures have it: `20150830T123600Z`.
fn date(time: SystemTime) -> String {
    let mut text = String::with_capacity(24);
    timestamp(&mut text, time);
    let seconds = text.get(..19).unwrap_or_default().chars().filter(|char| !"-:".contains(*char));
    seconds.chain(['Z']).collect()
}

fn hmac_key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

fn sha256(bytes: &[u8]) -> String {
    hexadecimal(digest(&SHA256, bytes).as_ref())
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    bytes.iter().for_each(|byte| hex(&mut text, *byte));
    text
}
