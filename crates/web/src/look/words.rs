//! The words that charts need, in the reader's language.

use base::{Lang, t};
use maud::Markup;

/// Labels for the charts' tables, legends and gaps.
pub fn chart_words(lang: Lang) -> charts::Words {
    charts::Words {
        none: t!(lang, "web.none"),
        hidden: t!(lang, "web.hidden"),
        table: t!(lang, "web.chart_table"),
        label: t!(lang, "web.chart_label"),
        value: t!(lang, "web.chart_value"),
        interval: t!(lang, "web.chart_interval"),
        count: t!(lang, "web.chart_count"),
        steps: [t!(lang, "web.step_0"), t!(lang, "web.step_1"), t!(lang, "web.step_2"), t!(lang, "web.step_3"), t!(lang, "web.step_4")],
        cell: t!(lang, "web.cell"),
    }
}

/// The same for figures about groups, whose counts are people and not answers.
pub fn group_words(lang: Lang) -> charts::Words {
    charts::Words { count: t!(lang, "web.chart_people"), cell: t!(lang, "web.cell_people"), ..chart_words(lang) }
}

/// What the five colours and the figures in a heat map's cells mean.
pub fn heat_legend(lang: Lang) -> Markup {
    charts::heat_legend(&chart_words(lang))
}
