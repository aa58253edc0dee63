//! Bodies out of any bytes: the first line is the content type.
#![no_main]

use libfuzzer_sys::fuzz_target;
use records::Version;
use records::xapi::{Package, multipart};

fuzz_target!(|bytes: &[u8]| {
    let (head, body) = match bytes.iter().position(|b| *b == b'\n') {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &b""[..]),
    };
    let content_type = String::from_utf8_lossy(head);
    let _ = Package::parse(Version::V2, &content_type, body);
    if let Some(boundary) = multipart::boundary(&content_type) {
        let _ = multipart::parse(&boundary, body);
    }
});
