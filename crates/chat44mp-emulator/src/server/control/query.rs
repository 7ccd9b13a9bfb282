//! The query of a control request. Unlike the API, it reports unknown and malformed parameters.

use crate::php::params::Params;

#[derive(Debug)]
pub(super) struct Query(Params);

impl Query {
    /// Parses a query that may have these parameters.
    pub(super) fn parse(query: &str, known: &[&str]) -> Result<Query, String> {
        let params = Params::urlencoded(query.as_bytes());
        if let Some((name, _)) = params.iter().find(|(name, _)| !known.contains(name)) {
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!("unknown parameter {name:?}: this endpoint has {known}"));
        }
        Ok(Query(params))
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.raw(name)
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<u64>, String> {
        let number = |text: &str| text.parse().map_err(|_| format!("{name}: {text:?} is not a whole number"));
        self.text(name).map(number).transpose()
    }
}
