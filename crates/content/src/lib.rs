//! What is taught: knowledge points and items, and how an answer is scored.
//!
//! Exports [`Subject`] and [`Stage`], [`point`]s and the [`graph`] that they form, [`item`]s in versions and the [`model`]s they
//! are made from, [`help`] for the stuck, [`score`] (pure), the choice of what to give next ([`practice`]), imports from [`sheet`]s
//! and from [`qti`], and the platform's own items ([`seed`]). It never knows who answers: that is for `records` and `learner`.

pub mod graph;
pub mod help;
pub mod item;
mod kind;
pub mod model;
pub mod number;
pub mod point;
pub mod practice;
pub mod qti;
pub mod score;
pub mod seed;
pub mod sheet;
pub mod stage;
mod store;
mod subject;

pub use item::{Interaction, Item, NewItem};
pub use kind::Kind;
pub use people::Stage;
pub use point::{NewPoint, Point};
pub use score::{Response, Score};
pub use store::MIGRATIONS;
pub use subject::Subject;
