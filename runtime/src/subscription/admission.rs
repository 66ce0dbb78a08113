//! Whether a call is admitted. The credential that admits it goes no further.

use std::borrow::Cow;
use std::time::SystemTime;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Scope, State, Subscriber, Subscriptions};
use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::header;
use crate::operation::Api;
use crate::server::Product;

/// Finds the caller's subscription and product, and takes the key out of the request.
///
/// A call with a key needs a subscription that opens the API. One without is taken for a call of the open product that
/// holds the API, if there is one, else admitted where the API requires no key. What is no known key is refused where the API
/// requires one, though an open product would take a call without: but for a Bearer token there, and where no key is
/// required, which may be for others than the gateway.
pub(crate) fn admit(call: &mut Call, subscriptions: Option<&Subscriptions>, products: &'static [Product]) -> Flow {
    let api = call.api();
    let open = products.iter().find(|product| product.open && product.apis.contains(&api.name));
    let required = api.subscription.required && open.is_none();
    let without = |call: &mut Call| {
        if required {
            return Err(missing(api));
        }
        call.admit(None, open);
        Ok(())
    };
    let Some(subscriptions) = subscriptions else { return without(call) };
    let (found, place) = match presented(call, api) {
        None => return without(call),
        Some((key, place)) => (subscriptions.find(&key), place),
    };
    let subscriber = match found {
        Some(subscriber) => subscriber,
        None if required || (api.subscription.required && place == Place::Key) => return Err(wrong()),
        // Where no key is needed, the credential may be meant for the backend; a key beside it is not.
        None => match all(call, api).iter().find_map(|key| subscriptions.find(key)) {
            Some(subscriber) => subscriber,
            None => return without(call),
        },
    };
    let product = usable(&subscriber, api, products)?;
    strip(call, api, subscriptions);
    call.admit(Some(subscriber), product);
    Ok(())
}

/// What a place is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A key.
    Key,
    /// Any token.
    Token,
}

/// The key, from the first of the places that has one.
fn presented<'c>(call: &'c Call, api: &Api) -> Option<(Cow<'c, [u8]>, Place)> {
    let places = &api.subscription;
    if let Some((_, value)) = places.headers.iter().find_map(|name| borne(call.headers(), name)) {
        return Some((Cow::Borrowed(value.as_bytes()), Place::Key));
    }
    if let Some(value) = places.query.and_then(|name| call.query_values(name).next()) {
        return Some((Cow::Owned(value.into_owned().into_bytes()), Place::Key));
    }
    let token = bearer(call.headers()).filter(|_| places.bearer)?;
    Some((Cow::Borrowed(token), Place::Token))
}

/// What stands in any of the places of a key.
#[cold]
fn all<'c>(call: &'c Call, api: &Api) -> Vec<Cow<'c, [u8]>> {
    let places = &api.subscription;
    let headers = places.headers.iter().flat_map(|name| call.headers().get_all(*name));
    let queries = places.query.into_iter().flat_map(|name| call.query_values(name));
    let bearers = call.headers().get_all(AUTHORIZATION).iter().filter(|_| places.bearer);
    let mut keys: Vec<Cow<'c, [u8]>> = headers.map(|value| Cow::Borrowed(value.as_bytes())).collect();
    keys.extend(queries.map(|value| Cow::Owned(value.into_owned().into_bytes())));
    keys.extend(bearers.filter_map(|value| token(value.as_bytes())).map(Cow::Borrowed));
    keys
}

/// A header, by comparison: requests have few, and names would have to be read and hashed for a look-up.
fn borne<'h>(headers: &'h HeaderMap, place: &str) -> Option<(&'h HeaderName, &'h HeaderValue)> {
    headers.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(place))
}

/// The token of `Authorization: Bearer` (RFC 6750, section 2.1).
fn bearer(headers: &HeaderMap) -> Option<&[u8]> {
    token(headers.get(AUTHORIZATION)?.as_bytes())
}

fn token(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// The product that a subscription opens the API by, if it is one of a product.
fn usable(subscriber: &Subscriber, api: &Api, products: &'static [Product]) -> Flow<Option<&'static Product>> {
    let refused = match subscriber.state {
        State::Active => None,
        State::Suspended => Some(("subscription_suspended", "The subscription is suspended.")),
        State::Cancelled => Some(("subscription_cancelled", "The subscription is cancelled.")),
    };
    if let Some((code, message)) = refused {
        return Err(unauthorized(code, message));
    }
    if subscriber.expires.is_some_and(|expires| SystemTime::now() >= expires) {
        return Err(unauthorized("subscription_expired", "The subscription has expired."));
    }
    match &subscriber.scope {
        Scope::All => return Ok(None),
        Scope::Api(name) if name == api.name => return Ok(None),
        Scope::Api(_) => {}
        Scope::Product(name) => {
            let product = products.iter().find(|product| product.name == name && product.apis.contains(&api.name));
            if product.is_some() {
                return Ok(product);
            }
        }
    }
    Err(unauthorized("subscription_scope", "The subscription does not open this API."))
}

/// The places of a key are the gateway's own, so all of them are emptied; `Authorization` only where it bears a key.
fn strip(call: &mut Call, api: &Api, subscriptions: &Subscriptions) {
    for place in api.subscription.headers {
        if let Some(name) = borne(call.headers(), place).map(|(name, _)| name.clone()) {
            call.headers_mut().remove(name);
        }
    }
    if let Some(name) = api.subscription.query {
        call.remove_query(name);
    }
    // Sent twice, any of them may bear a key.
    let bears = |value: &HeaderValue| token(value.as_bytes()).is_some_and(|token| subscriptions.find(token).is_some());
    if api.subscription.bearer
        && header::bears(call.headers(), &AUTHORIZATION)
        && call.headers().get_all(AUTHORIZATION).iter().any(bears)
    {
        call.headers_mut().remove(AUTHORIZATION);
    }
}

#[cold]
fn missing(api: &Api) -> Fault {
    let mut places: Vec<String> = api.subscription.headers.iter().map(|name| format!("the header `{name}`")).collect();
    places.extend(api.subscription.query.map(|name| format!("the query parameter `{name}`")));
    if api.subscription.bearer {
        places.push("`Authorization: Bearer`".to_owned());
    }
    let message = format!("The call bears no subscription key. It is looked for in {}.", places.join(", "));
    Fault::new(StatusCode::UNAUTHORIZED, "missing_key", message).by("subscription")
}

#[cold]
fn wrong() -> Fault {
    unauthorized("invalid_key", "The subscription key is not known.")
}

#[cold]
fn unauthorized(code: &'static str, message: &'static str) -> Fault {
    Fault::new(StatusCode::UNAUTHORIZED, code, message).by("subscription")
}
