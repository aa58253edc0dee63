//! Writes every component into one static page with its assets, to look at without a server:
//! `cargo run -p web --example gallery -- FOLDER [light|dark] [zh|en]`, then open `FOLDER/index.html`.

use base::{Lang, t};
use charts::{Bar, Bars, Estimate, Heading, HeatMap, HeatRow, Line, Point, Scale};
use maud::{Markup, html};
use web::look::*;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = std::path::PathBuf::from(args.next().unwrap_or_else(|| "gallery".into()));
    let theme = Theme::of(&args.next().unwrap_or_default());
    let lang = Lang::of(&args.next().unwrap_or_default());
    std::fs::create_dir_all(&folder)?;
    for name in web::assets::names() {
        std::fs::write(folder.join(name), web::assets::text(name).unwrap_or_default())?;
    }
    std::fs::write(folder.join("index.html"), beside_assets(page(&frame(lang, theme), content(lang))))?;
    let public = Frame { theme, site: "青松区教育局".into(), demo: true, ..Frame::new(lang, "登录") };
    std::fs::write(folder.join("sign-in.html"), beside_assets(page(&public.lead("用学校发的账号登录。"), sign_in())))?;
    std::fs::write(folder.join("slips.html"), beside_assets(page(&frame(lang, theme).titled("账号条"), slips())))
}

/// The document with its assets named as they lie beside it.
fn beside_assets(document: Markup) -> String {
    web::assets::names().fold(document.into_string(), |text, name| text.replace(web::assets::asset_url(name), name))
}

fn sign_in() -> Markup {
    let name = Field { autocomplete: Some("username"), required: true, ..Field::new("login", "账号") };
    let password = Field { kind: "password", autocomplete: Some("current-password"), required: true, ..Field::new("password", "密码") };
    html! {
        form class="narrow" method="post" {
            (notice(Tone::Warn, html! { "账号或密码不对，请再试一次。" }))
            (field(&name))
            (field(&password))
            div class="actions" { (button(Button::Primary, "登录")) }
            p class="hint" { "忘了密码？请班主任或学校管理员重置。" }
        }
    }
}

fn slips() -> Markup {
    html! {
        ul class="slips" {
            @for (i, name) in NAMES.iter().enumerate() {
                li {
                    p { b { (name) } " " small { "七年级(2)班" } }
                    dl { dt { "网址" } dd { "https://shuren.example" } dt { "账号" } dd { code { "qs2307" (i) } } dt { "密码" } dd { code { "竹叶-4821" } } }
                    p { small { "第一次登录后请换成自己的密码。" } }
                }
            }
        }
    }
}

fn frame(lang: Lang, theme: Theme) -> Frame {
    let nav = [
        ("/teacher", "今天", Icon::Home),
        ("/teacher/classes", "班级", Icon::People),
        ("/teacher/items", "题库", Icon::Book),
        ("/teacher/questions", "疑问", Icon::Message),
        ("/teacher/import", "导入", Icon::Transfer),
    ];
    Frame {
        theme,
        site: "青松区教育局".into(),
        path: "/teacher/classes/7".into(),
        nav: nav.into_iter().map(|(href, label, icon)| NavLink::new(href, label, icon)).collect(),
        person: Some(Person {
            name: "李秀兰".into(),
            role: "青松实验学校 数学教师".into(),
            links: vec![("/account".into(), "我的账号".into()), ("/account/sessions".into(), "登录记录".into())],
        }),
        demo: true,
        ..Frame::new(lang, "七年级(2)班 · 数学")
    }
    .lead("本周 38 人练了 412 道题。先看看下面两处，其余都好。")
    .crumb("/teacher", "今天")
    .crumb("/teacher/classes", "班级")
    .notice(Tone::Good, "名册已导入：新增 3 人，转出 1 人。")
}

fn content(lang: Lang) -> Markup {
    html! {
        (print_header(lang, "青松实验学校", "七年级(2)班", "2026-11-22"))
        (numbers(lang))
        (cards())
        (heat(lang))
        div class="cards" { section class="card" { (trend(lang)) } section class="card" { (schools(lang)) } }
        h2 { "学生" }
        (roster(lang))
        (pager(lang, &Pager { first: 1, last: 20, total: 42, previous: None, next: Some("?page=2".into()) }))
        div class="cards" { (practice()) (form(lang)) (states(lang)) }
    }
}

