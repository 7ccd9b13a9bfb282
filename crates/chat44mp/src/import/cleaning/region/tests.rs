use proptest::prelude::*;

use super::*;
use crate::import::cleaning;

fn region(code: &str) -> PhoneRegion {
    PhoneRegion::parse(code).unwrap()
}

fn e164(code: &str, text: &str) -> Result<String, String> {
    let cell = cleaning::phone(text.into()).in_region(Some(region(code)));
    match cell.problem {
        None => Ok(cell.value.unwrap()),
        Some(Unusable::NotInRegion(why)) => Err(why.to_string()),
        Some(other) => panic!("{text:?}: {other:?}"),
    }
}

#[test]
fn writes_numbers_as_e164() {
    for (region, text, expected) in [
        ("IT", "333 123 4567", "+393331234567"),
        ("it", "+39 333 1234567", "+393331234567"),
        ("IT", "0039-333-1234567", "+393331234567"),
        ("IT", "393331234567", "+393331234567"),
        ("IT", "(+39) 333 123.4567", "+393331234567"),
        ("IT", "+39 (333) 1234567", "+393331234567"),
        // In Italy, the zero is part of the number; elsewhere it is not.
        ("IT", "0471 123456", "+390471123456"),
        ("IT", "+39 (0)471/123456", "+390471123456"),
        ("IT", "393 123 4567", "+393931234567"),
        ("DE", "030 123456", "+4930123456"),
        ("DE", "+49 (0)30 123456", "+4930123456"),
        ("GB", "07400 123456", "+447400123456"),
        ("FR", "06 12 34 56 78", "+33612345678"),
        ("US", "(212) 555-0123", "+12125550123"),
        ("US", "1-212-555-0123", "+12125550123"),
        ("US", "011 39 333 1234567", "+393331234567"),
        ("US", "0039 333 1234567", "+393331234567"),
        ("RU", "8 (916) 123-45-67", "+79161234567"),
        ("RU", "8 800 555-35-35", "+78005553535"),
        ("BR", "(11) 96123-4567", "+5511961234567"),
        ("AR", "011 15-2345-6789", "+5491123456789"),
        ("MX", "55 1234 5678", "+525512345678"),
        ("SM", "0549 886377", "+3780549886377"),
        // Numbers with a country code keep it, whatever the region.
        ("US", "+33 1 42 76 49 78", "+33142764978"),
        ("IT", "+44 7400 123456", "+447400123456"),
        ("RU", "+39 800 123456", "+39800123456"),
        ("IT", "+800 1234 5678", "+80012345678"),
    ] {
        assert_eq!(e164(region, text).as_deref(), Ok(expected), "{region} {text}");
    }
}

#[test]
fn removes_extensions() {
    for text in [
        "+1 (212) 555-0123 ext. 5",
        "212-555-0123 Ext 12",
        "212-555-0123x12",
        "212 555 0123 (ext. 5)",
        "+12125550123;ext=5",
        "+12125550123,,5",
        "212 555 0123 #1234",
        "212 555 0123 int. 5",
    ] {
        let cell = cleaning::phone(text.into()).in_region(Some(region("US")));
        assert_eq!(cell.value.as_deref(), Some("+12125550123"), "{text}");
        assert!(cell.removed.contains(&Cleaning::Extension), "{text}: {:?}", cell.removed);
    }
    let plain = cleaning::phone("+12125550123".into()).in_region(Some(region("US")));
    assert_eq!((plain.value.as_deref(), &plain.removed[..]), (Some("+12125550123"), &[][..]));
}

