//! What models are made of and Kotlin and Swift have types of their own for. They cross as text;
//! `bindings/uniffi/uniffi.toml` configures the types there.
//!
//! Each is named so that it does not hide a type which those languages have anyway.

use ::uniffi::custom_type;

use super::Seconds;

type CivilDate = jiff::civil::Date;
type CivilDateTime = jiff::civil::DateTime;
type Money = rust_decimal::Decimal;

custom_type!(
    /// A day in the server's calendar.
    CivilDate, String, { remote, lower: |day| day.to_string(), try_lift: |text| Ok(text.parse()?) }
);

custom_type!(
    /// A date and time by the server's clock, which does not say its zone.
    CivilDateTime, String, { remote, lower: |time| time.to_string(), try_lift: |text| Ok(text.parse()?) }
);

custom_type!(
    /// An exact number, in the server's currency.
    Money, String, { remote, lower: |number| number.to_string(), try_lift: |text| Ok(text.parse()?) }
);

custom_type!(
    /// A length of time.
    Seconds, f64, { lower: |time| time.as_secs_f64(), try_lift: |seconds| Ok(Seconds::clamped(seconds)) }
);
