//! What the tokens of one model cost.

use super::Amount;
use crate::llm::usage::Usage;

/// The prices of a model: of a token each, in trillionths of the currency's unit, which is millionths for a million tokens. What
/// has no price of its own costs as much as the prompt or the completion that it is a part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tariff {
    pub(super) input: u64,
    pub(super) output: u64,
    pub(super) cached_input: Option<u64>,
    pub(super) cache_write: Option<u64>,
    pub(super) reasoning: Option<u64>,
    pub(super) audio_input: Option<u64>,
    pub(super) audio_output: Option<u64>,
    pub(super) image_input: Option<u64>,
    pub(super) image_output: Option<u64>,
}

/// Trillionths in a billionth.
const FINER: u128 = 1_000;

impl Tariff {
    /// Of a model that has no other prices than these: of a token, in trillionths.
    #[cfg(test)]
    pub(crate) fn of(input: u64, output: u64) -> Self {
        Self { input, output, ..Self::default() }
    }

    /// What the reported tokens cost: the sum of their parts, rounded up once to the next billionth. Tokens of a total that
    /// are in neither part cost as much as the dearer of both.
    pub(crate) fn cost(&self, usage: &Usage) -> Amount {
        let prompt = usage.prompt_tokens.unwrap_or_default();
        let completion = usage.completion_tokens.unwrap_or_default();
        let beside = usage.total_tokens.map_or(0, |total| total.saturating_sub(prompt.saturating_add(completion)));
        let input = priced(
            (prompt, self.input),
            [
                (usage.cached_tokens, self.cached_input),
                (usage.cache_write_tokens, self.cache_write),
                (usage.prompt_audio_tokens, self.audio_input),
                (usage.prompt_image_tokens, self.image_input),
            ],
        );
        let output = priced(
            (completion, self.output),
            [
                (usage.reasoning_tokens, self.reasoning),
                (usage.completion_audio_tokens, self.audio_output),
                (usage.completion_image_tokens, self.image_output),
                (None, None),
            ],
        );
        rounded(input + output + u128::from(beside) * u128::from(self.input.max(self.output)))
    }

    /// The most that so many tokens of a prompt and of completions can cost, whatever they are.
    pub(crate) fn bound(&self, prompt: u64, completions: u64) -> Amount {
        rounded(self.dearest_input() * u128::from(prompt) + self.dearest_output() * u128::from(completions))
    }

    /// How many tokens of completions are paid for by what is left of an amount behind a prompt, in any case.
    pub(crate) fn completions(&self, amount: Amount, prompt: u64) -> u64 {
        let left = (u128::from(amount.0) * FINER).saturating_sub(self.dearest_input() * u128::from(prompt));
        left.checked_div(self.dearest_output()).map_or(u64::MAX, |tokens| u64::try_from(tokens).unwrap_or(u64::MAX))
    }

    fn dearest_input(&self) -> u128 {
        dearest(self.input, [self.cached_input, self.cache_write, self.audio_input, self.image_input])
    }

    fn dearest_output(&self) -> u128 {
        dearest(self.output, [self.reasoning, self.audio_output, self.image_output, None])
    }
}

/// What tokens cost of which some have a price of their own. Parts that overlap are never more than the whole.
fn priced((all, price): (u64, u64), parts: [(Option<u64>, Option<u64>); 4]) -> u128 {
    let mut rest = all;
    let mut sum = 0;
    for (tokens, price) in parts {
        let (Some(tokens), Some(price)) = (tokens, price) else { continue };
        let tokens = tokens.min(rest);
        rest -= tokens;
        sum += u128::from(tokens) * u128::from(price);
    }
    sum + u128::from(rest) * u128::from(price)
}

fn dearest(price: u64, parts: [Option<u64>; 4]) -> u128 {
    parts.into_iter().flatten().fold(price, u64::max).into()
}

