use crate::Fault;

/// Most attributes that one step may ask for: its table has 2^this entries.
pub(super) const MOST_ASKED: u32 = 16;

/// Which attributes each item asks for (the Q-matrix of Tatsuoka 1983), step by step where items are scored in steps.
///
/// A set of attributes is a number whose bit `k` stands for attribute `k`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QMatrix {
    attributes: usize,
    /// For each item, the attributes that each of its steps asks for.
    steps: Vec<Vec<u32>>,
}

impl QMatrix {
    /// For items scored right or wrong: a row for each item, an entry for each attribute (as [`crate::text::q_matrix`] reads it).
    ///
    /// [`Fault::Empty`] without items or attributes, [`Fault::Shape`] when rows differ in length, [`Fault::AsksNothing`] for an item
    /// with no attribute, [`Fault::AskedByNone`] for an attribute with no item, [`Fault::OutOfRange`] for more than 31 attributes, or
    /// more than 16 in one row.
    pub fn new(rows: &[Vec<bool>]) -> Result<QMatrix, Fault> {
        QMatrix::stepwise(&rows.iter().map(|row| vec![row.clone()]).collect::<Vec<_>>())
    }

    /// For items scored in steps 0, 1, …, H: for each item the H rows of its steps (the restricted Q-matrix of Ma & de la Torre
    /// 2016). Every item needs one step at least. Errors as in [`QMatrix::new`].
    pub fn stepwise(items: &[Vec<Vec<bool>>]) -> Result<QMatrix, Fault> {
        let attributes = items.iter().flatten().map(Vec::len).next().ok_or(Fault::Empty)?;
        if attributes == 0 {
            return Err(Fault::Empty);
        }
        if attributes > 31 {
            return Err(Fault::OutOfRange { what: "the number of attributes", value: attributes as f64, allowed: "1 to 31" });
        }
        let mut steps = Vec::with_capacity(items.len());
        for (item, rows) in items.iter().enumerate() {
            if rows.is_empty() {
                return Err(Fault::AsksNothing { item, step: 1 });
            }
            let mut masks = Vec::with_capacity(rows.len());
            for (step, row) in rows.iter().enumerate() {
                if row.len() != attributes {
                    return Err(Fault::Shape { what: "attributes in a row of the Q-matrix", expected: attributes, found: row.len() });
                }
                let mask = row.iter().enumerate().fold(0_u32, |mask, (k, asked)| mask | u32::from(*asked) << k);
                check(item, step, mask)?;
                masks.push(mask);
            }
            steps.push(masks);
        }
        let asked = steps.iter().flatten().fold(0, |all, mask| all | mask);
        match (0..attributes).find(|k| asked >> k & 1 == 0) {
            Some(attribute) => Err(Fault::AskedByNone { attribute }),
            None => Ok(QMatrix { attributes, steps }),
        }
    }

    /// The same with another set of attributes for one step (from 0) of an item. [`Fault::AsksNothing`] for the empty set,
    /// [`Fault::OutOfRange`] when there is no such item, step or attribute.
    pub fn with(&self, item: usize, step: usize, attributes: u32) -> Result<QMatrix, Fault> {
        if attributes >> self.attributes != 0 {
            return Err(Fault::OutOfRange { what: "a set of attributes", value: f64::from(attributes), allowed: "within the Q-matrix" });
        }
        check(item, step, attributes)?;
        let mut changed = self.clone();
        let place = changed.steps.get_mut(item).and_then(|steps| steps.get_mut(step));
        *place.ok_or(Fault::OutOfRange { what: "an item or step", value: item as f64, allowed: "within the Q-matrix" })? = attributes;
        Ok(changed)
    }

    /// Number of attributes.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.steps.len()
    }

    /// The attributes that each step of an item asks for; one step where the item is right or wrong.
    ///
    /// # Panics
    /// When there is no such item.
    pub fn steps(&self, item: usize) -> &[u32] {
        &self.steps[item]
    }
}

fn check(item: usize, step: usize, mask: u32) -> Result<(), Fault> {
    match mask.count_ones() {
        0 => Err(Fault::AsksNothing { item, step: step + 1 }),
        n if n > MOST_ASKED => {
            Err(Fault::OutOfRange { what: "the number of attributes of a step", value: f64::from(n), allowed: "1 to 16" })
        }
        _ => Ok(()),
    }
}
