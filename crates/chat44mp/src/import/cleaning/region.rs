//! Phone numbers of a region in the format of E.164: `+`, country code, and at most 15 digits in all.

use std::fmt;

use phonenumber::Mode;
use phonenumber::country::Id;
use phonenumber::metadata::{DATABASE, Descriptor, Metadata};

use super::{Cell, Cleaning, Unusable};

/// The region of numbers that are written without a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PhoneRegion(Id);

/// What people write in place of the code of a region. Other names are found by their country code.
const KNOWN_AS: &[(&str, &str)] = &[
    ("UK", "GB"),
    ("ENG", "GB"),
    ("GBR", "GB"),
    ("EL", "GR"),
    ("ITA", "IT"),
    ("ITALY", "IT"),
    ("ITALIA", "IT"),
    ("USA", "US"),
    ("DEU", "DE"),
    ("GER", "DE"),
    ("GERMANY", "DE"),
    ("AUT", "AT"),
    ("FRA", "FR"),
    ("FRANCE", "FR"),
    ("ESP", "ES"),
    ("SPAIN", "ES"),
    ("PRT", "PT"),
    ("POR", "PT"),
    ("SUI", "CH"),
    ("CHE", "CH"),
    ("BRA", "BR"),
    ("BRAZIL", "BR"),
    ("MEX", "MX"),
    ("ARG", "AR"),
];

/// Words and signs before an extension, in lower case.
const EXTENSIONS: &[&str] = &[
    "extension",
    "extensión",
    "estensione",
    "extn",
    "ext",
    "x",
    "interno",
    "int",
    "durchwahl",
    "dw",
    "poste",
    "ramal",
    "#",
    ",",
];

/// The most digits of an extension.
const LONGEST_EXTENSION: usize = 7;

/// The most digits of a number with its country code.
const LONGEST: usize = 15;

/// Why a text is not a number of a region, or of a country code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotInRegion {
    region: PhoneRegion,
    /// The country code, if the number has one.
    code: Option<u16>,
    fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Characters,
    UnknownCode,
    TooShort,
    TooLong,
    Unused,
}

impl PhoneRegion {
    /// The region with this code of ISO 3166, in any case. Fails with the text of a message.
    pub(crate) fn parse(text: &str) -> Result<PhoneRegion, String> {
        let code = text.trim().to_ascii_uppercase();
        known(&code).ok_or_else(|| {
            let advice = match likely(&code) {
                Some(likely) => format!("did you mean {likely}?"),
                None => "pass a country's two-letter code, such as IT".to_owned(),
            };
            format!("phone_region {text:?} is unknown; {advice}")
        })
    }

    /// The E.164 form of a number without an extension.
    fn e164(self, number: &str) -> Result<String, NotInRegion> {
        let wrong = |code, fault| NotInRegion { region: self, code, fault };
        let bare = number.trim_start_matches(['(', '[', ' ', '-', '.']);
        let is_punctuation =
            |sign: char| matches!(sign, ' ' | '-' | '.' | '(' | ')' | '[' | ']' | '/' | '~' | '\t');
        let local = bare.trim_start_matches('+');
        if local.chars().any(|sign| !sign.is_ascii_digit() && !is_punctuation(sign)) {
            return Err(wrong(None, Fault::Characters));
        }
        let digits: String = local.chars().filter(char::is_ascii_digit).collect();
        if local.len() < bare.len() {
            return international(&digits).map_err(|(code, fault)| wrong(code, fault));
        }
        let abroad = self.after_international_prefix(&digits).map(international);
        if let Some(Ok(number)) = abroad {
            return Ok(number);
        }
        // `00` is dialled in most regions, and begins hardly a number in the others.
        let elsewhere = || digits.strip_prefix("00").and_then(|rest| international(rest).ok());
        match self.national(&digits) {
            Ok(number) => Ok(number),
            Err(fault) => elsewhere().ok_or_else(|| match abroad {
                Some(Err((code, fault))) => wrong(code, fault),
                _ => wrong(None, fault),
            }),
        }
    }

    /// The digits after the prefix for calls abroad, if there is one.
    fn after_international_prefix(self, digits: &str) -> Option<&str> {
        let prefix = self.metadata()?.international_prefix()?.find(digits)?;
        let rest = &digits[prefix.end()..];
        (prefix.start() == 0 && !rest.starts_with('0') && !rest.is_empty()).then_some(rest)
    }

    /// A number without a country code, or with that of the region.
    fn national(self, digits: &str) -> Result<String, Fault> {
        let metadata = self.metadata().ok_or(Fault::UnknownCode)?;
        let complete = |digits: &str| {
            let number = format!("{}{digits}", metadata.country_code());
            is_number(&number).then(|| format!("+{number}"))
        };
        // The parser removes the prefix twice from a number that begins with it, such as `8 800 …` in Russia.
        let without_prefix = || digits.strip_prefix(metadata.national_prefix()?);
        parsed(Some(self.0), digits)
            .or_else(|| complete(digits))
            .or_else(|| complete(without_prefix()?))
            .ok_or_else(|| fault(&[metadata], digits))
    }

    fn metadata(self) -> Option<&'static Metadata> {
        DATABASE.by_id(self.0.as_ref())
    }
}

/// A region that has phone numbers.
fn known(code: &str) -> Option<PhoneRegion> {
    let region = PhoneRegion(code.parse().ok()?);
    region.metadata().map(|_| region)
}

/// The region that is likely meant.
fn likely(code: &str) -> Option<&'static str> {
    if let Some((_, likely)) = KNOWN_AS.iter().find(|(name, _)| *name == code) {
        return Some(likely);
    }
    let calling: u16 = code.trim_start_matches(['+', '0']).parse().ok()?;
    main_region(calling)
}

