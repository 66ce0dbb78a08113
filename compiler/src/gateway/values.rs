//! Named values, and texts that refer to them.

use crate::expression::Expression;
use crate::policy::GatewayFile;
use crate::policy::model::{self, NamedValueSource, SecretSource, Text, ValueType};

use super::names::{snake, upper};
use super::{Dynamic, NamedValue, Piece, Scalar, ScalarKind, ValueSource, Words};

pub(super) fn named_values(file: &GatewayFile) -> Vec<NamedValue> {
    let value = |value: &model::NamedValue| {
        let name = value.name.value.clone();
        let kind = kind(value.kind);
        let source = match &value.source {
            NamedValueSource::Literal(literal) => ValueSource::Literal(scalar(&literal.value)),
            NamedValueSource::Env { var, default } => ValueSource::Env {
                variable: var.value.clone(),
                kind,
                default: default.as_ref().map(|default| scalar(&default.value)),
            },
            NamedValueSource::File { path, default, reload } => ValueSource::File {
                path: path.value.clone(),
                kind,
                default: default.as_ref().map(|default| scalar(&default.value)),
                reload: *reload,
            },
            NamedValueSource::Secret(SecretSource::Env(variable)) => ValueSource::SecretEnv(variable.value.clone()),
            NamedValueSource::Secret(SecretSource::File(path)) => ValueSource::SecretFile(path.value.clone()),
        };
        let ident = if matches!(source, ValueSource::Literal(_)) { upper(&name) } else { snake(&name) };
        NamedValue { name, ident, source }
    };
    file.named_values.values().map(value).collect()
}

fn kind(kind: ValueType) -> ScalarKind {
    match kind {
        ValueType::Int => ScalarKind::Integer,
        ValueType::Float => ScalarKind::Float,
        ValueType::Bool => ScalarKind::Boolean,
        ValueType::String => ScalarKind::String,
    }
}

pub(super) fn scalar(scalar: &model::Scalar) -> Scalar {
    match scalar {
        model::Scalar::Int(number) => Scalar::Integer(*number),
        model::Scalar::Float(number) => Scalar::Float(format!("{number:?}")),
        model::Scalar::Bool(value) => Scalar::Boolean(*value),
        model::Scalar::String(text) => Scalar::String(text.clone()),
    }
}

/// A text of the gateway file.
pub(super) fn words(text: &Text) -> Words {
    let piece = |piece: &model::Piece| match piece {
        model::Piece::Literal(text) => Piece::Literal(text.clone()),
        model::Piece::NamedValue { name, .. } => Piece::NamedValue(name.clone()),
        model::Piece::Expression(written) => dynamic(written, false),
    };
    Words(text.pieces.iter().map(piece).collect())
}

/// What is computed for each call; it is checked when all operations are known that it runs for.
pub(super) fn dynamic(written: &Expression, encoded: bool) -> Piece {
    Piece::Expression(Box::new(Dynamic { written: written.clone(), typed: None, encoded }))
}

/// A text that is known here and now.
pub(super) fn literal(text: &str) -> Words {
    Words(vec![Piece::Literal(text.to_owned())])
}
