//! The active fault rules, and which of them applies to a request.

use chat44mp::Operation;
use serde::Serialize;

use super::Fault;

/// The active rules and their counters.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    fault: Fault,
    matched: u64,
    fired: u64,
    random: fastrand::Rng,
}

/// A fault rule and its counters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FaultCount {
    /// The rule.
    pub fault: Fault,
    /// Number of requests that matched its operation.
    pub matched: u64,
    /// Number of times that it fired.
    pub fired: u64,
    /// Whether it can still fire.
    pub pending: bool,
}

impl FromIterator<Fault> for Faults {
    fn from_iter<T: IntoIterator<Item = Fault>>(rules: T) -> Self {
        let mut faults = Faults::default();
        rules.into_iter().for_each(|fault| faults.add(fault));
        faults
    }
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        let random = fastrand::Rng::with_seed(fault.seed);
        self.0.push(Rule { fault, matched: 0, fired: 0, random });
    }

    pub(crate) fn counts(&self) -> Vec<FaultCount> {
        self.0.iter().map(Rule::count).collect()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault of this request: the first rule that fires. All rules count the request.
    pub(crate) fn decide(&mut self, operation: Option<Operation>) -> Option<Fault> {
        let mut chosen = None;
        for rule in &mut self.0 {
            if rule.matches(operation) && chosen.is_none() {
                rule.fired += 1;
                chosen = Some(rule.fault.clone());
            }
        }
        chosen
    }
}

impl Rule {
    fn count(&self) -> FaultCount {
        let (fault, matched, fired) = (self.fault.clone(), self.matched, self.fired);
        let pending =
            fault.nth.is_none_or(|nth| matched < nth) && fault.times.is_none_or(|times| fired < times);
        FaultCount { fault, matched, fired, pending }
    }

    fn matches(&mut self, operation: Option<Operation>) -> bool {
        if self.fault.operation.is_some() && self.fault.operation != operation {
            return false;
        }
        self.matched += 1;
        let drawn = self.fault.probability.is_none_or(|share| self.random.f64() < share);
        drawn
            && self.fault.nth.is_none_or(|nth| nth == self.matched)
            && self.fault.times.is_none_or(|times| self.fired < times)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;

    #[test]
    fn rules_count_fire_and_draw() {
        let fires = |faults: &mut Faults, operation| faults.decide(operation).is_some();
        let create = Some(Operation::CREATE_CONTACT);
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Reset).on(Operation::CREATE_CONTACT).nth(2));
        let seen: Vec<bool> = (0..3).map(|_| fires(&mut faults, create)).collect();
        assert_eq!(seen, [false, true, false]);
        let counts = faults.counts();
        assert_eq!((counts[0].matched, counts[0].fired, counts[0].pending), (3, 1, false));
        assert!(!fires(&mut faults, None));

        faults.clear();
        faults.add(Fault::new(FaultKind::Reset).times(1));
        faults.add(Fault::new(FaultKind::Hang).nth(2));
        let kinds: Vec<_> = (0..3).map(|_| faults.decide(None).map(|fault| fault.kind.name())).collect();
        assert_eq!(kinds, [Some("reset"), Some("hang"), None]);

        let draw = || {
            let mut faults = Faults::default();
            faults.add(Fault::new(FaultKind::Reset).probability(0.3, 7));
            (0..1000).map(|_| fires(&mut faults, create)).collect::<Vec<bool>>()
        };
        assert_eq!(draw(), draw());
        assert!((250..350).contains(&draw().iter().filter(|fired| **fired).count()));
    }
}
