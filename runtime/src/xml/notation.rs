//! A document in the notation of values without types.

use super::document::{Document, Opened, Piece};
use super::layout::{Element, Layout, Place};
use crate::json::{Limit, Violation, push_text};
use crate::text::json_string;

/// Why a document can't be read as a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It isn't XML, or not of the kind that is taken.
    Malformed {
        /// Where, in bytes from the start of the body.
        offset: usize,
        /// What could stand there.
        expected: &'static str,
    },
    /// Its elements nest too deep.
    TooDeep,
    /// An element has a name that none has at its place.
    Misnamed(Violation),
}

/// The value of a document whose root is this element.
///
/// # Errors
/// What can't be read as one.
pub(crate) fn notation(text: &str, root: &Element) -> Result<String, Unread> {
    let mut reading = Reading { document: Document::new(text)?, way: Vec::new() };
    let mut to = String::with_capacity(text.len() + 16);
    let opened = reading.document.root()?;
    if !root.is(&opened.name) {
        return Err(reading.misnamed(root));
    }
    reading.value(opened, root.layout, &mut to)?;
    reading.document.end()?;
    Ok(to)
}

struct Reading<'x> {
    document: Document<'x>,
    /// The members and items that lead to the value, for violations.
    way: Vec<String>,
}

/// What the child elements of an element are, as the first of them says.
enum Inside {
    Items { element: Element, count: usize },
    Members(Members),
}

/// The object that is being written.
struct Members {
    /// Where its first member stands.
    start: usize,
    lists: Vec<List>,
}

/// A list whose elements may have others between them.
struct List {
    name: String,
    items: String,
    count: usize,
    alone: bool,
}

impl Reading<'_> {
    /// Appends the value of an element, up to its end.
    fn value(&mut self, opened: Opened, layout: &'static Layout, to: &mut String) -> Result<(), Unread> {
        let mut text = String::new();
        let mut inside: Option<Inside> = None;
        loop {
            match self.document.next()? {
                Piece::Close => break,
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Open(child) => match inside.get_or_insert_with(|| begun(layout, &child, to)) {
                    Inside::Items { element, count } => self.item(child, element, count, to)?,
                    Inside::Members(members) => self.member(child, layout, members, to)?,
                },
            }
        }
        let blank = text.trim_ascii().is_empty();
        match inside {
            None if opened.nil && blank => to.push_str("null"),
            Some(Inside::Items { element, .. }) if !blank => return Err(self.misnamed(&element)),
            Some(Inside::Items { .. }) => to.push(']'),
            Some(Inside::Members(members)) => {
                close(&opened, layout, members, (!blank).then_some(text.as_str()), to);
            }
            None if is_object(&opened, layout, blank) => {
                to.push('{');
                close(&opened, layout, Members { start: to.len(), lists: Vec::new() }, Some(&text), to);
            }
            None if blank && !layout.scalar && layout.items().is_some() => to.push_str("[]"),
            None => push_text(to, meant(&text)),
        }
        Ok(())
    }

    fn item(&mut self, child: Opened, element: &Element, count: &mut usize, to: &mut String) -> Result<(), Unread> {
        if !element.is(&child.name) {
            return Err(self.misnamed(element));
        }
        if *count > 0 {
            to.push(',');
        }
        self.way.push(count.to_string());
        *count += 1;
        self.value(child, element.layout, to)?;
        self.way.pop();
        Ok(())
    }

    fn member(
        &mut self,
        child: Opened,
        layout: &'static Layout,
        members: &mut Members,
        to: &mut String,
    ) -> Result<(), Unread> {
        let local = child.name.local();
        let (name, list, layout) = match layout.element(&child.name).map(|member| (member, member.place)) {
            Some((member, Place::List(element))) => (member.name.to_owned(), Some(member.alone), element.layout),
            Some((member, Place::Element(element))) => (member.name.to_owned(), None, element.layout),
            _ => {
                // A member that is written otherwise is not meant by its own name.
                let name = if layout.says(local) { format!("<{local}>") } else { local.to_owned() };
                match layout.undeclared() {
                    Some(others) => (name, others.list.then_some(false), others.layout),
                    None => (name, None, &Layout::ANY),
                }
            }
        };
        self.way.push(name.clone());
        match list {
            None => {
                key(to, members.start, &name);
                self.value(child, layout, to)?;
            }
            Some(alone) => {
                let known = members.lists.iter().position(|list| list.name == name);
                let at = known.unwrap_or_else(|| {
                    members.lists.push(List { name, items: String::new(), count: 0, alone });
                    members.lists.len() - 1
                });
                let Some(list) = members.lists.get_mut(at) else { return Ok(()) };
                if list.count > 0 {
                    list.items.push(',');
                }
                list.count += 1;
                self.value(child, layout, &mut list.items)?;
            }
        }
        self.way.pop();
        Ok(())
    }

    #[cold]
    fn misnamed(&self, element: &Element) -> Unread {
        let token = |token: &String| format!("/{}", token.replace('~', "~0").replace('/', "~1"));
        let pointer = self.way.iter().map(token).collect();
        let limit = (!element.names.is_empty()).then_some(Limit::Names(element.names));
        Unread::Misnamed(Violation { pointer, keyword: "xml", limit })
    }
}

