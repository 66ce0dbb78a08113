//! What every emitted gateway links. The runtime knows no OpenAPI: an emitted crate hands it descriptors and functions.

pub mod llm;
pub mod upstream;
