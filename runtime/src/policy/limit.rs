//! What the policies that limit calls have in common: how a caller learns of it.

use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};

use crate::call::Call;
use crate::expression::Variable;
use crate::fault::{Fault, Flow};
use crate::store::{Allowance, Cost, Name, Outage, Rate, State};

/// The headers that tell a caller of a rate, and the variables that tell policies of it.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) retry_after: (&'static str, Option<&'static str>),
    pub(super) remaining: (Option<&'static str>, Option<&'static str>),
    pub(super) total: Option<&'static str>,
}

/// Asks for a share of a rate; without one the call ends with 429.
pub(super) async fn take(
    state: &State,
    call: &mut Call,
    policy: &'static str,
    name: Name<'_>,
    (rate, cost): (Rate, Cost),
    told: Told,
) -> Flow {
    let decision = match state.take(&name, rate, cost).await {
        Ok(decision) => decision,
        Err(Outage) => return state.unmetered(policy),
    };
    tell(call, told.remaining.0, decision.remaining);
    keep(call, told.remaining.1, decision.remaining);
    tell(call, told.total, rate.limit);
    if decision.admitted {
        return Ok(());
    }
    let (seconds, fault) =
        refusal(decision.wait, StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", "Rate limit is exceeded.");
    let (header, variable) = told.retry_after;
    if let Some(seconds) = seconds {
        keep(call, variable, seconds);
        if header != http::header::RETRY_AFTER.as_str() {
            tell(call, Some(header), seconds);
        }
    }
    Err(fault.by(policy))
}

/// Asks for a share of a quota; without one the call ends with 403. Its bytes are added when it has ended.
pub(super) async fn spend(
    state: &State,
    call: &mut Call,
    policy: &'static str,
    name: Name<'_>,
    (quota, cost): (Allowance, u64),
) -> Flow {
    let decision = match state.spend(&name, quota, cost).await {
        Ok(decision) => decision,
        Err(Outage) => return state.unmetered(policy),
    };
    if !decision.admitted {
        let message = "The quota is used up.";
        return Err(refusal(decision.wait, StatusCode::FORBIDDEN, "quota_exceeded", message).1.by(policy));
    }
    if quota.bytes.is_some() && cost > 0 {
        call.meter(state.meter(&name, quota, decision.ticket));
    }
    Ok(())
}

/// The answer to a call that gets no share, and the whole seconds after which it may get one. `wait` is in microseconds.
pub(super) fn refusal(
    wait: Option<u64>,
    status: StatusCode,
    code: &'static str,
    message: &'static str,
) -> (Option<u64>, Fault) {
    match wait {
        Some(micros) => {
            let seconds = micros.div_ceil(1_000_000).max(1);
            let fault = Fault::new(status, code, format!("{message} Try again in {seconds} seconds."));
            (Some(seconds), fault.retry_after(Duration::from_secs(seconds)))
        }
        None => (None, Fault::new(status, code, message)),
    }
}

pub(super) fn keep(call: &mut Call, variable: Option<&'static str>, number: u64) {
    if let Some(name) = variable {
        call.set_variable(name, Variable::from(i64::try_from(number).unwrap_or(i64::MAX)));
    }
}

pub(super) fn tell(call: &mut Call, header: Option<&'static str>, number: u64) {
    tell_value(call, header, HeaderValue::from(number));
}

pub(super) fn tell_value(call: &mut Call, header: Option<&'static str>, value: HeaderValue) {
    if let Some(Ok(name)) = header.map(|name| HeaderName::from_bytes(name.as_bytes())) {
        call.answer_with(name, value);
    }
}
