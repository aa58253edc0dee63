use crate::Fault;
use crate::irt::{Bank, Grid};

/// The least chance of a category in the table, so that no answer is impossible everywhere.
const LEAST: f64 = 1e-30;

/// A bank made ready for adaptive tests: chances and information of all items at the nodes of a grid, content areas, and enemies.
#[derive(Debug, Clone)]
pub struct Pool {
    bank: Bank,
    grid: Grid,
    /// Where each item's cells begin; a cell is a category of an item.
    first_cell: Vec<usize>,
    /// Chance of each cell (row) at each node (column).
    chance: Vec<f64>,
    /// Its logarithm.
    log: Vec<f64>,
    /// Information at each node (row) of each item (column).
    information: Vec<f64>,
    /// For each item: where it informs most, and how much there.
    peak: Vec<(f64, f64)>,
    area: Vec<usize>,
    areas: usize,
    enemies: Vec<Vec<usize>>,
}

impl Pool {
    /// Tabulates a bank. Beliefs and criteria live at the nodes of the grid, between which information is interpolated; with the
    /// default grid (spacing 0.2) that costs less than a hundredth of it. All items are of one content area and nobody's enemy.
    pub fn new(bank: Bank, grid: Grid) -> Pool {
        let nodes = grid.nodes();
        let (mut first_cell, mut chance, mut log) = (vec![0], Vec::new(), Vec::new());
        let mut information = vec![0.0; bank.len() * nodes.len()];
        let mut peak = Vec::with_capacity(bank.len());
        for (index, item) in bank.items().iter().enumerate() {
            let base = chance.len();
            chance.resize(base + item.categories() * nodes.len(), 0.0);
            log.resize(chance.len(), 0.0);
            let mut top = (0.0, f64::NEG_INFINITY);
            for (node, theta) in nodes.iter().enumerate() {
                let mut sum = 0.0;
                item.each(*theta, |k, local| {
                    chance[base + k * nodes.len() + node] = local.probability.max(LEAST);
                    log[base + k * nodes.len() + node] = local.log.max(LEAST.ln());
                    sum += local.probability * local.first * local.first;
                });
                information[node * bank.len() + index] = sum;
                if sum > top.1 {
                    top = (*theta, sum);
                }
            }
            peak.push(top);
            first_cell.push(first_cell[index] + item.categories());
        }
        let items = bank.len();
        Pool { bank, grid, first_cell, chance, log, information, peak, area: vec![0; items], areas: 1, enemies: vec![Vec::new(); items] }
    }

    /// With the content area of each item, numbered from 0. [`Fault::Shape`] unless there is one for each item.
    pub fn with_areas(mut self, area: Vec<usize>) -> Result<Pool, Fault> {
        if area.len() != self.bank.len() {
            return Err(Fault::Shape { what: "content areas, one for each item", expected: self.bank.len(), found: area.len() });
        }
        self.areas = area.iter().max().map_or(1, |most| most + 1);
        self.area = area;
        Ok(self)
    }

    /// With pairs of items of which a test has at most one, because one gives the other away. [`Fault::OutOfRange`] for an item that
    /// is not there or its own enemy.
    pub fn with_enemies(mut self, pairs: &[(usize, usize)]) -> Result<Pool, Fault> {
        for &(one, other) in pairs {
            if one.max(other) >= self.bank.len() || one == other {
                return Err(Fault::OutOfRange { what: "an enemy", value: one.max(other) as f64, allowed: "another item of the bank" });
            }
            self.enemies[one].push(other);
            self.enemies[other].push(one);
        }
        Ok(self)
    }

    /// The bank.
    pub fn bank(&self) -> &Bank {
        &self.bank
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Number of content areas.
    pub fn areas(&self) -> usize {
        self.areas
    }

    /// The content area of each item.
    pub fn area(&self) -> &[usize] {
        &self.area
    }

    /// The items that may not stand beside an item in a test.
    ///
    /// # Panics
    /// When there is no such item.
    pub fn enemies(&self, item: usize) -> &[usize] {
        &self.enemies[item]
    }

    /// What each item tells about learners of these abilities together: Σ over them of Fisher's information (interpolated between the
    /// nodes of the grid; beyond it, its end's).
    pub fn information(&self, abilities: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.bank.len()];
        for ability in abilities {
            let (low, high, part) = self.around(*ability);
            sums.iter_mut().zip(low.iter().zip(high)).for_each(|(sum, (low, high))| *sum += low + part * (high - low));
        }
        sums
    }

    pub(super) fn categories(&self, item: usize) -> usize {
        self.first_cell[item + 1] - self.first_cell[item]
    }

    /// Chance of a category at each node.
    pub(super) fn chances(&self, item: usize, category: usize) -> &[f64] {
        let nodes = self.grid.nodes().len();
        &self.chance[(self.first_cell[item] + category) * nodes..][..nodes]
    }

    /// Its logarithm.
    pub(super) fn logs(&self, item: usize, category: usize) -> &[f64] {
        let nodes = self.grid.nodes().len();
        &self.log[(self.first_cell[item] + category) * nodes..][..nodes]
    }

    /// Information of all items at the nodes on either side of θ, and how far θ lies towards the second (0 to 1).
    pub(super) fn around(&self, theta: f64) -> (&[f64], &[f64], f64) {
        let (items, nodes) = (self.bank.len(), self.grid.nodes());
        let place = ((theta - nodes[0]) / self.grid.spacing()).clamp(0.0, (nodes.len() - 1) as f64);
        let node = (place as usize).min(nodes.len() - 2);
        let row = |node: usize| &self.information[node * items..][..items];
        (row(node), row(node + 1), place - node as f64)
    }

    pub(super) fn nearest(&self, theta: f64) -> usize {
        let nodes = self.grid.nodes();
        ((theta - nodes[0]) / self.grid.spacing()).round().clamp(0.0, (nodes.len() - 1) as f64) as usize
    }

    pub(super) fn peak(&self) -> &[(f64, f64)] {
        &self.peak
    }
}
