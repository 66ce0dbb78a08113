//! The operations of `small`, one a file.

pub mod get_a_id_b_c;
pub mod post_a_id_b_c;
