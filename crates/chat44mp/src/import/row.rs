//! The rows of an import, and their validation.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::ids::GroupId;
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

impl ImportRow {
    /// The fields in the order of [`FIELDS`].
    pub(super) fn fields(&self) -> [&Option<String>; 4] {
        [&self.email, &self.phone_number, &self.first_name, &self.last_name]
    }

    pub(super) fn of_fields(fields: [Option<String>; 4]) -> ImportRow {
        let [email, phone_number, first_name, last_name] = fields;
        ImportRow { email, phone_number, first_name, last_name }
    }

    /// The validated request that creates the contact.
    pub(super) fn creation(&self, group_id: GroupId) -> PreparedContact {
        let ImportRow { email, phone_number, first_name, last_name } = self.clone();
        PreparedContact::of(NewContact { group_id, email, phone_number, first_name, last_name })
    }

    /// The problem with the row, if any: an invalid value, or a number that a spreadsheet has rounded.
    pub(super) fn problem(&self, creation: &PreparedContact) -> Option<Problem> {
        if let Some(error) = &creation.request.invalid {
            return Some(Problem::of(error));
        }
        let phone = self.phone_number.as_deref().unwrap_or_default();
        is_rounded(phone).then(|| Problem {
            code: ErrorCode::INVALID_VALUE,
            field: Some("phone_number".to_owned()),
            message: "phone_number was rounded by a spreadsheet; format its column as text".to_owned(),
        })
    }
}

/// Why a row cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: ErrorCode,
    /// The column, by its name in this SDK.
    pub(super) field: Option<String>,
    pub(super) message: String,
}

impl Problem {
    fn of(error: &Error) -> Problem {
        Problem {
            code: error.code().clone(),
            field: error.field().map(str::to_owned),
            message: error.server_message().to_owned(),
        }
    }

    /// The row itself cannot be read.
    pub(super) fn unreadable(message: impl Into<String>) -> Problem {
        Problem { code: ErrorCode::INVALID_VALUE, field: None, message: message.into() }
    }
}

/// A row from the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceRow {
    /// Its number: for CSV as in a spreadsheet, where the header is row 1; for JSON Lines the line number.
    pub(super) number: u32,
    pub(super) row: ImportRow,
    /// Set if the source could not read the row.
    pub(super) problem: Option<Problem>,
}

impl SourceRow {
    /// The size of its text, in bytes.
    pub(super) fn size(&self) -> usize {
        self.row.fields().into_iter().flatten().map(String::len).sum()
    }
}

/// `3.93331E+11`, or with a comma.
fn is_rounded(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.trim().split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(exponent)
        && mantissa.split_once(['.', ',']).is_some_and(|(whole, part)| digits(whole) && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn detects_numbers_that_a_spreadsheet_rounded() {
        for rounded in ["3.93331E+11", "3,93331E+11", "3.9e11"] {
            assert!(is_rounded(rounded), "{rounded}");
        }
        for fine in ["+393331234567", "", "E", "Ext. 5", "333.123", "1E5", "+39 333 1.2E"] {
            assert!(!is_rounded(fine), "{fine}");
        }
    }

    #[test]
    fn validates_values() {
        let row = ImportRow { email: Some("ada".into()), ..ImportRow::default() };
        let problem = row.problem(&row.creation(GroupId(1))).unwrap();
        assert_eq!((problem.code, problem.field.as_deref()), (ErrorCode::INVALID_VALUE, Some("email")));
        let none = ImportRow { first_name: Some("Ada".into()), ..ImportRow::default() };
        assert_eq!(none.problem(&none.creation(GroupId(1))).unwrap().code, ErrorCode::MISSING_VALUE);
    }
}
