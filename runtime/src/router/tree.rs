//! The tree of segments, and the search in it.

use std::ops::Range;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use memchr::memchr;

use super::captures::{Captures, Name};
use super::pattern::{self, Part, Segment};
use crate::operation::Route;
use crate::query;
use crate::text::percent_decoded;

/// What a request leads to.
#[derive(Debug)]
pub(crate) enum Match {
    /// The route's index, and its parameters.
    Route(usize, Captures),
    /// The path is known, the method isn't: the value for `Allow`.
    Method(HeaderValue),
    /// The path has dot segments (RFC 3986, section 5.2.4), which a backend might resolve, or it isn't UTF-8.
    BadPath,
    None,
}

/// All routes.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    nodes: Vec<Node>,
    ends: Vec<End>,
}

/// A place in the tree, behind some segments.
#[derive(Debug, Default)]
struct Node {
    /// In their order.
    literals: Vec<(String, usize)>,
    /// The most literal first.
    patterns: Vec<(Vec<Part>, usize)>,
    parameter: Option<usize>,
    rests: Vec<(String, usize)>,
    /// Indices of `ends`.
    ends: Vec<usize>,
}

impl Node {
    fn search(&self, segment: &str) -> Result<usize, usize> {
        self.literals.binary_search_by(|(text, _)| text.as_str().cmp(segment))
    }

    fn literal(&self, segment: &str) -> Option<usize> {
        self.literals.get(self.search(segment).ok()?).map(|(_, child)| *child)
    }
}

/// The end of one route.
#[derive(Debug)]
struct End {
    route: usize,
    method: &'static str,
    query: Vec<(String, String)>,
    header: Option<(HeaderName, String)>,
    names: Arc<[Name]>,
}

impl End {
    /// How much a request must bear beside its path.
    fn asks(&self) -> usize {
        self.query.len() + usize::from(self.header.is_some())
    }
}

/// How many steps a search may take: templates with several `{*rest}` could make it long.
const STEPS: u32 = 20_000;

struct Search<'r> {
    path: &'r str,
    method: &'r Method,
    query: &'r str,
    headers: &'r HeaderMap,
    ranges: Vec<Range<u32>>,
    /// The methods of ends that fit but for the method.
    others: Vec<&'static str>,
    steps: u32,
}

impl Matcher {
    pub(crate) fn new<G>(routes: &[&Route<G>]) -> Self {
        Self::of(routes.iter().map(|route| {
            let operation = route.operation;
            (operation.method, [operation.api.prefix, operation.path].concat())
        }))
    }

    pub(super) fn of(routes: impl IntoIterator<Item = (&'static str, impl AsRef<str>)>) -> Self {
        let mut matcher = Self { nodes: vec![Node::default()], ends: Vec::new() };
        for (route, (method, template)) in routes.into_iter().enumerate() {
            matcher.add(route, method, template.as_ref());
        }
        for node in &mut matcher.nodes {
            node.patterns.sort_by_key(|(parts, _)| std::cmp::Reverse(pattern::weight(parts)));
            node.rests.sort_by_key(|(suffix, _)| std::cmp::Reverse(suffix.len()));
            // Stable: of equal ones the first wins; those that ask for more are tried first, those for any method last.
            let ends = &matcher.ends;
            node.ends.sort_by_key(|end| ends.get(*end).map(|end| (std::cmp::Reverse(end.asks()), end.method == "*")));
        }
        matcher
    }

    fn add(&mut self, route: usize, method: &'static str, template: &str) {
        let (template, header) = template.split_once('#').unwrap_or((template, ""));
        let header = header.split_once('=').and_then(|(name, value)| Some((name.parse().ok()?, value.to_owned())));
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let query =
            query::pairs(query).map(|(name, value)| (name.to_owned(), query::decoded(value).into_owned())).collect();
        let mut names = Vec::new();
        let mut node = 0;
        for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
            let segment = pattern::parse(segment, &mut names);
            node = self.child(node, segment);
        }
        let end = self.ends.len();
        self.ends.push(End { route, method, query, header, names: names.into() });
        if let Some(node) = self.nodes.get_mut(node) {
            node.ends.push(end);
        }
    }

