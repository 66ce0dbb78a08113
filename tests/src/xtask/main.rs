//! Prepares tools and runs what CI runs.
fn main() {}
