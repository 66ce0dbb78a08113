//! `credentials` of backends.

use super::Reader;
use super::fields::{Fields, transposed};
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::format;
use crate::policy::model::{Authorization, ClientAuthentication, Credential, Credentials, Spanned, Text};
use crate::source::{Member, Node};

impl Reader<'_> {
    pub(super) fn credentials(&mut self, node: &Node) -> Option<Credentials> {
        let fields = self.fields(node, &format::CREDENTIALS)?;
        let mut credentials =
            Credentials { authorization: self.authorization(&fields).map(Box::new), ..Credentials::default() };
        if let Some(headers) = fields.get("headers").and_then(|node| self.object(node, "`headers`")) {
            for member in headers.iter() {
                let name = Spanned::new(member.key.to_string(), member.key_span);
                if !self.is_settable(&name) {
                    continue;
                }
                let key = name.value.to_ascii_lowercase();
                if let Some(first) = credentials.headers.get(&key).map(|first: &Credential| first.name.span) {
                    self.twice("the header", &name, first);
                } else if let Some(value) = self.credential(&member.value).filter(|value| self.is_header_value(value)) {
                    credentials.headers.insert(key, Credential { name, value });
                }
            }
        }
        if let Some(query) = fields.get("query").and_then(|node| self.object(node, "`query`")) {
            for member in query.iter() {
                let name = Spanned::new(member.key.to_string(), member.key_span);
                if let Some(value) = self.credential(&member.value) {
                    credentials.query.insert(name.value.clone(), Credential { name, value });
                }
            }
        }
        Some(credentials)
    }

    /// What is made for `Authorization`: one way at most, and no header of that name beside it.
    fn authorization(&mut self, fields: &Fields<'_>) -> Option<Authorization<Text>> {
        let ways = ["oauth2-client-credentials", "managed-identity", "aws-sigv4"];
        let mut said = ways.iter().filter_map(|way| fields.member(way));
        let way = said.next()?;
        let header = fields
            .get("headers")
            .and_then(Node::as_object)
            .and_then(|headers| headers.iter().find(|header| header.key.eq_ignore_ascii_case("authorization")));
        for other in said.chain(header).collect::<Vec<_>>() {
            let message = format!("`{}` and `{}` exclude each other", way.key, other.key);
            let diagnostic = Diagnostic::at(Code::GW0417, other.key_span, message).label(way.key_span, "the other one");
            self.say(diagnostic.help("both make the header `Authorization`; leave one of them out"));
        }
        match &*way.key {
            "oauth2-client-credentials" => self.client_credentials(way),
            "managed-identity" => self.managed_identity(way),
            _ => self.aws_sigv4(way),
        }
    }

    fn client_credentials(&mut self, way: &Member) -> Option<Authorization<Text>> {
        let fields = self.fields(&way.value, &format::CLIENT_CREDENTIALS)?;
        let token_url =
            fields.require(self, "token-url", "write the URL of the token endpoint: `token-url: https://...`");
        let token_url = token_url.and_then(|node| self.url(node, "`token-url`"));
        let client_id = self.needed(&fields, "client-id");
        let client_secret = self.needed_secret(&fields, "client-secret");
        let client_authentication = match fields.get("client-authentication") {
            Some(node) => {
                self.choice(node, "client-authentication", &format::CLIENT_AUTHENTICATIONS).map(|way| way.value)
            }
            None => Some(ClientAuthentication::Basic),
        };
        let mut parameters = Vec::new();
        for key in ["scope", "audience", "resource"] {
            if let Some(node) = fields.get(key) {
                parameters.push((key, self.text(node, &format!("`{key}`"))?));
            }
        }
        Some(Authorization::ClientCredentials {
            token_url: token_url?,
            client_id: client_id?,
            client_secret: client_secret?,
            client_authentication: client_authentication?,
            parameters,
        })
    }

    fn managed_identity(&mut self, way: &Member) -> Option<Authorization<Text>> {
        let fields = self.fields(&way.value, &format::MANAGED_IDENTITY)?;
        let resource = fields.require(self, "resource", "write `resource: https://cognitiveservices.azure.com`");
        let resource = resource.and_then(|node| self.text(node, "`resource`"));
        let client_id = fields.get("client-id").map(|node| self.text(node, "`client-id`"));
        Some(Authorization::ManagedIdentity { resource: resource?, client_id: transposed(client_id)? })
    }

    fn aws_sigv4(&mut self, way: &Member) -> Option<Authorization<Text>> {
        let fields = self.fields(&way.value, &format::AWS_SIGV4)?;
        let (region, service) = (self.needed(&fields, "region"), self.needed(&fields, "service"));
        let (id, key) = (self.needed(&fields, "access-key-id"), self.needed_secret(&fields, "secret-access-key"));
        let token = fields.get("session-token").map(|node| self.credential(node));
        Some(Authorization::AwsSigV4 {
            region: region?,
            service: service?,
            access_key_id: id?,
            secret_access_key: key?,
            session_token: transposed(token)?,
        })
    }

    fn needed(&mut self, fields: &Fields<'_>, key: &str) -> Option<Text> {
        let node = fields.require(self, key, &format!("write `{key}: ...`"))?;
        self.text(node, &format!("`{key}`"))
    }

    fn needed_secret(&mut self, fields: &Fields<'_>, key: &str) -> Option<Text> {
        let help = format!("write `{key}: \"{{{{NAME}}}}\"` with the name of a secret");
        fields.require(self, key, &help).and_then(|node| self.credential(node))
    }

    pub(super) fn credential(&mut self, node: &Node) -> Option<Text> {
        let text = self.text(node, "a credential")?;
        let secret = text.named_values().any(|(name, _)| self.named_values.get(name).is_some_and(|v| v.is_secret()));
        if !secret {
            let message = "this credential is no secret, so it stands in the emitted code or can be logged";
            let help = "declare `named-values: { NAME: { secret: { env: VARIABLE } } }` and write `\"{{NAME}}\"` here";
            self.say(Diagnostic::at(Code::GW0413, node.span, message).help(help));
        }
        Some(text)
    }
}