    fn child(&mut self, parent: usize, segment: Segment) -> usize {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(parent) else { return parent };
        let child = match segment {
            Segment::Literal(text) => match node.search(&text) {
                Ok(place) => node.literals.get(place).map_or(parent, |(_, child)| *child),
                Err(place) => {
                    node.literals.insert(place, (text, new));
                    new
                }
            },
            Segment::Parameter => *node.parameter.get_or_insert(new),
            Segment::Pattern(parts) => place(&mut node.patterns, parts, new),
            Segment::Rest(suffix) => place(&mut node.rests, suffix, new),
        };
        if child == new {
            self.nodes.push(Node::default());
        }
        child
    }

    pub(crate) fn find(&self, method: &Method, path: &str, query: Option<&str>, headers: &HeaderMap) -> Match {
        let Some(relative) = path.strip_prefix('/') else { return Match::None };
        // Few paths have a segment that begins with a dot, or one that is coded.
        let dotted = relative.starts_with('.') || relative.contains("/.");
        if (dotted || memchr(b'%', relative.as_bytes()).is_some())
            && relative
                .split('/')
                .any(|segment| percent_decoded(segment).is_none_or(|text| matches!(&*text, "." | "..")))
        {
            return Match::BadPath;
        }
        let (query, ranges) = (query.unwrap_or_default(), Vec::with_capacity(4));
        let mut search = Search { path, method, query, headers, ranges, others: Vec::new(), steps: 0 };
        match self.walk(0, 0, &mut search) {
            Some(end) => Match::Route(end.route, Captures::new(end.names.clone(), search.ranges)),
            None if search.others.is_empty() => Match::None,
            None => {
                search.others.sort_unstable();
                search.others.dedup();
                HeaderValue::from_str(&search.others.join(", ")).map_or(Match::None, Match::Method)
            }
        }
    }

    /// `slash`: where the one stands that the next segment is behind; the end of the path behind the last.
    fn walk(&self, node: usize, slash: usize, search: &mut Search<'_>) -> Option<&End> {
        search.steps += 1;
        let node = self.nodes.get(node).filter(|_| search.steps <= STEPS)?;
        let start = slash + 1;
        let Some(rest) = search.path.get(start..) else { return self.end(node, search) };
        let segment = memchr(b'/', rest.as_bytes()).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let end = start + segment.len();
        let before = search.ranges.len();
        let literal = match node.literal(segment) {
            None if memchr(b'%', segment.as_bytes()).is_some() => {
                percent_decoded(segment).and_then(|text| node.literal(&text))
            }
            literal => literal,
        };
        if let Some(found) = literal.and_then(|child| self.walk(child, end, search)) {
            return Some(found);
        }
        for (parts, child) in &node.patterns {
            search.ranges.truncate(before);
            if pattern::matches(parts, segment, start, &mut search.ranges)
                && let Some(found) = self.walk(*child, end, search)
            {
                return Some(found);
            }
        }
        search.ranges.truncate(before);
        if let Some(child) = node.parameter
            && !segment.is_empty()
        {
            pattern::push(&mut search.ranges, start, end);
            if let Some(found) = self.walk(child, end, search) {
                return Some(found);
            }
            search.ranges.truncate(before);
        }
        for (suffix, child) in &node.rests {
            // Literals behind it come before the end of the path, and of those the last.
            let ends = rest.rmatch_indices('/').map(|(end, _)| end).chain([rest.len()]);
            for end in ends {
                let text = rest.get(..end)?;
                let cut = if suffix.is_empty() { Some(text.len()) } else { pattern::ends_with(text, suffix) };
                let Some(cut) = cut else { continue };
                search.ranges.truncate(before);
                pattern::push(&mut search.ranges, start, start + cut);
                if let Some(found) = self.walk(*child, start + end, search) {
                    return Some(found);
                }
            }
        }
        search.ranges.truncate(before);
        None
    }

    fn end(&self, node: &Node, search: &mut Search<'_>) -> Option<&End> {
        for end in node.ends.iter().filter_map(|end| self.ends.get(*end)) {
            let fits = |(name, value): &(String, String)| query::values(search.query, name).any(|sent| sent == *value);
            let bears =
                |(name, value): &(HeaderName, String)| search.headers.get(name).is_some_and(|sent| sent == value);
            if !end.query.iter().all(fits) || !end.header.iter().all(bears) {
                continue;
            }
            if end.method == "*" || end.method == search.method.as_str() {
                return Some(end);
            }
            search.others.push(end.method);
        }
        None
    }
}

fn place<T: PartialEq>(list: &mut Vec<(T, usize)>, item: T, new: usize) -> usize {
    if let Some((_, child)) = list.iter().find(|(known, _)| *known == item) {
        return *child;
    }
    list.push((item, new));
    new
}
