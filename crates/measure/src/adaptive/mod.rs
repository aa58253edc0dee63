//! Computerised adaptive testing: after each answer, the item that tells most.
//!
//! A calibrated [`Bank`](crate::irt::Bank) becomes a [`Pool`] (tabulated over a grid of θ, with content areas and enemies); a [`Design`]
//! says what makes an item the next one, how content and exposure are kept in bounds, and when the test ends; a [`Sitting`] is one learner's
//! test; [`simulate`] shows what a design does to many learners before anybody sits it.
//!
//! ```
//! use measure::adaptive::{Design, Pool, Stop, Test, simulate};
//! use measure::irt::{Bank, Grid, Item};
//! let items = (0..60).map(|i| Item::two_pl(1.2, f64::from(i) / 10.0 - 3.0)).collect::<Result<_, _>>()?;
//! let pool = Pool::new(Bank::new(items)?, Grid::default());
//! let design = Design::new(Stop { least: 5, error: Some(0.4), ..Stop::length(20) });
//! let test = Test::new(&pool, &design)?;
//! let mut sitting = test.sit(1, 0);
//! while let Ok(item) = sitting.next_item() {
//!     let right = item < 40; // the learner's answer
//!     sitting.answer(usize::from(right))?;
//! }
//! assert!((sitting.estimate().theta - 1.0).abs() < 0.8);
//! let report = simulate(&pool, &design, &[-1.0, 0.0, 1.0], 7)?;
//! assert!(report.mean_length <= 20.0);
//! # Ok::<(), measure::Fault>(())
//! ```
//!
//! With a [`Blueprint`] every test contains what it must, whatever the learner answers: shadow tests.

mod blueprint;
mod design;
mod exposure;
mod pool;
mod shadow;
mod simulation;
mod sitting;

pub use blueprint::{Blueprint, Requirement};
pub use design::{Classification, Criterion, Design, Stop};
pub use exposure::sympson_hetter;
pub use pool::Pool;
pub use shadow::assemble;
pub use simulation::{Kept, Outcome, Report, simulate};
pub use sitting::{Decision, End, Sitting, Test};
