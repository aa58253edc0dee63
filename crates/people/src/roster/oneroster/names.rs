//! Names: one text here, given and family name in a package.

/// Chinese surnames of two characters that a name may begin with; of others the first is taken.
const DOUBLE: [&str; 20] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "长孙", "宇文", "司徒", "司空", "夏侯", "端木", "南宫",
    "西门", "独孤", "轩辕",
];

/// What stands in a field that must be filled in for a name of one part.
const NONE: &str = "-";

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}'))
}

/// Given and family name; [`join`] gives the name back.
pub(super) fn split(name: &str) -> (String, String) {
    let (family, given) = if is_chinese(name) {
        let count = if name.chars().count() > 2 && DOUBLE.iter().any(|d| name.starts_with(d)) { 2 } else { 1 };
        let at = name.char_indices().nth(count).map_or(name.len(), |(at, _)| at);
        name.split_at(at)
    } else {
        name.rsplit_once(' ').map_or((name, ""), |(given, family)| (family, given))
    };
    let filled = |part: &str| if part.is_empty() { NONE.to_owned() } else { part.to_owned() };
    (filled(given), filled(family))
}

/// The name of a given and a family name: family first and unparted in Chinese.
pub(super) fn join(given: &str, family: &str) -> String {
    match (given, family) {
        (NONE, family) => family.to_owned(),
        (given, NONE) => given.to_owned(),
        _ if is_chinese(given) || is_chinese(family) => format!("{family}{given}"),
        _ => format!("{given} {family}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_part_where_people_part_them() {
        assert_eq!(split("王小树"), ("小树".into(), "王".into()));
        assert_eq!(split("欧阳明"), ("明".into(), "欧阳".into()));
        assert_eq!(split("东方"), ("方".into(), "东".into()));
        assert_eq!(split("阿依古丽·买买提"), ("依古丽·买买提".into(), "阿".into()));
        assert_eq!(split("Ada King Lovelace"), ("Ada King".into(), "Lovelace".into()));
        assert_eq!(split("Cher"), ("-".into(), "Cher".into()));
    }

    proptest! {
        #[test]
        fn a_name_comes_back(name in "[王李欧阳明a-zA-Z·]{1,4}( [王李a-zA-Z]{1,5}){0,2}") {
            let (given, family) = split(&name);
            prop_assert!(!given.is_empty() && !family.is_empty());
            prop_assert_eq!(join(&given, &family), name);
        }
    }
}
