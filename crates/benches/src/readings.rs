//! Reading all answers of a campaign with the contestants of a language.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::contest::{beside_all, ratios};
use crate::figure::Figure;
use crate::server::SUBSCRIBERS;

/// One measured run of reading all answers.
#[derive(Deserialize)]
pub(crate) struct Reading {
    rows: u64,
    letters: u64,
    first_row_ms: f64,
    cpu_ms: f64,
    growth_mib: f64,
    peak_mib: f64,
}

/// The runs of each reader.
pub(crate) struct Readings(BTreeMap<&'static str, Vec<Reading>>);

impl Readings {
    /// Runs each reader in turn. Fails if one does not read all answers.
    pub(crate) fn take(
        rounds: usize,
        readers: impl Iterator<Item = &'static str> + Clone,
        mut read: impl FnMut(&'static str) -> Result<Reading>,
    ) -> Result<Readings> {
        let mut readings: BTreeMap<_, Vec<Reading>> = BTreeMap::new();
        for _ in 0..rounds {
            for reader in readers.clone() {
                readings.entry(reader).or_default().push(read(reader)?);
            }
        }
        let all: Vec<_> = readings.values().flatten().collect();
        let complete = all.iter().all(|it| it.rows == SUBSCRIBERS && it.letters == all[0].letters);
        ensure!(complete, "some answers are missing, so the figures are invalid");
        Ok(Readings(readings))
    }

    /// CPU time, peak memory, growth, and time to the first answer of all readers, with the ratios that have budgets.
    pub(crate) fn figures(&self, lang: &str) -> Result<Vec<Figure>> {
        type Kind = (&'static str, &'static str, fn(&Reading) -> f64);
        const KINDS: [Kind; 4] = [
            ("CPU time", "ms", |reading| reading.cpu_ms),
            ("peak memory", "MiB", |reading| reading.peak_mib),
            ("growth", "MiB", |reading| reading.growth_mib),
            ("time to the first", "ms", |reading| reading.first_row_ms),
        ];
        let mut figures = Vec::new();
        for (kind, unit, value) in KINDS {
            let name = format!("all answers: {kind}");
            let measured =
                self.0.iter().map(|(reader, all)| (*reader, all.iter().map(value).collect())).collect();
            figures.push(beside_all(name.as_str(), unit, &measured));
            figures.extend(ratios(lang, &name, &measured)?);
        }
        Ok(figures)
    }
}
