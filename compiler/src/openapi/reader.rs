//! A node with the pointer that leads to it, and what every part of this stage asks of one.

use std::borrow::Cow;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::pointer::Pointer;
use crate::source::{Kind, Member, Node, Object, Span};

/// How many `$ref`s may lead from one to the next.
pub(super) const HOPS: usize = 64;

/// The document and where its messages go.
pub(super) struct Reader<'n, 'd> {
    root: &'n Node,
    diagnostics: &'d mut Diagnostics,
}

/// A node and the pointer that leads to it, in the form of a `$ref` (`#/paths/~1pets/get`).
#[derive(Clone, Debug)]
pub(super) struct At<'n> {
    pub(super) node: &'n Node,
    pub(super) pointer: String,
}

/// The pointer of a member or item below another pointer.
#[must_use]
pub fn child(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('%', "%25").replace('~', "~0").replace('/', "~1"))
}

/// The one spelling of a pointer, as [`child`] would have made it: a `$ref` may encode more than it must.
#[must_use]
pub(crate) fn normal(pointer: &str) -> String {
    let Some(tokens) = pointer.strip_prefix("#/") else { return pointer.to_owned() };
    tokens.split('/').fold("#".to_owned(), |normal, token| child(&normal, &decode(token)))
}

/// The node at a pointer that begins with `#`. Where a `$ref` stands on the way to it, the way goes on at its target, as
/// published documents expect.
pub(crate) fn resolve<'n>(root: &'n Node, pointer: &str) -> Option<&'n Node> {
    let mut hops = HOPS;
    resolve_within(root, pointer, &mut hops)
}

/// `hops` is how many references may be followed in all.
fn resolve_within<'n>(root: &'n Node, pointer: &str, hops: &mut usize) -> Option<&'n Node> {
    let tokens = pointer.strip_prefix('#').filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
    let mut node = root;
    for token in tokens.split('/').skip(1) {
        let token = decode(token);
        node = loop {
            if let Some(next) = step(node, &token) {
                break next;
            }
            *hops = hops.checked_sub(1)?;
            node = resolve_within(root, node.get("$ref")?.as_str()?, hops)?;
        };
    }
    Some(node)
}

fn step<'n>(node: &'n Node, token: &str) -> Option<&'n Node> {
    match &node.kind {
        Kind::Object(object) => object.get(token),
        Kind::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The last reference token of a pointer, unescaped.
pub(crate) fn last_token(pointer: &str) -> Cow<'_, str> {
    decode(pointer.rsplit('/').next().unwrap_or_default())
}

/// Undoes the percent-encoding of a fragment, then the escapes of RFC 6901 section 4.
fn decode(token: &str) -> Cow<'_, str> {
    if !token.contains(['~', '%']) {
        return Cow::Borrowed(token);
    }
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
        if *first == b'%'
            && let (Some(high), Some(low)) = (hex(tail.first()), hex(tail.get(1)))
        {
            bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Cow::Owned(text.replace("~1", "/").replace("~0", "~"))
}

impl<'n, 'd> Reader<'n, 'd> {
    pub(super) fn new(root: &'n Node, diagnostics: &'d mut Diagnostics) -> Self {
        Self { root, diagnostics }
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The object that should stand here; what is read without it is less.
    pub(super) fn object(&mut self, at: &At<'n>) -> Option<&'n Object> {
        let object = at.node.as_object();
        if object.is_none() {
            self.wrong(at, "an object");
        }
        object
    }

    /// The object without which operations would be missing.
    pub(super) fn needed(&mut self, at: &At<'n>) -> Option<&'n Object> {
        let object = at.node.as_object();
        if object.is_none() {
            let message = format!("expected an object here, found {}", at.node.kind_name());
            self.say(Diagnostic::at(Code::GW0203, at.node.span, message));
        }
        object
    }

    /// The items of the array that should stand here.
    pub(super) fn items(&mut self, at: &At<'n>) -> Vec<At<'n>> {
        match at.node.as_array() {
            Some(items) => (0..).zip(items).map(|(index, node)| at.item(index, node)).collect(),
            None => {
                self.wrong(at, "an array");
                Vec::new()
            }
        }
    }

    /// Whether there is something at a pointer.
    pub(super) fn leads_somewhere(&self, pointer: &str) -> bool {
        resolve(self.root, pointer).is_some()
    }

    /// Says that something else should stand here.
    pub(super) fn wrong(&mut self, at: &At<'n>, expected: &str) {
        let message = format!("expected {expected} here, found {}", at.node.kind_name());
        self.say(Diagnostic::at(Code::GW0209, at.node.span, message).words("left out"));
    }

    /// Follows the `$ref`s of something that is not a schema; what leads nowhere is left out.
    pub(super) fn follow(&mut self, at: At<'n>) -> Option<At<'n>> {
        self.followed(at, Code::GW0208)
    }

    /// Follows the `$ref`s of something without which operations would be missing.
    pub(super) fn follow_needed(&mut self, at: At<'n>) -> Option<At<'n>> {
        self.followed(at, Code::GW0204)
    }

    fn followed(&mut self, mut at: At<'n>, code: Code) -> Option<At<'n>> {
        for _ in 0..HOPS {
            let Some(reference) = at.node.get("$ref") else { return Some(at) };
            let Some(text) = reference.as_str() else {
                self.say(Diagnostic::at(code, reference.span, "a `$ref` is a string"));
                return None;
            };
            let Some(node) = resolve(self.root, text) else {
                self.say(unresolved(code, reference.span, text));
                return None;
            };
            at = At { node, pointer: text.to_owned() };
        }
        self.say(Diagnostic::at(code, at.node.span, "this `$ref` leads back to itself"));
        None
    }
}

/// The message for a `$ref` that leads nowhere; other stages use it too.
pub(crate) fn unresolved(code: Code, span: Span, text: &str) -> Diagnostic {
    let diagnostic = Diagnostic::at(code, span, format!("`{text}` leads nowhere"));
    let (file, pointer) = text.split_once('#').unwrap_or((text, ""));
    if let Err(reason) = Pointer::parse_fragment(pointer) {
        diagnostic
            .words(format!("the pointer {reason}"))
            .help("a pointer is `#/` and names with `/` between them; `~1` is a `/` within a name")
    } else if file.is_empty() {
        diagnostic.words("nothing stands there in this document")
    } else if file.contains(':') || file.starts_with(['/', '\\']) {
        diagnostic
            .words("only files that are named by a relative path are read")
            .help("save the file beside the document and refer to it by its relative path")
    } else {
        diagnostic.words("nothing stands there in that file")
    }
}

impl<'n> At<'n> {
    pub(super) fn root(node: &'n Node) -> Self {
        Self { node, pointer: "#".to_owned() }
    }

    /// A member; null stands for none.
    pub(super) fn get(&self, key: &str) -> Option<At<'n>> {
        let node = self.node.get(key).filter(|node| !matches!(node.kind, Kind::Null))?;
        Some(At { node, pointer: child(&self.pointer, key) })
    }

    pub(super) fn child(&self, member: &'n Member) -> At<'n> {
        At { node: &member.value, pointer: child(&self.pointer, &member.key) }
    }

    fn item(&self, index: usize, node: &'n Node) -> At<'n> {
        At { node, pointer: child(&self.pointer, &index.to_string()) }
    }

    /// The text of a member, if it is there and a string.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.node.get(key)?.as_str().map(str::to_owned)
    }

    /// The truth value of a member; false where it is absent or something else.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool).unwrap_or(false)
    }
}
