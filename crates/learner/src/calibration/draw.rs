//! Numbers drawn without a generator's state: which learners are drawn, and invented regions for tests and benchmarks.

/// A number that an identifier has everywhere, with nothing to do with what it stands for (SplitMix64's finaliser, Steele,
/// Lea & Flood 2014, OOPSLA).
pub fn mixed(id: i64) -> u64 {
    let mut x = (id as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Numbers drawn one after the other, the same for the same seed.
#[derive(Debug, Clone)]
pub struct Draw(i64);

impl Draw {
    /// From a seed on.
    pub fn new(seed: i64) -> Draw {
        Draw(seed)
    }

    /// Between 0 and 1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(1);
        (mixed(self.0) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal (Box & Muller 1958, *Annals of Mathematical Statistics* 29, 610–611).
    pub fn normal(&mut self) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }
}
