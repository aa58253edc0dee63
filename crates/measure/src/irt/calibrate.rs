use super::accelerate::squared;
use super::expect::{Data, Expected};
use super::layout::{connected, layout, models_take};
use super::maximise::{Counts, maximise};
use super::patterns::Patterns;
use super::working::{Kind, Working};
use super::{Bank, Grid, Item, Model, Population, Priors, Settings};
use crate::{Fault, Responses};

/// What a calibration found.
#[derive(Debug, Clone)]
pub struct Calibration {
    /// The items, on the scale of group 0 or of the anchors.
    pub bank: Bank,
    /// The groups on this scale.
    pub populations: Vec<Population>,
    /// ln of the marginal likelihood of the responses.
    pub log_likelihood: f64,
    /// Parameters estimated, those of populations among them.
    pub parameters: usize,
    /// EM steps made.
    pub steps: usize,
    /// The nodes at the end.
    pub grid: Grid,
    /// Items with a slope at ±12 or an intercept at ±96, the ends of the range in which they are sought: the responses would have them
    /// infinite.
    pub at_end: Vec<usize>,
    pub(super) work: Work,
    pub(super) at: Vec<f64>,
}

/// Everything the E and M steps need.
#[derive(Debug, Clone)]
pub(super) struct Work {
    pub data: Data,
    pub items: Vec<Working>,
    pub priors: Priors,
    /// Number of item parameters; a mean and ln sd of each group follow them.
    pub size: usize,
    pub scale: Scale,
}

/// What holds the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Known items: all populations are free.
    Anchors,
    /// Group 0 has mean 0 and standard deviation 1.
    Reference,
    /// Group 0 has mean 0, some slopes are given.
    Slopes,
}

/// How many standard deviations of a population the nodes must reach: a perfect score's posterior has some weight at 6.
const REACH: f64 = 7.0;
/// The spread of a population is not sought below this.
const LEAST_SD: f64 = 0.05;

/// Marginal maximum likelihood calibration by EM (Bock & Aitkin 1981, *Psychometrika* 46, 443–459), the population's mean and spread
/// free in each step and brought back to the scale after it (parameter expansion, Liu, Rubin & Wu 1998, *Biometrika* 85, 755–770), and
/// steps extrapolated (SQUAREM). Learners with the same responses are counted once.
///
/// A learner without a response changes nothing. One learner, perfect and zero scores are as good as any other.
///
/// - [`Fault::NotBinary`], [`Fault::NotCategory`], [`Fault::Repeated`]: a score that the model does not take.
/// - [`Fault::Constant`]: an item without prior of its intercept that all answer alike; [`Fault::EmptyCategory`]: likewise a category
///   that nobody has, below one that somebody has; [`Fault::NoResponse`]: an item nobody answered.
/// - [`Fault::Disconnected`]: parts of the items that nothing connects, neither learners nor anchors.
/// - [`Fault::Shape`], [`Fault::OutOfRange`]: settings that do not fit.
/// - [`Fault::NotSettled`]: too few iterations.
pub fn calibrate(responses: &Responses, settings: &Settings) -> Result<Calibration, Fault> {
    settings.check()?;
    models_take(responses, settings)?;
    let patterns = Patterns::new(responses, &settings.groups)?;
    let work = Work::new(responses, patterns, settings)?;
    let (mut at, mut grid, mut steps) = (work.start(), settings.grid.clone(), 0);
    loop {
        let map = |x: &[f64]| work.step(x, &grid);
        let rest = squared(at, settings.tolerance, settings.iterations.saturating_sub(steps), map, |x| work.hold(x))?;
        (at, steps) = (rest.at, steps + rest.steps);
        let last = work.expect(&at, &grid);
        match work.finer(&last, &at, &grid)? {
            Some(finer) => grid = finer,
            None => return work.finish(at, grid, steps, &last),
        }
    }
}

impl Calibration {
    /// How many parameters of each item were estimated: 0 for anchors.
    pub fn estimated(&self) -> Vec<usize> {
        self.work.items.iter().map(|i| i.size).collect()
    }
}

