//! How many tokens a call has spent, as far as that is known when it has ended.

use http::StatusCode;

use crate::llm::usage::Usage;

/// What a call has spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spent {
    /// So many tokens.
    Tokens(u64),
    /// Some, and nobody said how many: they are counted where that can be, else as many as were reserved.
    Unknown,
}

/// How a call ended, as far as its tokens are concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct End<'e> {
    /// Whether it was sent to a backend.
    pub(super) sent: bool,
    /// What the backend answered.
    pub(super) status: Option<StatusCode>,
    /// Why it gave no answer.
    pub(super) cause: Option<&'static str>,
    /// What it reported.
    pub(super) usage: Option<&'e Usage>,
    /// Whether the answer came whole.
    pub(super) whole: bool,
}

impl Spent {
    pub(super) fn of(end: End<'_>) -> Self {
        match end {
            // A stream that broke off may have reported a part: the last report has both counts and their total.
            End { usage: Some(usage), whole, .. }
                if whole || (usage.total_tokens.is_some() && usage.completion_tokens.is_some()) =>
            {
                Self::Tokens(tokens(usage))
            }
            End { sent: false, .. } => Self::Tokens(0),
            End { status: Some(status), .. } if !status.is_success() => Self::Tokens(0),
            // The backend may be at work, and nobody waits for it.
            End { status: None, cause: None | Some("timeout"), .. } => Self::Unknown,
            End { status: None, .. } => Self::Tokens(0),
            End { status: Some(_), .. } => Self::Unknown,
        }
    }
}

/// All tokens of a report. A total may be more than its parts: some are counted in none of them.
pub(crate) fn tokens(usage: &Usage) -> u64 {
    let parts = usage.prompt_tokens.unwrap_or_default().saturating_add(usage.completion_tokens.unwrap_or_default());
    usage.total_tokens.unwrap_or(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_backend_reports_is_spent_and_a_failure_spends_nothing() {
        let usage = Usage { prompt_tokens: Some(5), completion_tokens: Some(7), ..Usage::NONE };
        let total = Usage { total_tokens: Some(20), ..usage };
        let end = End { sent: true, status: Some(StatusCode::OK), cause: None, usage: None, whole: true };
        for (end, spent) in [
            (End { usage: Some(&usage), ..end }, Spent::Tokens(12)),
            (End { usage: Some(&total), ..end }, Spent::Tokens(20)),
            (End { usage: Some(&total), whole: false, ..end }, Spent::Tokens(20)),
            (End { usage: Some(&usage), whole: false, ..end }, Spent::Unknown),
            (end, Spent::Unknown),
            (End { whole: false, ..end }, Spent::Unknown),
            (End { status: Some(StatusCode::TOO_MANY_REQUESTS), ..end }, Spent::Tokens(0)),
            (End { status: Some(StatusCode::BAD_GATEWAY), ..end }, Spent::Tokens(0)),
            (End { status: None, cause: Some("connect"), ..end }, Spent::Tokens(0)),
            (End { status: None, cause: Some("closed"), ..end }, Spent::Tokens(0)),
            (End { status: None, cause: Some("timeout"), ..end }, Spent::Unknown),
            (End { status: None, whole: false, ..end }, Spent::Unknown),
            (End { sent: false, status: None, ..end }, Spent::Tokens(0)),
        ] {
            assert_eq!(Spent::of(end), spent, "{end:?}");
        }
    }
}
