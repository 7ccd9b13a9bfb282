//! The header of a CSV file: where it is, and whether there is one.

use super::columns::Mapping;
use super::content;

/// The number of rows below a title in which the header is looked for.
const TITLE_ROWS: usize = 20;

/// The first rows of a file that are not blank, with their numbers. The first should be the header.
pub(super) type Beginning = [(u64, Vec<String>)];

/// Why the first row cannot be the header, as the text of a message.
pub(super) fn problem(rows: &Beginning) -> Option<String> {
    let ((number, first), others) = rows.split_first()?;
    if let Some(cell) = first.iter().find(|cell| content::of_cell(cell).is_some()) {
        let shown: String = cell.chars().take(40).collect();
        return Some(format!(
            "row {number} holds a contact ({shown:?}), not the names of the columns; insert a first row such as \
             \"email,phone_number,first_name,last_name\""
        ));
    }
    if Mapping::is_contact(first) {
        return None;
    }
    let (header, _) =
        others.iter().take(TITLE_ROWS).find(|(_, row)| Mapping::is_contact(row) && is_header(row, first))?;
    Some(format!(
        "the columns are named in row {header}, not in row {number}; remove the rows above row {header}"
    ))
}

/// Whether a row names columns below a title, rather than answering `Email` to a question.
fn is_header(row: &[String], title: &[String]) -> bool {
    let filled = |row: &[String]| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    Mapping::score(row) > 1 || filled(row) > filled(title) || filled(row) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem_of(text: &str) -> Option<String> {
        let rows = text.lines().zip(1..).filter(|(line, _)| !line.is_empty());
        let rows = rows.map(|(line, number)| (number, line.split(',').map(str::to_owned).collect()));
        problem(&rows.collect::<Vec<_>>())
    }

    #[test]
    fn finds_the_header_below_titles() {
        for text in ["Customers 2026,,\n\nEmail,Phone,City\na@x.org,1,Roma", "Report\nEmail\na@x.org"] {
            assert!(
                problem_of(text).is_some_and(|problem| problem.contains("remove the rows above row")),
                "{text}"
            );
        }
    }

    #[test]
    fn recognises_lists_without_a_header() {
        for text in ["ada@example.org,Ada\nbob@example.org,Bob", "Ada,+39 333 1234567\nBob,+39 333 1234568"] {
            assert!(
                problem_of(text).is_some_and(|problem| problem.contains("row 1 holds a contact")),
                "{text}"
            );
        }
    }

    #[test]
    fn accepts_headers() {
        for text in [
            "Email,Phone\na@x.org,1",
            "A,B\na@x.org,1",
            "Ref,Preferred contact\na@x.org,Email\nb@x.org,Phone",
            "Email",
        ] {
            assert_eq!(problem_of(text), None, "{text}");
        }
    }
}
