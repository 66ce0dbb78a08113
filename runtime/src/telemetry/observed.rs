//! An answer's body that bears the record of its call.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};

use super::record::{EndedBy, Record};
use crate::body::{Body, BodyError};
use crate::fault::Fault;
use crate::upstream::Cut;

/// The body of an answer. The record is written when the body ends, breaks off, or is dropped because the client left.
#[derive(Debug)]
pub struct Observed {
    body: Body,
    record: Option<Box<Record>>,
}

impl Observed {
    pub(crate) fn new(body: Body, mut record: Box<Record>) -> Self {
        // Nobody reads a body that has no bytes.
        if body.is_end_stream() || record.bodiless(record.status()) {
            record.completed();
        }
        Self { body, record: Some(record) }
    }

    /// A body whose call has no record any more.
    pub(crate) fn unrecorded(body: Body) -> Self {
        Self { body, record: None }
    }

    fn complete(&mut self) {
        let Some(mut record) = self.record.take() else { return };
        record.completed();
        if let Body::Upstream(answer) = &self.body
            && let Some(cut) = answer.cut()
        {
            record.cut(cut);
        }
        self.write(record);
    }

    #[cold]
    fn fail(&mut self, error: &BodyError) {
        let Some(mut record) = self.record.take() else { return };
        if let Some(cut) = error.downcast_ref::<Cut>() {
            record.cut(cut);
        } else {
            let code = error.downcast_ref::<Fault>().map_or("internal_error", Fault::code);
            record.broke_off(EndedBy::Gateway, code, error.to_string());
        }
        self.write(record);
    }

    /// Writes the record; the body is over by then, and has told what it showed.
    fn write(&mut self, record: Box<Record>) {
        self.body = Body::Empty;
        drop(record);
    }
}

impl http_body::Body for Observed {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let this = &mut *self;
        let frame = Pin::new(&mut this.body).poll_frame(cx);
        match &frame {
            Poll::Pending => {}
            Poll::Ready(None) => this.complete(),
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(record), Some(data)) = (&mut this.record, frame.data_ref()) {
                    record.bytes_out += data.len() as u64;
                }
                // A body of known length isn't asked again after its last frame.
                if this.body.is_end_stream() {
                    this.complete();
                }
            }
            Poll::Ready(Some(Err(error))) => this.fail(error),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        let Some(mut record) = self.record.take() else { return };
        if let Body::Upstream(answer) = &self.body
            && answer.is_terminated()
        {
            // Many clients leave with the protocol's last event, before the body's end.
            record.completed();
        }
        self.write(record);
    }
}
