//! From the I/O thread back to JavaScript's: what is done is queued, and one wake drains the whole queue.
//!
//! All state is of one thread, so each worker has its own and takes it along when it ends.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::ptr;
use std::sync::{Arc, Mutex, PoisonError};

use chat44mp::Error;
use chat44mp::ffi::node::{Fields, FromJs, Given, ToJs, type_error};
use chat44mp::ffi::{self, Task};
use napi::bindgen_prelude::{FromNapiValue, Function, FunctionRef, ToNapiValue, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, JsError, JsValue, Result, Status, check_status, sys};
use napi_derive::napi;

use crate::errors;

/// A value of JavaScript that the types call so.
pub struct Js<T>(sys::napi_value, PhantomData<T>);

impl<T> Js<T> {
    pub(crate) fn new(value: sys::napi_value) -> Js<T> {
        Js(value, PhantomData)
    }
}

impl<T> ToNapiValue for Js<T> {
    unsafe fn to_napi_value(_: sys::napi_env, value: Self) -> Result<sys::napi_value> {
        Ok(value.0)
    }
}

/// What a call gives: in JavaScript a promise, and so it is called in the types.
pub type Promise<T> = Js<T>;

/// A function of JavaScript, of any arguments.
pub(crate) type Callback = FunctionRef<Unknown<'static>, Unknown<'static>>;

/// Makes what a promise is settled with, in the thread of JavaScript.
type Settle = Box<dyn FnOnce(Env) -> Result<sys::napi_value> + Send>;

type Wake = ThreadsafeFunction<(), Unknown<'static>, (), Status, false, true>;

thread_local! {
    static HOME: RefCell<Option<Home>> = const { RefCell::new(None) };
}

/// What one thread of JavaScript has.
struct Home {
    helpers: Arc<Helpers>,
    inbox: Arc<Inbox>,
    waiting: HashMap<u32, Waiting>,
    next: u32,
}

/// Functions of `lib/bridge.js`.
struct Helpers {
    error: Callback,
    listen: Callback,
    log_to: Callback,
    environment: Callback,
}

/// A promise that is not settled yet.
struct Waiting {
    deferred: sys::napi_deferred,
    task: Option<Task>,
    /// Takes the listener off the signal.
    unlisten: Option<Callback>,
}

impl Drop for Home {
    fn drop(&mut self) {
        self.waiting.values().filter_map(|waiting| waiting.task.as_ref()).for_each(Task::stop);
    }
}

/// What is on its way to one thread of JavaScript.
pub(crate) struct Inbox {
    items: Mutex<Vec<Item>>,
    wake: Wake,
}

