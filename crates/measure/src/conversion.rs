//! Conversion of raw scores by rank into bands of converted scores (等级赋分), as the new college entrance examinations of China do with
//! elective subjects, so that a mark tells one's place among those who took the subject and not how hard the paper was.
//!
//! Those who took the subject are put into bands by rank, best first: a band takes a set share of them. Within a band, raw scores are
//! drawn evenly onto the band's converted scores: (Y₂ − Y) / (Y − Y₁) = (T₂ − T) / (T − T₁), with Y₁ and Y₂ the least and the highest raw
//! score met in the band, T₁ and T₂ its converted bounds. The shares and bounds are each province's rules: they are arguments here.

use crate::Fault;

/// A band of the rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Share of those who took the subject, 0 to 1.
    pub share: f64,
    /// Least converted score, T₁.
    pub low: f64,
    /// Highest converted score, T₂.
    pub high: f64,
}

/// A band as it came out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Least and highest raw score met, (Y₁, Y₂).
    pub raw: (f64, f64),
    /// Converted bounds, (T₁, T₂).
    pub converted: (f64, f64),
    /// How many are in it.
    pub learners: usize,
}

impl Interval {
    /// The converted score of a raw score of the interval, not rounded (rules ask for whole numbers, half upward: `(t + 0.5).floor()`).
    /// Where the interval has only one raw score, the formula has no answer; it is then the middle of the converted bounds, or their
    /// upper end when `single_high` is set.
    pub fn convert(self, raw: f64, single_high: bool) -> f64 {
        let ((y1, y2), (t1, t2)) = (self.raw, self.converted);
        if y2 > y1 {
            t1 + (raw - y1) * (t2 - t1) / (y2 - y1)
        } else if single_high {
            t2
        } else {
            (t1 + t2) / 2.0
        }
    }
}

/// The conversion of one subject's raw scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// Best first; a band in which nobody is, is none.
    intervals: Vec<Option<Interval>>,
}

impl Conversion {
    /// From the raw scores of all who took the subject (who was absent has none) and the bands, best first.
    ///
    /// Learners with one raw score are in one band: the one in which the first of their places lies, counting from the top, so that a tie
    /// at a bound goes up. A band may come out empty. Learners in another order change nothing.
    ///
    /// [`Fault::Empty`] for no scores or bands; [`Fault::OutOfRange`] for a score that is not finite, shares that are not above 0 or do
    /// not sum to 1 (within 1e-9), or bands whose converted bounds are not in descending order.
    pub fn new(raw: &[f64], bands: &[Band]) -> Result<Conversion, Fault> {
        require(raw, bands)?;
        let mut scores = raw.to_vec();
        scores.sort_by(|a, b| b.total_cmp(a));
        let mut ends = Vec::with_capacity(bands.len());
        let mut sum = 0.0;
        for band in bands {
            sum += band.share;
            ends.push(sum * scores.len() as f64);
        }
        let mut intervals: Vec<Option<Interval>> = vec![None; bands.len()];
        let mut first = 0;
        for tied in scores.chunk_by(|a, b| a == b) {
            // The place counted from 0 lies in the first band that ends beyond it; rounding must not push a whole place down.
            let at = ends.iter().position(|end| (first as f64) < end - 1e-6).unwrap_or(bands.len() - 1);
            let new = Interval { raw: (tied[0], tied[0]), converted: (bands[at].low, bands[at].high), learners: 0 };
            let interval = intervals[at].get_or_insert(new);
            interval.raw.0 = tied[0];
            interval.learners += tied.len();
            first += tied.len();
        }
        Ok(Conversion { intervals })
    }

    /// The bands as they came out, best first; none where nobody is.
    pub fn intervals(&self) -> &[Option<Interval>] {
        &self.intervals
    }

    /// The converted score of a raw score and its band, counted from 0, best first; none for a raw score that lies in no interval (nobody
    /// had it). Not rounded; see [`Interval::convert`] for `single_high`.
    pub fn convert(&self, raw: f64, single_high: bool) -> Option<(usize, f64)> {
        let inside = |i: &Interval| i.raw.0 <= raw && raw <= i.raw.1;
        let at = self.intervals.iter().position(|i| i.as_ref().is_some_and(inside))?;
        self.intervals[at].map(|i| (at, i.convert(raw, single_high)))
    }
}

fn require(raw: &[f64], bands: &[Band]) -> Result<(), Fault> {
    if raw.is_empty() || bands.is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(wrong) = raw.iter().find(|s| !s.is_finite()) {
        return Err(Fault::OutOfRange { what: "a raw score", value: *wrong, allowed: "finite" });
    }
    if let Some(band) = bands.iter().find(|b| !(b.share > 0.0 && b.share <= 1.0)) {
        return Err(Fault::OutOfRange { what: "the share of a band", value: band.share, allowed: "above 0 and at most 1" });
    }
    let sum: f64 = bands.iter().map(|b| b.share).sum();
    if (sum - 1.0).abs() > 1e-9 {
        return Err(Fault::OutOfRange { what: "the sum of the shares of bands", value: sum, allowed: "1" });
    }
    let mut above = f64::INFINITY;
    for band in bands {
        for (what, bound) in [("the upper bound of a band", band.high), ("the lower bound of a band", band.low)] {
            if !(bound.is_finite() && bound <= above) {
                return Err(Fault::OutOfRange { what, value: bound, allowed: "finite, and at most the bound before it" });
            }
            above = bound;
        }
    }
    Ok(())
}
