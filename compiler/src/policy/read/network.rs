//! IP addresses and networks, as the runtime reads them.

use std::net::IpAddr;

/// Whether a text is an address, or one with the length of a prefix (RFC 4632, RFC 4291) that has no bit set behind it.
pub(in crate::policy) fn is_network(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else { return text.parse::<IpAddr>().is_ok() };
    let (Ok(address), Ok(length)) = (address.parse::<IpAddr>(), length.parse::<u32>()) else { return false };
    let (bits, width) = match address {
        IpAddr::V4(address) => (u128::from(u32::from(address)) << 96, 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    length <= width && bits.checked_shl(length).unwrap_or(0) == 0
}

/// Whether a text is a range: two addresses of one kind, the lower one first.
pub(in crate::policy) fn is_range(text: &str) -> bool {
    let Some((first, last)) = text.split_once('-') else { return false };
    match (first.trim().parse::<IpAddr>(), last.trim().parse::<IpAddr>()) {
        (Ok(first), Ok(last)) => first.is_ipv4() == last.is_ipv4() && first <= last,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_network, is_range};

    #[test]
    fn networks_have_no_bits_behind_their_prefix() {
        for text in ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "::1", "2001:db8::/32", "::/0", "1.2.3.4/32"] {
            assert!(is_network(text), "{text}");
        }
        for text in ["", "10.0.0", "10.0.0.1/8", "10.0.0.0/33", "2001:db8::1/32", "::/129", "10.0.0.0/-1", "a/8"] {
            assert!(!is_network(text), "{text}");
        }
        assert!(is_range("10.0.0.1-10.0.0.9") && is_range("::1 - ::2"));
        assert!(!is_range("10.0.0.9-10.0.0.1") && !is_range("10.0.0.1") && !is_range("1.2.3.4-::1"));
    }
}
