//! The style sheet, the browser modules and the mark: embedded in the binary, named by their content, kept for ever by browsers.

use std::io::Write;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};

/// The route's path, for [`serve`].
pub const ROUTE: &str = "/assets/{file}";

/// The style sheet is one file on the wire: tokens first, then the rules that use them.
const STYLE: &str = concat!(
    include_str!("../assets/tokens.css"),
    include_str!("../assets/style.css"),
    include_str!("../assets/chart.css"),
    include_str!("../assets/item.css"),
    include_str!("../assets/capture.css"),
    include_str!("../assets/graph.css")
);

struct Asset {
    name: &'static str,
    content_type: &'static str,
    url: String,
    plain: &'static str,
    /// Compressed with Brotli and gzip when first asked for.
    packed: LazyLock<Packed, Box<dyn FnOnce() -> Packed + Send>>,
}

struct Packed {
    brotli: Vec<u8>,
    gzip: Vec<u8>,
}

static ASSETS: LazyLock<[Asset; 5]> = LazyLock::new(|| {
    [
        asset("style.css", "text/css; charset=utf-8", STYLE),
        asset("shuren.js", "text/javascript; charset=utf-8", include_str!("../assets/shuren.js")),
        asset("capture.js", "text/javascript; charset=utf-8", include_str!("../assets/capture.js")),
        asset("graph.js", "text/javascript; charset=utf-8", include_str!("../assets/graph.js")),
        asset("favicon.svg", "image/svg+xml", crate::look::LOGO),
    ]
});

fn asset(name: &'static str, content_type: &'static str, text: &'static str) -> Asset {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let url = format!("/assets/{stem}-{:016x}.{extension}", fingerprint(text.as_bytes()));
    Asset { name, content_type, url, plain: text, packed: LazyLock::new(Box::new(move || pack(text.as_bytes()))) }
}

/// FNV-1a, 64 bits (draft-eastlake-fnv): tells versions of our own files apart on every node and build alike.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// A packing that fails leaves nothing, and the plain bytes are sent.
fn pack(plain: &[u8]) -> Packed {
    let mut brotli = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    if brotli::BrotliCompress(&mut &plain[..], &mut brotli, &params).is_err() {
        brotli.clear();
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let gzip = gzip.write_all(plain).and_then(|()| gzip.finish()).unwrap_or_default();
    Packed { brotli, gzip }
}

/// The path of an asset, with the fingerprint of its content; the name itself for an unknown one, which a test would see.
pub fn asset_url(name: &str) -> &str {
    ASSETS.iter().find(|asset| asset.name == name).map_or(name, |asset| asset.url.as_str())
}

/// Names of all assets.
pub fn names() -> impl Iterator<Item = &'static str> {
    ASSETS.iter().map(|asset| asset.name)
}

/// The text of an asset as it stands in the source.
pub fn text(name: &str) -> Option<&'static str> {
    ASSETS.iter().find(|asset| asset.name == name).map(|asset| asset.plain)
}

/// Serves an asset in the best encoding the browser takes. For `GET` [`ROUTE`], open to everyone.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.url.rsplit('/').next() == Some(file.as_str())) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (encoding, body) = encode(asset, accepted);
    let always: [(HeaderName, &str); 4] = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "accept-encoding"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    match encoding {
        Some(encoding) => (always, [(CONTENT_ENCODING, encoding)], body).into_response(),
        None => (always, body).into_response(),
    }
}

fn encode(asset: &'static Asset, accepted: &str) -> (Option<&'static str>, &'static [u8]) {
    let packed = &*asset.packed;
    let taken = |name: &str| accepted.split(',').any(|part| takes(part, name));
    if taken("br") && !packed.brotli.is_empty() {
        (Some("br"), &packed.brotli)
    } else if taken("gzip") && !packed.gzip.is_empty() {
        (Some("gzip"), &packed.gzip)
    } else {
        (None, asset.plain.as_bytes())
    }
}

/// Whether one part of `Accept-Encoding` names the coding without refusing it by `q=0` (RFC 9110, 12.5.3).
fn takes(part: &str, coding: &str) -> bool {
    let mut words = part.split(';').map(str::trim);
    let named = words.next().is_some_and(|word| word.eq_ignore_ascii_case(coding));
    let refused = words.any(|word| word.strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0));
    named && !refused
}
