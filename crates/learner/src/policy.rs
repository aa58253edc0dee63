//! The numbers that are somebody's decision, each with its reason. Nowhere else in this crate.

/// How sure an interval is: four times in five the learner's chance lies within it. Chosen for
/// practice, where a wrong guess costs one more question; a judgement about a person needs more.
pub const LEVEL: f64 = 0.8;

/// A point is secure when the interval's lower end reaches this chance of a right answer: after
/// four right answers and no wrong one.
pub const SECURE: f64 = 0.6;

/// Discounted answers below which no word is said about a point.
pub const ENOUGH_ANSWERS: f64 = 2.0;

/// Right answers in a row that are still "a few more": a learner is told their number up to here.
pub const A_FEW: u32 = 4;

/// Fewer learners than this are not shown within a school (design rule 7).
pub const SMALLEST_CELL_IN_SCHOOL: i64 = 5;

/// Fewer learners than this are not shown across schools (design rule 7).
pub const SMALLEST_CELL_IN_REGION: i64 = 10;

/// Questions in a sitting: about ten minutes for a pupil.
pub const SITTING: i64 = 10;

/// Questions in a row on one point before another gets its turn, when the learner chose none.
pub const IN_A_ROW: usize = 2;

/// Days without an answer after which a secure point is asked again.
pub const REVIEW_AFTER_DAYS: i64 = 21;

/// Longest question about an estimate, and longest reply, in characters.
pub const LONGEST_WORDS: usize = 500;

/// Days without any activity after which a teacher is pointed to a student: two school weeks, one of which may be a holiday's.
pub const QUIET_DAYS: i64 = 14;

/// Days for which a link to a part of a record works at the most: long enough for an application, short enough that a
/// forgotten one closes by itself.
pub const LONGEST_LINK_DAYS: i64 = 30;

/// Days for which a part of a record is shown to a person of the school at the most: a school year.
pub const LONGEST_SHARE_DAYS: i64 = 366;

/// Entries shown of a share at the most.
pub const SHARED_ENTRIES: i64 = 500;

/// Statements erased in one transaction: some milliseconds, because on SQLite whoever answers waits for it.
pub const ERASED_AT_ONCE: i64 = 100;

/// Persons whose old statements are erased in one transaction; the estimates of each are made anew in it.
pub const PERSONS_AT_ONCE: i64 = 10;

/// Shortest time for which a purpose's statements are kept, in months: longer than a teacher's phone may keep a fact before
/// it is sent (30 days), so that nothing comes back after it was erased.
pub const SHORTEST_RETENTION: i64 = 2;

/// Longest, in months: fifty years. Whoever means longer means until it is erased.
pub const LONGEST_RETENTION: i64 = 600;

/// The hour of the region's day from which the nightly erasure may begin: schools are closed, and the day's backup, taken around
/// midnight as a rule, is done. A server that was off at night makes up for it.
pub const NIGHT_HOUR: i64 = 2;

/// Children who show a misconception before a teacher is told of it as one of the class. Source: the order for this system
/// (S18, "misconceptions shared by ≥ 3 children").
pub const SHARED_BY: usize = 3;

/// Days back that wrong answers are looked through for misconceptions: six school weeks, about a unit of a textbook.
pub const MISCONCEPTION_DAYS: i64 = 42;

/// Right answers in a row, to items on which the misconception would show, after which a child no longer counts as holding it.
/// One may be luck: of four options a quarter of the guesses is right, of two in a row a sixteenth.
pub const OVERCOME: u32 = 2;

/// Days whose answers are set against all before: two school weeks, in which a point is taught and practised.
pub const PROGRESS_DAYS: i64 = 14;

/// Children who can be compared, below whom no word is said about a change.
pub const COMPARED: usize = 3;

/// Things that a teacher is told to be the most valuable of the next lesson. Source: the order for this system (S18).
pub const THINGS: usize = 3;

/// Children, expected to need it, below whom nothing is proposed to the whole class: rounded, fewer than two, who are helped one by one.
pub const FEWEST_FOR_A_CLASS: f64 = 1.5;

/// How much more a point is worth for each later point that builds directly on it: with four of them twice as much. A judgement: what
/// is missing there will be missed again.
pub const BUILT_ON: f64 = 0.25;

/// Later points beyond which nothing is added.
pub const MOST_BUILT_ON: usize = 4;

/// Children in a mixed group. Four: Slavin (1995), *Cooperative Learning*, 2nd ed., ch. 2 (teams of four, mixed by performance).
pub const GROUP: usize = 4;

/// Smallest and largest group that a teacher may ask for.
pub const GROUPS_BETWEEN: (usize, usize) = (2, 8);

/// Seconds for an exit ticket. Source: the order for this system (S18, "five-minute exit ticket").
pub const TICKET_SECONDS: i64 = 300;

/// Questions on an exit ticket, at least and at most: fewer say too little about a point, more are not marked the same evening.
pub const TICKET_QUESTIONS: (usize, usize) = (3, 6);