fn numbers(lang: Lang) -> Markup {
    let better = Comparison { difference: "+57".into(), against: "比上周".into(), tone: Tone::Good };
    let label = |text: &str| text.to_owned();
    stat(
        lang,
        &[
            Stat {
                label: label("本周作答"),
                value: Some("412".into()),
                unit: "题".into(),
                comparison: Some(better),
                href: Some("#".into()),
                ..Stat::default()
            },
            Stat {
                label: label("全班掌握"),
                value: Some("68".into()),
                interval: Some("多半在 63–73 之间".into()),
                href: Some("#".into()),
                ..Stat::default()
            },
            Stat { label: label("练习人数"), value: Some("38".into()), unit: "/ 42 人".into(), ..Stat::default() },
            Stat { label: label("与区均值相比"), interval: Some("不足 10 人，不显示".into()), ..Stat::default() },
        ],
    )
}

fn cards() -> Markup {
    let action = |label: &str| Some(link_button(Button::Second, "#", label));
    html! {
        div class="cards" {
            (card("去括号，再讲一次", html! { p { "19 人在“去括号”上连错三题，多半漏了变号。" } p { (badge(Tone::Warn, "值得一看")) } }, Some(link_button(Button::Primary, "#", "看这 19 份作答"))))
            (card("两条疑问等您回复", html! { p { "王雨桐、张浩然对自己的掌握情况提出了疑问。" } p { (badge(Tone::Urgent, "明天到期")) " " (badge(Tone::Plain, "2 条")) } }, action("去回复")))
            (card("今天的练习", html! { p { "再练两道就稳了。" } (charts::ring("今天完成", 8, 10)) }, action("继续练")))
        }
    }
}

const POINTS: [&str; 12] = [
    "正数和负数",
    "数轴",
    "绝对值",
    "有理数加减",
    "有理数乘除",
    "乘方",
    "代数式",
    "合并同类项",
    "去括号",
    "一元一次方程",
    "应用：行程",
    "角的度量",
];
const NAMES: [&str; 10] = ["王雨桐", "张浩然", "李子涵", "陈欣怡", "刘宇轩", "欧阳明轩", "赵思源", "孙悦", "周梓萱", "吴俊杰"];

fn heat(lang: Lang) -> Markup {
    let columns: Vec<_> = POINTS.iter().map(|p| Heading { label: (*p).into(), href: Some("#".into()) }).collect();
    let cell = |r: usize, c: usize| {
        let noise = ((r * 73 + c * 151 + r * c * 17) % 47) as f64 / 100.0;
        let value = (0.92 - c as f64 * 0.04 - r as f64 * 0.012 - noise + if c == 8 { -0.2 } else { 0.05 }).clamp(0.04, 0.98);
        let count = ((r * 7 + c * 3) % 19) as u64;
        let half = 0.32 / (1.0 + count as f64).sqrt() + 0.02;
        (count > 0).then_some(Estimate { value, interval: Some((value - half, value + half)), count: Some(count) })
    };
    let row = |r: usize| HeatRow {
        heading: Heading { label: NAMES[r % NAMES.len()].into(), href: Some("#".into()) },
        cells: (0..POINTS.len()).map(|c| cell(r, c).into()).collect(),
    };
    let rows: Vec<_> = (0..20).map(row).collect();
    let map = HeatMap {
        caption: "学生 × 知识点：谁在哪里还需要帮一把",
        corner: "学生",
        columns: &columns,
        rows: &rows,
        href: &|r, c| Some(format!("{r}-{c}")),
    };
    charts::heat_map(&map, &chart_words(lang))
}

fn trend(lang: Lang) -> Markup {
    let weeks = [Some(0.41), Some(0.46), Some(0.52), None, Some(0.58), Some(0.63), Some(0.68)];
    let point = |(i, value): (usize, &Option<f64>)| Point {
        label: format!("第 {} 周", i + 1),
        estimate: value.map(|value| Estimate { value, interval: Some((value - 0.08, value + 0.08)), count: Some(300 + 20 * i as u64) }),
    };
    let points: Vec<_> = weeks.iter().enumerate().map(point).collect();
    let chart = Line {
        id: "trend",
        caption: "全班掌握，七周",
        description: "从 41% 升到 68%，第 4 周放假没有记录。",
        scale: Scale::SHARE,
        points: &points,
    };
    charts::line(&chart, &chart_words(lang))
}

