//! IP networks, as lists of callers name them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    first: Ipv6Addr,
    last: Ipv6Addr,
}

impl Network {
    /// An address (`10.0.0.1`), or one with the length of a prefix (`10.0.0.0/8`, RFC 4632; `2001:db8::/32`, RFC 4291).
    /// `None`: it is neither, or has a bit set behind its prefix.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let Some((address, length)) = text.split_once('/') else {
            let address = wide(text.parse().ok()?);
            return Some(Self { first: address, last: address });
        };
        let address: IpAddr = address.parse().ok()?;
        let length: u32 = length.parse().ok().filter(|_| length.bytes().all(|byte| byte.is_ascii_digit()))?;
        // An IPv4 address stands in the last 32 bits.
        let length = if address.is_ipv4() { length.checked_add(96)? } else { length };
        let behind = u128::MAX.checked_shr(length).filter(|_| length <= 128).or((length == 128).then_some(0))?;
        let first = u128::from(wide(address));
        (first & behind == 0).then(|| Self { first: first.into(), last: (first | behind).into() })
    }

    /// From one address to another of the same kind. `None`: there is none between them.
    pub(crate) fn between(first: &str, last: &str) -> Option<Self> {
        let (first, last): (IpAddr, IpAddr) = (first.parse().ok()?, last.parse().ok()?);
        let good = first.is_ipv4() == last.is_ipv4() && first <= last;
        good.then(|| Self { first: wide(first), last: wide(last) })
    }

    /// Whether an address lies in it. An IPv4 address is the same when it is written as an IPv6 one (RFC 4291, section
    /// 2.5.5.2).
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        (self.first..=self.last).contains(&wide(address))
    }
}

/// Every address as an IPv6 one.
fn wide(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

/// Who called: the other end of the connection, or, where that is trusted, whom it says it was called by. Each proxy writes
/// whom it was called by at the end of `x-forwarded-for`, so the list is read from there, as far as it is trusted; what
/// stands before that may have been written by the caller.
pub(crate) fn caller<'h>(
    peer: IpAddr,
    trusted: &[Network],
    forwarded: impl DoubleEndedIterator<Item = &'h [u8]>,
) -> IpAddr {
    let trusts = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut caller = narrow(peer);
    let hops = forwarded.rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    for hop in hops {
        if !trusts(caller) {
            break;
        }
        // What can't be read was written by whoever is the last that can.
        let Some(hop) = std::str::from_utf8(hop).ok().and_then(|text| address(text.trim())) else { break };
        caller = narrow(hop);
    }
    caller
}

/// An address as proxies write it: perhaps with a port, and then with brackets around an IPv6 one.
fn address(text: &str) -> Option<IpAddr> {
    if let Some(bracketed) = text.strip_prefix('[') {
        return bracketed.split_once(']')?.0.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let bare = text.rsplit_once(':').map_or(text, |(bare, _)| if bare.contains(':') { text } else { bare });
    bare.parse().ok()
}

/// An IPv4 address that came as an IPv6 one.
fn narrow(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(wide) => wide.to_ipv4_mapped().map_or(address, |narrow: Ipv4Addr| IpAddr::V4(narrow)),
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        Network::parse(network).unwrap().holds(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_what_has_its_prefix() {
        assert!(holds("10.0.0.0/8", "10.255.255.255") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3") && !holds("10.0.0.0/8", "::10.1.2.3"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && !holds("2001:db8::/32", "2001:db9::"));
        assert!(holds("0.0.0.0/0", "255.1.2.3") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "1.2.3.4") && holds("::1", "::1") && holds("1.2.3.4/32", "1.2.3.4"));
        let range = Network::between("10.0.0.9", "10.0.1.3").unwrap();
        assert!(range.holds("10.0.0.255".parse().unwrap()) && !range.holds("10.0.1.4".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "10.0.0", "10.0.0.1/8", "10.0.0.0/33", "2001:db8::1/32", "::/129", "10.0.0.0/+8", "a/8"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
        assert!(Network::between("10.0.0.2", "10.0.0.1").is_none() && Network::between("1.2.3.4", "::1").is_none());
    }

    #[test]
    fn the_list_is_read_from_its_end_as_far_as_it_is_trusted() {
        let trusted = ["10.0.0.0/8", "::1"].map(|text| Network::parse(text).unwrap());
        let called_by = |peer: &str, lines: &[&str]| {
            caller(peer.parse().unwrap(), &trusted, lines.iter().map(|line| line.as_bytes())).to_string()
        };
        assert_eq!(called_by("192.0.2.1", &["198.51.100.1"]), "192.0.2.1", "a peer that is not trusted");
        assert_eq!(called_by("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(called_by("10.0.0.1", &["1.1.1.1, 198.51.100.1,10.0.0.2"]), "198.51.100.1", "forged in front");
        assert_eq!(called_by("10.0.0.1", &["1.1.1.1", "198.51.100.1, 10.0.0.2"]), "198.51.100.1", "in two lines");
        assert_eq!(called_by("::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(called_by("10.0.0.1", &["198.51.100.1:5000"]), "198.51.100.1");
        assert_eq!(called_by("::ffff:10.0.0.1", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(called_by("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(called_by("10.0.0.1", &[]), "10.0.0.1");
    }
}
