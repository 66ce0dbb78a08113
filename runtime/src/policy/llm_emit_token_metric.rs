//! `llm-emit-token-metric`: the tokens of a call in metrics of their own.

use crate::call::Call;
use crate::fault::Flow;
use crate::telemetry::{Emission, Label};

/// The policy. What it says of the call is kept until its tokens are known.
#[derive(Debug, Clone, Copy)]
pub struct LlmEmitTokenMetric<'p> {
    /// What the names of the metrics begin with.
    pub namespace: &'static str,
    /// What calls are told apart by.
    pub dimensions: &'p [Dimension<'p>],
    /// How many combinations of values are told apart.
    pub max_series: u64,
}

/// What calls are told apart by.
#[derive(Debug, Clone, Copy)]
pub struct Dimension<'p> {
    /// Its name.
    pub name: &'static str,
    /// Its value; `None`: what the gateway knows by the name.
    pub value: Option<&'p str>,
}

impl Dimension<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: Dimension<'static> = Dimension { name: "", value: None };
}

impl LlmEmitTokenMetric<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: LlmEmitTokenMetric<'static> =
        LlmEmitTokenMetric { namespace: "API Management", dimensions: &[], max_series: 1000 };

    /// Has the tokens of the call counted once they are known.
    ///
    /// # Errors
    /// None today.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let label = |dimension: &Dimension<'_>| {
            let value = dimension.value.map_or_else(|| known(call, dimension.name), |value| Label::Is(value.to_owned()));
            (dimension.name, value)
        };
        let labels = self.dimensions.iter().map(label).collect();
        // What is coded can't be looked into for the tokens that it reports.
        call.ask_uncoded();
        if let Some(record) = call.record_mut() {
            record.emits(Emission { namespace: self.namespace, labels, most: self.max_series });
        }
        Ok(())
    }
}

/// The value of a dimension that the gateway knows by its name, as API Management calls it.
fn known(call: &Call, name: &str) -> Label {
    Label::Is(match name {
        "API ID" => call.api().name.to_owned(),
        "Operation ID" => call.operation().id.to_owned(),
        "Product ID" => call.product().map_or("", |product| product.name).to_owned(),
        "Subscription ID" => call.subscription().map_or_else(String::new, |subscriber| subscriber.id.clone()),
        "User ID" => call.claim("/sub").string().unwrap_or_default(),
        "Client IP" => call.client().map_or_else(String::new, |address| address.to_string()),
        "Backend ID" => return Label::Backend,
        "Gateway ID" => return Label::Gateway,
        "Location" => return Label::Location,
        _ => String::new(),
    })
}
