//! What is said of an answer.

use crate::form::FormFault;

/// Whether an answer is the same as the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The same, by proof.
    Equal,
    /// Not the same, by proof.
    Different,
    /// Not known: a teacher decides.
    Undecided,
}

/// A verdict, why, and what is wrong with the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The verdict on the value.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Requirements on the form that the answer does not meet; looked at only where the value is equal.
    pub form: Vec<FormFault>,
}

impl Decision {
    pub(crate) fn new(verdict: Verdict, reason: Reason) -> Decision {
        Decision { verdict, reason, form: Vec::new() }
    }

    pub(crate) fn equal(reason: Reason) -> Decision {
        Decision::new(Verdict::Equal, reason)
    }

    pub(crate) fn different(reason: Reason) -> Decision {
        Decision::new(Verdict::Different, reason)
    }

    pub(crate) fn undecided(reason: Reason) -> Decision {
        Decision::new(Verdict::Undecided, reason)
    }

    /// Whether the answer is right: equal, and in the form asked for.
    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Equal && self.form.is_empty()
    }
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Written the same.
    SameText,
    /// Both have the same exact normal form.
    SameNormalForm,
    /// One was rewritten into the other by laws of algebra.
    Rewritten,
    /// The same solutions, elements or parts.
    SameParts,
    /// The same set of real numbers.
    SameSet,
    /// The same equation or inequality but for a factor.
    SameRelation,
    /// The same quantity, with units converted.
    SameQuantity,
    /// The same number; one side gives no unit.
    UnitLeftOut,
    /// The same after rounding as asked.
    SameRounded,
    /// The exact normal forms differ.
    OtherNormalForm,
    /// At a place the values are sure to differ.
    OtherValue {
        /// Where, such as `x = 2`; empty for constants.
        at: String,
    },
    /// Another number of solutions, elements or parts.
    OtherCount,
    /// A solution, an element or a part differs.
    OtherPart,
    /// Another set of real numbers.
    OtherSet,
    /// Another equation or inequality.
    OtherRelation,
    /// Units of different kinds.
    OtherUnit,
    /// One is no solution or the empty set, the other is not.
    OneIsEmpty,
    /// Neither a proof of equality nor of difference was found.
    NoProof,
    /// They agree where both are defined, but not everywhere are both defined.
    DomainsDiffer,
    /// One of them has no value.
    NoValue,
    /// Too large to work out.
    TooLarge,
    /// At least one is words and not mathematics.
    Words,
    /// Forms that cannot be compared, such as a point and an equation.
    OtherForm,
    /// The same in another order.
    OtherOrder,
    /// It can be read in two ways.
    Ambiguous,
    /// Equivalent, but one of them is not solved.
    Unsolved,
    /// One side names a letter or a label that the other does not.
    OtherLabel,
}

impl Reason {
    /// Its key in the message catalogue.
    pub fn key(&self) -> &'static str {
        match self {
            Reason::SameText => "answers.same_text",
            Reason::SameNormalForm => "answers.same_normal_form",
            Reason::Rewritten => "answers.rewritten",
            Reason::SameParts => "answers.same_parts",
            Reason::SameSet => "answers.same_set",
            Reason::SameRelation => "answers.same_relation",
            Reason::SameQuantity => "answers.same_quantity",
            Reason::UnitLeftOut => "answers.unit_left_out",
            Reason::SameRounded => "answers.same_rounded",
            Reason::OtherNormalForm => "answers.other_normal_form",
            Reason::OtherValue { at } if at.is_empty() => "answers.other_value",
            Reason::OtherValue { .. } => "answers.other_value_at",
            Reason::OtherCount => "answers.other_count",
            Reason::OtherPart => "answers.other_part",
            Reason::OtherSet => "answers.other_set",
            Reason::OtherRelation => "answers.other_relation",
            Reason::OtherUnit => "answers.other_unit",
            Reason::OneIsEmpty => "answers.one_is_empty",
            Reason::NoProof => "answers.no_proof",
            Reason::DomainsDiffer => "answers.domains_differ",
            Reason::NoValue => "answers.no_value",
            Reason::TooLarge => "answers.too_large",
            Reason::Words => "answers.words",
            Reason::OtherForm => "answers.other_form",
            Reason::OtherOrder => "answers.other_order",
            Reason::Ambiguous => "answers.ambiguous",
            Reason::Unsolved => "answers.unsolved",
            Reason::OtherLabel => "answers.other_label",
        }
    }

    /// Where the values differ, for the text's `{at}`; `None` where the text has none.
    pub fn place(&self) -> Option<&str> {
        match self {
            Reason::OtherValue { at } if !at.is_empty() => Some(at),
            _ => None,
        }
    }
}
