//! The reader of YAML 1.2 text: the events of `saphyr-parser` become the same nodes as JSON's.
//!
//! The loop is flat: nesting lives in a stack of open collections, never in the call stack.

mod anchors;
mod place;
mod scalar;
mod shift;
#[cfg(test)]
mod tests;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use self::anchors::Anchors;
use self::place::Places;
use self::shift::Shifted;
use super::{FileId, Kind, MAX_DEPTH, MAX_VALUES, Member, Node, Object, Span, equal_keys};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Reads a whole text of one document. After a syntax error there is no node; equal keys are said and the first stays.
pub(super) fn read(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut places = Places::new(text, file);
    let mut shifted = Shifted::new(text);
    loop {
        let mut reader = Reader {
            places,
            anchors: Anchors::default(),
            open: Vec::new(),
            root: None,
            documents: 0,
            values: 0,
            diagnostics: Diagnostics::default(),
        };
        let end = reader.run(shifted.text());
        let Reader { root, diagnostics: said, places: same, .. } = reader;
        places = same;
        let end = match end {
            Err(End::Indentation(span)) if shifted.shift(span.start as usize) => continue,
            Err(End::Indentation(span)) => Err(bad_indentation(span).into()),
            Err(End::Problem(problem)) => Err(problem),
            Ok(()) => Ok(()),
        };
        said.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
        return match end {
            Ok(()) => root,
            Err(problem) => {
                diagnostics.push(*problem);
                None
            }
        };
    }
}

/// The diagnostic that ends the reading.
type Problem = Box<Diagnostic>;

/// Why the reading ended early.
enum End {
    /// Something in brackets stands too far to the left.
    Indentation(Span),
    Problem(Problem),
}

impl From<Problem> for End {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

struct Reader<'a> {
    places: Places<'a>,
    anchors: Anchors,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    values: usize,
    diagnostics: Diagnostics,
}

/// A collection whose end is not reached.
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    Sequence(Vec<Node>),
    Mapping { members: Vec<Member>, key: Option<Key>, merged: Option<(Span, Node)> },
}

/// A key whose value has not come.
enum Key {
    Name(Box<str>, Span),
    Merge(Span),
}

