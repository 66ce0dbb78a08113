//! Where a machine in Azure gets the tokens of its managed identity.

use std::path::PathBuf;

use http::{HeaderName, HeaderValue, Method};

use super::grant::{Grant, form, form_headers};
use crate::named_value::Start;
use crate::secret::Secret;
use crate::upstream::url::ServerUrl;

/// A token of the machine's managed identity. The environment says where it is to be had, in the variables that Azure
/// sets: `IDENTITY_ENDPOINT` and `IDENTITY_HEADER` (App Service, Functions, Container Apps), or
/// `AZURE_FEDERATED_TOKEN_FILE`, `AZURE_TENANT_ID` and `AZURE_CLIENT_ID` (Kubernetes); else it is the metadata service of
/// virtual machines, at `AZURE_POD_IDENTITY_AUTHORITY_HOST` or its usual address.
#[derive(Debug)]
pub struct ManagedIdentity {
    /// For what the token is, such as `https://cognitiveservices.azure.com`.
    pub resource: String,
    /// Which identity, where it isn't the machine's own.
    pub client_id: Option<String>,
}

/// The address of the metadata service on a virtual machine, the same on all of them.
const METADATA_SERVICE: &str = "http://169.254.169.254";

impl ManagedIdentity {
    pub(super) fn grant(self, start: &Start) -> Result<Grant, String> {
        match (start.variable("IDENTITY_ENDPOINT"), start.variable("IDENTITY_HEADER")) {
            (Some(endpoint), Some(header)) => self.of_app_service(&endpoint, header),
            _ => match start.variable("AZURE_FEDERATED_TOKEN_FILE") {
                Some(file) => self.of_kubernetes(start, file.into()),
                None => self.of_machine(start),
            },
        }
    }

    fn query(self, version: &str) -> String {
        let mut fields = vec![("api-version", version.to_owned()), ("resource", self.resource)];
        fields.extend(self.client_id.map(|id| ("client_id", id)));
        form(&fields)
    }

    fn of_app_service(self, endpoint: &str, header: String) -> Result<Grant, String> {
        let server = ServerUrl::parse(endpoint, None).map_err(|problem| format!("IDENTITY_ENDPOINT: {problem}"))?;
        let header = Secret::new(header).header_value();
        let header = header.ok_or("IDENTITY_HEADER holds characters that no header may hold")?;
        let headers = Vec::from([(HeaderName::from_static("x-identity-header"), header)]);
        let query = self.query("2019-08-01");
        Ok(Grant { server, method: Method::GET, query, headers, body: String::new(), assertion: None })
    }

    fn of_machine(self, start: &Start) -> Result<Grant, String> {
        let host = start.variable("AZURE_POD_IDENTITY_AUTHORITY_HOST").unwrap_or_else(|| METADATA_SERVICE.to_owned());
        let url = format!("{}/metadata/identity/oauth2/token", host.trim_end_matches('/'));
        let server =
            ServerUrl::parse(&url, None).map_err(|problem| format!("AZURE_POD_IDENTITY_AUTHORITY_HOST: {problem}"))?;
        let headers = Vec::from([(HeaderName::from_static("metadata"), HeaderValue::from_static("true"))]);
        let query = self.query("2018-02-01");
        Ok(Grant { server, method: Method::GET, query, headers, body: String::new(), assertion: None })
    }

    /// Kubernetes gives a pod a token of its own, which Entra takes as the proof of who asks.
    fn of_kubernetes(self, start: &Start, file: PathBuf) -> Result<Grant, String> {
        let needed = |name: &str| {
            let missing = || format!("AZURE_FEDERATED_TOKEN_FILE is set, and {name} is not");
            start.variable(name).ok_or_else(missing)
        };
        let authority = start.variable("AZURE_AUTHORITY_HOST");
        let authority = authority.unwrap_or_else(|| "https://login.microsoftonline.com".to_owned());
        let tenant = needed("AZURE_TENANT_ID")?;
        let url = format!("{}/{tenant}/oauth2/v2.0/token", authority.trim_end_matches('/'));
        let server = ServerUrl::parse(&url, None).map_err(|problem| format!("AZURE_AUTHORITY_HOST: {problem}"))?;
        let client = self.client_id.map_or_else(|| needed("AZURE_CLIENT_ID"), Ok)?;
        let body = form(&[
            ("grant_type", "client_credentials".to_owned()),
            ("client_id", client),
            ("scope", format!("{}/.default", self.resource)),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ]);
        let (method, headers) = (Method::POST, form_headers());
        Ok(Grant { server, method, query: String::new(), headers, body, assertion: Some(file) })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn grant(variables: &'static [(&str, &str)], client_id: Option<&str>) -> Result<Grant, String> {
        let environment =
            |wanted: &str| variables.iter().find(|(name, _)| *name == wanted).map(|(_, value)| (*value).to_owned());
        let start = Start::with(".", environment);
        let client_id = client_id.map(str::to_owned);
        ManagedIdentity { resource: "https://x.example".to_owned(), client_id }.grant(&start)
    }

    fn line(grant: &Grant) -> String {
        let Endpoint { host, port, .. } = &grant.server.endpoint;
        format!("{} {host}:{port}{}?{} {}", grant.method, grant.server.base, grant.query, grant.body)
    }

    use crate::upstream::connect::Endpoint;

    #[test]
    fn a_virtual_machine_has_the_metadata_service() {
        let own = grant(&[], None).unwrap();
        let path = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fx.example";
        assert_eq!(line(&own), format!("GET 169.254.169.254:80{path} "));
        assert_eq!(own.headers, [(HeaderName::from_static("metadata"), HeaderValue::from_static("true"))]);
        let other = grant(&[("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:4/")], Some("me")).unwrap();
        assert_eq!(line(&other), format!("GET 127.0.0.1:4{path}&client_id=me "));
    }

    #[test]
    fn an_app_service_has_an_endpoint_and_a_header() {
        let variables = &[("IDENTITY_ENDPOINT", "http://127.0.0.1:41/msi/token"), ("IDENTITY_HEADER", "proof")];
        let grant = grant(variables, None).unwrap();
        let query = "api-version=2019-08-01&resource=https%3A%2F%2Fx.example";
        assert_eq!(line(&grant), format!("GET 127.0.0.1:41/msi/token?{query} "));
        assert_eq!(grant.headers[0].0, "x-identity-header");
        assert!(grant.headers[0].1.is_sensitive());
    }

    #[test]
    fn a_pod_shows_its_own_token() {
        let set = &[
            ("AZURE_FEDERATED_TOKEN_FILE", "/var/token"),
            ("AZURE_TENANT_ID", "tenant"),
            ("AZURE_CLIENT_ID", "client"),
        ];
        let pod = grant(set, None).unwrap();
        assert_eq!(pod.assertion, Some(PathBuf::from("/var/token")));
        let (before, body) = pod.body.split_once("&scope=").unwrap();
        assert_eq!(before, "grant_type=client_credentials&client_id=client");
        assert!(body.starts_with("https%3A%2F%2Fx.example%2F.default&client_assertion_type=urn%3Aietf"), "{body}");
        assert!(line(&pod).starts_with("POST login.microsoftonline.com:443/tenant/oauth2/v2.0/token? "));
        let lacking = grant(&[("AZURE_FEDERATED_TOKEN_FILE", "/var/token")], None).err();
        assert_eq!(lacking.as_deref(), Some("AZURE_FEDERATED_TOKEN_FILE is set, and AZURE_TENANT_ID is not"));
    }
}
