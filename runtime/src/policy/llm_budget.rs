//! `llm-budget`: so much money for the tokens of whatever has the same key.

use http::{StatusCode, header};

use super::prompted::{MOST_SPLICED, asked, counted, place, splice};
use super::{TokenQuotaPeriod, limit};
use crate::call::{Call, Consumed, Quantity};
use crate::fault::{Fault, Flow};
use crate::llm::prompt::Prompt;
use crate::price::{Amount, Tariffs};
use crate::store::{Ask, Grant, Name, PeriodLimit, State, Terms};

const POLICY: &str = "llm-budget";

/// The largest budget: what counts beyond it is not exact in Redis.
const MOST: Amount = Amount(1 << 52);

/// A period of the calendar, in UTC.
pub type BudgetPeriod = TokenQuotaPeriod;

/// The policy. What a call may cost is reserved before it is sent, and what it costs is put in its place when it has ended. Its
/// counters are its own: another policy with the same keys has others.
#[derive(Debug, Clone, Copy)]
pub struct LlmBudget<'p> {
    /// What tells callers apart.
    pub counter_key: &'p str,
    /// How much a period lets be spent, in the currency of the prices: a decimal number.
    pub budget: &'p str,
    /// How long a period is.
    pub budget_period: BudgetPeriod,
    /// Whether a completion that the caller doesn't bound is held to what is left.
    pub bound_completions: bool,
    /// A further header that says, beside `Retry-After`, after how many seconds a refused call may be tried again.
    pub retry_after_header_name: &'static str,
    /// A variable for those seconds.
    pub retry_after_variable_name: Option<&'static str>,
    /// The header that says how much is left of the period, as a decimal number.
    pub remaining_budget_header_name: Option<&'static str>,
    /// A variable for it, in billionths.
    pub remaining_budget_variable_name: Option<&'static str>,
    /// The header that says what the call costs, as a decimal number.
    pub cost_header_name: Option<&'static str>,
    /// A variable for it, in billionths.
    pub cost_variable_name: Option<&'static str>,
    /// The name of its counters.
    pub counter: &'static str,
}

impl LlmBudget<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: LlmBudget<'static> = LlmBudget {
        counter_key: "",
        budget: "",
        budget_period: BudgetPeriod::Monthly,
        bound_completions: false,
        retry_after_header_name: "retry-after",
        retry_after_variable_name: None,
        remaining_budget_header_name: None,
        remaining_budget_variable_name: None,
        cost_header_name: None,
        cost_variable_name: None,
        counter: "",
    };

    /// Reserves what the call may cost. The body is read whole and checked before; a call without one costs nothing.
    ///
    /// # Errors
    /// 403 `budget_exceeded`, or `model_not_priced` where the model's price is not known; 503 `counters_unavailable` where the
    /// counters are away and the gateway fails closed; 500 where the budget is no amount; what is wrong with the body: 400,
    /// 408, 413 or 415.
    pub async fn inbound(&self, state: &State, call: &mut Call) -> Flow {
        limit::keep(call, self.cost_variable_name, 0);
        let Some(mut prompt) = asked(call).await? else { return Ok(()) };
        let Some(prices) = call.look_up_prices() else { return Err(unpriced()) };
        let Some(budget) = Amount::parse(self.budget).filter(|budget| *budget <= MOST) else {
            return Err(Fault::internal(format!("`{}` is no budget", self.budget)).by(POLICY));
        };
        let quota = PeriodLimit { limit: budget.0, period: self.budget_period.calendar() };
        let terms = Terms { rate: None, quota: Some(quota) };
        let place = if self.bound_completions { place(call, &prompt, POLICY)? } else { None };
        let name = Name { counter: self.counter, key: self.counter_key };
        let mut granted = state.reserve(&name, terms, ask(&prices, &prompt, place.is_some())).await;
        // As of tokens: the bound by length is most often enough to know.
        if let Ok((Grant { refused: Some(_), .. }, _)) = granted
            && counted(call, &mut prompt).await
        {
            granted = state.reserve(&name, terms, ask(&prices, &prompt, place.is_some())).await;
        }
        let Ok((grant, reservation)) = granted else {
            call.pays(prices.first);
            return state.unmetered(POLICY);
        };
        self.tell(call, &grant);
        if grant.refused.is_some() {
            return Err(self.refusal(call, &grant));
        }
        if let Some(reservation) = reservation {
            call.reserved_money(reservation);
        }
        if let Some(place) = place {
            let all = prices.completions(Amount(grant.amount), prompt.bound);
            let each = (all / prompt.choices).min(MOST_SPLICED);
            splice(call, place, each, POLICY)?;
        }
        call.pays(prices.first);
        // What is coded can't be looked into for the tokens that it reports.
        call.ask_uncoded();
        let (header, variable) = (self.cost_header_name, self.cost_variable_name);
        if header.is_some() || variable.is_some() {
            call.tell_consumed(Consumed { quantity: Quantity::Cost, header, variable, by: POLICY });
        }
        Ok(())
    }

    /// Says what is left.
    fn tell(&self, call: &mut Call, grant: &Grant) {
        let left = Amount(grant.left.1);
        limit::tell_value(call, self.remaining_budget_header_name, left.header());
        limit::keep(call, self.remaining_budget_variable_name, left.0);
    }

    #[cold]
    fn refusal(&self, call: &mut Call, grant: &Grant) -> Fault {
        let (status, code, message) = (StatusCode::FORBIDDEN, "budget_exceeded", "The budget is used up.");
        let (Some(seconds), fault) = limit::refusal(grant.wait, status, code, message) else {
            let message = "The call may cost more than the budget ever admits.";
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
fn ask(prices: &Tariffs, prompt: &Prompt, spliced: bool) -> Ask {
    let with = |completions: u64| prices.bound(prompt.bound, completions).0;
    match prompt.completions {
        Some(completions) if prompt.whole => Ask::exactly(with(completions)),
        Some(completions) => Ask::at_least(with(completions)),
        None if spliced => {
            let each = |most: u64| with(prompt.choices.saturating_mul(most));
            Ask::between(each(1), each(MOST_SPLICED))
        }
        None => Ask::at_least(with(0)),
    }
}

#[cold]
fn unpriced() -> Fault {
    let message = "The gateway has no price for the model of this call.";
    Fault::new(StatusCode::FORBIDDEN, "model_not_priced", message).param("model").by(POLICY)
}
