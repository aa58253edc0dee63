use super::{Cells, grade, help};
use crate::item::choice::Rule;
use crate::item::{Choice, Kind, Maths, Normalisation, Numeric, ShortText};
use crate::number::Number;
use crate::{Interaction, NewItem, Stage, Subject};
use base::sheet::Field;
use base::{Place, Problem};
use std::collections::{BTreeSet, HashMap};

/// The columns of a sheet of items.
pub(super) const FIELDS: &[Field] = &[
    Field { name: "code", required: true, headings: &["题号", "Code", "Item code"] },
    Field { name: "subject", required: false, headings: &["学科", "Subject"] },
    Field { name: "stage", required: false, headings: &["学段", "Stage"] },
    Field { name: "grade", required: false, headings: &["年级", "Grade"] },
    Field { name: "point", required: true, headings: &["知识点编码", "Point code", "知识点"] },
    Field { name: "type", required: true, headings: &["题型", "Type"] },
    Field { name: "stem", required: true, headings: &["题干", "Stem"] },
    Field { name: "option_a", required: false, headings: &["选项A", "Option A"] },
    Field { name: "option_b", required: false, headings: &["选项B", "Option B"] },
    Field { name: "option_c", required: false, headings: &["选项C", "Option C"] },
    Field { name: "option_d", required: false, headings: &["选项D", "Option D"] },
    Field { name: "option_e", required: false, headings: &["选项E", "Option E"] },
    Field { name: "option_f", required: false, headings: &["选项F", "Option F"] },
    Field { name: "answer", required: true, headings: &["答案", "Answer"] },
    Field { name: "tolerance", required: false, headings: &["误差", "Tolerance"] },
    Field { name: "unit", required: false, headings: &["单位", "Unit"] },
    Field { name: "hint", required: false, headings: &["提示", "Hint"] },
    Field { name: "explanation", required: false, headings: &["解析", "Explanation"] },
    Field { name: "difficulty", required: false, headings: &["难度", "Difficulty"] },
    Field { name: "scoring", required: false, headings: &["计分", "Scoring"] },
    Field { name: "shuffle", required: false, headings: &["乱序", "Shuffle"] },
    Field { name: "source", required: false, headings: &["来源", "Source"] },
    Field { name: "hint_2", required: false, headings: &["提示2", "Hint 2"] },
    Field { name: "hint_3", required: false, headings: &["提示3", "Hint 3"] },
    Field { name: "hint_4", required: false, headings: &["提示4", "Hint 4"] },
    Field { name: "steps", required: false, headings: &["步骤", "Steps"] },
    Field { name: "misconceptions", required: false, headings: &["误区", "Misconceptions"] },
];

const OPTIONS: [(&str, char); 6] =
    [("option_a", 'A'), ("option_b", 'B'), ("option_c", 'C'), ("option_d", 'D'), ("option_e", 'E'), ("option_f", 'F')];

/// The difficulty of an item whose author gives none: the middle.
const MIDDLE: i64 = 3;

/// What an item takes from its point where its own cells are empty.
pub(super) struct KnownPoint {
    pub subject: Subject,
    pub stage: Stage,
    pub grade: i64,
}

/// An item, the code of its point, and where it stands.
pub(super) struct ItemRow {
    pub item: NewItem,
    pub point: String,
    pub code_place: Place,
    /// Codes of the misconceptions that it names, and where.
    pub misconceptions: Vec<(String, Place)>,
}

impl ItemRow {
    pub fn with_point(self, id: impl Fn(&str) -> i64) -> NewItem {
        NewItem { point: id(&self.point), ..self.item }
    }
}

