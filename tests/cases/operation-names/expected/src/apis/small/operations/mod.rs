//! The operations of `small`, one a file.

pub mod n2nd;
pub mod get_it_f681;
pub mod get_it_7469;
pub mod get_it_7f54;
pub mod l_uf6_schen;
pub mod mod_;
pub mod type_;
pub mod unmatched_dbeb;
