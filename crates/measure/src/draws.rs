/// Numbers that look random and are the same on every machine: SplitMix64 (Steele, Lea & Flood 2014, OOPSLA, 453–472).
#[derive(Debug, Clone)]
pub(crate) struct Draws(u64);

impl Draws {
    /// The sequence number `stream` of a seed.
    pub(crate) fn new(seed: u64, stream: u64) -> Draws {
        Draws(mixed(seed ^ mixed(stream.wrapping_add(0x9E37_79B9_7F4A_7C15))))
    }

    /// The next, uniform in \[0, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        (mixed(self.0) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of 0, 1, …, `n` − 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}
