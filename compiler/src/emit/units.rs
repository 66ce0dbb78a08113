//! Sizes and durations, as people write them.

use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A number of bytes.
pub(super) fn size(bytes: u64) -> TokenStream {
    if bytes != 0 && bytes.is_multiple_of(1 << 20) {
        if bytes == 1 << 20 {
            return quote!(gatewright_runtime::MIB);
        }
        let count = Literal::u64_unsuffixed(bytes >> 20);
        return quote!(#count * gatewright_runtime::MIB);
    }
    let bytes = Literal::u64_unsuffixed(bytes);
    quote!(#bytes)
}

/// A `Duration` of so many milliseconds.
pub(super) fn duration(millis: u64) -> TokenStream {
    if millis.is_multiple_of(1000) {
        let seconds = Literal::u64_unsuffixed(millis / 1000);
        return quote!(Duration::from_secs(#seconds));
    }
    let millis = Literal::u64_unsuffixed(millis);
    quote!(Duration::from_millis(#millis))
}

/// A [`Duration`].
pub(super) fn time(time: Duration) -> TokenStream {
    duration(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}
