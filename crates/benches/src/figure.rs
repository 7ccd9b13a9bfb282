//! One measured figure, with its peers.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The budget of a figure.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budget {
    /// What the figure should be; a missed goal is only reported.
    pub(crate) goal: f64,
    /// The most that it may be.
    pub(crate) limit: f64,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    pub(crate) lang: &'static str,
    pub(crate) name: String,
    pub(crate) unit: &'static str,
    pub(crate) value: f64,
    /// The figures of the alternatives.
    pub(crate) peers: BTreeMap<&'static str, f64>,
    /// The ratio of our value to the first peer's.
    pub(crate) ratio: Option<f64>,
    /// The budget of the ratio if there is one, else of the value.
    pub(crate) budget: Option<Budget>,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, value: f64) -> Figure {
        Figure { lang: "", name: name.into(), unit, value, peers: BTreeMap::new(), ratio: None, budget: None }
    }

    /// Adds a peer; the first one determines the ratio.
    pub(crate) fn beside(mut self, peer: &'static str, value: f64) -> Figure {
        self.ratio = self.ratio.or(Some(self.value / value));
        self.peers.insert(peer, value);
        self
    }

    pub(crate) fn is_within_limit(&self) -> bool {
        self.budget.is_none_or(|budget| self.compared() <= budget.limit)
    }

    /// The ratio if there is one, else the value.
    fn compared(&self) -> f64 {
        self.ratio.unwrap_or(self.value)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = if self.unit == "×" { 3 } else { 1 };
        write!(f, "{:44} {:>10.digits$} {}", self.name, self.value, self.unit)?;
        for (peer, value) in &self.peers {
            write!(f, "; {peer} {value:.1}")?;
        }
        if let Some(ratio) = self.ratio {
            write!(f, "; ratio {ratio:.3}")?;
        }
        if let Some(Budget { goal, limit }) = self.budget {
            let goal_verdict = if self.compared() <= goal { "met" } else { "missed" };
            let limit_verdict = if self.is_within_limit() { "within" } else { "OVER" };
            write!(f, " (goal {goal} {goal_verdict}, {limit_verdict} the limit {limit})")?;
        }
        Ok(())
    }
}
