//! Units as pupils write them: `140°` answers `度` as `140度` does.

use unicode_normalization::UnicodeNormalization;

/// Spellings of the legal units of measurement taught in school (GB 3100–1993), a row each.
const SPELLINGS: &[&[&str]] = &[
    &["毫米", "mm"],
    &["厘米", "cm"],
    &["分米", "dm"],
    &["米", "m"],
    &["千米", "公里", "km"],
    &["平方毫米", "mm²"],
    &["平方厘米", "cm²"],
    &["平方分米", "dm²"],
    &["平方米", "m²"],
    &["公顷", "hm²", "ha"],
    &["平方千米", "平方公里", "km²"],
    &["立方厘米", "cm³"],
    &["立方分米", "dm³"],
    &["立方米", "m³"],
    &["毫升", "mL"],
    &["升", "L"],
    &["毫克", "mg"],
    &["克", "g"],
    &["千克", "公斤", "kg"],
    &["吨", "t"],
    &["秒", "s"],
    &["分钟", "min"],
    &["小时", "时", "h"],
    &["天", "日", "d"],
    &["度", "°"],
    &["摄氏度", "℃"],
    &["米/秒", "米每秒", "m/s"],
    &["千米/时", "千米/小时", "千米每小时", "km/h"],
    &["克/立方厘米", "克每立方厘米", "g/cm³"],
    &["千克/立方米", "千克每立方米", "kg/m³"],
    &["牛", "牛顿", "N"],
    &["帕", "帕斯卡", "Pa"],
    &["焦", "焦耳", "J"],
    &["瓦", "瓦特", "W"],
    &["千瓦", "kW"],
    &["千瓦时", "千瓦·时", "kW·h"],
    &["安", "安培", "A"],
    &["伏", "伏特", "V"],
    &["欧", "欧姆", "Ω"],
    &["赫兹", "赫", "Hz"],
    &["摩尔", "mol"],
    &["元", "块", "块钱"],
    &["%", "％"],
];

/// Whether this is a unit of measurement, in any spelling.
pub(super) fn is_known(unit: &str) -> bool {
    spellings(unit).is_some()
}

/// Whether two texts name the same unit.
pub(super) fn same(a: &str, b: &str) -> bool {
    fold(a) == fold(b) || spellings(a).is_some_and(|row| row.iter().any(|s| fold(s) == fold(b)))
}

fn spellings(unit: &str) -> Option<&'static [&'static str]> {
    let unit = fold(unit);
    SPELLINGS.iter().find(|row| row.iter().any(|s| fold(s) == unit)).copied()
}

/// Width, letter case, spaces and the raising of digits make no difference.
fn fold(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace() && *c != '^').flat_map(char::to_lowercase).collect()
}
