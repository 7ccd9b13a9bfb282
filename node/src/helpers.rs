//! The functions of `lib/bridge.js`, and calls into JavaScript.

use std::cell::RefCell;
use std::ptr;
use std::sync::Arc;

use chat44mp::Level;
use chat44mp::ffi::node::{JsArgument, ToJs};
use napi::bindgen_prelude::{FromNapiValue, FunctionRef, Unknown};
use napi::{Env, JsValue, Result, check_status, sys};
use napi_derive::napi;

/// A JavaScript function with any arguments.
pub(crate) type Callback = FunctionRef<Unknown<'static>, Unknown<'static>>;

thread_local! {
    /// Each worker has its own.
    static HELPERS: RefCell<Option<Arc<Helpers>>> = const { RefCell::new(None) };
}

/// Functions of `lib/bridge.js`.
pub(crate) struct Helpers {
    pub(crate) error: Callback,
    pub(crate) listen: Callback,
    pub(crate) log_to: Callback,
    pub(crate) hooks_of: Callback,
    pub(crate) environment: Callback,
}

/// Sets the functions for this thread.
pub(crate) fn set(helpers: Helpers) {
    let replaced = HELPERS.replace(Some(Arc::new(helpers)));
    drop(replaced);
}

/// Removes the functions from this thread.
pub(crate) fn take() -> Option<Arc<Helpers>> {
    HELPERS.take()
}

fn helpers() -> Result<Arc<Helpers>> {
    HELPERS.with_borrow(Option::clone).ok_or_else(not_loaded)
}

/// The error for a native library that was loaded without its package.
pub(crate) fn not_loaded() -> napi::Error {
    napi::Error::from_reason("chat44mp was not loaded through its package")
}

/// Creates an error object.
pub(crate) fn make_error(env: Env, arguments: &[sys::napi_value]) -> Result<sys::napi_value> {
    call(env, &helpers()?.error, arguments)
}

/// Adds a listener for a call to a signal; returns the function that removes it.
pub(crate) fn listen(env: Env, signal: JsArgument, number: sys::napi_value) -> Result<Option<Callback>> {
    callback(env, call(env, &helpers()?.listen, &[signal.raw(), number])?)
}

/// Returns the function that receives a client's log lines, if any.
pub(crate) fn log_to(env: Env, logger: Option<JsArgument>) -> Result<Option<Arc<Callback>>> {
    let logger = logger.map_or(undefined(env), JsArgument::raw);
    let log = call(env, &helpers()?.log_to, &[logger])?;
    callback(env, log).map(|log| log.map(Arc::new))
}

/// Returns the function that binds hooks to a call; `None` without hooks. Those left out are `inherited`.
pub(crate) fn hooks_of(
    env: Env,
    on_request: JsArgument,
    on_response: JsArgument,
    inherited: Option<&Arc<Callback>>,
) -> Result<Option<Arc<Callback>>> {
    let inherited = match inherited {
        Some(bind) => bind.borrow_back(&env)?.raw(),
        None => undefined(env),
    };
    let bind = call(env, &helpers()?.hooks_of, &[on_request.raw(), on_response.raw(), inherited])?;
    callback(env, bind).map(|bind| bind.map(Arc::new))
}

/// Returns the function that receives the events of one call, in the current async context.
pub(crate) fn bind_hooks(env: Env, bind: &Callback) -> Result<Option<Arc<Callback>>> {
    callback(env, call(env, bind, &[])?).map(|run| run.map(Arc::new))
}

/// The lowest level that `CHAT44MP_LOG` enables, from its value. Throws if it is not a level.
#[napi(skip_typescript)]
pub fn log_level(value: String) -> Result<Option<&'static str>> {
    match chat44mp::ffi::log_level(&value) {
        Ok(level) => Ok(level.map(Level::as_str)),
        Err(message) => Err(napi::Error::from_reason(message)),
    }
}

/// Returns a variable of `process.env`, which can differ from the environment of the process. An empty variable is
/// returned, and the core rejects it.
pub(crate) fn environment(env: Env, name: &str) -> Result<Option<String>> {
    let name = name.to_js(env)?.unwrap_or(undefined(env));
    let value = call(env, &helpers()?.environment, &[name])?;
    // SAFETY: the value belongs to the current call.
    Ok(unsafe { JsArgument::new(env.raw(), value) }.text())
}

/// Returns a reference to a value that is a function.
fn callback(env: Env, value: sys::napi_value) -> Result<Option<Callback>> {
    let mut kind = sys::ValueType::napi_undefined;
    // SAFETY: the value belongs to the current call.
    check_status!(unsafe { sys::napi_typeof(env.raw(), value, &mut kind) })?;
    if kind != sys::ValueType::napi_function {
        return Ok(None);
    }
    // SAFETY: it is a function.
    unsafe { Callback::from_napi_value(env.raw(), value) }.map(Some)
}

/// Calls a JavaScript function; its exception becomes the error.
pub(crate) fn call(env: Env, function: &Callback, arguments: &[sys::napi_value]) -> Result<sys::napi_value> {
    let function = function.borrow_back(&env)?;
    let (mut this, mut result) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the function and the arguments are alive, and this is the JavaScript thread.
    let status = unsafe {
        sys::napi_get_undefined(env.raw(), &mut this);
        sys::napi_call_function(
            env.raw(),
            this,
            function.raw(),
            arguments.len(),
            arguments.as_ptr(),
            &mut result,
        )
    };
    if status != sys::Status::napi_pending_exception {
        check_status!(status)?;
        return Ok(result);
    }
    // SAFETY: an exception is pending.
    let thrown = unsafe {
        check_status!(sys::napi_get_and_clear_last_exception(env.raw(), &mut result))?;
        Unknown::from_raw_unchecked(env.raw(), result)
    };
    Err(napi::Error::from_unknown_without_coercion(thrown))
}

/// Returns `undefined`.
pub(crate) fn undefined(env: Env) -> sys::napi_value {
    let mut value = ptr::null_mut();
    // SAFETY: `undefined` always exists.
    unsafe { sys::napi_get_undefined(env.raw(), &mut value) };
    value
}
