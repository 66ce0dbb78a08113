//! `rewrite-uri`: another path for the backend.

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::query;
use crate::text::percent_encode;

/// The policy.
#[derive(Debug, Clone, Copy)]
pub struct RewriteUri<'p> {
    /// A path below the backend's base path, with `{name}` for parameters of the path or the query; it may have a query.
    pub template: &'p str,
    /// Whether parameters of the query that the template doesn't use are kept.
    pub copy_unmatched_params: bool,
}

impl RewriteUri<'_> {
    /// What holds where it isn't written.
    pub const DEFAULT: Self = Self { template: "", copy_unmatched_params: true };

    /// Sets the path, and the query where the template has one or where unmatched parameters aren't copied.
    ///
    /// # Errors
    /// 500 for a parameter that the call doesn't have.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let (path, query) = self.template.split_once('?').unwrap_or((self.template, ""));
        let mut used = Vec::new();
        let mut target = String::with_capacity(path.len() + 32);
        if !path.starts_with('/') {
            target.push('/');
        }
        fill(call, path, &mut target, &mut used)?;
        let mut edited = String::new();
        fill(call, query, &mut edited, &mut used)?;
        if self.copy_unmatched_params {
            let set: Vec<String> = query::pairs(&edited).map(|(name, _)| query::decoded(name).into_owned()).collect();
            for pair in call.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
                let name = query::decoded(pair.split('=').next().unwrap_or_default());
                if !set.iter().any(|set| *set == name) && !used.iter().any(|used| *used == name) {
                    if !edited.is_empty() {
                        edited.push('&');
                    }
                    edited.push_str(pair);
                }
            }
        }
        call.set_upstream_path(target);
        call.set_query(edited);
        Ok(())
    }
}

/// Writes a template with its parameters filled in. Those that came from the query are noted as used.
fn fill<'t>(call: &Call, template: &'t str, to: &mut String, used: &mut Vec<&'t str>) -> Flow {
    let mut rest = template;
    while let Some((literal, behind)) = rest.split_once('{') {
        to.push_str(literal);
        let Some((name, behind)) = behind.split_once('}') else { break };
        rest = behind;
        let (name, rests) = name.strip_prefix('*').map_or((name, false), |name| (name, true));
        if let Some(value) = call.path_parameter(name) {
            // A capture of several segments is kept as it came: it isn't decoded.
            if rests { to.push_str(&value) } else { percent_encode(to, value.as_ref(), false) }
        } else if let Some(value) = call.query_values(name).next() {
            percent_encode(to, value.as_ref(), false);
            used.push(name);
        } else {
            return Err(Fault::internal(format!("rewrite-uri: the call has no parameter `{name}`")).by("rewrite-uri"));
        }
    }
    to.push_str(rest);
    Ok(())
}
