//! Runs contestants in turn and compares their figures.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::Result;
use serde::Deserialize;

use crate::budgets::Budgets;
use crate::figure::Figure;
use crate::program::{median, next_run, run};

/// The name of our own package among the contestants.
pub(crate) const OURS: &str = "chat44mp";
/// Number of measurements per contestant.
const ROUNDS: usize = 7;

/// The values of each contestant, one per round.
pub(crate) type Measured = BTreeMap<&'static str, Vec<f64>>;

/// The cost of one run, in the units of the measured program.
#[derive(Deserialize)]
struct Cost {
    #[serde(alias = "cpu_us", alias = "cpu_ms")]
    cpu: f64,
    #[serde(default, alias = "peak_mib", alias = "growth_mib", alias = "memory_mib", alias = "memory_mb")]
    memory: f64,
}

/// The costs of all contestants.
#[derive(Default)]
pub(crate) struct Costs {
    pub(crate) cpu: Measured,
    pub(crate) memory: Measured,
}

impl Costs {
    /// Measures our package and its peers in turn, in another order each round. Leaves out a peer that fails.
    pub(crate) fn measure(
        peers: impl IntoIterator<Item = &'static str>,
        mut command: impl FnMut(&'static str) -> Result<Command>,
    ) -> Result<Costs> {
        let mut order: Vec<_> = peers.into_iter().chain([OURS]).collect();
        let mut costs = Costs::default();
        for _ in 0..ROUNDS {
            fastrand::shuffle(&mut order);
            for contestant in order.clone() {
                let cost: Cost = match run(command(contestant)?) {
                    Err(error) if contestant != OURS => {
                        println!("{contestant} is left out: {error:#}");
                        order.retain(|other| *other != contestant);
                        costs.cpu.remove(contestant);
                        costs.memory.remove(contestant);
                        continue;
                    }
                    measured => measured?,
                };
                costs.cpu.entry(contestant).or_default().push(cost.cpu);
                costs.memory.entry(contestant).or_default().push(cost.memory);
            }
        }
        Ok(costs)
    }

    /// Converts the CPU times from microseconds to milliseconds.
    pub(crate) fn in_milliseconds(mut self) -> Costs {
        self.cpu.values_mut().flatten().for_each(|cpu| *cpu /= 1e3);
        self
    }
}

/// Measures the same calls of all contestants: `<call> <contestant> <count> <run> <address> <in flight>`.
pub(crate) fn race(
    lang: &str,
    (call, in_flight): (&str, &str),
    count: &str,
    peers: &[&'static str],
    address: &str,
    command: impl Fn() -> Result<Command>,
) -> Result<Vec<Figure>> {
    let name = format!("{call}_contact, {in_flight} in flight");
    println!("CPU time per call: {name} …");
    let costs = Costs::measure(peers.iter().copied(), |contestant| {
        let mut command = command()?;
        command.args([call, contestant, count, &next_run(), address, in_flight]);
        Ok(command)
    })?;
    let cpu = format!("CPU time: {name}");
    let memory = beside_all(format!("peak memory: {name}"), "MiB", &costs.memory);
    Ok([beside_all(&cpu, "µs", &costs.cpu), memory]
        .into_iter()
        .chain(ratios(lang, &cpu, &costs.cpu)?)
        .collect())
}

/// A figure with all its peers.
pub(crate) fn beside_all(name: impl Into<String>, unit: &'static str, measured: &Measured) -> Figure {
    let middle = |contestant: &str| median(measured.get(contestant).cloned().unwrap_or_default());
    let mut figure = Figure::new(name, unit, middle(OURS));
    figure.peers = measured.keys().filter(|name| **name != OURS).map(|name| (*name, middle(name))).collect();
    figure
}

/// The ratios to the peers that budgets.toml names.
pub(crate) fn ratios(lang: &str, name: &str, measured: &Measured) -> Result<Vec<Figure>> {
    let budgets = Budgets::load()?;
    let figure = |peers| Figure::new(format!("{name}, by {peers}"), "×", ratio(measured, peers));
    Ok(budgets.peers(lang, name).map(figure).collect())
}

/// The median ratio of our value to the best peer's, over all rounds; not a number, and so over its limit, without these peers.
pub(crate) fn ratio(measured: &Measured, peers: &str) -> f64 {
    let ours = measured.get(OURS).into_iter().flatten().enumerate();
    let best = |round: usize| {
        let values = peers.split(" or ").filter_map(|peer| measured.get(peer)?.get(round));
        values.copied().fold(f64::NAN, f64::min)
    };
    median(ours.map(|(round, value)| value / best(round)).collect())
}
