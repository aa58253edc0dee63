use nalgebra::{DMatrix, DVector};

/// Added to what was taken and missed by each group of an additive step.
const INSIDE: f64 = 1e-6;

/// How the attributes that a step asks for combine into the chance of taking it (the condensation rule).
///
/// With all rules the step's learners fall into groups that cannot be told apart by it (the reduced profiles of de la Torre 2011):
/// two groups for DINA and DINO, 2^K for K attributes otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// All are needed (Haertel 1989; Junker & Sijtsma 2001): P = g without them all, 1 − s with them all.
    Dina,
    /// One is enough (Templin & Henson 2006): P = g without any, 1 − s with at least one.
    Dino,
    /// Each adds its own part (de la Torre 2011): P = δ₀ + Σ δₖ αₖ.
    Acdm,
    /// Every combination has its own chance (de la Torre 2011), the general model of which the others are cases.
    Gdina,
}

impl Rule {
    /// Number of groups of a step that asks for `mask`.
    pub(super) fn groups(self, mask: u32) -> usize {
        match self {
            Rule::Dina | Rule::Dino => 2,
            Rule::Acdm | Rule::Gdina => 1 << mask.count_ones(),
        }
    }

    /// The group of a profile: its attributes among those asked for, pressed together, lowest first.
    pub(super) fn group(self, mask: u32, profile: u32) -> usize {
        match self {
            Rule::Dina => usize::from(profile & mask == mask),
            Rule::Dino => usize::from(profile & mask != 0),
            Rule::Acdm | Rule::Gdina => pressed(mask, profile),
        }
    }

    /// Where an iteration begins: `low` without any attribute, `high` with all, in between by their number.
    pub(super) fn start(self, mask: u32, low: f64, high: f64) -> Vec<f64> {
        let most = f64::from((self.groups(mask) as u32 - 1).count_ones());
        (0..self.groups(mask) as u32).map(|g| low + (high - low) * f64::from(g.count_ones()) / most).collect()
    }

    /// Number of free parameters where `possible` groups can occur.
    pub(super) fn parameters(self, mask: u32, possible: usize) -> usize {
        match self {
            Rule::Acdm => possible.min(1 + mask.count_ones() as usize),
            _ => possible,
        }
    }

    /// The maximisation step: new chances from the expected numbers of those who reached the step and took it. A group that nobody is
    /// expected in keeps its chance.
    pub(super) fn maximise(self, chance: &mut [f64], reached: &[f64], taken: &[f64], least: f64) {
        if self == Rule::Acdm && chance.len() > 2 {
            return additive(chance, reached, taken, least);
        }
        for ((chance, reached), taken) in chance.iter_mut().zip(reached).zip(taken) {
            if *reached > 1e-9 {
                *chance = (taken / reached).clamp(least, 1.0 - least);
            }
        }
    }
}

/// The bits of `profile` at the places set in `mask`, pressed together.
fn pressed(mask: u32, profile: u32) -> usize {
    let (mut left, mut group, mut place) = (mask, 0, 0);
    while left != 0 {
        let bit = left.trailing_zeros();
        group |= (profile as usize >> bit & 1) << place;
        place += 1;
        left &= left - 1;
    }
    group
}

/// Newton steps for P = δ₀ + Σ δₖ αₖ. The expected log-likelihood Σ R ln P + (N − R) ln(1 − P) is concave in δ; a step that leaves
/// (0, 1) or does not climb is halved, and none is taken when no part of it climbs. A millionth of a response each way keeps the
/// maximum inside, where Newton's method works.
fn additive(chance: &mut [f64], reached: &[f64], taken: &[f64], least: f64) {
    let attributes = chance.len().trailing_zeros() as usize;
    let size = attributes + 1;
    let taken: Vec<f64> = taken.iter().map(|r| r + INSIDE).collect();
    let missed: Vec<f64> = reached.iter().zip(&taken).map(|(n, r)| (n - r).max(0.0) + 2.0 * INSIDE).collect();
    let value = |p: &[f64]| p.iter().zip(&taken).zip(&missed).map(|((p, r), m)| r * p.ln() + m * (1.0 - p).ln()).sum::<f64>();
    let mut now = value(chance);
    for _ in 0..4 {
        let (mut gradient, mut information) = (DVector::<f64>::zeros(size), DMatrix::<f64>::zeros(size, size));
        for (group, p) in chance.iter().enumerate() {
            let (r, m) = (taken[group], missed[group]);
            let slope = r / p - m / (1.0 - p);
            let curve = r / (p * p) + m / ((1.0 - p) * (1.0 - p));
            let has = |k: usize| k == 0 || group >> (k - 1) & 1 == 1;
            for i in (0..size).filter(|i| has(*i)) {
                gradient[i] += slope;
                for k in (0..size).filter(|k| has(*k)) {
                    information[(i, k)] += curve;
                }
            }
        }
        let Some(step) = information.cholesky().map(|c| c.solve(&gradient)) else { return };
        let change = |group: usize| step[0] + (0..attributes).filter(|k| group >> k & 1 == 1).map(|k| step[k + 1]).sum::<f64>();
        let mut length = 1.0;
        let climbed = loop {
            let next: Vec<f64> = chance.iter().enumerate().map(|(g, p)| p + length * change(g)).collect();
            if next.iter().all(|p| (least..=1.0 - least).contains(p)) && value(&next) > now {
                break Some(next);
            }
            length *= 0.5;
            if length < 1e-6 {
                break None;
            }
        };
        let Some(next) = climbed else { return };
        let after = value(&next);
        chance.copy_from_slice(&next);
        if after - now < 1e-9 {
            return;
        }
        now = after;
    }
}
