//! What every page has, and what its assets weigh.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::get;
use base::Lang;
use maud::html;
use tower::ServiceExt;
use web::assets;
use web::look::*;

fn frame() -> Frame {
    let nav = ["/teacher", "/teacher/classes", "/teacher/items", "/teacher/asked", "/teacher/import"];
    Frame {
        nav: nav.map(|href| NavLink::new(href, "去", Icon::Home)).to_vec(),
        path: "/teacher/classes/7?sort=name".into(),
        person: Some(Person { name: "<李>".into(), role: "教师".into(), links: vec![] }),
        demo: true,
        ..Frame::new(Lang::Zh, "七年级(2)班")
    }
}

#[test]
fn a_page_has_one_heading_landmarks_a_language_and_its_place_in_the_rail() {
    let html = page(&frame(), html! { p { "正文" } }).into_string();
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"zh-CN\">"));
    for once in ["<h1>", "<main id=\"main\"", "<header", "class=\"rail\"", "<footer>", "href=\"#main\"", "aria-current=\"page\"", "演示"]
    {
        assert_eq!(html.matches(once).count(), 1, "{once}");
    }
    assert!(html.contains("href=\"/teacher/classes\" aria-current=\"page\""), "the longest destination that holds the path");
    assert!(html.contains("&lt;李&gt;"));
    assert_eq!(html.matches("/teacher/import").count(), 2, "the fifth destination is also in the menu");
}

#[test]
fn nothing_needs_an_exception_from_a_strict_content_security_policy() {
    let fields = html! { (field(&Field { error: Some("x"), hint: "y", ..Field::new("a", "b") })) (confirm_form("/x", &[], "?", Button::Danger, "删")) };
    let html = page(&frame(), fields).into_string();
    assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onclick") && !html.contains("javascript:"));
    assert!(
        html.split("<script").skip(1).all(|rest| rest.contains("></script>") && rest.starts_with(" type=\"module\" src=\"/assets/shuren-"))
    );
}

#[test]
fn a_theme_that_was_chosen_is_on_the_document() {
    let chosen = Frame { theme: Theme::Dark, lang: Lang::En, ..frame() };
    let html = page(&chosen, html! {}).into_string();
    assert!(html.contains("<html lang=\"en\" data-theme=\"dark\">"));
    assert!(html.contains("name=\"theme\" value=\"dark\" aria-pressed=\"true\""));
}

#[test]
fn fields_keep_what_was_typed_except_secrets_and_name_their_help() {
    let typed = Field { value: "王\"雨", error: Some("太短"), hint: "全名", ..Field::new("name", "姓名") };
    let html = field(&typed).into_string();
    assert!(
        html.contains("value=\"王&quot;雨\"")
            && html.contains("aria-describedby=\"name-hint name-error\"")
            && html.contains("aria-invalid")
    );
    let secret = field(&Field { kind: "password", value: "geheim", ..Field::new("p", "密码") }).into_string();
    assert!(!secret.contains("geheim"));
}

#[test]
fn a_table_labels_its_cells_for_phones_and_says_when_it_is_empty() {
    let columns = vec![Column::text("姓名"), Column::number("题数").sorted(Sort { href: "?sort=n".into(), rising: Some(false) })];
    let mut list = Table { caption: "名册".into(), columns, rows: vec![], empty: empty("没有人", "先导入名册", None) };
    assert!(table(&list).into_string().contains("先导入名册"));
    list.rows.push(vec![html! { "王" }, html! { "3" }]);
    let html = table(&list).into_string();
    assert!(
        html.contains("<th scope=\"row\">王</th>") && html.contains("data-label=\"题数\"") && html.contains("aria-sort=\"descending\"")
    );
}

#[test]
fn a_value_that_is_missing_never_reads_zero() {
    let html = stat(Lang::Zh, &[Stat { label: "掌握".into(), ..Stat::default() }]).into_string();
    assert!(html.contains("暂无"));
}

#[test]
fn a_progress_bar_looks_again_only_while_it_runs() {
    let mut p = Progress { id: "job", doing: "导入", done: 5, total: Some(4), again: Some("/jobs/1"), cancel: None };
    let running = progress(Lang::Zh, &p).into_string();
    assert!(running.contains("data-poll=\"/jobs/1\"") && running.contains("max=\"4\" value=\"4\""), "{running}");
    p.again = None;
    assert!(!progress(Lang::Zh, &p).into_string().contains("data-poll"));
}

/// All Rust sources below a folder.
fn sources(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| if path.is_dir() { sources(&path) } else { std::fs::read_to_string(&path).unwrap() };
    entries.map(read).collect()
}

#[test]
fn every_class_that_is_written_is_styled() {
    let here = std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap());
    let text = sources(&here.join("src")) + &sources(&here.join("../charts/src"));
    let style = assets::text("style.css").unwrap();
    let styled = |class: &str| {
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        style.match_indices(&format!(".{class}")).any(|(at, found)| ends(&style[at + found.len()..]))
    };
    let names = |value: &&str| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ' ');
    let written = text.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let classes = written.filter(names).flat_map(str::split_whitespace);
    let bare: std::collections::BTreeSet<_> = classes.filter(|class| !styled(class)).collect();
    assert!(bare.is_empty(), "no rule for {bare:?}");
}

async fn fetch(url: &str, accept: &str) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let app = Router::new().route(assets::ROUTE, get(assets::serve));
    let request = Request::get(url).header("accept-encoding", accept).body(Body::empty()).unwrap();
    let response = app.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    (status, headers, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_a_name_that_follows_their_content() {
    for name in assets::names() {
        let url = assets::asset_url(name);
        assert!(url.starts_with("/assets/") && url.len() > name.len() + 20, "{url}");
        let (status, headers, body) = fetch(url, "").await;
        assert_eq!((status, body.as_slice()), (StatusCode::OK, assets::text(name).unwrap().as_bytes()));
        assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(!headers.contains_key("content-encoding"));
    }
    assert_eq!(fetch("/assets/style-0000000000000000.css", "br").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn everything_a_page_needs_weighs_under_20_kilobytes_packed() {
    for (accept, encoding) in [("gzip, deflate, br", "br"), ("gzip, br;q=0", "gzip")] {
        let mut total = 0;
        for name in assets::names() {
            let (_, headers, body) = fetch(assets::asset_url(name), accept).await;
            assert_eq!(headers["content-encoding"], encoding);
            assert_eq!(headers["vary"], "accept-encoding");
            total += body.len();
        }
        println!("{encoding}: {total} bytes");
        assert!(total < 20_000, "{encoding}: {total} bytes");
    }
}
