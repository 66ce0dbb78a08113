//! Session affinity: a cookie that names the member which answered, so that the next call goes there too.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use ring::digest::{SHA256, digest};

use crate::text::hex;

/// Calls of one session go to one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionAffinity {
    /// The name of the cookie.
    pub cookie: &'static str,
    /// Whether browsers are to send it over TLS alone.
    pub secure: bool,
}

/// What stands in the cookie for a member. It tells nothing of the backend, and is the same on every replica and after
/// every restart; whatever the order and the number of members.
pub(super) fn token(pool: &str, member: &str) -> String {
    let mut token = String::with_capacity(16);
    let digest = digest(&SHA256, format!("{pool}/{member}").as_bytes());
    digest.as_ref().iter().take(8).for_each(|byte| hex(&mut token, *byte));
    token
}

impl SessionAffinity {
    /// Takes the cookie out of a request: it is the gateway's own. Gives its first value.
    pub(super) fn take(self, headers: &mut HeaderMap) -> Option<String> {
        let value = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            (name.trim() == self.cookie).then(|| value.trim().to_owned())
        };
        let lines: Vec<HeaderValue> = headers.get_all(COOKIE).iter().cloned().collect();
        let pairs = lines.iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
        let found = pairs.filter_map(value).next()?;
        headers.remove(COOKIE);
        for line in &lines {
            let Ok(text) = line.to_str() else {
                headers.append(COOKIE, line.clone());
                continue;
            };
            let kept: Vec<&str> = text.split(';').map(str::trim).filter(|pair| value(pair).is_none()).collect();
            // What was a header's value is one without some of its parts.
            if let (false, Ok(line)) = (kept.is_empty(), HeaderValue::from_str(&kept.join("; "))) {
                headers.append(COOKIE, line);
            }
        }
        Some(found)
    }

    /// Has the caller keep the cookie, for as long as its session lasts and for the API below `prefix`. Scripts don't
    /// see it, and other sites' pages don't send it but for following a link.
    pub(super) fn set(self, headers: &mut HeaderMap, token: &str, prefix: &str) {
        let path = if prefix.is_empty() { "/" } else { prefix };
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{}={token}; Path={path}; HttpOnly; SameSite=Lax{secure}", self.cookie);
        // The name is a token and the rest is plain text.
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const AFFINITY: SessionAffinity = SessionAffinity { cookie: "SessionId", secure: false };

    fn taken(lines: &[&str]) -> (Option<String>, Vec<String>) {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
        }
        let found = AFFINITY.take(&mut headers);
        let left = headers.get_all(COOKIE).iter().map(|line| line.to_str().unwrap().to_owned());
        (found, left.collect())
    }

    #[test]
    fn the_cookie_is_taken_out_and_the_others_are_left() {
        assert_eq!(taken(&[]), (None, vec![]));
        assert_eq!(taken(&["a=1;b=2"]), (None, vec!["a=1;b=2".to_owned()]));
        assert_eq!(taken(&["SessionId=x"]), (Some("x".to_owned()), vec![]));
        assert_eq!(taken(&["a=1; SessionId=x; b=2"]), (Some("x".to_owned()), vec!["a=1; b=2".to_owned()]));
        let two = taken(&["sessionid=n; a=1", "SessionId=x;SessionId=y"]);
        assert_eq!(two, (Some("x".to_owned()), vec!["sessionid=n; a=1".to_owned()]));
    }

    #[test]
    fn the_cookie_has_its_attributes() {
        let mut headers = HeaderMap::new();
        AFFINITY.set(&mut headers, "t", "");
        SessionAffinity { secure: true, ..AFFINITY }.set(&mut headers, "t", "/my/api");
        let all: Vec<&str> = headers.get_all(SET_COOKIE).iter().map(|line| line.to_str().unwrap()).collect();
        let lax = "HttpOnly; SameSite=Lax";
        assert_eq!(all, [format!("SessionId=t; Path=/; {lax}"), format!("SessionId=t; Path=/my/api; {lax}; Secure")]);
    }

    #[test]
    fn a_token_names_a_member_of_a_pool_and_nothing_else() {
        assert_eq!(token("fleet", "azure"), token("fleet", "azure"));
        assert_ne!(token("fleet", "azure"), token("fleet", "paygo"));
        assert_ne!(token("fleet", "azure"), token("other", "azure"));
    }
}
