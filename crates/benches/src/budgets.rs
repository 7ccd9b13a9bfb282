//! The budgets of budgets.toml.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;

use crate::figure::{Budget, Figure};

const BUDGETS: &str = include_str!("../budgets.toml");

/// The budgets of figures, by benchmark and name, and the expected counts, by kind and path.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budgets {
    figures: BTreeMap<String, BTreeMap<String, Budget>>,
    counts: BTreeMap<String, BTreeMap<String, f64>>,
}

impl Budgets {
    pub(crate) fn load() -> Result<Budgets> {
        Ok(toml::from_str(BUDGETS)?)
    }

    /// The peers with which a benchmark compares the figure `name`: a name, or several separated by ` or `.
    pub(crate) fn peers<'a>(&'a self, lang: &str, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = format!("{name}, by ");
        let budgets = self.figures.get(lang).into_iter().flatten();
        budgets.filter_map(move |(name, _)| name.strip_prefix(&prefix))
    }

    /// Adds their budgets to the figures of a benchmark, and reports budgets without a figure.
    pub(crate) fn apply(&self, lang: &'static str, figures: Vec<Figure>) -> Vec<Figure> {
        let mut unused = self.figures.get(lang).cloned().unwrap_or_default();
        let mut budgeted = |figure: Figure| Figure { lang, budget: unused.remove(&figure.name), ..figure };
        let figures = figures.into_iter().map(&mut budgeted).collect();
        unused.keys().for_each(|name| println!("not measured: {name}"));
        figures
    }

    /// The expected count of a path.
    pub(crate) fn count(&self, kind: &str, path: &str) -> Option<f64> {
        self.counts.get(kind)?.get(path).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_is_below_its_goal() {
        let budgets = Budgets::load().unwrap();
        for (name, Budget { goal, limit }) in budgets.figures.values().flatten() {
            assert!(goal <= limit, "{name}: the goal {goal} is over the limit {limit}");
        }
    }

    #[test]
    fn finds_peers_and_budgets_by_name() {
        let budgets = Budgets::load().unwrap();
        let peers: Vec<_> = budgets.peers("python", "CPU time: get_contact").collect();
        assert_eq!(peers, ["httpx", "pycurl or httpr or primp", "requests"]);
        let name = "memory: import of the package";
        let figures = budgets.apply("python", vec![Figure::new(name, "MB", 1e3)]);
        assert!(!figures[0].is_within_limit());
    }
}
