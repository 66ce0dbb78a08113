//! Instances that mostly fit a schema, and what mutation makes of them.

use serde_json::{Map, Value, json};

/// How deep schemas are followed before anything does.
const DEPTH: usize = 9;

/// Numbers from a seed (xorshift).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    fn pick<'v>(&mut self, values: &'v [Value]) -> &'v Value {
        values.get(self.below(values.len())).unwrap_or(&Value::Null)
    }
}

/// An instance for a body: as the schema wants it, or changed in up to three places.
pub(super) fn instance(document: &Value, schema: &Value, random: &mut Random) -> Value {
    let mut value = grow(document, schema, random, DEPTH);
    for _ in 0..random.below(4) {
        mutate(&mut value, random);
    }
    value
}

fn anything(random: &mut Random) -> Value {
    let pool = json!([
        null, true, false, 0, 1, -1, 0.5, 1.0, 2, 100, 2_147_483_648_i64, "", "a", "text", "é🦀", "2024-01-01", [], [1],
        ["a"], [null], {}, { "type": "text" }, { "a": 1 }, "auto", "none"
    ]);
    random.pick(pool.as_array().map(Vec::as_slice).unwrap_or_default()).clone()
}

fn grow(document: &Value, schema: &Value, random: &mut Random, depth: usize) -> Value {
    let (Some(object), Some(depth)) = (schema.as_object(), depth.checked_sub(1)) else { return anything(random) };
    let target = object.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
    let mut parts: Vec<Value> = Vec::new();
    if let Some(target) = target.and_then(|pointer| document.pointer(&decoded(pointer))) {
        parts.push(grow(document, target, random, depth));
    }
    if let Some(constant) = object.get("const") {
        return constant.clone();
    }
    if let Some(values) = object.get("enum").and_then(Value::as_array) {
        return random.pick(values).clone();
    }
    for part in object.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        parts.push(grow(document, part.get("then").unwrap_or(part), random, depth));
    }
    for keyword in ["oneOf", "anyOf"] {
        if let Some(branches) = object.get(keyword).and_then(Value::as_array) {
            let branch = random.pick(branches).clone();
            parts.push(grow(document, &branch, random, depth));
        }
    }
    let described = ["type", "properties", "items", "required"].iter().any(|keyword| object.contains_key(*keyword));
    if described || parts.is_empty() {
        parts.push(own(document, object, random, depth));
    }
    together(parts)
}

/// The members of all that are objects; else the last.
fn together(parts: Vec<Value>) -> Value {
    if parts.iter().all(Value::is_object) {
        let members = parts.into_iter().filter_map(|part| if let Value::Object(all) = part { Some(all) } else { None });
        return Value::Object(members.flatten().collect());
    }
    parts.into_iter().rfind(|part| !part.is_null()).unwrap_or(Value::Null)
}

fn own(document: &Value, object: &Map<String, Value>, random: &mut Random, depth: usize) -> Value {
    let kind = match object.get("type") {
        Some(Value::Array(names)) => random.pick(names).clone(),
        Some(name) => name.clone(),
        None if object.contains_key("properties") || object.contains_key("required") => "object".into(),
        None if object.contains_key("items") => "array".into(),
        None => return anything(random),
    };
    let bound =
        |keyword: &str| object.get(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    match kind.as_str().unwrap_or_default() {
        "null" => Value::Null,
        "boolean" => Value::Bool(random.below(2) == 0),
        "integer" | "number" => {
            let ends = ["minimum", "maximum", "exclusiveMinimum"].into_iter().filter_map(|keyword| object.get(keyword));
            let mut pool: Vec<Value> = ends.cloned().collect();
            pool.extend([json!(1), json!(0), json!(7)]);
            random.pick(&pool).clone()
        }
        "string" => {
            let least = bound("minLength").unwrap_or(0).min(5_000);
            let most = bound("maxLength").unwrap_or(least + 8).min(least + 8);
            let length = least + random.below(most.saturating_sub(least) + 1);
            ["a", "b", "é", "7"].iter().cycle().skip(random.below(4)).take(length).copied().collect::<String>().into()
        }
        "array" => {
            let least = bound("minItems").unwrap_or(0).min(20);
            let count = if depth < 3 { least } else { least + random.below(3) };
            let items = object.get("items").cloned().unwrap_or(Value::Bool(true));
            (0..count).map(|_| grow(document, &items, random, depth)).collect()
        }
        _ => members(document, object, random, depth),
    }
}

fn members(document: &Value, object: &Map<String, Value>, random: &mut Random, depth: usize) -> Value {
    let required = object.get("required").and_then(Value::as_array);
    let needed = |name: &str| required.is_some_and(|names| names.iter().any(|known| known == name));
    let mut members = Map::new();
    for (name, schema) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if needed(name) || depth > 2 && random.below(4) == 0 {
            members.insert(name.clone(), grow(document, schema, random, depth));
        }
    }
    if let Some(schema) = object.get("additionalProperties").filter(|schema| schema.is_object())
        && random.below(2) == 0
    {
        members.insert("more".to_owned(), grow(document, schema, random, depth));
    }
    for name in required.into_iter().flatten().filter_map(Value::as_str) {
        members.entry(name).or_insert_with(|| anything(random));
    }
    Value::Object(members)
}

/// Replaces some part, takes a member out, or puts one in.
fn mutate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Array(items) if !items.is_empty() && random.below(4) > 0 => {
            let at = random.below(items.len());
            mutate(&mut items[at], random);
        }
        Value::Object(members) if !members.is_empty() && random.below(8) > 0 => {
            let at = random.below(members.len());
            let Some(name) = members.keys().nth(at).cloned() else { return };
            match random.below(6) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert("unknown".to_owned(), anything(random))),
                _ => members.values_mut().nth(at).into_iter().for_each(|inner| mutate(inner, random)),
            }
        }
        place => *place = anything(random),
    }
}

fn decoded(pointer: &str) -> String {
    pointer.replace("%7B", "{").replace("%7D", "}").replace("%20", " ").replace("%25", "%")
}
