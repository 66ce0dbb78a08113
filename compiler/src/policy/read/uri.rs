//! URLs, prefixes, pointers, templates.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::policy::model::{Piece, Spanned, TemplatePiece, Text, UriTemplate};
use crate::source::{Node, Places};

impl Reader<'_> {
    /// The URL of a server; what of it is known at compile time is checked.
    pub(super) fn url(&mut self, node: &Node, what: &str) -> Option<Text> {
        let mut text = self.text(node, what)?;
        let problem = match text.pieces.first() {
            None => Some("it is empty"),
            Some(Piece::Literal(start)) => scheme_problem(start, text.pieces.len() == 1),
            Some(Piece::NamedValue { .. } | Piece::Expression(_)) => None,
        };
        let literals = || {
            text.pieces.iter().filter_map(|piece| match piece {
                Piece::Literal(literal) => Some(literal.as_str()),
                Piece::NamedValue { .. } | Piece::Expression(_) => None,
            })
        };
        let problem = problem.or_else(|| {
            if literals().any(|literal| literal.contains(['?', '#'])) {
                Some("a query or a fragment can't stand here")
            } else if literals().any(|literal| literal.contains([' ', '{', '}', '"', '<', '>', '\\', '^', '`', '|'])) {
                Some("it holds characters that must be percent-encoded")
            } else {
                None
            }
        });
        if let Some(problem) = problem {
            let message = format!("{what} can't be used: {problem}");
            let help = "write a URL such as `https://contoso.openai.azure.com/openai`";
            self.say(Diagnostic::at(Code::GW0422, node.span, message).help(help));
            return None;
        }
        if let Some(Piece::Literal(end)) = text.pieces.last_mut() {
            end.truncate(end.trim_end_matches('/').len());
            if end.is_empty() {
                text.pieces.pop();
            }
        }
        Some(text)
    }

    /// A public prefix: empty, or with a leading slash and without a trailing one.
    pub(super) fn prefix(&mut self, node: &Node) -> Option<Spanned<String>> {
        let path = self.plain(node, "`path`")?;
        let trimmed = path.value.trim_matches('/');
        let segment = |part: &str| !part.is_empty() && part != "." && part != ".." && part.chars().all(is_path_char);
        if trimmed.is_empty() {
            return Some(Spanned::new(String::new(), path.span));
        }
        if trimmed.split('/').all(segment) {
            return Some(Spanned::new(format!("/{trimmed}"), path.span));
        }
        let message = format!("`{}` can't be a public prefix", path.value);
        self.invalid(path.span, message, "write plain segments such as `/my-api/openai`, without parameters");
        None
    }

    /// A JSON pointer (RFC 6901) to a member, so not the empty one.
    pub(super) fn pointer(&mut self, node: &Node, what: &str) -> Option<Spanned<String>> {
        let pointer = self.plain(node, what)?;
        let escapes = pointer.value.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        if pointer.value.starts_with('/') && escapes {
            return Some(pointer);
        }
        let message = format!("{what} must be a JSON pointer");
        self.invalid(pointer.span, message, format!("write `/{}`", pointer.value.trim_start_matches("$.")));
        None
    }

    /// A path with `{parameter}`s.
    pub(in crate::policy) fn template(&mut self, node: &Node, what: &str) -> Option<UriTemplate> {
        let text = self.dynamic_text(node, what)?;
        let rooted = match text.pieces.first() {
            Some(Piece::Literal(start)) => start.starts_with('/'),
            Some(Piece::NamedValue { .. }) => true,
            Some(Piece::Expression(_)) | None => false,
        };
        if !rooted {
            self.invalid(node.span, format!("{what} must begin with a slash"), "write `/path/{parameter}`");
            return None;
        }
        let mut pieces = Vec::new();
        for piece in text.pieces {
            match piece {
                Piece::NamedValue { name, span } => pieces.push(TemplatePiece::NamedValue(Spanned::new(name, span))),
                Piece::Expression(written) => pieces.push(TemplatePiece::Expression(written)),
                Piece::Literal(literal) => self.template_literal(node, &literal, &mut pieces)?,
            }
        }
        if leads_out(&pieces) {
            let message = format!("{what} holds a segment `.` or `..`, which would lead to another path");
            self.invalid(node.span, message, "write the path that is meant");
            return None;
        }
        Some(UriTemplate { pieces, span: node.span })
    }

    fn template_literal(&mut self, node: &Node, literal: &str, pieces: &mut Vec<TemplatePiece>) -> Option<()> {
        let mut rest = literal;
        while !rest.is_empty() {
            let plain = rest.find(['{', '}']).unwrap_or(rest.len());
            let (before, after) = rest.split_at(plain);
            if let Some(wrong) = before.chars().find(|char| !is_path_char(*char) && !"/?&".contains(*char)) {
                let message = format!("`{wrong}` can't stand in the template of a path");
                self.invalid(node.span, message, "percent-encode it");
                return None;
            }
            if !before.is_empty() {
                pieces.push(TemplatePiece::Literal(before.to_owned()));
            }
            if after.is_empty() {
                break;
            }
            let end = after.find('}').filter(|end| *end > 1 && !after[1..*end].contains('{'));
            let Some(end) = end.filter(|_| after.starts_with('{')) else {
                self.invalid(node.span, "the braces of the template don't match", "write `{parameter}`");
                return None;
            };
            let name = &after[1..end];
            let place = node.as_str().and_then(|whole| whole.find(&after[..=end]).map(|at| at..at + end + 1));
            let span = place.map_or(node.span, |place| Places::of(node, self.sources).at(place));
            pieces.push(TemplatePiece::Parameter(Spanned::new(name.to_owned(), span)));
            rest = &after[end + 1..];
        }
        Some(())
    }
}

/// Whether a segment of the path is written out and is `.` or `..`, which readers take for another path (RFC 3986,
/// section 5.2.4).
fn leads_out(pieces: &[TemplatePiece]) -> bool {
    let written = pieces.iter().map(|piece| match piece {
        TemplatePiece::Literal(literal) => literal.as_str(),
        // Of these, only a call tells.
        _ => "{}",
    });
    let whole = written.collect::<String>().to_ascii_lowercase().replace("%2e", ".");
    let path = whole.split('?').next().unwrap_or_default();
    path.split('/').any(|segment| matches!(segment, "." | ".."))
}

/// What is wrong with the beginning of a URL; `whole`: it is not only the beginning.
fn scheme_problem(start: &str, whole: bool) -> Option<&'static str> {
    let Some(rest) = start.strip_prefix("https://").or_else(|| start.strip_prefix("http://")) else {
        return Some("it must begin with `https://` or `http://`");
    };
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return Some("user names and passwords belong into `credentials`");
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            if (whole || rest.contains('/')) && port.parse::<u16>().is_err() {
                return Some("its port is no number up to 65535");
            }
            host
        }
        _ => authority,
    };
    (host.is_empty() && (whole || rest.contains('/'))).then_some("it has no host")
}

/// Characters of a path's segment (RFC 3986, section 3.3), and `%` of their encoding.
fn is_path_char(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(char)
}
