//! A value as charts show it: how large, how sure, from how much, and in which unit.

use std::borrow::Cow;

/// A measured value. Missing or suppressed values are `None` around it, never zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value, in the units of its [`Scale`].
    pub value: f64,
    /// Lower and upper end of its interval, where it is an estimate.
    pub interval: Option<(f64, f64)>,
    /// Observations behind it, where that says something.
    pub count: Option<u64>,
}

impl Estimate {
    /// A value that is a count or a fact, not an estimate.
    pub fn exact(value: f64) -> Self {
        Estimate { value, interval: None, count: None }
    }
}

/// How figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share from 0 to 1, written in per cent without decimals.
    Percent,
    /// A number with this many decimals.
    Number(usize),
}

/// The range an axis covers and how its figures are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Value at the left or lower end.
    pub low: f64,
    /// Value at the right or upper end.
    pub high: f64,
    /// How figures are written.
    pub unit: Unit,
}

impl Scale {
    /// Shares, from 0 to 100 per cent.
    pub const SHARE: Scale = Scale { low: 0.0, high: 1.0, unit: Unit::Percent };

    /// Where a value lies on the axis, from 0 to 100, kept inside.
    pub(crate) fn position(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        let share = if span > 0.0 { (value - self.low) / span } else { 0.0 };
        (share.clamp(0.0, 1.0) * 1000.0).round() / 10.0
    }

    /// The value as people read it.
    pub(crate) fn text(&self, value: f64) -> String {
        match self.unit {
            Unit::Percent => format!("{:.0}%", value * 100.0),
            Unit::Number(decimals) => format!("{value:.decimals$}"),
        }
    }

    /// The interval as people read it; a dash without spaces, as in both languages.
    pub(crate) fn interval_text(&self, (low, high): (f64, f64)) -> String {
        match self.unit {
            Unit::Percent => format!("{:.0}–{:.0}%", low * 100.0, high * 100.0),
            Unit::Number(decimals) => format!("{low:.decimals$}–{high:.decimals$}"),
        }
    }
}

/// The words a chart needs besides its own captions, in the reader's language.
#[derive(Debug, Clone)]
pub struct Words {
    /// In place of a missing value: 暂无.
    pub none: Cow<'static, str>,
    /// In place of a value of too few to show: 人数少.
    pub hidden: Cow<'static, str>,
    /// Heading of the folded table.
    pub table: Cow<'static, str>,
    /// Column heading of what is measured.
    pub label: Cow<'static, str>,
    /// Column heading of values.
    pub value: Cow<'static, str>,
    /// Column heading of intervals.
    pub interval: Cow<'static, str>,
    /// Column heading of observation counts.
    pub count: Cow<'static, str>,
    /// Names of the five steps of the heat map, lowest first.
    pub steps: [Cow<'static, str>; 5],
    /// What the figures in a heat map's cell mean.
    pub cell: Cow<'static, str>,
}

#[cfg(test)]
pub(crate) fn words() -> Words {
    Words {
        none: "暂无".into(),
        hidden: "人数少".into(),
        table: "数据表".into(),
        label: "项目".into(),
        value: "数值".into(),
        interval: "范围".into(),
        count: "题数".into(),
        steps: ["0–19", "20–39", "40–59", "60–79", "80–100"].map(Cow::Borrowed),
        cell: "大字：掌握；小字：上下浮动和题数".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_stay_on_the_axis_and_figures_read_well() {
        let scale = Scale { low: 10.0, high: 30.0, unit: Unit::Number(1) };
        assert_eq!([scale.position(0.0), scale.position(15.0), scale.position(99.0)], [0.0, 25.0, 100.0]);
        assert_eq!(Scale { low: 1.0, high: 1.0, unit: Unit::Number(0) }.position(5.0), 0.0);
        assert_eq!(Scale::SHARE.text(0.724), "72%");
        assert_eq!(Scale::SHARE.interval_text((0.631, 0.809)), "63–81%");
        assert_eq!(scale.interval_text((1.0, 2.25)), "1.0–2.2");
    }
}
