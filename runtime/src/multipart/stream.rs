//! A form on its way to the backend.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use super::Form;
use super::held::Held;
use crate::body::{BodyError, Streamed};
use crate::fault::{Fault, Flow};
use crate::operation::Action;

/// How much of a refused form is still read, to list what else is wrong with it.
const MOST_AFTER: usize = 1 << 20;

/// What the check of a streamed form came to, for the record of its call.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// How many rules it breaks.
    pub(crate) violations: AtomicUsize,
    /// The code of the fault, where there is one.
    pub(crate) code: OnceLock<&'static str>,
    /// How many values of open enumerations the document doesn't name.
    pub(crate) unknown_values: AtomicU32,
}

/// A form that is checked while it is forwarded. Its last bytes come only once all of it is found right; else it ends
/// with a [`Fault`].
pub(crate) struct Checked {
    body: Streamed,
    /// `None` once it turned out to be no form, and that is only noted.
    form: Option<Form>,
    action: Action,
    findings: Arc<Findings>,
    held: Held,
    /// How many bytes stay while the form is open: as many as its closing delimiter has.
    keep: usize,
    trailers: Option<HeaderMap>,
    /// How many bytes came after the first violation.
    after: usize,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// All was read, and may go.
    Passed,
    Refused,
}

impl Checked {
    /// `body` keeps to the limits itself. `delimiter` is what the form's delimiters begin with, `--` included.
    pub(crate) fn new(body: Streamed, form: Form, delimiter: usize, action: Action, findings: Arc<Findings>) -> Self {
        Self {
            body,
            form: Some(form),
            action,
            findings,
            held: Held::default(),
            // CRLF before it and `--` behind it.
            keep: delimiter + 4,
            trailers: None,
            after: 0,
            state: State::Open,
        }
    }

    /// Whether nothing may go any more.
    fn is_refused(&self) -> bool {
        self.action == Action::Prevent && self.form.as_ref().is_some_and(Form::is_refused)
    }

    /// The next bytes that may go.
    fn release(&mut self) -> Option<Bytes> {
        let keep = if self.state == State::Open && self.form.is_some() { self.keep } else { 0 };
        self.held.take(keep)
    }

    fn data(&mut self, data: Bytes) -> Flow {
        let before = self.is_refused();
        if let Some(form) = &mut self.form
            && let Err(malformed) = form.feed(&data)
        {
            // What was found before stands nearer to the form's beginning.
            let fault = form.take_fault().unwrap_or_else(|| malformed.into());
            self.conclude(Some(fault))?;
            self.form = None;
        }
        if self.is_refused() {
            self.held.clear();
            self.after += if before { data.len() } else { 0 };
            if self.after > MOST_AFTER || self.form.as_ref().is_some_and(Form::is_full) {
                return self.end();
            }
        } else {
            self.held.push(data);
        }
        Ok(())
    }

    fn end(&mut self) -> Flow {
        if let Some(form) = &mut self.form {
            let fault = form.take_fault().or_else(|| form.end().err().map(Fault::from));
            self.conclude(fault)?;
        }
        self.state = State::Passed;
        Ok(())
    }

    /// Notes what was found. Gives the fault back where it is to stop the call.
    fn conclude(&mut self, fault: Option<Fault>) -> Flow {
        let unknown = self.form.as_ref().map_or(0, Form::unknown_values);
        self.findings.unknown_values.store(unknown, Ordering::Relaxed);
        let Some(fault) = fault else { return Ok(()) };
        self.findings.violations.store(fault.cause().violations.len().max(1), Ordering::Relaxed);
        // Set once: a form is concluded once.
        let _ = self.findings.code.set(fault.code());
        if self.action == Action::Prevent { Err(fault) } else { Ok(()) }
    }
}

impl Body for Checked {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = self.get_mut();
        loop {
            match this.state {
                State::Refused => return Poll::Ready(Some(Err("the form was refused".into()))),
                State::Open | State::Passed => {
                    if let Some(data) = this.release() {
                        return Poll::Ready(Some(Ok(Frame::data(data))));
                    }
                }
            }
            if this.state == State::Passed {
                return Poll::Ready(this.trailers.take().map(|trailers| Ok(Frame::trailers(trailers))));
            }
            let stepped: Result<(), BodyError> = match ready!(this.body.as_mut().poll_frame(cx)) {
                None => this.end().map_err(Into::into),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.data(data).map_err(Into::into),
                    Err(frame) => {
                        this.trailers = frame.into_trailers().ok();
                        Ok(())
                    }
                },
                // Where the form was refused before it broke off, that is what the caller can mend.
                Some(Err(_)) if this.is_refused() => this.end().map_err(Into::into),
                Some(Err(error)) => Err(error),
            };
            if let Err(error) = stepped {
                this.state = State::Refused;
                return Poll::Ready(Some(Err(error)));
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.state == State::Passed && self.held.len() == 0 && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        self.held.with(&self.body.size_hint())
    }
}