#[test]
fn refuses_numbers_that_do_not_exist() {
    for (region, text, expected) in [
        ("IT", "333 12", "is not a number of region IT: it has too few digits"),
        ("US", "555-0123", "is not a number of region US: it has too few digits"),
        ("IT", "333 123 4567 8901", "is not a number of region IT: it has too many digits"),
        (
            "US",
            "123 456 7890",
            "is not a number of region US: no number in use has these first digits and this length",
        ),
        ("IT", "+44 74", "is not a number of the country code +44 (GB): it has too few digits"),
        ("IT", "+999 1234567", "begins with an unknown country code; numbers of region IT need none"),
        ("IT", "333 1234567 casa", "is not a number of region IT: it contains letters or other signs"),
        ("US", "1-800-FLOWERS", "is not a number of region US: it contains letters or other signs"),
        ("IT", "333 +39 12", "is not a number of region IT: it contains letters or other signs"),
    ] {
        assert_eq!(e164(region, text), Err(expected.to_owned()), "{region} {text}");
    }
}

#[test]
fn proposes_the_code_of_a_region() {
    for (text, likely) in [
        ("UK", "GB"),
        ("uk", "GB"),
        ("ITA", "IT"),
        ("Italia", "IT"),
        ("+39", "IT"),
        ("0049", "DE"),
        ("1", "US"),
        ("EL", "GR"),
    ] {
        let message = PhoneRegion::parse(text).unwrap_err();
        assert_eq!(message, format!("phone_region {text:?} is unknown; did you mean {likely}?"));
    }
    for text in ["", "XX", "ZZ", "800", "I T"] {
        let message = PhoneRegion::parse(text).unwrap_err();
        assert!(message.ends_with("pass a country's two-letter code, such as IT"), "{message}");
    }
    assert_eq!(PhoneRegion::parse(" it "), Ok(region("IT")));
    for (_, code) in KNOWN_AS {
        region(code);
    }
}

/// Regions, and example numbers of theirs with and without country code.
fn examples() -> Vec<(PhoneRegion, String, String)> {
    let mut examples = Vec::new();
    for metadata in DATABASE.iter().filter(|metadata| metadata.id() != "001") {
        let kinds = metadata.descriptors();
        let kinds = [kinds.mobile(), kinds.fixed_line(), kinds.toll_free(), kinds.voip(), kinds.uan()];
        for national in kinds.into_iter().flatten().filter_map(Descriptor::example) {
            let full = format!("+{}{national}", metadata.country_code());
            examples.push((region(metadata.id()), national.to_owned(), full));
        }
    }
    examples
}

#[test]
fn knows_the_numbers_of_every_region() {
    let examples = examples();
    assert!(examples.len() > 600, "{}", examples.len());
    let mut wrong = Vec::new();
    for (region, national, full) in &examples {
        let metadata = region.metadata().unwrap();
        let prefixed = format!("{}{national}", metadata.national_prefix().unwrap_or_default());
        for text in [national, &prefixed, full] {
            let found = region.e164(text);
            if found.as_ref() != Ok(full) {
                wrong.push(format!("{region} {text} {full}: {found:?}"));
            }
        }
        // Its prefix 1 is not removed from the numbers of others.
        let found = super::tests::region("US").e164(full);
        if found.as_ref() != Ok(full) {
            wrong.push(format!("US {full}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn output_is_e164_and_stays(text in "[+(]{0,2}[0-9]{1,6}[0-9 ()./-]{0,14}[0-9]{0,4}( ?(ext\\.|x|#) ?[0-9]{1,3})?", at in 0..5_usize) {
        let region = region(["IT", "US", "DE", "RU", "BR"][at]);
        let once = cleaning::phone(text.as_str().into()).in_region(Some(region));
        if let (Some(number), None) = (&once.value, once.problem) {
            let digits = number.strip_prefix('+').unwrap();
            prop_assert!((7..=15).contains(&digits.len()) && !digits.starts_with('0'), "{}", number);
            prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{}", number);
            for again in [region, super::tests::region("GB")] {
                let twice = cleaning::phone(number.as_str().into()).in_region(Some(again));
                prop_assert_eq!(&twice.value, &once.value);
                prop_assert!(twice.removed.is_empty() && twice.problem.is_none());
            }
        }
    }
}
