//! Names of options and fields in JavaScript.

use super::suggestions::meant;

/// The objects that programs pass.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Options.
    Option,
    /// The fields of a record.
    Field,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Option => "option",
            Kind::Field => "field",
        }
    }
}

/// Returns the error message for a name that is not in `known`.
pub(super) fn unknown(name: &str, known: &[&str], kind: Kind) -> String {
    let kind = kind.name();
    let quoted = |names: &[&str], separator| -> String {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(separator)
    };
    let meant = meant(name, known);
    if meant.is_empty() {
        format!("unknown {kind} `{name}`; the {kind}s are {}", quoted(known, ", "))
    } else {
        format!("unknown {kind} `{name}`; did you mean {}?", quoted(&meant, " or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_an_unknown_name() {
        let known = ["apiKey", "timeout"];
        let expected = "unknown option `apikey`; did you mean `apiKey`?";
        assert_eq!(unknown("apikey", &known, Kind::Option), expected);
        let expected = "unknown field `colour`; the fields are `apiKey`, `timeout`";
        assert_eq!(unknown("colour", &known, Kind::Field), expected);
        let expected = "unknown field `name`; did you mean `firstName` or `lastName`?";
        assert_eq!(unknown("name", &["firstName", "lastName"], Kind::Field), expected);
    }
}
