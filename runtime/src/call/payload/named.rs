//! The model that a form names, looked at before the form goes to the backend.

use http::header;

use super::{Limited, Payload, broken_off, coding, delimiter, late, whole};
use crate::body::RequestBytes;
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::media_type::MediaType;
use crate::model::SOURCE;
use crate::multipart::{LookedAt, Named, Naming};

/// The most bytes of a form that are held until its model is known: more than the files of transcriptions have, which
/// some clients send first.
const MOST_HELD: usize = 32 << 20;

/// Whether the body says that it is a form with parts, which the operation takes: a backend that expects another kind might not
/// read what a body says of itself, and find another model in it.
pub(in crate::call) fn is_form(call: &Call) -> bool {
    if !call.operation().body.takes_form() {
        return false;
    }
    let mut types = call.headers().get_all(header::CONTENT_TYPE).iter();
    let said = types.next().and_then(|said| said.to_str().ok()).map(MediaType::read);
    types.next().is_none() && said.is_some_and(|said| said.is(super::FORM))
}

/// The model that a form names. What has come of one that streams is held, and the rest streams.
///
/// # Errors
/// 400 where it is no form, names several models, or names one only behind what is held at most; what the checks of the
/// body say of what has come; 408 or 413 where it doesn't come.
pub(in crate::call) async fn in_form(call: &mut Call) -> Flow<Option<Named>> {
    let delimiter = delimiter(call.headers())?;
    if coding::of(call.headers())?.is_some() {
        whole(call).await?;
    }
    let body = match std::mem::replace(&mut call.payload, Payload::Taken) {
        Payload::Unread(body) => {
            let tally = call.record_mut().map(|record| record.tally.clone());
            Box::pin(Limited { body, bounds: call.bounds(), read: 0, tally })
        }
        Payload::Checked(RequestBytes::Stream(body)) => body,
        other => {
            call.payload = other;
            return Naming::of_whole(delimiter, call.body().unwrap_or_default());
        }
    };
    let mut form = LookedAt::new(body, delimiter);
    while form.named().is_none() && !form.has_ended() {
        if form.held() > MOST_HELD {
            return Err(too_late());
        }
        let Ok(read) = tokio::time::timeout(call.limits.body_idle, form.read()).await else {
            return Err(late("The body stopped coming."));
        };
        read.map_err(|error| match error.downcast::<Fault>() {
            Ok(fault) => *fault,
            Err(error) => broken_off(&error),
        })?;
    }
    let named = form.named().cloned();
    call.payload = Payload::Checked(RequestBytes::Stream(Box::pin(form)));
    Ok(named)
}

/// Where a form that was read whole names its model. `None`: it is no form, or names none.
pub(in crate::call) fn in_whole_form(call: &Call, body: &[u8]) -> Option<Named> {
    Naming::of_whole(delimiter(call.headers()).ok()?, body).ok()?
}

#[cold]
fn too_late() -> Fault {
    let message =
        format!("The form names no model in its first {MOST_HELD} bytes: `model` must stand before its files.");
    Fault::bad_request("model_too_late", message).param("/model").by(SOURCE)
}
