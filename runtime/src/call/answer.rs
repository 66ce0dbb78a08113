//! The check of what a backend answers, where the API asks for it.

use http::StatusCode;
use http_body::Body as _;

use super::{Call, check_whole};
use crate::body::{Body, Response};
use crate::fault::{Fault, Flow};
use crate::llm::events::is_event_stream;
use crate::operation::{Action, ContentKind, of_status};
use crate::parameter;
use crate::policy::{Held, act, hold};

impl Call {
    /// Checks an answer as the document declares it for its status: the headers, the media type, and a body of JSON or text,
    /// which is held back for it. A status that is not declared, and a stream of events, pass.
    ///
    /// # Errors
    /// 502 for what is wrong, where that is to be prevented, and for a body that breaks off.
    pub async fn check_answer(&mut self, response: &mut Response, action: Action) -> Flow {
        let Some(documented) = of_status(self.operation().answers, response.status()) else { return Ok(()) };
        for header in documented.headers {
            if let Err(violation) = parameter::check_answer(response.headers(), header) {
                let told = format!("the header `{}` breaks `{}`", header.name(), violation.keyword);
                act(action, None, self, wrong("invalid_header", "A header of the backend's answer is wrong.", told))?;
            }
        }
        if response.body().is_end_stream() || documented.contents.is_empty() || is_event_stream(response.headers()) {
            return Ok(());
        }
        match documented.content(response.headers()) {
            None => {
                let message = "The backend's answer has a media type that the API does not declare.";
                let given = response.headers().get(http::header::CONTENT_TYPE);
                act(action, None, self, wrong("undeclared_content_type", message, format!("it is {given:?}")))
            }
            Some(ContentKind::Unread) => Ok(()),
            Some(kind) => self.check_body_of_answer(response, kind, action).await,
        }
    }

    async fn check_body_of_answer(&mut self, response: &mut Response, kind: ContentKind, action: Action) -> Flow {
        let most = self.body_limit();
        let held = hold(std::mem::take(response.body_mut()), most).await;
        let held =
            held.map_err(|error| wrong("incomplete_answer", "The backend's answer broke off.", error.to_string()))?;
        let body = match held {
            Held::Whole(body) => body,
            Held::Larger(body) => {
                *response.body_mut() = body;
                let message = "The backend's answer is larger than the gateway can check.";
                return act(
                    action,
                    None,
                    self,
                    wrong("answer_too_large", message, format!("it has more than {most} bytes")),
                );
            }
        };
        *response.body_mut() = Body::full(body.clone());
        if response.headers().get(http::header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            let message = "The backend's answer is coded, so it can't be checked.";
            return act(action, None, self, wrong("coded_answer", message, String::new()));
        }
        match check_whole(&body, kind) {
            Ok(()) => Ok(()),
            Err(fault) => {
                let told = fault.cause().message.clone().into_owned();
                act(action, None, self, wrong("invalid_answer", "The backend's answer breaks the API's schema.", told))
            }
        }
    }
}

/// `told` is for the log.
#[cold]
fn wrong(code: &'static str, message: &'static str, told: String) -> Fault {
    Fault::new(StatusCode::BAD_GATEWAY, code, message).by("validate").detail(told)
}
