use super::{edges, items, points};
use base::sheet::{Field, Sheet, xlsx};
use base::{Lang, Result};

/// A workbook to fill in: a sheet of points and one of items with an example of each type, and one
/// that explains the columns.
pub fn template(lang: Lang) -> Result<Vec<u8>> {
    let heading = |f: &Field| {
        let of_language = |h: &&&str| h.is_ascii() == (lang == Lang::En);
        (*f.headings.iter().find(of_language).unwrap_or(&f.headings[0])).to_owned()
    };
    let sheet = |name: &str, fields: &[Field], rows: Vec<Vec<&str>>| Sheet {
        name: name.to_owned(),
        headings: fields.iter().map(heading).collect(),
        rows: rows.into_iter().map(|r| r.into_iter().map(Into::into).collect()).collect(),
    };
    let notes = [
        base::t!(lang, "content.template_points"),
        base::t!(lang, "graph.template_edges"),
        base::t!(lang, "content.template_items"),
        base::t!(lang, "content.template_choice"),
        base::t!(lang, "content.template_numeric"),
        base::t!(lang, "content.template_short_text"),
        base::t!(lang, "content.template_again"),
    ];
    let point = |code, kind, name, name_en, standard, description| {
        vec![code, "数学", "小学", "3", kind, name, name_en, standard, "", description, ""]
    };
    let standard = "《义务教育数学课程标准（2022年版）》第二学段 数与代数";
    let points = vec![
        point("MA-P3-90", "知识", "分数的初步认识", "First fractions", standard, "能用分数表示平均分后的几份。"),
        point(
            "MA-P3-90-M1",
            "误区",
            "以为分母越大分数越大",
            "A larger denominator makes a larger fraction",
            "",
            "比较四分之一和二分之一时选四分之一。",
        ),
    ];
    let edges = vec![vec!["MA-P3-90-M1", "误区", "MA-P3-90", ""]];
    let item = |code, kind, stem, options: [&'static str; 4], answer, tolerance, unit, hint, explanation, difficulty| {
        let [a, b, c, d] = options;
        vec![code, "数学", "小学", "3", "MA-P3-90", kind, stem, a, b, c, d, "", "", answer, tolerance, unit, hint, explanation, difficulty]
    };
    let none = [""; 4];
    let items = vec![
        item(
            "MA-P3-90-01",
            "单选",
            "把一张饼平均分成 4 份，其中的 1 份是这张饼的（  ）。",
            ["四分之一", "一分之四", "二分之一", "四分之三"],
            "A",
            "",
            "",
            "平均分成几份，分母就是几。",
            "平均分成 4 份，取 1 份，是四分之一。",
            "1",
        ),
        item(
            "MA-P3-90-02",
            "多选",
            "下面哪些分数和二分之一一样大？",
            ["2/4", "1/4", "3/6", "2/3"],
            "A;C",
            "",
            "",
            "画一画，涂一涂。",
            "2/4 和 3/6 都是一半。",
            "3",
        ),
        item("MA-P3-90-03", "数值", "1/5 + 2/5 = ？", none, "3/5", "0", "", "分母相同，只加分子。", "1/5 + 2/5 = 3/5。", "2"),
        item("MA-P3-90-04", "短答", "分数线上面的数叫什么？", none, "分子", "", "", "线下面的叫分母。", "分数线上面的数叫分子。", "1"),
    ];
    let edges_name = base::t!(lang, "graph.template_edges_name");
    let (points_name, items_name) = (base::t!(lang, "content.template_points_name"), base::t!(lang, "content.template_items_name"));
    xlsx(&[
        sheet(&points_name, points::FIELDS, points),
        sheet(&edges_name, edges::FIELDS, edges),
        sheet(&items_name, items::FIELDS, items),
        Sheet::notes(notes.iter().map(|n| n.to_string())),
    ])
}
