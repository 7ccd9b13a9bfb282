//! Elsewhere than on Linux, calls run on the I/O thread.

use std::convert::Infallible;
use std::future::Future;
use std::rc::Rc;

use chat44mp::Error;
use chat44mp::ffi::Task;
use napi::Env;

/// Not used: see `event_loop.rs`.
#[allow(dead_code)]
pub(crate) struct Results {
    pub(crate) collect: fn(&dyn Fn()) -> bool,
    pub(crate) drain: fn(Env) -> napi::Result<()>,
}

/// No value: see `event_loop.rs`.
pub(crate) struct EventLoop(Infallible);

impl EventLoop {
    pub(crate) fn attach(_: Env, _: Results) -> Option<Rc<EventLoop>> {
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
