//! The prices of a call of which it is not known yet which model will serve it.

use super::{Amount, Price};

/// One or more prices: what is promised by them holds for each.
#[derive(Debug)]
pub(crate) struct Tariffs {
    /// Of the model that is asked first.
    pub(crate) first: Price,
    others: Vec<Price>,
}

impl Tariffs {
    /// The price of the only model.
    pub(crate) fn one(first: Price) -> Self {
        Self { first, others: Vec::new() }
    }

    /// The prices of models, in the order in which they are asked. `None`: there is no model.
    pub(crate) fn of(prices: Vec<Price>) -> Option<Self> {
        let mut prices = prices.into_iter();
        Some(Self { first: prices.next()?, others: prices.collect() })
    }

    fn all(&self) -> impl Iterator<Item = &Price> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The most that so many tokens of a prompt and of completions can cost, whoever serves the call.
    pub(crate) fn bound(&self, prompt: u64, completions: u64) -> Amount {
        let bounds = self.all().map(|price| price.tariff.bound(prompt, completions));
        bounds.max().unwrap_or_default()
    }

    /// How many tokens of completions are paid for by what is left of an amount behind a prompt, whoever serves the call.
    pub(crate) fn completions(&self, amount: Amount, prompt: u64) -> u64 {
        self.all().map(|price| price.tariff.completions(amount, prompt)).min().unwrap_or_default()
    }
}
