//! The words for what `answers` says of a mathematical answer.

use answers::{FormFault, Reason};
use base::Lang;

/// Why a mathematical answer is the same as the key, or not, or not known to be.
pub fn reason(lang: Lang, reason: &Reason) -> String {
    match reason.place() {
        Some(at) => base::message::text(lang, reason.key(), &[("at", at)]),
        None => base::message::get(lang, reason.key()).into_owned(),
    }
}

/// What is wrong with the form of an answer whose value is right.
pub fn form_fault(lang: Lang, fault: FormFault) -> String {
    base::message::get(lang, fault.key()).into_owned()
}
