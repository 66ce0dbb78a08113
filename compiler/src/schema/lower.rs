//! Nodes to rules: follows references, meets what holds together, and lowers each named schema once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::{Document, child};
use crate::source::{Node, Span};

use super::facets::{Facets, Types};
use super::finish::alone;
use super::implied::Families;
use super::meet::{self, Null};
use super::read_only::required_at;
use super::repair::{Repair, Repairs};
use super::resource::Resources;
use super::rule::{Named, Rule, Way};
use super::{applied, cycle, evaluated, keywords, literal::Literal};

/// How many schemas may stand around one another, references that are met with others included.
const DEPTH: usize = 1024;

/// How many references may be followed to what is met within one schema: schemas that lead to several of their kind
/// multiply.
const MET: usize = 10_000;

/// How deep what declares members of one value is looked for.
const DECLARED: u32 = 16;

/// How schemas are read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which known defects are mended.
    pub repairs: Repairs,
    /// Whether an unknown value of a union's deciding member passes.
    pub open_unions: bool,
    /// Whether every string `enum` is open (`Some(true)`) or closed; `None`: as the document marks it.
    pub open_enums: Option<bool>,
}

/// What was lowered.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    /// The rules of the schemas that were asked for, by pointer.
    pub roots: BTreeMap<String, Rule>,
    /// Every named schema that they lead to.
    pub named: BTreeMap<Named, Rule>,
}

