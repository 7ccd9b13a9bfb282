use std::sync::LazyLock;

use proptest::prelude::*;

use super::Cleaning::*;
use super::*;
use crate::ids::GroupId;
use crate::import::row::ImportRow;

fn cell(text: &str, value: &str, removed: &[Cleaning]) -> Cell {
    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
    let before = (!removed.is_empty()).then(|| text.trim().to_owned());
    Cell { value, removed: removed.to_vec(), before, problem: None }
}

#[test]
fn cleans_phone_numbers() {
    for (text, value, removed) in [
        ("+39 333 1234567", "+39 333 1234567", &[][..]),
        ("  333 1234567 ", "333 1234567", &[]),
        ("p:+393331234567", "+393331234567", &[Prefix]),
        ("P: +393331234567", "+393331234567", &[Prefix]),
        ("p:p:+393331234567", "+393331234567", &[Prefix]),
        ("=\"+393331234567\"", "+393331234567", &[Spreadsheet]),
        ("=+393331234567", "+393331234567", &[Spreadsheet]),
        ("'+393331234567", "+393331234567", &[Spreadsheet]),
        ("\"+393331234567\"", "+393331234567", &[Spreadsheet]),
        ("'p:+393331234567", "+393331234567", &[Spreadsheet, Prefix]),
        ("393331234567.0", "393331234567", &[Spreadsheet]),
        ("393331234567,00", "393331234567", &[Spreadsheet]),
        ("tel:+39-333-1234567", "+39-333-1234567", &[Link]),
        ("TEL:+39333;ext=12", "+39333", &[Link]),
        ("https://wa.me/393331234567?text=ciao", "393331234567", &[Link]),
        ("https://api.whatsapp.com/send?phone=393331234567&text=x", "393331234567", &[Link]),
        ("\u{202a}+39 333 1234567\u{202c}", "+39 333 1234567", &[Invisible]),
        ("\u{feff}+39\u{200b}333", "+39333", &[Invisible]),
        ("+39\u{a0}333\u{2011}1234567", "+39 333-1234567", &[Digits]),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789", &[Digits]),
        ("＋３９３３３", "+39333", &[Digits]),
        ("۰۹۱۲", "0912", &[Digits]),
        ("+39 333 1234567 / 334 7654321", "+39 333 1234567", &[Several]),
        ("3331234567;3347654321", "3331234567", &[Several]),
        ("3331234567 ::: 3347654321", "3331234567", &[Several]),
        ("3331234567\n3347654321", "3331234567", &[Several]),
        ("+393331234567 +393347654321", "+393331234567", &[Several]),
        ("3331234567 o 3347654321", "3331234567", &[Several]),
        // A German area code, and an extension.
        ("0471/123456", "0471/123456", &[]),
        ("06221 / 1234567", "06221 / 1234567", &[]),
        ("011 1234567 - 89", "011 1234567 - 89", &[]),
        ("+1 (555) 123-4567 ext. 12", "+1 (555) 123-4567 ext. 12", &[]),
        ("", "", &[]),
        ("   ", "", &[]),
        ("-", "", &[Placeholder]),
        ("N/A", "", &[Placeholder]),
        ("nan", "", &[Placeholder]),
        ("null", "", &[Placeholder]),
        ("\u{200b}", "", &[Invisible]),
        ("=\"\"", "", &[Spreadsheet]),
        ("p:", "", &[Prefix]),
    ] {
        assert_eq!(phone(text.into()), cell(text, value, removed), "{text:?}");
    }
}

#[test]
fn refuses_phone_numbers_without_digits_and_rounded_ones() {
    let problem = |text: &str| phone(text.into()).problem;
    for text in ["3.93331E+11", "3,93331E+11", "3.9e11", "4E+11", "p:3.93E+11"] {
        assert_eq!(problem(text), Some(Unusable::Rounded), "{text}");
    }
    for text in ["yes", "call me", "(+)", "p:no", "()"] {
        assert_eq!(problem(text), Some(Unusable::NoDigits), "{text}");
    }
    for text in ["+393331234567", "Ext. 5", "333.123", "+39 333 1.2E", "12e4x", "tel:"] {
        assert_eq!(problem(text), None, "{text}");
    }
}

