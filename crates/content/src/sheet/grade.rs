/// A grade as people write it: `3`, `三年级`, `初一`, `高二`; 0 for nothing at all.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return Some(0);
    }
    if let Ok(grade) = text.parse::<i64>() {
        return Some(grade);
    }
    let year = |s: &str| ["一", "二", "三", "四", "五", "六", "七", "八", "九"].iter().position(|d| *d == s).map(|i| i as i64 + 1);
    if let Some(digits) = text.strip_suffix("年级") {
        return digits.parse().ok().or_else(|| year(digits));
    }
    let within = |s: &str| year(s).filter(|y| *y <= 3);
    if let Some(rest) = text.strip_prefix('初') {
        return within(rest).map(|y| y + 6);
    }
    text.strip_prefix('高').and_then(within).map(|y| y + 9)
}

#[cfg(test)]
mod tests {
    #[test]
    fn grades_in_words() {
        let grades = ["3", "三年级", "7年级", "初一", "高三", "", "初四", "大一"].map(super::parse);
        assert_eq!(grades, [Some(3), Some(3), Some(7), Some(7), Some(12), Some(0), None, None]);
    }
}
