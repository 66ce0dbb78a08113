//! Encrypted tokens (RFC 7516) in their compact form: by a key that is shared (`dir`, RFC 7518, section 4.5), with AES in
//! Galois/Counter Mode (section 5.3), which the library of cryptography has. What is inside is a token by itself.

use ring::aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Deserialize;
use serde_json::Value;

use super::{LONGEST, Refusal, decoded};

#[derive(Deserialize)]
struct Header {
    alg: String,
    enc: String,
    zip: Option<Value>,
    crit: Option<Value>,
}

/// Whether a token has the five parts of an encrypted one.
pub(crate) fn is_encrypted(token: &str) -> bool {
    token.bytes().filter(|byte| *byte == b'.').count() == 4
}

/// The token within an encrypted one, by the first key that opens it.
pub(crate) fn opened(token: &str, keys: &[Vec<u8>]) -> Result<String, Refusal> {
    let parts: Vec<&str> = token.split('.').collect();
    // The second part is the encrypted key, and the key is the one that is shared.
    let [header, "", nonce, text, tag] = parts.as_slice() else { return Err(Refusal::Malformed) };
    if token.len() > LONGEST {
        return Err(Refusal::Malformed);
    }
    let said: Header = serde_json::from_slice(&decoded(header)?).map_err(|_| Refusal::Malformed)?;
    let algorithm = match said.enc.as_str() {
        "A128GCM" => &AES_128_GCM,
        "A256GCM" => &AES_256_GCM,
        _ => return Err(Refusal::Malformed),
    };
    // A small text can grow large when it is inflated, so none is (RFC 8725, section 3.6).
    if said.alg != "dir" || said.zip.is_some() || said.crit.is_some() {
        return Err(Refusal::Malformed);
    }
    let nonce: [u8; 12] = decoded(nonce)?.try_into().map_err(|_| Refusal::Malformed)?;
    let sealed = [decoded(text)?, decoded(tag)?].concat();
    for key in keys.iter().filter_map(|key| UnboundKey::new(algorithm, key).ok()) {
        let mut text = sealed.clone();
        let (nonce, header) = (Nonce::assume_unique_for_key(nonce), Aad::from(header.as_bytes()));
        if let Ok(open) = LessSafeKey::new(key).open_in_place(nonce, header, &mut text) {
            return String::from_utf8(open.to_vec()).map_err(|_| Refusal::Malformed);
        }
    }
    Err(Refusal::Key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

    use super::{Refusal, is_encrypted, opened};

    const HEADER: &str = r#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#;

    fn sealed(header: &str, text: &str, key: &[u8; 32]) -> String {
        let coded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (header, nonce) = (coded(header.as_bytes()), [7; 12]);
        let mut text = text.as_bytes().to_vec();
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).unwrap());
        let tag = key.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(header.as_bytes()),
            &mut text,
        );
        format!("{header}..{}.{}.{}", coded(&nonce), coded(&text), coded(tag.unwrap().as_ref()))
    }

    #[test]
    fn the_key_that_it_was_sealed_with_opens_it_and_no_other() {
        let token = sealed(HEADER, "a.b.c", &[1; 32]);
        assert!(is_encrypted(&token) && !is_encrypted("a.b.c"));
        assert_eq!(opened(&token, &[vec![9; 32], vec![1; 16], vec![1; 32]]), Ok("a.b.c".to_owned()));
        assert_eq!(opened(&token, &[vec![9; 32]]), Err(Refusal::Key));
        assert_eq!(opened(&token, &[]), Err(Refusal::Key));
    }

    #[test]
    fn what_was_changed_or_asks_for_more_is_no_token() {
        let token = sealed(HEADER, "a.b.c", &[1; 32]);
        let keys = [vec![1; 32]];
        let (start, tag) = token.rsplit_once('.').unwrap();
        let other = if tag.starts_with('A') { tag.replacen('A', "B", 1) } else { format!("A{}", &tag[1..]) };
        assert_eq!(opened(&format!("{start}.{other}"), &keys), Err(Refusal::Key));
        for header in [
            r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
            r#"{"alg":"dir","enc":"A256GCM","crit":["x"]}"#,
            r#"{"alg":"A256KW","enc":"A256GCM"}"#,
            r#"{"alg":"dir","enc":"A256CBC-HS512"}"#,
        ] {
            assert_eq!(opened(&sealed(header, "a.b.c", &[1; 32]), &keys), Err(Refusal::Malformed), "{header}");
        }
        assert_eq!(opened(&token.replacen("..", ".AAAA.", 1), &keys), Err(Refusal::Malformed));
    }
}
