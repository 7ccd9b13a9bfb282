//! Field types of models that have native counterparts in Kotlin and Swift. They cross as text or numbers;
//! `bindings/uniffi/uniffi.toml` maps them to the native types.
//!
//! The names must not shadow types of those languages.

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
    /// A date and time by the server's clock, without a time zone.
    CivilDateTime, String, { remote, lower: |time| time.to_string(), try_lift: |text| Ok(text.parse()?) }
);

custom_type!(
    /// An exact number, in the server's currency.
    Money, String, { remote, lower: |number| number.to_string(), try_lift: |text| Ok(text.parse()?) }
);

custom_type!(
    /// A duration.
    Seconds, f64, { lower: |time| time.as_secs_f64(), try_lift: |seconds| Ok(Seconds::from(seconds)) }
);
