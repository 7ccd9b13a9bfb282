//! The rows of an import, and their validation.

use serde::{Deserialize, Serialize};

use super::cleaning::{Cell, Cleaning, E164, Unusable, Written};
use crate::error::{Error, ErrorCode};
use crate::ids::GroupId;
use crate::language::Language;
use crate::resources::{NewContact, PreparedContact};

/// One contact of an import: at least an e-mail address or a phone number.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// E-mail address, at most 100 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub email: Option<String>,
    /// Phone number, at most 50 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub phone_number: Option<String>,
    /// First name, at most 100 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub first_name: Option<String>,
    /// Last name, at most 100 characters.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub last_name: Option<String>,
}

/// The fields of a row, in the order in which they are written.
pub(super) const FIELDS: [&str; 4] = ["email", "phone_number", "first_name", "last_name"];

const PHONE: &str = FIELDS[1];

/// The names of the fields, for messages.
pub(super) fn field_names() -> String {
    FIELDS.map(|field| format!("`{field}`")).join(", ")
}

impl ImportRow {
    /// The fields in the order of [`FIELDS`].
    pub(super) fn fields(&self) -> [&Option<String>; 4] {
        [&self.email, &self.phone_number, &self.first_name, &self.last_name]
    }

    fn of_fields(fields: [Option<String>; 4]) -> ImportRow {
        let [email, phone_number, first_name, last_name] = fields;
        ImportRow { email, phone_number, first_name, last_name }
    }

    /// The validated request that creates the contact.
    pub(super) fn creation(&self, group_id: GroupId) -> PreparedContact {
        let ImportRow { email, phone_number, first_name, last_name } = self.clone();
        PreparedContact::of(NewContact { group_id, email, phone_number, first_name, last_name })
    }

    /// The invalid value of the row, if there is one.
    pub(super) fn problem(creation: &PreparedContact) -> Option<Problem> {
        creation.request.invalid.as_ref().map(Problem::of)
    }
}

/// Why a row cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: ErrorCode,
    /// The column, by its name in this SDK.
    pub(super) field: Option<String>,
    pub(super) message: String,
    /// The same for all rows with this problem, if the message is not.
    pub(super) reason: Option<String>,
}

impl Problem {
    /// A problem whose message contains the names of fields in backticks.
    pub(super) fn new(code: ErrorCode, field: Option<&str>, message: &str) -> Problem {
        let message = Language::current().render(message).into_owned();
        Problem { code, field: field.map(str::to_owned), message, reason: None }
    }

    /// Sets the reason, which all rows with this problem share.
    pub(super) fn because(mut self, reason: &str) -> Problem {
        self.reason = Some(Language::current().render(reason).into_owned());
        self
    }

    fn unusable(field: &str, why: Unusable) -> Problem {
        let (code, message) = match why {
            Unusable::TestLead => (ErrorCode::TEST_LEAD, "is dummy data of a test lead"),
            Unusable::NoDigits => (ErrorCode::INVALID_VALUE, "has no digits"),
            Unusable::Rounded => {
                (ErrorCode::INVALID_VALUE, "was rounded; format its column as text, or pass it as text")
            }
        };
        Problem::new(code, Some(field), &format!("`{field}` {message}"))
    }

    fn of(error: &Error) -> Problem {
        Problem {
            code: error.code().clone(),
            field: error.field().map(str::to_owned),
            message: error.server_message().to_owned(),
            reason: None,
        }
    }
}

