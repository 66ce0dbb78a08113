//! `llm-token-limit`: so many tokens, of prompts and completions together, of whatever has the same key.

use std::time::Duration;

use http::{StatusCode, header};

use super::limit;
use super::prompted::{MOST_SPLICED, asked, counted, place, splice};
use crate::call::{Call, Consumed, Quantity};
use crate::fault::{Fault, Flow};
use crate::llm::prompt::Prompt;
use crate::store::{Ask, Calendar, Grant, Name, PeriodLimit, Rate, Refused, State, Terms};

const POLICY: &str = "llm-token-limit";
const MINUTE: Duration = Duration::from_secs(60);

/// A period of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenQuotaPeriod {
    /// An hour.
    Hourly,
    /// A day.
    Daily,
    /// A week from Monday.
    Weekly,
    /// A month.
    Monthly,
    /// A year.
    Yearly,
}

impl TokenQuotaPeriod {
    /// The period of a name, as the gateway file writes it: `Hourly`, `Daily`, `Weekly`, `Monthly` or `Yearly`.
    ///
    /// # Errors
    /// 500 `internal` where the text is none of them.
    pub fn named(text: &str) -> Result<Self, Fault> {
        Ok(match text {
            "Hourly" => Self::Hourly,
            "Daily" => Self::Daily,
            "Weekly" => Self::Weekly,
            "Monthly" => Self::Monthly,
            "Yearly" => Self::Yearly,
            _ => return Err(Fault::internal(format!("`{text}` is no period of a quota"))),
        })
    }

    pub(super) fn calendar(self) -> Calendar {
        match self {
            Self::Hourly => Calendar::Hour,
            Self::Daily => Calendar::Day,
            Self::Weekly => Calendar::Week,
            Self::Monthly => Calendar::Month,
            Self::Yearly => Calendar::Year,
        }
    }
}

/// The policy. What a call may use is reserved before it is sent, and what it has used is put in its place when it has ended. Its
/// counters are its own: another policy with the same keys has others.
#[derive(Debug, Clone, Copy)]
pub struct LlmTokenLimit<'p> {
    /// What tells callers apart.
    pub counter_key: &'p str,
    /// How many tokens in any minute.
    pub tokens_per_minute: Option<u64>,
    /// How many in each period.
    pub token_quota: Option<u64>,
    /// How long a period is.
    pub token_quota_period: Option<TokenQuotaPeriod>,
    /// Whether the bound of the prompt is told as consumed before the backend has answered.
    pub estimate_prompt_tokens: bool,
    /// Whether a completion that the caller doesn't bound is held to what is left.
    pub bound_completions: bool,
    /// A further header that says, beside `Retry-After`, after how many seconds a refused call may be tried again.
    pub retry_after_header_name: &'static str,
    /// A variable for those seconds.
    pub retry_after_variable_name: Option<&'static str>,
    /// The header that says how many tokens are left of the minute.
    pub remaining_tokens_header_name: Option<&'static str>,
    /// A variable for them.
    pub remaining_tokens_variable_name: Option<&'static str>,
    /// The header that says how many tokens are left of the period.
    pub remaining_quota_tokens_header_name: Option<&'static str>,
    /// A variable for them.
    pub remaining_quota_tokens_variable_name: Option<&'static str>,
    /// The header that says how many tokens the call has used.
    pub tokens_consumed_header_name: Option<&'static str>,
    /// A variable for them.
    pub tokens_consumed_variable_name: Option<&'static str>,
    /// The name of its counters.
    pub counter: &'static str,
}

