//! What came of an attempt, and the conditions under which it counts as a failure.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, Response, StatusCode, header};

use super::failure::{Failure, Stage};
use crate::fault::Flow;
use crate::policy::FORWARDING;

/// A failure that a circuit breaker counts, or after which a pool tries again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An answer with this status.
    Status(u16),
    /// An answer with a status from the first to the second.
    Statuses(u16, u16),
    /// No connection, or one that broke before an answer began; or no credential for the backend.
    Connect,
    /// A time limit that the backend let run out, before an answer began.
    Timeout,
}

/// What came of an attempt, as far as it tells of the backend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    ending: Ending,
    /// How long the backend asks to be left alone.
    pub(crate) retry_after: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Answered(StatusCode),
    Unreached,
    TimedOut,
    /// No circuit breaker let it pass, whatever opened them.
    LeftAlone,
    /// The caller's doing: nothing is known of the backend.
    Caller,
}

impl Outcome {
    pub(crate) fn of<B>(ended: &Result<Response<B>, Failure>) -> Self {
        let ending = match ended {
            Ok(answer) => {
                return Self { ending: Ending::Answered(answer.status()), retry_after: retry_after(answer.headers()) };
            }
            Err(Failure::Request(_) | Failure::Timeout(Stage::Caller)) => Ending::Caller,
            Err(Failure::Timeout(_)) => Ending::TimedOut,
            Err(_) => Ending::Unreached,
        };
        Self { ending, retry_after: None }
    }

    /// The same of an attempt whose failure has become a fault. A backend that is left alone was not reached.
    pub(crate) fn of_flow<B>(ended: &Flow<Response<B>>) -> Self {
        let ending = match ended {
            Ok(answer) => Ending::Answered(answer.status()),
            Err(fault) if fault.cause().source != FORWARDING || !fault.status().is_server_error() => Ending::Caller,
            Err(fault) if fault.status() == StatusCode::GATEWAY_TIMEOUT => Ending::TimedOut,
            Err(fault) if fault.status() == StatusCode::SERVICE_UNAVAILABLE => Ending::LeftAlone,
            Err(_) => Ending::Unreached,
        };
        Self { ending, retry_after: None }
    }

    /// Whether one of the conditions is met. `None`: nothing can be said.
    pub(crate) fn meets(self, conditions: &[When]) -> Option<bool> {
        if self.ending == Ending::Caller {
            return None;
        }
        if self.ending == Ending::LeftAlone {
            return Some(true);
        }
        Some(conditions.iter().any(|condition| match (*condition, self.ending) {
            (When::Status(status), Ending::Answered(answered)) => answered.as_u16() == status,
            (When::Statuses(from, to), Ending::Answered(answered)) => (from..=to).contains(&answered.as_u16()),
            (When::Connect, Ending::Unreached) | (When::Timeout, Ending::TimedOut) => true,
            _ => false,
        }))
    }
}

/// Finer than seconds; what Azure OpenAI and OpenAI send beside the standard's header.
const RETRY_AFTER_MS: HeaderName = HeaderName::from_static("retry-after-ms");

/// A wrong clock or a slip must not shut a backend out for good.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The wait that an answer asks for (RFC 9110, section 10.2.3): seconds or a date.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(millis) = text(RETRY_AFTER_MS).and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(millis).min(LONGEST));
    }
    let text = text(header::RETRY_AFTER)?;
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        // A date that has passed asks for no wait.
        Err(_) => httpdate::parse_http_date(text).ok()?.duration_since(SystemTime::now()).unwrap_or_default(),
    };
    Some(wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn answered(status: u16, headers: &[(&str, &str)]) -> Outcome {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        Outcome::of(&Ok(response.body(()).unwrap()))
    }

    #[test]
    fn a_status_meets_itself_and_its_range() {
        let conditions = [When::Status(429), When::Statuses(500, 599)];
        for (status, met) in [(200, false), (428, false), (429, true), (499, false), (500, true), (599, true)] {
            assert_eq!(answered(status, &[]).meets(&conditions), Some(met), "{status}");
        }
    }

    #[test]
    fn a_failure_is_of_the_connection_or_of_time_or_of_the_caller() {
        let outcome = |failure| Outcome::of::<()>(&Err(failure));
        let [connect, timeout] = [[When::Connect], [When::Timeout]];
        for failure in [
            Failure::Resolve(std::io::ErrorKind::NotFound.into()),
            Failure::Connect(std::io::ErrorKind::ConnectionRefused.into()),
            Failure::Tls(std::io::ErrorKind::InvalidData.into()),
            Failure::Closed("gone".into()),
            Failure::Invalid("no HTTP".into()),
        ] {
            let outcome = outcome(failure);
            assert_eq!((outcome.meets(&connect), outcome.meets(&timeout)), (Some(true), Some(false)));
        }
        for stage in [Stage::Connect, Stage::Head, Stage::Upload] {
            let outcome = outcome(Failure::Timeout(stage));
            assert_eq!((outcome.meets(&connect), outcome.meets(&timeout)), (Some(false), Some(true)));
        }
        for failure in [Failure::Request("refused".into()), Failure::Timeout(Stage::Caller)] {
            assert_eq!(outcome(failure).meets(&[When::Connect, When::Timeout, When::Statuses(100, 599)]), None);
        }
    }

    #[test]
    fn the_wait_is_read_in_every_form() {
        let wait = |headers: &[(&str, &str)]| answered(429, headers).retry_after;
        assert_eq!(wait(&[]), None);
        assert_eq!(wait(&[("retry-after", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", " 7 ")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "7"), ("retry-after-ms", "1500")]), Some(Duration::from_millis(1500)));
        assert_eq!(wait(&[("retry-after", "7"), ("retry-after-ms", "soon")]), Some(Duration::from_secs(7)));
        assert_eq!(wait(&[("retry-after", "later")]), None);
        assert_eq!(wait(&[("retry-after", "99999999999")]), Some(LONGEST));
        assert_eq!(wait(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]), Some(Duration::ZERO));
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        let left = wait(&[("retry-after", &date)]).unwrap();
        assert!((98..=100).contains(&left.as_secs()), "{left:?}");
    }
}
