//! Attachments and signatures that come with statements: XAPI-00115 to -00117, -00127 to -00138 (1.0.3 part 2 §2.6, part 3 §1.5.2).
#![allow(clippy::unwrap_used, clippy::expect_used)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use records::Version;
use records::xapi::Package;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The statement of `signed.jws`, signed by RS256, RS384 and RS512 with one key (made with OpenSSL 3).
const SIGNED: &str = include_str!("data/signed.jws");

fn signed() -> Value {
    json!({
        "id": "5d000000-0000-4000-8000-00000000000a", "actor": { "mbox": "mailto:signer@example.cn" },
        "verb": { "id": "http://example.cn/signed" }, "object": { "id": "http://example.cn/paper" }, "timestamp": "2026-09-01T00:00:00.000Z"
    })
}

fn sha2(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn attached(mut statement: Value, usage: &str, bytes: &[u8]) -> Value {
    statement["attachments"] = json!([{
        "usageType": usage, "display": { "zh": "附件" }, "contentType": "application/octet-stream", "length": bytes.len(), "sha2": sha2(bytes)
    }]);
    statement
}

/// Headers and bytes.
type Part<'p> = (&'p [(&'p str, &'p str)], &'p [u8]);

/// A body of parts, each with its headers.
fn body(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (headers, bytes) in parts {
        body.extend(b"--cut\r\n");
        for (name, value) in *headers {
            body.extend(format!("{name}: {value}\r\n").bytes());
        }
        body.extend(b"\r\n");
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--cut--\r\n");
    body
}

const JSON: &[(&str, &str)] = &[("Content-Type", "application/json")];

fn post(statement: &Value, files: &[&[u8]]) -> Result<usize, String> {
    let text = statement.to_string();
    let hashes: Vec<String> = files.iter().map(|f| sha2(f)).collect();
    let headers: Vec<[(&str, &str); 2]> =
        hashes.iter().map(|h| [("Content-Transfer-Encoding", "binary"), ("X-Experience-API-Hash", h.as_str())]).collect();
    let mut parts: Vec<Part<'_>> = vec![(JSON, text.as_bytes())];
    parts.extend(headers.iter().zip(files).map(|(h, f)| (h.as_slice(), *f)));
    read(&body(&parts))
}

fn read(body: &[u8]) -> Result<usize, String> {
    Package::parse(Version::V1, "multipart/mixed; boundary=cut", body).map(|p| p.files.len()).map_err(|f| f.to_string())
}

fn sign(statement: Value, jws: &str) -> Result<usize, String> {
    post(&attached(statement, "http://adlnet.gov/expapi/attachments/signature", jws.as_bytes()), &[jws.as_bytes()])
}

#[test]
fn xapi_00129_every_file_belongs_to_an_attachment_and_every_attachment_has_its_file() {
    let bytes = b"\x00\xff\r\n--not a boundary\r\n".as_slice();
    let statement = attached(signed(), "http://example.cn/usage", bytes);
    assert_eq!(post(&statement, &[bytes]), Ok(1));
    assert_eq!(post(&statement, &[bytes, bytes]), Ok(1), "the same file twice is one");
    assert_eq!(post(&signed(), &[]), Ok(0));
    assert!(post(&statement, &[]).unwrap_err().contains("did not come along"));
    assert!(post(&statement, &[bytes, b"more"]).unwrap_err().contains("belongs to no attachment"));
    let mut elsewhere = statement.clone();
    elsewhere["attachments"][0]["fileUrl"] = "http://example.cn/f".into();
    assert_eq!(post(&elsewhere, &[]), Ok(0));
    assert!(Package::parse(Version::V1, "application/json", elsewhere.to_string().as_bytes()).is_ok());
    assert!(Package::parse(Version::V1, "application/json", statement.to_string().as_bytes()).is_err());
    for content_type in ["multipart/form-data; boundary=cut", "text/plain", "", "multipart/mixed"] {
        assert!(Package::parse(Version::V1, content_type, elsewhere.to_string().as_bytes()).is_err(), "{content_type}");
    }
}

#[test]
fn xapi_00130_parts_have_the_headers_they_need() {
    let text = attached(signed(), "http://example.cn/usage", b"x").to_string();
    let hash = sha2(b"x");
    let whole = [("Content-Transfer-Encoding", "binary"), ("X-Experience-API-Hash", hash.as_str())];
    let with = |first: &[(&str, &str)], second: &[(&str, &str)]| read(&body(&[(first, text.as_bytes()), (second, b"x")]));
    assert_eq!(with(JSON, &whole), Ok(1));
    assert!(with(&[("Content-Type", "text/plain")], &whole).unwrap_err().contains("first part"));
    assert!(with(JSON, &whole[..1]).unwrap_err().contains("X-Experience-API-Hash"));
    assert!(with(JSON, &whole[1..]).unwrap_err().contains("binary"));
    assert!(with(JSON, &[whole[0], ("X-Experience-API-Hash", &sha2(b"y"))]).unwrap_err().contains("SHA-2"));
    assert!(read(text.as_bytes()).unwrap_err().contains("boundary"));
}

#[test]
fn xapi_00117_three_algorithms_sign_and_the_certificate_is_checked() {
    for jws in SIGNED.lines() {
        assert_eq!(sign(signed(), jws), Ok(1));
        // One bit of the signature.
        let (head, last) = jws.rsplit_once('.').unwrap();
        let mut bytes = URL_SAFE_NO_PAD.decode(last).unwrap();
        bytes[100] ^= 1;
        let broken = format!("{head}.{}", URL_SAFE_NO_PAD.encode(bytes));
        assert!(sign(signed(), &broken).unwrap_err().contains("key of its certificate"));
    }
}

#[test]
fn xapi_00116_a_signature_is_of_its_statement() {
    let jws = SIGNED.lines().next().unwrap();
    let mut other = signed();
    other["verb"]["id"] = "http://example.cn/forged".into();
    assert!(sign(other, jws).unwrap_err().contains("does not sign this statement"));
    let head = |header: Value, payload: &str| {
        format!("{}.{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode("x"))
    };
    let payload = signed().to_string();
    // Without a certificate nobody can say whose it is; the statement it signs can be said.
    assert_eq!(sign(signed(), &head(json!({ "alg": "RS256" }), &payload)), Ok(1));
    assert!(sign(signed(), &head(json!({ "alg": "HS256" }), &payload)).unwrap_err().contains("RS256"));
    assert!(sign(signed(), &head(json!({ "alg": "none" }), &payload)).is_err());
    assert!(sign(signed(), &head(json!({ "alg": "RS256" }), &payload.replace('"', "'"))).is_err());
    for x5c in [json!("x"), json!([]), json!(["AAAA"]), json!([1])] {
        assert!(sign(signed(), &head(json!({ "alg": "RS256", "x5c": x5c }), &payload)).is_err());
    }
    for bad in ["", "a.b", "a.b.c", "....", "é"] {
        assert!(sign(signed(), bad).is_err(), "{bad}");
    }
    // XAPI-00115: a signature comes along, wherever else it may be had.
    let mut absent = attached(signed(), "http://adlnet.gov/expapi/attachments/signature", b"x");
    absent["attachments"][0]["fileUrl"] = "http://example.cn/f".into();
    assert!(post(&absent, &[]).unwrap_err().contains("signature"));
}
