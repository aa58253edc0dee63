use crate::Fault;

/// Most profiles that a model may have.
const MOST: usize = 1 << 16;

/// The attribute profiles that a learner may have: sets of mastered attributes, bit `k` for attribute `k`, in rising order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profiles {
    attributes: usize,
    list: Vec<u32>,
}

impl Profiles {
    /// All 2^K. [`Fault::OutOfRange`] for no attribute or more than 16 (more need a hierarchy).
    pub fn all(attributes: usize) -> Result<Profiles, Fault> {
        Profiles::hierarchy(attributes, &[])
    }

    /// Those that an attribute hierarchy permits (Leighton, Gierl & Hunka 2004): for each pair (first, then), who masters `then`
    /// masters `first`.
    ///
    /// [`Fault::OutOfRange`] for an attribute that is not there, for no attribute or more than 31, or when more than 65,536 profiles
    /// remain; [`Fault::Circle`] when attributes are prerequisites of each other.
    pub fn hierarchy(attributes: usize, prerequisites: &[(usize, usize)]) -> Result<Profiles, Fault> {
        if !(1..=31).contains(&attributes) {
            return Err(Fault::OutOfRange { what: "the number of attributes", value: attributes as f64, allowed: "1 to 31" });
        }
        let mut needs = vec![0_u32; attributes];
        for &(first, then) in prerequisites {
            let beyond = first.max(then);
            if beyond >= attributes {
                return Err(Fault::OutOfRange { what: "an attribute", value: beyond as f64, allowed: "below the number of attributes" });
            }
            needs[then] |= 1 << first;
        }
        let order = order(&needs)?;
        let mut list = vec![0_u32];
        for attribute in order {
            let grown = list.iter().filter(|p| *p & needs[attribute] == needs[attribute]).map(|p| p | 1 << attribute);
            let grown: Vec<u32> = grown.collect();
            list.extend(grown);
            if list.len() > MOST {
                return Err(Fault::OutOfRange { what: "the number of profiles", value: list.len() as f64, allowed: "65,536 at most" });
            }
        }
        list.sort_unstable();
        Ok(Profiles { attributes, list })
    }

    /// Number of attributes.
    pub fn attributes(&self) -> usize {
        self.attributes
    }

    /// The profiles.
    pub fn list(&self) -> &[u32] {
        &self.list
    }
}

/// Attributes so that each comes after those it needs.
fn order(needs: &[u32]) -> Result<Vec<usize>, Fault> {
    let (mut order, mut done) = (Vec::with_capacity(needs.len()), 0_u32);
    while order.len() < needs.len() {
        let next = (0..needs.len()).find(|k| done >> k & 1 == 0 && needs[*k] & !done == 0);
        let Some(next) = next else {
            let attribute = (0..needs.len()).find(|k| done >> k & 1 == 0).unwrap_or_default();
            return Err(Fault::Circle { attribute });
        };
        done |= 1 << next;
        order.push(next);
    }
    Ok(order)
}