impl Work {
    fn new(responses: &Responses, patterns: Patterns, settings: &Settings) -> Result<Work, Fault> {
        let counts = patterns.counts();
        let items = layout(responses, &counts, settings)?;
        let anchored = items.iter().any(|i| matches!(i.kind, Kind::Fixed(_)));
        connected(&patterns, &items, settings.equivalent)?;
        let mut learners = vec![0.0; patterns.groups];
        patterns.patterns.iter().for_each(|p| learners[p.group] += p.weight);
        if learners.contains(&0.0) {
            return Err(Fault::OutOfRange { what: "the number of learners of a group", value: 0.0, allowed: "at least 1" });
        }
        let given = items.iter().any(|i| matches!(i.kind, Kind::Steps { slope: Some(_) }));
        let scale = match (anchored, given) {
            (true, _) => Scale::Anchors,
            (_, true) => Scale::Slopes,
            _ => Scale::Reference,
        };
        let size = items.iter().map(|i| i.size).sum();
        Ok(Work { data: Data::new(patterns, &items), items, priors: settings.priors, size, scale })
    }

    fn start(&self) -> Vec<f64> {
        let mut at = vec![0.0; self.size + 2 * self.data.patterns.groups];
        for item in &self.items {
            let count = &self.data.count[item.cell..item.cell + item.categories];
            item.start(count, &mut at[item.first..item.first + item.size]);
        }
        at
    }

    pub fn populations(&self, at: &[f64]) -> Vec<Population> {
        at[self.size..].chunks_exact(2).map(|two| Population { mean: two[0], sd: two[1].exp() }).collect()
    }

    pub fn expect(&self, at: &[f64], grid: &Grid) -> Expected {
        self.data.expect(&self.items, at, &self.populations(at), grid)
    }

