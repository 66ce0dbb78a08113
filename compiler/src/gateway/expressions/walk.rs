//! The expressions in the attributes of policies.

use crate::expression::Expected;
use crate::gateway::{Argument, Dynamic, Given, Piece, Words};
use crate::policy::catalogue::AttributeKind;
use crate::policy::model::JsonPlace;

/// Every expression among some attributes, with what its place takes.
pub(super) fn dynamics<'g>(arguments: &'g [Given], with: &mut impl FnMut(&'g Dynamic, Expected)) {
    let of_words = |words: &'g Words, with: &mut dyn FnMut(&'g Dynamic, Expected)| {
        for piece in &words.0 {
            if let Piece::Expression(dynamic) = piece {
                with(dynamic, Expected::Text);
            }
        }
    };
    for given in arguments {
        match &given.value {
            Argument::Text(words) if given.attribute.kind == AttributeKind::Json => {
                for (piece, place) in words.0.iter().zip(words.json_places()) {
                    if let Piece::Expression(dynamic) = piece {
                        let value = place == JsonPlace::Value;
                        with(dynamic, if value { Expected::Variable } else { Expected::Text });
                    }
                }
            }
            Argument::Text(words) => of_words(words, with),
            Argument::Texts(texts) => texts.iter().for_each(|words| of_words(words, with)),
            Argument::Computed(dynamic) => with(dynamic, expected(given.attribute.kind)),
            Argument::Rows(rows) => rows.iter().for_each(|(_, row)| dynamics(row, with)),
            Argument::Group(group) => dynamics(group, with),
            _ => {}
        }
    }
}

/// The same, to be completed.
pub(super) fn dynamics_mut(arguments: &mut [Given], with: &mut impl FnMut(&mut Dynamic)) {
    let of_words = |words: &mut Words, with: &mut dyn FnMut(&mut Dynamic)| {
        for piece in &mut words.0 {
            if let Piece::Expression(dynamic) = piece {
                with(dynamic);
            }
        }
    };
    for given in arguments {
        match &mut given.value {
            Argument::Text(words) => of_words(words, with),
            Argument::Texts(texts) => texts.iter_mut().for_each(|words| of_words(words, with)),
            Argument::Computed(dynamic) => with(dynamic),
            Argument::Rows(rows) => rows.iter_mut().for_each(|(_, row)| dynamics_mut(row, with)),
            Argument::Group(group) => dynamics_mut(group, with),
            _ => {}
        }
    }
}

/// What an expression must come to that is the whole value of an attribute.
fn expected(kind: AttributeKind) -> Expected {
    match kind {
        AttributeKind::Bool => Expected::Boolean,
        AttributeKind::Integer => Expected::Integer,
        AttributeKind::Number => Expected::Number,
        AttributeKind::Duration => Expected::Duration,
        AttributeKind::Variable => Expected::Variable,
        _ => Expected::Text,
    }
}
