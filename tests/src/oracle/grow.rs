//! Values that mostly fit a schema: everything that holds for a value is gathered first, one branch of each union with
//! it, and then met at once.

use serde_json::{Map, Value, json};

use super::random::Random;
use super::text;

/// How deep values are grown before only what is required is, and before anything does.
const BROAD: usize = 7;
const DEEP: usize = 16;

/// Integers up to here are floats too.
const EXACT: f64 = 9e15;

/// Grows values of one document's schemas.
pub(super) struct Grower<'d, 'r> {
    pub(super) document: &'d Value,
    pub(super) random: &'r mut Random,
    /// A member that may be left out is there once in so many times; 0 is never.
    pub(super) rare: usize,
}

/// What holds for one value: keywords of several schemas.
#[derive(Default)]
struct Held<'d>(Vec<&'d Map<String, Value>>);

impl<'d> Held<'d> {
    fn all<'k>(&'k self, keyword: &'k str) -> impl Iterator<Item = &'d Value> + 'k {
        self.0.iter().filter_map(move |schema| schema.get(keyword))
    }

    fn has(&self, keyword: &str) -> bool {
        self.all(keyword).next().is_some()
    }

    /// The largest of the counts, or 0.
    fn least(&self, keyword: &str) -> usize {
        self.all(keyword).filter_map(count).max().unwrap_or(0)
    }

    /// The smallest of the counts, if there is one.
    fn most(&self, keyword: &str) -> Option<usize> {
        self.all(keyword).filter_map(count).min()
    }

    fn numbers<'k>(&'k self, keyword: &'k str) -> impl Iterator<Item = f64> + use<'d, 'k> {
        self.all(keyword).filter_map(Value::as_f64)
    }
}

fn count(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|count| usize::try_from(count).ok())
}

/// A value that has nothing to do with any schema.
pub(super) fn anything(random: &mut Random) -> Value {
    let pool = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(0.5),
        json!(1.0),
        json!(2),
        json!(100),
        json!(2_147_483_648_i64),
        json!(""),
        json!("a"),
        json!("text"),
        json!("é🦀"),
        json!("2024-01-01"),
        json!([]),
        json!([1]),
        json!(["a"]),
        json!([null]),
        json!({}),
        json!({ "type": "text" }),
        json!({ "a": 1 }),
        json!("auto"),
        json!("none"),
    ];
    random.pick(&pool).cloned().unwrap_or_default()
}

