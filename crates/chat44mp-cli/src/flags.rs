//! The core's options as flags: names, types and help texts follow from their definition.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chat44mp::{CaCerts, MessagePattern, Seconds};
use clap::builder::ValueParser;
use clap::{ArgAction, Args, value_parser};
use jiff::SignedDuration;

use crate::errors::Failure;

/// A type of options, and its flag.
pub(crate) trait Flag: Sized {
    /// One value on the command line.
    type Value: Clone + Send + Sync + 'static;

    const ACTION: ArgAction = ArgAction::Set;

    fn parser() -> ValueParser;

    fn placeholder(name: &str) -> &'static str;

    /// The flag of the option `name`, without its dashes.
    fn flag(name: &str) -> String {
        name.replace('_', "-")
    }

    /// The option, if the flag is present.
    fn option(values: &[Self::Value]) -> Result<Option<Self>, Failure>;
}

macro_rules! flag {
    ($($type:ty as $value:ty, $placeholder:literal, $parser:expr, |$given:ident| $option:expr;)*) => {$(
        impl Flag for $type {
            type Value = $value;

            fn parser() -> ValueParser {
                ValueParser::from($parser)
            }

            fn placeholder(_: &str) -> &'static str {
                $placeholder
            }

            fn option(values: &[$value]) -> Result<Option<$type>, Failure> {
                values.last().cloned().map(|$given| $option).transpose()
            }
        }
    )*};
}

flag! {
    Seconds as Seconds, "TIME", seconds, |time| Ok(time);
    u32 as u32, "N", value_parser!(u32), |count| Ok(count);
    usize as usize, "N", value_parser!(usize), |count| Ok(count);
    PathBuf as PathBuf, "PATH", value_parser!(PathBuf), |path| Ok(path);
    CaCerts as PathBuf, "PATH", value_parser!(PathBuf), |path| Ok(path.into());
}

impl Flag for String {
    type Value = String;

    fn parser() -> ValueParser {
        ValueParser::string()
    }

    fn placeholder(name: &str) -> &'static str {
        match name {
            "base_url" | "proxy" => "URL",
            "delimiter" => "CHARACTER",
            "encoding" | "sheet" => "NAME",
            "phone_region" => "CODE",
            _ => "TEXT",
        }
    }

    fn option(values: &[String]) -> Result<Option<String>, Failure> {
        Ok(values.last().cloned())
    }
}

impl Flag for bool {
    type Value = bool;

    const ACTION: ArgAction = ArgAction::SetTrue;

    fn parser() -> ValueParser {
        ValueParser::bool()
    }

    fn placeholder(_: &str) -> &'static str {
        ""
    }

    fn option(values: &[bool]) -> Result<Option<bool>, Failure> {
        Ok(values.contains(&true).then_some(true))
    }
}

impl Flag for Vec<MessagePattern> {
    type Value = MessagePattern;

    const ACTION: ArgAction = ArgAction::Append;

    fn parser() -> ValueParser {
        ValueParser::from(message_pattern)
    }

    fn placeholder(_: &str) -> &'static str {
        "JSON"
    }

    /// In the singular: it can be repeated.
    fn flag(name: &str) -> String {
        name.trim_end_matches('s').replace('_', "-")
    }

    fn option(values: &[MessagePattern]) -> Result<Option<Vec<MessagePattern>>, Failure> {
        Ok((!values.is_empty()).then(|| values.to_vec()))
    }
}

impl Flag for BTreeMap<String, String> {
    type Value = (String, String);

    const ACTION: ArgAction = ArgAction::Append;

    fn parser() -> ValueParser {
        ValueParser::from(mapped)
    }

    fn placeholder(_: &str) -> &'static str {
        "FIELD=COLUMN"
    }

    fn option(values: &[(String, String)]) -> Result<Option<BTreeMap<String, String>>, Failure> {
        Ok((!values.is_empty()).then(|| values.iter().cloned().collect()))
    }
}

/// Defines a flag for each option.
macro_rules! flags {
    ({ $($(#[$doc:meta])* $name:ident: $type:ty = $absent:tt,)* } $(#[$about:meta])* $flags:ident: $options:ty, global = $global:literal) => {
        #[derive(Args)]
        $(#[$about])*
        pub(crate) struct $flags {
            $(
                $(#[$doc])*
                #[arg(
                    long = <$type as Flag>::flag(stringify!($name)), value_name = <$type as Flag>::placeholder(stringify!($name)),
                    action = <$type as Flag>::ACTION, value_parser = <$type as Flag>::parser(),
                    global = $global, hide_short_help = $global
                )]
                pub(crate) $name: Vec<<$type as Flag>::Value>,
            )*
        }

        impl $flags {
            pub(crate) fn options(&self) -> Result<$options, Failure> {
                let mut options = <$options>::default();
                $(options.$name = Flag::option(&self.$name)?;)*
                Ok(options)
            }
        }
    };
}

chat44mp::client_options! { flags!
    #[command(next_help_heading = "Client (times such as 1.5s, 250ms, 2m)")]
    ClientFlags: chat44mp::ClientOptions, global = true
}

chat44mp::import_settings! { flags! ImportFlags: chat44mp::ImportSettings, global = false }

/// Parses a time. The core rejects a negative one, as in a profile or another language.
fn seconds(text: &str) -> Result<Seconds, String> {
    if matches!(text, "none" | "infinite") {
        return Ok(Seconds::Infinite);
    }
    let help = "expected a time such as 1.5s, 250ms or 2m, or `none` for no timeout";
    let duration: SignedDuration = text.parse().map_err(|_| help.to_owned())?;
    Ok(duration.try_into().map_or(Seconds::Invalid, |duration: Duration| duration.into()))
}

fn message_pattern(text: &str) -> Result<MessagePattern, String> {
    serde_json::from_str(text).map_err(|error| {
        format!(r#"{error}; expected JSON such as {{"text": "Il gruppo {{n}} non esiste", "code": "group_not_found"}}"#)
    })
}

fn mapped(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("expected field=column, such as email=Correo")?;
    Ok((field.trim().replace('-', "_"), column.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_require_a_unit() {
        for (text, millis) in
            [("1.5s", 1500), ("250ms", 250), ("2m", 120_000), ("0s", 0), ("0.005s", 5), ("1m 30s", 90_000)]
        {
            assert_eq!(seconds(text), Ok(Seconds::Of(Duration::from_millis(millis))), "{text}");
        }
        assert_eq!(seconds("none"), Ok(Seconds::Infinite));
        assert_eq!(seconds("-1s"), Ok(Seconds::Invalid));
        for text in ["", "5", "soon", "1 year"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parses_message_patterns() {
        let text = r#"{"text":"Limite","code":"limit","operation":"get_contact","kind":"precondition"}"#;
        let pattern = message_pattern(text).unwrap();
        assert_eq!(serde_json::to_string(&pattern).unwrap(), text);
        for text in ["", "Limite", r#"{"text":"x"}"#, r#"{"text":"x","code":"y","kind":"z"}"#] {
            assert!(message_pattern(text).is_err(), "{text}");
        }
    }
}