impl LlmTokenLimit<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: LlmTokenLimit<'static> = LlmTokenLimit {
        counter_key: "",
        tokens_per_minute: None,
        token_quota: None,
        token_quota_period: None,
        estimate_prompt_tokens: false,
        bound_completions: false,
        retry_after_header_name: "retry-after",
        retry_after_variable_name: None,
        remaining_tokens_header_name: None,
        remaining_tokens_variable_name: None,
        remaining_quota_tokens_header_name: None,
        remaining_quota_tokens_variable_name: None,
        tokens_consumed_header_name: None,
        tokens_consumed_variable_name: None,
        counter: "",
    };

    /// Reserves what the call may use. The body is read whole and checked before; a call without one uses no tokens.
    ///
    /// # Errors
    /// 429 `token_limit_exceeded`, 403 `token_quota_exceeded`; 503 `counters_unavailable` where the counters are away and the
    /// gateway fails closed; what is wrong with the body: 400, 408, 413 or 415.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        limit::keep(call, self.tokens_consumed_variable_name, 0);
        let Some(mut prompt) = asked(call).await? else { return Ok(()) };
        let place = if self.bound_completions { place(call, &prompt, POLICY)? } else { None };
        let terms = self.terms();
        let name = Name { counter: self.counter, key: self.counter_key };
        let mut granted = state.reserve(&name, terms, ask(&prompt, place.is_some())).await;
        // The bound by length is most often enough to know; where it isn't, the prompt is counted.
        if let Ok((Grant { refused: Some(_), .. }, _)) = granted
            && counted(call, &mut prompt).await
        {
            granted = state.reserve(&name, terms, ask(&prompt, place.is_some())).await;
        }
        let Ok((grant, reservation)) = granted else { return state.unmetered(POLICY) };
        self.tell(call, terms, &grant);
        if let Some(refused) = grant.refused {
            return Err(self.refusal(call, refused, &grant));
        }
        if let Some(reservation) = reservation {
            call.reserved(reservation);
        }
        if let Some(place) = place {
            let each = grant.amount.saturating_sub(prompt.bound) / prompt.choices;
            splice(call, place, each, POLICY)?;
        }
        // What is coded can't be looked into for the tokens that it reports.
        call.ask_uncoded();
        if self.estimate_prompt_tokens {
            limit::keep(call, self.tokens_consumed_variable_name, prompt.bound);
        }
        let (header, variable) = (self.tokens_consumed_header_name, self.tokens_consumed_variable_name);
        if header.is_some() || variable.is_some() {
            call.tell_consumed(Consumed { quantity: Quantity::Tokens, header, variable, by: POLICY });
        }
        Ok(())
    }

    fn terms(&self) -> Terms {
        let quota = self.token_quota.zip(self.token_quota_period).map(|(limit, period)| PeriodLimit {
            limit,
            period: period.calendar(),
        });
        Terms { rate: self.tokens_per_minute.map(|limit| Rate::new(limit, MINUTE)), quota }
    }

    /// Says what is left.
    fn tell(&self, call: &mut Call, terms: Terms, grant: &Grant) {
        if terms.rate.is_some() {
            limit::tell(call, self.remaining_tokens_header_name, grant.left.0);
            limit::keep(call, self.remaining_tokens_variable_name, grant.left.0);
        }
        if terms.quota.is_some() {
            limit::tell(call, self.remaining_quota_tokens_header_name, grant.left.1);
            limit::keep(call, self.remaining_quota_tokens_variable_name, grant.left.1);
        }
    }

    #[cold]
    fn refusal(&self, call: &mut Call, refused: Refused, grant: &Grant) -> Fault {
        let (status, code, message) = match refused {
            Refused::ByRate => (StatusCode::TOO_MANY_REQUESTS, "token_limit_exceeded", "Token limit is exceeded."),
            Refused::ByPeriod => (StatusCode::FORBIDDEN, "token_quota_exceeded", "Token quota is exceeded."),
        };
        let (Some(seconds), fault) = limit::refusal(grant.wait, status, code, message) else {
            let message = format!("{message} The call may use more tokens than the limit ever admits.");
            return Fault::new(status, code, message).by(POLICY);
        };
        limit::keep(call, self.retry_after_variable_name, seconds);
        if self.retry_after_header_name != header::RETRY_AFTER.as_str() {
            limit::tell(call, Some(self.retry_after_header_name), seconds);
        }
        fault.by(POLICY)
    }
}

/// What of a budget it asks for.
fn ask(prompt: &Prompt, spliced: bool) -> Ask {
    match prompt.completions {
        Some(completions) if prompt.whole => Ask::exactly(prompt.bound.saturating_add(completions).max(1)),
        Some(completions) => Ask::at_least(prompt.bound.saturating_add(completions)),
        None if spliced => {
            let with = |each: u64| prompt.bound.saturating_add(prompt.choices.saturating_mul(each));
            Ask::between(with(1), with(MOST_SPLICED))
        }
        None => Ask::at_least(prompt.bound),
    }
}