/// What the child elements are, of which this is the first.
fn begun(layout: &'static Layout, child: &Opened, to: &mut String) -> Inside {
    let items =
        layout.items().filter(|items| !layout.object || items.is(&child.name) && !layout.says(child.name.local()));
    if let Some(element) = items {
        to.push('[');
        return Inside::Items { element, count: 0 };
    }
    to.push('{');
    Inside::Members(Members { start: to.len(), lists: Vec::new() })
}

/// Whether an element without child elements is an object.
fn is_object(opened: &Opened, layout: &'static Layout, blank: bool) -> bool {
    let attributes = || opened.attributes.iter().any(|(name, _)| layout.attribute(name).is_some());
    layout.object && (blank && !layout.scalar || layout.text().is_some() || attributes())
}

/// Appends what of an object isn't an element, and its lists. White space between elements is no text.
fn close(opened: &Opened, layout: &'static Layout, members: Members, text: Option<&str>, to: &mut String) {
    for (name, value) in &opened.attributes {
        match layout.attribute(name) {
            Some(member) => key(to, members.start, member.name),
            None => key(to, members.start, &format!("@{}", name.local())),
        }
        push_text(to, meant(value));
    }
    match (layout.text(), text) {
        (_, None) => {}
        (Some(member), Some(text)) => {
            key(to, members.start, member.name);
            push_text(to, meant(text));
        }
        (None, Some(text)) if text.trim_ascii().is_empty() => {}
        (None, Some(text)) => {
            key(to, members.start, "#text");
            push_text(to, text);
        }
    }
    for name in layout.required_lists() {
        if members.lists.iter().all(|list| list.name != name) {
            key(to, members.start, name);
            to.push_str("[]");
        }
    }
    for list in members.lists {
        key(to, members.start, &list.name);
        match list.alone && list.count == 1 {
            true => to.push_str(&list.items),
            false => {
                to.push('[');
                to.push_str(&list.items);
                to.push(']');
            }
        }
    }
    to.push('}');
}

fn key(to: &mut String, start: usize, name: &str) {
    if to.len() > start {
        to.push(',');
    }
    json_string(to, name);
    to.push(':');
}

/// A text as a value: white space around a number or a truth value is none of it (XML Schema part 2, section 4.3.6).
fn meant(text: &str) -> &str {
    let bare = text.trim_ascii();
    let word =
        || matches!(bare, "true" | "false") || bare.bytes().next().is_some_and(|byte| b"-0123456789".contains(&byte));
    if bare.len() < text.len() && word() { bare } else { text }
}