impl Reader<'_> {
    fn run(&mut self, text: &str) -> Result<(), End> {
        for event in Parser::new_from_str(text) {
            let (event, marks) = match event {
                Ok(event) => event,
                Err(error) if error.info() == "invalid indentation" => {
                    return Err(End::Indentation(self.places.mark(*error.marker())));
                }
                Err(error) => return Err(self.syntax(&error).into()),
            };
            self.event(event, marks)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let span = self.places.scalar(marks, style);
                if self.expects_key() {
                    return self.key(&text, plain && tag.is_none(), anchor, span);
                }
                let kind = match tag.as_deref() {
                    None => scalar::untagged(&text, plain, span, &mut self.diagnostics),
                    Some(tag) => scalar::tagged(&text, plain, tag, span, &mut self.diagnostics),
                };
                self.value(Node { span, kind }, anchor)
            }
            Event::Alias(id) => self.alias(id, marks),
            Event::SequenceStart(anchor, tag) => {
                self.collection(Content::Sequence(Vec::new()), "seq", tag.as_deref(), anchor, marks)
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Mapping { members: Vec::new(), key: None, merged: None };
                self.collection(content, "map", tag.as_deref(), anchor, marks)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(marks),
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Diagnostic::at(Code::GW0109, self.places.span(marks), "a second document begins here")
                        .help("split the file, or remove the `---`")
                        .into());
                }
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Mapping { key: None, .. }, .. }))
    }

    fn key(&mut self, text: &str, plain: bool, anchor: usize, span: Span) -> Result<(), Problem> {
        if anchor > 0 {
            self.anchors.keep(anchor, &Node { span, kind: Kind::String(text.into()) })?;
        }
        if let Some(Open { content: Content::Mapping { key, merged, .. }, .. }) = self.open.last_mut() {
            let merge = plain && text == "<<";
            if let (true, Some((earlier, _))) = (merge, &merged) {
                return Err(Diagnostic::at(Code::GW0102, span, "the key `<<` stands twice in this mapping")
                    .label(*earlier, "first here")
                    .help("merge several mappings by a list: `<<: [*a, *b]`")
                    .into());
            }
            *key = Some(if merge { Key::Merge(span) } else { Key::Name(text.into(), span) });
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn value(&mut self, node: Node, anchor: usize) -> Result<(), Problem> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(super::too_many(node.span).into());
        }
        if anchor > 0 {
            self.anchors.keep(anchor, &node)?;
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { content: Content::Sequence(items), .. }) => items.push(node),
            Some(Open { content: Content::Mapping { members, key, merged }, .. }) => match key.take() {
                Some(Key::Name(key, key_span)) => members.push(Member { key, key_span, value: node }),
                Some(Key::Merge(span)) => *merged = Some((span, node)),
                None => return Err(complex_key(node.span)),
            },
        }
        Ok(())
    }

    fn alias(&mut self, id: usize, marks: Marks) -> Result<(), Problem> {
        let span = self.places.span(marks);
        let node = self.anchors.copy(id, span, self.open.len())?;
        if !self.expects_key() {
            return self.value(node, 0);
        }
        match node.kind {
            Kind::String(text) | Kind::Number(text) => self.key(&text, false, 0, span),
            Kind::Bool(value) => self.key(if value { "true" } else { "false" }, false, 0, span),
            Kind::Null => self.key("null", false, 0, span),
            Kind::Array(_) | Kind::Object(_) => Err(complex_key(span)),
        }
    }

    fn collection(
        &mut self,
        content: Content,
        fits: &str,
        tag: Option<&Tag>,
        anchor: usize,
        marks: Marks,
    ) -> Result<(), Problem> {
        let span = self.places.span(marks);
        if self.expects_key() {
            return Err(complex_key(span));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(super::too_deep(span).into());
        }
        if let Some(tag) = tag.filter(|tag| scalar::core_name(tag).is_none_or(|name| name != fits && name != "!")) {
            self.diagnostics.push(scalar::unfit_tag(tag, span));
        }
        let start = self.places.offset(marks.start.index());
        self.open.push(Open { start, anchor, content });
        Ok(())
    }

    fn close(&mut self, marks: Marks) -> Result<(), Problem> {
        let Some(Open { start, anchor, content }) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match content {
            Content::Sequence(items) => {
                let last = items.last().map(|item| item.span);
                (Kind::Array(items), last)
            }
            Content::Mapping { mut members, merged, .. } => {
                let last = members.last().map(|member| {
                    if member.value.span.start >= member.key_span.start { member.value.span } else { member.key_span }
                });
                let (object, equal) = Object::distinct(std::mem::take(&mut members));
                equal_keys(equal, &mut self.diagnostics);
                (Kind::Object(anchors::merge(object, merged, &mut self.diagnostics)), last)
            }
        };
        let span = self.places.collection(start, last, marks);
        self.value(Node { span, kind }, anchor)
    }

    fn syntax(&mut self, error: &ScanError) -> Problem {
        let span = self.places.mark(*error.marker());
        if error.info().contains("recursion limit") {
            return super::too_deep(span).into();
        }
        let problem = Diagnostic::at(Code::GW0101, span, error.info());
        match error.info() {
            info if info.contains("tab") => problem.help("indent with spaces"),
            info if info.contains("unknown anchor") => {
                problem.help("an alias `*name` needs an anchor `&name` before it; quote a text that begins with `*`")
            }
            info if info.contains("mapping values are not allowed") || info.contains("simple key") => {
                problem.help("check the indentation; quote a text that contains `: `")
            }
            _ => problem,
        }
        .into()
    }
}

fn complex_key(span: Span) -> Problem {
    Diagnostic::at(Code::GW0113, span, "a key must be a text, not a list or mapping")
        .help("quote it; `{{name}}` without quotes is a mapping to YAML")
        .into()
}

fn bad_indentation(span: Span) -> Diagnostic {
    Diagnostic::at(Code::GW0101, span, "what stands in brackets must be indented further than the key before them")
        .help("indent this line")
}
