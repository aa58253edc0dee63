use crate::{Conflict, Failure, Limits, Model, engine};

/// Constraints of an infeasible model that contradict each other, none of them superfluous: QuickXplain (Junker 2004, *AAAI-04*,
/// 167–172). A question that a limit leaves open counts as "they may hold together", so that what is returned always contradicts.
pub(crate) fn among(model: &Model, limits: &Limits) -> Conflict {
    let mut search = Search { model, limits, least: true };
    // Constraints that cannot hold on their own explain the most.
    let alone = (0..model.constraints.len()).find(|place| search.contradict(&[*place]));
    let places = match alone {
        Some(place) => {
            search.least = true;
            vec![place]
        }
        None => {
            search.least = true;
            let all: Vec<usize> = (0..model.constraints.len()).collect();
            search.within(&[], false, &all)
        }
    };
    let mut places = places;
    places.sort_unstable();
    Conflict { names: places.iter().map(|place| model.constraints[*place].0.clone()).collect(), places, least: search.least }
}

struct Search<'a> {
    model: &'a Model,
    limits: &'a Limits,
    least: bool,
}

impl Search<'_> {
    fn contradict(&mut self, places: &[usize]) -> bool {
        match engine::solve(&self.model.only(places), self.limits) {
            Ok(_) => false,
            Err(Failure::Infeasible(_)) => true,
            Err(_) => {
                self.least = false;
                false
            }
        }
    }

    /// Those of `candidates` that contradict each other together with `held`.
    fn within(&mut self, held: &[usize], grown: bool, candidates: &[usize]) -> Vec<usize> {
        if grown && self.contradict(held) {
            return Vec::new();
        }
        if candidates.len() <= 1 {
            return candidates.to_vec();
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let mut of_second = self.within(&[held, first].concat(), true, second);
        let of_first = self.within(&[held, &of_second].concat(), !of_second.is_empty(), first);
        of_second.extend(of_first);
        of_second
    }
}
