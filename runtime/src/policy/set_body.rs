//! `set-body`: another body for the request or the answer, or other members in the one that is there.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use http_body::Body as _;

use super::held::{Held, hold};
use crate::body::{Body, Response};
use crate::call::Call;
use crate::expression::Variable;
use crate::fault::{Fault, Flow};
use crate::json::{self, Edit, NoPlace};
use crate::llm::events::is_event_stream;
use crate::media_type::{MediaKind, MediaType};

/// The policy. Either `value` or `template` is the body, or `set` and `remove` edit the one that is there.
#[derive(Debug, Clone, Copy)]
pub struct SetBody<'p> {
    /// The body.
    pub value: Option<&'p str>,
    /// The body, as JSON.
    pub template: Option<&'p str>,
    /// Members that are set.
    pub set: &'p [Spliced],
    /// JSON pointers to members that are removed.
    pub remove: &'p [&'p str],
    /// Whether a stream of events is held back until its end, and the data of each event edited.
    pub buffer: bool,
}

/// A member that is set.
#[derive(Debug, Clone)]
pub struct Spliced {
    /// The JSON pointer to it.
    pub name: &'static str,
    /// Its value.
    pub value: Variable,
}

impl SetBody<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { value: None, template: None, set: &[], remove: &[], buffer: false };

    /// Puts the body in the place of the request's, which is not read any more and not checked; or edits the members of the
    /// request's, which is read whole and checked before.
    ///
    /// # Errors
    /// What is wrong with a body that is to be edited: 400, 408, 413 or 415.
    pub async fn inbound(&self, call: &mut Call) -> Flow {
        let body = match self.whole() {
            Some(whole) => Bytes::copy_from_slice(whole.as_bytes()),
            None => {
                let declared = call.operation().body;
                // A policy of a broader scope edits the bodies of other operations.
                if !declared.contents.is_empty() && !declared.takes_json() {
                    return Ok(());
                }
                call.read_body().await?;
                let body = call.whole_body().await?;
                if body.is_empty() && (self.set.is_empty() || !declared.required) {
                    return Ok(());
                }
                editable(call.headers(), &body)?;
                json::check(&body, json::any).map_err(|rejected| Fault::rejected(rejected).by("set-body"))?;
                self.edited(&body).map_err(|(pointer, NoPlace)| no_place(pointer))?
            }
        };
        uncoded(call.headers_mut());
        call.set_body(body);
        Ok(())
    }

    /// As [`SetBody::inbound`].
    ///
    /// # Errors
    /// As there.
    pub async fn backend(&self, call: &mut Call) -> Flow {
        self.inbound(call).await
    }

    /// Puts the body in the place of the answer's, which is not read any more; or edits the members of the answer's, which is
    /// held back until its end. What isn't JSON passes as it is.
    ///
    /// # Errors
    /// 502 for an answer that says it is JSON and can't be edited, and for one that breaks off or is too large.
    pub async fn outbound(&self, call: &mut Call, response: &mut Response) -> Flow {
        let body = match self.whole() {
            Some(whole) => Bytes::copy_from_slice(whole.as_bytes()),
            None => {
                let events = is_event_stream(response.headers());
                if response.body().is_end_stream() || (events && !self.buffer) || !(events || is_json(response)) {
                    return Ok(());
                }
                let held = hold(std::mem::take(response.body_mut()), call.body_limit()).await;
                match held.map_err(|error| answered("incomplete_answer", "The backend's answer broke off.", &*error))? {
                    Held::Whole(body) if events => self.edited_events(&body),
                    Held::Whole(body) => self.edited_answer(response, &body)?,
                    Held::Larger(_) => {
                        let message = "The backend's answer is larger than the gateway can edit.";
                        return Err(answered("answer_too_large", message, &call.body_limit()));
                    }
                }
            }
        };
        uncoded(response.headers_mut());
        *response.body_mut() = Body::full(body);
        Ok(())
    }

    /// Puts the body in the place of the one that tells of the error, or edits its members.
    ///
    /// # Errors
    /// 502 where that has no place for them.
    pub fn on_error(&self, _: &mut Call, response: &mut Response) -> Flow {
        let body = match (self.whole(), response.body()) {
            (Some(whole), _) => Bytes::copy_from_slice(whole.as_bytes()),
            (None, Body::Full(body)) if is_json(response) => {
                let body = body.clone();
                self.edited_answer(response, &body)?
            }
            // What no policy has set is the gateway's own, and there as a whole.
            (None, _) => return Ok(()),
        };
        uncoded(response.headers_mut());
        *response.body_mut() = Body::full(body);
        Ok(())
    }

    /// The body that takes the place of another, if one does.
    fn whole(&self) -> Option<&str> {
        self.value.or(self.template)
    }

    /// The body with its members set and removed. Fails with the pointer that there is no place for.
    fn edited(&self, body: &Bytes) -> Result<Bytes, (&str, NoPlace)> {
        let mut edited = body.clone();
        for pointer in self.remove {
            edited = json::edit(&edited, pointer, Edit::Remove).map_err(|none| (*pointer, none))?.into();
        }
        for Spliced { name, value } in self.set {
            edited = json::edit(&edited, name, Edit::Set(&value.to_json())).map_err(|none| (*name, none))?.into();
        }
        Ok(edited)
    }

    fn edited_answer(&self, response: &Response, body: &Bytes) -> Flow<Bytes> {
        if is_coded(response.headers()) {
            let message = "The backend's answer is coded, so it can't be edited.";
            return Err(answered("coded_answer", message, &"content-encoding"));
        }
        let invalid = "The backend's answer can't be edited.";
        if json::check(body, json::any).is_err() {
            return Err(answered("invalid_answer", invalid, &"it is no JSON"));
        }
        self.edited(body).map_err(|(pointer, NoPlace)| {
            answered("invalid_answer", invalid, &format_args!("it has no place for `{pointer}`"))
        })
    }

    /// The events with the data of each edited, where that is one line of JSON and has a place for what is set.
    fn edited_events(&self, body: &[u8]) -> Bytes {
        let mut edited = Vec::with_capacity(body.len());
        for line in body.split_inclusive(|byte| *byte == b'\n') {
            let end = line.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
            let (text, ending) = line.split_at(end);
            let data = text.strip_prefix(b"data:").map(<[u8]>::trim_ascii);
            match data.filter(|data| json::check(data, json::any).is_ok()) {
                Some(data) => {
                    let data = Bytes::copy_from_slice(data);
                    edited.extend_from_slice(b"data: ");
                    edited.extend_from_slice(&self.edited(&data).unwrap_or_else(|_| data.clone()));
                    edited.extend_from_slice(ending);
                }
                None => edited.extend_from_slice(line),
            }
        }
        edited.into()
    }
}

