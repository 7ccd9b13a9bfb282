//! The runtime that runs in steps, where there is none.

use std::convert::Infallible;
use std::ffi::c_int;
use std::future::Future;

use super::Task;

/// A runtime that runs in steps. There is none on this system.
pub struct Stepped(Infallible);

impl Stepped {
    /// Returns `None`.
    pub fn new() -> Option<Stepped> {
        None
    }

    /// The descriptor that is readable when there is more to do.
    pub fn descriptor(&self) -> c_int {
        match self.0 {}
    }

    /// Starts a task, which first runs in the next step.
    pub fn spawn(&self, _call: impl Future<Output = ()> + Send + 'static) -> Task {
        match self.0 {}
    }

    /// Runs until there is nothing more to do.
    pub fn step(&self) {
        match self.0 {}
    }
}
