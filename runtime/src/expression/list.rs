//! Lists and maps, and the macros over them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::error::{Error, Result};

/// What has a size.
pub trait Counted {
    /// How many characters, bytes, items or entries it has.
    fn count(&self) -> usize;
}

impl Counted for str {
    fn count(&self) -> usize {
        self.chars().count()
    }
}

impl Counted for String {
    fn count(&self) -> usize {
        self.chars().count()
    }
}

impl Counted for Cow<'_, str> {
    fn count(&self) -> usize {
        self.chars().count()
    }
}

impl<T> Counted for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl<K, V> Counted for BTreeMap<K, V> {
    fn count(&self) -> usize {
        self.len()
    }
}

/// `size(of)`: characters of a text, bytes, items of a list, entries of a map.
#[must_use]
pub fn size<T: Counted + ?Sized>(of: &T) -> i64 {
    i64::try_from(of.count()).unwrap_or(i64::MAX)
}

/// An item of a list.
///
/// # Errors
/// The list has no such item.
pub fn item<T: Clone>(list: &[T], index: i64) -> Result<T> {
    usize::try_from(index).ok().and_then(|index| list.get(index)).cloned().ok_or(Error::Absent)
}

/// A map of these entries.
///
/// # Errors
/// Two of them have one key.
pub fn map_of<K: Ord, V, const N: usize>(entries: [(K, V); N]) -> Result<BTreeMap<K, V>> {
    let map = BTreeMap::from(entries);
    if map.len() == N { Ok(map) } else { Err(Error::RepeatedKey) }
}

/// The value of a key.
///
/// # Errors
/// The map has no such key.
pub fn entry<K, V: Clone, Q: Ord + ?Sized>(map: &BTreeMap<K, V>, key: &Q) -> Result<V>
where
    K: Ord + std::borrow::Borrow<Q>,
{
    map.get(key).cloned().ok_or(Error::Absent)
}

/// `one + other` of lists.
#[must_use]
pub fn joined<T>(mut one: Vec<T>, other: Vec<T>) -> Vec<T> {
    one.extend(other);
    one
}

/// Whether a list has an item that equals a value.
#[must_use]
pub fn holds<T, U: PartialEq<T>>(list: &[U], value: &T) -> bool {
    list.iter().any(|item| item == value)
}

/// `list.all(item, test)`. As with `&&`, one item that fails decides, even where others have no value.
///
/// # Errors
/// That of a test, unless another is false.
pub fn all<T>(list: impl IntoIterator<Item = T>, mut test: impl FnMut(T) -> Result<bool>) -> Result<bool> {
    let mut outcome = Ok(true);
    for item in list {
        match test(item) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

/// `list.exists(item, test)`. As with `||`, one item that passes decides, even where others have no value.
///
/// # Errors
/// That of a test, unless another is true.
pub fn exists<T>(list: impl IntoIterator<Item = T>, mut test: impl FnMut(T) -> Result<bool>) -> Result<bool> {
    let mut outcome = Ok(false);
    for item in list {
        match test(item) {
            Ok(false) => {}
            Ok(true) => return Ok(true),
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

/// `list.exists_one(item, test)`
///
/// # Errors
/// That of a test.
pub fn exists_one<T>(list: impl IntoIterator<Item = T>, mut test: impl FnMut(T) -> Result<bool>) -> Result<bool> {
    let mut found = 0_usize;
    for item in list {
        found += usize::from(test(item)?);
    }
    Ok(found == 1)
}

/// `list.filter(item, test)`
///
/// # Errors
/// That of a test.
pub fn filter<T: Clone>(list: impl IntoIterator<Item = T>, mut test: impl FnMut(T) -> Result<bool>) -> Result<Vec<T>> {
    let mut kept = Vec::new();
    for item in list {
        if test(item.clone())? {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// `list.map(item, value)`
///
/// # Errors
/// That of a value.
pub fn mapped<T, U>(list: impl IntoIterator<Item = T>, value: impl FnMut(T) -> Result<U>) -> Result<Vec<U>> {
    list.into_iter().map(value).collect()
}
