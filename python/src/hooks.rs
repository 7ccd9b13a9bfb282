//! The hooks of a client: functions of the program, called before each request and after each response.

use std::sync::Arc;

use chat44mp::ffi::python::Cached;
use chat44mp::{Client, HookEvent, RequestEvent, ResponseEvent};
use pyo3::prelude::*;

use crate::arguments::Callback;
use crate::log;

/// The hooks of a client.
pub(crate) struct Hooks {
    on_request: Option<Py<PyAny>>,
    on_response: Option<Py<PyAny>>,
}

impl Hooks {
    /// The hooks given to a client; those left out are inherited.
    pub(crate) fn new(
        py: Python<'_>,
        on_request: Option<Callback<RequestEvent>>,
        on_response: Option<Callback<ResponseEvent>>,
        inherited: Option<&Arc<Hooks>>,
    ) -> Option<Arc<Hooks>> {
        if on_request.is_none() && on_response.is_none() {
            return inherited.cloned();
        }
        let inherit = |hook: fn(&Hooks) -> &Option<Py<PyAny>>| {
            inherited.and_then(|hooks| hook(hooks).as_ref()).map(|hook| hook.clone_ref(py))
        };
        Some(Arc::new(Hooks {
            on_request: on_request.map(|hook| hook.0).or_else(|| inherit(|hooks| &hooks.on_request)),
            on_response: on_response.map(|hook| hook.0).or_else(|| inherit(|hooks| &hooks.on_response)),
        }))
    }
}

/// The hooks of a client, for one call.
pub(crate) struct HookedCall {
    hooks: Arc<Hooks>,
    /// The context of the call, such as the current span of a trace.
    context: Py<PyAny>,
}

impl HookedCall {
    /// Captures the current context.
    pub(crate) fn new(py: Python<'_>, hooks: &Arc<Hooks>) -> PyResult<Arc<HookedCall>> {
        static COPY_CONTEXT: Cached = Cached::new();
        let context = COPY_CONTEXT.import(py, "contextvars", "copy_context")?.call0()?.unbind();
        Ok(Arc::new(HookedCall { hooks: Arc::clone(hooks), context }))
    }

    /// Returns a client whose calls notify the hooks.
    pub(crate) fn observe(self: &Arc<Self>, client: Client) -> Client {
        let call = Arc::clone(self);
        client.with_hooks(move |event| {
            if let Some(event) = event.for_hook().filter(|event| call.hook(event).is_some()) {
                let call = Arc::clone(&call);
                log::notify(Box::new(move |py| call.run(py, event)));
            }
        })
    }

    fn hook(&self, event: &HookEvent) -> Option<&Py<PyAny>> {
        match event {
            HookEvent::Request(_) => self.hooks.on_request.as_ref(),
            HookEvent::Response(_) => self.hooks.on_response.as_ref(),
        }
    }

    /// Runs the hook in the context of the call. Its exception must not affect the call: Python prints it.
    fn run(&self, py: Python<'_>, event: HookEvent) {
        let Some(hook) = self.hook(&event).map(|hook| hook.bind(py)) else { return };
        if let Err(error) = self.try_run(hook, event) {
            error.write_unraisable(py, Some(hook));
        }
    }

    fn try_run(&self, hook: &Bound<'_, PyAny>, event: HookEvent) -> PyResult<()> {
        let py = hook.py();
        // A copy for each event: another thread may run a hook of the same call.
        let context = self.context.bind(py).call_method0(name!(py, "copy"))?;
        let run = context.getattr(name!(py, "run"))?;
        match event {
            HookEvent::Request(event) => run.call1((hook, event)),
            HookEvent::Response(event) => run.call1((hook, event)),
        }
        .map(drop)
    }
}
