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
    /// How many of these were of models without a price.
    unpriced: u64,
    cost: Option<Cost>,
}

#[derive(Debug, Clone, Copy)]
struct Cost {
    amount: Amount,
    /// Whether nobody said what was used, so that what was counted, or reserved for it, counts.
    estimated: bool,
}

impl Bill {
    /// Adds what an answer costs that was given up. What has no price is not for nothing.
    pub(crate) fn give_up(&mut self, usage: Option<&Usage>) {
        let Some(usage) = usage else { return };
        match &self.price {
            Some(price) => self.given_up.0 = self.given_up.0.saturating_add(price.tariff.cost(usage).0),
            None => self.unpriced += 1,
        }
    }

    /// What all answers cost, when the last one has reported this. `None`: the model of one has no price.
    pub(crate) fn with_last(&self, last: Option<&Usage>) -> Option<Amount> {
        (self.price.is_some() && self.unpriced == 0).then(|| self.known(last))
    }

    /// What those answers cost whose models have prices.
    fn known(&self, last: Option<&Usage>) -> Amount {
        let last = self.price.as_ref().zip(last).map_or(0, |(price, last)| price.tariff.cost(last).0);
        Amount(last.saturating_add(self.given_up.0))
    }

    /// Puts what the call costs in the place of what was reserved for it, and counts it. `counted`: nobody reported the tokens.
    pub(super) fn settle(
        &mut self,
        (spent, counted): (Spent, bool),
        (usage, given_up): (Option<Usage>, GivenUp),
        currency: &'static str,
        (metrics, called): (&Metrics, &Called),
    ) {
        let reported = match (spent, usage.or(given_up.with_last(None))) {
            (Spent::Tokens(_), Some(_)) => Some(self.known(usage.as_ref())),
            (Spent::Unknown, _) => given_up.with_last(None).map(|_| self.known(None)),
            _ => None,
        };
        let last_unpriced = self.price.is_none() && usage.is_some() && spent != Spent::Unknown;
        let unpriced = self.unpriced + u64::from(last_unpriced);
        let silent = given_up.silent() + u64::from(spent == Spent::Unknown);
        // So many answers said nothing of what they used, or have no price, and count as what was reserved.
        let open = silent + unpriced;
        let cost = |reserved: u64| reported.unwrap_or_default().0.saturating_add(open.saturating_mul(reserved));
        let reserved = self.reservations.iter().map(|reservation| reservation.amount).max();
        self.cost = match (open, reserved) {
            (0, _) => reported.map(|amount| Cost { amount, estimated: counted }),
            (_, reserved) => reserved.map(|reserved| Cost { amount: Amount(cost(reserved)), estimated: true }),
        };
        let &Called { api, operation } = called;
        if let Some(cost) = self.cost {
            metrics.cost.get_or_create_owned(&Priced { api, operation, currency }).inc_by(cost.amount.0);
        } else if let Some(cause) = self.unknown(silent > 0, unpriced > 0 || reported.is_some()) {
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
    fn unknown(&self, silent: bool, unpriced: bool) -> Option<&'static str> {
        match &self.price {
            None if unpriced => Some("model"),
            Some(_) if silent => Some("usage"),
            Some(_) if unpriced => Some("model"),
            _ => None,
        }
    }

    /// What it comes to, whether that is estimated, and the price of the last answer's model, if it has one.
    pub(super) fn told(&self) -> Option<(Amount, bool, Option<&Price>)> {
        let cost = self.cost?;
        Some((cost.amount, cost.estimated, self.price.as_ref()))
    }

    /// Writes it into a line of the log.
    pub(super) fn line(&self, to: &mut String, currency: &str) {
        let Some(cost) = self.cost else { return };
        to.push_str(&format!(",\"cost\":{},\"currency\":", cost.amount));
        json_string(to, currency);
        if cost.estimated {
            to.push_str(",\"cost_estimated\":true");
        }
        let Some(price) = &self.price else { return };
        to.push_str(",\"priced_as\":");
        json_string(to, &price.name);
        if let Some(edition) = &price.edition {
            to.push_str(",\"prices\":");
            json_string(to, edition);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::price::Tariff;

    fn usage() -> Usage {
        Usage { prompt_tokens: Some(20), completion_tokens: Some(30), ..Usage::NONE }
    }

    fn price() -> Price {
        Price { tariff: Arc::new(Tariff::of(2_000_000, 10_000_000)), name: "m".into(), edition: None }
    }

    /// The cost of a call whose answers are those that were given up, by their prices, and a last one.
    fn cost(given_up: &[bool], last: bool) -> Option<u64> {
        let mut bill = Bill::default();
        for priced in given_up {
            bill.price = priced.then(price);
            bill.give_up(Some(&usage()));
        }
        bill.price = last.then(price);
        bill.with_last(Some(&usage())).map(|amount| amount.0)
    }

    #[test]
    fn no_answer_is_for_nothing_because_nobody_knows_its_price() {
        let each = 20 * 2_000 + 30 * 10_000;
        assert_eq!(cost(&[], true), Some(each));
        assert_eq!(cost(&[true, true], true), Some(3 * each));
        for (given_up, last) in [(&[false][..], true), (&[true, false], true), (&[true], false), (&[], false)] {
            assert_eq!(cost(given_up, last), None, "{given_up:?} {last}");
        }
    }
}
