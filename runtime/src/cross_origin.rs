//! Pages of other origins: what a browser asks in their name, and what it is told (the CORS protocol of the Fetch standard,
//! section 3.3). It is decided before anybody asks who calls: a preflight bears no key, and a page is to read a refusal too.
//!
//! This stage never looks at a key, a body, or what a call comes to.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use crate::body::{Body, Response};
use crate::fault::{Fault, Flow};

/// Asks the policies of an operation who of other origins may call it.
pub type Origins<G> = fn(&G, &mut CrossOrigin);

/// What a request says of the page that it was made by, and what the policies have decided.
#[derive(Debug)]
pub struct CrossOrigin {
    origin: Option<HeaderValue>,
    preflight: Option<Preflight>,
    verdict: Verdict,
    /// Whether the answer depends on the origin.
    varies: bool,
    told: Vec<(HeaderName, HeaderValue)>,
}

/// What a browser asks before it sends a page's request.
#[derive(Debug, Clone)]
pub(crate) struct Preflight {
    /// The method that the page wants to use.
    pub(crate) method: HeaderValue,
    /// The headers that it wants to set.
    pub(crate) headers: Option<HeaderValue>,
    /// The methods that the path has.
    pub(crate) offered: HeaderValue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Open,
    Granted,
    Refused,
}

/// The method that a preflight asks for. `None`: the request is none.
pub(crate) fn asked(method: &Method, headers: &HeaderMap) -> Option<Method> {
    let preflight = *method == Method::OPTIONS && headers.contains_key(header::ORIGIN);
    if !preflight {
        return None;
    }
    Method::from_bytes(headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?.as_bytes()).ok()
}

impl CrossOrigin {
    /// What a request says that is to be answered.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        Self {
            origin: headers.get(header::ORIGIN).cloned(),
            preflight: None,
            verdict: Verdict::Open,
            varies: false,
            told: Vec::new(),
        }
    }

    /// What a preflight asks, of a path with these methods.
    pub(crate) fn before(headers: &HeaderMap, offered: HeaderValue) -> Self {
        let method = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD).unwrap_or(&offered).clone();
        let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
        let preflight = Some(Preflight { method, headers: asked, offered });
        Self { preflight, ..Self::of(headers) }
    }

    /// The origin of the page, unless nothing is left to be decided.
    pub(crate) fn undecided(&self) -> Option<&HeaderValue> {
        self.origin.as_ref().filter(|_| self.verdict == Verdict::Open)
    }

    /// What is asked, if it is a preflight.
    pub(crate) fn preflight(&self) -> Option<&Preflight> {
        self.preflight.as_ref()
    }

    /// Notes that the answer depends on the origin.
    pub(crate) fn vary(&mut self) {
        self.varies = true;
    }

    /// The page may call.
    pub(crate) fn grant(&mut self) {
        self.verdict = Verdict::Granted;
    }

    /// The page may not, whatever other policies say.
    pub(crate) fn refuse(&mut self) {
        self.verdict = Verdict::Refused;
    }

    /// Has the browser told something.
    pub(crate) fn tell(&mut self, name: HeaderName, value: HeaderValue) {
        self.told.push((name, value));
    }

    /// Whether the call may go on.
    ///
    /// # Errors
    /// 403 `origin_not_allowed`.
    pub(crate) fn admitted(&self) -> Flow {
        if self.verdict == Verdict::Refused { Err(not_allowed()) } else { Ok(()) }
    }

    /// The answer to a preflight.
    ///
    /// # Errors
    /// 403 `origin_not_allowed`.
    pub(crate) fn answer(&self) -> Flow<Response> {
        if self.verdict == Verdict::Granted {
            Ok(Response::new(Body::full(bytes::Bytes::new())))
        } else {
            Err(not_allowed())
        }
    }

    /// Tells the browser. What the backend says of other origins is not the gateway's, so it goes.
    pub(crate) fn dress(self, headers: &mut HeaderMap) {
        let own = [
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            header::ACCESS_CONTROL_ALLOW_METHODS,
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            header::ACCESS_CONTROL_MAX_AGE,
        ];
        for name in own {
            headers.remove(name);
        }
        if self.varies && !headers.get_all(header::VARY).iter().any(covers_origin) {
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        for (name, value) in self.told {
            headers.insert(name, value);
        }
    }
}

/// Whether a `Vary` names the origin, or everything (RFC 9110, section 12.5.5).
fn covers_origin(value: &HeaderValue) -> bool {
    let mut names = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    names.any(|name| name == b"*" || name.eq_ignore_ascii_case(b"origin"))
}

#[cold]
fn not_allowed() -> Fault {
    let message = "Pages of this origin may not call the operation.";
    Fault::new(StatusCode::FORBIDDEN, "origin_not_allowed", message).by("cors")
}
