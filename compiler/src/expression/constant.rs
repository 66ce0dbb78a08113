//! Expressions that come to the same in every call, as far as that can be told without running them.

use super::typed::{Read, Root, Typed, Value, What};

impl Typed {
    /// Whether all that it can come to is written out in it, or in variables of which `is_constant` says the same. It may
    /// still choose by what the call brings.
    pub fn is_constant(&self, is_constant: &dyn Fn(&str) -> bool) -> bool {
        constant(&self.value, is_constant)
    }
}

fn constant(value: &Value, variable: &dyn Fn(&str) -> bool) -> bool {
    let all = |values: &[Value]| values.iter().all(|value| constant(value, variable));
    let read = |read: &Read| match read {
        Read::Variable(name) | Read::Member { of: Root::Variable(name), .. } => variable(name),
        _ => false,
    };
    match &value.what {
        What::Literal(_) | What::Local(_) => true,
        What::Concat(values) | What::List(values) | What::Call(_, values) => all(values),
        What::Read(of) | What::Has(of) => read(of),
        What::Default(of, fallback) => read(of) && constant(fallback, variable),
        What::Not(of) | What::Negate(of) => constant(of, variable),
        What::Conditional(_, one, other) | What::Binary(_, one, other) | What::Index(one, other) => {
            constant(one, variable) && constant(other, variable)
        }
        What::Map(entries) => entries.iter().all(|(key, value)| constant(key, variable) && constant(value, variable)),
        What::Each { over, body, .. } => constant(over, variable) && constant(body, variable),
    }
}
