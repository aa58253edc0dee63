//! Who, and who may: organisations, persons, roles, guardians, consent, accounts, sessions.
//!
//! Every question "may X do Y to Z?" and every list "which Z may X see?" is answered by the one
//! table in [`permission`]. This crate never knows what a person has learnt.

pub mod access_log;
pub mod account;
pub mod application;
pub mod consent;
pub mod grade;
pub mod guardianship;
pub mod life;
mod merge;
pub mod national_id;
pub mod organisation;
pub mod permission;
pub mod person;
mod purpose;
pub mod purpose_switch;
pub mod role;
pub mod roster;
pub mod session;
pub mod slip;
mod stage;
mod store;
pub mod student_number;

pub use organisation::{Locality, Organisation, OrganisationKind};
pub use permission::{Action, Scope};
pub use person::Person;
pub use purpose::Purpose;
pub use role::{Assignment, Role};
pub use stage::Stage;
pub use store::MIGRATIONS;
