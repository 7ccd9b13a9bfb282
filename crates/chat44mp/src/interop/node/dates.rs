//! Days from JavaScript: texts, dates at midnight, and Temporal's types.

use std::ptr;
use std::sync::OnceLock;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use napi::{Env, Error, Result, sys};

use super::{Fields, FromJs, JsArgument};

/// Creates the error for an invalid value: the argument's name, and the message.
pub type InvalidValue = fn(Env, &str, String) -> Error;

static INVALID_VALUE: OnceLock<InvalidValue> = OnceLock::new();

/// Sets how the binding creates the error for an invalid value.
pub fn set_invalid_value(create: InvalidValue) {
    // All threads set the same function.
    let _ = INVALID_VALUE.set(create);
}

impl FromJs for Date {
    const EXPECTED: &'static str = "a date such as \"2030-12-31\", a Date or a Temporal.PlainDate";

    fn from_js(value: JsArgument) -> Option<Self> {
        Self::read(value, "the date").ok()
    }

    fn read(value: JsArgument, name: &str) -> Result<Self> {
        let wrong = || value.wrong_type(name, Self::EXPECTED);
        let (date, problem) = if let Some(text) = value.text() {
            (text.parse().ok(), format!("must be a date such as `2030-12-31`, not {text:?}"))
        } else if value.is_date() {
            let problem = "must be a Date at midnight, in UTC or local time: at any other time, the day depends on the time \
                           zone. Pass a text such as `2030-12-31`";
            (midnight(value), problem.to_owned())
        } else {
            let text = temporal(value).ok_or_else(wrong)?;
            let day = text.split(['T', '[']).next().unwrap_or_default();
            (day.parse().ok(), format!("must be a date such as `2030-12-31`, not `{text}`"))
        };
        date.ok_or_else(|| match INVALID_VALUE.get() {
            Some(create) => create(Env::from_raw(value.env), name, format!("`{name}` {problem}")),
            None => wrong(),
        })
    }
}

/// The day of a Date that is midnight in UTC or else in local time. Only one of the two can be, unless they are equal.
fn midnight(value: JsArgument) -> Option<Date> {
    let mut milliseconds = f64::NAN;
    // SAFETY: the value is valid during the current call.
    let status = unsafe { sys::napi_get_date_value(value.env, value.value, &mut milliseconds) };
    // The range of Date, which excludes NaN.
    if status != sys::Status::napi_ok || milliseconds.is_nan() || milliseconds.abs() > 8.64e15 {
        return None;
    }
    let day_at = |offset_minutes: i64| {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let local = milliseconds as i64 - offset_minutes * 60_000;
        let time = epoch.checked_add(SignedDuration::from_millis(local)).ok()?;
        (time.time() == jiff::civil::Time::midnight()).then(|| time.date())
    };
    day_at(0).or_else(|| day_at(call(value, c"getTimezoneOffset")?.integer()?))
}

/// The text of a date of Temporal: in ISO 8601, of its own calendar day and time zone.
fn temporal(value: JsArgument) -> Option<String> {
    Fields::new(value, "the date").ok()?.get_any(c"calendarId").ok()?.text()?;
    call(value, c"toString")?.text()
}

/// Calls a method without arguments; `None` if it throws.
fn call(value: JsArgument, method: &std::ffi::CStr) -> Option<JsArgument> {
    let function = Fields::new(value, "the date").ok()?.get_any(method).ok()?;
    let mut result = ptr::null_mut();
    // SAFETY: the values are valid during the current call; napi rejects anything but a function.
    unsafe {
        let status =
            sys::napi_call_function(value.env, value.value, function.value, 0, ptr::null(), &mut result);
        if status == sys::Status::napi_ok {
            return Some(JsArgument { env: value.env, value: result });
        }
        // A pending exception would make all further calls fail.
        sys::napi_get_and_clear_last_exception(value.env, &mut result);
    }
    None
}
