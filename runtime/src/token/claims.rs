//! What a policy asks of a token's claims (RFC 7519, section 4).

use serde_json::Value;

use super::{Claims, Refusal};

/// What is asked.
#[derive(Debug)]
pub(crate) struct Asked<'p> {
    /// One of them must be whom the token is for; none: anybody.
    pub(crate) audiences: &'p [&'p str],
    /// One of them must be who made it; none: anybody whose key is trusted.
    pub(crate) issuers: &'p [&'p str],
    pub(crate) required: &'p [Claim<'p>],
    pub(crate) require_expiration: bool,
    /// How far clocks may differ, in seconds.
    pub(crate) skew: f64,
}

/// A claim that must be there, perhaps with some values.
#[derive(Debug)]
pub(crate) struct Claim<'p> {
    pub(crate) name: &'p str,
    /// None: any does.
    pub(crate) values: &'p [&'p str],
    /// Whether all of the values must be there, or one of them.
    pub(crate) all: bool,
    /// Splits a text into values, as scopes are listed.
    pub(crate) separator: Option<&'p str>,
}

impl Claims {
    /// Whether they satisfy what is asked at a moment, in seconds since 1970.
    pub(crate) fn satisfy(&self, asked: &Asked<'_>, now: f64) -> Result<(), Refusal> {
        self.hold(asked, now)?;
        if !asked.issuers.is_empty() && !self.text("iss").is_some_and(|issuer| asked.issuers.contains(&issuer)) {
            return Err(Refusal::Issuer);
        }
        let audience = self.members.get("aud").map(|claim| values(claim, None)).unwrap_or_default();
        if !asked.audiences.is_empty() && !audience.iter().any(|one| asked.audiences.contains(&one.as_str())) {
            return Err(Refusal::Audience);
        }
        asked.required.iter().try_for_each(|claim| self.say(claim))
    }

    /// A claim that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name).and_then(Value::as_str)
    }

    fn hold(&self, asked: &Asked<'_>, now: f64) -> Result<(), Refusal> {
        let time = |name| match self.members.get(name) {
            None => Ok(None),
            Some(time) => time.as_f64().map(Some).ok_or(Refusal::Malformed),
        };
        match time("exp")? {
            Some(ends) if now >= ends + asked.skew => return Err(Refusal::Time),
            None if asked.require_expiration => return Err(Refusal::NoTime),
            _ => {}
        }
        match time("nbf")? {
            Some(begins) if now + asked.skew < begins => Err(Refusal::Time),
            _ => Ok(()),
        }
    }

    fn say(&self, claim: &Claim<'_>) -> Result<(), Refusal> {
        let found = values(self.members.get(claim.name).ok_or(Refusal::Claim)?, claim.separator);
        let has = |value: &&str| found.iter().any(|found| found == value);
        let enough = if claim.all { claim.values.iter().all(has) } else { claim.values.iter().any(has) };
        if enough || claim.values.is_empty() { Ok(()) } else { Err(Refusal::ClaimValue) }
    }
}

/// The values of a claim: its own, those of a list, or those of a text that is one.
fn values(claim: &Value, separator: Option<&str>) -> Vec<String> {
    match claim {
        Value::Array(items) => items.iter().flat_map(|item| values(item, separator)).collect(),
        Value::String(text) => match separator.filter(|separator| !separator.is_empty()) {
            Some(separator) => text.split(separator).map(str::to_owned).collect(),
            None => vec![text.clone()],
        },
        other => vec![other.to_string()],
    }
}
