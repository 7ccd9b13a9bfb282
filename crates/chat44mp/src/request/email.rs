//! Validation of e-mail addresses. The server stores any text as one, also those that no look-up finds again.

use email_address::EmailAddress;

use super::characters;

/// Why a text is not an e-mail address, as the rest of a sentence about it.
pub(crate) fn problem(email: &str) -> Option<String> {
    if let Some(names) = characters::named(email, characters::is_invisible) {
        return Some(format!("contains {names}; remove it"));
    }
    let reason = reason(email)?;
    Some(format!("is not an e-mail address: {reason}; pass one such as ada@example.com"))
}

fn reason(email: &str) -> Option<&'static str> {
    if email.contains(|character: char| character.is_whitespace() || character.is_control()) {
        return Some("it contains a blank or control character");
    }
    let Some((name, domain)) = email.rsplit_once('@') else { return Some("it has no `@`") };
    match (name, domain) {
        ("", _) => Some("nothing stands before the `@`"),
        (_, "") => Some("nothing stands after the `@`"),
        _ if name.contains('@') && !name.starts_with('"') => Some("it has more than one `@`"),
        _ if !EmailAddress::is_valid_local_part(name) => Some("the part before the `@` is invalid"),
        _ if domain.starts_with('[') || !EmailAddress::is_valid_domain(domain) => {
            Some("the domain after the `@` is invalid")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_addresses_of_all_kinds() {
        for fine in ["ada@example.org", "a.b+c@x.io", "o'neil@x.io", "josé@exämple.de", "a@localhost"] {
            assert_eq!(problem(fine), None, "{fine}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (wrong, expected) in [
            ("ada", "no `@`"),
            ("@x.io", "before the `@`"),
            ("ada@", "after the `@`"),
            ("ada@bob@x.io", "more than one `@`"),
            ("ada @x.io", "a blank"),
            ("\"a b\"@x.io", "a blank"),
            ("ada..b@x.io", "part before the `@` is invalid"),
            ("ada.@x.io", "part before the `@` is invalid"),
            ("ada@x..io", "domain"),
            ("ada@-x.io", "domain"),
            ("ada@[127.0.0.1]", "domain"),
            ("ada@x.io,", "domain"),
            ("<ada@x.io", "part before the `@` is invalid"),
            ("ada\u{200b}@x.io", "contains U+200B (zero-width character); remove it"),
            ("\u{202a}ada@x.io\u{202c}", "U+202A (direction mark), U+202C (direction mark)"),
            ("ada\u{ad}@x.io", "contains U+00AD (invisible character)"),
        ] {
            assert!(
                problem(wrong).is_some_and(|problem| problem.contains(expected)),
                "{wrong:?}: {:?}",
                problem(wrong)
            );
        }
    }
}
