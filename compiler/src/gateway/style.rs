//! How values are written as text: OpenAPI's styles (3.1.1, section 4.8.12.2), decided for the values that a schema lets
//! through.

use openapiv3::QueryStyle;

use crate::schema::{Rule, Schemas};

use super::Style;
use super::shape::{Shape, members};

/// The style of a query parameter or a field of a form, and what of it can't apply to such values. `rest` are the names
/// that can't be members of an exploded object.
pub(super) fn of_query(
    style: &QueryStyle,
    explode: bool,
    rule: &Rule,
    schemas: &Schemas,
    rest: &[String],
) -> (Style, Option<&'static str>) {
    let shape = Shape::of(rule, schemas);
    let separator = match style {
        QueryStyle::Form => ',',
        QueryStyle::SpaceDelimited => ' ',
        QueryStyle::PipeDelimited => '|',
        QueryStyle::DeepObject => {
            let misfit = match (shape.array && !shape.object, shape.is_scalar() && !shape.any) {
                (true, _) => Some("`deepObject` is no style of arrays"),
                (_, true) => Some("`deepObject` is no style of scalars"),
                _ => None,
            };
            return (Style::Deep, misfit);
        }
    };
    let delimited = !matches!(style, QueryStyle::Form);
    if shape.is_scalar() {
        let misfit = (delimited && !shape.any).then_some("the style is one of arrays and objects");
        return (Style::Text, misfit);
    }
    let misfit = (delimited && explode).then_some("the style can't be exploded");
    let object = shape.object && !shape.array;
    let style = match (object, explode) {
        (false, true) => Style::Repeated,
        (false, false) => Style::List(separator),
        (true, false) => Style::Turns(separator),
        (true, true) if shape.scalar || shape.any => Style::Deep,
        (true, true) if shape.others => Style::Others(rest.to_vec()),
        (true, true) => Style::Members(members(rule, schemas).into_keys().collect()),
    };
    (style, misfit)
}

/// A text of items with this between them; the members of an object are pairs where it is exploded (`simple`, `label`,
/// `matrix`).
pub(super) fn of_text(separator: char, exploded: char, explode: bool, shape: &Shape) -> Style {
    match (shape.object && !shape.array, shape.array, explode) {
        (true, _, true) => Style::Pairs(exploded),
        (true, _, false) => Style::Turns(separator),
        (_, true, true) => Style::List(exploded),
        (_, true, false) => Style::List(separator),
        _ => Style::Text,
    }
}
