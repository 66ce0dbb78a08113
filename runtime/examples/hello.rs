//! The smallest gateway, laid out as an emitted crate is, in one file: it checks a greeting and answers it itself.
//!
//! `cargo run --package gatewright-runtime --example hello -- --listen 127.0.0.1:8080`

use std::process::ExitCode;

use gatewright_runtime::policy::SetHeader;
use gatewright_runtime::{
    Action, Api, Body, ByModel, Call, Content, Dialect, Flow, Gateway, Life, Operation, RequestBody, Response, Route,
    Settings, Start, StartError, Streaming, Subscription, Validate, json,
};

struct Hello {
    greeting: String,
}

impl Gateway for Hello {
    const SETTINGS: &'static Settings = &Settings { name: "hello", ..Settings::DEFAULT };
    const APIS: &'static [&'static Api] = &[&API];

    fn routes() -> &'static [&'static [Route<Self>]] {
        ROUTES
    }

    fn load(start: &mut Start) -> Result<Self, StartError> {
        Ok(Self { greeting: start.env_or("greeting", "GREETING", "hello".to_owned()) })
    }
}

static API: Api = Api {
    name: "greetings",
    prefix: "/v1",
    dialect: Dialect::OpenAi,
    subscription: Subscription { required: false, headers: &["api-key"], query: None, bearer: false },
    validate: Validate { request: Action::Prevent },
};

static GREET: Operation = Operation {
    id: "greet",
    api: &API,
    method: "POST",
    path: "/greetings",
    parameters: &[],
    body: RequestBody::required(&[Content::json("application/json", greeting)]),
    streaming: Streaming::Never,
    reports_usage: false,
    answers: &[],
    by_model: ByModel::No,
};

static ROUTES: &[&[Route<Hello>]] = &[&[Route::new(&GREET, greet, fail)]];

fn greeting(json: &mut json::Json<'_>) -> json::Checked {
    static GREETING: json::Object =
        json::Object { members: &[json::required("name", json::string)], ..json::Object::ANY };
    json.object(&GREETING)
}

fn greet<'c>(gateway: &'c Hello, call: &'c mut Call) -> Life<'c> {
    Box::pin(async move {
        call.check_parameters()?;
        call.check_body().await?;
        let mut response = Response::new(Body::full(gateway.greeting.clone().into()));
        SetHeader { name: "x-gateway", values: &["hello"], ..SetHeader::DEFAULT }.outbound(call, &mut response)?;
        Ok(response)
    })
}

fn fail(_: &Hello, _: &mut Call, _: &mut Response) -> Flow {
    Ok(())
}

fn main() -> ExitCode {
    match gatewright_runtime::server::runtime() {
        Ok(runtime) => runtime.block_on(gatewright_runtime::serve::<Hello>()),
        Err(error) => {
            eprintln!("error: no thread can be started: {error}");
            ExitCode::FAILURE
        }
    }
}
