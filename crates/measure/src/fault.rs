/// What is wrong with the numbers given, and where. Learners, items and attributes are named by their index, from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is nothing to compute from.
    #[error("there are no responses")]
    Empty,
    /// A number that is infinite or not a number.
    #[error("the score of learner {learner} on item {item} is not a finite number")]
    NotFinite {
        /// Learner.
        learner: usize,
        /// Item.
        item: usize,
    },
    /// The model takes only right (1) and wrong (0).
    #[error("learner {learner} has the score {score} on item {item}; this model takes 0 and 1")]
    NotBinary {
        /// Learner.
        learner: usize,
        /// Item.
        item: usize,
        /// What was found.
        score: f64,
    },
    /// The model takes only whole steps 0, 1, 2, …
    #[error("learner {learner} has the score {score} on item {item}; this model takes whole numbers from 0 to {most}")]
    NotCategory {
        /// Learner.
        learner: usize,
        /// Item.
        item: usize,
        /// What was found.
        score: f64,
        /// The highest category.
        most: usize,
    },
    /// The model takes one response of a learner to an item.
    #[error("learner {learner} has more than one response to item {item}")]
    Repeated {
        /// Learner.
        learner: usize,
        /// Item.
        item: usize,
    },
    /// Everybody who was given the item has the same score: it tells nothing about them, and its parameters have no finite estimate.
    #[error("item {item} has the same score for everybody who was given it")]
    Constant {
        /// Item.
        item: usize,
    },
    /// Nobody was given the item.
    #[error("nobody has a response to item {item}")]
    NoResponse {
        /// Item.
        item: usize,
    },
    /// Nobody has this category of the item, though somebody has a higher one: nothing says where it lies.
    #[error("nobody has the score {category} on item {item}, though somebody has a higher one")]
    EmptyCategory {
        /// Item.
        item: usize,
        /// The category.
        category: usize,
    },
    /// No responses connect the items of one part with those of another, so they cannot share a scale.
    #[error("the items fall into {parts} parts that no learner connects; item {item} is not connected with item {first}")]
    Disconnected {
        /// Number of parts.
        parts: usize,
        /// An item of the first part.
        first: usize,
        /// An item of another.
        item: usize,
    },
    /// The responses do not determine what is sought.
    #[error("the responses do not determine {what}")]
    Undetermined {
        /// What was sought.
        what: &'static str,
    },
    /// Two inputs that belong together have different sizes.
    #[error("{what}: {expected} expected, {found} found")]
    Shape {
        /// What was counted.
        what: &'static str,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A setting or parameter outside what it may be.
    #[error("{what} must be {allowed}, not {value}")]
    OutOfRange {
        /// Its name.
        what: &'static str,
        /// What was given.
        value: f64,
        /// What it may be, in words.
        allowed: &'static str,
    },
    /// A step of an item that asks for no attribute.
    #[error("step {step} of item {item} asks for no attribute")]
    AsksNothing {
        /// Item.
        item: usize,
        /// Step, from 1.
        step: usize,
    },
    /// An attribute that no item asks for: nothing is to be learnt about it.
    #[error("attribute {attribute} is asked for by no item")]
    AskedByNone {
        /// Attribute.
        attribute: usize,
    },
    /// Attributes that are prerequisites of each other.
    #[error("attribute {attribute} is, through others, its own prerequisite")]
    Circle {
        /// One of them.
        attribute: usize,
    },
    /// No learner was given the item, or came far enough in it.
    #[error("no learner has a response that reaches step {step} of item {item}")]
    NotReached {
        /// Item.
        item: usize,
        /// Step, from 1.
        step: usize,
    },
    /// An iteration that did not settle.
    #[error("{what} did not settle within {iterations} iterations")]
    NotSettled {
        /// What was sought.
        what: &'static str,
        /// Iterations done.
        iterations: usize,
    },
    /// Too few of something to estimate from.
    #[error("{what}: at least {least} needed, {found} found")]
    TooFew {
        /// What was counted.
        what: &'static str,
        /// How many it takes.
        least: usize,
        /// How many there are.
        found: usize,
    },
    /// Something that has to vary does not, so that what is sought divides by nothing.
    #[error("{what} does not vary")]
    NoVariation {
        /// What is everywhere the same.
        what: &'static str,
    },
    /// Requirements of a test that cannot all be met from the bank.
    #[error("no test of {items} items from this bank meets all of {conflict:?}")]
    Blueprint {
        /// The length of the test.
        items: usize,
        /// The requirements that contradict each other, by name; `length` is the length itself, `enemies` two items that may not meet.
        conflict: Vec<String>,
    },
    /// A text that is not in the format.
    #[error("line {line}: {problem}")]
    Text {
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
    },
}