fn rounded(trillionths: u128) -> Amount {
    Amount(u64::try_from(trillionths.div_ceil(FINER)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRICES: Tariff = Tariff {
        input: 2_500_000,
        output: 10_000_000,
        cached_input: Some(37_500),
        cache_write: Some(3_125_000),
        reasoning: None,
        audio_input: Some(40_000_000),
        audio_output: Some(80_000_000),
        image_input: None,
        image_output: None,
    };

    #[test]
    fn parts_have_their_own_prices_and_the_sum_is_rounded_up_once() {
        let usage = Usage { prompt_tokens: Some(100), completion_tokens: Some(10), ..Usage::NONE };
        assert_eq!(PRICES.cost(&usage), Amount(100 * 2_500 + 10 * 10_000));
        let cached = Usage { cached_tokens: Some(60), ..usage };
        assert_eq!(PRICES.cost(&cached), Amount(40 * 2_500 + 60 * 75 / 2 + 10 * 10_000));
        let odd = Usage { prompt_tokens: Some(1), cached_tokens: Some(1), ..Usage::NONE };
        assert_eq!(PRICES.cost(&odd), Amount(38), "37.5 billionths");
        let spoken = Usage { prompt_audio_tokens: Some(7), completion_audio_tokens: Some(4), ..usage };
        assert_eq!(PRICES.cost(&spoken), Amount(93 * 2_500 + 7 * 40_000 + 6 * 10_000 + 4 * 80_000));
        let reasoned = Usage { reasoning_tokens: Some(9), ..usage };
        assert_eq!(PRICES.cost(&reasoned), PRICES.cost(&usage), "as the completion");
        let more = Usage { total_tokens: Some(115), ..usage };
        assert_eq!(PRICES.cost(&more), Amount(100 * 2_500 + 15 * 10_000));
        let overlapping = Usage { cached_tokens: Some(90), prompt_audio_tokens: Some(90), ..usage };
        assert_eq!(PRICES.cost(&overlapping), Amount(90 * 75 / 2 + 10 * 40_000 + 10 * 10_000));
    }

    #[test]
    fn nothing_costs_more_than_its_bound() {
        for cached in [None, Some(0), Some(30)] {
            for audio in [None, Some(70)] {
                let usage = Usage {
                    prompt_tokens: Some(100),
                    completion_tokens: Some(50),
                    cached_tokens: cached,
                    prompt_audio_tokens: audio,
                    completion_audio_tokens: audio,
                    ..Usage::NONE
                };
                assert!(PRICES.cost(&usage) <= PRICES.bound(100, 50));
            }
        }
        let bound = PRICES.bound(100, 50);
        assert_eq!(PRICES.completions(bound, 100), 50);
        assert_eq!(PRICES.completions(Amount(bound.0 - 1), 100), 49);
        assert_eq!(PRICES.completions(Amount(1), 100), 0);
        assert_eq!(Tariff::default().completions(Amount(1), 100), u64::MAX, "they cost nothing");
    }

    #[test]
    fn thousands_of_calls_add_up_to_what_their_tokens_cost() {
        // A generator of its own, so that each run is the same.
        let mut state = 7_u64;
        let mut below = |most: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % most
        };
        for _ in 0..10_000 {
            let (prompt, completion) = (below(200_000) + 1, below(20_000) + 1);
            let (cached, spoken) = (below(prompt), below(completion));
            let usage = Usage {
                prompt_tokens: Some(prompt),
                completion_tokens: Some(completion),
                cached_tokens: Some(cached),
                completion_audio_tokens: Some(spoken),
                ..Usage::NONE
            };
            // In tenths of a billionth, of which each price here is a whole number.
            let tenths = (prompt - cached) * 25_000 + cached * 375 + (completion - spoken) * 100_000 + spoken * 800_000;
            assert_eq!(PRICES.cost(&usage), Amount(tenths.div_ceil(10)));
        }
    }
}