#[test]
fn recognises_the_test_leads_of_meta() {
    for clean in [phone, email, name] {
        for text in ["<test lead: dummy data for full_name>", "p:<test lead: dummy data for phone_number>"] {
            assert_eq!(clean(text.into()).problem, Some(Unusable::TestLead));
        }
    }
}

#[test]
fn cleans_email_addresses() {
    for (text, value, removed) in [
        ("ada@example.org", "ada@example.org", &[][..]),
        (" Ada@Example.org ", "Ada@Example.org", &[]),
        ("ada@example.org\u{200b}", "ada@example.org", &[Invisible]),
        ("\u{202a}ada@example.org\u{202c}", "ada@example.org", &[Invisible]),
        ("mailto:ada@example.org", "ada@example.org", &[Link]),
        ("MAILTO:ada@example.org?subject=Hi", "ada@example.org", &[Link]),
        ("<ada@example.org>", "ada@example.org", &[Decoration]),
        ("Ada Lovelace <ada@example.org>", "ada@example.org", &[Decoration]),
        ("\"Lovelace, Ada\" <ada@example.org>", "ada@example.org", &[Decoration]),
        ("'ada@example.org'", "ada@example.org", &[Decoration]),
        ("“ada@example.org”", "ada@example.org", &[Decoration]),
        ("ada@example.org.", "ada@example.org", &[Decoration]),
        ("ada@example.org,", "ada@example.org", &[Decoration]),
        ("=\"ada@example.org\"", "ada@example.org", &[Spreadsheet, Decoration]),
        ("ada@example.org; bob@example.org", "ada@example.org", &[Several]),
        ("ada@example.org bob@example.org", "ada@example.org", &[Several]),
        ("ada@example.org ::: bob@example.org", "ada@example.org", &[Several]),
        ("ada@example.org,bob@example.org", "ada@example.org", &[Several]),
        ("Ada <ada@example.org>, Bob <bob@example.org>", "ada@example.org", &[Several, Decoration]),
        ("ada＠example．org", "ada@example.org", &[Digits]),
        ("josé@exämple.de", "josé@exämple.de", &[]),
        ("ada", "ada", &[]),
        ("n/a", "", &[Placeholder]),
        ("-", "", &[Placeholder]),
        ("", "", &[]),
    ] {
        assert_eq!(email(text.into()), cell(text, value, removed), "{text:?}");
    }
}

#[test]
fn cleans_names() {
    for (text, value, removed) in [
        ("Ada", "Ada", &[][..]),
        ("Ada\u{b}Lovelace", "Ada Lovelace", &[Control]),
        ("Ada\r\nLovelace", "Ada  Lovelace", &[Control]),
        ("\u{feff}Ada\u{200b}", "Ada", &[Invisible]),
        // Joiners between letters have a meaning.
        ("می\u{200c}خواهم", "می\u{200c}خواهم", &[]),
        ("Null", "Null", &[]),
        ("Nan", "Nan", &[]),
        ("NULL", "", &[Placeholder]),
        ("nan", "", &[Placeholder]),
        ("None", "", &[Placeholder]),
        ("D'Angelo", "D'Angelo", &[]),
    ] {
        assert_eq!(name(text.into()), cell(text, value, removed), "{text:?}");
    }
}

/// Texts that are made of what cells contain.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9]{1,9}",
        "[a-z]{1,4}",
        Just("@".to_owned()),
        Just(".".to_owned()),
        "[ ;,/|<>\"'+=-]",
        "\\PC",
        Just("p:".to_owned()),
        Just("tel:".to_owned()),
        Just("mailto:".to_owned()),
        Just("=\"".to_owned()),
        Just(".0".to_owned()),
        Just(" ::: ".to_owned()),
        Just("nan".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("\u{202a}".to_owned()),
        Just("٣".to_owned()),
        Just("E+11".to_owned()),
        Just("\u{b}".to_owned()),
    ];
    proptest::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

