//! The columns of each sheet, and the template to fill in.

use super::Kind;
use base::sheet::{Cell, Field, Sheet};
use base::{Lang, Result};

const fn field(name: &'static str, required: bool, headings: &'static [&'static str]) -> Field {
    Field { name, required, headings }
}

const STUDENTS: &[Field] = &[
    field("name", true, &["姓名", "Name", "学生姓名", "Student name"]),
    field("gender", false, &["性别", "Gender", "Sex"]),
    field("birth", false, &["出生日期", "Birth date", "出生年月日", "生日", "Date of birth", "Birthday"]),
    field("national_id", false, &["身份证号", "National ID", "身份证", "身份证号码", "公民身份号码", "身份证件号"]),
    field("student_number", false, &["学籍号", "Student number", "全国学籍号", "学籍号码"]),
    field("school", false, &["学校代码", "School code", "学校标识码", "学校编码"]),
    field("entry_year", true, &["入学年份", "Entry year", "入学年", "年级(入学年份)"]),
    field("class", true, &["班级", "Class", "班号", "班级名称"]),
    field("login", false, &["登录名", "Login", "账号", "用户名", "Username"]),
    field("guardian", false, &["监护人姓名", "Guardian", "家长姓名", "监护人", "Guardian name"]),
    field("relation", false, &["监护人关系", "Relation", "与学生关系", "关系", "Guardian relation"]),
    field("guardian_id", false, &["监护人身份证号", "Guardian national ID", "家长身份证号"]),
    field("guardian2", false, &["监护人2姓名", "Guardian 2", "监护人二姓名", "Guardian 2 name"]),
    field("relation2", false, &["监护人2关系", "Relation 2", "监护人二关系", "Guardian 2 relation"]),
    field("guardian2_id", false, &["监护人2身份证号", "Guardian 2 national ID", "监护人二身份证号"]),
];

const STAFF: &[Field] = &[
    field("name", true, &["姓名", "Name", "教师姓名"]),
    field("gender", false, &["性别", "Gender", "Sex"]),
    field("birth", false, &["出生日期", "Birth date", "出生年月日", "生日", "Date of birth"]),
    field("national_id", false, &["身份证号", "National ID", "身份证", "身份证号码", "公民身份号码"]),
    field("school", false, &["学校代码", "School code", "单位代码", "学校标识码", "Organisation code"]),
    field("role", true, &["角色", "Role", "岗位", "职务"]),
    field("entry_year", false, &["入学年份", "Entry year", "任教年级(入学年份)"]),
    field("class", false, &["班级", "Class", "任教班级", "班号"]),
    field("subject", false, &["学科", "Subject", "任教学科", "科目"]),
    field("login", false, &["登录名", "Login", "账号", "用户名", "Username"]),
];

const SCHOOLS: &[Field] = &[
    field("code", true, &["学校代码", "School code", "学校标识码", "代码", "Code"]),
    field("name", true, &["学校名称", "School name", "名称", "学校", "Name"]),
    field("parent", true, &["上级代码", "Parent code", "主管单位代码", "所属县区代码"]),
    field("stages", true, &["学段", "Stages", "办学类型", "Stage"]),
    field("locality", false, &["城乡", "Locality", "城乡类型", "城乡分类"]),
    field("small", false, &["小规模", "Small", "小规模学校"]),
    field("weak", false, &["薄弱", "Weak", "薄弱学校"]),
    field("special", false, &["特教", "Special", "特殊教育", "特殊教育学校"]),
];

/// The columns a sheet of this kind may have; none for packages.
pub fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Students => STUDENTS,
        Kind::Staff => STAFF,
        Kind::Schools => SCHOOLS,
        Kind::OneRoster => &[],
    }
}

/// Rows that show how to fill the template in; the person replaces them.
fn examples(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Students => &[
            &["王小树", "男", "2016-05-08", "", "L110105201605080007", "S001", "2022", "1", "", "王大树", "父亲"],
            &["李苗苗", "女", "2016-11-20", "", "L110105201611200013", "S001", "2022", "2", "limiaomiao", "李红", "母亲"],
        ],
        Kind::Staff => &[
            &["张老师", "女", "1988-03-12", "", "S001", "班主任", "2022", "1", "", "zhanglaoshi"],
            &["张老师", "女", "1988-03-12", "", "S001", "任课教师", "2022", "1", "数学", "zhanglaoshi"],
            &["赵校长", "男", "1975-09-01", "", "S001", "校领导", "", "", "", "zhaoxiaozhang"],
        ],
        Kind::Schools => &[&["S001", "育才小学", "C01", "小学", "镇区", "否", "否", "否"]],
        Kind::OneRoster => &[],
    }
}

/// The workbook to fill in, with headings in a language and a sheet of explanations.
pub fn template(kind: Kind, lang: Lang) -> Result<Vec<u8>> {
    let fields = fields(kind);
    let heading = |f: &Field| f.headings.get(usize::from(lang == Lang::En)).or(f.headings.first()).copied().unwrap_or(f.name);
    let headings: Vec<String> = fields.iter().map(|f| format!("{}{}", heading(f), if f.required { "*" } else { "" })).collect();
    let rows = examples(kind).iter().map(|row| row.iter().map(|cell| Cell::from(*cell)).collect()).collect();
    let data = Sheet { name: kind.name(lang).into_owned(), headings, rows };
    let notes = base::t!(
        lang,
        match kind {
            Kind::Students => "roster.notes_students",
            Kind::Staff => "roster.notes_staff",
            Kind::Schools => "roster.notes_schools",
            Kind::OneRoster => "roster.notes_oneroster",
        }
    );
    base::sheet::xlsx(&[data, Sheet::notes(notes.lines().map(str::to_owned))])
}
