//! One text for each JSON value, so that equal values are equal texts: `uniqueItems`, and constants that aren't scalars.

use super::cursor::{Checked, Json, Kind};
use super::decimal::Decimal;

/// The canonical text of one value that was already passed over: members in order of their names (the last of a
/// repeated name counts), numbers by value, strings by their characters.
pub(super) fn canonical(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    // The value is well-formed, so that nothing stops here.
    let _ = write(&mut Json::new(value).untyped(true), &mut text);
    text
}

fn write(json: &mut Json<'_>, to: &mut String) -> Checked {
    match json.kind()? {
        Kind::Null => json.word("null").map(|()| to.push('n')),
        Kind::Boolean => json.boolean_token().map(|truth| to.push(if truth { 't' } else { 'f' })),
        Kind::Number => {
            if let Some(number) = Decimal::parse(json.number_token()?) {
                number.write_canonical(to);
            }
            Ok(())
        }
        Kind::String => json.string_token().map(|token| write_string(&token.decoded(), to)),
        Kind::Untyped => {
            json.at += 1;
            write(json, to)
        }
        Kind::Array => write_array(json, to),
        Kind::Object => write_object(json, to),
    }
}

/// With its length in front, no text needs an escape.
fn write_string(text: &str, to: &mut String) {
    to.push('"');
    to.push_str(itoa::Buffer::new().format(text.len()));
    to.push(':');
    to.push_str(text);
}

fn write_array(json: &mut Json<'_>, to: &mut String) -> Checked {
    to.push('[');
    json.each_item(|json| {
        write(json, to)?;
        to.push(',');
        Ok(())
    })?;
    to.push(']');
    Ok(())
}

fn write_object(json: &mut Json<'_>, to: &mut String) -> Checked {
    let mut members = std::collections::BTreeMap::new();
    json.each_member(|json, name| {
        let mut value = String::new();
        write(json, &mut value)?;
        members.insert(name.decoded(), value);
        Ok(())
    })?;
    to.push('{');
    for (name, value) in members {
        write_string(&name, to);
        to.push_str(&value);
    }
    to.push('}');
    Ok(())
}
