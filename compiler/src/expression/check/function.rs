//! Functions: those of CEL's standard library, some of its strings extension, and `default`.

use super::{Checker, Found, text_of};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::expression::ast::{Literal, Node};
use crate::expression::typed::{Function, Value, What};
use crate::expression::types::Type;

/// The functions by their names, for messages.
const NAMES: &[&str] = &[
    "bool",
    "bytes",
    "contains",
    "default",
    "double",
    "duration",
    "dyn",
    "endsWith",
    "getDate",
    "getDayOfMonth",
    "getDayOfWeek",
    "getDayOfYear",
    "getFullYear",
    "getHours",
    "getMilliseconds",
    "getMinutes",
    "getMonth",
    "getSeconds",
    "has",
    "indexOf",
    "int",
    "join",
    "lowerAscii",
    "matches",
    "replace",
    "size",
    "split",
    "startsWith",
    "string",
    "substring",
    "timestamp",
    "trim",
    "type",
    "uint",
    "upperAscii",
];

/// The functions that take lists, among others.
const LISTS: &[&str] = &["join", "size"];

impl<'e> Checker<'_, 'e> {
    pub(super) fn call(&mut self, node: &Node, name: &str, on: Option<&Node>, arguments: &[Node]) -> Option<Found<'e>> {
        if name == "default" && on.is_none() {
            return self.default(node, arguments);
        }
        let all: Vec<&Node> = on.into_iter().chain(arguments).collect();
        if !NAMES.contains(&name) {
            let help = match did_you_mean(name, NAMES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the functions are {}", NAMES.join(", ")),
            };
            self.say(Code::GW0703, node.span, format!("there is no function `{name}`"), help);
            return None;
        }
        let values: Vec<Option<Value>> = all.iter().map(|argument| self.value(argument)).collect();
        let values: Vec<Value> = values.into_iter().collect::<Option<_>>()?;
        let types: Vec<&Type> = values.iter().map(|value| &value.ty).collect();
        // What is known here is not forgotten.
        if name == "dyn" && on.is_none() && values.len() == 1 {
            return values.into_iter().next().map(|value| Found { value, shape: None, absent: None });
        }
        if name == "type" && on.is_none() && values.len() == 1 {
            return self.type_of(node, values);
        }
        let Some((function, ty)) = overload(name, on.is_some(), &types) else {
            let given: Vec<String> = types.iter().map(ToString::to_string).collect();
            let message = match (on.is_some(), given.as_slice()) {
                (_, []) => format!("`{name}` takes something"),
                (true, [on]) => format!("`.{name}()` can't be asked of {on}"),
                (true, [on, given @ ..]) => format!("`.{name}()` can't be asked of {on} with {}", given.join(" and ")),
                (false, given) => format!("`{name}()` doesn't take {}", given.join(" and ")),
            };
            let untyped = types.first() == Some(&&Type::Json);
            match all.first().filter(|_| untyped && LISTS.contains(&name)) {
                Some(of) => {
                    let list = super::shown(of);
                    let help = format!("say that it is a list: `default({}, [])`", list.trim_matches('`'));
                    self.say(Code::GW0702, node.span, message, help);
                }
                None => self.say(Code::GW0702, node.span, message, usage(name)),
            }
            return None;
        };
        self.known_bad(node, function, &all, &values)?;
        // What is that already needs no conversion.
        if matches!(
            function,
            Function::ToInt
                | Function::ToUint
                | Function::ToDouble
                | Function::ToString
                | Function::ToBoolean
                | Function::ToBytes
                | Function::ToTimestamp
                | Function::ToDuration
        ) && types == [&ty]
        {
            return values.into_iter().next().map(|value| Found { value, shape: None, absent: None });
        }
        Some(Found::certain(ty, What::Call(function, values)))
    }

    /// `default(look-up, fallback)`: the value, or the fallback where there is none.
    fn default(&mut self, node: &Node, arguments: &[Node]) -> Option<Found<'e>> {
        let [of, fallback] = arguments else {
            self.say(Code::GW0702, node.span, "`default` takes two values", usage("default"));
            return None;
        };
        let found = self.found(of);
        let fallback_value = self.value(fallback);
        let (found, fallback_value) = (found?, fallback_value?);
        let What::Read(read) = found.value.what else {
            let message = "`default` takes a look-up, and this is always there";
            self.say(Code::GW0702, of.span, message, "leave `default` out");
            return None;
        };
        self.note(&read);
        let ty = match (&found.value.ty, &fallback_value.ty) {
            (Type::Json, ty) if *ty == Type::Json || text_of(ty) => ty.clone(),
            // What the fallback lists is asked of the value too; of an empty one nothing.
            (Type::Json, Type::List(item)) if **item == Type::Any => Type::List(Box::new(Type::Json)),
            (Type::Json, Type::List(item)) if text_of(item) || **item == Type::Json => Type::List(item.clone()),
            (ty, other) => match ty.common(other) {
                Some(ty) => ty,
                None => {
                    let message = format!("{} is {ty}, and its default is {other}", super::shown(of));
                    let help = match ty {
                        Type::Json => "write a text, a number, a boolean, or a list of such".to_owned(),
                        ty => format!("write a default that is {ty}"),
                    };
                    let diagnostic = Diagnostic::at(Code::GW0702, fallback.span, message).help(help);
                    let diagnostic = self.declaring(diagnostic, &[of]);
                    self.diagnostics.push(diagnostic);
                    return None;
                }
            },
        };
        let fallback = Box::new(fallback_value.settled(&ty));
        Some(Found { value: Value { ty, what: What::Default(read, fallback) }, shape: None, absent: None })
    }

    /// `type(x)`, which is known here, but for JSON.
    fn type_of(&mut self, node: &Node, values: Vec<Value>) -> Option<Found<'e>> {
        let name = match values.first().map(|value| &value.ty)? {
            Type::Null => "null_type",
            Type::Boolean => "bool",
            Type::Int => "int",
            Type::Uint => "uint",
            Type::Double => "double",
            Type::String => "string",
            Type::Bytes => "bytes",
            Type::Timestamp => "google.protobuf.Timestamp",
            Type::Duration => "google.protobuf.Duration",
            Type::List(_) => "list",
            Type::Map(..) => "map",
            Type::Type => "type",
            Type::Json | Type::Any => {
                self.say(
                    Code::GW0702,
                    node.span,
                    "the type of a JSON value is not known here",
                    "compare the value itself",
                );
                return None;
            }
        };
        Some(Found::certain(Type::Type, What::Literal(Literal::String(name.to_owned()))))
    }

    /// Says so where a value that is written out can't work.
    fn known_bad(&mut self, node: &Node, function: Function, all: &[&Node], values: &[Value]) -> Option<()> {
        let text = |index: usize| match &values.get(index)?.what {
            What::Literal(Literal::String(text)) => Some(text),
            _ => None,
        };
        if function == Function::Matches
            && let Some(pattern) = text(1)
            && let Err(error) = regex::Regex::new(pattern)
        {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let span = all.get(1).map_or(node.span, |node| node.span);
            let help = "patterns have RE2's syntax: no look-around and no back-references";
            self.say(Code::GW0708, span, format!("this is no pattern: {reason}"), help);
            return None;
        }
        let parts = [
            Function::FullYear,
            Function::Month,
            Function::Date,
            Function::DayOfMonth,
            Function::DayOfWeek,
            Function::DayOfYear,
            Function::Hours,
            Function::Minutes,
            Function::Seconds,
            Function::Milliseconds,
        ];
        if parts.contains(&function)
            && let Some(zone) = text(1)
            && !is_zone(zone)
        {
            let span = all.get(1).map_or(node.span, |node| node.span);
            let help = "write `UTC`, or an offset such as `+02:00`";
            self.say(Code::GW0708, span, format!("`{zone}` is no time zone that is known"), help);
            return None;
        }
        Some(())
    }
}

