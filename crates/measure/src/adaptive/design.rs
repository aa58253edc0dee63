use super::{Blueprint, Pool};
use crate::Fault;
use crate::irt::Population;

/// What makes an item the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Criterion {
    /// Fisher's information at the estimate (Lord 1980, *Applications of Item Response Theory*, ch. 10).
    Information,
    /// The Kullback–Leibler information between the estimate and its surroundings, summed over θ̂ ± `width` / √n after n answers
    /// (Chang & Ying 1996, *Applied Psychological Measurement* 20, 213–229; they take 3). Safer than [`Criterion::Information`]
    /// while the estimate is still rough.
    KullbackLeibler {
        /// Half the width of the surroundings after one answer, in units of θ.
        width: f64,
    },
    /// a-stratified (Chang & Ying 1999, *Applied Psychological Measurement* 23, 211–222): the bank is cut into `strata` of equal
    /// number by how much items inform at most; a test goes from the weakest stratum to the strongest in equal parts of its greatest
    /// length, and takes from the stratum the item that informs most nearest to the estimate.
    Stratified {
        /// Number of strata.
        strata: usize,
    },
}

/// A decision between those below and above a cut score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Classification {
    /// The sequential probability ratio test between θ = cut − `half_width` and cut + `half_width` with Wald's (1947) bounds for
    /// error rates `alpha` (called above, is below) and `beta` (the other way): Reckase (1983); Eggen (1999), *Applied Psychological
    /// Measurement* 23, 249–261.
    Sprt {
        /// The cut score.
        cut: f64,
        /// Half the indifference region, in units of θ.
        half_width: f64,
        /// Rate of false "above".
        alpha: f64,
        /// Rate of false "below".
        beta: f64,
    },
    /// When the cut score is outside θ̂ ± z · SE (Kingsbury & Weiss 1983).
    Interval {
        /// The cut score.
        cut: f64,
        /// z: 1.96 for 95 %.
        z: f64,
    },
}

impl Classification {
    /// The cut score.
    pub fn cut(&self) -> f64 {
        match self {
            Classification::Sprt { cut, .. } | Classification::Interval { cut, .. } => *cut,
        }
    }
}

/// When a test ends: at its greatest length, or from its least length on as soon as one of the others holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stop {
    /// Least number of items.
    pub least: usize,
    /// Greatest number of items.
    pub most: usize,
    /// The standard error at or below which it ends.
    pub error: Option<f64>,
    /// The decision with which it ends.
    pub classification: Option<Classification>,
}

impl Stop {
    /// After this many items and not before.
    pub fn length(items: usize) -> Stop {
        Stop { least: items, most: items, error: None, classification: None }
    }
}

/// How an adaptive test runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// What makes an item the next one.
    pub criterion: Criterion,
    /// Where it ends.
    pub stop: Stop,
    /// What is believed of a learner before the first answer.
    pub prior: Population,
    /// The next item is drawn from this many best ones (randomesque: Kingsbury & Zara 1989, *Applied Measurement in Education* 2,
    /// 359–375). 1 takes the best.
    pub among: usize,
    /// Share of the test that each content area is to have; any positive scale, one for each area. The next item comes from the area that
    /// lacks most (constrained adaptive test: Kingsbury & Zara 1989). Empty for no balance.
    pub shares: Vec<f64>,
    /// For each item the chance that it is given when it is chosen (Sympson & Hetter 1985); one not given is set aside for this
    /// test. With a blueprint, the chance that it is eligible for a test at all (van der Linden & Veldkamp 2007, *Journal of Educational
    /// and Behavioral Statistics* 32, 398–418); where the eligible items do not meet the blueprint, others help out.
    /// [`super::sympson_hetter`] finds them. Empty for no control.
    pub admission: Vec<f64>,
    /// What every test contains. With one, items are chosen by shadow tests: `stop` is a length, `shares` is empty, and the criterion
    /// is information or Kullback–Leibler.
    pub blueprint: Option<Blueprint>,
}

impl Design {
    /// Maximum information, standard normal prior, no balance, no exposure control.
    pub fn new(stop: Stop) -> Design {
        Design {
            criterion: Criterion::Information,
            stop,
            prior: Population::default(),
            among: 1,
            shares: Vec::new(),
            admission: Vec::new(),
            blueprint: None,
        }
    }

    pub(super) fn check(&self, pool: &Pool) -> Result<(), Fault> {
        let items = pool.bank().len();
        Population::new(self.prior.mean, self.prior.sd)?;
        let within = |what: &'static str, value: f64, good: bool, allowed: &'static str| {
            if good { Ok(()) } else { Err(Fault::OutOfRange { what, value, allowed }) }
        };
        let Stop { least, most, error, classification } = self.stop;
        within("the greatest length", most as f64, most >= 1 && most <= items, "1 to the number of items")?;
        within("the least length", least as f64, least <= most, "at most the greatest length")?;
        within("the number of items drawn among", self.among as f64, self.among >= 1, "1 or more")?;
        if let Some(error) = error {
            within("the standard error to stop at", error, error > 0.0 && error.is_finite(), "positive and finite")?;
        }
        match classification {
            Some(Classification::Sprt { cut, half_width, alpha, beta }) => {
                within("the cut score", cut, cut.is_finite(), "finite")?;
                within("the half width", half_width, half_width > 0.0 && half_width.is_finite(), "positive and finite")?;
                for rate in [alpha, beta] {
                    within("an error rate", rate, rate > 0.0 && rate < 0.5, "above 0 and below 0.5")?;
                }
            }
            Some(Classification::Interval { cut, z }) => {
                within("the cut score", cut, cut.is_finite(), "finite")?;
                within("z", z, z > 0.0 && z.is_finite(), "positive and finite")?;
            }
            None => {}
        }
        match self.criterion {
            Criterion::KullbackLeibler { width } => within("the width", width, width > 0.0 && width.is_finite(), "positive and finite")?,
            Criterion::Stratified { strata } => {
                within("the number of strata", strata as f64, (1..=items).contains(&strata), "1 to the number of items")?
            }
            Criterion::Information => {}
        }
        if let Some(blueprint) = &self.blueprint {
            blueprint.check(items)?;
            let ends = error.is_some() || classification.is_some();
            within("the least length of a test with a blueprint", least as f64, least == most && !ends, "its greatest, and its only end")?;
            within("the number of shares beside a blueprint", self.shares.len() as f64, self.shares.is_empty(), "0")?;
            if let Criterion::Stratified { strata } = self.criterion {
                within("the number of strata beside a blueprint", strata as f64, false, "absent: information or Kullback–Leibler choose")?;
            }
        }
        for (what, expected, given) in
            [("shares, one for each content area", pool.areas(), &self.shares), ("admissions, one for each item", items, &self.admission)]
        {
            if !given.is_empty() && given.len() != expected {
                return Err(Fault::Shape { what, expected, found: given.len() });
            }
        }
        if let Some(share) = self.shares.iter().find(|s| !(s.is_finite() && **s >= 0.0)) {
            return Err(Fault::OutOfRange { what: "a share", value: *share, allowed: "0 or more and finite" });
        }
        if !self.shares.is_empty() && self.shares.iter().sum::<f64>() <= 0.0 {
            return Err(Fault::OutOfRange { what: "the sum of shares", value: 0.0, allowed: "positive" });
        }
        match self.admission.iter().find(|k| !(**k > 0.0 && **k <= 1.0)) {
            Some(k) => Err(Fault::OutOfRange { what: "an admission", value: *k, allowed: "above 0 and at most 1" }),
            None => Ok(()),
        }
    }
}
