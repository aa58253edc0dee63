//! Answers drawn by a generator so simple that any language can draw the same (Knuth's linear congruential one, 64 bits).
#![allow(dead_code)]

use measure::{Response, Responses};

pub struct Draw(pub u64);

impl Draw {
    /// Uniform in [0, 1): the upper 53 bits.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / 9_007_199_254_740_992.0
    }

    /// An ability: the sum of four, less 2.
    pub fn ability(&mut self) -> f64 {
        (0..4).map(|_| self.next()).sum::<f64>() - 2.0
    }
}

/// Right with a chance of 1 / (1 + e^(−2 (a − b))), with difficulties b = 2 (i − (k − 1)/2) / k; missing at random.
pub fn answers(seed: u64, learners: usize, items: usize, missing: f64) -> Responses {
    let (mut draw, mut rows) = (Draw(seed), Vec::new());
    for learner in 0..learners {
        let a = draw.ability();
        for item in 0..items {
            let b = 2.0 * (item as f64 - (items as f64 - 1.0) / 2.0) / items as f64;
            let (right, given) = (draw.next(), draw.next() >= missing);
            if given {
                let score = f64::from(u8::from(right < 1.0 / (1.0 + (-2.0 * (a - b)).exp())));
                rows.push(Response { learner, item, score, time: 0 });
            }
        }
    }
    Responses::of_size(learners, items, rows).unwrap()
}

/// The same responses with the learners in another order.
pub fn shuffled(responses: &Responses, seed: u64) -> (Responses, Vec<usize>) {
    let (n, mut draw) = (responses.learners(), Draw(seed));
    let mut place: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        place.swap(i, (draw.next() * (i + 1) as f64) as usize);
    }
    let mut rows: Vec<Response> = responses.rows().map(|r| Response { learner: place[r.learner], ..r }).collect();
    rows.reverse();
    (Responses::of_size(n, responses.items(), rows).unwrap(), place)
}
