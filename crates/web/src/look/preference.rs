//! Language and theme: two cookies, set by a plain form, so that the choice works without a script and before sign-in.

use axum::Form;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base::Lang;

/// Where the language and theme forms are posted.
pub const PREFERENCES: &str = "/preferences";
/// Cookie that holds the language tag.
pub const LANG_COOKIE: &str = "lang";
/// Cookie that holds the theme.
pub const THEME_COOKIE: &str = "theme";

/// Light, dark, or as the person's system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Follows the system.
    #[default]
    System,
    /// Paper and ink.
    Light,
    /// Slate.
    Dark,
}

impl Theme {
    /// The value in the cookie and in the form.
    pub fn tag(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a tag; the system's for anything unknown.
    pub fn of(tag: &str) -> Self {
        match tag {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        }
    }
}

/// What the form posts: one of the two, and the page to go back to.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Preference {
    /// Language tag to keep.
    pub lang: Option<String>,
    /// Theme to keep.
    pub theme: Option<String>,
    /// Path to return to; only paths of this site are followed.
    #[serde(default)]
    pub back: String,
}

/// Language and theme as the request's cookies say; the browser's `Accept-Language` decides where no cookie does.
pub fn preferences_of(headers: &HeaderMap) -> (Lang, Theme) {
    let lang = match cookie(headers, LANG_COOKIE) {
        Some(tag) => Lang::of(tag),
        None => headers.get("accept-language").and_then(|v| v.to_str().ok()).map(Lang::of).unwrap_or_default(),
    };
    (lang, Theme::of(cookie(headers, THEME_COOKIE).unwrap_or_default()))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all("cookie").into_iter().filter_map(|v| v.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Keeps the choice for a year and goes back. For `POST` [`PREFERENCES`], open to everyone.
pub async fn keep_preference(Form(form): Form<Preference>) -> Response {
    let mut headers = HeaderMap::new();
    let lang = form.lang.as_deref().map(|tag| (LANG_COOKIE, Lang::of(tag).tag()));
    let theme = form.theme.as_deref().map(|tag| (THEME_COOKIE, Theme::of(tag).tag()));
    for (name, value) in lang.into_iter().chain(theme) {
        // Values come from the fixed tags above, never from the form as sent.
        if let Ok(value) = HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax")) {
            headers.append(SET_COOKIE, value);
        }
    }
    headers.insert(LOCATION, HeaderValue::from_str(local(&form.back)).unwrap_or(HeaderValue::from_static("/")));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The path itself when it stays on this site, the root otherwise: `//host` and `/\host` leave it.
pub fn local(path: &str) -> &str {
    let mut chars = path.chars();
    match (chars.next(), chars.next()) {
        (Some('/'), Some('/' | '\\')) => "/",
        (Some('/'), _) if !path.contains(['\r', '\n', '\t']) => path,
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local("/student?page=2"), "/student?page=2");
        for foreign in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\r\nb", "/\t/evil.example"] {
            assert_eq!(local(foreign), "/", "{foreign}");
        }
    }

    #[test]
    fn cookies_decide_before_the_browser() {
        let mut headers = HeaderMap::new();
        headers.insert("accept-language", HeaderValue::from_static("en-GB,en;q=0.9"));
        assert_eq!(preferences_of(&headers), (Lang::En, Theme::System));
        headers.insert("cookie", HeaderValue::from_static("x=1; theme=dark; lang=zh-CN"));
        assert_eq!(preferences_of(&headers), (Lang::Zh, Theme::Dark));
    }

    #[tokio::test]
    async fn a_choice_is_kept_and_the_page_comes_back() {
        let form = Preference { theme: Some("dark; Domain=evil".into()), lang: Some("en".into()), back: "/family".into() };
        let response = keep_preference(Form(form)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], "/family");
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().map(|v| v.to_str().unwrap().to_owned()).collect();
        assert!(cookies[0].starts_with("lang=en; Path=/"), "{cookies:?}");
        assert!(cookies[1].starts_with("theme=system; Path=/"), "{cookies:?}");
    }
}
