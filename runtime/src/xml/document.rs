//! A document, piece by piece: what `quick-xml` finds, and what it leaves to its callers. There is no document type, so
//! there are no entities but those of XML itself; names are names, prefixes are declared, and there is one root.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, QName, ResolveResult};
use quick_xml::reader::NsReader;

use super::name::{Name, is_char, is_qualified};
use super::notation::Unread;
use crate::json::MAX_DEPTH;

/// What instances say of themselves (XML Schema part 1, section 2.6).
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// How many prefixes may be declared at one place; each is looked at for every name.
const PREFIXES: usize = 64;

/// What comes next.
pub(super) enum Piece {
    Open(Opened),
    Text(String),
    Close,
}

/// The start of an element.
pub(super) struct Opened {
    pub(super) name: Name,
    pub(super) attributes: Vec<(Name, String)>,
    /// Whether it says that it is null.
    pub(super) nil: bool,
}

pub(super) struct Document<'x> {
    reader: NsReader<&'x [u8]>,
    /// How many elements are open.
    depth: usize,
    /// What was cut off before the text that the reader sees.
    offset: usize,
}

impl<'x> Document<'x> {
    /// A document that was read whole.
    ///
    /// # Errors
    /// It holds a character that no document may hold.
    pub(super) fn new(text: &'x str) -> Result<Self, Unread> {
        if let Some((offset, _)) = text.char_indices().find(|(_, char)| !is_char(*char)) {
            return Err(Unread::Malformed { offset, expected: "a character of XML" });
        }
        let plain = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = NsReader::from_str(plain);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        reader.resolver_mut().set_max_namespace_bindings(PREFIXES);
        Ok(Self { reader, depth: 0, offset: text.len() - plain.len() })
    }

    /// The root element.
    ///
    /// # Errors
    /// There is none, or something stands before it that may not.
    pub(super) fn root(&mut self) -> Result<Opened, Unread> {
        loop {
            match self.event()? {
                Event::Decl(declaration) => self.declared(&declaration)?,
                Event::Text(text) if is_blank(&text) => {}
                Event::Start(start) => return self.opened(&start),
                _ => return Err(self.expected("the root element")),
            }
        }
    }

    /// What comes next within the root, up to its end.
    ///
    /// # Errors
    /// It isn't well-formed, it nests too deep, or it would have to be expanded.
    pub(super) fn next(&mut self) -> Result<Piece, Unread> {
        Ok(match self.event()? {
            Event::Start(start) => Piece::Open(self.opened(&start)?),
            Event::End(_) => {
                self.depth = self.depth.saturating_sub(1);
                Piece::Close
            }
            Event::Text(text) => Piece::Text(text.xml10_content().into_owned()),
            Event::CData(text) => Piece::Text(text.xml10_content().into_owned()),
            Event::GeneralRef(reference) => {
                let own = reference.resolve_char_ref().map_err(|_| self.expected("the number of a character"))?;
                match (own, resolve_predefined_entity(&reference)) {
                    (Some(char), _) if is_char(char) => Piece::Text(char.to_string()),
                    (None, Some(text)) => Piece::Text(text.to_owned()),
                    _ => return Err(self.expected("an entity of XML itself")),
                }
            }
            _ => return Err(self.expected("the end of an element")),
        })
    }

    /// Nothing but comments may stand behind the root.
    ///
    /// # Errors
    /// Something else does.
    pub(super) fn end(&mut self) -> Result<(), Unread> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Text(text) if is_blank(&text) => {}
                _ => return Err(self.expected("the end of the document")),
            }
        }
    }

    /// The next event that is no comment and no processing instruction.
    fn event(&mut self) -> Result<Event<'x>, Unread> {
        loop {
            match self.reader.read_event() {
                Ok(Event::Comment(_) | Event::PI(_)) => {}
                Ok(Event::DocType(_)) => return Err(self.expected("no document type")),
                Ok(event) => return Ok(event),
                Err(_) => {
                    return Err(Unread::Malformed {
                        offset: self.offset + usize::try_from(self.reader.error_position()).unwrap_or_default(),
                        expected: "well-formed XML",
                    });
                }
            }
        }
    }

    /// A declaration must be the first thing, and of a document that reads as it was taken.
    fn declared(&self, declaration: &BytesDecl<'_>) -> Result<(), Unread> {
        let first = self.reader.buffer_position() <= declaration.len() as u64 + "<??>".len() as u64;
        let version = declaration.version().is_ok_and(|version| version == "1.0");
        let utf8 = match declaration.encoding() {
            Some(Ok(encoding)) => ["utf-8", "us-ascii", "ascii"].iter().any(|one| encoding.eq_ignore_ascii_case(one)),
            Some(Err(_)) => false,
            None => true,
        };
        match (first, version, utf8) {
            (false, ..) => Err(self.expected("the declaration at the start")),
            (_, false, _) => Err(self.expected("XML 1.0")),
            (.., false) => Err(self.expected("the encoding UTF-8")),
            _ => Ok(()),
        }
    }

    fn opened(&mut self, start: &BytesStart<'_>) -> Result<Opened, Unread> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Unread::TooDeep);
        }
        let resolver = self.reader.resolver();
        let name = self.name(resolver, start.name(), true)?;
        let mut opened = Opened { name, attributes: Vec::new(), nil: false };
        for attribute in start.attributes() {
            // Two of one name are among the errors.
            let attribute = attribute.map_err(|_| self.expected("attributes, each once"))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let value = self.value(&attribute)?.into_owned();
            let name = self.name(resolver, attribute.key, false)?;
            match name.namespace.as_deref() {
                Some(INSTANCE) => opened.nil |= name.local() == "nil" && matches!(value.trim(), "true" | "1"),
                _ => opened.attributes.push((name, value)),
            }
        }
        self.told_apart(&opened.attributes)?;
        Ok(opened)
    }

    /// Two prefixes may stand for one namespace.
    fn told_apart(&self, attributes: &[(Name, String)]) -> Result<(), Unread> {
        let named = |(name, _): &'_ (Name, String)| Some((name.namespace.clone()?, name.local().to_owned()));
        let mut names: Vec<(String, String)> = attributes.iter().filter_map(named).collect();
        names.sort_unstable();
        match names.windows(2).any(|pair| pair[0] == pair[1]) {
            true => Err(self.expected("attributes, each once")),
            false => Ok(()),
        }
    }

    fn name(&self, resolver: &NamespaceResolver, name: QName<'_>, element: bool) -> Result<Name, Unread> {
        let written = name.into_inner();
        if !is_qualified(written) {
            return Err(self.expected("a name"));
        }
        let namespace = match resolver.resolve(name, element).0 {
            ResolveResult::Bound(namespace) if namespace.into_inner().is_empty() => None,
            ResolveResult::Bound(namespace) => Some(namespace.into_inner().to_owned()),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(_) => return Err(self.expected("a prefix that is declared")),
        };
        Ok(Name { namespace, written: written.to_owned() })
    }

    fn value<'v>(&self, attribute: &Attribute<'v>) -> Result<Cow<'v, str>, Unread> {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        match value {
            Ok(value) if !attribute.value.contains('<') && value.chars().all(is_char) => Ok(value),
            _ => Err(self.expected("the value of an attribute")),
        }
    }

    #[cold]
    fn expected(&self, expected: &'static str) -> Unread {
        let offset = self.offset + usize::try_from(self.reader.buffer_position()).unwrap_or_default();
        Unread::Malformed { offset, expected }
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}
