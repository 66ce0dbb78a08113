//! Policies that tell how many tokens a call has used, and what they cost, as soon as the backend has answered.

use http::{HeaderName, HeaderValue};

use super::Call;
use crate::body::{Body, Response};
use crate::expression::Variable;
use crate::fault::{Fault, Flow};
use crate::llm::events::is_event_stream;
use crate::llm::usage::Usage;
use crate::policy::{Held, hold};
use crate::price::Amount;
use crate::telemetry::tokens;

/// What is told of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// The tokens that it has used.
    Tokens,
    /// What they cost: a decimal in headers, billionths in variables.
    Cost,
}

/// Where it is told how much a call has used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Consumed {
    /// What is told.
    pub(crate) quantity: Quantity,
    /// A header of the answer.
    pub(crate) header: Option<&'static str>,
    /// A variable.
    pub(crate) variable: Option<&'static str>,
    /// The policy that tells them.
    pub(crate) by: &'static str,
}

impl Call {
    /// Has the tokens told that the call will have used.
    pub(crate) fn tell_consumed(&mut self, consumed: Consumed) {
        if let Some(record) = &mut self.record {
            record.consumed.push(consumed);
        }
    }

    /// The tokens that are reported so far, by answers that were given up too.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let record = self.record.as_ref()?;
        record.given_up.with_last(record.tally.answer().usage)
    }

    /// Whether an answer is to be read for the tokens that it reports.
    pub(crate) fn tells_consumed(&self) -> bool {
        self.record.as_ref().is_some_and(|record| !record.consumed.is_empty())
    }

    /// Holds an answer back until its end, and tells the tokens that it reports. A stream of events passes untold, since its head
    /// goes out before they are known; so does an answer that is larger than a request's body may be.
    ///
    /// # Errors
    /// 502 for a body that breaks off.
    pub(crate) async fn told_consumed(&mut self, mut response: Response) -> Flow<Response> {
        let before = self.record.as_ref().and_then(|record| Some((record.given_up.with_last(None)?, &record.bill)));
        let (mut used, mut cost) =
            before.map_or((0, Some(Amount::default())), |(usage, bill)| (tokens(&usage), bill.with_last(None)));
        if response.status().is_success() {
            if !matches!(response.body(), Body::Upstream(_)) || is_event_stream(response.headers()) {
                return Ok(response);
            }
            let (body, most) = (std::mem::take(response.body_mut()), self.most_bytes());
            match hold(body, most).await {
                Ok(Held::Whole(body)) => *response.body_mut() = Body::full(body),
                Ok(Held::Larger(body)) => {
                    *response.body_mut() = body;
                    return Ok(response);
                }
                Err(error) => return Err(self.broke_off(error.to_string())),
            }
            let Some(usage) = self.usage() else {
                return Ok(response);
            };
            used = tokens(&usage);
            cost = self.cost();
        }
        let told = self.record.as_ref().map_or_else(Vec::new, |record| record.consumed.clone());
        for Consumed { quantity, header, variable, .. } in told {
            let (shown, number) = match (quantity, cost) {
                (Quantity::Tokens, _) => (HeaderValue::from(used), used),
                (Quantity::Cost, Some(cost)) => (cost.header(), cost.0),
                (Quantity::Cost, None) => continue,
            };
            if let Some(Ok(name)) = header.map(|name| HeaderName::from_bytes(name.as_bytes())) {
                self.answer_with(name, shown);
            }
            if let Some(name) = variable {
                self.set_variable(name, Variable::from(i64::try_from(number).unwrap_or(i64::MAX)));
            }
        }
        Ok(response)
    }

    #[cold]
    fn broke_off(&self, error: String) -> Fault {
        let by = self.record.as_ref().and_then(|record| record.consumed.first()).map_or("", |consumed| consumed.by);
        let message = "The backend's answer broke off.";
        Fault::new(http::StatusCode::BAD_GATEWAY, "incomplete_answer", message).by(by).detail(error)
    }
}
