//! Runs contestants in turn and compares their figures.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::figure::Figure;
use crate::program::median;

/// The name of our own package among the contestants.
pub(crate) const OURS: &str = "chat44mp";
/// Number of measurements per contestant.
pub(crate) const ROUNDS: usize = 7;

/// The values of each contestant, one per round.
pub(crate) type Measured = BTreeMap<&'static str, Vec<f64>>;

/// Measures the contestants in turn, in another order each round.
pub(crate) fn take_turns(
    contestants: impl Iterator<Item = &'static str>,
    mut measure: impl FnMut(&'static str) -> Result<f64>,
) -> Result<Measured> {
    let mut order: Vec<_> = contestants.collect();
    let mut measured = Measured::new();
    for _ in 0..ROUNDS {
        fastrand::shuffle(&mut order);
        for contestant in &order {
            measured.entry(contestant).or_default().push(measure(contestant)?);
        }
    }
    Ok(measured)
}

/// A figure with all its peers.
pub(crate) fn beside_all(name: String, unit: &'static str, measured: &Measured) -> Figure {
    let middle = |contestant: &str| median(measured.get(contestant).cloned().unwrap_or_default());
    let mut figure = Figure::new(name, unit, middle(OURS));
    figure.peers = measured.keys().filter(|name| **name != OURS).map(|name| (*name, middle(name))).collect();
    figure
}

/// The median ratio of our value to the best peer's, over all rounds.
pub(crate) fn ratio(measured: &Measured, peers: &[&str]) -> f64 {
    let ours = measured.get(OURS).into_iter().flatten().enumerate();
    let best = |round: usize| {
        let values = peers.iter().filter_map(|peer| measured.get(peer)?.get(round));
        values.copied().fold(f64::INFINITY, f64::min)
    };
    median(ours.map(|(round, value)| value / best(round)).collect())
}