/// The largest region with a country code; codes such as +800 have none.
fn main_region(code: u16) -> Option<&'static str> {
    DATABASE.region(&code)?.into_iter().next().filter(|region| *region != "001")
}

/// The E.164 form of a number with a country code. The digits stay if they are one: a prefix that is only dialled within the
/// country, as in `+49 (0)30 …`, is removed otherwise.
fn international(digits: &str) -> Result<String, (Option<u16>, Fault)> {
    let number = format!("+{digits}");
    if is_number(digits) {
        return Ok(number);
    }
    let Some((code, national)) = split(digits) else {
        return Err((None, if digits.len() < 4 { Fault::TooShort } else { Fault::UnknownCode }));
    };
    parsed(None, &number)
        .ok_or_else(|| (Some(code), fault(&DATABASE.by_code(&code).unwrap_or_default(), national)))
}

/// A number after removing the prefixes of the region; `None` if the result is not a number.
fn parsed(region: Option<Id>, text: &str) -> Option<String> {
    let number = phonenumber::parse(region, text).ok()?.format().mode(Mode::E164).to_string();
    is_number(number.strip_prefix('+')?).then_some(number)
}

/// Whether digits are a country code and a number in use there.
fn is_number(digits: &str) -> bool {
    let Some((code, national)) = split(digits) else { return false };
    let regions = DATABASE.by_code(&code).unwrap_or_default();
    digits.len() <= LONGEST && regions.iter().any(|region| is_in_use(region, national))
}

fn is_in_use(region: &Metadata, national: &str) -> bool {
    let kinds = region.descriptors();
    let all = [
        kinds.mobile(),
        kinds.fixed_line(),
        kinds.voip(),
        kinds.toll_free(),
        kinds.shared_cost(),
        kinds.personal_number(),
        kinds.uan(),
        kinds.premium_rate(),
        kinds.pager(),
        kinds.voicemail(),
    ];
    // Regions that share a country code have first digits of their own.
    region.leading_digits().is_none_or(|prefix| prefix.find(national).is_some_and(|found| found.start() == 0))
        && kinds.general().is_match(national)
        && all.into_iter().flatten().any(|kind| matches(kind, national))
}

/// The country code, and the digits after it.
fn split(digits: &str) -> Option<(u16, &str)> {
    (1..=3).find_map(|length| {
        let code = digits.get(..length)?.parse().ok()?;
        DATABASE.by_code(&code).map(|_| (code, &digits[length..]))
    })
}

/// Whether a number is of this kind as a whole: `Descriptor::is_match` also accepts its beginning.
fn matches(kind: &Descriptor, national: &str) -> bool {
    let lengths = kind.possible_length();
    (lengths.is_empty() || lengths.iter().any(|length| usize::from(*length) == national.len()))
        && kind.national_number().find(national).is_some_and(|found| found.range() == (0..national.len()))
}

fn fault(regions: &[&Metadata], national: &str) -> Fault {
    let kinds =
        regions.iter().flat_map(|region| [region.descriptors().mobile(), region.descriptors().fixed_line()]);
    let lengths = || kinds.clone().flatten().flat_map(Descriptor::possible_length);
    let is_beyond = |limit: Option<&u16>, is: fn(&usize, &usize) -> bool| {
        limit.is_some_and(|limit| is(&national.len(), &usize::from(*limit)))
    };
    match () {
        () if is_beyond(lengths().min(), usize::lt) => Fault::TooShort,
        () if is_beyond(lengths().max(), usize::gt) => Fault::TooLong,
        () => Fault::Unused,
    }
}

/// A number without its extension, such as `ext. 5`.
fn without_extension(text: &str) -> Option<&str> {
    let tail = text.trim_end_matches([')', '.']);
    let number = tail.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let extension = tail.len() - number.len();
    let before = number.trim_end_matches([' ', '.', ':', '=']);
    let head = EXTENSIONS.iter().find_map(|word| {
        let start = before.len().checked_sub(word.len())?;
        before.get(start..).filter(|end| end.to_lowercase() == *word)?;
        before.get(..start)
    })?;
    (1..=LONGEST_EXTENSION).contains(&extension).then(|| head.trim_end_matches([' ', ',', ';', '(', '-']))
}

impl Cell {
    /// Writes the phone number as E.164. The problem is set if it is none of the region, nor of its own country code.
    pub(in crate::import) fn in_region(mut self, region: Option<PhoneRegion>) -> Cell {
        let (Some(region), Some(text), None) = (region, self.value.as_deref(), self.problem) else {
            return self;
        };
        let text = text.to_owned();
        let number = without_extension(&text).unwrap_or(&text);
        match region.e164(number) {
            Ok(e164) => {
                if number.len() < text.len() {
                    self.replace(Cleaning::Extension, number);
                }
                self.replace(Cleaning::E164, &e164);
            }
            Err(why) => self.problem = Some(Unusable::NotInRegion(why)),
        }
        self
    }
}

impl fmt::Display for PhoneRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref())
    }
}

impl fmt::Display for NotInRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region;
        let why = match self.fault {
            Fault::UnknownCode => {
                return write!(
                    f,
                    "begins with an unknown country code; numbers of region {region} need none"
                );
            }
            Fault::Characters => "it contains letters or other signs",
            Fault::TooShort => "it has too few digits",
            Fault::TooLong => "it has too many digits",
            Fault::Unused => "no number in use has these first digits and this length",
        };
        match self.code {
            None => write!(f, "is not a number of region {region}: {why}"),
            Some(code) => {
                let region = main_region(code).map(|region| format!(" ({region})")).unwrap_or_default();
                write!(f, "is not a number of the country code +{code}{region}: {why}")
            }
        }
    }
}

#[cfg(test)]
mod tests;
