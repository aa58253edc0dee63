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
