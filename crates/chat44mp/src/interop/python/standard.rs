//! Converts dates, times and decimal numbers to classes of Python's standard library. pyo3's own conversions look the
//! classes up under a lock; see [`Cached`].

use jiff::civil::{Date, DateTime, Time};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyType};
use rust_decimal::Decimal;

use super::cached::Cached;
use super::errors::wrong_type;
use super::hint;
use crate::interop::Seconds;

/// Looks up the date and time classes in the C module: it imports faster, and a partially imported `datetime` has other
/// classes.
pub(super) fn load(py: Python<'_>) -> PyResult<()> {
    PyDay::class(py)?;
    PyTime::class(py)?;
    Ok(())
}

/// Defines a wrapper that converts to a class of the standard library.
macro_rules! standard {
    ($(#[$doc:meta])* $name:ident($value:ty): $module:literal $class:literal of $loaded:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name(pub $value);

        impl $name {
            fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
                static CLASS: Cached<PyType> = Cached::new();
                CLASS.import(py, $loaded, $class)
            }
        }

        impl<'py> IntoPyObject<'py> for $name {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = PyErr;

            hint!(OUTPUT_TYPE = type_hint_identifier!($module, $class));

            fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
                self.construct($name::class(py)?)
            }
        }
    };
}

standard! {
    /// A `datetime.date`.
    PyDay(Date): "datetime" "date" of "_datetime"
}
standard! {
    /// A `datetime.datetime` without a time zone.
    PyTime(DateTime): "datetime" "datetime" of "_datetime"
}
standard! {
    /// A `decimal.Decimal`.
    PyExact(Decimal): "decimal" "Decimal" of "decimal"
}

impl PyDay {
    fn construct<'py>(self, class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
        class.call1((self.0.year(), self.0.month(), self.0.day()))
    }
}

impl PyTime {
    fn construct<'py>(self, class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
        let (day, time) = (self.0.date(), self.0.time());
        let microsecond = time.subsec_nanosecond() / 1000;
        let time = (time.hour(), time.minute(), time.second(), microsecond);
        class.call1((day.year(), day.month(), day.day(), time.0, time.1, time.2, time.3))
    }
}

impl PyExact {
    fn construct<'py>(self, class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
        class.call1((self.0.to_string(),))
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for PyDay {
    type Error = PyErr;

    hint!(INPUT_TYPE = <PyDay as IntoPyObject<'py>>::OUTPUT_TYPE);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if !object.is_instance(PyDay::class(object.py())?)? {
            return Err(wrong_type(&object, "a datetime.date"));
        }
        day(&object).map(PyDay)
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for PyTime {
    type Error = PyErr;

    hint!(INPUT_TYPE = <PyTime as IntoPyObject<'py>>::OUTPUT_TYPE);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let is_time = object.is_instance(PyTime::class(object.py())?)?;
        if !is_time || !object.getattr("tzinfo")?.is_none() {
            return Err(wrong_type(&object, "a datetime.datetime without a time zone"));
        }
        let (hour, minute, second) =
            (part(&object, "hour")?, part(&object, "minute")?, part(&object, "second")?);
        let microsecond: i32 = part(&object, "microsecond")?;
        Ok(PyTime(DateTime::from_parts(day(&object)?, time(hour, minute, second, microsecond * 1000)?)))
    }
}

/// Whether the object is an int, but not a bool, which is a subclass of int.
pub fn is_int(object: &Bound<'_, PyAny>) -> bool {
    object.is_instance_of::<PyInt>() && !object.is_instance_of::<PyBool>()
}

/// A number of seconds.
impl<'py> IntoPyObject<'py> for Seconds {
    type Target = PyFloat;
    type Output = Bound<'py, PyFloat>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = FLOAT);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(PyFloat::new(py, self.as_secs_f64()))
    }
}

impl<'py> IntoPyObject<'py> for &Seconds {
    type Target = PyFloat;
    type Output = Bound<'py, PyFloat>;
    type Error = std::convert::Infallible;

    hint!(OUTPUT_TYPE = <Seconds as IntoPyObject<'_>>::OUTPUT_TYPE);

    fn into_pyobject(self, py: Python<'py>) -> Result<Self::Output, Self::Error> {
        Ok(PyFloat::new(py, self.as_secs_f64()))
    }
}

impl<'a, 'py> FromPyObject<'a, 'py> for Seconds {
    type Error = PyErr;

    hint!(INPUT_TYPE = <Seconds as IntoPyObject<'py>>::OUTPUT_TYPE);

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        if !is_int(&object) && !object.is_instance_of::<PyFloat>() {
            return Err(wrong_type(&object, "a number of seconds"));
        }
        // An int can be too large for a float.
        let too_large = |_| if object.lt(0).unwrap_or(false) { f64::NEG_INFINITY } else { f64::INFINITY };
        Ok(object.extract().unwrap_or_else(too_large).into())
    }
}

fn day(object: &Bound<'_, PyAny>) -> PyResult<Date> {
    let day = Date::new(part(object, "year")?, part(object, "month")?, part(object, "day")?);
    day.map_err(|error| PyValueError::new_err(error.to_string()))
}

fn time(hour: i8, minute: i8, second: i8, nanosecond: i32) -> PyResult<Time> {
    let time = Time::new(hour, minute, second, nanosecond);
    time.map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Returns a numeric attribute of a date or a time.
fn part<T>(object: &Bound<'_, PyAny>, name: &str) -> PyResult<T>
where
    T: for<'a, 'py> FromPyObject<'a, 'py, Error = PyErr>,
{
    object.getattr(name)?.extract()
}
