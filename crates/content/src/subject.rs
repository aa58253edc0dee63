//! School subjects (学科), as stable codes.

use std::borrow::Cow;

/// A school subject of the national curriculum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// 语文.
    Chinese,
    /// 数学.
    Math,
    /// 英语.
    English,
    /// 科学.
    Science,
    /// 物理.
    Physics,
    /// 化学.
    Chemistry,
    /// 生物.
    Biology,
    /// 历史.
    History,
    /// 地理.
    Geography,
    /// 道德与法治, in senior school 思想政治.
    Civics,
    /// 人工智能与信息科技.
    Ai,
    /// 音乐.
    Music,
    /// 美术.
    Art,
    /// 体育与健康.
    Pe,
    /// 劳动.
    Labour,
}

impl Subject {
    /// All subjects, in the order of a timetable.
    pub const ALL: [Subject; 15] = [
        Subject::Chinese,
        Subject::Math,
        Subject::English,
        Subject::Science,
        Subject::Physics,
        Subject::Chemistry,
        Subject::Biology,
        Subject::History,
        Subject::Geography,
        Subject::Civics,
        Subject::Ai,
        Subject::Music,
        Subject::Art,
        Subject::Pe,
        Subject::Labour,
    ];

    /// The word in the database and in files.
    pub fn code(self) -> &'static str {
        match self {
            Subject::Chinese => "chinese",
            Subject::Math => "math",
            Subject::English => "english",
            Subject::Science => "science",
            Subject::Physics => "physics",
            Subject::Chemistry => "chemistry",
            Subject::Biology => "biology",
            Subject::History => "history",
            Subject::Geography => "geography",
            Subject::Civics => "civics",
            Subject::Ai => "ai",
            Subject::Music => "music",
            Subject::Art => "art",
            Subject::Pe => "pe",
            Subject::Labour => "labour",
        }
    }

    /// The subject of a code or of one of its usual Chinese names, which are those of a staff sheet.
    pub fn parse(text: &str) -> Option<Subject> {
        let text = text.trim();
        let of_code = |code: &str| Subject::ALL.into_iter().find(|s| s.code().eq_ignore_ascii_case(code));
        let named = || people::roster::SUBJECTS.iter().find(|(_, names)| names.contains(&text));
        of_code(text).or_else(|| named().and_then(|(code, _)| of_code(code)))
    }

    /// Its name for readers.
    pub fn name(self, lang: base::Lang) -> Cow<'static, str> {
        base::message::get(lang, self.key())
    }

    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Subject::Chinese => "content.subject_chinese",
            Subject::Math => "content.subject_math",
            Subject::English => "content.subject_english",
            Subject::Science => "content.subject_science",
            Subject::Physics => "content.subject_physics",
            Subject::Chemistry => "content.subject_chemistry",
            Subject::Biology => "content.subject_biology",
            Subject::History => "content.subject_history",
            Subject::Geography => "content.subject_geography",
            Subject::Civics => "content.subject_civics",
            Subject::Ai => "content.subject_ai",
            Subject::Music => "content.subject_music",
            Subject::Art => "content.subject_art",
            Subject::Pe => "content.subject_pe",
            Subject::Labour => "content.subject_labour",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Subject;

    #[test]
    fn staff_sheets_and_items_name_the_same_subjects() {
        assert_eq!(people::roster::SUBJECTS.map(|(code, _)| code), Subject::ALL.map(Subject::code));
        for (code, names) in people::roster::SUBJECTS {
            assert!(names.iter().all(|name| Subject::parse(name).map(Subject::code) == Some(code)));
        }
        assert_eq!([Subject::parse(" Math "), Subject::parse("炼金术")], [Some(Subject::Math), None]);
    }
}