/// A row from the source, with clean cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceRow {
    /// Its number: for CSV as in a spreadsheet, where the header is row 1; for JSON Lines the line number.
    pub(super) number: u32,
    pub(super) row: ImportRow,
    /// The phone number before it was written as E.164.
    pub(super) given_phone: Option<String>,
    /// What was removed from which field.
    pub(super) cleaned: Vec<(&'static str, Cleaning)>,
    /// The texts from which it was removed.
    pub(super) before: Vec<(&'static str, String)>,
    /// Set if the source could not read the row, or a cell cannot be used.
    pub(super) problem: Option<Box<Problem>>,
}

impl SourceRow {
    /// A row of these cells, in the order of [`FIELDS`].
    pub(super) fn new(number: u32, mut cells: [Cell; 4]) -> SourceRow {
        let unusable = || FIELDS.iter().zip(&cells).filter_map(|(field, cell)| Some((*field, cell.problem?)));
        // One dummy value is enough: the address of a test lead is a real one.
        let problem = unusable().find(|(_, why)| *why == Unusable::TestLead).or_else(|| unusable().next());
        let problem = problem.map(|(field, why)| Box::new(Problem::unusable(field, why)));
        let removed = |(field, cell): (&&'static str, &Cell)| {
            cell.removed.iter().map(|kind| (*field, *kind)).collect::<Vec<_>>()
        };
        let cleaned = FIELDS.iter().zip(&cells).flat_map(removed).collect();
        let before = FIELDS.into_iter().zip(&mut cells);
        let before = before.filter_map(|(field, cell)| Some((field, cell.before.take()?))).collect();
        let row = ImportRow::of_fields(cells.map(|cell| cell.value));
        SourceRow { number, row, given_phone: None, cleaned, before, problem }
    }

    /// A row that the source could not read, with the text of a message.
    pub(super) fn unreadable(number: u32, message: &str) -> SourceRow {
        let problem = Problem::new(ErrorCode::INVALID_VALUE, None, message);
        SourceRow {
            number,
            row: ImportRow::default(),
            given_phone: None,
            cleaned: Vec::new(),
            before: Vec::new(),
            problem: Some(Box::new(problem)),
        }
    }

    /// The row with the field of its problem.
    pub(super) fn in_field(mut self, field: &str) -> SourceRow {
        if let Some(problem) = &mut self.problem {
            problem.field = Some(field.to_owned());
        }
        self
    }

    /// The row with a reason that other rows share.
    pub(super) fn because(mut self, reason: &str) -> SourceRow {
        self.problem = self.problem.map(|problem| Box::new(problem.because(reason)));
        self
    }

    /// The row with its phone number in E.164. One that is not valid is a problem.
    pub(super) fn in_e164(mut self, e164: Option<&E164>) -> SourceRow {
        let (Some(e164), Some(given), None) = (e164, &self.row.phone_number, &self.problem) else {
            return self;
        };
        match e164.write(given) {
            Ok(Written { number, had_extension }) => {
                if number != *given {
                    if !self.before.iter().any(|(field, _)| *field == PHONE) {
                        self.before.push((PHONE, given.clone()));
                    }
                    self.given_phone = self.row.phone_number.replace(number);
                    self.cleaned.push((PHONE, Cleaning::E164));
                }
                if had_extension {
                    self.cleaned.push((PHONE, Cleaning::Extension));
                }
            }
            Err(flaw) => {
                let message = format!("`{PHONE}` {flaw}");
                self.problem = Some(Box::new(Problem::new(ErrorCode::INVALID_VALUE, Some(PHONE), &message)));
            }
        }
        self
    }

    /// The size of its text, in bytes.
    pub(super) fn size(&self) -> usize {
        self.row.fields().into_iter().flatten().map(String::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validates_values() {
        let row = ImportRow { email: Some("ada".into()), ..ImportRow::default() };
        let problem = ImportRow::problem(&row.creation(GroupId(1))).unwrap();
        assert_eq!((problem.code, problem.field.as_deref()), (ErrorCode::INVALID_VALUE, Some("email")));
        let none = ImportRow { first_name: Some("Ada".into()), ..ImportRow::default() };
        assert_eq!(ImportRow::problem(&none.creation(GroupId(1))).unwrap().code, ErrorCode::MISSING_VALUE);
    }
}