/// Lowers the schemas at these pointers and all that they lead to.
pub fn lower(
    document: &Document<'_>,
    pointers: &[String],
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Schemas {
    let mut lowering = Lowering {
        document,
        options,
        diagnostics: &mut *diagnostics,
        resources: Resources::of(document),
        families: Families::of(document),
        silent: false,
        depth: 0,
        met: 0,
        way: Way::new(),
        ways: BTreeSet::new(),
        queue: Vec::new(),
        seen: BTreeSet::new(),
    };
    let mut schemas = Schemas::default();
    for pointer in pointers {
        let Some(node) = document.node(pointer) else { continue };
        let rule = lowering.rule(node, pointer, &Context::default());
        schemas.roots.insert(pointer.clone(), rule);
    }
    while let Some(named) = lowering.queue.pop() {
        let Some(node) = document.node(&named.pointer) else { continue };
        lowering.way = named.way.clone();
        let rule = lowering.rule(node, &named.pointer, &Context::default());
        schemas.named.insert(named, rule);
    }
    for named in cycle::find(&schemas.named) {
        let message = "this schema leads back to itself without a member or an item in between";
        let words = "no value can be told right or wrong by it, so every value passes";
        diagnostics.push(Diagnostic::at(Code::GW0314, document.key_span(&named.pointer), message).words(words));
        schemas.named.insert(named, Rule::Any);
    }
    schemas
}

/// Members that are declared for one value, and whether it is said of one that only the service sets it.
pub(super) type Declared = BTreeMap<String, bool>;

/// What a schema knows of the schemas around it.
#[derive(Clone, Default)]
pub(super) struct Context {
    /// Members that a schema around it declares for the same value.
    pub(super) declared: Declared,
    /// The references that were followed while meeting schemas of one value.
    pub(super) met: Vec<String>,
    /// Whether it is met with others, so that a discriminator of its own does not send it on to its descendants.
    pub(super) part: bool,
}

impl Context {
    /// Of a schema of its own, around which these members are declared for the same value.
    pub(super) fn declaring(declared: Declared) -> Self {
        Self { declared, ..Self::default() }
    }
}

pub(super) struct Lowering<'a, 'n> {
    pub(super) document: &'a Document<'n>,
    pub(super) resources: Resources,
    pub(super) families: Families,
    pub(super) options: &'a Options,
    diagnostics: &'a mut Diagnostics,
    /// Whether what is read has been read before, so that its messages are known.
    silent: bool,
    /// How many schemas stand around the one that is read.
    depth: usize,
    /// How many references were followed to what is met within the outermost of them.
    met: usize,
    /// What dynamic references mean where it stands.
    pub(super) way: Way,
    /// The ways that schemas were reached by.
    pub(super) ways: BTreeSet<Way>,
    pub(super) queue: Vec<Named>,
    pub(super) seen: BTreeSet<Named>,
}

impl<'n> Lowering<'_, 'n> {
    /// The rule of a schema that stands for itself.
    pub(super) fn rule(&mut self, node: &'n Node, pointer: &str, context: &Context) -> Rule {
        if let Some(rule) = self.descendants(node, pointer) {
            return rule;
        }
        let mut facets = self.facets(node, pointer, context);
        self.drop_undeclared(node, &mut facets, context);
        self.drop_read_only(node, &mut facets, context);
        alone(facets)
    }

    /// The rule of a schema for members or items of the value.
    pub(super) fn below(&mut self, node: &'n Node, pointer: &str) -> Rule {
        self.rule(node, pointer, &Context::default())
    }

    /// What a schema says, with all that holds beside it.
    pub(super) fn facets(&mut self, node: &'n Node, pointer: &str, context: &Context) -> Facets {
        if self.depth >= DEPTH {
            let message = format!("more than {DEPTH} schemas lead from one to the next before this one");
            self.say(Diagnostic::at(Code::GW0103, node.span, message).help("refer to what is meant directly"));
            return Facets::default();
        }
        if self.depth == 0 {
            self.met = 0;
        }
        self.depth += 1;
        let before = self.enter(pointer);
        let facets = self.composed(node, pointer, context);
        self.way = before;
        self.depth -= 1;
        facets
    }

    /// Whether one more reference may be followed to what is met; says so, once, where that has no end in sight.
    pub(super) fn may_meet(&mut self, span: Span) -> bool {
        self.met += 1;
        if self.met == MET + 1 {
            let message = format!("more than {MET} references lead to what holds together with this schema");
            self.say(Diagnostic::at(Code::GW0103, span, message).help("refer to what is meant directly"));
        }
        self.met <= MET
    }

    /// Goes on to a schema: what its resource has of dynamic anchors counts where none of that name does already. The way
    /// before it.
    pub(super) fn enter(&mut self, pointer: &str) -> Way {
        let way = self.resources.entered(&self.way, pointer);
        std::mem::replace(&mut self.way, way)
    }

    fn composed(&mut self, node: &'n Node, pointer: &str, context: &Context) -> Facets {
        let Some(object) = node.as_object() else {
            let types = if node.as_bool() == Some(false) { Types::NONE } else { Types::ALL };
            if node.as_bool().is_none() {
                let message = format!("a schema is an object or a boolean, not {}", node.kind_name());
                self.say(Diagnostic::at(Code::GW0310, node.span, message));
            }
            return Facets { types, ..Facets::default() };
        };
        let mut facets = keywords::read(self, node, pointer);
        if keywords::is_nullable(node) && node.get("type").is_some() {
            facets.types = facets.types.or(Types::NULL);
        }
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = object.get(keyword) else { continue };
            let Some(target) = self.target(node, keyword, pointer) else { continue };
            if self.alone_by_the_letter(node, &facets) {
                return self.reference(&target, &Facets::default(), context);
            }
            let referred = self.reference(&target, &facets, context);
            self.disagreement(&referred, &facets, reference.span);
            facets = meet::facets(referred, facets, self.null());
        }
        for (index, part) in object.get("allOf").and_then(Node::as_array).unwrap_or_default().iter().enumerate() {
            let at = child(&child(pointer, "allOf"), &index.to_string());
            let context = Context { part: true, ..context.clone() };
            let met = self.facets(part, &at, &context);
            self.disagreement(&facets, &met, part.span);
            facets = meet::facets(facets, met, self.null());
        }
        for keyword in ["oneOf", "anyOf"] {
            if let Some(branches) = object.get(keyword).and_then(Node::as_array) {
                let rule = self.union(keyword, node, branches, &child(pointer, keyword), context);
                facets.besides.push(rule);
            }
        }
        if let Some(not) = object.get("not") {
            let rule = self.below(not, &child(pointer, "not"));
            facets.besides.push(Rule::Not(Box::new(rule)));
        }
        if object.get("if").is_some() {
            let declared = self.declared_around(node, context);
            applied::condition(self, node, pointer, &declared, &mut facets);
        }
        evaluated::add(self, node, pointer, &mut facets);
        if keywords::is_nullable(node) {
            self.nullable(node, &mut facets);
        }
        facets
    }

    /// `nullable: true`: beside a `type` it is one more type, unless what is met with it says otherwise; elsewhere the
    /// letter says nothing. The repairs let null pass.
    fn nullable(&mut self, node: &Node, facets: &mut Facets) {
        let typed = node.get("type").is_some();
        let lacks_null = facets.literals.as_ref().is_some_and(|literals| !literals.values.contains(&Literal::Null));
        let taken = typed && !facets.types.has(Types::NULL);
        let repair = match (typed, lacks_null) {
            (_, true) => Repair::NullableEnum,
            (true, false) if taken => Repair::NullableDisagreement,
            (true, false) if facets.besides.is_empty() => return,
            _ => Repair::NullableWithoutType,
        };
        let span =
            node.as_object().and_then(|object| object.member("nullable")).map_or(node.span, |member| member.key_span);
        if self.repair(repair, span, "null is let pass here") {
            facets.or_null = true;
        }
    }

    /// Required members that are declared nowhere in the composition.
    fn drop_undeclared(&mut self, node: &'n Node, facets: &mut Facets, context: &Context) {
        if facets.properties.is_empty() || matches!(facets.others, super::rule::Others::Each(_)) {
            return;
        }
        let suspects: Vec<String> =
            facets.required.iter().filter(|name| !facets.properties.contains_key(*name)).cloned().collect();
        if suspects.is_empty() {
            return;
        }
        let declared = self.declared_around(node, context);
        for name in suspects.into_iter().filter(|name| !declared.contains_key(name)) {
            let words = format!("`{name}` is declared nowhere, so it is not asked for");
            if self.repair(Repair::RequiredUndeclared, required_at(node, &name), &words) {
                facets.required.remove(&name);
            }
        }
    }

    /// The members that a schema declares for the value, through everything that it is composed of, and those that the
    /// schemas around it do.
    pub(super) fn declared_around(&self, node: &'n Node, context: &Context) -> Declared {
        let mut declared = context.declared.clone();
        let mut queue = VecDeque::from([(node, DECLARED)]);
        let mut followed = BTreeSet::new();
        while let Some((node, depth)) = queue.pop_front() {
            let (Some(object), Some(depth)) = (node.as_object(), depth.checked_sub(1)) else { continue };
            if let Some(properties) = object.get("properties").and_then(Node::as_object) {
                for member in properties.iter() {
                    *declared.entry(member.key.to_string()).or_default() |= self.is_read_only(&member.value);
                }
            }
            for keyword in ["allOf", "oneOf", "anyOf"] {
                let parts = object.get(keyword).and_then(Node::as_array).unwrap_or_default();
                queue.extend(parts.iter().map(|part| (part, depth)));
            }
            // What was followed before had its turn higher up.
            let reference = object.get("$ref").and_then(Node::as_str).filter(|text| followed.insert(*text));
            queue.extend(reference.and_then(|text| self.document.node(text)).map(|target| (target, depth)));
        }
        declared
    }

    /// Lists what the repair that [`Lowering::null`] stands for will do.
    fn disagreement(&mut self, one: &Facets, other: &Facets, span: Span) {
        if let Some(name) = meet::disagreement(one, other) {
            let words = format!("null is let pass for `{name}`, which only a part of the `allOf` lets be null");
            self.repair(Repair::NullableDisagreement, span, &words);
        }
    }

    fn null(&self) -> Null {
        if self.options.repairs.has(Repair::NullableDisagreement) { Null::Either } else { Null::Both }
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        if !self.silent {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether to keep messages to itself from now on; whether it did.
    pub(super) fn silence(&mut self, silent: bool) -> bool {
        std::mem::replace(&mut self.silent, silent)
    }

    /// Applies a repair unless it is switched off, and lists it.
    pub(super) fn repair(&mut self, repair: Repair, span: Span, words: &str) -> bool {
        if !self.options.repairs.has(repair) {
            return false;
        }
        let code = repair.code();
        self.say(Diagnostic::at(code, span, code.title()).words(words));
        true
    }
}
