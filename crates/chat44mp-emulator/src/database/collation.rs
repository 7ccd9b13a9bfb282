//! How the database compares and orders text: without case, accents and trailing blanks.
//!
//! This is `utf8_general_ci` as far as letters with accents go: each character counts as its base letter in upper case,
//! and `ß` as `s`. Approximate: characters whose weight is neither (`µ` counts as itself, not as `Μ`), and phone
//! numbers, whose column has a Swedish collation (`å`, `ä`, `ö` would not count as `a` and `o`).

use encoding_rs::WINDOWS_1252;
use icu_normalizer::properties::{CanonicalDecomposition, CanonicalDecompositionBorrowed, Decomposed};

const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecomposition::new();

/// The form of a text that is compared and ordered.
pub(crate) fn folded(text: &str) -> String {
    text.trim_end_matches(' ').chars().map(weight).collect()
}

/// Whether the phone number column, which is Windows-1252, can be compared with a text.
pub(crate) fn fits_phone_column(text: &str) -> bool {
    let (_, _, unmappable) = WINDOWS_1252.encode(text);
    !unmappable
}

/// Whether the other text columns, of three-byte UTF-8, can be compared with a text.
pub(crate) fn fits_text_column(text: &str) -> bool {
    text.chars().all(|c| c <= '\u{ffff}')
}

fn weight(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    match base_letter(c) {
        'ß' | 'ẞ' => 'S',
        base => {
            let mut upper = base.to_uppercase();
            match (upper.next(), upper.next()) {
                (Some(upper), None) => upper,
                _ => base,
            }
        }
    }
}

/// The letter without its accents. Syllables of Hangul have none.
fn base_letter(mut c: char) -> char {
    loop {
        match DECOMPOSITION.decompose(c) {
            Decomposed::Singleton(same) => c = same,
            Decomposed::Expansion(base, _) if !('\u{ac00}'..='\u{d7a3}').contains(&c) => c = base,
            _ => return c,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ignores_case_accents_and_trailing_blanks() {
        for (a, b) in [
            ("prôv1@x", "PROV1@X  "),
            ("señor", "SENOR"),
            ("straße", "strase"),
            ("İı", "ii"),
            ("ệ", "E"),
            ("Ωά", "ωΑ"),
        ] {
            assert_eq!(folded(a), folded(b), "{a} {b}");
        }
        for (a, b) in [(" a", "a"), ("a\t", "a"), ("o", "ø"), ("ae", "æ"), ("가", "ㄱ"), ("한", "하")] {
            assert_ne!(folded(a), folded(b), "{a} {b}");
        }
    }

    #[test]
    fn columns_cannot_hold_every_character() {
        for (phone, fits) in [
            ("+39 (333) 111–2200", true),
            ("333\u{a0}111—2200€", true),
            ("\u{202a}+39333\u{202c}", false),
            ("333\u{200b}111", false),
            ("333\u{2011}111", false),
            ("٣٣٣", false),
            ("３３３", false),
            ("📞333", false),
        ] {
            assert_eq!(fits_phone_column(phone), fits, "{phone:?}");
        }
        assert!(fits_text_column("漢@x") && !fits_text_column("😀@x"));
    }
}
