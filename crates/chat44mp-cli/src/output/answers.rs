//! The answers of a campaign, subscriber by subscriber, as text and as one JSON array, in constant memory.

use std::io::{self, Write};

use chat44mp::SubscriberAnswers;

use super::style::{self, HEADING, NAME, shown, width};

/// Writes rows to `out`.
pub(crate) struct AnswersWriter<W: Write> {
    out: W,
    shape: Shape,
    empty: bool,
}

#[derive(Clone, Copy)]
enum Shape {
    /// One JSON array, one row per line.
    Json,
    Table,
}

impl<W: Write> AnswersWriter<W> {
    pub(crate) fn json(out: W) -> Self {
        AnswersWriter { out, shape: Shape::Json, empty: true }
    }

    pub(crate) fn table(out: W) -> Self {
        AnswersWriter { out, shape: Shape::Table, empty: true }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }

    /// Writes the text before the first row, once the call has succeeded: a failed call must write nothing.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        match self.shape {
            Shape::Json => self.out.write_all(b"["),
            Shape::Table => Ok(()),
        }
    }

    pub(crate) fn write(&mut self, row: &SubscriberAnswers) -> io::Result<()> {
        let first = std::mem::replace(&mut self.empty, false);
        match self.shape {
            Shape::Json => {
                self.out.write_all(if first { b"\n" } else { b",\n" })?;
                Ok(serde_json::to_writer(&mut self.out, row)?)
            }
            Shape::Table => write_block(&mut self.out, row, first),
        }
    }

    /// Writes the text after the last row and returns the output.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        match self.shape {
            Shape::Json if self.empty => self.out.write_all(b"]\n")?,
            Shape::Json => self.out.write_all(b"\n]\n")?,
            Shape::Table => {}
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Writes a subscriber as text.
fn write_block(out: &mut impl Write, row: &SubscriberAnswers, first: bool) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    writeln!(out, "{HEADING}{}{HEADING:#}", shown(row.subscriber_id.as_str()))?;
    let width = width();
    for answer in &row.answers {
        let question = match &answer.question {
            Some(question) => shown(question),
            None => format!("question {}, now deleted", answer.question_id),
        };
        out.write_all(style::indented(&question, 2, NAME, width).as_bytes())?;
        out.write_all(style::indented(&shown(&answer.answer), 4, anstyle::Style::new(), width).as_bytes())?;
    }
    Ok(())
}
