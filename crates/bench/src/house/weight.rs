//! What a page weighs on the wire: itself and everything it loads, compressed as a browser gets it.

use crate::Client;
use anyhow::{Result, ensure};
use std::collections::BTreeSet;

/// Bytes of the bodies of a page and of its style sheets, scripts and pictures on a first visit.
pub async fn of(client: &Client, path: &str) -> Result<usize> {
    let page = client.get_compressed(path).await?;
    ensure!(page.status.is_success(), "{path}: {}", page.status);
    let mut bytes = page.body.len();
    for asset in assets(&client.get(path).await?.text()) {
        let loaded = client.get_compressed(&asset).await?;
        ensure!(loaded.status.is_success(), "{asset}: {}", loaded.status);
        bytes += loaded.body.len();
    }
    Ok(bytes)
}

/// What `link`, `script` and `img` elements of a page load.
fn assets(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (tag, attribute) in [("<link ", " href=\""), ("<script ", " src=\""), ("<img ", " src=\"")] {
        for rest in page.split(tag).skip(1) {
            let inside = format!(" {}", rest.split('>').next().unwrap_or_default());
            if let Some((_, value)) = inside.split_once(attribute) {
                found.insert(value.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    found.retain(|path| path.starts_with('/'));
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_page_loads() {
        let page = r#"<link rel="stylesheet" href="/a.css"><script type="module" src="/b.js"></script><img src="/c.png"><a href="/no"></a>
            <img src="data:image/png;base64,AA">"#;
        assert_eq!(super::assets(page).into_iter().collect::<Vec<_>>(), ["/a.css", "/b.js", "/c.png"]);
    }
}
