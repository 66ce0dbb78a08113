//! From nodes to the model. Each function says what is wrong, gives `None` for what can't be used, and goes on.

mod apis;
mod arguments;
mod backends;
mod control;
mod credentials;
mod fields;
mod gateway;
mod llm_texts;
mod models;
mod named_values;
mod network;
mod operations;
mod own;
mod pool;
mod products;
mod resilience;
mod scalars;
mod sections;
mod server;
mod telemetry;
mod text;
mod units;
mod uri;

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Backend, NamedValue, Spanned};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Sources, Span};

use fields::Fields;
pub(super) use gateway::gateway_file;
pub(super) use network::{is_network, is_range};
pub(crate) use scalars::{is_kebab_case, is_token};

/// What is known while the file is read.
pub(super) struct Reader<'d> {
    diagnostics: &'d mut Diagnostics,
    /// The texts that the nodes come from.
    sources: &'d Sources,
    /// The good ones.
    named_values: BTreeMap<String, NamedValue>,
    /// All names that were declared, good or not, so that one error isn't said twice.
    declared: BTreeMap<String, Span>,
    used: BTreeSet<String>,
    backends: BTreeMap<String, Span>,
    used_backends: BTreeSet<String>,
    models: models::Declared,
    /// Those that policies name by their URLs.
    url_backends: BTreeMap<String, Backend>,
    own: BTreeMap<String, own::Own>,
    /// Policies of the user's own that were declared wrong, which has been said.
    own_refused: BTreeSet<String>,
    /// How many policies of each name the section has so far.
    places: BTreeMap<&'static str, usize>,
    /// What the policies that are being read stand in, if not in a section itself.
    within: Option<&'static str>,
    /// Lists of policies, by name, read anew where they are included.
    fragments: BTreeMap<String, Node>,
    fragment_places: BTreeMap<String, Span>,
    used_fragments: BTreeSet<String>,
    /// Those that are being read.
    open_fragments: Vec<String>,
    /// Whether the file says what models cost.
    has_prices: bool,
    /// The loop that is being read.
    open_loop: Option<Span>,
    /// What was said of policies in fragments, which are read as often as they are included.
    said_of_fragments: BTreeSet<(Code, Span, String)>,
}

impl<'d> Reader<'d> {
    fn new(sources: &'d Sources, diagnostics: &'d mut Diagnostics) -> Self {
        Self {
            diagnostics,
            sources,
            named_values: BTreeMap::new(),
            declared: BTreeMap::new(),
            used: BTreeSet::new(),
            backends: BTreeMap::new(),
            used_backends: BTreeSet::new(),
            models: models::Declared::default(),
            url_backends: BTreeMap::new(),
            own: BTreeMap::new(),
            own_refused: BTreeSet::new(),
            places: BTreeMap::new(),
            within: None,
            fragments: BTreeMap::new(),
            fragment_places: BTreeMap::new(),
            used_fragments: BTreeSet::new(),
            open_fragments: Vec::new(),
            has_prices: false,
            open_loop: None,
            said_of_fragments: BTreeSet::new(),
        }
    }

    /// Says something.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        let key = || (diagnostic.code, diagnostic.primary.span, diagnostic.message.clone());
        if self.open_fragments.is_empty() || self.said_of_fragments.insert(key()) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether the file says what models cost, or is said not to at this policy.
    pub(super) fn needs_prices(&mut self, policy: &str, span: Span) -> bool {
        if !self.has_prices {
            let message = format!("`{policy}` limits money, and nothing says what models cost");
            let help = "declare `prices: { file: prices.yaml, currency: USD }` at the top of the gateway file";
            self.say(Diagnostic::at(Code::GW0403, span, message).help(help));
        }
        self.has_prices
    }

    /// Says that this version can't do what `words` name.
    pub(super) fn unsupported(&mut self, span: Span, words: &str, help: &str) {
        let message = format!("{words}: not supported by this version");
        self.say(Diagnostic::at(Code::GW0404, span, message).help(help));
    }

    /// Says that the same name stands twice.
    pub(super) fn twice(&mut self, what: &str, again: &Spanned<String>, first: Span) {
        let message = format!("{what} `{}` stands twice", again.value);
        self.say(
            Diagnostic::at(Code::GW0420, again.span, message).label(first, "first here").help("remove one of the two"),
        );
    }
}
