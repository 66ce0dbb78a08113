//! The body of a call: how it is read, checked and replaced, and what of it goes to the backend.

use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header;

use super::Call;
use super::payload::{self, Bounds, Payload};
use crate::body::RequestBytes;
use crate::fault::{Fault, Flow, Section};
use crate::llm::{self, Kept, Logged};

impl Call {
    /// Puts another body in the place of the client's, which is dropped unread.
    pub fn set_body(&mut self, body: Bytes) {
        self.payload = Payload::Whole(body);
        self.decoded = None;
        self.asked = None;
        self.body_is_json = false;
        self.body_settled = true;
    }

    /// Reads the body whole, for a policy that checks it, and gives it as it was before it was coded.
    ///
    /// # Errors
    /// 400, 408 or 413 where it doesn't come whole; 400, 413 or 415 where it is coded and can't be decoded.
    pub(crate) async fn whole_body(&mut self) -> Flow<Bytes> {
        payload::whole(self).await
    }

    /// Checks the body, which was read whole, as the operation declares it; the gateway asks nothing more of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) async fn settle_body(&mut self, checked: bool) -> Flow {
        self.body_settled = true;
        if checked { payload::declared_check(self).await } else { Ok(()) }
    }

    /// Whether the operation declares the media type of the body.
    ///
    /// # Errors
    /// 415 if it doesn't, 400 where several are said.
    pub(crate) fn check_media_type(&self) -> Flow {
        payload::check_media_type(self)
    }

    /// The body for the backend, once: what was read for a check, else the client's stream under the body limit.
    pub fn take_body(&mut self) -> RequestBytes {
        self.rename_in_body();
        self.ask_for_usage();
        self.price_as_sent();
        self.note_model();
        self.keep_prompt();
        if self.record.as_ref().and_then(|record| record.logged_texts()).is_some_and(|texts| texts.completions > 0) {
            // What comes coded can't be read.
            self.ask_uncoded();
        }
        let tally = self.record.as_ref().map(|record| record.tally.clone());
        let payload = match &mut self.payload {
            // What was read stays, for policies on the answer.
            Payload::Whole(bytes) => {
                Payload::Whole(self.asked.as_ref().or(self.renamed.body.as_ref()).unwrap_or(bytes).clone())
            }
            Payload::Kept(replay) => {
                let body = replay.take();
                return self.rename_in_stream(body);
            }
            _ => std::mem::replace(&mut self.payload, Payload::Taken),
        };
        self.rename_in_stream(payload.into_request(self.bounds(), tally))
    }

    /// The body as the caller sent it, whatever its model is to the backend.
    pub(super) fn take_callers_body(&mut self) -> RequestBytes {
        let tally = self.record.as_ref().map(|record| record.tally.clone());
        std::mem::replace(&mut self.payload, Payload::Taken).into_request(self.bounds(), tally)
    }

    /// Asks a stream for its usage, where its caller doesn't and the operation says how. A coded body stays as it is.
    fn ask_for_usage(&mut self) {
        if let (true, Payload::Whole(bytes)) = (self.operation.reports_usage, &self.payload)
            && self.decoded.is_none()
            && let Some(asked) = llm::ask(self.renamed.body.as_ref().unwrap_or(bytes))
        {
            self.asked = Some(asked);
            self.head.headers.remove(header::CONTENT_LENGTH);
            // What comes coded can't be read, nor the report taken out.
            self.ask_uncoded();
        }
    }

    /// Keeps what a language model is asked, to be counted should nobody report it.
    fn keep_prompt(&self) {
        if let (Payload::Whole(bytes), Some(record)) = (&self.payload, &self.record) {
            let sent = self.renamed.body.as_ref().or(self.decoded.as_ref()).unwrap_or(bytes);
            let path = self.renamed.path.as_deref().unwrap_or_else(|| self.asked_path());
            let told = self.routed().map(|routed| routed.target.model);
            record.tally.asked(Kept::new(sent, path, told));
            if let Some(texts) = record.logged_texts() {
                let prompt = (texts.prompts > 0).then(|| self.asked.as_ref().unwrap_or(sent).clone());
                record.tally.to_be_logged(Logged { prompt, completion: texts.completions });
            }
        }
    }

    /// Whether the gateway has asked a stream for its usage.
    pub(crate) fn asked_for_usage(&self) -> bool {
        self.asked.is_some()
    }

    /// What holds the body in while it comes.
    pub(crate) fn bounds(&self) -> Bounds {
        let began = self.record.as_ref().map_or_else(Instant::now, |record| record.began);
        Bounds { size: self.limits.body, until: began + self.limits.body_timeout }
    }

    /// How large a body may be that is read whole.
    pub(crate) fn body_limit(&self) -> u64 {
        self.limits.body
    }

    /// How long the caller may pause within the body.
    pub(crate) fn body_idle(&self) -> Duration {
        self.limits.body_idle
    }

    /// The body, where a check has read it, as it was before it was coded. JSON, if the check passed.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        match &self.payload {
            Payload::Whole(bytes) => Some(self.decoded.as_ref().unwrap_or(bytes)),
            Payload::Unread(_) | Payload::Checked(_) | Payload::Kept(_) | Payload::Taken => None,
        }
    }

    /// The same, to be kept.
    pub(crate) fn shared_body(&self) -> Option<Bytes> {
        match &self.payload {
            Payload::Whole(bytes) => Some(self.decoded.as_ref().unwrap_or(bytes).clone()),
            Payload::Unread(_) | Payload::Checked(_) | Payload::Kept(_) | Payload::Taken => None,
        }
    }

    /// The most that a body may hold that is read.
    pub(crate) fn most_bytes(&self) -> u64 {
        self.limits.body
    }

    /// Whether the request has a body that hasn't gone to the backend.
    pub(crate) fn has_body(&self) -> bool {
        !payload::is_empty(self)
    }

    /// Checks the body as the operation declares it. What isn't checked stays unread, unless it names a model that says where
    /// the call goes.
    ///
    /// # Errors
    /// 400, 408, 413 or 415, unless the API only detects; 400 `model_missing` or `model_too_late`, 403 `model_not_allowed` or
    /// 404 `model_not_found` where the API has models.
    pub async fn check_body(&mut self) -> Flow {
        if !self.body_settled {
            payload::check(self).await.map_err(of_body)?;
            self.body_settled = true;
        }
        self.route_by_model().await?;
        self.section = Section::Backend;
        Ok(())
    }

    /// Checks the body as the operation declares it, and reads it whole where that is not done by the check, for policies
    /// that look into it.
    ///
    /// # Errors
    /// As [`Call::check_body`].
    pub async fn read_body(&mut self) -> Flow {
        if !self.body_settled {
            payload::check(self).await.map_err(of_body)?;
            self.body_settled = true;
        }
        payload::keep(self).await.map_err(of_body)?;
        self.route_by_model().await
    }
}

/// A fault that the check of a body found.
fn of_body(fault: Fault) -> Fault {
    fault.by("body")
}
