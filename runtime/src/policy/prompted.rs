//! What the policies on prompts and completions share: how a body is read for them, and how its completions are bounded.

use http::{StatusCode, header};

use crate::call::{Bound, Call};
use crate::fault::{Fault, Flow};
use crate::json::{self, Edit};
use crate::llm::count;
use crate::llm::prompt::{self, Prompt, Purpose};
use crate::media_type::{MediaKind, MediaType};

/// The most that a completion is held to where nothing but what is left bounds it. Models refuse more than they can do, and
/// this much all of those do that complete texts of any length.
pub(super) const MOST_SPLICED: u64 = 4_096;

/// What a call may use. `None`: it uses no tokens.
pub(super) async fn asked(call: &mut Call) -> Flow<Option<Prompt>> {
    if Purpose::of(call.path()) == Purpose::Counts {
        return Ok(None);
    }
    if !call.has_body() {
        return Ok(None);
    }
    call.want_notes(prompt::NO_TEXT);
    call.read_body().await?;
    // A body of another kind may be large, and nothing in it says how many tokens it comes to.
    let said = call.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let read =
        said.is_none_or(|said| matches!(MediaType::read(said).kind(), MediaKind::Json) || said.starts_with("text/"));
    if read {
        call.whole_body().await?;
    }
    // Whoever serves the call, it uses no more.
    let told = call.told_to_targets();
    let prompts = told.iter().map(|told| prompt::read(&told.body, &told.path, call.noted(&told.body)));
    Ok(Some(prompts.reduce(Prompt::or).unwrap_or(Prompt::UNREAD)))
}

/// Counts a prompt whose bound by length a decision hangs on; whether it is less than the bound. The call is not held meanwhile:
/// its future may be sent to another thread.
pub(super) fn counted<'p>(call: &Call, prompt: &'p mut Prompt) -> impl Future<Output = bool> + Send + use<'p> {
    let told = if prompt.object { call.told_to_targets() } else { Vec::new() };
    async move {
        let mut most = None;
        for told in told {
            let model = told.model().into_owned();
            let Some(counted) = count::exact(told.body, model).await else { return false };
            most = most.max(Some(counted.most));
        }
        let Some(most) = most else { return false };
        let less = most < prompt.bound;
        prompt.bound = prompt.bound.min(most);
        less
    }
}

/// Where a completion is bounded, if the caller doesn't and the body has a place for it.
pub(super) fn place(call: &Call, prompt: &Prompt, policy: &'static str) -> Flow<Option<&'static str>> {
    let declared = call.operation().body;
    if prompt.completions.is_some() || !(declared.contents.is_empty() || declared.takes_json()) {
        return Ok(None);
    }
    // Whoever takes such a body for JSON would complete it without a bound.
    if !prompt.object {
        return Err(unbounded(policy));
    }
    json::check(call.body().unwrap_or_default(), json::any).map_err(|rejected| Fault::rejected(rejected).by(policy))?;
    Ok(prompt.place)
}

/// Bounds each completion, where the first that may serve the call takes its bound; as it is sent, it stands where its target does.
pub(super) fn splice(call: &mut Call, place: &'static str, most: u64, policy: &'static str) -> Flow {
    let Some(body) = call.body() else { return Ok(()) };
    let edited = json::edit(body, place, Edit::Set(&most.to_string())).map_err(|_| unbounded(policy))?;
    for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        call.headers_mut().remove(name);
    }
    call.set_body(edited.into());
    call.bounded(Bound { place, most });
    Ok(())
}

#[cold]
fn unbounded(policy: &'static str) -> Fault {
    let message = "The body must be a JSON object, since the gateway bounds its completion.";
    Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message).by(policy)
}
