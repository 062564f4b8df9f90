//! Who is talked about: how present each person and body is to the reader at a place, by recency and grammatical place.

use super::inventory::EntityId;

/// More than these are not kept in mind.
const MOST: usize = 16;
/// What is left of a presence from sentence to sentence.
const FADING: f32 = 0.5;
/// Less than this is forgotten: no pronoun refers to it.
pub(super) const LEAST: f32 = 4.0;

/// Entities in mind with their presence as of one sentence.
#[derive(Debug, Default)]
pub(super) struct Salience {
    active: Vec<(EntityId, f32)>,
    sentence: usize,
}

impl Salience {
    /// Lets presences fade to `sentence`.
    pub(super) fn advance(&mut self, sentence: usize) {
        if sentence > self.sentence {
            // Hardly ever more than one sentence on.
            let factor = match sentence - self.sentence {
                1 => FADING,
                several => FADING.powi(several.min(64) as i32),
            };
            self.active.retain_mut(|(_, weight)| {
                *weight *= factor;
                *weight >= LEAST
            });
        }
        self.sentence = sentence;
    }

    /// An entity is mentioned; the least present gives way if there are too many.
    pub(super) fn mention(&mut self, entity: EntityId, weight: f32) {
        if let Some((_, presence)) = self.active.iter_mut().find(|(e, _)| *e == entity) {
            *presence += weight;
            return;
        }
        if self.active.len() == MOST {
            let least = (0..MOST).min_by(|&a, &b| self.active[a].1.total_cmp(&self.active[b].1));
            self.active.swap_remove(least.unwrap_or(0));
        }
        self.active.push((entity, weight));
    }

    /// How present an entity is; not at all if it is not in mind.
    pub(super) fn presence(&self, entity: EntityId) -> f32 {
        self.active.iter().find(|&&(e, _)| e == entity).map_or(0.0, |&(_, weight)| weight)
    }

    /// The most present of those that `fits` gives a factor for, with its presence; the first mentioned of equals.
    pub(super) fn best(&self, fits: impl Fn(EntityId) -> Option<f32>) -> Option<(EntityId, f32)> {
        let mut best: Option<(EntityId, f32)> = None;
        for &(entity, weight) in &self.active {
            let Some(factor) = fits(entity) else { continue };
            if best.is_none_or(|(_, b)| weight * factor > b) {
                best = Some((entity, weight * factor));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fades_and_prefers_the_more_present() {
        let mut salience = Salience::default();
        salience.mention(1, 100.0);
        salience.mention(2, 60.0);
        assert_eq!(salience.best(|_| Some(1.0)), Some((1, 100.0)));
        assert_eq!(salience.best(|e| (e == 2).then_some(1.0)), Some((2, 60.0)));
        salience.advance(2);
        salience.mention(2, 60.0);
        assert_eq!(salience.best(|_| Some(1.0)), Some((2, 75.0)));
        salience.advance(20);
        assert_eq!(salience.best(|_| Some(1.0)), None);
    }
}
