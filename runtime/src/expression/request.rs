//! What expressions look up in a call and in an answer.

use std::borrow::Cow;

use http::{HeaderMap, StatusCode, header};

use super::convert::to_boolean;
use super::error::{Error, Result};
use super::value::{Origin, Value};
use crate::body::{Body, Response};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::json::{self, whole};
use crate::policy::held::{self, Held};

/// The values of a header, joined as RFC 9110, section 5.3, has it; empty where there are none.
fn joined<'h>(headers: &'h HeaderMap, name: &str) -> Cow<'h, str> {
    let mut values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let first = values.next().unwrap_or_default();
    values.fold(first, |all, next| Cow::Owned(format!("{all}, {next}")))
}

impl Call {
    /// A header of the request as it stands now; empty where there is none. Several lines are joined by commas.
    #[must_use]
    pub fn header(&self, name: &str) -> Cow<'_, str> {
        joined(self.headers(), name)
    }

    /// A header of the request, or this where there is none.
    #[must_use]
    pub fn header_or<'c>(&'c self, name: &str, fallback: impl Into<Cow<'c, str>>) -> Cow<'c, str> {
        if self.has_header(name) { self.header(name) } else { fallback.into() }
    }

    /// Whether the request has a header.
    #[must_use]
    pub fn has_header(&self, name: &str) -> bool {
        self.headers().contains_key(name)
    }

    /// The first value of a query parameter, decoded; empty where there is none.
    #[must_use]
    pub fn query_value(&self, name: &str) -> Cow<'_, str> {
        self.query_values(name).next().unwrap_or_default()
    }

    /// The first value of a query parameter, decoded, or this where there is none.
    #[must_use]
    pub fn query_value_or<'c>(&'c self, name: &str, fallback: impl Into<Cow<'c, str>>) -> Cow<'c, str> {
        self.query_values(name).next().unwrap_or_else(|| fallback.into())
    }

    /// Whether the query has a parameter.
    #[must_use]
    pub fn has_query_value(&self, name: &str) -> bool {
        self.query_values(name).next().is_some()
    }

    /// The policy, or the part of the gateway, that stopped the call; empty where nothing has.
    #[must_use]
    pub fn error_source(&self) -> &'static str {
        self.last_error().map_or("", |error| error.source)
    }

    /// The cause of the call's fault as one name; empty where there is none.
    #[must_use]
    pub fn error_reason(&self) -> &str {
        self.last_error().map_or("", |error| &error.reason)
    }

    /// What the caller is told of the fault; empty where there is none.
    #[must_use]
    pub fn error_message(&self) -> &str {
        self.last_error().map_or("", |error| &error.message)
    }

    /// The section that the call was in when it failed, by its key; empty where it hasn't.
    #[must_use]
    pub fn error_section(&self) -> &'static str {
        self.last_error().map_or("", |error| error.section.name())
    }

    /// The id of the policy that stopped the call, if it was one that has an id.
    #[must_use]
    pub fn error_policy(&self) -> Option<&'static str> {
        self.last_error().and_then(|error| error.policy_id)
    }

    /// A declared parameter of the path or the query, decoded.
    ///
    /// # Errors
    /// There is none.
    pub fn parameter(&self, name: &str) -> Result<Cow<'_, str>> {
        self.path_parameter(name).or_else(|| self.query_values(name).next()).ok_or(Error::Absent)
    }

    /// A declared parameter of the path or the query, decoded, or this where there is none.
    #[must_use]
    pub fn parameter_or<'c>(&'c self, name: &str, fallback: impl Into<Cow<'c, str>>) -> Cow<'c, str> {
        self.parameter(name).unwrap_or_else(|_| fallback.into())
    }

    /// A declared parameter as a whole number; `1.0` and `1e2` are.
    ///
    /// # Errors
    /// There is none, or what the caller sent is no such number, or exceeds 64 bits.
    pub fn int_parameter(&self, name: &'static str) -> Result<i64> {
        whole(&self.parameter(name)?).ok_or(Error::Parameter(name))
    }

    /// A declared parameter as a number.
    ///
    /// # Errors
    /// There is none, or what the caller sent is no number.
    pub fn number_parameter(&self, name: &'static str) -> Result<f64> {
        self.parameter(name)?.parse().map_err(|_| Error::Parameter(name))
    }

    /// A declared parameter as a truth value.
    ///
    /// # Errors
    /// There is none, or what the caller sent is no truth value.
    pub fn boolean_parameter(&self, name: &'static str) -> Result<bool> {
        to_boolean(&*self.parameter(name)?).map_err(|_| Error::Parameter(name))
    }

    /// Whether the call has a parameter in its path or its query.
    #[must_use]
    pub fn has_parameter(&self, name: &str) -> bool {
        self.parameter(name).is_ok()
    }

    /// A part of the body, by a JSON Pointer. There is none where the body was not read.
    #[must_use]
    pub fn member(&self, pointer: &str) -> Value<'_> {
        self.body().map_or(Value::ABSENT, |body| Value::json(body, Origin::Body).member(pointer))
    }

    /// A count of the tokens that the backend reported in its answer, which was held back, by its name in the access log;
    /// `cost` is what they cost, in billionths of the currency's unit.
    #[must_use]
    pub fn used(&self, name: &str) -> Option<i64> {
        if name == "cost" {
            return i64::try_from(self.cost()?.0).ok();
        }
        let counts = self.usage()?.counts();
        let (_, count) = counts.into_iter().find(|(known, _)| *known == name)?;
        i64::try_from(count?).ok()
    }

    /// The address of the caller; empty where it is not known.
    #[must_use]
    pub fn caller_address(&self) -> String {
        self.client().map(|address| address.to_string()).unwrap_or_default()
    }

    /// The id of the subscription whose key admitted the call.
    #[must_use]
    pub fn subscription_id(&self) -> Option<&str> {
        self.subscription().map(|subscriber| subscriber.id.as_str())
    }

    /// The name of the subscription whose key admitted the call: its id, where it has no other.
    #[must_use]
    pub fn subscription_name(&self) -> Option<&str> {
        self.subscription().map(|subscriber| subscriber.name.as_str())
    }

    /// The product that the call came by.
    #[must_use]
    pub fn product_id(&self) -> Option<&str> {
        self.product().map(|product| product.name)
    }
}

