//! What the ratios must be, in one place.

use crate::cases::Case;

/// The ceilings of one case: CPU time of the gateway over that of a peer, and user instructions a request.
pub(crate) struct Must {
    /// The case that they hold for.
    pub(crate) case: Case,
    /// Gateway over the bare hyper proxy.
    pub(crate) raw: f64,
    /// Gateway over nginx.
    pub(crate) nginx: f64,
    /// User instructions of the gateway, where the case is counted.
    pub(crate) instructions: Option<u64>,
}

/// Validation, key, token estimate and usage metric included.
pub(crate) const MUST: [Must; 5] = [
    Must { case: Case::A, raw: 1.35, nginx: 1.25, instructions: Some(75_000) },
    Must { case: Case::B, raw: 2.60, nginx: 2.70, instructions: Some(380_000) },
    Must { case: Case::C, raw: 1.10, nginx: 1.45, instructions: None },
    Must { case: Case::D, raw: 2.00, nginx: 1.20, instructions: None },
    Must { case: Case::P, raw: 1.10, nginx: 1.25, instructions: None },
];

/// The ceilings of `case`.
pub(crate) fn must(case: Case) -> Option<&'static Must> {
    MUST.iter().find(|must| must.case == case)
}
