//! Cognitive diagnosis: which attributes (skills, points of knowledge) does each learner master?
//!
//! Items ask for attributes ([`QMatrix`]); a learner's profile is the set of those that the learner masters ([`Profiles`], where a
//! hierarchy may exclude some). A [`Rule`] says how the attributes asked for combine into the chance of a right answer: DINA, DINO,
//! ACDM and the general model G-DINA; items scored in steps are taken step by step (sequential model). [`Model::fit`] estimates chances
//! and weights of profiles by marginal maximum likelihood; the [`Diagnosis`] then tells for each learner the chance of mastering each attribute.
//!
//! ```
//! use measure::diagnosis::{Model, Options, QMatrix, Rule};
//! let responses = measure::text::wide("1,1,1\n1,0,0\n0,0,0\n0,1,0\n1,1,1\n1,0,0\n")?;
//! let q = QMatrix::new(&[vec![true, false], vec![false, true], vec![true, true]])?;
//! let diagnosis = Model::new(q, Rule::Dina)?.fit(&responses, &Options::default())?;
//! let learner = diagnosis.learner(responses.of(0));
//! assert!(learner.mastery[0] > 0.5);
//! # Ok::<(), measure::Fault>(())
//! ```
//!
//! Sources: Tatsuoka (1983), *Journal of Educational Measurement* 20; Haertel (1989), ibid. 26; Junker & Sijtsma (2001), *Applied
//! Psychological Measurement* 25; Templin & Henson (2006), *Psychological Methods* 11; de la Torre (2009), *Journal of Educational and
//! Behavioral Statistics* 34; de la Torre (2011), *Psychometrika* 76; Ma & de la Torre (2016), *British Journal of Mathematical and
//! Statistical Psychology* 69; de la Torre & Chiu (2016), *Psychometrika* 81; Xu & von Davier (2008), ETS RR-08-27; Varadhan & Roland
//! (2008), *Scandinavian Journal of Statistics* 35.

mod accuracy;
mod classes;
mod climb;
mod expectation;
mod model;
mod outcome;
mod plan;
mod profiles;
mod q_matrix;
mod rule;
mod start;
mod structure;
mod validation;

pub use accuracy::{Accuracy, OfAttribute};
pub use model::{Model, Options};
pub use outcome::{Diagnosis, Group, Learner, Step};
pub use profiles::Profiles;
pub use q_matrix::QMatrix;
pub use rule::Rule;
pub use structure::Structure;
pub use validation::Validation;