/// Holds back an answer, so that expressions can look into its body. A stream of events passes unread unless `buffer` says
/// otherwise; so does an answer that is larger than a request's body may be.
///
/// # Errors
/// 502 for a body that breaks off.
pub async fn hold(call: &mut Call, response: &mut Response, buffer: bool) -> Flow {
    let whole = matches!(response.body(), Body::Empty | Body::Withheld | Body::Full(_));
    let media = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let streamed = media.is_some_and(|media| media.starts_with("text/event-stream"));
    if whole || (streamed && !buffer) {
        return Ok(());
    }
    let held = held::hold(std::mem::take(response.body_mut()), call.most_bytes()).await;
    *response.body_mut() = match held {
        Ok(Held::Whole(body)) => Body::full(body),
        Ok(Held::Larger(body)) => body,
        Err(error) => {
            let fault = Fault::new(StatusCode::BAD_GATEWAY, "incomplete_answer", "The backend's answer broke off.");
            return Err(fault.detail(error.to_string()));
        }
    };
    Ok(())
}

/// What expressions look up in an answer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'r>(pub &'r Response);

impl<'r> Answer<'r> {
    /// A header as it stands now; empty where there is none. Several lines are joined by commas.
    #[must_use]
    pub fn header(self, name: &str) -> Cow<'r, str> {
        joined(self.0.headers(), name)
    }

    /// A header, or this where there is none.
    #[must_use]
    pub fn header_or(self, name: &str, fallback: impl Into<Cow<'r, str>>) -> Cow<'r, str> {
        if self.has_header(name) { self.header(name) } else { fallback.into() }
    }

    /// Whether there is a header.
    #[must_use]
    pub fn has_header(self, name: &str) -> bool {
        self.0.headers().contains_key(name)
    }

    /// A part of the body, by a JSON Pointer. There is none where the body was not held back, or is no JSON.
    #[must_use]
    pub fn member(self, pointer: &str) -> Value<'r> {
        match self.0.body() {
            Body::Full(body) if json::check(body, json::any).is_ok() => {
                Value::json(body, Origin::Answer).member(pointer)
            }
            _ => Value::ABSENT,
        }
    }

    /// The code of the status.
    #[must_use]
    pub fn status(self) -> i64 {
        self.0.status().as_u16().into()
    }
}