pub(super) fn read(cells: &mut Cells<'_>, points: &HashMap<String, KnownPoint>, source: &str) -> Option<ItemRow> {
    let code = cells.text("point");
    let point = points.get(&code);
    if point.is_none() {
        cells.fault("point", Problem::new("content.sheet_unknown_point").with("code", &code));
    }
    let class = class(cells, point);
    let difficulty = match cells.get("difficulty") {
        "" => Some(MIDDLE),
        _ => cells.parsed("difficulty", |t| t.parse().ok().filter(|d| (1..=5).contains(d)), Problem::new("content.bad_difficulty")),
    };
    let kind = cells.parsed("type", Kind::parse, Problem::new("content.sheet_type"));
    let interaction = kind.and_then(|kind| interaction(cells, kind));
    let own_source = cells.text("source");
    let help = help::read(cells, interaction.as_ref());
    let blank = || Interaction::ShortText(ShortText { accepted: vec!["-".into()], normalisation: Normalisation::default(), maths: None });
    let item = NewItem {
        code: cells.text("code"),
        // What could not be read is noted already; the rest of the row is checked all the same.
        subject: class.map_or(Subject::Math, |c| c.0),
        stage: class.map_or(Stage::Primary, |c| c.1),
        grade: class.map_or(1, |c| c.2),
        point: 0,
        difficulty: difficulty.unwrap_or(MIDDLE),
        stem: cells.text("stem"),
        hint: cells.text("hint"),
        explanation: cells.text("explanation"),
        source: if own_source.is_empty() { source.to_owned() } else { own_source },
        interaction: interaction.unwrap_or_else(blank),
        help: help.written,
    };
    for problem in item.problems() {
        cells.fault(field_of(&problem, &item), problem);
    }
    Some(ItemRow { item, point: code, code_place: cells.place("code"), misconceptions: help.misconceptions })
}

/// Subject, stage and grade: the cell's, or the point's where the cell is empty.
fn class(cells: &mut Cells<'_>, point: Option<&KnownPoint>) -> Option<(Subject, Stage, i64)> {
    let subject = match cells.get("subject") {
        "" => point.map(|p| p.subject),
        _ => cells.parsed("subject", Subject::parse, Problem::new("content.sheet_subject")),
    };
    let stage = match cells.get("stage") {
        "" => point.map(|p| p.stage),
        _ => cells.parsed("stage", Stage::parse, Problem::new("content.sheet_stage")),
    };
    let grade = match cells.get("grade") {
        "" => point.map(|p| p.grade),
        _ => cells.parsed("grade", grade::parse, Problem::new("content.sheet_grade")),
    };
    if let (Some(subject), Some(point)) = (subject, point)
        && subject != point.subject
    {
        cells.fault("subject", Problem::new("content.sheet_other_subject").with("code", cells.get("point")));
    }
    Some((subject?, stage?, grade?))
}

fn interaction(cells: &mut Cells<'_>, kind: Kind) -> Option<Interaction> {
    let unused: &[&str] = match kind {
        Kind::SingleChoice => &["tolerance", "unit", "scoring"],
        Kind::MultipleChoice => &["tolerance", "unit"],
        Kind::Numeric => &["option_a", "option_b", "option_c", "option_d", "option_e", "option_f", "shuffle"],
        Kind::ShortText => &["option_a", "option_b", "option_c", "option_d", "option_e", "option_f", "tolerance", "unit", "shuffle"],
    };
    for field in unused {
        // Authors leave "0" as the tolerance of everything; it says nothing.
        if !matches!(cells.get(field), "" | "0") || (field.starts_with("option") && !cells.get(field).is_empty()) {
            cells.fault(field, Problem::new("content.sheet_not_for_type"));
        }
    }
    if cells.get("answer").is_empty() {
        cells.fault("answer", Problem::new("content.sheet_no_answer"));
        return None;
    }
    match kind {
        Kind::SingleChoice => choice(cells, false).map(Interaction::Choice),
        Kind::MultipleChoice => choice(cells, true).map(Interaction::Choice),
        Kind::Numeric => numeric(cells).map(Interaction::Numeric),
        Kind::ShortText => short_text(cells).map(Interaction::ShortText),
    }
}

