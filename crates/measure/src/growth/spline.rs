//! Cubic B-splines.

/// Degree of the polynomials between knots.
const DEGREE: usize = 3;

/// A basis of cubic splines between two boundaries.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    /// Lower boundary four times, inner knots, upper boundary four times.
    knots: Vec<f64>,
}

impl Basis {
    pub(super) fn new(inner: &[f64], low: f64, high: f64) -> Basis {
        let mut knots = vec![low; DEGREE + 1];
        knots.extend(inner.iter().filter(|k| low < **k && **k < high));
        knots.extend([high; DEGREE + 1]);
        Basis { knots }
    }

    /// Number of functions.
    pub(super) fn len(&self) -> usize {
        self.knots.len() - DEGREE - 1
    }

    /// Inner knots, and the boundaries.
    pub(super) fn inner(&self) -> &[f64] {
        &self.knots[DEGREE + 1..self.len()]
    }

    pub(super) fn boundary(&self) -> (f64, f64) {
        (self.knots[0], self.knots[self.knots.len() - 1])
    }

    /// Values of all functions at a place, added to the end of `row`, the first `skip` left out; a place beyond the boundaries is drawn
    /// to the nearest. The recursion of Cox and de Boor (de Boor 1978, *A Practical Guide to Splines*, ch. X).
    pub(super) fn extend(&self, row: &mut Vec<f64>, x: f64, skip: usize) {
        let (low, high) = self.boundary();
        let x = x.clamp(low, high);
        let t = &self.knots;
        let last = self.len() - 1;
        let span = (t.partition_point(|k| *k <= x) - 1).clamp(DEGREE, last);
        let mut value = [1.0, 0.0, 0.0, 0.0];
        for degree in 1..=DEGREE {
            let mut saved = 0.0;
            for i in 0..degree {
                let (right, left) = (t[span + 1 + i], t[span + 1 + i - degree]);
                let part = value[i] / (right - left);
                value[i] = saved + (right - x) * part;
                saved = (x - left) * part;
            }
            value[degree] = saved;
        }
        let first = span - DEGREE;
        let at = |i: usize| if i >= first && i <= span { value[i - first] } else { 0.0 };
        row.extend((skip..=last).map(at));
    }
}
