//! The `gatewright` command.

fn main() {}
