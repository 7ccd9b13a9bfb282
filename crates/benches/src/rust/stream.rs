//! The answers of 200,000 subscribers, streamed and buffered.

use anyhow::{Result, ensure};

use crate::contest::OURS;
use crate::figure::Figure;
use crate::part::{AnswersCost, BARE};
use crate::program::{Program, median, run};
use crate::server::{SUBSCRIBERS, Server};

const ROUNDS: usize = 3;

pub(crate) fn measure(program: &Program) -> Result<Vec<Figure>> {
    println!("the answers of {SUBSCRIBERS} subscribers, {ROUNDS} rounds …");
    let server = Server::start(program)?;
    let address = server.to_argument()?;
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(run::<AnswersCost>(program.part(&["answers", OURS, &address]))?);
        bare.push(run::<AnswersCost>(program.part(&["answers", BARE, &address]))?);
    }
    ensure!(
        ours.iter().chain(&bare).all(|cost| cost.rows == SUBSCRIBERS),
        "some rows are missing, so the figures are invalid"
    );
    let of =
        |costs: &[AnswersCost], figure: fn(&AnswersCost) -> f64| median(costs.iter().map(figure).collect());
    let cpu = |costs: &[AnswersCost]| of(costs, |cost| cost.cpu_ms);
    let peak = |costs: &[AnswersCost]| of(costs, |cost| cost.peak_rss_kib as f64 / 1024.0);
    let memory = Figure::new("stream: peak memory", "MiB", peak(&ours)).beside(BARE, peak(&bare));
    Ok(vec![
        Figure { ratio: None, ..memory },
        // The first row must be returned before the last byte arrives.
        Figure::new("stream: time to the first row", "ms", of(&ours, |cost| cost.first_row_ms))
            .beside("to the last row", of(&ours, |cost| cost.last_row_ms)),
        Figure::new("stream: CPU time, receiving included", "ms", cpu(&ours)).beside(BARE, cpu(&bare)),
    ])
}
