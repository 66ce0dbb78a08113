//! What a call costs: by the prices of the model that it is for.

use super::Call;
use crate::price::{Amount, Called, Price, called};

impl Call {
    /// The price of the call, by the model that its path or its body names as they stand now. `None`: the gateway has no prices, or
    /// none of this model.
    pub(crate) fn look_up_price(&self) -> Option<Price> {
        let prices = self.record.as_ref()?.prices()?;
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

    /// Notes the price of the model that the call is sent to. Where that has none, what was noted before holds.
    pub(super) fn price_as_sent(&mut self) {
        if self.record.as_ref().is_some_and(|record| record.prices().is_some())
            && let Some(price) = self.look_up_price()
        {
            self.pays(price);
        }
    }

    /// What the tokens cost that the backend reported in its answer.
    pub(crate) fn cost(&self) -> Option<Amount> {
        let price = self.record.as_ref()?.bill.price.as_ref()?;
        Some(price.tariff.cost(&self.usage()?))
    }
}