/// Seconds that a question takes, by how it is answered: to choose, to give a number, to give words. A judgement until the region's
/// own times are known.
pub const SECONDS: (i64, i64, i64) = (45, 70, 60);

/// Logits between two steps of an author's difficulty, the middle of which is a typical question: from the easiest to the hardest the chance
/// of one who answers every second typical question goes from 0.88 to 0.12. A judgement until items are calibrated.
pub const DIFFICULTY_STEP: f64 = 1.0;
/// Answers with a time below which no pace is told.
pub const LEAST_TIMES: usize = 10;

/// Latest times that make a pace: about five sittings, so that it is of now and not of last year.
pub const TIMES_KEPT: usize = 50;

/// Chance of recall below which a point fades: where FSRS's users set what they want to keep (0.7 to 0.95), towards its lower end,
/// because a pupil has many points and a school week few hours.
pub const RECALL: f64 = 0.8;

/// Days within which what fades next is named: the coming school week.
pub const SOON_DAYS: i64 = 7;

/// Learner-months below which a subject's items are not calibrated: with a hundred, difficulties are known to about half a logit (Linacre
/// 1994, *Rasch Measurement Transactions* 7, 328).
pub const EXAMINEES_FOR_DIFFICULTY: usize = 100;

/// Learner-months below which all items of a subject discriminate alike: 500 is what the literature asks for two parameters (de
/// Ayala 2009, *The Theory and Practice of Item Response Theory*, ch. 5).
pub const EXAMINEES_FOR_DISCRIMINATION: usize = 500;

/// Answers below which an item counts as its point's items do on average.
pub const ANSWERS_OF_AN_ITEM: i64 = 20;

/// Measured times below which an item has no median.
pub const TIMES_OF_AN_ITEM: usize = 10;

/// Learners whose answers a calibration reads at most, drawn from the region by their identifiers: standard errors of
/// difficulties are then below 0.05 for items that one in ten answers.
pub const CALIBRATION_LEARNERS: i64 = 20_000;

/// Latest answers of a learner that a calibration reads at most: some two terms of daily practice.
pub const CALIBRATION_ANSWERS: usize = 500;

/// Answers that the tracing model learns from at most: more make it slower and, past the size of the sets it was checked on,
/// hardly better.
pub const TRACING_ANSWERS: usize = 200_000;

/// Answers below which models of the next answer are not compared.
pub const ANSWERS_TO_COMPARE: usize = 2_000;

/// Largest expected calibration error with which a model's chances are used: what it calls 70 % comes between 67 % and 73 % of the time.
pub const CALIBRATION_ERROR: f64 = 0.03;

/// Steps of ability from month to month among which the calibration chooses, in units of the region's spread.
pub const DRIFTS: [f64; 5] = [0.0, 0.1, 0.2, 0.3, 0.4];

/// How many answers the expectation from ability may weigh on a point, among which the calibration chooses.
pub const PRIOR_ANSWERS: [f64; 5] = [1.0, 2.0, 4.0, 8.0, 16.0];

/// Step of ability where nothing was calibrated: about a third of the region's spread in a school year.
pub const DRIFT: f64 = 0.1;

/// Weight of the expectation from ability where nothing was calibrated: that of the uniform prior of mastery.
pub const PRIOR: f64 = 2.0;

/// Calibrations of a subject whose items are kept.
pub const CALIBRATIONS_KEPT: i64 = 7;

/// How many standard deviations a normal interval of [`LEVEL`] reaches to either side.
pub fn z() -> f64 {
    // Φ⁻¹(0.9); a test holds it to LEVEL.
    1.281_551_565_544_6
}

/// Months with answers that make sustained growth: fewer may be one good month.
pub const MONTHS_OF_GROWTH: usize = 3;

/// Ability at which half of the learners solve an item that counts as hard: one spread above the region's mean, where one in six is.
pub const HARD: f64 = 1.0;

/// Hard items solved, each another one, from which a teacher is reminded: not by guessing alone.
pub const HARD_ITEMS: usize = 5;

/// Times that a fact of interest was noted from which a teacher is reminded.
pub const FACTS_OF_INTEREST: usize = 2;

/// Days that evidence is looked for: half a school year.
pub const EVIDENCE_DAYS: i64 = 180;

/// Facts that show interest: what a child did unasked.
pub const INTEREST: [&str; 8] = [
    "asked-question",
    "another-solution",
    "explained-at-board",
    "homework-extra",
    "science-club",
    "something-made",
    "programmed",
    "improvement-proposed",
];

#[cfg(test)]
mod tests {
    #[test]
    fn every_fact_of_interest_is_in_the_catalogue() {
        assert!(super::INTEREST.iter().all(|code| records::event::Fact::of(code).is_some()));
    }

    #[test]
    fn z_is_that_of_the_level() {
        // The half-width of an interval around 0.5 with variance 0.01.
        let (low, high) = measure::mean_interval(0.5, 0.01, super::LEVEL);
        assert!(((high - low) / 0.2 - super::z()).abs() < 1e-9);
    }
}
