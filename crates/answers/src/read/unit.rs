//! Units as pupils write them, with what they are in base units.

use super::numerals::ten;
use num_rational::BigRational;
use num_traits::One;

/// Exponents of metre, gram, second, ampere, kelvin, mole, yuan and bit.
pub(crate) type Dimension = [i8; 8];

/// A unit of measurement, or a measure word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    /// As it was written.
    pub name: String,
    /// What one of it is in base units.
    pub factor: BigRational,
    /// `None` for measure words such as 个.
    pub dimension: Option<Dimension>,
}

const LENGTH: Dimension = [1, 0, 0, 0, 0, 0, 0, 0];
const AREA: Dimension = [2, 0, 0, 0, 0, 0, 0, 0];
const VOLUME: Dimension = [3, 0, 0, 0, 0, 0, 0, 0];
const MASS: Dimension = [0, 1, 0, 0, 0, 0, 0, 0];
const TIME: Dimension = [0, 0, 1, 0, 0, 0, 0, 0];
const CURRENT: Dimension = [0, 0, 0, 1, 0, 0, 0, 0];
const CELSIUS: Dimension = [0, 0, 0, 0, 1, 0, 0, 0];
const AMOUNT: Dimension = [0, 0, 0, 0, 0, 1, 0, 0];
const MONEY: Dimension = [0, 0, 0, 0, 0, 0, 1, 0];
const DATA: Dimension = [0, 0, 0, 0, 0, 0, 0, 1];
const FREQUENCY: Dimension = [0, 0, -1, 0, 0, 0, 0, 0];
const FORCE: Dimension = [1, 1, -2, 0, 0, 0, 0, 0];
const PRESSURE: Dimension = [-1, 1, -2, 0, 0, 0, 0, 0];
const ENERGY: Dimension = [2, 1, -2, 0, 0, 0, 0, 0];
const POWER: Dimension = [2, 1, -3, 0, 0, 0, 0, 0];
const VOLTAGE: Dimension = [2, 1, -3, -1, 0, 0, 0, 0];
const RESISTANCE: Dimension = [2, 1, -3, -2, 0, 0, 0, 0];
const CHARGE: Dimension = [0, 0, 1, 1, 0, 0, 0, 0];

/// Spellings, the factor as a fraction, the dimension: the legal units taught in school (GB 3100–1993), with 亩 and 斤.
const UNITS: &[(&[&str], (i64, i64), Dimension)] = &[
    (&["千米", "公里", "km"], (1000, 1), LENGTH),
    (&["米", "m"], (1, 1), LENGTH),
    (&["分米", "dm"], (1, 10), LENGTH),
    (&["厘米", "cm"], (1, 100), LENGTH),
    (&["毫米", "mm"], (1, 1000), LENGTH),
    (&["微米", "μm", "um"], (1, 1_000_000), LENGTH),
    (&["纳米", "nm"], (1, 1_000_000_000), LENGTH),
    (&["平方千米", "平方公里"], (1_000_000, 1), AREA),
    (&["公顷", "hm^{2}"], (10_000, 1), AREA),
    (&["亩"], (2000, 3), AREA),
    (&["平方米", "平米"], (1, 1), AREA),
    (&["平方分米"], (1, 100), AREA),
    (&["平方厘米"], (1, 10_000), AREA),
    (&["平方毫米"], (1, 1_000_000), AREA),
    (&["立方千米"], (1_000_000_000, 1), VOLUME),
    (&["立方米", "方"], (1, 1), VOLUME),
    (&["立方分米"], (1, 1000), VOLUME),
    (&["立方厘米"], (1, 1_000_000), VOLUME),
    (&["立方毫米"], (1, 1_000_000_000), VOLUME),
    (&["升", "L"], (1, 1000), VOLUME),
    (&["毫升", "mL", "ml"], (1, 1_000_000), VOLUME),
    (&["吨", "t"], (1_000_000, 1), MASS),
    (&["千克", "公斤", "kg"], (1000, 1), MASS),
    (&["斤"], (500, 1), MASS),
    (&["克", "g"], (1, 1), MASS),
    (&["毫克", "mg"], (1, 1000), MASS),
    (&["年"], (31_536_000, 1), [0, 0, 1, 0, 0, 0, 0, 0]),
    (&["周", "星期"], (604_800, 1), TIME),
    (&["天", "日", "d"], (86_400, 1), TIME),
    (&["小时", "时", "h"], (3600, 1), TIME),
    (&["分钟", "min"], (60, 1), TIME),
    (&["秒钟", "秒", "s"], (1, 1), TIME),
    (&["毫秒", "ms"], (1, 1000), TIME),
    (&["安培", "安", "A"], (1, 1), CURRENT),
    (&["毫安", "mA"], (1, 1000), CURRENT),
    (&["℃", "°C"], (1, 1), CELSIUS),
    (&["摩尔", "mol"], (1, 1), AMOUNT),
    (&["元", "块钱", "块", "圆"], (1, 1), MONEY),
    (&["角", "毛"], (1, 10), MONEY),
    (&["赫兹", "赫", "Hz"], (1, 1), FREQUENCY),
    (&["千赫", "kHz"], (1000, 1), FREQUENCY),
    (&["兆赫", "MHz"], (1_000_000, 1), FREQUENCY),
    (&["牛顿", "牛", "N"], (1000, 1), FORCE),
    (&["帕斯卡", "帕", "Pa"], (1000, 1), PRESSURE),
    (&["千帕", "kPa"], (1_000_000, 1), PRESSURE),
    (&["焦耳", "焦", "J"], (1000, 1), ENERGY),
    (&["千焦", "kJ"], (1_000_000, 1), ENERGY),
    (&["千瓦时", "kWh"], (3_600_000_000, 1), ENERGY),
    (&["瓦特", "瓦", "W"], (1000, 1), POWER),
    (&["千瓦", "kW"], (1_000_000, 1), POWER),
    (&["伏特", "伏", "V"], (1000, 1), VOLTAGE),
    (&["毫伏", "mV"], (1, 1), VOLTAGE),
    (&["千伏", "kV"], (1_000_000, 1), VOLTAGE),
    (&["欧姆", "欧", "Ω"], (1000, 1), RESISTANCE),
    (&["千欧", "kΩ"], (1_000_000, 1), RESISTANCE),
    (&["库仑", "库", "C"], (1, 1), CHARGE),
    (&["比特", "bit"], (1, 1), DATA),
    (&["字节", "Byte"], (8, 1), DATA),
    (&["KB"], (8192, 1), DATA),
    (&["MB"], (8_388_608, 1), DATA),
    (&["GB"], (8_589_934_592, 1), DATA),
];

