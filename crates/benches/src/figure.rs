//! One measured figure, with its peers.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

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
    /// The limit for the ratio if there is one, else for the value.
    pub(crate) limit: Option<f64>,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, unit: &'static str, value: f64) -> Figure {
        Figure {
            lang: "rust",
            name: name.into(),
            unit,
            value,
            peers: BTreeMap::new(),
            ratio: None,
            limit: None,
        }
    }

    /// Adds a peer; the first one determines the ratio.
    pub(crate) fn beside(mut self, peer: &'static str, value: f64) -> Figure {
        self.ratio = self.ratio.or(Some(self.value / value));
        self.peers.insert(peer, value);
        self
    }

    pub(crate) fn at_most(mut self, limit: f64) -> Figure {
        self.limit = Some(limit);
        self
    }

    pub(crate) fn is_within_limit(&self) -> bool {
        self.limit.is_none_or(|limit| self.ratio.unwrap_or(self.value) <= limit)
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
        if let Some(limit) = self.limit {
            let verdict = if self.is_within_limit() { "within" } else { "OVER" };
            write!(f, " ({verdict} {limit})")?;
        }
        Ok(())
    }
}