/// Whether a request's body can be edited.
fn editable(headers: &HeaderMap, body: &[u8]) -> Flow {
    let refused = |code, message: &'static str| {
        Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, code, message).by("set-body"))
    };
    if body.is_empty() {
        return Err(Fault::bad_request("missing_body", "The operation needs a body.").by("set-body"));
    }
    if is_coded(headers) {
        return refused("unsupported_content_encoding", "The body must not be coded, since the gateway edits it.");
    }
    match kind(headers) {
        None | Some(MediaKind::Json) => Ok(()),
        _ => refused("unsupported_media_type", "The body must be JSON, since the gateway edits it."),
    }
}

fn kind(headers: &HeaderMap) -> Option<MediaKind> {
    Some(MediaType::read(headers.get(header::CONTENT_TYPE)?.to_str().ok()?).kind())
}

fn is_json(response: &Response) -> bool {
    kind(response.headers()) == Some(MediaKind::Json)
}

fn is_coded(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| coding != "identity")
}

fn no_place(pointer: &str) -> Fault {
    let message = format!("The body has no place for `{pointer}`.");
    Fault::bad_request("invalid_value", message).param(pointer.to_owned()).by("set-body")
}

#[cold]
fn answered(code: &'static str, message: &'static str, detail: &dyn std::fmt::Display) -> Fault {
    Fault::new(StatusCode::BAD_GATEWAY, code, message).by("set-body").detail(detail.to_string())
}

/// What was said of the other body's bytes holds of these no more.
fn uncoded(headers: &mut HeaderMap) {
    for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::ETAG] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_of_each_event_is_edited() {
        let set = [Spliced { name: "/x", value: Variable::from(1_i64) }];
        let policy = SetBody { set: &set, remove: &["/a"], ..SetBody::DEFAULT };
        let events = b"event: m\r\ndata: {\"a\":1}\r\n\r\ndata:{\"b\": 2 }\n\n: a\ndata: [DONE]\n\ndata: 5\n\ndata: {";
        let edited = policy.edited_events(events);
        let expected: &[u8] =
            b"event: m\r\ndata: {\"x\":1}\r\n\r\ndata: {\"b\": 2,\"x\":1 }\n\n: a\ndata: [DONE]\n\ndata: 5\n\ndata: {";
        assert_eq!(edited, expected);
    }
}
