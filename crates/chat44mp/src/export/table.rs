//! Answers as the rows of a table.

use std::borrow::Cow;

use crate::client::Client;
use crate::error::Error;
use crate::ids::FlowId;
use crate::interop::string_enum;
use crate::resources::{Answer, SubscriberAnswers};
use crate::spreadsheet::FieldValue;

/// The layout of a table of answers.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum RowLayout {
    /// One row per answer: `subscriber_id`, `question_id`, `question`, `answer`.
    #[default]
    Long,
    /// One row per subscriber: `subscriber_id`, and one column per question of the campaign.
    Wide,
}

string_enum!(RowLayout {
    Long => "long",
    Wide => "wide",
});

/// The names of the columns that do not depend on the campaign.
#[derive(Debug, Clone, Copy)]
pub(super) struct FixedColumns {
    subscriber_id: &'static str,
    question_id: &'static str,
}

pub(super) const SNAKE_CASE: FixedColumns =
    FixedColumns { subscriber_id: "subscriber_id", question_id: "question_id" };
#[cfg(feature = "ffi")]
pub(super) const CAMEL_CASE: FixedColumns =
    FixedColumns { subscriber_id: "subscriberId", question_id: "questionId" };

/// The columns of a table and their cells.
pub(super) struct Table {
    columns: Vec<String>,
    /// The campaign's questions, for the wide layout.
    questions: Option<Vec<String>>,
}

/// A cell that borrows from its subscriber.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Absent,
    Integer(i64),
    Text(Cow<'a, str>),
}

impl Table {
    /// The table of a campaign; the wide layout requests the questions.
    pub(super) async fn of(
        client: &Client,
        flow_id: FlowId,
        layout: RowLayout,
        fixed: FixedColumns,
    ) -> Result<Table, Error> {
        Ok(match layout {
            RowLayout::Long => Table::long(fixed),
            RowLayout::Wide => Table::wide(client.flows().get(flow_id).await?.questions, fixed),
        })
    }

    fn long(FixedColumns { subscriber_id, question_id }: FixedColumns) -> Table {
        let columns = [subscriber_id, question_id, "question", "answer"].map(str::to_owned);
        Table { columns: columns.into(), questions: None }
    }

    /// Column names are unique: other table libraries would keep only one of them.
    fn wide(questions: Vec<String>, fixed: FixedColumns) -> Table {
        let mut columns = vec![fixed.subscriber_id.to_owned()];
        for question in &questions {
            let mut name = question.clone();
            let mut times = 1;
            while columns.contains(&name) {
                times += 1;
                name = format!("{question} ({times})");
            }
            columns.push(name);
        }
        Table { columns, questions: Some(questions) }
    }

    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Passes each row of a subscriber to `take`; returns the number of answers without a column.
    pub(super) fn rows<E>(
        &self,
        row: &SubscriberAnswers,
        mut take: impl FnMut(&[Cell<'_>]) -> Result<(), E>,
    ) -> Result<i64, E> {
        let subscriber = || Cell::Text(row.subscriber_id.as_str().into());
        let Some(questions) = &self.questions else {
            for Answer { question_id, question, answer } in &row.answers {
                let question =
                    question.as_deref().map_or(Cell::Absent, |question| Cell::Text(question.into()));
                take(&[subscriber(), Cell::Integer(question_id.0), question, Cell::Text(answer.into())])?;
            }
            return Ok(0);
        };
        let (cells, left_out) = spread(&row.answers, questions);
        let cells = cells.into_iter().map(|cell| cell.map_or(Cell::Absent, Cell::Text));
        let cells: Vec<Cell<'_>> = std::iter::once(subscriber()).chain(cells).collect();
        take(&cells)?;
        Ok(left_out)
    }
}

impl From<&Cell<'_>> for FieldValue {
    fn from(cell: &Cell<'_>) -> FieldValue {
        match cell {
            Cell::Absent => FieldValue::Absent,
            Cell::Integer(number) => FieldValue::Integer(*number),
            Cell::Text(text) => FieldValue::Text(text.clone().into_owned()),
        }
    }
}

/// The cells of one subscriber, one per question, and the number of answers without a question. Questions with the same text
/// receive their answers in order; further answers to one question are appended to the last.
fn spread<'a>(answers: &'a [Answer], questions: &[String]) -> (Vec<Option<Cow<'a, str>>>, i64) {
    let mut cells: Vec<Option<Cow<'a, str>>> = vec![None; questions.len()];
    let mut left_out = 0;
    for Answer { question, answer, .. } in answers {
        let question = question.as_deref().unwrap_or_default();
        let mut columns = (0..questions.len()).filter(|column| questions[*column] == question);
        let free = columns.clone().find(|column| cells[*column].is_none());
        match free.or_else(|| columns.next_back()) {
            None => left_out += 1,
            Some(column) => match &mut cells[column] {
                Some(cell) => *cell.to_mut() += &format!(", {answer}"),
                cell => *cell = Some(answer.into()),
            },
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
    fn assigns_answers_to_columns() {
        let questions = ["City?", "Why?", "City?", "Who?"].map(str::to_owned);
        let answers = [
            answer(Some("City?"), "Rome"),
            answer(Some("Why?"), "fun"),
            answer(Some("City?"), "Oslo"),
            answer(Some("Why?"), "work"),
            answer(None, "lost"),
        ];
        let (cells, left_out) = spread(&answers, &questions);
        assert_eq!(cells, [Some("Rome".into()), Some("fun, work".into()), Some("Oslo".into()), None]);
        assert_eq!(left_out, 1);
    }

    #[test]
    fn column_names_are_unique() {
        let questions = ["City?", "subscriber_id", "City?", "City? (2)"].map(str::to_owned);
        assert_eq!(
            Table::wide(questions.into(), SNAKE_CASE).columns(),
            ["subscriber_id", "City?", "subscriber_id (2)", "City? (2)", "City? (2) (2)"]
        );
    }
}
