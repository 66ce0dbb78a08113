//! The nearest of some known names.

/// The known name that differs from `written` by the fewest edits, if these are few for its length; of several equally
/// near ones the first in alphabetical order.
pub(super) fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let folded = written.to_lowercase().replace('_', "-");
    let allowed = 1 + folded.chars().count() / 4;
    known
        .into_iter()
        .map(|name| (edits(&folded, &name.to_lowercase()), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Insertions, deletions, substitutions and swaps of neighbours that lead from one text to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    let mut last = None;
    for (done, char) in from.chars().enumerate() {
        let mut next = vec![done + 1];
        for (at, other) in to.iter().enumerate() {
            let mut best = (row[at] + usize::from(char != *other)).min(row[at + 1] + 1).min(next[at] + 1);
            if at > 0 && last == Some(*other) && char == to[at - 1] && char != *other {
                best = best.min(before[at - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
        last = Some(char);
    }
    row.last().copied().unwrap_or_default()
}
