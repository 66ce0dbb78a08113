//! Short forms: what prettyplease spreads over lines and fits into one goes back into one.
//!
//! prettyplease breaks at 89 columns, and breaks a group into a line for each of its elements. Emitted files have 120
//! columns, as rustfmt lays them out elsewhere in this project: a bracket that fits is one line, a closure of one
//! expression has no braces, and a last argument that does not fit opens on the line of the call. Only the layout
//! changes, never a token but braces around a single expression and commas before a closing bracket.

#[cfg(test)]
mod tests;

/// The columns that a line may have.
const WIDTH: usize = 120;

/// What one level of brackets indents by.
const STEP: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    indent: usize,
    text: String,
}

impl Line {
    fn opens(&self) -> bool {
        !self.is_comment() && self.text.ends_with(['(', '[', '{'])
    }

    fn closes(&self) -> bool {
        self.text.starts_with([')', ']', '}'])
    }

    fn is_comment(&self) -> bool {
        self.text.starts_with("//")
    }

    fn fits(&self) -> bool {
        self.indent + self.text.chars().count() <= WIDTH
    }
}

/// A text as prettyplease lays it out, in short forms.
pub(super) fn tighten(text: &str) -> String {
    let lines: Vec<Line> = text
        .lines()
        .map(|line| {
            let text = line.trim_start();
            Line { indent: line.len() - text.len(), text: text.to_owned() }
        })
        .collect();
    let mut tight = String::with_capacity(text.len());
    for line in block(&lines) {
        if !line.text.is_empty() {
            tight.extend(std::iter::repeat_n(' ', line.indent));
            tight.push_str(&line.text);
        }
        tight.push('\n');
    }
    tight
}

/// The lines of one level, each with what is inside of it.
fn block(lines: &[Line]) -> Vec<Line> {
    let mut done = Vec::new();
    let mut rest = lines;
    while let Some((first, behind)) = rest.split_first() {
        let inside = |lines: &[Line]| {
            let deeper = |line: &Line| line.text.is_empty() || line.indent > first.indent;
            lines.iter().position(|line| !deeper(line)).unwrap_or(lines.len())
        };
        let mut element = vec![first.clone()];
        rest = behind;
        if let Some((inner, close, links)) = indented_call(first, &rest[..inside(rest)]) {
            element = chain(group(first, block(&inner), &close), block(links));
            rest = &rest[inside(rest)..];
            done.extend(element);
            continue;
        }
        if first.opens() {
            let (inner, behind) = rest.split_at(inside(rest));
            let Some((close, behind)) = behind.split_first().filter(|(line, _)| line.closes()) else {
                done.push(first.clone());
                continue;
            };
            element = group(first, block(inner), close);
            rest = behind;
        }
        let (links, behind) = rest.split_at(inside(rest));
        if links.first().is_some_and(|link| link.text.starts_with('.')) {
            element = chain(element, block(links));
            rest = behind;
        }
        done.extend(element);
    }
    done
}

/// A call that others follow stands two steps to the right of where it begins; here it is a step to the left, with what
/// follows.
fn indented_call<'l>(open: &Line, inside: &'l [Line]) -> Option<(Vec<Line>, Line, &'l [Line])> {
    let indent = open.indent + STEP;
    let end = inside.iter().position(|line| line.indent <= indent).filter(|_| open.opens())?;
    let (inner, rest) = inside.split_at(end);
    let (close, links) = rest.split_first().filter(|(line, _)| line.closes())?;
    let follows = links.first().is_some_and(|link| link.indent == indent && link.text.starts_with('.'));
    let left = |line: &Line| Line { indent: line.indent.saturating_sub(STEP), text: line.text.clone() };
    follows.then(|| (inner.iter().map(left).collect(), left(close), links))
}

/// The elements of a level: each a line with the lines inside of it, up to its closing bracket.
fn elements(lines: &[Line]) -> Vec<&[Line]> {
    let Some(indent) = lines.first().map(|line| line.indent) else { return Vec::new() };
    let begins = |at: &usize| lines[*at].indent == indent && !lines[*at].closes();
    let starts: Vec<usize> = (0..lines.len()).filter(begins).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    starts.iter().zip(ends).map(|(start, end)| &lines[*start..end]).collect()
}

/// A bracket with what is in it.
fn group(open: &Line, inner: Vec<Line>, close: &Line) -> Vec<Line> {
    let parts = elements(&inner);
    let plain = inner.iter().all(|line| !line.is_comment() && !line.text.is_empty());
    let short = if !plain || close.opens() {
        None
    } else if open.text.ends_with('{') {
        if open.text.ends_with("| {") { bare(open, &parts, close) } else { literal(open, &parts, close) }
    } else {
        call(open, &parts, close)
    };
    short.unwrap_or_else(|| {
        let mut lines = vec![open.clone()];
        lines.extend(inner);
        lines.push(close.clone());
        lines
    })
}

/// A closure whose body is one expression.
fn bare(open: &Line, parts: &[&[Line]], close: &Line) -> Option<Vec<Line>> {
    let [body] = parts else { return None };
    let statement = ["static ", "const ", "let ", "match "].iter().any(|word| body[0].text.starts_with(word));
    if statement || body.last()?.text.ends_with(';') {
        return None;
    }
    hugged(open.text.strip_suffix('{')?, open.indent, body, close.text.strip_prefix('}')?)
}

