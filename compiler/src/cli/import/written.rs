//! What an import writes: files that it owns, and a gateway file that it only begins.

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::owned;
use crate::diagnostic::Diagnostics;
use crate::import::{self, Authentication, Start};
use crate::source::{COMMAND_LINE, Node, Sources, Span, read_file};

use super::folder;

/// Writes the files of an import beside the gateway file; what was done, in sentences for people. All or nothing: a file
/// that stands there and differs is shown, and nothing is written unless that is asked for.
///
/// # Errors
/// What is in the way, and what the file system refuses.
pub(super) fn write(start: &Start, gateway: &Path, force: bool) -> Result<String, String> {
    let beside = folder(gateway);
    let own = match owned::read(gateway)? {
        Some(_) => Some(
            tree(gateway)
                .ok_or_else(|| format!("{} can't be read; `gatewright compile` says why", gateway.display()))?,
        ),
        None => None,
    };
    if let Some(own) = &own {
        free(start, gateway, own)?;
    }
    let mut wanted = owned::wanted(beside, import::files(start).map_err(defect)?, force)?;
    if own.is_none() {
        wanted.add(gateway.to_owned(), import::gateway_file(start).map_err(defect)?);
    }
    let mut said = wanted.write()?;
    for left in import::replaced(start).filter(|path| beside.join(path).is_file()) {
        let _ = writeln!(said, "{}: no longer used; it was left where it is", beside.join(left).display());
    }
    if let Some(own) = &own {
        if !is_named(own, start) {
            let _ = writeln!(said, "add to `apis` in {}:\n  {}", gateway.display(), import::line(start));
        }
        if let Some(product) = start.product.as_deref().filter(|product| !holds(own, product, start)) {
            let _ = writeln!(said, "put `{}` into `products.{product}.apis` in {}", start.name, gateway.display());
        }
    }
    let listen = own.as_ref().and_then(|own| own.get("listen")).and_then(Node::as_str);
    let listen = listen.map_or_else(|| import::listen(start), str::to_owned);
    let _ = writeln!(said, "clients find `{}` at http://{listen}{}", start.name, start.path);
    if comes_back(&start.url, &listen) {
        let _ = writeln!(
            said,
            "warning: {} is where this gateway listens itself, so its calls would come back to it; change `listen` in {}",
            start.url,
            gateway.display()
        );
    }
    match &start.authentication {
        Authentication::None => {}
        Authentication::Key(credential) => {
            let (name, variable) = (&start.name, credential.variable());
            let _ = writeln!(said, "the gateway reads the key of `{name}` from the environment variable {variable}");
        }
        Authentication::ManagedIdentity => {
            let _ = writeln!(
                said,
                "the managed identity needs a role at the resource, such as Cognitive Services OpenAI User"
            );
        }
    }
    Ok(said)
}

/// Whether a URL leads to the address at which the gateway listens.
fn comes_back(url: &str, listen: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let authority = rest.split('/').next().unwrap_or_default();
    let usual = if scheme.eq_ignore_ascii_case("https") { "443" } else { "80" };
    let parts = |address: &str| match address.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host.to_ascii_lowercase(), port.to_owned()),
        _ => (address.to_ascii_lowercase(), usual.to_owned()),
    };
    let ((to, to_port), (at, at_port)) = (parts(authority), parts(listen));
    let here = |host: &str| host == "localhost" || host.starts_with("127.") || host == "[::1]";
    let any = |host: &str| matches!(host, "0.0.0.0" | "[::]");
    to_port == at_port && (to == at || (here(&to) && (here(&at) || any(&at))) || any(&to))
}

fn defect(error: minijinja::Error) -> String {
    format!("{error:#}; please report it")
}

/// The tree of a file, if it is one.
fn tree(path: &Path) -> Option<Node> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let named = Span::new(sources.add(COMMAND_LINE, String::new()), 0, 0);
    read_file(&mut sources, path, &path.to_string_lossy(), named, &mut diagnostics)
}

/// Whether a gateway file names the API's file already.
fn is_named(own: &Node, start: &Start) -> bool {
    let api = own.get("apis").and_then(|apis| apis.get(&start.name)).and_then(Node::as_str);
    api.is_some_and(|path| path.trim_start_matches("./") == import::own_file(start))
}

/// Whether a product of a gateway file holds the API already.
fn holds(own: &Node, product: &str, start: &Start) -> bool {
    let apis = own.get("products").and_then(|products| products.get(product)).and_then(|product| product.get("apis"));
    apis.and_then(Node::as_array).is_some_and(|apis| apis.iter().any(|api| api.as_str() == Some(&start.name)))
}

/// Whether no other API of the gateway file has the name or the prefix.
fn free(start: &Start, gateway: &Path, own: &Node) -> Result<(), String> {
    let apis = own.get("apis").and_then(Node::as_object);
    for api in apis.into_iter().flat_map(|apis| apis.iter()) {
        if *api.key == *start.name && !is_named(own, start) {
            return Err(format!("{} has an API `{}` of its own; choose another --name", gateway.display(), start.name));
        }
        let inner = api.value.as_str().and_then(|path| tree(&folder(gateway).join(path)));
        let path = inner.as_ref().unwrap_or(&api.value).get("path").and_then(Node::as_str).unwrap_or_default();
        if *api.key != *start.name && path.trim_matches('/') == start.path.trim_matches('/') {
            return Err(format!(
                "the API `{}` has the prefix `{}` already; choose another --path",
                api.key, start.path
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::comes_back;

    #[test]
    fn a_gateway_is_known_by_its_address() {
        for (url, listen, expected) in [
            ("http://127.0.0.1:8080/v1", "127.0.0.1:8080", true),
            ("http://localhost:8080", "127.0.0.1:8080", true),
            ("http://[::1]:8080/v1", "0.0.0.0:8080", true),
            ("http://localhost/v1", "0.0.0.0:80", true),
            ("https://gateway.example", "gateway.example:443", true),
            ("http://127.0.0.1:8000/v1", "127.0.0.1:8080", false),
            ("https://localhost/v1", "127.0.0.1:80", false),
            ("http://service.example:8080", "0.0.0.0:8080", false),
        ] {
            assert_eq!(comes_back(url, listen), expected, "{url}, {listen}");
        }
    }
}
