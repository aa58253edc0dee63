use crate::{Fault, Responses};

/// A set of items that learners were given together.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Items given; of a form with `but`, the items of the whole that were not given.
    pub items: Vec<u32>,
    /// Whether `items` are those left out.
    pub but: bool,
}

/// Learners with the same scores on the same items, of one group.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    pub form: usize,
    pub group: usize,
    /// How many learners.
    pub weight: f64,
    /// Items and categories are at `start..end` of [`Patterns::items`] and [`Patterns::categories`].
    pub start: usize,
    pub end: usize,
}

/// Responses by distinct pattern, in an order that depends on the patterns alone: so that who comes first changes no sum.
#[derive(Debug, Clone)]
pub(super) struct Patterns {
    pub forms: Vec<Form>,
    pub patterns: Vec<Pattern>,
    pub items: Vec<u32>,
    pub categories: Vec<u8>,
    /// Number of items, those without a response among them.
    pub of_items: usize,
    pub groups: usize,
    /// Each learner's pattern; `None` without a response.
    pub of_learner: Vec<Option<usize>>,
}

impl Patterns {
    /// `group` has a learner's group, or is empty when all are of one. [`Fault::NotCategory`] for scores that are not whole numbers
    /// from 0 to 255, [`Fault::Repeated`] for two responses to an item, [`Fault::Shape`] for another number of groups than learners.
    pub fn new(responses: &Responses, group: &[usize]) -> Result<Patterns, Fault> {
        responses.require_categories(usize::from(u8::MAX))?;
        responses.require_single()?;
        if !group.is_empty() && group.len() != responses.learners() {
            return Err(Fault::Shape { what: "groups of learners", expected: responses.learners(), found: group.len() });
        }
        let group_of = |learner: usize| group.get(learner).copied().unwrap_or(0);
        let (mut start, mut items, mut categories) = (vec![0], Vec::with_capacity(responses.len()), Vec::with_capacity(responses.len()));
        let mut own: Vec<(u32, u8)> = Vec::new();
        for of in responses.by_learner() {
            own.clear();
            own.extend(of.item.iter().zip(of.score).map(|(item, score)| (*item, *score as u8)));
            own.sort_unstable();
            items.extend(own.iter().map(|o| o.0));
            categories.extend(own.iter().map(|o| o.1));
            start.push(items.len());
        }
        let range = |learner: usize| start[learner]..start[learner + 1];
        let mut order: Vec<usize> = (0..responses.learners()).filter(|l| !range(*l).is_empty()).collect();
        let form = |l: usize| &items[range(l)];
        let scores = |l: usize| &categories[range(l)];
        order.sort_by(|a, b| form(*a).cmp(form(*b)).then_with(|| group_of(*a).cmp(&group_of(*b))).then_with(|| scores(*a).cmp(scores(*b))));
        let mut found = Patterns {
            forms: Vec::new(),
            patterns: Vec::new(),
            items: Vec::new(),
            categories: Vec::new(),
            of_items: responses.items(),
            groups: group.iter().max().map_or(1, |g| g + 1),
            of_learner: vec![None; responses.learners()],
        };
        let mut last: Option<usize> = None;
        for learner in order {
            let same_form = last.is_some_and(|l| form(l) == form(learner));
            if !same_form {
                found.forms.push(Form::of(form(learner), responses.items()));
            }
            let same = same_form && last.is_some_and(|l| group_of(l) == group_of(learner) && scores(l) == scores(learner));
            match found.patterns.last_mut().filter(|_| same) {
                Some(pattern) => pattern.weight += 1.0,
                None => {
                    let start = found.items.len();
                    found.items.extend_from_slice(form(learner));
                    found.categories.extend_from_slice(scores(learner));
                    let end = found.items.len();
                    found.patterns.push(Pattern { form: found.forms.len() - 1, group: group_of(learner), weight: 1.0, start, end });
                }
            }
            found.of_learner[learner] = Some(found.patterns.len() - 1);
            last = Some(learner);
        }
        Ok(found)
    }

    /// Items and categories of a pattern.
    pub fn pairs(&self, pattern: &Pattern) -> impl Iterator<Item = (usize, usize)> + '_ {
        let range = pattern.start..pattern.end;
        self.items[range.clone()].iter().zip(&self.categories[range]).map(|(item, category)| (*item as usize, usize::from(*category)))
    }

    /// How many learners have each category of each item: `counts[item][category]`, up to the highest category met (2 at least).
    pub fn counts(&self) -> Vec<Vec<f64>> {
        let mut counts = vec![vec![0.0; 2]; self.of_items];
        for pattern in &self.patterns {
            for (item, category) in self.pairs(pattern) {
                if counts[item].len() <= category {
                    counts[item].resize(category + 1, 0.0);
                }
                counts[item][category] += pattern.weight;
            }
        }
        counts
    }

    /// The part that each item belongs to, where items are of one part if a chain of learners connects them; items without a
    /// response belong to none. Parts are numbered by their first item.
    pub fn parts(&self) -> Vec<Option<usize>> {
        let mut parent: Vec<usize> = (0..self.of_items).collect();
        fn root(parent: &mut [usize], mut of: usize) -> usize {
            while parent[of] != of {
                parent[of] = parent[parent[of]];
                of = parent[of];
            }
            of
        }
        let mut given = vec![false; self.of_items];
        let mut form = usize::MAX;
        for pattern in self.patterns.iter() {
            if pattern.form == form {
                continue;
            }
            form = pattern.form;
            let items = &self.items[pattern.start..pattern.end];
            for item in items {
                given[*item as usize] = true;
                let (a, b) = (root(&mut parent, items[0] as usize), root(&mut parent, *item as usize));
                parent[a.max(b)] = a.min(b);
            }
        }
        (0..self.of_items).map(|item| given[item].then(|| root(&mut parent, item))).collect()
    }
}

impl Form {
    fn of(given: &[u32], whole: usize) -> Form {
        if 2 * given.len() <= whole {
            return Form { items: given.to_vec(), but: false };
        }
        let mut next = given.iter().copied().peekable();
        let out = (0..whole as u32).filter(|item| next.next_if_eq(item).is_none());
        Form { items: out.collect(), but: true }
    }
}
