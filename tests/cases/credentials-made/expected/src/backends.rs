//! The backends that calls are sent to.

use gatewright_runtime::{
    Authorization, AwsSigV4, Backend, BackendSettings, ClientAuthentication, ClientCredentials,
    Credentials, ManagedIdentity, Secret, Start, Timeouts,
};
use std::time::Duration;
use crate::named_values::NamedValues;

/// Each backend with its connections.
pub struct Backends {
    /// `bedrock`
    pub bedrock: Backend,
    /// `chosen`
    pub chosen: Backend,
    /// `granted`
    pub granted: Backend,
    /// `in-the-body`
    pub in_the_body: Backend,
    /// `machine`
    pub machine: Backend,
}

impl Backends {
    /// Reads their URLs and credentials; nothing is connected yet.
    pub fn new(start: &mut Start, named_values: &NamedValues) -> Self {
        Self {
            bedrock: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        authorization: Some(Authorization::AwsSigV4(AwsSigV4 {
                            region: "eu-central-1".to_owned(),
                            service: "bedrock".to_owned(),
                            access_key_id: str::to_owned(named_values.aws_id.as_str()),
                            secret_access_key: named_values.aws_key.clone(),
                            session_token: Some(named_values.aws_token.clone()),
                        })),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("bedrock", "https://bedrock-runtime.eu-central-1.amazonaws.com".to_owned())
                },
            ),
            chosen: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        authorization: Some(Authorization::ManagedIdentity(ManagedIdentity {
                            resource: "https://ai.azure.com".to_owned(),
                            client_id: Some([named_values.tenant.as_str(), "-id"].concat()),
                        })),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("chosen", "https://azure.example".to_owned())
                },
            ),
            granted: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        authorization: Some(Authorization::ClientCredentials(ClientCredentials {
                            token_url: [
                                "https://login.microsoftonline.com/",
                                named_values.tenant.as_str(),
                                "/oauth2/v2.0/token",
                            ].concat(),
                            client_id: "gateway".to_owned(),
                            client_secret: named_values.client_secret.clone(),
                            client_authentication: ClientAuthentication::Basic,
                            parameters: Vec::from([
                                ("scope", "https://cognitiveservices.azure.com/.default".to_owned()),
                            ]),
                        })),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("granted", "https://granted.example".to_owned())
                },
            ),
            in_the_body: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        headers: Vec::from([("x-gateway", Secret::new("small".to_owned()))]),
                        query: Vec::from([("api-version", Secret::new("2024-10-21".to_owned()))]),
                        authorization: Some(Authorization::ClientCredentials(ClientCredentials {
                            token_url: "https://login.example/token".to_owned(),
                            client_id: "gateway".to_owned(),
                            client_secret: named_values.client_secret.clone(),
                            client_authentication: ClientAuthentication::Body,
                            parameters: Vec::from([
                                ("audience", "https://granted.example".to_owned()),
                                ("resource", "granted".to_owned()),
                            ]),
                        })),
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("in-the-body", "https://granted.example".to_owned())
                },
            ),
            machine: Backend::new(
                start,
                BackendSettings {
                    credentials: Credentials {
                        authorization: Some(Authorization::ManagedIdentity(ManagedIdentity {
                            resource: "https://ai.azure.com".to_owned(),
                            client_id: None,
                        })),
                        ..Credentials::default()
                    },
                    timeout: Timeouts {
                        connect: Duration::from_secs(5),
                        headers: Duration::from_secs(300),
                        idle: Duration::from_secs(300),
                    },
                    ..BackendSettings::new("machine", "https://azure.example".to_owned())
                },
            ),
        }
    }
}
