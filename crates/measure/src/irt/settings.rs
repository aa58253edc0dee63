use super::{Grid, Item, Priors};
use crate::Fault;

/// The model of an item that is to be calibrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Discrimination 1; the spread of the population is estimated.
    Rasch,
    /// One discrimination for all such items, estimated: the Rasch model in units of the population's standard deviation. With anchors
    /// it is theirs, which they must share; beside items of a Rasch model it is 1.
    OnePl,
    /// Discrimination and difficulty.
    TwoPl,
    /// With guessing.
    ThreePl,
    /// With guessing and a ceiling.
    FourPl,
    /// Graded response.
    Graded,
    /// Partial credit, discrimination 1.
    PartialCredit,
    /// Generalised partial credit.
    GeneralisedPartialCredit,
    /// Nominal categories.
    Nominal,
}

impl Model {
    pub(super) fn binary(self) -> bool {
        matches!(self, Model::Rasch | Model::OnePl | Model::TwoPl | Model::ThreePl | Model::FourPl)
    }
}

/// What to calibrate and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The model of every item …
    pub model: Model,
    /// … but these.
    pub exceptions: Vec<(usize, Model)>,
    /// Items whose parameters are known and stay: they carry the scale of their bank to the others, and every group's mean and
    /// spread are then estimated on it (fixed-parameter calibration, Kim 2006, *Journal of Educational Measurement* 43, 355–381).
    pub anchors: Vec<(usize, Item)>,
    /// The group of each learner, 0, 1, …; empty when all are of one. Group 0 has mean 0 and standard deviation 1 unless there are
    /// anchors; mean and standard deviation of the others are estimated.
    pub groups: Vec<usize>,
    /// Whether parts of the items that no learner connects may share a scale because their learners were drawn from one population
    /// (equivalent groups). If not, they are a [`Fault::Disconnected`].
    pub equivalent: bool,
    /// Prior knowledge of parameters.
    pub priors: Priors,
    /// The nodes to begin with. They are extended when a population comes near their ends, and made denser when a learner's
    /// posterior becomes too narrow for them, so that more of them change nothing.
    pub grid: Grid,
    /// An EM step that moves no parameter (slope, intercept, asymptote, mean, ln of a standard deviation) further than this is the last.
    pub tolerance: f64,
    /// EM steps at most.
    pub iterations: usize,
}

impl Default for Settings {
    /// Two parameters, no priors, 71 nodes from −7 to 7, tolerance 1e-4, at most 2,000 steps.
    fn default() -> Self {
        Settings {
            model: Model::TwoPl,
            exceptions: Vec::new(),
            anchors: Vec::new(),
            groups: Vec::new(),
            equivalent: false,
            priors: Priors::default(),
            grid: Grid::default(),
            tolerance: 1e-4,
            iterations: 2000,
        }
    }
}

impl Settings {
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.priors.check()?;
        self.anchors.iter().try_for_each(|(_, item)| item.check())?;
        if !(self.tolerance > 0.0 && self.tolerance.is_finite()) {
            return Err(Fault::OutOfRange { what: "the tolerance", value: self.tolerance, allowed: "positive and finite" });
        }
        Ok(())
    }
}
