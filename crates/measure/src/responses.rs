use crate::Fault;

/// One response: who, to what, how it was scored, when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    /// The learner's index, from 0.
    pub learner: usize,
    /// The item's index, from 0.
    pub item: usize,
    /// The score: 0 and 1 where only right and wrong are known, steps 0, 1, 2, … or parts of 1 otherwise.
    pub score: f64,
    /// When, in any unit that grows; responses of one moment keep the order in which they were given. 0 when it does not matter.
    pub time: i64,
}

/// Responses in long, sparse form, kept by learner in order of time. What is missing takes no place and is never read as a 0.
///
/// Four bytes for an item, eight for a score and eight for a time, whatever the number of learners times items.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// Learner `i`'s responses are at `start[i]..start[i + 1]`.
    start: Vec<usize>,
    item: Vec<u32>,
    score: Vec<f64>,
    time: Vec<i64>,
    items: usize,
}

/// The responses of one learner, in order of time: three slices of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfLearner<'a> {
    /// Indices of the items.
    pub item: &'a [u32],
    /// Scores.
    pub score: &'a [f64],
    /// Times.
    pub time: &'a [i64],
}

impl OfLearner<'_> {
    /// Item and score of each.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.item.iter().zip(self.score).map(|(item, score)| (*item as usize, *score))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.item.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.item.is_empty()
    }
}

impl Responses {
    /// Takes responses in any order. Learners and items are as many as the largest index says.
    /// [`Fault::NotFinite`] for a score that is not a finite number, [`Fault::Empty`] for none at all.
    pub fn new(rows: impl IntoIterator<Item = Response>) -> Result<Responses, Fault> {
        let rows: Vec<Response> = rows.into_iter().collect();
        let most = |of: fn(&Response) -> usize| rows.iter().map(of).max().map_or(0, |m| m + 1);
        Responses::of_size(most(|r| r.learner), most(|r| r.item), rows)
    }

    /// The same with the numbers of learners and items given, some of whom may have no response.
    /// [`Fault::OutOfRange`] for an index beyond them.
    pub fn of_size(learners: usize, items: usize, mut rows: Vec<Response>) -> Result<Responses, Fault> {
        if rows.is_empty() {
            return Err(Fault::Empty);
        }
        for row in &rows {
            if !row.score.is_finite() {
                return Err(Fault::NotFinite { learner: row.learner, item: row.item });
            }
            if row.learner >= learners {
                return Err(Fault::OutOfRange {
                    what: "a learner's index",
                    value: row.learner as f64,
                    allowed: "below the number of learners",
                });
            }
            if row.item >= items || u32::try_from(row.item).is_err() {
                return Err(Fault::OutOfRange { what: "an item's index", value: row.item as f64, allowed: "below the number of items" });
            }
        }
        // Stable: responses of one moment keep their order.
        rows.sort_by_key(|r| (r.learner, r.time));
        let mut start = vec![0; learners + 1];
        for row in &rows {
            start[row.learner + 1] += 1;
        }
        for i in 0..learners {
            start[i + 1] += start[i];
        }
        Ok(Responses {
            start,
            item: rows.iter().map(|r| r.item as u32).collect(),
            score: rows.iter().map(|r| r.score).collect(),
            time: rows.iter().map(|r| r.time).collect(),
            items,
        })
    }

    /// From a table with a row for each learner and a column for each item; `None` where there was no response.
    /// [`Fault::Shape`] when a row has another length than the first.
    pub fn from_wide(table: &[Vec<Option<f64>>]) -> Result<Responses, Fault> {
        let items = table.first().map_or(0, Vec::len);
        let mut rows = Vec::new();
        for (learner, row) in table.iter().enumerate() {
            if row.len() != items {
                return Err(Fault::Shape { what: "scores in a learner's row", expected: items, found: row.len() });
            }
            let given = row.iter().enumerate().filter_map(|(item, score)| score.map(|score| (item, score)));
            rows.extend(given.map(|(item, score)| Response { learner, item, score, time: 0 }));
        }
        Responses::of_size(table.len(), items, rows)
    }

    /// Number of learners, those without a response among them.
    pub fn learners(&self) -> usize {
        self.start.len() - 1
    }

    /// Number of items, those without a response among them.
    pub fn items(&self) -> usize {
        self.items
    }

    /// Number of responses.
    pub fn len(&self) -> usize {
        self.item.len()
    }

    /// Whether there are none; there always are.
    pub fn is_empty(&self) -> bool {
        self.item.is_empty()
    }

    /// A learner's responses.
    ///
    /// # Panics
    /// When there is no such learner.
    pub fn of(&self, learner: usize) -> OfLearner<'_> {
        let range = self.start[learner]..self.start[learner + 1];
        OfLearner { item: &self.item[range.clone()], score: &self.score[range.clone()], time: &self.time[range] }
    }

    /// Each learner's responses, in order of learners.
    pub fn by_learner(&self) -> impl ExactSizeIterator<Item = OfLearner<'_>> + '_ {
        (0..self.learners()).map(|learner| self.of(learner))
    }

    /// All responses, by learner and time.
    pub fn rows(&self) -> impl Iterator<Item = Response> + '_ {
        let of = |learner: usize| {
            let own = self.of(learner);
            (0..own.len()).map(move |i| Response { learner, item: own.item[i] as usize, score: own.score[i], time: own.time[i] })
        };
        (0..self.learners()).flat_map(of)
    }

    /// Asks that every score is 0 or 1: [`Fault::NotBinary`] names the first that is not.
    pub fn require_binary(&self) -> Result<(), Fault> {
        match self.rows().find(|r| r.score != 0.0 && r.score != 1.0) {
            None => Ok(()),
            Some(r) => Err(Fault::NotBinary { learner: r.learner, item: r.item, score: r.score }),
        }
    }

    /// Asks that every score is a whole number from 0 to `most`: [`Fault::NotCategory`] names the first that is not.
    pub fn require_categories(&self, most: usize) -> Result<(), Fault> {
        match self.rows().find(|r| r.score.fract() != 0.0 || r.score < 0.0 || r.score > most as f64) {
            None => Ok(()),
            Some(r) => Err(Fault::NotCategory { learner: r.learner, item: r.item, score: r.score, most }),
        }
    }

    /// Asks that no learner has two responses to an item: [`Fault::Repeated`] names the first that has.
    pub fn require_single(&self) -> Result<(), Fault> {
        let mut last = vec![usize::MAX; self.items];
        for row in self.rows() {
            if last[row.item] == row.learner {
                return Err(Fault::Repeated { learner: row.learner, item: row.item });
            }
            last[row.item] = row.learner;
        }
        Ok(())
    }
}
