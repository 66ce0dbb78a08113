//! Tokens that tests sign themselves.

use sha2::{Digest, Sha256};

/// A token (RFC 7515, section 7.1) with this header and payload, signed by HS256 with the secret
/// `secret-that-tokens-are-signed-with`.
#[must_use]
pub fn signed(header: &str, payload: &str) -> String {
    let text = format!("{}.{}", base64(header.as_bytes()), base64(payload.as_bytes()));
    format!("{text}.{}", base64(&hmac(b"secret-that-tokens-are-signed-with", text.as_bytes())))
}

/// HMAC with SHA-256 (RFC 2104), of a key that is shorter than a block.
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

/// Base64 for URLs without padding (RFC 4648, section 5).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().enumerate().fold(0u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        let letters = (0..=chunk.len()).map(|at| char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]));
        text.extend(letters);
    }
    text
}
