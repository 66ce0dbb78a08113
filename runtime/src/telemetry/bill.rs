//! What a call costs, as far as that is known when it has ended.

use super::given_up::GivenUp;
use super::metrics::{Called, Metrics, Priced, Uncosted};
use super::spent::Spent;
use crate::llm::usage::Usage;
use crate::price::{Amount, Price};
use crate::store::{Reservation, Unit};
use crate::text::json_string;

/// The money of a call.
#[derive(Debug, Default)]
pub(crate) struct Bill {
    /// By which its tokens are paid for.
    pub(crate) price: Option<Price>,
    /// What is held of budgets until it is known what the call costs.
    pub(crate) reservations: Vec<Reservation>,
    /// What the reports come to of answers that were given up, each by the price of the model that gave it.
    given_up: Amount,
    cost: Option<Cost>,
}

#[derive(Debug, Clone, Copy)]
struct Cost {
    amount: Amount,
    /// Whether nobody said what was used, so that what was counted, or reserved for it, counts.
    estimated: bool,
}

impl Bill {
    /// Adds what an answer costs that was given up.
    pub(crate) fn give_up(&mut self, usage: Option<&Usage>) {
        if let (Some(price), Some(usage)) = (&self.price, usage) {
            self.given_up.0 = self.given_up.0.saturating_add(price.tariff.cost(usage).0);
        }
    }

    /// What all answers cost, when the last one has reported this. `None`: its model has no price.
    pub(crate) fn with_last(&self, last: Option<&Usage>) -> Option<Amount> {
        let last = self.price.as_ref().map(|price| last.map_or(Amount::default(), |last| price.tariff.cost(last)));
        last.map(|last| Amount(last.0.saturating_add(self.given_up.0)))
    }

    /// Puts what the call costs in the place of what was reserved for it, and counts it. `counted`: nobody reported the tokens.
    pub(super) fn settle(
        &mut self,
        (spent, counted): (Spent, bool),
        (usage, given_up): (Option<Usage>, GivenUp),
        currency: &'static str,
        (metrics, called): (&Metrics, &Called),
    ) {
        let all = given_up.with_last(usage);
        let reported = match (spent, &all) {
            (Spent::Tokens(_), Some(_)) => self.with_last(usage.as_ref()),
            (Spent::Unknown, _) => given_up.with_last(None).and_then(|_| self.with_last(None)),
            _ => None,
        };
        // So many answers said nothing of what they used, and count as what was reserved.
        let silent = given_up.silent() + u64::from(spent == Spent::Unknown);
        let cost = |reserved: u64| reported.unwrap_or_default().0.saturating_add(silent.saturating_mul(reserved));
        let reserved = self.reservations.iter().map(|reservation| reservation.amount).max();
        self.cost = match (silent, reserved) {
            (0, _) => reported.map(|amount| Cost { amount, estimated: counted }),
            (_, reserved) => reserved.map(|reserved| Cost { amount: Amount(cost(reserved)), estimated: true }),
        };
        let &Called { api, operation } = called;
        if let Some(cost) = self.cost {
            metrics.cost.get_or_create_owned(&Priced { api, operation, currency }).inc_by(cost.amount.0);
        } else if let Some(cause) = self.unknown(silent > 0, all.as_ref()) {
            metrics.uncosted.get_or_create_owned(&Uncosted { api, operation, cause }).inc();
        }
        if self.reservations.is_empty() {
            return;
        }
        let overshoot = metrics.overspent.get_or_create_owned(&Priced { api, operation, currency });
        for reservation in self.reservations.drain(..) {
            let used = cost(reservation.amount);
            reservation.settle(used, Unit::Money, &overshoot);
        }
    }

    /// Why it isn't known what a call costs that has used tokens.
    fn unknown(&self, silent: bool, usage: Option<&Usage>) -> Option<&'static str> {
        match (&self.price, usage) {
            (None, Some(_)) => Some("model"),
            (Some(_), _) if silent => Some("usage"),
            _ => None,
        }
    }

    /// What it comes to, whether that is estimated, and by which price and edition of the prices.
    pub(super) fn told(&self) -> Option<(Amount, bool, &str, Option<&str>)> {
        let (cost, price) = (self.cost?, self.price.as_ref()?);
        Some((cost.amount, cost.estimated, &price.name, price.edition.as_deref()))
    }

    /// Writes it into a line of the log.
    pub(super) fn line(&self, to: &mut String, currency: &str) {
        let (Some(cost), Some(price)) = (self.cost, &self.price) else { return };
        to.push_str(&format!(",\"cost\":{},\"currency\":", cost.amount));
        json_string(to, currency);
        if cost.estimated {
            to.push_str(",\"cost_estimated\":true");
        }
        to.push_str(",\"priced_as\":");
        json_string(to, &price.name);
        if let Some(edition) = &price.edition {
            to.push_str(",\"prices\":");
            json_string(to, edition);
        }
    }
}