fn choice(cells: &mut Cells<'_>, multiple: bool) -> Option<Choice> {
    let mut options: Vec<String> = OPTIONS.iter().map(|(field, _)| cells.text(field)).collect();
    while options.last().is_some_and(String::is_empty) {
        options.pop();
    }
    for ((field, letter), _) in OPTIONS.iter().zip(&options).filter(|(_, text)| text.is_empty()) {
        cells.fault(field, Problem::new("content.blank_option").with("option", letter));
    }
    if options.iter().any(String::is_empty) {
        return None;
    }
    let correct = cells.parsed("answer", letters, Problem::new("content.sheet_answer_letters"))?;
    let scoring = match cells.get("scoring") {
        "" | "全对" | "all" => Some(Rule::AllOrNothing),
        "漏选得半分" | "half" => Some(Rule::HalfForPart),
        _ => None,
    };
    if scoring.is_none() {
        cells.fault("scoring", Problem::new("content.sheet_scoring"));
    }
    let shuffle = match cells.get("shuffle").to_lowercase().as_str() {
        "" | "是" | "yes" | "1" | "true" => Some(true),
        "否" | "no" | "0" | "false" => Some(false),
        _ => None,
    };
    if shuffle.is_none() {
        cells.fault("shuffle", Problem::new("content.sheet_shuffle"));
    }
    Some(Choice { rule: scoring?, shuffle: shuffle?, ..Choice::lettered(options, correct, multiple) })
}

/// `C`, `B;C`, `ＢＣ`, `A、D`: letters, parted or not.
fn letters(text: &str) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for c in text.chars() {
        match c {
            'A'..='Z' => found.insert(c.to_string()),
            'a'..='z' => found.insert(c.to_ascii_uppercase().to_string()),
            'Ａ'..='Ｚ' => found.insert(char::from_u32(c as u32 - 0xfee0)?.to_string()),
            ';' | '；' | ',' | '，' | '、' | '|' => true,
            c if c.is_whitespace() => true,
            _ => return None,
        };
    }
    Some(found)
}

fn numeric(cells: &mut Cells<'_>) -> Option<Numeric> {
    let value = cells.parsed("answer", Number::parse, Problem::new("content.sheet_no_number"));
    let tolerance = match cells.get("tolerance") {
        "" => Some(Number::zero()),
        _ => cells.parsed("tolerance", Number::parse, Problem::new("content.sheet_no_number")),
    };
    let maths = match cells.get("scoring") {
        "" => Some(None),
        scoring => maths(scoring).map(Some),
    };
    if maths.is_none() {
        cells.fault("scoring", Problem::new("content.sheet_scoring_number"));
    }
    Some(Numeric { value: value?, tolerance: tolerance?, unit: cells.text("unit"), maths: maths? })
}

fn short_text(cells: &mut Cells<'_>) -> Option<ShortText> {
    let accepted = cells.get("answer").split('|').map(|a| a.trim().to_owned()).collect();
    let rules = match cells.get("scoring") {
        "" => Some((false, None)),
        "区分大小写" | "case" => Some((true, None)),
        scoring => maths(scoring).map(|m| (false, Some(m))),
    };
    if rules.is_none() {
        cells.fault("scoring", Problem::new("content.sheet_scoring_text"));
    }
    let (keep_case, maths) = rules?;
    Some(ShortText { accepted, normalisation: Normalisation { keep_case, keep_punctuation: false }, maths })
}

/// `数学`, `maths: lowest-terms`: a mathematical key, with requirements on the form.
fn maths(scoring: &str) -> Option<Maths> {
    let forms = scoring.strip_prefix("数学").or_else(|| scoring.strip_prefix("maths"))?;
    Maths::parse(forms.trim_start_matches([':', '：']))
}

/// The column that a fault of the item as a whole is about.
fn field_of(problem: &Problem, item: &NewItem) -> &'static str {
    match problem.key.as_str() {
        "content.blank_stem" => "stem",
        "content.text_too_long" if item.stem.chars().count() > crate::item::LONGEST_TEXT => "stem",
        "content.text_too_long" if item.hint.chars().count() > crate::item::LONGEST_TEXT => "hint",
        "content.text_too_long" => "explanation",
        "content.bad_difficulty" => "difficulty",
        "content.bad_grade" => "grade",
        "content.negative_tolerance" | "content.maths_tolerance" => "tolerance",
        "content.too_few_options" | "content.same_options" => "option_a",
        "content.bad_code" => "code",
        _ => "answer",
    }
}
