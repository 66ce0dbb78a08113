//! The file of prices.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_yaml::Value;

use super::amount::decimal;
use super::{PriceList, Table, Tariff};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    edition: Option<Value>,
    currency: String,
    models: Option<BTreeMap<String, Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    input: Value,
    output: Value,
    cached_input: Option<Value>,
    cache_write: Option<Value>,
    reasoning: Option<Value>,
    audio_input: Option<Value>,
    audio_output: Option<Value>,
    image_input: Option<Value>,
    image_output: Option<Value>,
    #[serde(default)]
    aliases: Vec<String>,
}

/// Decimals of a price for a million tokens.
const DECIMALS: u32 = 6;
/// The largest price, in millionths for a million tokens: a unit for each token.
const MOST: u64 = 1_000_000_000_000;

/// Reads the file's text.
///
/// # Errors
/// A sentence, without the file's name.
pub(super) fn parse(text: &str, list: PriceList) -> Result<Table, String> {
    let file: File = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    if file.currency != list.currency {
        return Err(format!("the prices are in {}, and the gateway counts in {}", file.currency, list.currency));
    }
    let edition = file.edition.as_ref().map(|edition| word(edition).ok_or("`edition` is no text")).transpose()?;
    let mut tariffs = HashMap::new();
    for (name, entry) in file.models.ok_or("`models` has no value")? {
        let tariff = Arc::new(entry.tariff().map_err(|problem| format!("`{name}`: {problem}"))?);
        let shown: Arc<str> = Arc::from(name.as_str());
        for known in std::iter::once(name).chain(entry.aliases) {
            if tariffs.contains_key(&known) {
                return Err(format!("`{known}` has two prices"));
            }
            tariffs.insert(known, (shown.clone(), tariff.clone()));
        }
    }
    if let Some(unknown) = list.unknown.filter(|unknown| !tariffs.contains_key(*unknown)) {
        return Err(format!("there is no price of `{unknown}`, which is to hold for models that aren't known"));
    }
    Ok(Table { edition: edition.map(Arc::from), tariffs })
}

impl Entry {
    fn tariff(&self) -> Result<Tariff, String> {
        let some = |name: &str, value: &Option<Value>| value.as_ref().map(|value| price(name, value)).transpose();
        Ok(Tariff {
            input: price("input", &self.input)?,
            output: price("output", &self.output)?,
            cached_input: some("cached-input", &self.cached_input)?,
            cache_write: some("cache-write", &self.cache_write)?,
            reasoning: some("reasoning", &self.reasoning)?,
            audio_input: some("audio-input", &self.audio_input)?,
            audio_output: some("audio-output", &self.audio_output)?,
            image_input: some("image-input", &self.image_input)?,
            image_output: some("image-output", &self.image_output)?,
        })
    }
}

/// A price for a million tokens, in millionths.
fn price(name: &str, value: &Value) -> Result<u64, String> {
    let price = word(value).and_then(|text| decimal(&text, DECIMALS)).filter(|price| *price <= MOST);
    price.ok_or_else(|| format!("`{name}` is no price: a number from 0 to 1000000 with at most six decimals"))
}

/// A number as it is written, or a text. The shortest decimal that a number of YAML can be read from is the one that stands there,
/// as long as it has no more than 15 digits.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const LIST: PriceList = PriceList { file: "prices.yaml", currency: "USD", unknown: None };

    #[test]
    fn prices_are_read_as_they_are_written() {
        let text = "edition: 2026-11\ncurrency: USD\nmodels:\n  a: { input: 2.5, output: 10, cached-input: 0.0375, \
                    aliases: [b, c-1] }\n  free: { input: 0, output: \"0.000001\" }\n";
        let table = parse(text, LIST).unwrap();
        assert_eq!(table.edition.as_deref(), Some("2026-11"));
        let a = Tariff { input: 2_500_000, output: 10_000_000, cached_input: Some(37_500), ..Tariff::default() };
        for name in ["a", "b", "c-1"] {
            assert_eq!((&*table.tariffs[name].0, &*table.tariffs[name].1), ("a", &a), "{name}");
        }
        assert_eq!(*table.tariffs["free"].1, Tariff { output: 1, ..Tariff::default() });
    }

    #[test]
    fn what_is_wrong_is_said_with_its_entry() {
        let unknown = PriceList { unknown: Some("dear"), ..LIST };
        for (list, text, message) in [
            (LIST, "currency: EUR\nmodels: {}", "the prices are in EUR, and the gateway counts in USD"),
            (LIST, "currency: USD\nmodels:", "`models` has no value"),
            (unknown, "currency: USD\nmodels: {}", "there is no price of `dear`, which is to hold for models that"),
            (LIST, "currency: USD\nmodels: { a: { input: 1 } }", "missing field `output`"),
            (LIST, "currency: USD\nmodels: { a: { input: -1, output: 1 } }", "`a`: `input` is no price: a number from"),
            (LIST, "currency: USD\nmodels: { a: { input: 0.0000001, output: 1 } }", "`a`: `input` is no price"),
            (LIST, "currency: USD\nmodels: { a: { input: 1, output: .inf } }", "`a`: `output` is no price"),
            (LIST, "currency: USD\nmodels: { a: { input: 1, output: 1, cached: 1 } }", "unknown field `cached`"),
            (
                LIST,
                "currency: USD\nmodels: { a: { input: 1, output: 1, aliases: [b] }, b: { input: 1, output: 1 } }",
                "`b` has two prices",
            ),
        ] {
            let problem = parse(text, list).unwrap_err();
            assert!(problem.contains(message), "{problem}");
        }
    }
}