fn schools(lang: Lang) -> Markup {
    let bar = |label: &str, value: Option<(f64, f64, u64)>| Bar {
        label: label.into(),
        href: Some("#".into()),
        estimate: value.map(|(value, half, n)| Estimate { value, interval: Some((value - half, value + half)), count: Some(n) }),
        reference: Some(0.61),
    };
    let list = [
        bar("青松实验学校", Some((0.68, 0.03, 1204))),
        bar("第三中学", Some((0.59, 0.04, 806))),
        bar("河湾乡中心校", Some((0.55, 0.09, 96))),
        bar("特殊教育学校", None),
    ];
    charts::bars(&Bars { caption: "各校七年级数学", reference: Some("全区 61%"), scale: Scale::SHARE, bars: &list }, &group_words(lang))
}

fn roster(lang: Lang) -> Markup {
    let sort = |rising| Sort { href: "?sort=name".into(), rising };
    let columns = vec![
        Column::text("姓名").sorted(sort(Some(true))),
        Column::text("学籍号"),
        Column::number("本周作答").sorted(sort(None)),
        Column::text("近六周"),
        Column::text("情况"),
    ];
    let row = |i: usize| {
        let values: Vec<_> = (0..6).map(|w| Some(((i * 13 + w * 29) % 40) as f64 + w as f64 * 4.0)).collect();
        vec![
            html! { a href="#" { (NAMES[i]) } },
            html! { "G23010320140" (i) "051" (i) },
            html! { (7 + i * 5) },
            charts::sparkline("近六周渐多", &values),
            if i == 2 { badge(Tone::Warn, "一周没练") } else { badge(Tone::Good, "稳步") },
        ]
    };
    let filter = field(&Field { kind: "search", ..Field::new("q", "姓名或学籍号") });
    html! {
        (toolbar(lang, "#", filter, &[("?as=xlsx", "Excel"), ("?as=csv", "CSV")]))
        (table(&Table { caption: "七年级(2)班名册".into(), columns, rows: (0..6).map(row).collect(), empty: html! {} }))
    }
}

fn practice() -> Markup {
    let choices = [("A", "−3x + 6"), ("B", "−3x − 6"), ("C", "3x − 6"), ("D", "−3x + 2")];
    card(
        "第 3 题，共 10 题",
        html! {
            form {
                p { "化简:−3(x − 2) = ?" }
                div class="choices" { @for (value, text) in choices { label { input type="radio" name="a" value=(value); span { b { (value) } "  " (text) } } } }
                div class="actions" { (button(Button::Primary, "交卷看结果")) (button(Button::Second, "先跳过")) }
            }
        },
        None,
    )
}

fn form(lang: Lang) -> Markup {
    let wrong = [base::Problem::new("base.job_not_over")];
    card(
        "登记学生",
        html! {
            (problems(lang, &wrong))
            form method="post" {
                (field(&Field { hint: "与户口簿一致", value: "王雨桐", required: true, ..Field::new("name", "姓名") }))
                (field(&Field { hint: "19 位，G、J 或 L 开头", value: "G2301032014", error: Some("只有 11 位，应为 19 位。请对照学籍系统再填一次。"), ..Field::new("number", "学籍号") }))
                (select(&Field { value: "2", ..Field::new("class", "班级") }, &[Choice { value: "1".into(), label: "七年级(1)班".into() }, Choice { value: "2".into(), label: "七年级(2)班".into() }]))
                div class="actions" { (button(Button::Primary, "保存")) }
            }
            (confirm_form("#", &[("id", "7")], "把王雨桐转出本班吗？她的学习记录会跟着走。", Button::Danger, "转出"))
        },
        None,
    )
}

fn states(lang: Lang) -> Markup {
    let running = Progress { id: "job", doing: "正在核对名册", done: 6120, total: Some(10_000), again: Some("#"), cancel: Some("#") };
    html! {
        div class="card" {
            h2 { (t!(lang, "web.look_again")) }
            (progress(lang, &running))
            (notice(Tone::Plain, html! { "这份分析由规则得出，没有用到语言模型。" }))
            (notice(Tone::Warn, html! { "名册有 2 处需要核对。" }))
            (notice(Tone::Urgent, html! { "备份已三天没有成功，请管理员处理。" }))
            (empty("还没有练习记录", "从一套十题的小练习开始，大约六分钟。", Some(link_button(Button::Primary, "#", "开始练习"))))
        }
    }
}
