//! How a call is sent, and what its last attempt came to while it is not yet known whether there will be another.

use std::time::Duration;

use http::StatusCode;

use super::Call;
use super::payload::Payload;
use crate::body::{RequestBytes, Response};
use crate::fault::{Fault, Flow};
use crate::policy::FORWARDING;
use crate::upstream::{Backend, HttpVersion, Replay, whole};

/// How a call is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manner {
    /// How long the head of the answer may take, where that is not the backend's own limit.
    pub(crate) timeout: Option<Duration>,
    /// Which version of HTTP it is sent by.
    pub(crate) version: HttpVersion,
    /// Whether redirections to the same server are followed.
    pub(crate) follow_redirects: bool,
    /// Whether an answer with a status from 400 on is an error.
    pub(crate) fail_on_error_status: bool,
}

/// What an attempt came to.
#[derive(Debug)]
struct Attempted {
    /// The backend's answer, or the one that would tell of the fault.
    answer: Response,
    fault: Option<Fault>,
}

/// What the policies of the section `backend` say of a call.
#[derive(Debug, Default)]
pub(crate) struct Sending {
    manner: Manner,
    last: Option<Attempted>,
}

impl Call {
    /// Where the call goes unless a policy has said otherwise.
    pub fn defaults_to(&mut self, backend: &Backend) {
        if self.backend.is_none() {
            self.backend = Some(backend.clone());
        }
    }

    /// Notes how the call is to be sent.
    pub(crate) fn send_as(&mut self, manner: Manner) {
        self.sending_mut().manner = manner;
    }

    /// How it is sent.
    pub(crate) fn sent_as(&self) -> Manner {
        self.sending.as_ref().map_or_else(Manner::default, |sending| sending.manner)
    }

    fn sending_mut(&mut self) -> &mut Sending {
        self.sending.get_or_insert_default()
    }

    /// Sends the call, and keeps what it came to until it is clear whether that is the answer.
    ///
    /// # Errors
    /// What is the caller's own doing. What the backend is to blame for is kept as its answer.
    pub async fn forward(&mut self) -> Flow {
        let Some(backend) = self.backend.clone() else { return Err(Fault::internal("the call has no backend")) };
        let attempted = match backend.send(self).await {
            Ok(answer) => Attempted { answer, fault: None },
            Err(fault) if fault.status().is_server_error() && fault.cause().source == FORWARDING => {
                Attempted { answer: self.api().dialect.answer(fault.cause()), fault: Some(fault) }
            }
            Err(fault) => return Err(fault),
        };
        self.sending_mut().last = Some(attempted);
        Ok(())
    }

    /// What [`Call::forward`] came to: the backend's answer, or, where there was none, the one that the caller would get.
    ///
    /// # Errors
    /// 500 where nothing was sent yet.
    pub fn attempted(&self) -> Flow<&Response> {
        let last = self.sending.as_ref().and_then(|sending| sending.last.as_ref());
        last.map(|attempted| &attempted.answer).ok_or_else(|| Fault::internal("the call was not sent yet"))
    }

    /// The answer: that of the last attempt, else of one that is made now.
    ///
    /// # Errors
    /// Those of [`Backend::send`]; with `fail-on-error-status-code` the status of an answer from 400 on.
    pub async fn answered(&mut self) -> Flow<Response> {
        if self.sending.as_ref().is_none_or(|sending| sending.last.is_none()) {
            self.forward().await?;
        }
        let Some(Attempted { answer, fault }) = self.sending_mut().last.take() else {
            return Err(Fault::internal("the call was not sent"));
        };
        match fault {
            Some(fault) => Err(fault),
            None if self.sent_as().fail_on_error_status && answer.status().as_u16() >= 400 => {
                Err(refused(answer.status()))
            }
            None => Ok(answer),
        }
    }

    /// Drops the last attempt's answer.
    pub(crate) async fn drop_answer(&mut self) {
        let Some(Attempted { answer, fault }) = self.sending_mut().last.take() else { return };
        let used = answer.status().is_success() && fault.is_none();
        self.give_up(answer, used).await;
    }

    /// Gives up an answer for another attempt: nothing of it is told as if the caller had got it. `used`: it came with success, so
    /// it has used tokens all the same.
    pub(crate) async fn give_up(&mut self, answer: Response, used: bool) {
        answer.into_body().discard().await;
        if let Some(record) = &mut self.record {
            let usage = record.tally.take_answer().usage;
            // The caller gets none of it.
            record.tally.delivered(None);
            if used {
                record.bill.give_up(usage.as_ref());
                record.given_up.count(usage);
            }
        }
    }

    /// Keeps the body, as far as it has at most so many bytes, so that the call can be sent again. One that was read whole
    /// is there anyway.
    pub(crate) fn keep_body(&mut self, most: u64) {
        if !matches!(self.payload, Payload::Whole(_) | Payload::Kept(_)) {
            let body = self.take_callers_body();
            self.payload = Payload::Kept(Replay::new(body, most));
        }
    }

    /// Reads the whole body before any of it is sent.
    ///
    /// # Errors
    /// 400, 408 or 413 where it doesn't come whole.
    pub(crate) async fn buffer_body(&mut self) -> Flow {
        if matches!(self.payload, Payload::Whole(_)) {
            return Ok(());
        }
        let body = self.take_callers_body();
        let backend = self.backend.as_ref().map_or("", Backend::name);
        let whole = whole(body, self.body_idle()).await.map_err(|failure| failure.into_fault(backend))?;
        self.payload = match whole {
            RequestBytes::Full(bytes) => Payload::Whole(bytes),
            body => Payload::Kept(Replay::new(body, 0)),
        };
        Ok(())
    }

    /// Whether the body can be sent from its beginning.
    pub(crate) fn has_body_left(&self) -> bool {
        match &self.payload {
            Payload::Whole(_) => true,
            Payload::Kept(replay) => replay.is_left(),
            Payload::Unread(_) | Payload::Checked(_) | Payload::Taken => false,
        }
    }
}

/// The backend said no, and that is to be an error of the gateway's.
#[cold]
fn refused(status: StatusCode) -> Fault {
    Fault::new(status, "backend_error_status", "The backend answered with an error.")
        .by(FORWARDING)
        .detail(format!("the backend answered with {status}"))
}
