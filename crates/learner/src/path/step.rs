//! A step of a path, and why it is there.

/// A moment for which a path is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Moment {
    /// Before class: what the coming lessons need.
    Before,
    /// In class: this lesson.
    During,
    /// After class: what is weak and what fades.
    After,
}

impl Moment {
    /// All moments, in the order of a day.
    pub const ALL: [Moment; 3] = [Moment::Before, Moment::During, Moment::After];

    /// The word in addresses and the database.
    pub fn code(self) -> &'static str {
        match self {
            Moment::Before => "before",
            Moment::During => "during",
            Moment::After => "after",
        }
    }

    /// The moment of a code.
    pub fn parse(code: &str) -> Option<Moment> {
        Moment::ALL.into_iter().find(|m| m.code() == code)
    }
}

/// What is done at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// See in a few questions whether it is held.
    Check,
    /// Learn it: little of it is there yet.
    Learn,
    /// Practise it until it is steady.
    Practise,
    /// Refresh it before it is forgotten.
    Review,
    /// Look at what the lesson will be about.
    Preview,
    /// Go beyond the lesson.
    Extend,
}

impl Task {
    /// All tasks.
    pub const ALL: [Task; 6] = [Task::Check, Task::Learn, Task::Practise, Task::Review, Task::Preview, Task::Extend];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Task::Check => "check",
            Task::Learn => "learn",
            Task::Practise => "practise",
            Task::Review => "review",
            Task::Preview => "preview",
            Task::Extend => "extend",
        }
    }

    /// The task of a code.
    pub fn parse(code: &str) -> Option<Task> {
        Task::ALL.into_iter().find(|t| t.code() == code)
    }
}

/// Why a step is on the path. Each opens down to records: a lesson that a teacher announced, a wish, or answers on a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The learner put it first.
    WishedByOneself,
    /// A teacher put it first.
    WishedByTeacher,
    /// A coming lesson's point builds on it.
    Needed {
        /// The lesson's point.
        goal: i64,
        /// The lesson's day.
        day: i64,
    },
    /// The lesson is about it.
    Coming {
        /// The lesson's day.
        day: i64,
    },
    /// A lesson was about it.
    Taught {
        /// The lesson's day.
        day: i64,
    },
    /// What the learner is to get right builds on it.
    Root {
        /// What builds on it.
        of: i64,
    },
    /// Answers say that it is weak.
    Weak,
    /// It is on the way.
    Growing {
        /// Right answers in a row that would make it secure.
        missing: u32,
    },
    /// It was secure and was not asked for long.
    Fading {
        /// Days since the latest answer.
        days: i64,
    },
    /// A short check did not come out right.
    CheckFailed {
        /// Right answers.
        right: i64,
        /// Questions.
        asked: i64,
    },
    /// Nothing is known of it yet.
    Unknown,
    /// What it builds on is held.
    Within,
    /// The lesson's point is held: this is the next one.
    Beyond {
        /// The lesson's point.
        goal: i64,
    },
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The knowledge point.
    pub point: i64,
    /// What is done.
    pub task: Task,
    /// Questions.
    pub questions: i64,
    /// The author's difficulty that is aimed at, 1–5.
    pub level: i64,
    /// Share of right answers to be expected there.
    pub expected: f64,
    /// Why, the most telling reason first; never empty.
    pub reasons: Vec<Reason>,
}

impl Reason {
    /// The other point that the reason names, if any.
    pub fn other(&self) -> Option<i64> {
        match self {
            Reason::Needed { goal, .. } | Reason::Beyond { goal } => Some(*goal),
            Reason::Root { of } => Some(*of),
            _ => None,
        }
    }
}
