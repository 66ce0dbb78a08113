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

/// The name of an attribute of a span or a point, as it stands before the value: made when this is compiled, since calls have many.
macro_rules! name {
    ($name:literal) => {
        const { &$crate::telemetry::otlp::wire::named::<{ $name.len() + 5 }>($name) }
    };
}
pub(super) use name;

/// See [`name`]. The second byte is for the length of all, below 128 with the values that are short enough.
pub(super) const fn named<const N: usize>(name: &str) -> [u8; N] {
    let (mut to, name) = ([0; N], name.as_bytes());
    to[0] = (ATTRIBUTES << 3 | LENGTH) as u8;
    to[2] = (1 << 3 | LENGTH) as u8;
    to[3] = name.len() as u8;
    to[N - 1] = (2 << 3 | LENGTH) as u8;
    let (_, behind) = to.split_at_mut(4);
    behind.split_at_mut(name.len()).0.copy_from_slice(name);
    to
}

/// An attribute of a span or a point.
// What it says is known where it is written, and most of this with it.
#[inline(always)]
pub(super) fn attribute<const N: usize>(to: &mut Vec<u8>, name: &[u8; N], value: Value<'_>) {
    let length = any_length(value);
    // The length of the value is behind the name, in one byte as well.
    let all = N - 1 + length;
    if all < 0x80 {
        let mut head = *name;
        head[1] = all as u8;
        to.extend_from_slice(&head);
        to.push(length as u8);
        any(to, value);
    } else {
        long(to, ATTRIBUTES, &name[4..N - 1], value);
    }
}

/// A name and what it says, a `KeyValue`.
pub(super) fn key_value(to: &mut Vec<u8>, field: u32, name: &str, value: Value<'_>) {
    long(to, field, name.as_bytes(), value);
}

#[cold]
fn long(to: &mut Vec<u8>, field: u32, name: &[u8], value: Value<'_>) {
    let of_value = any_length(value);
    length(to, field, sized(name.len()) + sized(of_value));
    bytes(to, 1, name);
    length(to, 2, of_value);
    any(to, value);
}

/// The bytes of an `AnyValue`.
#[inline(always)]
fn any_length(value: Value<'_>) -> usize {
    match value {
        Value::Text(text) => sized(text.len()),
        Value::Is(_) => 2,
        Value::Count(count) => 1 + varint_length(count as u64),
        Value::Decimal(_) => 9,
    }
}

#[inline(always)]
fn any(to: &mut Vec<u8>, value: Value<'_>) {
    match value {
        Value::Text(text) => bytes(to, 1, text.as_bytes()),
        Value::Is(is) => number(to, 2, is.into()),
        Value::Count(count) => number(to, 3, count as u64),
        Value::Decimal(value) => double(to, 4, value),
    }
}
