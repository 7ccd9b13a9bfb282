//! Elsewhere than on Linux, calls run on the I/O thread.

use std::convert::Infallible;
use std::future::Future;
use std::rc::Rc;

use chat44mp::Error;
use chat44mp::ffi::Task;
use napi::Env;

/// No value: see `event_loop.rs`.
pub(crate) struct EventLoop(Infallible);

impl EventLoop {
    pub(crate) fn attach(
        _: Env,
        _: fn(&dyn Fn()) -> bool,
        _: fn(Env) -> napi::Result<()>,
    ) -> Option<Rc<EventLoop>> {
        None
    }

    pub(crate) fn spawn(&self, _: impl Future<Output = ()> + Send + 'static) -> Result<Task, Error> {
        match self.0 {}
    }

    pub(crate) fn keep_time(&self, _: bool) {
        match self.0 {}
    }

    pub(crate) fn close(&self) {
        match self.0 {}
    }
}
