//! A gateway that forwards all it gets to one backend, under an API for each dialect.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gatewright_runtime::server::{Running, start};
use gatewright_runtime::{
    Action, Api, Backend, BackendSettings, ByModel, Call, Content, Dialect, Flow, Gateway, Life, Limits, MIB,
    Operation, RequestBody, Response, Route, Serving, Settings, Start, StartError, Streaming, Subscription, Timeouts,
    Validate, json,
};
use tokio::net::{TcpListener, TcpStream};

use super::wire::Wire;

/// The gateway's limit for a body.
pub(crate) const LIMIT: u64 = 16 * MIB;

const NO_SUBSCRIPTION: Subscription = Subscription { required: false, headers: &[], query: None, bearer: false };

const fn api(name: &'static str, prefix: &'static str, dialect: Dialect) -> Api {
    Api { name, prefix, dialect, subscription: NO_SUBSCRIPTION, validate: Validate { request: Action::Prevent } }
}

static OPEN_AI: Api = api("openai", "/openai", Dialect::OpenAi);
static AZURE: Api = api("azure", "/azure", Dialect::AzureOpenAi);
static ANTHROPIC: Api = api("anthropic", "/anthropic", Dialect::Anthropic);
static PLAIN: Api = api("plain", "/plain", Dialect::Problem);

/// Forwards its body unread.
const fn any(api: &'static Api) -> Operation {
    Operation {
        id: "any",
        api,
        method: "*",
        path: "/{*path}",
        parameters: &[],
        body: RequestBody::NONE,
        streaming: Streaming::When("stream"),
        reports_usage: false,
        answers: &[],
        by_model: ByModel::No,
    }
}

static OPEN_AI_ANY: Operation = any(&OPEN_AI);
static AZURE_ANY: Operation = any(&AZURE);
static ANTHROPIC_ANY: Operation = any(&ANTHROPIC);
static PLAIN_ANY: Operation = any(&PLAIN);
/// Reads its body whole, so that it can be sent again.
static CHECKED: Operation = Operation {
    id: "checked",
    method: "POST",
    path: "/checked",
    body: RequestBody::required(&[Content::json("*/*", json::object)]),
    ..any(&OPEN_AI)
};

const fn route(operation: &'static Operation) -> Route<Front> {
    Route::new(operation, run, fail)
}

static ROUTES: &[&[Route<Front>]] =
    &[&[route(&CHECKED), route(&OPEN_AI_ANY), route(&AZURE_ANY), route(&ANTHROPIC_ANY), route(&PLAIN_ANY)]];

struct Front {
    backend: Backend,
}

impl Gateway for Front {
    const SETTINGS: &'static Settings =
        &Settings { name: "front", limits: Limits { body: LIMIT, ..Limits::DEFAULT }, ..Settings::DEFAULT };
    const APIS: &'static [&'static Api] = &[&OPEN_AI, &AZURE, &ANTHROPIC, &PLAIN];

    fn routes() -> &'static [&'static [Route<Self>]] {
        ROUTES
    }

    fn load(start: &mut Start) -> Result<Self, StartError> {
        let url: String = start.env("url", "URL");
        let ca: String = start.env_or("ca", "CA", String::new());
        let mut millis = |name: &str| Duration::from_millis(u64::try_from(start.env::<i64>(name, name)).unwrap());
        let timeout = Timeouts { connect: millis("CONNECT"), headers: millis("HEADERS"), idle: millis("IDLE") };
        let idle_connection_lifetime = millis("LIFETIME");
        let ca = (!ca.is_empty()).then(|| ca.into());
        let settings = BackendSettings { ca, timeout, idle_connection_lifetime, ..BackendSettings::new("origin", url) };
        Ok(Self { backend: Backend::new(start, settings) })
    }
}

fn run<'c>(gateway: &'c Front, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_body().await?;
        gateway.backend.send(call).await
    })
}

fn fail(_: &Front, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

/// Where the backend is, and what it may take.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) url: String,
    pub(crate) ca: String,
    pub(crate) timeout: Timeouts,
    pub(crate) lifetime: Duration,
}

impl Setup {
    pub(crate) fn new(url: String) -> Self {
        Self { url, ca: String::new(), timeout: Timeouts::DEFAULT, lifetime: Duration::from_secs(60) }
    }

    pub(crate) fn serve(self) -> Served {
        let log = Log::default();
        let mut loading = Start::with(".", move |name| {
            let millis = |time: Duration| Some(time.as_millis().to_string());
            match name {
                "URL" => Some(self.url.clone()),
                "CA" => Some(self.ca.clone()),
                "CONNECT" => millis(self.timeout.connect),
                "HEADERS" => millis(self.timeout.headers),
                "IDLE" => millis(self.timeout.idle),
                "LIFETIME" => millis(self.lifetime),
                _ => None,
            }
        });
        let serving = Arc::new(Serving::<Front>::load(&mut loading, log.clone()).unwrap());
        Served { running: start(serving, "127.0.0.1:0", Some("127.0.0.1:0")).unwrap(), log }
    }
}

/// A gateway that runs.
pub(crate) struct Served {
    pub(crate) running: Running,
    pub(crate) log: Log,
}

impl Served {
    pub(crate) async fn client(&self) -> Wire<TcpStream> {
        Wire::new(TcpStream::connect(self.running.address).await.unwrap())
    }

    /// A client that has sent this.
    pub(crate) async fn asks(&self, request: &str) -> Wire<TcpStream> {
        let mut client = self.client().await;
        client.send(request).await;
        client
    }

    pub(crate) async fn metrics(&self) -> String {
        let mut admin = Wire::new(TcpStream::connect(self.running.admin.unwrap()).await.unwrap());
        admin.send("GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
        String::from_utf8(admin.rest().await).unwrap()
    }
}

/// A backend in plain HTTP, and the gateway before it.
pub(crate) async fn plain() -> (TcpListener, Served) {
    with(|_| {}).await
}

pub(crate) async fn with(change: impl FnOnce(&mut Setup)) -> (TcpListener, Served) {
    let backend = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut setup = Setup::new(format!("http://{}", backend.local_addr().unwrap()));
    change(&mut setup);
    (backend, setup.serve())
}

/// The access log, for the test to read.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Waits for the first line.
    pub(crate) async fn line(&self) -> String {
        for _ in 0..500 {
            let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
            if let Some((line, _)) = text.split_once('\n') {
                return line.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nothing was logged");
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
