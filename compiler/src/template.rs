//! The files under `templates/`, as all stages that fill them read them.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};

/// The templates with these names and texts. A name that is not filled is an error, and nothing is escaped.
///
/// # Errors
/// A template that can't be read: a defect.
pub(crate) fn environment(templates: &[(&'static str, &'static str)]) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, source) in templates {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}
