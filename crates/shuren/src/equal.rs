//! `shuren equal A B`: whether a student's answer is the same as the key, with the reason.

use answers::{Decision, Form, Options, Verdict};
use base::{Lang, t};

/// The command's arguments.
#[derive(clap::Args)]
pub struct Args {
    #[arg(value_name = "KEY", allow_hyphen_values = true)]
    key: String,
    #[arg(value_name = "ANSWER", allow_hyphen_values = true)]
    answer: String,
    #[arg(long, value_name = "FORM", value_delimiter = ',')]
    form: Vec<Form>,
}

/// Compares the two and prints the verdict and the reason.
pub fn command(lang: Lang, args: &Args) {
    let decision = answers::equal(&args.key, &args.answer, &Options { forms: args.form.clone() });
    for line in lines(lang, &decision) {
        println!("{line}");
    }
}

/// The verdict with its reason, then what is wrong with the form, a line each.
fn lines(lang: Lang, decision: &Decision) -> Vec<String> {
    let verdict = t!(
        lang,
        match decision.verdict {
            Verdict::Equal => "answers.equal",
            Verdict::Different => "answers.different",
            Verdict::Undecided => "answers.undecided",
        }
    );
    let mut out = vec![t!(lang, "answers.verdict_line", verdict = verdict, reason = content::score::reason(lang, &decision.reason))];
    out.extend(decision.form.iter().map(|fault| content::score::form_fault(lang, *fault)));
    out
}
