//! What a call costs: by the prices of the model that it is for.

use super::Call;
use crate::price::{Amount, Called, Price, Tariffs, called};

impl Call {
    /// The prices that the call may come to: that of its model, or of each that may serve it. `None`: the gateway has no prices,
    /// or none of one of these.
    pub(crate) fn look_up_prices(&self) -> Option<Tariffs> {
        let Some(routed) = self.routed() else { return Some(Tariffs::one(self.look_up_price()?)) };
        let prices = self.record.as_ref()?.prices()?;
        let of_targets = routed.model.targets.iter().map(|target| prices.of(Some(target.model)));
        Tariffs::of(of_targets.collect::<Option<Vec<Price>>>()?)
    }

    /// The price of the call, by the model that it is sent to, else by the one that its path or its body names as they stand now.
    /// `None`: the gateway has no prices, or none of this model.
    fn look_up_price(&self) -> Option<Price> {
        let prices = self.record.as_ref()?.prices()?;
        if let Some(routed) = self.routed() {
            return prices.of(Some(routed.target.model));
        }
        let path = self.path.as_deref().unwrap_or_else(|| self.head.uri.path());
        match called(path, self.body()) {
            Called::Model(model) => prices.of(Some(&model)),
            Called::Nothing | Called::Several => prices.of(None),
        }
    }

    /// Notes by which price the tokens of the call are paid for.
    pub(crate) fn pays(&mut self, price: Price) {
        if let Some(record) = &mut self.record {
            record.bill.price = Some(price);
        }
    }

    /// Notes that the model has no price.
    fn pays_nothing(&mut self) {
        if let Some(record) = &mut self.record {
            record.bill.price = None;
        }
    }

    /// Notes the price of the model that the call is sent to. Where that has none, what was noted before holds.
    pub(super) fn price_as_sent(&mut self) {
        if self.record.as_ref().is_some_and(|record| record.prices().is_some()) {
            match self.look_up_price() {
                Some(price) => self.pays(price),
                // Of another target's price nothing holds for this one.
                None if self.routed().is_some() => self.pays_nothing(),
                None => {}
            }
        }
    }

    /// What the tokens cost that the backend reported in its answer.
    pub(crate) fn cost(&self) -> Option<Amount> {
        let record = self.record.as_ref()?;
        self.usage()?;
        record.bill.with_last(record.tally.answer().usage.as_ref())
    }
}
