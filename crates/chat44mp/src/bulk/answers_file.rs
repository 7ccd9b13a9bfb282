//! The rows of an export, in each format.

use std::io::{self, Write};

use super::spreadsheet::neutralised;
use crate::resources::{Answer, SubscriberAnswers};

/// Writes subscribers to `W`, one at a time.
pub(super) struct AnswersFile<W: Write>(Shape<W>);

enum Shape<W: Write> {
    JsonLines(W),
    /// One line an answer.
    Long(Csv<W>),
    /// One line a subscriber, one column a question.
    Wide(Csv<W>, Vec<String>),
}

struct Csv<W: Write> {
    writer: csv::Writer<W>,
    raw_cells: bool,
}

impl<W: Write> AnswersFile<W> {
    pub(super) fn json_lines(out: W) -> Self {
        AnswersFile(Shape::JsonLines(out))
    }

    pub(super) fn csv(out: W, raw_cells: bool) -> Self {
        AnswersFile(Shape::Long(Csv::new(out, raw_cells)))
    }

    pub(super) fn wide_csv(out: W, questions: Vec<String>, raw_cells: bool) -> Self {
        AnswersFile(Shape::Wide(Csv::new(out, raw_cells), questions))
    }

    /// Where it writes to.
    pub(super) fn out(&self) -> &W {
        match &self.0 {
            Shape::JsonLines(out) => out,
            Shape::Long(csv) | Shape::Wide(csv, _) => csv.writer.get_ref(),
        }
    }

    /// Writes what stands before the first row.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        match &mut self.0 {
            Shape::JsonLines(_) => Ok(()),
            Shape::Long(csv) => csv.write(["subscriber_id", "question_id", "question", "answer"]),
            Shape::Wide(csv, questions) => {
                csv.write(std::iter::once("subscriber_id").chain(questions.iter().map(String::as_str)))
            }
        }
    }

    /// Writes a subscriber; gives how many of the answers have no place.
    pub(super) fn write(&mut self, row: &SubscriberAnswers) -> io::Result<i64> {
        match &mut self.0 {
            Shape::JsonLines(out) => {
                serde_json::to_writer(&mut *out, row)?;
                out.write_all(b"\n")?;
                Ok(0)
            }
            Shape::Long(csv) => {
                for answer in &row.answers {
                    let id = answer.question_id.to_string();
                    let question = answer.question.as_deref().unwrap_or_default();
                    csv.write([row.subscriber_id.as_str(), &id, question, &answer.answer])?;
                }
                Ok(0)
            }
            Shape::Wide(csv, questions) => {
                let (cells, left_out) = spread(&row.answers, questions);
                let subscriber = std::iter::once(row.subscriber_id.as_str());
                csv.write(subscriber.chain(cells.iter().map(String::as_str)))?;
                Ok(left_out)
            }
        }
    }

    /// Writes out what is left, and gives the output back.
    pub(super) fn finish(self) -> io::Result<W> {
        let mut out = match self.0 {
            Shape::JsonLines(out) => out,
            Shape::Long(csv) | Shape::Wide(csv, _) => {
                csv.writer.into_inner().map_err(|error| error.into_error())?
            }
        };
        out.flush()?;
        Ok(out)
    }
}

impl<W: Write> Csv<W> {
    fn new(out: W, raw_cells: bool) -> Csv<W> {
        Csv { writer: csv::Writer::from_writer(out), raw_cells }
    }

    fn write<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for cell in cells {
            let cell = if self.raw_cells { cell.into() } else { neutralised(cell) };
            self.writer.write_field(cell.as_bytes()).map_err(own)?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(own)
    }
}

/// The output's own error, by which a pipe that was closed is known.
fn own(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// The cells of one subscriber, one a question, and how many answers found no question. Questions that read the
/// same share their answers out in order; further answers to one question join the last.
fn spread(answers: &[Answer], questions: &[String]) -> (Vec<String>, i64) {
    let mut cells = vec![String::new(); questions.len()];
    let mut left_out = 0;
    for answer in answers {
        let asked = answer.question.as_deref().unwrap_or_default();
        let mut columns = (0..questions.len()).filter(|column| questions[*column] == asked);
        let free = columns.clone().find(|column| cells[*column].is_empty());
        match free.or_else(|| columns.next_back()) {
            None => left_out += 1,
            Some(column) => {
                let cell = &mut cells[column];
                if !cell.is_empty() {
                    cell.push_str(", ");
                }
                cell.push_str(&answer.answer);
            }
        }
    }
    (cells, left_out)
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
        let (cells, left_out) = spread(&answers, &questions);
        assert_eq!(cells, ["Rome", "fun, work", "Oslo"]);
        assert_eq!(left_out, 1);
    }
}
