//! The model of a call: which one the caller has named, what it is to the backend that the call goes to, and the answers that
//! need no backend.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

use super::Call;
use super::payload::{self, Payload};
use crate::body::{Body, RequestBytes, Response, Spliced};
use crate::fault::{Fault, Flow};
use crate::json::{self, Edit, view};
use crate::llm::{count, prompt};
use crate::model::{self, ByModel, Model, SOURCE, Target};
use crate::multipart::Named;
use crate::price::{Called, called};
use crate::text::{json_string, percent_encode};

/// The model that a call is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routed {
    pub(crate) model: &'static Model,
    /// What it is to the backend that has its turn.
    pub(crate) target: &'static Target,
    /// The bound of each completion that the gateway has set.
    pub(crate) bound: Option<Bound>,
}

/// A bound of completions in the body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bound {
    /// Where it stands for the model's first target, as a JSON Pointer; others may take it elsewhere.
    pub(crate) place: &'static str,
    pub(crate) most: u64,
}

/// A call as it is told to a target.
pub(crate) struct Told {
    /// Its path, with the prefix of the API unless the target has another name for the model there.
    pub(crate) path: String,
    pub(crate) body: Bytes,
    /// The name that the target has for the model, where the gateway has models.
    model: Option<&'static str>,
}

impl Told {
    /// The model as the backend knows it.
    pub(crate) fn model(&self) -> Cow<'_, str> {
        self.model.map_or_else(|| count::model(&self.body, &self.path), Cow::Borrowed)
    }
}

/// What of a call says another thing to the backend than the caller has said.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    /// The path below the backend's base path.
    pub(super) path: Option<String>,
    /// The body, where it is there as a whole.
    pub(super) body: Option<Bytes>,
    /// Where the name of the model stands in a form that streams.
    field: Option<Range<u64>>,
}

impl Call {
    /// The model that the call is for, where its API has models and the operation asks for one.
    pub(crate) fn routed(&self) -> Option<Routed> {
        self.routed
    }

    /// Finds the model that the caller has named. The body has been checked.
    pub(super) async fn route_by_model(&mut self) -> Flow {
        if self.routed.is_some() {
            return Ok(());
        }
        let (models, name) = match self.operation.by_model {
            ByModel::No | ByModel::Listed(_) | ByModel::Told(..) => return Ok(()),
            ByModel::Path(parameter, models) => {
                let name = self.path_parameter(parameter).map(Cow::into_owned);
                (models, Some(name.ok_or_else(unknown)?))
            }
            ByModel::Body(models) => (models, self.model_in_body().await?),
        };
        let Some(name) = name else {
            // Where the document lets a call name none, the backend takes one, which may be any.
            let any = models.iter().all(|model| model.serves(self.product));
            return if any { Ok(()) } else { Err(missing()) };
        };
        let Some(model) = model::find(models, &name) else { return Err(unknown()) };
        if !model.serves(self.product) {
            return Err(not_allowed());
        }
        if model.targets.iter().any(|target| target.model != name) {
            self.send_uncoded();
        } else {
            self.renamed.field = None;
        }
        if let Some(target) = model.targets.first() {
            self.routed = Some(Routed { model, target, bound: None });
            self.aim(target);
        }
        Ok(())
    }

    /// The member `model` of the body, or the field of a form; `None`: it names none. What stands twice, or in no JSON, a backend
    /// might read otherwise.
    async fn model_in_body(&mut self) -> Flow<Option<String>> {
        if !self.has_body() {
            return Ok(None);
        }
        if !self.body_is_json && payload::is_form(self) {
            // Boxed, so that other bodies don't pay for its size.
            let named = Box::pin(payload::in_form(self)).await.map_err(|fault| fault.or_by("body"))?;
            let Some(Named { name, at }) = named else { return Ok(None) };
            self.renamed.field = Some(at);
            return Ok(Some(name));
        }
        // A form of another kind may name another model to who reads it as one.
        if !self.body_is_json && !payload::says_json(self) {
            return Err(missing());
        }
        payload::keep(self).await?;
        let Some(body) = self.body() else { return Err(missing()) };
        if !self.body_is_json {
            json::check(body, json::any).map_err(|rejected| Fault::rejected(rejected).by(SOURCE))?;
        }
        match called("", Some(body)) {
            Called::Model(name) => Ok(Some(name.into_owned())),
            Called::Nothing if view::member(body, "model").is_none_or(|model| model == b"null") => Ok(None),
            Called::Nothing => Err(missing()),
            Called::Several => Err(model::several()),
        }
    }

    /// A coded body can't be edited, so it goes on as what it was before.
    fn send_uncoded(&mut self) {
        if let Some(decoded) = self.decoded.take() {
            self.payload = Payload::Whole(decoded);
            for name in [header::CONTENT_ENCODING, header::CONTENT_LENGTH] {
                self.head.headers.remove(name);
            }
        }
    }

    /// Has the call name the model as this target does. The body follows as it is sent, since policies may still edit it.
    pub(crate) fn aim(&mut self, target: &'static Target) {
        let Some(routed) = &mut self.routed else { return };
        routed.target = target;
        self.renamed.path = None;
        if let Some(record) = &mut self.record {
            record.model_sent = Some(target.model);
        }
        // What a policy wrote stays.
        if let (ByModel::Path(parameter, _), None) = (self.operation.by_model, &self.path) {
            self.renamed.path = self.path_to(parameter, target);
        }
    }

