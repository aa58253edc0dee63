//! The mark of the product and the few line icons of the rail, drawn here: no icon font, no image requests.

use maud::{Markup, PreEscaped, html};

/// The mark: a bamboo stem with three leaves growing out of an open book, on a rounded green field.
pub const LOGO: &str = include_str!("../../assets/favicon.svg");

/// A line icon on a 24 × 24 grid, drawn in the colour of the text beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Today, the role's home.
    Home,
    /// Practice.
    Practice,
    /// A person's or a class's picture: profile, heat map.
    Chart,
    /// Classes and groups of people.
    People,
    /// One person, an account.
    Person,
    /// A school or an organisation.
    School,
    /// Knowledge, courses, items.
    Book,
    /// Imports and exports.
    Transfer,
    /// Jobs and their progress.
    Tasks,
    /// Questions, messages, appeals.
    Message,
    /// Consent, permissions, audit.
    Shield,
    /// Settings.
    Settings,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Home => "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
            Icon::Practice => "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3M13 20h7",
            Icon::Chart => "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
            Icon::People => "M9 11a3 3 0 100-6 3 3 0 000 6zM3 20c0-4 3-6 6-6s6 2 6 6M16 5.3a3 3 0 010 5.4M17 14.3c2.5.6 4 2.5 4 5.7",
            Icon::Person => "M12 11a4 4 0 100-8 4 4 0 000 8zM4 21c0-5 4-7 8-7s8 2 8 7",
            Icon::School => "M3 9l9-5 9 5-9 5zM7 11.5V17c3 2 7 2 10 0v-5.5M21 9v6",
            Icon::Book => "M12 6c-2-2-5-2-8-2v14c3 0 6 0 8 2 2-2 5-2 8-2V4c-3 0-6 0-8 2zM12 6v14",
            Icon::Transfer => "M7 20V5M3 9l4-4 4 4M17 4v15M13 15l4 4 4-4",
            Icon::Tasks => "M4 6l1.5 1.5L8 5M4 12l1.5 1.5L8 11M4 18l1.5 1.5L8 17M12 6.5h8M12 12.5h8M12 18.5h8",
            Icon::Message => "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5",
            Icon::Shield => "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
            Icon::Settings => "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
        }
    }
}

/// The icon, hidden from screen readers: the label beside it says the same.
pub fn icon(icon: Icon) -> Markup {
    html! {
        svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" { path d=(icon.path()) {} }
    }
}

/// The mark as inline SVG.
pub(super) fn logo() -> Markup {
    html! { span class="mark" aria-hidden="true" { (PreEscaped(LOGO)) } }
}
