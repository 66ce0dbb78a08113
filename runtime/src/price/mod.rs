//! What calls cost: amounts of money, the price table, and what tokens come to by it.
//!
//! Money is counted in whole billionths of the currency's unit and never in floating point. This stage never limits a call: that
//! is for the policy `llm-budget`.

mod amount;
mod file;
mod model;
mod tariff;
mod tariffs;

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) use amount::Amount;
pub(crate) use model::{Called, called};
pub(crate) use tariff::Tariff;
pub(crate) use tariffs::Tariffs;

use crate::named_value::{Reloaded, Start};

/// Where prices come from, as the gateway file says it.
#[derive(Debug, Clone, Copy)]
pub struct PriceList {
    /// The file, relative to the configuration directory. It is read again when it changes.
    pub file: &'static str,
    /// The currency, which the file names too.
    pub currency: &'static str,
    /// The model of the table whose prices hold for those that it doesn't have; `None`: they have no price.
    pub unknown: Option<&'static str>,
}

/// The prices as the file was read last.
pub(crate) struct Prices {
    path: PathBuf,
    list: PriceList,
    table: Reloaded<Table>,
}

/// One content of the file.
#[derive(Debug, Default)]
struct Table {
    edition: Option<Arc<str>>,
    /// By the names of models and their aliases, each with the name that stands for it.
    tariffs: HashMap<String, (Arc<str>, Arc<Tariff>)>,
}

/// The price of a call, as it stood when it was looked up.
#[derive(Debug, Clone)]
pub(crate) struct Price {
    pub(crate) tariff: Arc<Tariff>,
    /// The model's name in the table.
    pub(crate) name: Arc<str>,
    /// What the table says of itself.
    pub(crate) edition: Option<Arc<str>>,
}

impl fmt::Debug for Prices {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Prices").field("path", &self.path).field("list", &self.list).finish_non_exhaustive()
    }
}

impl Prices {
    /// Reads the file, and has it read again when it changes. `None`: what is wrong with it was noted.
    pub(crate) fn load(start: &mut Start, list: PriceList) -> Option<Arc<Self>> {
        let path = start.path(list.file);
        let table = read(&path, list).map_err(|problem| start.problem(problem)).ok()?;
        let prices = Arc::new(Self { path: path.clone(), list, table: Reloaded::new(table) });
        let reread = prices.clone();
        start.watch_file(path, move || read(&reread.path, reread.list).map(|table| reread.table.set(table)));
        Some(prices)
    }

    /// The currency that all amounts are in.
    pub(crate) fn currency(&self) -> &'static str {
        self.list.currency
    }

    /// The price of a model, or the one for models that aren't known. `None`: there is none.
    pub(crate) fn of(&self, model: Option<&str>) -> Option<Price> {
        let table = self.table.get();
        let known = model.and_then(|model| table.tariffs.get(model));
        let (name, tariff) = known.or_else(|| table.tariffs.get(self.list.unknown?))?.clone();
        Some(Price { tariff, name, edition: table.edition.clone() })
    }
}

fn read(path: &Path, list: PriceList) -> Result<Table, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    file::parse(&text, list).map_err(|problem| format!("{}: {problem}", path.display()))
}
