//! The look: components as functions, one file a kind, that every page is put together from.
//!
//! A page fills a [`Frame`] and gives its content to [`page`], which writes the only `<h1>`, the landmarks, the rail
//! and the menus. No component writes a style or a script into the page, so that a strict content security policy holds.

mod card;
mod form;
mod frame;
mod icon;
mod list;
mod preference;
mod progress;
mod words;

pub use card::{Comparison, Stat, Tone, badge, card, empty, notice, stat};
pub use form::{Button, Choice, Field, button, confirm_form, field, link_button, problems, select, text_area};
pub use frame::{Crumb, Frame, NavLink, Person, SIGN_OUT, breadcrumb, page, print_header};
pub use icon::{Icon, LOGO, icon};
pub use list::{Align, Cell, Column, Pager, Row, Sort, Table, pager, table, toolbar};
pub use preference::{LANG_COOKIE, PREFERENCES, Preference, THEME_COOKIE, Theme, keep_preference, local, preferences_of};
pub use progress::{Progress, progress};
pub use words::{chart_words, group_words, heat_legend};
