//! Signed statements (xAPI 1.0.3 part 2 §2.6): a JSON Web Signature (RFC 7515) over the statement as it was before.

use super::json::{Json, Value};
use super::same::same_as_signed;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::Certificate;
use x509_cert::der::asn1::UintRef;
use x509_cert::der::{Decode, Reader, SliceReader};

/// RSASSA-PKCS1-v1_5 with a SHA-2, as JWS names it (RFC 7518 §3.3).
#[derive(Clone, Copy)]
enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
}

/// Checks that the JWS in its compact form is of one of the three algorithms, signs this statement, and, where its header
/// has certificates, that the first one's key made it. The error tells what is wrong.
pub(super) fn verify(statement: &str, jws: &[u8]) -> Result<(), String> {
    let jws = std::str::from_utf8(jws).map_err(|_| "is not a JWS in compact form")?;
    let parts: Vec<&str> = jws.trim().split('.').collect();
    let [head, body, signature] = parts[..] else { return Err("is not a JWS of three parts".into()) };
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).map_err(|_| "has a part that is not base64url");
    let (header, payload, signature) = (decode(head)?, decode(body)?, decode(signature)?);
    let header = std::str::from_utf8(&header).map_err(|_| "has a header that is not UTF-8")?;
    let header = Json::parse(header).map_err(|_| "has a header that is not JSON")?;
    let algorithm = match header.get("alg").map(|alg| &alg.value) {
        Some(Value::Text(alg)) if alg == "RS256" => Algorithm::Rs256,
        Some(Value::Text(alg)) if alg == "RS384" => Algorithm::Rs384,
        Some(Value::Text(alg)) if alg == "RS512" => Algorithm::Rs512,
        _ => return Err("is not signed by RS256, RS384 or RS512".into()),
    };
    let payload = std::str::from_utf8(&payload).map_err(|_| "has a payload that is not UTF-8")?;
    if !same_as_signed(statement, payload) {
        return Err("does not sign this statement".into());
    }
    let Some(certificates) = header.get("x5c") else { return Ok(()) };
    let Value::List(certificates) = &certificates.value else { return Err("has an x5c that is not a list".into()) };
    let Some(Value::Text(first)) = certificates.first().map(|c| &c.value) else { return Err("has no certificate in its x5c".into()) };
    let (n, e) = key(first).ok_or("has a certificate without an RSA key")?;
    if is_made_by(&n, &e, algorithm, format!("{head}.{body}").as_bytes(), &signature) {
        Ok(())
    } else {
        Err("was not made by the key of its certificate".into())
    }
}

/// Modulus and exponent of the RSA key in a certificate (RFC 5280, RFC 8017 appendix A.1.1).
fn key(certificate: &str) -> Option<(BigUint, BigUint)> {
    let der = STANDARD.decode(certificate).ok()?;
    let certificate = Certificate::from_der(&der).ok()?;
    let key = certificate.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes()?;
    let mut reader = SliceReader::new(key).ok()?;
    reader
        .sequence(|inner| {
            let (n, e) = (UintRef::decode(inner)?, UintRef::decode(inner)?);
            Ok::<_, x509_cert::der::Error>((BigUint::from_bytes_be(n.as_bytes()), BigUint::from_bytes_be(e.as_bytes())))
        })
        .ok()
        .filter(|(n, e)| n.bits() <= 16_384 && e.bits() <= 64)
}

/// RFC 8017 §8.2.2: the signature, opened, is the encoded digest.
fn is_made_by(n: &BigUint, e: &BigUint, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    // DigestInfo of SHA-256, SHA-384 and SHA-512 (RFC 8017 §9.2 note 1).
    let (size, id, digest) = match algorithm {
        Algorithm::Rs256 => (0x31, 0x01, Sha256::digest(message).to_vec()),
        Algorithm::Rs384 => (0x41, 0x02, Sha384::digest(message).to_vec()),
        Algorithm::Rs512 => (0x51, 0x03, Sha512::digest(message).to_vec()),
    };
    let length = n.bits().div_ceil(8) as usize;
    let info = [&[0x30, size, 0x30, 0x0d, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, id, 5, 0, 4, digest.len() as u8], &digest[..]].concat();
    let signature_number = BigUint::from_bytes_be(signature);
    if signature.len() != length || signature_number >= *n || length < info.len() + 11 {
        return false;
    }
    let mut expected = vec![0xff; length];
    expected[..2].copy_from_slice(&[0, 1]);
    expected[length - info.len() - 1] = 0;
    expected[length - info.len()..].copy_from_slice(&info);
    signature_number.modpow(e, n) == BigUint::from_bytes_be(&expected)
}