    pub fn counts<'a>(&'a self, j: usize, expected: &'a Expected, nodes: &'a [f64]) -> Counts<'a> {
        let (item, many) = (&self.items[j], nodes.len());
        let cells = item.cell..item.cell + item.categories;
        let curved = self.data.row[j].map_or(0..0, |row| row * many..(row + item.categories - 1) * many);
        Counts {
            nodes,
            given: &expected.given[j * many..(j + 1) * many],
            count: &self.data.count[cells.clone()],
            moment: &expected.moment[cells],
            curved: &expected.curved[curved],
        }
    }

    /// One EM step, and the objective where it began: ln of the likelihood, times the prior's density if there is one.
    fn step(&self, at: &[f64], grid: &Grid) -> (Vec<f64>, f64) {
        let expected = self.expect(at, grid);
        let mut next = at.to_vec();
        let mut unused = (Vec::new(), Vec::new());
        let mut prior = 0.0;
        for (j, item) in self.items.iter().enumerate() {
            let own = item.first..item.first + item.size;
            if !self.priors.none() {
                unused.0.resize(item.size, 0.0);
                unused.1.resize(item.size, 0.0);
                prior += self.priors.add(item, &at[own.clone()], &mut unused.0, &mut unused.1);
            }
            maximise(item, &mut next[own], &self.counts(j, &expected, grid.nodes()), &self.priors);
        }
        for (g, [learners, first, second]) in expected.group.iter().enumerate() {
            let mean = first / learners;
            let sd = (second / learners - mean * mean).max(0.0).sqrt().max(LEAST_SD);
            (next[self.size + 2 * g], next[self.size + 2 * g + 1]) = (mean, sd.ln());
        }
        self.to_scale(&mut next, at);
        (next, expected.log_likelihood + prior)
    }

    /// Brings group 0 back to where the scale has it. With priors, which another scale would change, it is held there instead.
    fn to_scale(&self, next: &mut [f64], before: &[f64]) {
        let (mean, sd) = (next[self.size], next[self.size + 1].exp());
        if self.scale == Scale::Anchors {
            return;
        }
        if !self.priors.none() {
            next[self.size] = before[self.size];
            if self.scale == Scale::Reference {
                next[self.size + 1] = before[self.size + 1];
            }
            return;
        }
        let unit = if self.scale == Scale::Reference { sd } else { 1.0 };
        for item in &self.items {
            let own = &mut next[item.first..item.first + item.size];
            item.moved(own, mean, unit);
            item.hold(own);
        }
        for two in next[self.size..].chunks_exact_mut(2) {
            two[0] = (two[0] - mean) / unit;
            two[1] -= unit.ln();
        }
    }

    fn hold(&self, at: &mut [f64]) -> bool {
        for item in &self.items {
            item.hold(&mut at[item.first..item.first + item.size]);
        }
        for two in at[self.size..].chunks_exact_mut(2) {
            two[1] = two[1].max(LEAST_SD.ln());
        }
        let items = self.items.iter().all(|i| i.defined(&at[i.first..i.first + i.size]));
        items && at[self.size..].iter().all(|v| v.is_finite() && v.abs() < 50.0)
    }

    /// Nodes that reach seven standard deviations to either side of every population, no further apart than what the narrowest
    /// posterior needs for an error below 1e-7 in the sum; `None` when those at hand do.
    fn finer(&self, last: &Expected, at: &[f64], grid: &Grid) -> Result<Option<Grid>, Fault> {
        let (mut low, mut high) = (grid.nodes()[0], grid.nodes()[grid.nodes().len() - 1]);
        for p in self.populations(at) {
            (low, high) = (low.min(p.mean - REACH * p.sd), high.max(p.mean + REACH * p.sd));
        }
        let learners: f64 = last.group.iter().map(|g| g[0]).sum();
        let widest = last.narrowest.max(1e-3) * (2.0 * std::f64::consts::PI.powi(2) / (2e7 * (learners + 1.0)).ln()).sqrt();
        let within = low >= grid.nodes()[0] - 1e-9 && high <= grid.nodes()[grid.nodes().len() - 1] + 1e-9;
        if within && grid.spacing() <= widest {
            return Ok(None);
        }
        // A tenth less than needed, so that the next grid is the last.
        let spacing = (0.9 * widest).min(grid.spacing());
        let nodes = ((high - low) / spacing).ceil() as usize + 1;
        if nodes > 4001 {
            return Err(Fault::OutOfRange { what: "the number of nodes needed", value: nodes as f64, allowed: "at most 4001" });
        }
        Grid::new(low, high, nodes).map(Some)
    }

    fn finish(self, at: Vec<f64>, grid: Grid, steps: usize, last: &Expected) -> Result<Calibration, Fault> {
        let unit = self.unit(&at);
        let own = |i: &Working| i.first..i.first + i.size;
        let items: Vec<Item> = self.items.iter().map(|i| i.item(&at[own(i)], unit)).collect::<Result<_, _>>()?;
        let at_end = (0..self.items.len()).filter(|j| self.items[*j].at_end(&at[own(&self.items[*j])])).collect();
        let populations =
            self.populations(&at).into_iter().map(|p| Population { mean: p.mean / unit, sd: p.sd / unit }).collect::<Vec<_>>();
        let free = match self.scale {
            Scale::Anchors => 0,
            Scale::Reference => 2,
            Scale::Slopes => 1,
        };
        Ok(Calibration {
            bank: Bank::new(items)?,
            parameters: self.size + 2 * populations.len() - free,
            populations,
            log_likelihood: last.log_likelihood,
            steps,
            grid,
            at_end,
            work: self,
            at,
        })
    }

    /// The unit of the reported scale in that of the work: of one-parameter items the spread of group 0.
    pub fn unit(&self, at: &[f64]) -> f64 {
        let one_pl = self.items.iter().any(|i| i.model == Model::OnePl && i.size > 0);
        let rasch = self.items.iter().any(|i| matches!(i.model, Model::Rasch | Model::PartialCredit) && i.size > 0);
        if self.scale == Scale::Slopes && one_pl && !rasch { at[self.size + 1].exp() } else { 1.0 }
    }
}