/// Measure words: what is counted, not measured.
const MEASURE_WORDS: &[&str] = &[
    "个",
    "名",
    "人",
    "位",
    "只",
    "头",
    "匹",
    "条",
    "棵",
    "株",
    "朵",
    "本",
    "册",
    "页",
    "张",
    "片",
    "块",
    "支",
    "枝",
    "根",
    "把",
    "件",
    "套",
    "双",
    "对",
    "台",
    "辆",
    "架",
    "艘",
    "间",
    "座",
    "栋",
    "层",
    "家",
    "户",
    "组",
    "班",
    "排",
    "行",
    "列",
    "袋",
    "包",
    "盒",
    "箱",
    "瓶",
    "杯",
    "碗",
    "盆",
    "桶",
    "筐",
    "堆",
    "串",
    "次",
    "回",
    "遍",
    "场",
    "种",
    "类",
    "样",
    "道",
    "题",
    "岁",
    "分",
    "步",
    "节",
    "段",
    "圈",
    "倍",
    "平方单位",
    "单位长度",
    "个单位",
    "粒",
    "颗",
    "枚",
    "盏",
    "扇",
    "面",
    "幅",
    "月",
    "角形",
    "篇",
    "首",
    "句",
    "字",
    "股",
    "束",
    "捆",
    "吨级",
    "成",
    "折",
    "票",
    "元钱",
    "多",
];

/// The unit that the text begins with, and its length in bytes: the longest there is, with powers, `/` and `·`.
pub(super) fn leading(text: &str) -> Option<(Unit, usize)> {
    let (mut unit, mut at) = single(text)?;
    while at < text.len() {
        let rest = &text[at..];
        let (by, over) = if let Some(r) = rest.strip_prefix('/').or_else(|| rest.strip_prefix('每')) {
            (r, true)
        } else if let Some(r) = rest.strip_prefix('*') {
            (r, false)
        } else {
            break;
        };
        let Some((next, length)) = single(by) else { break };
        let (Some(a), Some(b)) = (unit.dimension, next.dimension) else {
            // 元/个, 个/分: a rate of what is counted.
            let (one, kept) = if unit.dimension.is_some() { (unit.factor.clone(), unit.dimension) } else { (BigRational::one(), None) };
            unit = Unit { name: String::new(), factor: one, dimension: kept.filter(|_| next.dimension.is_some()) };
            at = text.len() - by.len() + length;
            continue;
        };
        let mut sum = a;
        for (s, b) in sum.iter_mut().zip(b) {
            *s += if over { -b } else { b };
        }
        let factor = if over { &unit.factor / &next.factor } else { &unit.factor * &next.factor };
        unit = Unit { name: String::new(), factor, dimension: Some(sum) };
        at = text.len() - by.len() + length;
    }
    unit.name = text[..at].replace("^{2}", "²").replace("^{3}", "³");
    Some((unit, at))
}

/// One unit with its power.
fn single(text: &str) -> Option<(Unit, usize)> {
    let mut best: Option<(Unit, usize)> = None;
    for (names, (n, d), dimension) in UNITS {
        for name in *names {
            if text.starts_with(name) && best.as_ref().is_none_or(|(_, l)| *l < name.len()) {
                let factor = BigRational::new((*n).into(), (*d).into());
                best = Some((Unit { name: (*name).to_owned(), factor, dimension: Some(*dimension) }, name.len()));
            }
        }
    }
    for name in MEASURE_WORDS {
        if text.starts_with(name) && best.as_ref().is_none_or(|(_, l)| *l < name.len()) {
            best = Some((Unit { name: (*name).to_owned(), factor: ten(0), dimension: None }, name.len()));
        }
    }
    let (mut unit, mut length) = best?;
    // Letters go on: `mile` is not `m`.
    let ascii = unit.name.ends_with(|c: char| c.is_ascii_alphabetic());
    let next = text[length..].chars().next();
    if ascii && next.is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '(') {
        return None;
    }
    let raised = [("^{2}", 2), ("^2", 2), ("^{3}", 3), ("^3", 3), ("2", 2), ("3", 3)];
    if let Some((mark, power)) = raised.iter().find(|(mark, _)| text[length..].starts_with(mark))
        && (ascii || mark.starts_with('^'))
        && let Some(dimension) = unit.dimension
    {
        let factor = unit.factor.clone();
        for _ in 1..*power {
            unit.factor *= &factor;
        }
        unit.dimension = Some(dimension.map(|d| d * power));
        length += mark.len();
    }
    Some((unit, length))
}