    fn path_to(&self, parameter: &str, target: &Target) -> Option<String> {
        if self.path_parameter(parameter)? == target.model {
            return None;
        }
        let whole = self.head.uri.path();
        let range = self.captures.range(parameter)?;
        let below = self.sent_path();
        let begin = range.start.checked_sub(whole.len().checked_sub(below.len())?)?;
        let mut path = below.get(..begin)?.to_owned();
        percent_encode(&mut path, target.model, false);
        path.push_str(below.get(begin + range.len()..)?);
        Some(path)
    }

    /// Notes that the gateway has bounded the completions.
    pub(crate) fn bounded(&mut self, bound: Bound) {
        if let Some(routed) = &mut self.routed {
            routed.bound = Some(bound);
        }
    }

    /// Puts the target's name for the model into the body, and the gateway's bound of completions where the target takes it; its
    /// other bytes stay.
    pub(super) fn rename_in_body(&mut self) {
        self.renamed.body = self.routed.and_then(|Routed { target, bound, .. }| {
            let renamed = self.body_to(target);
            let moved = bound.and_then(|bound| self.bounded_for(target, bound, renamed.as_deref().or(self.body())?));
            moved.or(renamed)
        });
    }

    /// The body with the bound of completions where this target takes it. `None`: it stands there, or a policy has put another
    /// bound in its place.
    fn bounded_for(&self, target: &Target, Bound { place: written, most }: Bound, body: &[u8]) -> Option<Bytes> {
        let path = match self.operation.by_model {
            ByModel::Path(parameter, _) => self.path_to(parameter, target),
            _ => None,
        };
        let place = prompt::place(body, path.as_deref().unwrap_or(self.path()))?;
        if place == written || view::at(body, written).and_then(view::unsigned) != Some(most) {
            return None;
        }
        let without = json::edit(body, written, Edit::Remove).ok()?;
        json::edit(&without, place, Edit::Set(&most.to_string())).ok().map(Bytes::from)
    }

    /// A body on its way to the backend, with the target's name for the model in the field of a form that streams; its other
    /// bytes stay.
    pub(super) fn rename_in_stream(&self, body: RequestBytes) -> RequestBytes {
        match (body, self.routed, &self.renamed.field) {
            (RequestBytes::Stream(body), Some(Routed { target, .. }), Some(at)) => {
                let name = Bytes::from_static(target.model.as_bytes());
                RequestBytes::Stream(Box::pin(Spliced::new(body, at.clone(), name)))
            }
            (body, ..) => body,
        }
    }

    /// What each of the model's targets is told, as far as its tokens are counted by it. Where the call has no
    /// model, what the caller has said.
    pub(crate) fn told_to_targets(&self) -> Vec<Told> {
        let Some(body) = self.shared_body() else { return Vec::new() };
        let Some(Routed { model, .. }) = self.routed else {
            return vec![Told { path: self.path().to_owned(), body, model: None }];
        };
        let told = |target: &Target| {
            let path = match self.operation.by_model {
                ByModel::Path(parameter, _) => self.path_to(parameter, target),
                _ => None,
            };
            Told {
                path: path.unwrap_or_else(|| self.path().to_owned()),
                body: self.body_to(target).unwrap_or_else(|| body.clone()),
                model: Some(target.model),
            }
        };
        model.targets.iter().map(told).collect()
    }

    /// The body with a target's name for the model, where it has another one.
    fn body_to(&self, target: &Target) -> Option<Bytes> {
        let (ByModel::Body(_), Some(body)) = (self.operation.by_model, self.body()) else { return None };
        if !self.body_is_json && payload::is_form(self) {
            let Named { name, at } = payload::in_whole_form(self, body)?;
            return if name == target.model { None } else { spliced(body, &at, target.model) };
        }
        let is_named = matches!(called("", Some(body)), Called::Model(name) if name == target.model);
        let mut name = String::with_capacity(target.model.len() + 2);
        json_string(&mut name, target.model);
        // A policy may have put a body there that has no place for a model.
        if is_named { None } else { json::edit(body, "/model", Edit::Set(&name)).ok().map(Bytes::from) }
    }

    /// The answer of an operation that tells of the API's models.
    ///
    /// # Errors
    /// 404 `model_not_found` where the caller asks for one that there isn't for it.
    pub(crate) fn told_of_models(&self) -> Flow<Option<Response>> {
        let text = match self.operation.by_model {
            ByModel::No | ByModel::Body(_) | ByModel::Path(..) => return Ok(None),
            ByModel::Listed(models) => model::list(models, self.product),
            ByModel::Told(parameter, models) => {
                let name = self.path_parameter(parameter);
                let found = name.and_then(|name| model::find(models, &name));
                model::one(found.filter(|model| model.serves(self.product)).ok_or_else(unknown)?)
            }
        };
        let mut response = Response::new(Body::full(Bytes::from(text)));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(Some(response))
    }
}

/// A body with a name in the place of some of its bytes.
fn spliced(body: &[u8], at: &Range<u64>, name: &str) -> Option<Bytes> {
    let before = body.get(..usize::try_from(at.start).ok()?)?;
    let behind = body.get(usize::try_from(at.end).ok()?..)?;
    Some(Bytes::from([before, name.as_bytes(), behind].concat()))
}

#[cold]
fn missing() -> Fault {
    Fault::bad_request("model_missing", "The call names no model.").param("model").by(SOURCE)
}

#[cold]
fn unknown() -> Fault {
    Fault::new(StatusCode::NOT_FOUND, "model_not_found", "The API has no such model.").param("model").by(SOURCE)
}

#[cold]
fn not_allowed() -> Fault {
    let message = "The model may not be called with this subscription.";
    Fault::new(StatusCode::FORBIDDEN, "model_not_allowed", message).param("model").by(SOURCE)
}
