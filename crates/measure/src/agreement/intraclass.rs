use crate::Fault;

/// Intraclass correlations of scores that every rater gave to every thing (Shrout & Fleiss 1979, *Psychological Bulletin* 86, 420–428).
///
/// Those named `single` say how far one rater's score can be relied on, those named `mean` the mean of all. A negative value says that
/// raters of one thing differ more than things do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intraclass {
    /// ICC(1,1): each thing is rated by other raters, drawn at random.
    pub one_way_single: f64,
    /// ICC(2,1): the raters are a sample of those who might have rated; their leniency counts as error.
    pub agreement_single: f64,
    /// ICC(3,1): only these raters matter; their leniency is no error.
    pub consistency_single: f64,
    /// ICC(1,k).
    pub one_way_mean: f64,
    /// ICC(2,k).
    pub agreement_mean: f64,
    /// ICC(3,k), which is coefficient α with raters for items.
    pub consistency_mean: f64,
}

impl Intraclass {
    /// From a row of scores for each thing, a score for each rater.
    ///
    /// [`Fault::TooFew`] for fewer than two things or raters, [`Fault::Shape`] for rows of unequal length, [`Fault::OutOfRange`] for a
    /// score that is not a finite number, [`Fault::NoVariation`] when the things' means do not differ.
    pub fn of(scores: &[Vec<f64>]) -> Result<Intraclass, Fault> {
        let k = scores.first().map_or(0, Vec::len);
        for (what, found) in [("things rated", scores.len()), ("raters", k)] {
            if found < 2 {
                return Err(Fault::TooFew { what, least: 2, found });
            }
        }
        if let Some(row) = scores.iter().find(|row| row.len() != k) {
            return Err(Fault::Shape { what: "scores of a thing", expected: k, found: row.len() });
        }
        if let Some(wrong) = scores.iter().flatten().find(|s| !s.is_finite()) {
            return Err(Fault::OutOfRange { what: "a score", value: *wrong, allowed: "finite" });
        }
        Intraclass::from_squares(&mean_squares(scores), scores.len() as f64, k as f64)
    }

    fn from_squares(squares: &MeanSquares, n: f64, k: f64) -> Result<Intraclass, Fault> {
        let &MeanSquares { things, raters, within, residual } = squares;
        if things <= 1e-14 * (things + within) {
            return Err(Fault::NoVariation { what: "the mean score of things" });
        }
        Ok(Intraclass {
            one_way_single: (things - within) / (things + (k - 1.0) * within),
            agreement_single: (things - residual) / (things + (k - 1.0) * residual + k * (raters - residual) / n),
            consistency_single: (things - residual) / (things + (k - 1.0) * residual),
            one_way_mean: (things - within) / things,
            agreement_mean: (things - residual) / (things + (raters - residual) / n),
            consistency_mean: (things - residual) / things,
        })
    }
}

/// Mean squares of the two-way analysis of variance.
struct MeanSquares {
    things: f64,
    raters: f64,
    within: f64,
    residual: f64,
}

fn mean_squares(scores: &[Vec<f64>]) -> MeanSquares {
    let (n, k) = (scores.len() as f64, scores[0].len() as f64);
    let of_thing: Vec<f64> = scores.iter().map(|row| row.iter().sum::<f64>() / k).collect();
    let of_rater: Vec<f64> = (0..scores[0].len()).map(|j| scores.iter().map(|row| row[j]).sum::<f64>() / n).collect();
    let mean = of_thing.iter().sum::<f64>() / n;
    let things = k * of_thing.iter().map(|m| (m - mean).powi(2)).sum::<f64>();
    let raters = n * of_rater.iter().map(|m| (m - mean).powi(2)).sum::<f64>();
    let within: f64 = scores.iter().zip(&of_thing).map(|(row, m)| row.iter().map(|s| (s - m).powi(2)).sum::<f64>()).sum();
    MeanSquares {
        things: things / (n - 1.0),
        raters: raters / (k - 1.0),
        within: within / (n * (k - 1.0)),
        residual: (within - raters).max(0.0) / ((n - 1.0) * (k - 1.0)),
    }
}
