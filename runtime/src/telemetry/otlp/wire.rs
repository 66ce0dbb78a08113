//! The wire format of Protocol Buffers, as far as messages of OTLP need it. What is told of a call is written by it once and from
//! borrowed data: there is no type for a message, and no text of its own for an attribute.

const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LENGTH: u32 = 2;
const FIXED32: u32 = 5;

/// Where attributes stand in a span, and in a point of a histogram too: so both have the same bytes.
const ATTRIBUTES: u32 = 9;

/// What an attribute says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'v> {
    Text(&'v str),
    Count(i64),
    Decimal(f64),
    Is(bool),
}

#[inline]
pub(super) fn varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(value as u8 | 0x80);
        value >>= 7;
    }
    to.push(value as u8);
}

/// The bytes of a number as [`varint`] writes it.
#[inline]
fn varint_length(value: u64) -> usize {
    (64 - (value | 1).leading_zeros() as usize).div_ceil(7)
}

/// The bytes of a field with so many bytes, of a number below 16.
#[inline]
pub(super) fn sized(length: usize) -> usize {
    1 + varint_length(length as u64) + length
}

#[inline]
fn key(to: &mut Vec<u8>, field: u32, kind: u32) {
    varint(to, u64::from(field << 3 | kind));
}

/// A whole number.
#[inline]
pub(super) fn number(to: &mut Vec<u8>, field: u32, value: u64) {
    key(to, field, VARINT);
    varint(to, value);
}

#[inline]
pub(super) fn fixed32(to: &mut Vec<u8>, field: u32, value: u32) {
    key(to, field, FIXED32);
    to.extend_from_slice(&value.to_le_bytes());
}

#[inline]
pub(super) fn fixed64(to: &mut Vec<u8>, field: u32, value: u64) {
    key(to, field, FIXED64);
    to.extend_from_slice(&value.to_le_bytes());
}

#[inline]
pub(super) fn double(to: &mut Vec<u8>, field: u32, value: f64) {
    fixed64(to, field, value.to_bits());
}

/// Many numbers of eight bytes, packed.
pub(super) fn packed(to: &mut Vec<u8>, field: u32, values: &[u64]) {
    length(to, field, 8 * values.len());
    values.iter().for_each(|value| to.extend_from_slice(&value.to_le_bytes()));
}

#[inline]
pub(super) fn bytes(to: &mut Vec<u8>, field: u32, value: &[u8]) {
    length(to, field, value.len());
    to.extend_from_slice(value);
}

/// A text that is put together.
pub(super) fn texts(to: &mut Vec<u8>, field: u32, parts: &[&str]) {
    length(to, field, parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| to.extend_from_slice(part.as_bytes()));
}

/// What stands before a field of so many bytes.
#[inline]
pub(super) fn length(to: &mut Vec<u8>, field: u32, length: usize) {
    key(to, field, LENGTH);
    varint(to, length as u64);
}

/// A message in a message. How long it is, is known when it is written.
#[inline]
pub(super) fn message(to: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) {
    key(to, field, LENGTH);
    let at = to.len();
    // The length of a span, or of a point, takes two bytes.
    to.extend_from_slice(&[0; 2]);
    write(to);
    let length = to.len() - at - 2;
    if (0x80..0x4000).contains(&length) {
        to[at] = length as u8 | 0x80;
        to[at + 1] = (length >> 7) as u8;
    } else {
        let mut said = Vec::with_capacity(10);
        varint(&mut said, length as u64);
        drop(to.splice(at..at + 2, said));
    }
}

/// An attribute of a span or of a point.
#[inline]
pub(super) fn attribute(to: &mut Vec<u8>, name: &str, value: Value<'_>) {
    key_value(to, ATTRIBUTES, name, value);
}

/// A name and what it says: a `KeyValue` that holds an `AnyValue`.
#[inline]
pub(super) fn key_value(to: &mut Vec<u8>, field: u32, name: &str, value: Value<'_>) {
    match value {
        Value::Text(text) => {
            named(to, field, name, sized(text.len()));
            bytes(to, 1, text.as_bytes());
        }
        Value::Is(is) => {
            named(to, field, name, 2);
            number(to, 2, is.into());
        }
        Value::Count(count) => {
            named(to, field, name, 1 + varint_length(count as u64));
            number(to, 3, count as u64);
        }
        Value::Decimal(value) => {
            named(to, field, name, 9);
            double(to, 4, value);
        }
    }
}

/// A `KeyValue` up to its value, which has so many bytes.
#[inline]
fn named(to: &mut Vec<u8>, field: u32, name: &str, value: usize) {
    let all = sized(name.len()) + sized(value);
    if all < 0x80 {
        // So are its parts, and each length is one byte.
        to.extend_from_slice(&[(field << 3 | LENGTH) as u8, all as u8, (1 << 3 | LENGTH) as u8, name.len() as u8]);
        to.extend_from_slice(name.as_bytes());
        to.extend_from_slice(&[(2 << 3 | LENGTH) as u8, value as u8]);
    } else {
        length(to, field, all);
        bytes(to, 1, name.as_bytes());
        length(to, 2, value);
    }
}
