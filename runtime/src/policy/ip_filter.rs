//! `ip-filter`: who may call by their address, or who may not.

use std::net::IpAddr;

use http::StatusCode;

use crate::call::Call;
use crate::fault::{Fault, Flow};
use crate::network::Network;

/// What is done with the listed addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IpFilterAction {
    /// They alone may call.
    Allow,
    /// They may not call.
    Forbid,
}

/// The policy. Who called is told by the connection, or by trusted proxies ([`Call::client`]); a call of which that is not
/// known is refused either way.
#[derive(Debug, Clone, Copy)]
pub struct IpFilter<'p> {
    /// What is done with the listed addresses.
    pub action: IpFilterAction,
    /// Addresses, and networks by their prefix: IPv4 and IPv6.
    pub addresses: &'p [&'p str],
    /// Ranges, each as `FIRST-LAST`.
    pub address_ranges: &'p [&'p str],
}

impl IpFilter<'_> {
    /// What stands where the gateway file says nothing.
    pub const DEFAULT: IpFilter<'static> =
        IpFilter { action: IpFilterAction::Allow, addresses: &[], address_ranges: &[] };

    /// Looks at the caller's address.
    ///
    /// # Errors
    /// 403 `caller_ip_not_allowed` or `caller_ip_blocked`; 500 where a listed text is no address.
    pub fn inbound(&self, call: &mut Call) -> Flow {
        let caller = call.client().ok_or_else(|| refused("caller_ip_unknown", "The caller's address is not known."))?;
        match (self.action, self.lists(caller)?) {
            (IpFilterAction::Allow, true) | (IpFilterAction::Forbid, false) => Ok(()),
            (IpFilterAction::Allow, false) => {
                Err(refused("caller_ip_not_allowed", "Calls from this address are not allowed."))
            }
            (IpFilterAction::Forbid, true) => Err(refused("caller_ip_blocked", "Calls from this address are blocked.")),
        }
    }

    /// Every entry is read, so that a wrong one is told whoever calls: in a list of those who may not call it would let
    /// somebody in.
    fn lists(&self, caller: IpAddr) -> Flow<bool> {
        let addresses = self.addresses.iter().map(|text| (text, Network::parse(text)));
        let ranges = self.address_ranges.iter().map(|text| (text, range(text)));
        let mut listed = false;
        for (text, network) in addresses.chain(ranges) {
            let wrong = || Fault::internal(format!("ip-filter: `{text}` is no address")).by("ip-filter");
            listed |= network.ok_or_else(wrong)?.holds(caller);
        }
        Ok(listed)
    }
}

fn range(text: &str) -> Option<Network> {
    let (first, last) = text.split_once('-')?;
    Network::between(first.trim(), last.trim())
}

#[cold]
fn refused(code: &'static str, message: &'static str) -> Fault {
    Fault::new(StatusCode::FORBIDDEN, code, message).by("ip-filter")
}