/// Whether a text is `UTC` or an offset from it.
fn is_zone(text: &str) -> bool {
    let offset = text.strip_prefix(['+', '-']).unwrap_or(text).as_bytes();
    let number = |tens: u8, ones: u8, most: u8| {
        tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') <= most
    };
    text == "UTC" || matches!(offset, [a, b, b':', c, d] if number(*a, *b, 23) && number(*c, *d, 59))
}

/// How a function is called, for messages.
fn usage(name: &str) -> String {
    match name {
        "default" => "write `default(look-up, fallback)`".to_owned(),
        "size" => "write `size(x)` of a string, bytes, a list or a map".to_owned(),
        "startsWith" | "endsWith" | "contains" | "matches" => {
            format!("write `text.{name}(\"...\")`, both of them strings")
        }
        _ => "see the functions of CEL's standard library".to_owned(),
    }
}

/// The function of a name for some types, and what it gives. The value before the dot is the first.
fn overload(name: &str, on: bool, types: &[&Type]) -> Option<(Function, Type)> {
    use Function as F;
    use Type::{Boolean, Bytes, Double, Duration, Int, Json, List, Map, String, Timestamp, Uint};
    let list = |item: Type| List(Box::new(item));
    Some(match (name, on, types) {
        ("size", _, [String | Bytes | List(_) | Map(..)]) => (F::Size, Int),
        ("startsWith", true, [String, String]) => (F::StartsWith, Boolean),
        ("endsWith", true, [String, String]) => (F::EndsWith, Boolean),
        ("contains", true, [String, String]) => (F::Contains, Boolean),
        ("matches", _, [String, String]) => (F::Matches, Boolean),
        ("lowerAscii", true, [String]) => (F::LowerAscii, String),
        ("upperAscii", true, [String]) => (F::UpperAscii, String),
        ("trim", true, [String]) => (F::Trim, String),
        ("replace", true, [String, String, String]) => (F::Replace, String),
        ("split", true, [String, String]) => (F::Split, list(String)),
        ("join", true, [List(item)] | [List(item), String]) if **item == String => (F::Join, String),
        ("substring", true, [String, Int] | [String, Int, Int]) => (F::Substring, String),
        ("indexOf", true, [String, String]) => (F::IndexOf, Int),
        ("int", false, [Int | Uint | Double | String | Timestamp | Json]) => (F::ToInt, Int),
        ("uint", false, [Int | Uint | Double | String | Json]) => (F::ToUint, Uint),
        ("double", false, [Int | Uint | Double | String | Json]) => (F::ToDouble, Double),
        ("string", false, [ty]) if text_of(ty) || **ty == Json => (F::ToString, String),
        ("bool", false, [Boolean | String | Json]) => (F::ToBoolean, Boolean),
        ("bytes", false, [String | Bytes]) => (F::ToBytes, Bytes),
        ("timestamp", false, [String | Int | Timestamp]) => (F::ToTimestamp, Timestamp),
        ("duration", false, [String | Duration]) => (F::ToDuration, Duration),
        ("getFullYear", true, [Timestamp] | [Timestamp, String]) => (F::FullYear, Int),
        ("getMonth", true, [Timestamp] | [Timestamp, String]) => (F::Month, Int),
        ("getDate", true, [Timestamp] | [Timestamp, String]) => (F::Date, Int),
        ("getDayOfMonth", true, [Timestamp] | [Timestamp, String]) => (F::DayOfMonth, Int),
        ("getDayOfWeek", true, [Timestamp] | [Timestamp, String]) => (F::DayOfWeek, Int),
        ("getDayOfYear", true, [Timestamp] | [Timestamp, String]) => (F::DayOfYear, Int),
        ("getHours", true, [Timestamp] | [Timestamp, String] | [Duration]) => (F::Hours, Int),
        ("getMinutes", true, [Timestamp] | [Timestamp, String] | [Duration]) => (F::Minutes, Int),
        ("getSeconds", true, [Timestamp] | [Timestamp, String] | [Duration]) => (F::Seconds, Int),
        ("getMilliseconds", true, [Timestamp] | [Timestamp, String] | [Duration]) => (F::Milliseconds, Int),
        _ => return None,
    })
}
