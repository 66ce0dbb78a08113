#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::defective;
use crate::diagnostic::{Diagnostics, Format, render};
use crate::emit::Defect;
use crate::source::{Sources, Span};

/// No input leads to this one, so it is made here.
#[test]
fn a_defect_of_the_emitter_is_said_at_the_gateway() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("gateway.yaml", "version: 1\nname: small\n");
    let defect = Defect { file: "src/lib.rs".to_owned(), reason: "expected `;`".to_owned() };
    diagnostics.push(defective(&defect, Span::new(file, 17, 22)));
    let expected = "\
error[GW0601]: `src/lib.rs` came out wrong: expected `;`
 --> gateway.yaml:2:7
  |
2 | name: small
  |       ^^^^^ in the crate of this gateway
  |
  = help: please report it

1 error
";
    assert_eq!(render(&diagnostics, &sources, Format::Human, false), expected);
}