pub(crate) enum Item {
    /// A call is done.
    Done(u32, Settle),
    /// Something to log.
    Line(Arc<Callback>, &'static str, String),
}

impl Inbox {
    pub(crate) fn push(&self, item: Item) {
        let first = {
            let mut items = self.items.lock().unwrap_or_else(PoisonError::into_inner);
            items.push(item);
            items.len() == 1
        };
        // Whoever finds it empty wakes JavaScript, which takes all there is.
        if first {
            // Once its thread ends nobody listens any more, and nobody needs to.
            self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    fn take(&self) -> Vec<Item> {
        mem::take(&mut *self.items.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets the process live on for the sake of what is pending, or not.
    fn hold(&self, env: Env, hold: bool) {
        let change =
            if hold { sys::napi_ref_threadsafe_function } else { sys::napi_unref_threadsafe_function };
        // SAFETY: only the thread of JavaScript gets here, and its function lives as long as the inbox.
        unsafe { change(env.raw(), self.wake.raw()) };
    }
}

/// Tells the library about the functions in JavaScript that it needs. Called once in each thread.
#[napi(skip_typescript)]
pub fn register(
    env: Env,
    error: Function<'static, Unknown<'static>, Unknown<'static>>,
    listen: Function<'static, Unknown<'static>, Unknown<'static>>,
    log_to: Function<'static, Unknown<'static>, Unknown<'static>>,
    environment: Function<'static, Unknown<'static>, Unknown<'static>>,
) -> Result<()> {
    let drain: Function<'_, (), ()> =
        env.create_function_from_closure("chat44mp", |context| drain(*context.env))?;
    // Weak: an idle client must not keep the process alive.
    let wake = drain.build_threadsafe_function().weak::<true>().callee_handled::<false>().build()?;
    // SAFETY: the types differ only in the return value of the JavaScript function, which is never read.
    let wake = unsafe { mem::transmute::<ThreadsafeFunction<(), (), (), Status, false, true>, Wake>(wake) };
    let helpers = Helpers {
        error: error.create_ref()?,
        listen: listen.create_ref()?,
        log_to: log_to.create_ref()?,
        environment: environment.create_ref()?,
    };
    let home = Home {
        helpers: Arc::new(helpers),
        inbox: Arc::new(Inbox { items: Mutex::default(), wake }),
        waiting: HashMap::new(),
        next: 0,
    };
    HOME.set(Some(home));
    env.add_env_cleanup_hook((), |()| drop(HOME.take()))?;
    Ok(())
}

fn with_home<T>(act: impl FnOnce(&mut Home) -> T) -> Result<T> {
    HOME.with_borrow_mut(|home| home.as_mut().map(act))
        .ok_or_else(|| napi::Error::from_reason("chat44mp was not loaded through its package"))
}

/// The inbox of this thread.
pub(crate) fn inbox() -> Result<Arc<Inbox>> {
    with_home(|home| Arc::clone(&home.inbox))
}

/// What makes an error.
pub(crate) fn make_error(env: Env, arguments: &[sys::napi_value]) -> Result<sys::napi_value> {
    let helpers = with_home(|home| Arc::clone(&home.helpers))?;
    call(env, &helpers.error, arguments)
}

/// The function that takes a client's lines, if it is to log at all.
pub(crate) fn log_to(env: Env, logger: Option<Given>) -> Result<Option<Arc<Callback>>> {
    let helpers = with_home(|home| Arc::clone(&home.helpers))?;
    let logger = logger.map_or(undefined(env), Given::raw);
    let log = call(env, &helpers.log_to, &[logger])?;
    callback(env, log).map(|log| log.map(Arc::new))
}

/// A variable of `process.env`: what a program sets there need not reach the process itself. An empty one is a value,
/// for the core to refuse.
pub(crate) fn environment(env: Env, name: &str) -> Result<Option<String>> {
    let helpers = with_home(|home| Arc::clone(&home.helpers))?;
    let name = name.to_js(env)?.unwrap_or(undefined(env));
    let value = call(env, &helpers.environment, &[name])?;
    // SAFETY: the value was got from JavaScript just now.
    Ok(unsafe { Given::new(env.raw(), value) }.text())
}

/// A reference to a function, if it is one.
fn callback(env: Env, value: sys::napi_value) -> Result<Option<Callback>> {
    let mut kind = sys::ValueType::napi_undefined;
    // SAFETY: the value was got from JavaScript just now.
    check_status!(unsafe { sys::napi_typeof(env.raw(), value, &mut kind) })?;
    if kind != sys::ValueType::napi_function {
        return Ok(None);
    }
    // SAFETY: it is a function.
    unsafe { Callback::from_napi_value(env.raw(), value) }.map(Some)
}

/// Calls a function of JavaScript; what it throws is the error.
fn call(env: Env, function: &Callback, arguments: &[sys::napi_value]) -> Result<sys::napi_value> {
    let function = function.borrow_back(&env)?;
    let (mut this, mut result) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: function and arguments are alive, and JavaScript waits for us.
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
    // SAFETY: there is an exception.
    let thrown = unsafe {
        check_status!(sys::napi_get_and_clear_last_exception(env.raw(), &mut result))?;
        Unknown::from_raw_unchecked(env.raw(), result)
    };
    Err(napi::Error::from_unknown_without_coercion(thrown))
}

/// Runs a call on the I/O thread; the promise is settled with what `convert` makes of its value.
pub(crate) fn start<T: Send + 'static, P>(
    env: Env,
    signal: Option<Given>,
    call: impl Future<Output = std::result::Result<T, Error>> + Send + 'static,
    convert: impl FnOnce(Env, T) -> Result<Option<sys::napi_value>> + Send + 'static,
) -> Result<Promise<P>> {
    let (deferred, promise) = deferred(env)?;
    if let Some(signal) = signal
        && let Some(reason) = reason_to_stop(env, signal)?
    {
        reject(env, deferred, reason)?;
        return Ok(Promise::new(promise));
    }
    let (number, inbox, helpers) = with_home(|home| {
        home.next = home.next.wrapping_add(1);
        (home.next, Arc::clone(&home.inbox), Arc::clone(&home.helpers))
    })?;
    let unlisten = match signal {
        Some(signal) => {
            let number = number.to_js(env)?.unwrap_or(ptr::null_mut());
            callback(env, self::call(env, &helpers.listen, &[signal.raw(), number])?)?
        }
        None => None,
    };
    let done = Done { number, inbox: Arc::clone(&inbox), told: false };
    let task = ffi::spawn(async move {
        let result = call.await;
        done.tell(Box::new(move |env| match result {
            Ok(value) => Ok(convert(env, value)?.unwrap_or(undefined(env))),
            Err(error) => Err(errors::thrown(env, &error)),
        }));
    });
    match task {
        Ok(task) => with_home(|home| {
            if home.waiting.is_empty() {
                inbox.hold(env, true);
            }
            home.waiting.insert(number, Waiting { deferred, task: Some(task), unlisten });
        })?,
        Err(error) => settle(env, deferred, Err(errors::thrown(env, &error)))?,
    }
    Ok(Promise::new(promise))
}

/// A promise that is rejected already.
pub(crate) fn failed<P>(env: Env, error: &Error) -> Result<Promise<P>> {
    let (deferred, promise) = deferred(env)?;
    settle(env, deferred, Err(errors::thrown(env, error)))?;
    Ok(Promise::new(promise))
}

/// The signal's reason, if it was given before the call began.
fn reason_to_stop(env: Env, signal: Given) -> Result<Option<sys::napi_value>> {
    let wrong = || type_error(env, "signal must be an AbortSignal");
    let signal = Fields::of(signal, "signal").map_err(|_| wrong())?;
    let aborted = bool::from_js(signal.any(c"aborted")?).ok_or_else(wrong)?;
    if aborted { Ok(Some(signal.any(c"reason")?.raw())) } else { Ok(None) }
}

/// Tells that a call is done, even if it panics.
struct Done {
    number: u32,
    inbox: Arc<Inbox>,
    told: bool,
}

impl Done {
    fn tell(mut self, settle: Settle) {
        self.told = true;
        self.inbox.push(Item::Done(self.number, settle));
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        if !self.told {
            // A call that was stopped gets here, too; nobody waits for it any more.
            let settle = |_| Err(napi::Error::from_reason("chat44mp has a bug: the call broke off"));
            self.inbox.push(Item::Done(self.number, Box::new(settle)));
        }
    }
}

/// Stops a call, because its signal says so.
#[napi(skip_typescript)]
pub fn abort(env: Env, number: u32, reason: Unknown<'_>) -> Result<()> {
    if let Some(waiting) = finished(env, number)? {
        waiting.task.iter().for_each(Task::stop);
        reject(env, waiting.deferred, reason.raw())?;
    }
    Ok(())
}

/// Settles all that is done. What fails for one must not keep the others waiting.
fn drain(env: Env) -> Result<()> {
    for item in inbox()?.take() {
        let _ = match item {
            Item::Line(log, level, text) => write(env, &log, level, &text),
            Item::Done(number, make) => finish(env, number, make),
        };
    }
    Ok(())
}

fn write(env: Env, log: &Callback, level: &str, text: &str) -> Result<()> {
    let level = level.to_js(env)?.unwrap_or(undefined(env));
    let text = text.to_js(env)?.unwrap_or(undefined(env));
    call(env, log, &[level, text]).map(drop)
}

fn finish(env: Env, number: u32, make: Settle) -> Result<()> {
    let Some(waiting) = finished(env, number)? else { return Ok(()) };
    if let Some(unlisten) = &waiting.unlisten {
        // A signal of the program's own may throw; the call is done all the same.
        let _ = call(env, unlisten, &[]);
    }
    let result = make(env);
    settle(env, waiting.deferred, result)
}

/// Forgets a call that is done.
fn finished(env: Env, number: u32) -> Result<Option<Waiting>> {
    with_home(|home| {
        let waiting = home.waiting.remove(&number);
        if waiting.is_some() && home.waiting.is_empty() {
            home.inbox.hold(env, false);
        }
        waiting
    })
}

fn deferred(env: Env) -> Result<(sys::napi_deferred, sys::napi_value)> {
    let (mut deferred, mut promise) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: JavaScript waits for us.
    check_status!(unsafe { sys::napi_create_promise(env.raw(), &mut deferred, &mut promise) })?;
    Ok((deferred, promise))
}

fn settle(env: Env, deferred: sys::napi_deferred, result: Result<sys::napi_value>) -> Result<()> {
    match result {
        // SAFETY: the promise was not settled yet, since it was still waited for.
        Ok(value) => check_status!(unsafe { sys::napi_resolve_deferred(env.raw(), deferred, value) }),
        Err(error) => reject(env, deferred, JsError::from(error).into_unknown(env).raw()),
    }
}

fn reject(env: Env, deferred: sys::napi_deferred, reason: sys::napi_value) -> Result<()> {
    // SAFETY: as in `settle`.
    check_status!(unsafe { sys::napi_reject_deferred(env.raw(), deferred, reason) })
}

/// `undefined`.
pub(crate) fn undefined(env: Env) -> sys::napi_value {
    let mut value = ptr::null_mut();
    // SAFETY: there is always an undefined.
    unsafe { sys::napi_get_undefined(env.raw(), &mut value) };
    value
}
