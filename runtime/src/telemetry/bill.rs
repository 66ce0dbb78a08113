//! What a call costs, as far as that is known when it has ended.

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
    cost: Option<Cost>,
}

#[derive(Debug, Clone, Copy)]
struct Cost {
    amount: Amount,
    /// Whether nobody said what was used, so that what was counted, or reserved for it, counts.
    estimated: bool,
}

impl Bill {
    /// Puts what the call costs in the place of what was reserved for it, and counts it. `counted`: nobody reported the tokens.
    pub(super) fn settle(
        &mut self,
        (spent, counted): (Spent, bool),
        usage: Option<&Usage>,
        currency: &'static str,
        (metrics, called): (&Metrics, &Called),
    ) {
        let known = self.price.as_ref().and_then(|price| match (spent, usage) {
            (Spent::Tokens(_), Some(usage)) => Some(price.tariff.cost(usage)),
            _ => None,
        });
        let reserved = self.reservations.iter().map(|reservation| reservation.amount).max();
        self.cost = match (known, spent) {
            (Some(amount), _) => Some(Cost { amount, estimated: counted }),
            (None, Spent::Unknown) => reserved.map(|amount| Cost { amount: Amount(amount), estimated: true }),
            (None, Spent::Tokens(_)) => None,
        };
        let &Called { api, operation } = called;
        if let Some(cost) = self.cost {
            metrics.cost.get_or_create_owned(&Priced { api, operation, currency }).inc_by(cost.amount.0);
        } else if let Some(cause) = self.unknown(spent, usage) {
            metrics.uncosted.get_or_create_owned(&Uncosted { api, operation, cause }).inc();
        }
        if self.reservations.is_empty() {
            return;
        }
        let overshoot = metrics.overspent.get_or_create_owned(&Priced { api, operation, currency });
        for reservation in self.reservations.drain(..) {
            let used = match (known, spent) {
                (Some(amount), _) => amount.0,
                (None, Spent::Unknown) => reservation.amount,
                (None, Spent::Tokens(_)) => 0,
            };
            reservation.settle(used, Unit::Money, &overshoot);
        }
    }

    /// Why it isn't known what a call costs that has used tokens.
    fn unknown(&self, spent: Spent, usage: Option<&Usage>) -> Option<&'static str> {
        match (&self.price, spent, usage) {
            (None, _, Some(_)) => Some("model"),
            (Some(_), Spent::Unknown, _) => Some("usage"),
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
