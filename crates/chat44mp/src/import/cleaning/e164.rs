//! Phone numbers in one form: E.164, such as `+393331234567`.

use std::fmt;

use rlibphonenumber::{
    NumberLengthType, ParseError, PhoneNumber, PhoneNumberFormat, PhoneNumberUtil, Region, ValidationError,
};

/// The digits of a number with its country code. E.164 allows 15; shorter numbers are for a city or an emergency.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Codes that people write for a region, and its code in ISO 3166.
const WRONG_CODES: &[(&str, &str)] = &[("UK", "GB"), ("EL", "GR")];

/// Writes phone numbers as E.164. It holds the numbering plans of all regions, which are decoded when it is created.
pub(in crate::import) struct E164 {
    plans: PhoneNumberUtil,
    region: Region,
}

/// A number in E.164.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::import) struct Written {
    pub(in crate::import) number: String,
    /// Whether an extension was removed: E.164 has none.
    pub(in crate::import) had_extension: bool,
}

impl E164 {
    /// For numbers of a region, by its code in ISO 3166. The error is the text of a message.
    pub(in crate::import) fn new(code: &str) -> Result<E164, String> {
        let plans = PhoneNumberUtil::new().map_err(|error| error.to_string())?;
        let is_supported = |region: &Region| plans.get_supported_regions().any(|one| one == *region);
        match Region::from_code(code.trim()).ok().filter(is_supported) {
            Some(region) => Ok(E164 { plans, region }),
            None => Err(unknown(code, &plans)),
        }
    }

    /// Writes a clean number as E.164. A number without a country code is one of the region. The error is the text of a
    /// message, without the field.
    pub(in crate::import) fn write(&self, text: &str) -> Result<Written, String> {
        let (number, had_extension) = self.parsed(text)?;
        let had_code = text.trim_start().starts_with(['+', '0']) || number.country_code != self.own_code();
        if !self.plans.is_valid_number(&number) {
            return Err(self.flaw(&number, had_code));
        }
        let written = self.plans.format(&number, PhoneNumberFormat::E164).into_owned();
        match written.len() - 1 {
            digits if digits < *DIGITS.start() => Err(self.too("short", &number)),
            digits if digits > *DIGITS.end() => Err(self.too("long", &number)),
            _ => Ok(Written { number: written, had_extension }),
        }
    }

    /// The number in a text, and whether it has an extension.
    fn parsed(&self, text: &str) -> Result<(PhoneNumber, bool), String> {
        // Texts around a number, such as `Tel. 333 1234567 (Ada)`. Letters are never digits of a keypad: `333 123456 abc` would
        // become another person's number.
        let start = text.find(|sign: char| sign == '+' || sign.is_ascii_digit()).unwrap_or(text.len());
        let text = &text[start..];
        let letters = text.find(char::is_alphabetic).unwrap_or(text.len());
        let (head, tail) = text.split_at(letters);
        let mut had_extension = false;
        if tail.bytes().any(|byte| byte.is_ascii_digit()) {
            had_extension = self.parse(text).is_ok_and(|number| number.extension.is_some());
            if !had_extension {
                return Err(format!("is not a number of {}: it contains letters", self.region));
            }
        }
        let number = self.parse(head).map_err(|error| self.unreadable(&error))?;
        let had_extension = had_extension || number.extension.is_some();
        Ok((number, had_extension))
    }

    /// `00` is understood as `+` in regions that dial another prefix abroad, too.
    fn parse(&self, text: &str) -> Result<PhoneNumber, ParseError> {
        let number = self.plans.parse(text, Some(self.region));
        let Some(international) = text.strip_prefix("00") else { return number };
        match number {
            Ok(number) if self.plans.is_valid_number(&number) => Ok(number),
            number => self.plans.parse(format!("+{international}"), None).or(number),
        }
    }

    fn own_code(&self) -> i32 {
        self.plans.get_country_code_for_region(self.region).unwrap_or_default()
    }

    fn unreadable(&self, error: &ParseError) -> String {
        let region = self.region;
        match error {
            ParseError::InvalidCountryCode => {
                format!("has an unknown country code; a number of {region} needs none")
            }
            ParseError::TooShortAfterIdd | ParseError::TooShortNsn => {
                format!("is too short for a number of {region}")
            }
            ParseError::TooLongNsn => format!("is too long for a number of {region}"),
            ParseError::NotANumber(_) => format!("is not a number of {region}"),
        }
    }

    /// What is wrong with a number that is invalid.
    fn flaw(&self, number: &PhoneNumber, had_code: bool) -> String {
        match self.plans.is_possible_number_with_reason(number) {
            Err(ValidationError::TooShort) | Ok(NumberLengthType::IsPossibleLocalOnly) => {
                self.too("short", number)
            }
            Err(ValidationError::TooLong) => self.too("long", number),
            _ if had_code => format!("is not a number of {}", self.region_of(number)),
            _ => {
                format!(
                    "is not a number of {}; numbers of other regions need their country code",
                    self.region
                )
            }
        }
    }

    fn too(&self, how: &str, number: &PhoneNumber) -> String {
        format!("is too {how} for a number of {}", self.region_of(number))
    }

    /// The region of a number's country code; the main one, if several share it.
    fn region_of(&self, number: &PhoneNumber) -> String {
        let code = number.country_code;
        match self.plans.get_region_for_country_code(code) {
            _ if code == self.own_code() => self.region.to_string(),
            Some(Region::World) | None => format!("+{code}"),
            Some(region) => region.to_string(),
        }
    }
}

impl fmt::Debug for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("E164").field("region", &self.region).finish_non_exhaustive()
    }
}

/// The message about an unknown region.
fn unknown(code: &str, plans: &PhoneNumberUtil) -> String {
    let wrong = code.trim().to_uppercase();
    let meant = WRONG_CODES.iter().find(|(given, _)| *given == wrong).map(|(_, meant)| (*meant).to_owned());
    // `+39`, or `0039`.
    let calling = || {
        let digits = wrong.trim_start_matches(['+', '0']).parse().ok()?;
        let region = plans.get_region_for_country_code(digits)?;
        (region != Region::World).then(|| region.to_string())
    };
    match meant.or_else(calling) {
        Some(meant) => format!("`phone_region` {code:?} is unknown; pass {meant:?}"),
        None => format!(
            "`phone_region` {code:?} is unknown; pass a code of ISO 3166 with two letters, such as IT"
        ),
    }
}
