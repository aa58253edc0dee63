use super::{Scores, Smoothing, log_linear};
use crate::Fault;

/// Whether the common items count in the score of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// They do.
    Internal,
    /// They were given beside it.
    External,
}

/// How often each pair of a score (0 … K) and an anchor score (0 … L) came up in the group that took one form.
#[derive(Debug, Clone, PartialEq)]
pub struct AnchorScores {
    /// Score x with anchor score v at x · (L + 1) + v.
    count: Vec<f64>,
    most: usize,
    most_anchor: usize,
}

/// Degrees of a bivariate log-linear model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Degrees {
    /// Of the score: so many of its moments are kept.
    pub score: usize,
    /// Of the anchor score.
    pub anchor: usize,
    /// Of the products score^i · anchor^i, i = 1 … `cross`; 1 keeps the correlation.
    pub cross: usize,
}

impl AnchorScores {
    /// From pairs of score and anchor score, with the highest of each.
    ///
    /// [`Fault::OutOfRange`] for one above its highest; else as [`AnchorScores::from_counts`].
    pub fn of(pairs: &[(usize, usize)], most: usize, most_anchor: usize) -> Result<AnchorScores, Fault> {
        let mut count = vec![0.0; (most + 1) * (most_anchor + 1)];
        for (x, v) in pairs {
            for (value, most) in [(*x, most), (*v, most_anchor)] {
                if value > most {
                    return Err(Fault::OutOfRange { what: "a score", value: value as f64, allowed: "at most the highest of the form" });
                }
            }
            count[x * (most_anchor + 1) + v] += 1.0;
        }
        AnchorScores::from_counts(&count, most, most_anchor)
    }

    /// From counts, score x with anchor score v at x · (L + 1) + v.
    ///
    /// [`Fault::Shape`] when there are not (K + 1)(L + 1), [`Fault::OutOfRange`] for a negative or infinite one, [`Fault::Empty`] for
    /// nobody,
    /// [`Fault::NoVariation`] when score or anchor score does not vary.
    pub fn from_counts(count: &[f64], most: usize, most_anchor: usize) -> Result<AnchorScores, Fault> {
        if count.len() != (most + 1) * (most_anchor + 1) {
            return Err(Fault::Shape {
                what: "counts of score and anchor score",
                expected: (most + 1) * (most_anchor + 1),
                found: count.len(),
            });
        }
        if let Some(wrong) = count.iter().find(|c| !(c.is_finite() && **c >= 0.0)) {
            return Err(Fault::OutOfRange { what: "a count", value: *wrong, allowed: "at least 0" });
        }
        let all = AnchorScores { count: count.to_vec(), most, most_anchor };
        Scores::from_counts(all.scores().counts())?;
        match Scores::from_counts(all.anchor().counts()) {
            Err(Fault::NoVariation { .. }) => Err(Fault::NoVariation { what: "the anchor score" }),
            Err(fault) => Err(fault),
            Ok(_) => Ok(all),
        }
    }

    /// The scores alone.
    pub fn scores(&self) -> Scores {
        Scores::unchecked(self.count.chunks(self.most_anchor + 1).map(|row| row.iter().sum()).collect())
    }

    /// The anchor scores alone.
    pub fn anchor(&self) -> Scores {
        let mut sums = vec![0.0; self.most_anchor + 1];
        self.count.chunks(self.most_anchor + 1).for_each(|row| sums.iter_mut().zip(row).for_each(|(s, c)| *s += c));
        Scores::unchecked(sums)
    }

    /// Covariance of score and anchor score, with divisor n − 1.
    pub fn covariance(&self) -> f64 {
        let (x, v) = (self.scores(), self.anchor());
        self.cells().map(|(s, a, c)| (s as f64 - x.mean()) * (a as f64 - v.mean()) * c).sum::<f64>() / (x.learners() - 1.0)
    }

    /// Each score, anchor score and count.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.count.iter().enumerate().map(|(at, c)| (at / (self.most_anchor + 1), at % (self.most_anchor + 1), *c))
    }

    /// The counts that a bivariate log-linear model gives (Holland & Thayer 2000), by maximum likelihood; they have the moments of the
    /// counts that the degrees name. With an internal anchor, pairs that cannot be (an anchor score above the score, or more wrong anchor
    /// items than wrong items) stay 0.
    ///
    /// [`Fault::OutOfRange`] for a degree of 0 or above 20, or a pair seen that cannot be; [`Fault::NotSettled`] when the fit does not end
    /// (the degrees ask for more than the counts have).
    pub fn smoothed(&self, degrees: Degrees, anchor: Anchor) -> Result<(AnchorScores, Smoothing), Fault> {
        for (what, degree, least) in [
            ("the degree of scores", degrees.score, 1),
            ("the degree of anchor scores", degrees.anchor, 1),
            ("the degree of products", degrees.cross, 0),
        ] {
            if degree < least || degree > 20 {
                return Err(Fault::OutOfRange { what, value: degree as f64, allowed: "from 1 (0 for products) to 20" });
            }
        }
        let can_be = |x: usize, v: usize| anchor == Anchor::External || (v <= x && x + self.most_anchor <= self.most + v);
        if let Some((x, _, _)) = self.cells().find(|(x, v, c)| *c > 0.0 && !can_be(*x, *v)) {
            return Err(Fault::OutOfRange { what: "a score", value: x as f64, allowed: "one that its internal anchor score allows" });
        }
        let (mut count, mut terms, mut place) = (Vec::new(), Vec::new(), Vec::new());
        for (at, (x, v, c)) in self.cells().enumerate().filter(|(_, (x, v, _))| can_be(*x, *v)) {
            let of_score = log_linear::powers(x as f64, self.most as f64, degrees.score.max(degrees.cross));
            let of_anchor = log_linear::powers(v as f64, self.most_anchor as f64, degrees.anchor.max(degrees.cross));
            let products = of_score.iter().zip(&of_anchor).take(degrees.cross).map(|(x, v)| x * v);
            terms.push(of_score.iter().take(degrees.score).chain(of_anchor.iter().take(degrees.anchor)).copied().chain(products).collect());
            count.push(c);
            place.push(at);
        }
        let (fitted, smoothing) = log_linear::fit(&count, &terms)?;
        let mut smooth = vec![0.0; self.count.len()];
        place.iter().zip(fitted).for_each(|(at, c)| smooth[*at] = c);
        Ok((AnchorScores { count: smooth, ..*self }, smoothing))
    }
}
