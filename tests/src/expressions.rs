//! The CEL project's conformance tests: protocol buffers in their text format, of which only what these files hold is read.

use std::iter::Peekable;
use std::str::Chars;

/// One test.
#[derive(Debug)]
pub struct Case {
    /// File, section and test.
    pub name: String,
    /// The expression.
    pub expression: String,
    /// The value as text; `None`: it has none.
    pub expected: Option<String>,
    /// Whether it needs variables, types or a container of its own.
    pub bound: bool,
}

#[derive(Debug)]
enum Value {
    Word(String),
    Text(Vec<u8>),
    Message(Message),
}

type Message = Vec<(String, Value)>;

/// The tests of a file.
///
/// # Panics
/// Where the text is not such a file.
#[must_use]
pub fn cases(file: &str, text: &str) -> Vec<Case> {
    let message = message(&mut text.chars().peekable());
    let mut cases = Vec::new();
    for section in messages(&message, "section") {
        for test in messages(section, "test") {
            let expression = text_of(test, "expr").expect("an expression");
            let name = format!("{file}/{}/{}", text_of(section, "name").unwrap(), text_of(test, "name").unwrap());
            let bound =
                ["bindings", "type_env", "container"].iter().any(|key| test.iter().any(|(name, _)| name == key));
            let error = test.iter().any(|(name, _)| name.starts_with("eval_error") || name == "any_eval_errors");
            // A test that says nothing expects true.
            let value = messages(test, "value").next().map_or("true".to_owned(), shown);
            cases.push(Case { name, expression, expected: (!error).then_some(value), bound });
        }
    }
    cases
}

fn messages<'m>(of: &'m Message, key: &'m str) -> impl Iterator<Item = &'m Message> {
    of.iter().filter_map(move |(name, value)| match value {
        Value::Message(message) if name == key => Some(message),
        _ => None,
    })
}

fn text_of(of: &Message, key: &str) -> Option<String> {
    of.iter().find_map(|(name, value)| match value {
        Value::Text(text) if name == key => Some(String::from_utf8_lossy(text).into_owned()),
        _ => None,
    })
}

/// A value as the emitted program shows it.
fn shown(value: &Message) -> String {
    let Some((kind, value)) = value.first() else { return String::new() };
    match (kind.as_str(), value) {
        ("uint64_value", Value::Word(word)) => format!("{word}u"),
        ("double_value", Value::Word(word)) => match word.as_str() {
            "inf" | "infinity" => "inf".to_owned(),
            "-inf" | "-infinity" => "-inf".to_owned(),
            "nan" => "NaN".to_owned(),
            number => format!("{:?}", number.parse::<f64>().expect("a number")),
        },
        ("null_value", _) => "null".to_owned(),
        ("type_value" | "string_value", Value::Text(text)) => {
            format!("{:?}", String::from_utf8_lossy(text)).replace('\n', "\\n")
        }
        ("bytes_value", Value::Text(bytes)) => {
            format!("[{}]", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", "))
        }
        ("list_value", Value::Message(list)) => {
            format!("[{}]", messages(list, "values").map(shown).collect::<Vec<_>>().join(", "))
        }
        ("map_value", Value::Message(map)) => {
            let part = |entry: &Message, key| messages(entry, key).next().map(shown).unwrap_or_default();
            let mut entries: Vec<String> = messages(map, "entries")
                .map(|entry| format!("{}: {}", part(entry, "key"), part(entry, "value")))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        (_, Value::Word(word)) => word.clone(),
        (kind, _) => format!("<{kind}>"),
    }
}

/// The fields up to a closing brace, or to the end.
fn message(chars: &mut Peekable<Chars<'_>>) -> Message {
    let mut fields = Message::new();
    loop {
        blank(chars);
        match chars.peek() {
            None => return fields,
            Some('}') => {
                chars.next();
                return fields;
            }
            Some(',' | ';') => drop(chars.next()),
            Some('[') => {
                // The name of an extension or of the type of an `Any`.
                let name: String = chars.by_ref().take_while(|char| *char != ']').collect();
                fields.extend(values(chars, &name));
            }
            Some(_) => {
                let name = word(chars);
                fields.extend(values(chars, &name));
            }
        }
    }
}

/// The value of a field, or its values where they stand in brackets.
fn values(chars: &mut Peekable<Chars<'_>>, name: &str) -> Message {
    blank(chars);
    if chars.peek() == Some(&':') {
        chars.next();
        blank(chars);
    }
    let mut found = Message::new();
    if chars.peek() == Some(&'[') {
        chars.next();
        loop {
            blank(chars);
            match chars.peek() {
                Some(']') | None => break,
                Some(',') => drop(chars.next()),
                Some(_) => found.push((name.to_owned(), value(chars))),
            }
        }
        chars.next();
        return found;
    }
    found.push((name.to_owned(), value(chars)));
    found
}

fn value(chars: &mut Peekable<Chars<'_>>) -> Value {
    match chars.peek() {
        Some('{') => {
            chars.next();
            Value::Message(message(chars))
        }
        Some('"' | '\'') => {
            let mut text = Vec::new();
            // Strings side by side are one.
            while let Some(quote @ ('"' | '\'')) = chars.peek().copied() {
                chars.next();
                string(chars, quote, &mut text);
                blank(chars);
            }
            Value::Text(text)
        }
        _ => Value::Word(word(chars)),
    }
}

fn word(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::new();
    while let Some(char) = chars.next_if(|char| char.is_alphanumeric() || "_.+-".contains(*char)) {
        word.push(char);
    }
    assert!(!word.is_empty(), "a word at {:?}", chars.clone().take(40).collect::<String>());
    word
}

fn blank(chars: &mut Peekable<Chars<'_>>) {
    loop {
        while chars.next_if(|char| char.is_whitespace()).is_some() {}
        if chars.peek() != Some(&'#') {
            return;
        }
        while chars.next_if(|char| *char != '\n').is_some() {}
    }
}

fn string(chars: &mut Peekable<Chars<'_>>, quote: char, to: &mut Vec<u8>) {
    while let Some(char) = chars.next() {
        if char == quote {
            return;
        }
        if char != '\\' {
            push(to, char);
            continue;
        }
        match chars.next().expect("an escape") {
            'a' => to.push(7),
            'b' => to.push(8),
            'f' => to.push(12),
            'n' => to.push(b'\n'),
            'r' => to.push(b'\r'),
            't' => to.push(b'\t'),
            'v' => to.push(11),
            'x' | 'X' => to.push(u8::try_from(digits(chars, String::new(), 2, 16)).expect("a byte")),
            'u' => push(to, char::from_u32(digits(chars, String::new(), 4, 16)).expect("a character")),
            'U' => push(to, char::from_u32(digits(chars, String::new(), 8, 16)).expect("a character")),
            digit @ '0'..='7' => to.push(u8::try_from(digits(chars, digit.to_string(), 3, 8)).expect("a byte")),
            char => push(to, char),
        }
    }
}

fn push(to: &mut Vec<u8>, char: char) {
    to.extend(char.encode_utf8(&mut [0; 4]).as_bytes());
}

/// A number of at most so many digits, of which the first may be known.
fn digits(chars: &mut Peekable<Chars<'_>>, mut text: String, most: usize, radix: u32) -> u32 {
    while text.len() < most
        && let Some(digit) = chars.next_if(|char| char.is_digit(radix))
    {
        text.push(digit);
    }
    u32::from_str_radix(&text, radix).expect("digits")
}
