//! ECMA-262 patterns to the syntax of the `regex` crate, which matches in linear time and so can't be made to hang; those
//! with look-around and back-references to that of `fancy-regex`, which tries, within a bound.

/// The pattern, or why it has no counterpart. A pattern is searched for, not anchored (JSON Schema Validation section
/// 6.3.3).
pub(crate) fn translate(source: &str) -> Result<String, &'static str> {
    let mut translated = String::with_capacity(source.len());
    let mut rest = source.chars().peekable();
    let mut in_class = false;
    while let Some(char) = rest.next() {
        match char {
            '\\' => {
                let Some(escaped) = rest.next() else { return Err("it ends in a backslash") };
                match escaped {
                    // ECMA-262's classes are ASCII; the crate's are Unicode.
                    'd' => translated.push_str(if in_class { "0-9" } else { "[0-9]" }),
                    'D' if !in_class => translated.push_str("[^0-9]"),
                    'w' => translated.push_str(if in_class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
                    'W' if !in_class => translated.push_str("[^A-Za-z0-9_]"),
                    'c' => match rest.next() {
                        Some(letter @ ('a'..='z' | 'A'..='Z')) => {
                            translated.push_str(&format!("\\x{:02x}", u32::from(letter) % 32));
                        }
                        _ => return Err("it uses an unknown control escape"),
                    },
                    'u' => {
                        let digits: String = rest.by_ref().take(4).collect();
                        let low = low_surrogate(&rest.clone().take(6).collect::<String>());
                        match (u32::from_str_radix(&digits, 16), low) {
                            // Two escapes that are one character (ECMA-262, section 22.2.1).
                            (Ok(high @ 0xd800..=0xdbff), Some(low)) => {
                                rest.by_ref().take(6).for_each(drop);
                                let char = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                                translated.push_str(&format!("\\u{{{char:x}}}"));
                            }
                            _ => translated.push_str(&format!("\\u{{{digits}}}")),
                        }
                    }
                    '/' | '-' | '_' | '"' | '\'' | '@' | ':' | ' ' | ',' | '!' | '=' | '<' | '>' | '%' | '&' | '#'
                    | '~' | '`' | ';' => {
                        if matches!(escaped, '-' | '#' | '&' | '~') {
                            translated.push('\\');
                        }
                        translated.push(escaped);
                    }
                    other => {
                        translated.push('\\');
                        translated.push(other);
                    }
                }
            }
            '[' if in_class => translated.push_str("\\["),
            '[' => {
                in_class = true;
                translated.push('[');
                if rest.peek() == Some(&'^') {
                    translated.extend(rest.next());
                }
            }
            ']' if in_class => {
                in_class = false;
                translated.push(']');
            }
            '&' | '~' if in_class => {
                translated.push('\\');
                translated.push(char);
            }
            // ECMA-262's `$` is the very end; so is the crate's without its multi-line flag.
            other => translated.push(other),
        }
    }
    match regex::Regex::new(&translated) {
        Ok(_) => Ok(translated),
        Err(regex::Error::CompiledTooBig(_)) => Err("it is too large"),
        Err(_) if fancy_regex::Regex::new(&translated).is_ok() => Ok(translated),
        Err(_) => Err("it uses syntax that has no counterpart"),
    }
}

/// Whether a translated pattern matches where nothing stands.
pub(crate) fn matches_nothing(translated: &str) -> bool {
    fancy_regex::Regex::new(translated).is_ok_and(|regex| regex.is_match("").unwrap_or(false))
}

/// The second half of a character that is written as two escapes, at the start of a text.
fn low_surrogate(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok().filter(|low| (0xdc00..=0xdfff).contains(low))
}