impl<'d> Grower<'d, '_> {
    /// A value for a schema.
    pub(super) fn grow(&mut self, schema: &'d Value) -> Value {
        self.met(&[schema], DEEP)
    }

    /// A value for all of these schemas together.
    fn met(&mut self, schemas: &[&'d Value], depth: usize) -> Value {
        let Some(depth) = depth.checked_sub(1) else { return anything(self.random) };
        let mut held = Held::default();
        schemas.iter().for_each(|schema| self.gather(schema, &mut held, 40));
        if let Some(constant) = held.all("const").next() {
            return constant.clone();
        }
        let mut lists = held.all("enum").filter_map(Value::as_array);
        if let Some(values) = lists.next() {
            let others: Vec<_> = lists.collect();
            let shared: Vec<_> = values.iter().filter(|value| others.iter().all(|list| list.contains(value))).collect();
            return self.random.pick(&shared).map_or(Value::Null, |value| (*value).clone());
        }
        match self.kind(&held) {
            "null" => Value::Null,
            "boolean" => Value::Bool(self.random.once_in(2)),
            "integer" => self.number(&held, true),
            "number" => self.number(&held, false),
            "string" => self.string(&held),
            "array" => self.array(&held, depth),
            "object" => self.object(&held, depth),
            _ => anything(self.random),
        }
    }

    /// The schema, what it refers to, all of its parts, and a branch of each of its unions.
    fn gather(&mut self, schema: &'d Value, held: &mut Held<'d>, hops: usize) {
        let (Some(object), Some(hops)) = (schema.as_object(), hops.checked_sub(1)) else { return };
        held.0.push(object);
        let target = object.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
        if let Some(target) = target.and_then(|pointer| self.document.pointer(&text::decoded(pointer))) {
            self.gather(target, held, hops);
        }
        let parts = object.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // Parts that are conditions, as a discriminator is written, are alternatives: one of them is meant to hold.
        let (conditions, parts): (Vec<_>, Vec<_>) = parts.iter().partition(|part| part.get("if").is_some());
        parts.into_iter().for_each(|part| self.gather(part, held, hops));
        if let Some(condition) = self.random.pick(&conditions) {
            self.gather(condition, held, hops);
        }
        for keyword in ["oneOf", "anyOf"] {
            let branches = object.get(keyword).and_then(Value::as_array);
            if let Some(branch) = branches.and_then(|branches| self.random.pick(branches)) {
                self.gather(branch, held, hops);
            }
        }
        let (then, otherwise) = (object.get("then"), object.get("else"));
        match object.get("if") {
            Some(condition) if otherwise.is_none() || !self.random.once_in(3) => {
                self.gather(condition, held, hops);
                then.into_iter().for_each(|then| self.gather(then, held, hops));
            }
            Some(_) => otherwise.into_iter().for_each(|otherwise| self.gather(otherwise, held, hops)),
            None => {}
        }
    }

    /// A type that all of them let pass.
    fn kind(&mut self, held: &Held<'d>) -> &'static str {
        const ALL: [&str; 7] = ["object", "array", "string", "integer", "number", "boolean", "null"];
        let lists = |names: &Value, kind: &str| match names {
            Value::Array(names) => names.iter().any(|name| name == kind || kind == "integer" && name == "number"),
            name => name == kind || kind == "integer" && name == "number",
        };
        if !held.has("type") {
            let members = ["properties", "required", "additionalProperties", "patternProperties", "minProperties"];
            let kinds = [
                (&members[..], "object"),
                (&["items", "prefixItems", "contains", "minItems", "uniqueItems"], "array"),
                (&["pattern", "minLength", "maxLength"], "string"),
                (&["minimum", "maximum", "multipleOf"], "number"),
            ];
            let told = kinds.iter().find(|(keywords, _)| keywords.iter().any(|keyword| held.has(keyword)));
            return told.map_or("", |(_, kind)| kind);
        }
        let possible: Vec<&str> =
            ALL.into_iter().filter(|kind| held.all("type").all(|names| lists(names, kind))).collect();
        let real = possible.iter().filter(|kind| **kind != "null").count();
        let among = if real > 0 && !self.random.once_in(6) { &possible[..real] } else { &possible[..] };
        self.random.pick(among).copied().unwrap_or("")
    }

    fn number(&mut self, held: &Held<'d>, whole: bool) -> Value {
        let lowest = held.numbers("minimum").chain(held.numbers("exclusiveMinimum").map(|bound| bound + 1.0));
        let highest = held.numbers("maximum").chain(held.numbers("exclusiveMaximum").map(|bound| bound - 1.0));
        let (lowest, highest) = (lowest.reduce(f64::max), highest.reduce(f64::min));
        let step = held.numbers("multipleOf").reduce(f64::max).filter(|step| *step > 0.0);
        let mut pool: Vec<f64> = vec![0.0, 1.0, 7.0, 40.0];
        pool.extend(lowest.into_iter().flat_map(|bound| [bound, bound + 1.0]));
        pool.extend(highest.into_iter().flat_map(|bound| [bound, bound - 1.0]));
        pool.extend(lowest.zip(highest).map(|(low, high)| low.midpoint(high)));
        if whole {
            pool.iter_mut().for_each(|number| *number = number.round());
        } else {
            pool.push(0.25);
        }
        if let Some(step) = step {
            pool.iter_mut().for_each(|number| *number = (*number / step).round() * step);
        }
        pool.retain(|number| lowest.is_none_or(|low| *number >= low) && highest.is_none_or(|high| *number <= high));
        // Beyond it a float is another number than its text, and the validator compares floats.
        pool.retain(|number| number.abs() < EXACT);
        let exact = ["minimum", "maximum"].into_iter().flat_map(|bound| held.all(bound)).filter(|bound| bound.is_i64());
        let exact: Vec<&Value> = exact.collect();
        if pool.is_empty() || self.random.once_in(4) {
            return self.random.pick(&exact).map_or(json!(0), |bound| (*bound).clone());
        }
        let number = self.random.pick(&pool).copied().unwrap_or(0.0);
        if number.fract() == 0.0 && !self.random.once_in(8) { json!(number as i64) } else { json!(number) }
    }

    fn string(&mut self, held: &Held<'d>) -> Value {
        let (least, most) = (held.least("minLength").min(5_000), held.most("maxLength"));
        let pattern = held.all("pattern").filter_map(Value::as_str).next();
        if let Some(found) = pattern.and_then(|pattern| text::matching(pattern, least, most, self.random)) {
            return found.into();
        }
        text::plain(least, most, self.random).into()
    }

    fn array(&mut self, held: &Held<'d>, depth: usize) -> Value {
        let (least, most) = (held.least("minItems").min(100), held.most("maxItems").unwrap_or(100));
        let more = if self.rare == 0 || depth + BROAD < DEEP { 0 } else { self.random.below(3) };
        let wanted: Vec<&Value> = held.all("contains").collect();
        let fixed = held.all("prefixItems").filter_map(Value::as_array).map(Vec::len).max().unwrap_or(0);
        let length = (least + more).max(wanted.len()).max(if more > 0 { fixed } else { 0 }).min(most);
        let unique = held.all("uniqueItems").any(|unique| *unique == Value::Bool(true));
        let mut items: Vec<Value> = Vec::new();
        for at in 0..length {
            let prefix = held.all("prefixItems").filter_map(Value::as_array).filter_map(|items| items.get(at));
            let mut schemas: Vec<&Value> = prefix.collect();
            if at >= fixed {
                schemas.extend(held.all("items"));
                schemas.extend(wanted.get(at - fixed.min(at)));
            }
            let grown = (0..8).map(|_| self.met(&schemas, depth)).find(|item| !unique || !items.contains(item));
            match grown {
                Some(item) => items.push(item),
                None => break,
            }
        }
        items.into()
    }

    fn object(&mut self, held: &Held<'d>, depth: usize) -> Value {
        let required: Vec<&str> =
            held.all("required").filter_map(Value::as_array).flatten().filter_map(Value::as_str).collect();
        let mut members = Map::new();
        let broad = depth + BROAD >= DEEP && self.rare > 0;
        for name in held.all("properties").filter_map(Value::as_object).flat_map(Map::keys) {
            let known = members.contains_key(name);
            if !known && (required.contains(&name.as_str()) || broad && self.random.once_in(self.rare)) {
                members.insert(name.clone(), self.member(held, name, depth));
            }
        }
        for name in required {
            if !members.contains_key(name) {
                members.insert(name.to_owned(), self.member(held, name, depth));
            }
        }
        let patterns: Vec<&String> =
            held.all("patternProperties").filter_map(Value::as_object).flat_map(Map::keys).collect();
        let named = held.all("propertyNames").find_map(|schema| schema.get("pattern")).and_then(Value::as_str);
        let closed = ["additionalProperties", "unevaluatedProperties"]
            .iter()
            .any(|keyword| held.all(keyword).any(|rule| *rule == Value::Bool(false)));
        let map = held.has("additionalProperties");
        let least = held.least("minProperties").min(50);
        for _ in 0..20 {
            let more = members.len() < least || broad && self.random.once_in(if map { 2 } else { 8 });
            if !more || held.most("maxProperties").is_some_and(|most| members.len() >= most) {
                break;
            }
            let pattern = self.random.pick(&patterns).copied().map(String::as_str).or(named);
            let name = match pattern {
                Some(pattern) => text::matching(pattern, 0, None, self.random),
                None if closed => None,
                None => Some(format!("more{}", self.random.below(1_000))),
            };
            let Some(name) = name.filter(|name| !members.contains_key(name)) else { break };
            let value = self.member(held, &name, depth);
            members.insert(name, value);
        }
        Value::Object(members)
    }

    /// The value of a member, for all schemas that say something of it.
    fn member(&mut self, held: &Held<'d>, name: &str, depth: usize) -> Value {
        let mut schemas: Vec<&Value> = Vec::new();
        for schema in &held.0 {
            let declared = schema.get("properties").and_then(|all| all.get(name));
            let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
            let matched: Vec<&Value> =
                patterns.filter(|(pattern, _)| text::matches(pattern, name)).map(|(_, schema)| schema).collect();
            if declared.is_none() && matched.is_empty() {
                schemas.extend(schema.get("additionalProperties"));
            }
            schemas.extend(declared);
            schemas.extend(matched);
        }
        self.met(&schemas, depth)
    }
}
