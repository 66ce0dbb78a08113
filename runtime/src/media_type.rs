//! Media types and the ranges of them that a document names.

/// What a media type says of the syntax, which ranges leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    /// JSON, or a request that says nothing.
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    Other,
}

/// A media type (RFC 9110, section 8.3.1).
pub(crate) struct MediaType<'t> {
    essence: &'t str,
    parameters: &'t str,
}

impl<'t> MediaType<'t> {
    /// Reads the value of a `Content-Type`.
    pub(crate) fn read(text: &'t str) -> Self {
        let (essence, parameters) = text.split_once(';').unwrap_or((text, ""));
        Self { essence: essence.trim(), parameters }
    }

    /// Whether it is this one, with whatever parameters.
    pub(crate) fn is(&self, essence: &str) -> bool {
        self.essence.eq_ignore_ascii_case(essence)
    }

    fn parameters(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let pairs = self.parameters.split(';').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
    }

    /// The character encoding that it names.
    pub(crate) fn charset(&self) -> Option<&'t str> {
        self.parameters().find_map(|(name, value)| name.eq_ignore_ascii_case("charset").then_some(value))
    }

    /// How well a range of the document takes this media type. Parameters choose among entries of one type, and exclude
    /// none.
    pub(crate) fn rank(&self, range: &'static str) -> Option<(u8, usize)> {
        let range = MediaType::read(range);
        if range.essence.eq_ignore_ascii_case(self.essence) {
            let same = |(name, value): (&str, &str)| {
                self.parameters().any(|(n, v)| n.eq_ignore_ascii_case(name) && v.eq_ignore_ascii_case(value))
            };
            // One that asks for nothing stands before one that asks for something else.
            let wanted = range.parameters().count();
            let met = range.parameters().filter(|pair| same(*pair)).count();
            return Some(if met == wanted { (4, met) } else { (3, met) });
        }
        if range.essence == "*/*" || range.essence == "*" {
            return Some((0, 0));
        }
        let (kind, subtype) = self.essence.split_once('/')?;
        let (range_kind, range_subtype) = range.essence.split_once('/')?;
        if !range_kind.eq_ignore_ascii_case(kind) {
            return None;
        }
        let suffix = range_subtype.strip_prefix("*+");
        let suffixed = suffix.is_some_and(|suffix| {
            subtype.rsplit_once('+').is_some_and(|(_, given)| given.eq_ignore_ascii_case(suffix))
        });
        if suffixed {
            return Some((2, 0));
        }
        (range_subtype == "*").then_some((1, 0))
    }

    /// What it says of the syntax.
    pub(crate) fn kind(&self) -> MediaKind {
        let essence = self.essence.to_ascii_lowercase();
        match &*essence {
            "application/json" | "text/json" => MediaKind::Json,
            "application/x-www-form-urlencoded" => MediaKind::Form,
            essence if essence.ends_with("+json") => MediaKind::Json,
            _ => MediaKind::Other,
        }
    }
}
