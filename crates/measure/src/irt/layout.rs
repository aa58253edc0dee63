//! Which parameters a calibration has, and whether the responses can give them.

use super::patterns::Patterns;
use super::settings::{Model, Settings};
use super::working::{Kind, Working};
use super::{Item, Priors};
use crate::{Fault, Response, Responses};

/// Whether models of right and wrong are given nothing else: [`Fault::NotBinary`] if not. An item that there is not is found later.
pub(super) fn models_take(responses: &Responses, settings: &Settings) -> Result<(), Fault> {
    let mut binary = vec![settings.model.binary(); responses.items()];
    let mut set = |item: usize, to: bool| binary.get_mut(item).into_iter().for_each(|b| *b = to);
    settings.exceptions.iter().for_each(|(item, model)| set(*item, model.binary()));
    settings.anchors.iter().for_each(|(item, _)| set(*item, false));
    match responses.rows().find(|r| binary[r.item] && r.score != 0.0 && r.score != 1.0) {
        Some(row) => Err(Fault::NotBinary { learner: row.learner, item: row.item, score: row.score }),
        None => Ok(()),
    }
}

/// The items in work.
pub(super) fn layout(responses: &Responses, counts: &[Vec<f64>], settings: &Settings) -> Result<Vec<Working>, Fault> {
    let many = responses.items();
    let mut models = vec![settings.model; many];
    let mut known: Vec<Option<&Item>> = vec![None; many];
    for index in settings.exceptions.iter().map(|e| e.0).chain(settings.anchors.iter().map(|a| a.0)) {
        if index >= many {
            return Err(Fault::OutOfRange { what: "an item's index", value: index as f64, allowed: "below the number of items" });
        }
    }
    settings.exceptions.iter().for_each(|(index, model)| models[*index] = *model);
    settings.anchors.iter().for_each(|(index, item)| known[*index] = Some(item));
    let common = common_slope(&models, settings)?;
    let (mut items, mut first, mut cell) = (Vec::with_capacity(many), 0, 0);
    for (j, model) in models.into_iter().enumerate() {
        let kind = known[j].map_or_else(|| Kind::of(model, common), |item| Kind::Fixed(item.clone()));
        let categories = match &kind {
            Kind::Fixed(item) => item.categories(),
            _ => counts[j].len(),
        };
        if let Kind::Fixed(_) = kind {
            let beyond = |r: &Response| r.item == j && r.score >= categories as f64;
            if let Some(row) = (counts[j].len() > categories).then(|| responses.rows().find(beyond)).flatten() {
                return Err(Fault::NotCategory { learner: row.learner, item: j, score: row.score, most: categories - 1 });
            }
        } else {
            estimable(j, &counts[j], &settings.priors)?;
        }
        let size = Working::sizes(&kind, categories);
        items.push(Working { kind, model, categories, first, size, cell });
        (first, cell) = (first + size, cell + categories);
    }
    Ok(items)
}

/// Whether the responses, or a prior, give an item's parameters finite estimates.
pub(super) fn estimable(item: usize, counts: &[f64], priors: &Priors) -> Result<(), Fault> {
    if priors.intercept.is_some() {
        return Ok(());
    }
    match counts.iter().filter(|c| **c > 0.0).count() {
        0 => Err(Fault::NoResponse { item }),
        1 => Err(Fault::Constant { item }),
        _ => match counts.iter().position(|c| *c == 0.0) {
            Some(category) => Err(Fault::EmptyCategory { item, category }),
            None => Ok(()),
        },
    }
}

/// The discrimination of one-parameter items: that of the anchors, or 1.
fn common_slope(models: &[Model], settings: &Settings) -> Result<f64, Fault> {
    let one_pl = models.iter().enumerate().any(|(j, m)| *m == Model::OnePl && !settings.anchors.iter().any(|a| a.0 == j));
    if settings.anchors.is_empty() || !one_pl {
        return Ok(1.0);
    }
    let slopes = settings.anchors.iter().map(|(_, item)| item.parameters()[0]);
    let first = settings.anchors[0].1.parameters()[0];
    match slopes.into_iter().find(|a| (a - first).abs() > 1e-9) {
        Some(value) => {
            Err(Fault::OutOfRange { what: "an anchor's discrimination", value, allowed: "that of all anchors of one-parameter items" })
        }
        None => Ok(first),
    }
}

/// Whether learners or anchors connect all items.
pub(super) fn connected(patterns: &Patterns, items: &[Working], equivalent: bool) -> Result<(), Fault> {
    let parts = patterns.parts();
    let anchored = |part: usize| (0..items.len()).any(|j| parts[j] == Some(part) && matches!(items[j].kind, Kind::Fixed(_)));
    let mut distinct: Vec<usize> = parts.iter().flatten().copied().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if equivalent || distinct.len() < 2 {
        return Ok(());
    }
    match distinct.iter().skip(1).find(|part| !anchored(**part) || !anchored(distinct[0])) {
        Some(part) => Err(Fault::Disconnected { parts: distinct.len(), first: distinct[0], item: *part }),
        None => Ok(()),
    }
}
