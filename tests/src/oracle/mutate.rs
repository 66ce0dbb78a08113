//! What mutation makes of a value: one place that is a little different.

use serde_json::{Value, json};

use super::grow::anything;
use super::random::Random;

/// Replaces some part, takes a member or an item out, puts one in, or moves a value by a little.
pub(super) fn mutate(value: &mut Value, random: &mut Random) {
    match value {
        Value::Array(items) if !items.is_empty() && !random.once_in(4) => {
            let at = random.below(items.len());
            match random.below(6) {
                0 => drop(items.remove(at)),
                1 => items.push(items[at].clone()),
                _ => mutate(&mut items[at], random),
            }
        }
        Value::Object(members) if !members.is_empty() && !random.once_in(8) => {
            let at = random.below(members.len());
            let Some(name) = members.keys().nth(at).cloned() else { return };
            match random.below(6) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert("unknown".to_owned(), anything(random))),
                _ => members.values_mut().nth(at).into_iter().for_each(|inner| mutate(inner, random)),
            }
        }
        Value::String(text) if !random.once_in(3) => match random.below(3) {
            0 => drop(text.pop()),
            1 => text.push('!'),
            _ => text.insert(0, '1'),
        },
        Value::Number(number) if !random.once_in(3) => {
            let near = number.as_i64().map_or(json!(0.5), |whole| match random.below(3) {
                0 => json!(whole.saturating_add(1)),
                1 => json!(whole.saturating_sub(1)),
                // Beyond it a float is another number than its text, and the validator compares floats.
                _ if whole.unsigned_abs() > 1 << 40 => json!(whole / 2),
                _ => json!(whole as f64 + 0.5),
            });
            *value = near;
        }
        place => *place = anything(random),
    }
}
