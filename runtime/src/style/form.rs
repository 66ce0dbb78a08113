//! A form (`application/x-www-form-urlencoded`, and a query as a whole) as one object.

use super::tree::comma;
use super::{Coding, Encoded, Style, Tree, steps};
use crate::json::Violation;
use crate::query::{decoded, pairs};
use crate::text::json_string;

/// The form in the notation of values without types.
///
/// # Errors
/// None that a form has: what isn't UTF-8 stays as it was written.
pub(crate) fn notation(form: &str, fields: &[Encoded]) -> Result<String, Violation> {
    let mut tree = Tree::default();
    for (name, text) in pairs(form) {
        let name = decoded(name);
        let spread = |field: &&Encoded| matches!(field.style, Style::Members(names) if names.contains(&&*name));
        if let Some(field) = fields.iter().find(spread) {
            tree.add(&[field.name, &name], text);
            continue;
        }
        let literal = fields.iter().any(|field| field.name == name && field.style == Style::Text);
        if literal {
            tree.add(&[&name], text);
        } else {
            let (first, mut way) = steps(&name);
            way.insert(0, first);
            tree.add(&way, text);
        }
    }
    let mut to = String::with_capacity(form.len() * 2);
    to.push('{');
    for (name, value) in &tree.members {
        json_string(comma(&mut to, 1), name);
        to.push(':');
        let style = fields.iter().find(|field| field.name == name).map_or(Style::Repeated, |field| field.style);
        let style = if style == Style::Text { Style::Repeated } else { style };
        value.write(style, Coding::Form, &mut to)?;
    }
    to.push('}');
    Ok(to)
}
