//! The answers of a campaign, subscriber by subscriber, in each format: constant memory, however many there are.

use std::io::{self, Write};

use chat44mp::{Answer, SubscriberAnswers};

use super::cells::neutralised;
use super::json_line;
use super::style::{self, HEADING, NAME, shown, width};

/// Writes rows to `out`.
pub(crate) struct AnswersWriter<W: Write> {
    shape: Shape<W>,
    subscribers: u64,
    /// Answers to questions that have no column.
    homeless: u64,
}

enum Shape<W: Write> {
    /// One JSON array, a row a line; `true` while it is empty.
    Json(W, bool),
    Jsonl(W),
    Table(W),
    /// One line an answer.
    Long(Csv<W>),
    /// One line a subscriber, one column a question.
    Wide(Csv<W>, Vec<String>),
}

struct Csv<W: Write> {
    writer: csv::Writer<W>,
    raw_cells: bool,
}

impl<W: Write> AnswersWriter<W> {
    pub(crate) fn json(out: W) -> Self {
        AnswersWriter::new(Shape::Json(out, true))
    }

    pub(crate) fn jsonl(out: W) -> Self {
        AnswersWriter::new(Shape::Jsonl(out))
    }

    pub(crate) fn table(out: W) -> Self {
        AnswersWriter::new(Shape::Table(out))
    }

    pub(crate) fn long(out: W, raw_cells: bool) -> Self {
        AnswersWriter::new(Shape::Long(Csv { writer: csv::Writer::from_writer(out), raw_cells }))
    }

    pub(crate) fn wide(out: W, questions: Vec<String>, raw_cells: bool) -> Self {
        AnswersWriter::new(Shape::Wide(Csv { writer: csv::Writer::from_writer(out), raw_cells }, questions))
    }

    fn new(shape: Shape<W>) -> Self {
        AnswersWriter { shape, subscribers: 0, homeless: 0 }
    }

    pub(crate) fn subscribers(&self) -> u64 {
        self.subscribers
    }

    pub(crate) fn homeless(&self) -> u64 {
        self.homeless
    }

    /// Writes what stands before the first row. Not sooner than there is one, or surely none: a failed call
    /// leaves nothing behind.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        match &mut self.shape {
            Shape::Json(out, _) => out.write_all(b"["),
            Shape::Long(csv) => csv.write(["subscriber_id", "question_id", "question", "answer"]),
            Shape::Wide(csv, questions) => {
                let names = std::iter::once("subscriber_id").chain(questions.iter().map(String::as_str));
                csv.write(names)
            }
            Shape::Jsonl(_) | Shape::Table(_) => Ok(()),
        }
    }

    pub(crate) fn write(&mut self, row: &SubscriberAnswers) -> io::Result<()> {
        self.subscribers += 1;
        match &mut self.shape {
            Shape::Json(out, first) => {
                out.write_all(if *first { b"\n" } else { b",\n" })?;
                *first = false;
                Ok(serde_json::to_writer(out, row)?)
            }
            Shape::Jsonl(out) => json_line(out, row),
            Shape::Table(out) => write_block(out, row, self.subscribers == 1),
            Shape::Long(csv) => row.answers.iter().try_for_each(|answer| {
                let id = answer.question_id.to_string();
                let question = answer.question.as_deref().unwrap_or_default();
                csv.write([row.subscriber_id.as_str(), &id, question, &answer.answer])
            }),
            Shape::Wide(csv, questions) => {
                let (cells, homeless) = spread(&row.answers, questions);
                self.homeless += homeless;
                csv.write(std::iter::once(row.subscriber_id.as_str()).chain(cells.iter().map(String::as_str)))
            }
        }
    }

    /// Writes what stands after the last row, and gives the output back.
    pub(crate) fn finish(self) -> io::Result<W> {
        let mut out = match self.shape {
            Shape::Json(mut out, true) => out.write_all(b"]\n").map(|()| out)?,
            Shape::Json(mut out, false) => out.write_all(b"\n]\n").map(|()| out)?,
            Shape::Jsonl(out) | Shape::Table(out) => out,
            Shape::Long(csv) | Shape::Wide(csv, _) => {
                csv.writer.into_inner().map_err(|error| error.into_error())?
            }
        };
        out.flush()?;
        Ok(out)
    }
}

impl<W: Write> Csv<W> {
    fn write<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            self.writer.write_field(neutralised(cell, self.raw_cells).as_bytes())?;
        }
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }
}

/// The cells of one subscriber, one a question, and how many answers found no question. Questions that read the
/// same share their answers out in order; further answers to one question join the last.
fn spread(answers: &[Answer], questions: &[String]) -> (Vec<String>, u64) {
    let mut cells = vec![String::new(); questions.len()];
    let mut homeless = 0;
    for answer in answers {
        let asked = answer.question.as_deref().unwrap_or_default();
        let mut columns = (0..questions.len()).filter(|column| questions[*column] == asked);
        let free = columns.clone().find(|column| cells[*column].is_empty());
        match free.or_else(|| columns.next_back()) {
            None => homeless += 1,
            Some(column) => {
                let cell = &mut cells[column];
                if !cell.is_empty() {
                    cell.push_str(", ");
                }
                cell.push_str(&answer.answer);
            }
        }
    }
    (cells, homeless)
}

/// A subscriber for a reader.
fn write_block(out: &mut impl Write, row: &SubscriberAnswers, first: bool) -> io::Result<()> {
    if !first {
        writeln!(out)?;
    }
    writeln!(out, "{HEADING}{}{HEADING:#}", shown(row.subscriber_id.as_str()))?;
    let width = width();
    for answer in &row.answers {
        let question = match &answer.question {
            Some(question) => shown(question),
            None => format!("question {}, removed since", answer.question_id),
        };
        out.write_all(style::indented(&question, 2, NAME, width).as_bytes())?;
        out.write_all(style::indented(&shown(&answer.answer), 4, anstyle::Style::new(), width).as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(question: Option<&str>, text: &str) -> Answer {
        serde_json::from_value(serde_json::json!({ "question_id": 1, "question": question, "answer": text }))
            .unwrap()
    }

    #[test]
    fn answers_find_their_columns() {
        let questions = ["City?", "Why?", "City?"].map(str::to_owned);
        let answers = [
            answer(Some("City?"), "Rome"),
            answer(Some("Why?"), "fun"),
            answer(Some("City?"), "Oslo"),
            answer(Some("Why?"), "work"),
            answer(None, "lost"),
        ];
        let (cells, homeless) = spread(&answers, &questions);
        assert_eq!(cells, ["Rome", "fun, work", "Oslo"]);
        assert_eq!(homeless, 1);
    }
}
