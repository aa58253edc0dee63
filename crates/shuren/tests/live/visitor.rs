//! A person at the browser: signs in, opens, clicks, types, and has every page audited in light and dark.

use crate::audit;
use crate::chrome::{Browser, Width};
use crate::server::Region;
use std::path::Path;
use std::time::Duration;
use thirtyfour::prelude::*;

/// How long a page or a part of it may take with an unoptimised server.
const PATIENCE: Duration = Duration::from_secs(30);

/// A person at a browser of some width.
pub struct Visitor<'a> {
    /// Where the person is.
    pub region: &'a Region,
    browser: Browser,
}

impl<'a> Visitor<'a> {
    /// Opens a browser.
    pub async fn at(region: &'a Region, width: Width) -> Visitor<'a> {
        Visitor { region, browser: Browser::open(width).await }
    }

    /// Signs in as one of the documented accounts and comes to its home.
    pub async fn sign_in(&self, login: &str) {
        self.open("/sign-in").await;
        self.look().await;
        self.type_into("input[name=login]", login).await;
        self.type_into("input[name=password]", bench::PASSWORD).await;
        self.click("form.narrow button.primary").await;
        self.gone("input[name=password]").await;
    }

    /// Is signed in as one of the documented accounts already, second factor and all, and opens the home page.
    pub async fn arrive(&self, login: &str) {
        self.arrive_as(self.region.cast.person(login).await.unwrap()).await;
    }

    /// The same as any person of the region.
    pub async fn arrive_as(&self, person: i64) {
        let session = self.region.cast.session(person).await.unwrap();
        self.open("/sign-in").await;
        let (name, token) = session.split_once('=').expect("a cookie");
        self.browser.page.add_cookie(Cookie::new(name, token)).await.expect("a cookie");
        self.open("/").await;
    }

    /// Goes to a path.
    pub async fn open(&self, path: &str) {
        let address = if path.starts_with('/') { self.region.url(path) } else { path.to_owned() };
        self.browser.page.goto(address).await.unwrap_or_else(|e| panic!("{path}: {e}"));
    }

    /// The path the browser is at.
    pub async fn path(&self) -> String {
        self.browser.page.current_url().await.expect("an address").path().to_owned()
    }

    /// The first element, once it is there.
    pub async fn see(&self, css: &str) -> WebElement {
        let found = self.browser.page.query(By::Css(css)).wait(PATIENCE, Duration::from_millis(50)).first().await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{}: {css}: {error}\n{}", self.path().await, self.text("body").await),
        }
    }

    /// Whether it is there now.
    pub async fn sees(&self, css: &str) -> bool {
        !self.all(css).await.is_empty()
    }

    /// Waits until it is no longer there.
    pub async fn gone(&self, css: &str) {
        let query = self.browser.page.query(By::Css(css)).wait(PATIENCE, Duration::from_millis(50));
        assert!(query.not_exists().await.expect("a search"), "{}: {css} is still there", self.path().await);
    }

    /// Its text.
    pub async fn text(&self, css: &str) -> String {
        self.browser.page.find(By::Css(css)).await.expect(css).text().await.expect("a text")
    }

    /// Clicks it, scrolled into view as a person would.
    pub async fn click(&self, css: &str) {
        self.press(&self.see(css).await).await;
    }

    /// Clicks an element, scrolled into view.
    pub async fn press(&self, element: &WebElement) {
        element.scroll_into_view().await.expect("it can be scrolled to");
        if let Err(error) = element.click().await {
            panic!("{}: {error}", self.path().await);
        }
    }

    /// All such elements that are there now.
    pub async fn all(&self, css: &str) -> Vec<WebElement> {
        self.browser.page.find_all(By::Css(css)).await.expect("a search")
    }

    /// Types into a field.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.see(css).await;
        field.clear().await.expect("it can be emptied");
        field.send_keys(text).await.unwrap_or_else(|e| panic!("{css}: {e}"));
    }

    /// Sets a field whose keys depend on the browser's language, such as a date.
    pub async fn set(&self, css: &str, value: &str) {
        let field = self.see(css).await;
        let set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }));";
        let arguments = vec![field.to_json().expect("an element"), serde_json::json!(value)];
        self.browser.page.execute(set, arguments).await.expect("a value");
    }

    /// Chooses an option by its value.
    pub async fn choose(&self, css: &str, value: &str) {
        self.see(css).await;
        self.click(&format!("{css} option[value='{value}']")).await;
    }

    /// Attaches a file.
    pub async fn attach(&self, css: &str, file: &Path) {
        self.see(css).await.send_keys(file.to_str().expect("a path")).await.expect("a file");
    }

    /// Says yes to the question that the page asks before it acts.
    pub async fn confirm(&self) {
        self.see("#ask[open]").await;
        self.look().await;
        self.click("#ask button[value=yes]").await;
    }

    /// Loses the network, or finds it again.
    pub async fn offline(&self, offline: bool) {
        self.browser.offline(offline).await;
    }

    /// Audits the page in light and in dark.
    pub async fn look(&self) {
        for scheme in ["dark", "light"] {
            self.browser.prefer(scheme).await;
            audit::page(&self.browser).await;
        }
    }

    /// Audits the page and keeps its picture.
    pub async fn keep(&self, journey: &str) {
        self.look().await;
        self.browser.keep(journey).await;
    }
}