#[test]
fn writes_the_example_numbers_of_all_regions() {
    let plans = rlibphonenumber::PhoneNumberUtil::new().unwrap();
    for region in plans.get_supported_regions() {
        let number = plans.get_example_number(region).unwrap();
        let national = plans.format(&number, rlibphonenumber::PhoneNumberFormat::National);
        let expected = plans.format(&number, rlibphonenumber::PhoneNumberFormat::E164);
        let written = super::E164::new(&region.to_string()).unwrap().write(&national).unwrap();
        assert_eq!((&written.number, written.had_extension), (&expected.into_owned(), false), "{region}");
    }
}

proptest! {
    #[test]
    fn numbers_are_e164_or_invalid(text in texts(), plausible in "[+]?[0-9]{6,17}", region in 0..4_usize) {
        static REGIONS: LazyLock<[super::E164; 4]> =
            LazyLock::new(|| ["IT", "DE", "us", "BR"].map(|code| super::E164::new(code).unwrap()));
        let e164 = &REGIONS[region];
        for text in [text, plausible] {
            let Ok(Written { number, .. }) = e164.write(&text) else { continue };
            let digits = number.strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&digits.len()) && !digits.starts_with('0'), "{}", number);
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(e164.write(&number), Ok(Written { number: number.clone(), had_extension: false }));
        }
    }

    #[test]
    fn cleaning_is_idempotent_and_adds_nothing(text in texts()) {
        for (clean, slow) in [(phone as fn(Cow<'_, str>) -> Cell, phone::cleaned as fn(&str) -> Cell), (email, email::cleaned), (name, name::cleaned)] {
            let once = clean(text.as_str().into());
            prop_assert_eq!(&once, &slow(&text));
            let Some(value) = &once.value else { continue };
            let twice = clean(value.as_str().into());
            prop_assert_eq!(&twice.value, &once.value);
            prop_assert!(twice.removed.is_empty());
            prop_assert_eq!(twice.problem, once.problem);
            let mut known: Vec<char> = text.chars().flat_map(|character| [character, characters::in_ascii(character)]).collect();
            known.extend([' ', '.', '@']);
            prop_assert!(value.chars().all(|character| known.contains(&character)));
        }
    }

    #[test]
    fn a_cleaned_row_is_invalid_or_can_be_stored_and_found_again(
        address in "[a-z0-9.+]{1,6}@[a-z-]{1,6}[.](it|com)",
        number in "[+]?[0-9 ]{6,14}",
        around in proptest::array::uniform4(texts()),
    ) {
        let [before, after, left, right] = around;
        let email = email(format!("{before}{address}{after}").into());
        let phone = phone(format!("{left}{number}{right}").into());
        if email.problem.is_some() || phone.problem.is_some() {
            return Ok(());
        }
        let row = ImportRow { email: email.value, phone_number: phone.value, ..ImportRow::default() };
        if ImportRow::problem(&row.creation(GroupId(1))).is_some() {
            return Ok(());
        }
        if let Some(email) = &row.email {
            prop_assert!(email_address::EmailAddress::is_valid(email), "{email}");
            let is_foreign = email.chars().any(|character| u32::from(character) > 0xffff);
            prop_assert!(!is_foreign, "{email}");
        }
        if let Some(phone) = &row.phone_number {
            prop_assert!(!encoding_rs::WINDOWS_1252.encode(phone).2, "{phone}");
            let has_digit = phone.contains(|character: char| character.is_ascii_digit());
            prop_assert!(has_digit && phone.chars().count() <= 50, "{phone}");
        }
        prop_assert!(row.email.is_some() || row.phone_number.is_some());
    }
}