/// The value of a struct. Items and code keep their lines.
fn literal(open: &Line, parts: &[&[Line]], close: &Line) -> Option<Vec<Line>> {
    const ITEMS: [&str; 9] = ["pub ", "fn ", "impl", "enum ", "struct ", "static ", "const ", "match ", "async "];
    let head = open.text.strip_suffix(" {")?;
    let is_item =
        ITEMS.iter().any(|word| open.text.starts_with(word)) || head.ends_with("move") || head.ends_with("=>");
    let is_field = |part: &&[Line]| part[0].text.ends_with(',') || part[0].text.starts_with("..");
    if is_item || !head.ends_with(|end: char| end.is_alphanumeric() || end == '_') || !parts.iter().all(is_field) {
        return None;
    }
    let fields = joined(parts)?;
    one_line(open.indent, format!("{head} {{ {fields} {}", close.text))
}

/// Arguments, or the items of an array.
fn call(open: &Line, parts: &[&[Line]], close: &Line) -> Option<Vec<Line>> {
    if let Some(all) = joined(parts)
        && let Some(line) = one_line(open.indent, format!("{}{all}{}", open.text, close.text))
    {
        return Some(line);
    }
    let are_values = |part: &&[Line]| part[0].text.starts_with("Literal::") || part[0].text.starts_with('"');
    if open.text == "parameters: &[" || (open.text.ends_with("&[") && parts.iter().all(are_values)) {
        return rows(open, parts, close);
    }
    let (last, before) = parts.split_last()?;
    // The only item of an array hangs over as an argument does; of several, each has lines of its own.
    if last.len() == 1 || (open.text.ends_with('[') && !before.is_empty()) {
        return None;
    }
    let mut head = open.text.clone();
    if !before.is_empty() {
        // Only what is recognized by how it begins may hang over: a closure, a value behind a reference, a list of names.
        if !last[0].text.starts_with(['|', '&']) && last[0].text != "names(&[" {
            return None;
        }
        head = format!("{head}{} ", format_args!("{},", joined(before)?));
    }
    hugged(&head, open.indent, last, &close.text)
}

/// A table whose rows share lines, those of another kind on a line of their own.
fn rows(open: &Line, parts: &[&[Line]], close: &Line) -> Option<Vec<Line>> {
    let kind = |row: &str| {
        if row.starts_with('"') { String::new() } else { row.split('(').next().unwrap_or_default().to_owned() }
    };
    let mut lines: Vec<Line> = Vec::new();
    let mut shares = false;
    for part in parts {
        let [row] = part else {
            lines.extend(part.iter().cloned());
            shares = false;
            continue;
        };
        match lines.last_mut().filter(|line| shares && kind(&line.text) == kind(&row.text)) {
            Some(line) if line.indent + line.text.chars().count() + 1 + row.text.chars().count() <= WIDTH => {
                line.text.push(' ');
                line.text.push_str(&row.text);
            }
            _ => lines.push(row.clone()),
        }
        shares = true;
    }
    lines.insert(0, open.clone());
    lines.push(close.clone());
    Some(lines)
}

/// What calls itself on the line before it.
fn chain(mut element: Vec<Line>, links: Vec<Line>) -> Vec<Line> {
    let parts = elements(&links);
    let base = match element.pop() {
        Some(base) => base,
        None => return links,
    };
    let short = parts.split_last().and_then(|(last, before)| {
        let simple = before.iter().map(|part| if let [line] = part { Some(line.text.as_str()) } else { None });
        let head = format!("{}{}", base.text, simple.collect::<Option<String>>()?);
        hugged(&head, base.indent, last, "")
    });
    match short {
        Some(lines) => element.extend(lines),
        None => {
            element.push(base);
            element.extend(links);
        }
    }
    element
}

/// Elements of one line each, in one line, without a comma at the end.
fn joined(parts: &[&[Line]]) -> Option<String> {
    let texts: Option<Vec<&str>> =
        parts.iter().map(|part| if let [line] = part { Some(line.text.as_str()) } else { None }).collect();
    let text = texts?.join(" ");
    Some(text.strip_suffix(',').map(str::to_owned).unwrap_or(text))
}

/// An element between what stands before and behind it, a step to the left.
fn hugged(head: &str, indent: usize, element: &[Line], tail: &str) -> Option<Vec<Line>> {
    let mut lines: Vec<Line> = element
        .iter()
        .map(|line| Line { indent: line.indent.saturating_sub(STEP).max(indent), text: line.text.clone() })
        .collect();
    let comma = !tail.is_empty();
    let last = lines.last_mut()?;
    if let Some(text) = last.text.strip_suffix(',').filter(|_| comma) {
        last.text.truncate(text.len());
    }
    last.text.push_str(tail);
    let first = lines.first_mut()?;
    first.text.insert_str(0, head);
    first.indent = indent;
    // What lies between them moved to the left.
    let fits = lines.first().is_none_or(Line::fits) && lines.last().is_none_or(Line::fits);
    fits.then_some(lines)
}

fn one_line(indent: usize, text: String) -> Option<Vec<Line>> {
    let line = Line { indent, text };
    line.fits().then(|| vec![line])
}
