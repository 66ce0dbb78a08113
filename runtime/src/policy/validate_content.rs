//! `validate-content`: the size, the media type and the schema of a body.

use http::{HeaderMap, StatusCode, header};
use http_body::Body as _;

use super::Action;
use super::action::act;
use super::held::{Held, hold};
use crate::body::{Body, Response};
use crate::call::{Call, check_whole};
use crate::fault::{Fault, Flow};
use crate::json;
use crate::media_type::MediaType;
use crate::operation::{ContentKind, of_status};

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct ValidateContent<'p> {
    /// What is done with a media type that nothing declares.
    pub unspecified_content_type_action: Action,
    /// The largest body that is checked, in bytes.
    pub max_size: u64,
    /// What is done with a larger one, of which nothing else is checked.
    pub size_exceeded_action: Action,
    /// What is checked, by media type; none for all that the document declares.
    pub contents: &'p [ContentAction],
    /// Whether a stream of events is held back until its end.
    pub buffer: bool,
    /// The variable that keeps what was wrong.
    pub errors_variable_name: Option<&'static str>,
}

/// What is done with bodies of one media type.
#[derive(Debug, Clone, Copy)]
pub struct ContentAction {
    /// The media type, or a range of them.
    pub name: &'static str,
    /// What it is read as.
    pub validate_as: ValidateAs,
    /// What is done with a body that breaks its schema.
    pub action: Action,
}

impl ContentAction {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { name: "", validate_as: ValidateAs::Json, action: Action::Prevent };
}

/// What a body is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidateAs {
    /// JSON.
    Json,
}

impl ValidateContent<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self {
        unspecified_content_type_action: Action::Prevent,
        max_size: 0,
        size_exceeded_action: Action::Prevent,
        contents: &[],
        buffer: false,
        errors_variable_name: None,
    };

    /// Checks the request's body, which is read whole for it. The gateway's own check does not come behind it.
    ///
    /// # Errors
    /// 400 for what is to be prevented; 408 and 413 for a body that doesn't come whole.
    pub async fn inbound(&self, call: &mut Call) -> Flow {
        let body = call.whole_body().await?;
        if body.len() as u64 > self.max_size {
            call.settle_body(false).await?;
            let message = format!("The body is larger than {} bytes.", self.max_size);
            return act(self.size_exceeded_action, self.errors_variable_name, call, asked(Fault::bad_request("body_too_large", message)));
        }
        let action = match self.action(call.headers()) {
            Some(action) => action,
            None if self.contents.is_empty() && call.check_media_type().is_ok() => Action::Prevent,
            None if body.is_empty() => Action::Prevent,
            None => {
                call.settle_body(false).await?;
                let message = "The body has a media type that the operation does not declare.";
                let fault = Fault::bad_request("undeclared_content_type", message);
                return act(self.unspecified_content_type_action, self.errors_variable_name, call, asked(fault));
            }
        };
        let declared = call.check_media_type().is_ok();
        let checked = match call.settle_body(declared).await {
            // What the operation doesn't declare and this policy names is JSON without a schema.
            Ok(()) if !declared && !body.is_empty() => json::check(&body, json::any).map(drop).map_err(Fault::rejected),
            checked => checked,
        };
        checked.or_else(|fault| act(action, self.errors_variable_name, call, asked(fault)))
    }

    /// Checks the answer's body, which is held back for it. A stream of events passes unread unless `buffer` says otherwise.
    ///
    /// # Errors
    /// 502 for what is to be prevented, and for a body that breaks off.
    pub async fn outbound(&self, call: &mut Call, response: &mut Response) -> Flow {
        let streamed = media_type(response.headers()).is_some_and(|media| media.starts_with("text/event-stream"));
        if response.body().is_end_stream() || (streamed && !self.buffer) {
            return Ok(());
        }
        let held = hold(std::mem::take(response.body_mut()), self.max_size).await;
        let body = match held.map_err(|error| broken_off(&*error))? {
            Held::Whole(body) => body,
            Held::Larger(body) => {
                *response.body_mut() = body;
                let fault = answered("answer_too_large", "The backend's answer is larger than this API answers with.");
                return act(self.size_exceeded_action, self.errors_variable_name, call, fault);
            }
        };
        *response.body_mut() = Body::full(body.clone());
        self.check_answer(call, response, &body)
    }

    fn check_answer(&self, call: &mut Call, response: &Response, body: &[u8]) -> Flow {
        let documented = of_status(call.operation().answers, response.status());
        let declared = documented.and_then(|documented| documented.content(response.headers()));
        let action = match (self.action(response.headers()), declared) {
            (Some(action), _) => action,
            (None, Some(_)) if self.contents.is_empty() => Action::Prevent,
            // Nothing is declared, so nothing is undeclared.
            (None, None) if documented.is_none_or(|documented| documented.contents.is_empty()) => return Ok(()),
            (None, _) => {
                let message = "The backend's answer has a media type that the API does not declare.";
                return act(self.unspecified_content_type_action, self.errors_variable_name, call, answered("undeclared_content_type", message));
            }
        };
        if response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return act(action, self.errors_variable_name, call, answered("coded_answer", "The backend's answer is coded, so it can't be checked."));
        }
        match check_whole(body, declared.unwrap_or(ContentKind::Json(json::any))) {
            Ok(()) => Ok(()),
            Err(fault) => {
                let told = answered("invalid_answer", "The backend's answer breaks the API's schema.");
                act(action, self.errors_variable_name, call, told.detail(fault.cause().message.clone()))
            }
        }
    }

    /// What the policy itself says of the media type.
    fn action(&self, headers: &HeaderMap) -> Option<Action> {
        let given = MediaType::read(media_type(headers)?);
        let ranked = self.contents.iter().filter_map(|content| Some((given.rank(content.name)?, content.action)));
        ranked.max_by_key(|(rank, _)| *rank).map(|(_, action)| action)
    }
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

/// What is wrong with a request is answered with 400, whatever it is.
fn asked(fault: Fault) -> Fault {
    fault.status_of(StatusCode::BAD_REQUEST).by("validate-content")
}

fn answered(code: &'static str, message: &'static str) -> Fault {
    Fault::new(StatusCode::BAD_GATEWAY, code, message).by("validate-content")
}

#[cold]
fn broken_off(error: &(dyn std::error::Error + Send + Sync)) -> Fault {
    answered("incomplete_answer", "The backend's answer broke off.").detail(error.to_string())
}
