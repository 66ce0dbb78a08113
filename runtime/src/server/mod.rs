//! The server: its settings, its listeners, and the way from start to drain.
//!
//! It never looks into a call: what a request leads to is the business of [`operation`](crate::operation).

mod admin;
mod calls;
mod command;
mod connection;
mod framing;
mod head_timer;
mod http1;
mod http2;
mod linger;
mod listener;
mod run;
mod settings;
mod signal;
mod threads;
mod tls;
pub(crate) mod watch;

use std::process::ExitCode;
use std::sync::Arc;

use crate::named_value::{Start, StartError};
use crate::network::Network;
use crate::operation::{Gateway, Route};
use crate::price::Prices;
use crate::router::Matcher;
use crate::subscription::{Scope, Subscriptions};
use crate::telemetry::{Log, Telemetry};

pub use command::serve;
pub(crate) use connection::Peer;
pub use run::{Running, start};
pub use settings::{Clients, Limits, MIB, Product, Settings, Tls};
pub use threads::runtime;

/// A gateway that is ready to serve: its own state, and what the runtime keeps beside it.
pub struct Serving<G: 'static> {
    pub(crate) gateway: G,
    pub(crate) routes: Vec<&'static Route<G>>,
    pub(crate) matcher: Matcher,
    /// Whether any route says who of other origins may call.
    pub(crate) crossed: bool,
    pub(crate) subscriptions: Option<Arc<Subscriptions>>,
    pub(crate) telemetry: Arc<Telemetry>,
    /// Whose word on who called is taken.
    pub(crate) trusted: Vec<Network>,
    /// What connections are greeted with, where that is TLS.
    greeting: Option<tls::Greeting>,
}

/// The subscriptions to what this gateway doesn't have.
fn elsewhere<G: Gateway>(subscriptions: &Subscriptions) -> Vec<String> {
    let products = G::SETTINGS.products;
    subscriptions.elsewhere(|scope| match scope {
        Scope::All => true,
        Scope::Product(name) => products.iter().any(|product| product.name == name),
        Scope::Api(name) => {
            let mut held = products.iter().flat_map(|product| product.apis);
            let mut routes = G::routes().iter().copied().flatten();
            held.any(|api| *api == name) || routes.any(|route| route.operation.api.name == name)
        }
    })
}

impl<G: Gateway> Serving<G> {
    /// Loads the gateway. `log` is where the access log goes.
    ///
    /// # Errors
    /// All that is missing or wrong in the environment and the files.
    pub fn load(start: &mut Start, log: impl std::io::Write + Send + 'static) -> Result<Self, StartError> {
        let subscriptions = G::SETTINGS.subscriptions.and_then(|file| {
            match Subscriptions::load(start.path(file), G::SETTINGS.attributes) {
                Ok(subscriptions) => Some(Arc::new(subscriptions)),
                Err(problem) => {
                    start.problem(problem);
                    None
                }
            }
        });
        if let Some(subscriptions) = subscriptions.clone() {
            start.watch_subscriptions(subscriptions, elsewhere::<G>);
        }
        let prices = G::SETTINGS.prices.and_then(|list| Prices::load(start, list));
        let trusted = G::SETTINGS.trusted_proxies.iter().filter_map(|text| {
            let network = Network::parse(text);
            if network.is_none() {
                start.problem(format!("the trusted proxy `{text}` is no network"));
            }
            network
        });
        let trusted = trusted.collect();
        let greeting = G::SETTINGS.tls.as_ref().and_then(|said| tls::Greeting::load(start, said));
        let gateway = G::load(start);
        let log = Log::start(log).map_err(|error| start.problem(format!("the log can't be started: {error}"))).ok();
        let noted = start.finish();
        match (gateway, log, noted) {
            (Ok(gateway), Some(log), Ok(())) => {
                let routes: Vec<&Route<G>> = G::routes().iter().copied().flatten().collect();
                let mut telemetry =
                    Telemetry::new(G::SETTINGS.name, log, routes.len(), std::mem::take(&mut start.breakers));
                telemetry.prices = prices;
                start.health.iter().for_each(|health| telemetry.metrics.watch(health));
                #[cfg(feature = "otel")]
                let otlp = start.otlp.take();
                #[cfg(feature = "otel")]
                if let Some(problem) = otlp.as_ref().and_then(|said| telemetry.export(said).err()) {
                    return Err(StartError::of(problem));
                }
                if let Some(said) = &G::SETTINGS.llm_log {
                    let file = said.file.map(|file| start.path(file));
                    let logged = telemetry.log_llm_calls(
                        said,
                        file,
                        #[cfg(feature = "otel")]
                        otlp.as_ref(),
                    );
                    logged.map_err(StartError::of)?;
                }
                let telemetry = Arc::new(telemetry);
                start.tokens.drain(..).for_each(|tokens| tokens.report_to(&telemetry));
                let matcher = Matcher::new(&routes);
                let crossed = routes.iter().any(|route| route.origins.is_some());
                Ok(Self { gateway, routes, matcher, crossed, subscriptions, telemetry, trusted, greeting })
            }
            (Err(mut error), _, noted) => {
                if let Err(mut noted) = noted {
                    noted.0.append(&mut error.0);
                    error = noted;
                }
                Err(error)
            }
            (_, _, noted) => Err(noted.err().unwrap_or_default()),
        }
    }

    /// What there is to say of the files that were read, beside what is wrong with them: a sentence each.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        self.subscriptions.as_deref().map(elsewhere::<G>).unwrap_or_default()
    }

    /// The gateway's own state.
    pub fn gateway(&self) -> &G {
        &self.gateway
    }
}

/// What a gateway's binary ends with when it can't start.
const FAILED: ExitCode = ExitCode::FAILURE;
