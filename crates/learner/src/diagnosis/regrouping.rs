use super::Diagnosis;
use super::need::chance_below;
use crate::policy;
use base::{Error, Problem, Result};
use people::Person;
use solve::groups::{Refusal, Rule, Task};
use std::collections::HashMap;

/// What a teacher wants of the groups.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Children in a group.
    pub size: usize,
    /// Points by which the groups are to be mixed; those of the diagnosis' things when empty.
    pub points: Vec<i64>,
    /// Pairs of children who are not put together.
    pub apart: Vec<(i64, i64)>,
    /// Pairs of children who are.
    pub together: Vec<(i64, i64)>,
    /// Children moved by hand, to the group of this number from 1, one after another.
    pub moved: Vec<(i64, usize)>,
}

/// A class in groups that are alike among themselves and mixed within.
#[derive(Debug, Clone)]
pub struct Regrouping {
    /// The groups.
    pub groups: Vec<Group>,
    /// Share of the class's spread that the groups have within themselves, 0 to 1.
    pub mixed: f64,
    /// The share that no groups of this size better.
    pub mixed_at_most: f64,
    /// Whether no groups are better.
    pub proven: bool,
    /// Whether a child was moved by hand.
    pub by_hand: bool,
    /// Wishes that do not hold after moves by hand: not together, or not apart.
    pub broken: Vec<(Person, Person)>,
    /// Children who stand where there was room, because too little is known of them.
    pub unknown: Vec<Person>,
}

/// One group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its children by name.
    pub members: Vec<Person>,
    /// For each point wanted, how many of them surely or probably have it.
    pub holders: Vec<usize>,
}

/// Groups of a diagnosed class. Equal diagnoses and wishes give equal groups. It computes for some hundredths of a second; call it where that
/// holds nobody up.
///
/// [`Error::Invalid`] for a size out of [`policy::GROUPS_BETWEEN`], fewer than two children, somebody who is not of the class, and wishes that
/// contradict each other, with the contradicting ones.
pub fn regroup(diagnosis: &Diagnosis, wanted: &Wanted) -> Result<Regrouping> {
    let grid = &diagnosis.grid;
    let (least, most) = policy::GROUPS_BETWEEN;
    if !(least..=most).contains(&wanted.size) {
        return Err(Error::from(Problem::new("diagnosis.bad_size").with("least", least).with("most", most)));
    }
    if grid.students.len() < 2 {
        return Err(Error::invalid("diagnosis.too_few_children"));
    }
    let things: Vec<i64> = diagnosis.things.iter().map(|thing| thing.point.id).collect();
    let points = if wanted.points.is_empty() { &things } else { &wanted.points };
    let columns: Vec<usize> = grid.points.iter().enumerate().filter(|(_, p)| points.contains(&p.id)).map(|(column, _)| column).collect();
    let place: HashMap<i64, usize> = grid.students.iter().enumerate().map(|(row, s)| (s.student.id, row)).collect();
    let known = |row: usize, column: usize| chance_below(grid.students[row].cells[column].as_ref()).map(|below| 1.0 - below);
    // Of whom nothing is known counts as the class's middle: that child draws no group up or down. Whether something is known is a respect of its
    // own, so that those of whom nothing is are spread over the groups too.
    let mut levels = vec![Vec::with_capacity(2 * columns.len()); grid.students.len()];
    for column in &columns {
        let held: Vec<Option<f64>> = (0..levels.len()).map(|row| known(row, *column)).collect();
        let (n, sum) = held.iter().flatten().fold((0.0, 0.0), |(n, sum), level| (n + 1.0, sum + level));
        let middle = if n > 0.0 { sum / n } else { 0.0 };
        levels.iter_mut().zip(held).for_each(|(of, level)| of.extend([level.unwrap_or(middle), f64::from(u8::from(level.is_some()))]));
    }
    let row = |person: i64| place.get(&person).copied().ok_or_else(|| Error::invalid("diagnosis.not_of_the_class"));
    let mut task = Task::new(levels, wanted.size).map_err(|refusal| refused(diagnosis, refusal))?;
    let apart = wanted.apart.iter().map(|(one, other)| Ok(Rule::Apart(row(*one)?, row(*other)?)));
    let together = wanted.together.iter().map(|(one, other)| Ok(Rule::Together(row(*one)?, row(*other)?)));
    for rule in apart.chain(together).collect::<Result<Vec<Rule>>>()? {
        task = task.with(rule).map_err(|refusal| refused(diagnosis, refusal))?;
    }
    let found = task.mix(seed(grid.students.iter().map(|s| s.student.id))).map_err(|refusal| refused(diagnosis, refusal))?;
    let mut groups = found.groups.clone();
    let mut by_hand = false;
    for (person, to) in &wanted.moved {
        let member = row(*person)?;
        let from = groups.iter().position(|group| group.contains(&member));
        let there = (1..=groups.len()).contains(to);
        if let Some(from) = from.filter(|from| there && from + 1 != *to) {
            groups[from].retain(|m| *m != member);
            groups[*to - 1].push(member);
            by_hand = true;
        }
    }
    let (judged, broken) = task.judge(&groups).map_err(|refusal| refused(diagnosis, refusal))?;
    let person = |row: usize| grid.students[row].student.clone();
    let group = |members: &Vec<usize>| {
        let mut members = members.clone();
        members.sort_unstable();
        let holds = |column: &usize| members.iter().filter(|m| known(**m, *column).is_some_and(|held| held >= 0.5)).count();
        Group { holders: columns.iter().map(holds).collect(), members: members.into_iter().map(person).collect() }
    };
    let pair = |rule: Rule| {
        let (Rule::Apart(one, other) | Rule::Together(one, other)) = rule;
        (person(one), person(other))
    };
    Ok(Regrouping {
        groups: groups.iter().map(group).collect(),
        mixed: judged.mixed(),
        mixed_at_most: found.mixed_at_most(),
        proven: found.proven && !by_hand,
        by_hand,
        broken: broken.into_iter().map(pair).collect(),
        unknown: (0..grid.students.len()).filter(|row| columns.iter().all(|c| known(*row, *c).is_none())).map(person).collect(),
    })
}

/// The same class is grouped the same way every time.
fn seed(persons: impl Iterator<Item = i64>) -> u64 {
    persons.fold(0, |seed: u64, person| seed.rotate_left(7) ^ person as u64)
}

fn refused(diagnosis: &Diagnosis, refusal: Refusal) -> Error {
    let name = |row: usize| diagnosis.grid.students[row].student.name.as_str();
    match refusal {
        Refusal::Conflict { rules, .. } => {
            let pair = |rule: &Rule| match *rule {
                Rule::Apart(one, other) => format!("{} ≠ {}", name(one), name(other)),
                Rule::Together(one, other) => format!("{} = {}", name(one), name(other)),
            };
            let pairs: Vec<String> = rules.iter().map(pair).collect();
            Error::from(Problem::new("diagnosis.wishes_contradict").with("wishes", pairs.join("; ")))
        }
        Refusal::Stopped(_) => Error::invalid("diagnosis.no_groups_found"),
        Refusal::Invalid { .. } => Error::invalid("diagnosis.one_child_twice"),
        other => Error::internal(other),
    }
}
