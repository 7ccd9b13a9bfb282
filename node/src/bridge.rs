//! Promises for calls, which run on the I/O thread or on JavaScript's own. Results are queued: one wake-up of JavaScript, or one
//! step of its own runtime, drains the queue.
//!
//! State is per JavaScript thread: each worker has its own, which is dropped when the worker exits.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::mem;
use std::ptr;
use std::rc::Rc;
use std::sync::Arc;

use chat44mp::ffi::node::{Fields, FromJs, JsArgument, ToJs, set_invalid_value, type_error};
use chat44mp::ffi::{self, Completions, Task, Thread};
use chat44mp::{Error, HookEvent, Language, LogFields};
use napi::bindgen_prelude::{Function, ToNapiValue, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, JsError, JsValue, Result, Status, check_status, sys};
use napi_derive::napi;

use crate::errors;
use crate::event_loop::EventLoop;
use crate::helpers::{self, Callback, Helpers, undefined};

/// A JavaScript value whose TypeScript type is `T`.
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

/// The result of a call; the generated TypeScript types use this name.
pub type Promise<T> = Js<T>;

/// Creates the value that settles a promise, on the JavaScript thread.
type Settle = Box<dyn FnOnce(Env) -> Result<sys::napi_value> + Send>;

type Wake = ThreadsafeFunction<(), Unknown<'static>, (), Status, false, true>;

thread_local! {
    static REGISTRY: RefCell<Option<Registry>> = const { RefCell::new(None) };

    /// The queue that this thread drains when its step ends, and whether something arrived in it.
    static COLLECTING: Cell<Option<(*const Inbox, bool)>> = const { Cell::new(None) };
}

/// The state of one JavaScript thread.
struct Registry {
    inbox: Arc<Inbox>,
    /// Attached by the first call on JavaScript's thread; the inner value is `None` where that is impossible.
    event_loop: Option<Option<Rc<EventLoop>>>,
    waiting: HashMap<u32, Waiting>,
    next: u32,
}

impl Registry {
    /// Sets whether calls are pending, for which the process is kept alive.
    fn keep_alive(&self, env: Env, pending: bool) {
        self.inbox.keep_alive(env, pending);
        if let Some(Some(event_loop)) = &self.event_loop {
            event_loop.keep_time(pending);
        }
    }
}

/// A pending promise.
struct Waiting {
    deferred: sys::napi_deferred,
    task: Option<Task>,
    /// Removes the listener from the signal.
    unlisten: Option<Callback>,
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.waiting.values().filter_map(|waiting| waiting.task.as_ref()).for_each(Task::stop);
        if let Some(Some(event_loop)) = &self.event_loop {
            event_loop.close();
        }
    }
}

/// The queue of results and log lines for one JavaScript thread.
pub(crate) struct Inbox {
    items: Completions<Item>,
    wake: Wake,
}

pub(crate) enum Item {
    /// A call has finished.
    Done(u32, Settle),
    /// A log line with its level and values.
    Line(Arc<Callback>, &'static str, String, LogFields),
    /// An event for the hooks of a call.
    Hook(Arc<Callback>, HookEvent),
}

impl Inbox {
    pub(crate) fn push(&self, item: Item) {
        // The push that finds the queue empty wakes JavaScript, which then drains it. In a step on its own thread, it is awake.
        if self.items.push(item) && !self.collects() {
            // This fails only after the JavaScript thread has exited.
            self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Whether the current thread drains this queue next, which is then noted.
    fn collects(&self) -> bool {
        let collects = COLLECTING.get().is_some_and(|(inbox, _)| ptr::eq(inbox, self));
        if collects {
            COLLECTING.set(Some((self, true)));
        }
        collects
    }

    /// Sets whether the process is kept alive, as it must be while calls are pending.
    fn keep_alive(&self, env: Env, keep: bool) {
        let change =
            if keep { sys::napi_ref_threadsafe_function } else { sys::napi_unref_threadsafe_function };
        // SAFETY: called on the JavaScript thread, and the function lives as long as the inbox.
        unsafe { change(env.raw(), self.wake.raw()) };
    }
}

/// Registers the functions of `lib/bridge.js`. Called once per thread.
#[napi(skip_typescript)]
pub fn register(
    env: Env,
    error: Function<'static, Unknown<'static>, Unknown<'static>>,
    listen: Function<'static, Unknown<'static>, Unknown<'static>>,
    log_to: Function<'static, Unknown<'static>, Unknown<'static>>,
    hooks_of: Function<'static, Unknown<'static>, Unknown<'static>>,
    environment: Function<'static, Unknown<'static>, Unknown<'static>>,
    is_node: bool,
) -> Result<()> {
    Language::Node.set();
    let drain: Function<'_, (), ()> =
        env.create_function_from_closure("chat44mp", |context| drain(*context.env))?;
    // Weak: an idle client must not keep the process alive.
    let wake = drain.build_threadsafe_function().weak::<true>().callee_handled::<false>().build()?;
    // SAFETY: the types differ only in the type of the helper's result, which is never read.
    let wake = unsafe { mem::transmute::<ThreadsafeFunction<(), (), (), Status, false, true>, Wake>(wake) };
    helpers::set(Helpers {
        error: error.create_ref()?,
        listen: listen.create_ref()?,
        log_to: log_to.create_ref()?,
        hooks_of: hooks_of.create_ref()?,
        environment: environment.create_ref()?,
    });
    let registry = Registry {
        inbox: Arc::new(Inbox { items: Completions::default(), wake }),
        event_loop: if is_node { None } else { Some(None) },
        waiting: HashMap::new(),
        next: 0,
    };
    // Not `set`, which would drop a previous registry while it is borrowed.
    drop(REGISTRY.replace(Some(registry)));
    set_invalid_value(|env, name, message| errors::thrown(env, &ffi::invalid_value(name, message)));
    env.add_env_cleanup_hook((), |()| {
        let (registry, helpers) = (REGISTRY.take(), helpers::take());
        drop((registry, helpers));
    })?;
    Ok(())
}

fn with_registry<T>(f: impl FnOnce(&mut Registry) -> T) -> Result<T> {
    REGISTRY.with_borrow_mut(|registry| registry.as_mut().map(f)).ok_or_else(helpers::not_loaded)
}

/// Returns the inbox of this thread.
pub(crate) fn inbox() -> Result<Arc<Inbox>> {
    with_registry(|registry| Arc::clone(&registry.inbox))
}

/// Runs `step`, which fills this thread's queue without waking the thread; returns whether something arrived.
fn collect(step: &dyn Fn()) -> bool {
    let Ok(inbox) = inbox() else { return false };
    COLLECTING.set(Some((Arc::as_ptr(&inbox), false)));
    step();
    COLLECTING.take().is_some_and(|(_, arrived)| arrived)
}

/// Returns the runtime of this thread, which the first call attaches: loading the package costs nothing for it.
fn event_loop(env: Env) -> Result<Option<Rc<EventLoop>>> {
    if let Some(attached) = with_registry(|registry| registry.event_loop.clone())? {
        return Ok(attached);
    }
    // Hooks of the program can run here, and find the registry free.
    let attached = EventLoop::attach(env, collect, drain);
    with_registry(|registry| registry.event_loop.get_or_insert(attached).clone())
}

/// Runs a call; `convert` converts its value for the promise.
pub(crate) fn start<T: Send + 'static, P>(
    env: Env,
    thread: Thread,
    signal: Option<JsArgument>,
    call: impl Future<Output = std::result::Result<T, Error>> + Send + 'static,
    convert: impl FnOnce(Env, T) -> Result<Option<sys::napi_value>> + Send + 'static,
) -> Result<Promise<P>> {
    let (deferred, promise) = deferred(env)?;
    if let Some(signal) = signal
        && let Some(reason) = abort_reason(env, signal)?
    {
        reject(env, deferred, reason)?;
        return Ok(Promise::new(promise));
    }
    let event_loop = if thread == Thread::EventLoop { event_loop(env)? } else { None };
    let (number, inbox) = with_registry(|registry| {
        registry.next = registry.next.wrapping_add(1);
        (registry.next, Arc::clone(&registry.inbox))
    })?;
    let unlisten = match signal {
        Some(signal) => {
            let number = number.to_js(env)?.unwrap_or(ptr::null_mut());
            helpers::listen(env, signal, number)?
        }
        None => None,
    };
    let done = Done { number, inbox, queued: false };
    let call = async move {
        let result = call.await;
        done.queue(Box::new(move |env| match result {
            Ok(value) => Ok(convert(env, value)?.unwrap_or(undefined(env))),
            Err(error) => Err(errors::thrown(env, &error)),
        }));
    };
    let task = match event_loop {
        Some(event_loop) => event_loop.spawn(call),
        None => ffi::spawn(call),
    };
    match task {
        Ok(task) => with_registry(|registry| {
            if registry.waiting.is_empty() {
                registry.keep_alive(env, true);
            }
            registry.waiting.insert(number, Waiting { deferred, task: Some(task), unlisten });
        })?,
        Err(error) => settle(env, deferred, Err(errors::thrown(env, &error)))?,
    }
    Ok(Promise::new(promise))
}

/// Returns a rejected promise.
pub(crate) fn failed<P>(env: Env, error: &Error) -> Result<Promise<P>> {
    let (deferred, promise) = deferred(env)?;
    settle(env, deferred, Err(errors::thrown(env, error)))?;
    Ok(Promise::new(promise))
}

/// Returns the signal's reason if it is already aborted.
fn abort_reason(env: Env, signal: JsArgument) -> Result<Option<sys::napi_value>> {
    let wrong = || type_error(env, "signal must be an AbortSignal");
    let signal = Fields::new(signal, "signal").map_err(|_| wrong())?;
    let aborted = bool::from_js(signal.get_any(c"aborted")?).ok_or_else(wrong)?;
    if aborted { Ok(Some(signal.get_any(c"reason")?.raw())) } else { Ok(None) }
}

/// Queues the result of a call, even if the call panics.
struct Done {
    number: u32,
    inbox: Arc<Inbox>,
    queued: bool,
}

impl Done {
    fn queue(mut self, settle: Settle) {
        self.queued = true;
        self.inbox.push(Item::Done(self.number, settle));
    }
}

impl Drop for Done {
    fn drop(&mut self) {
        if !self.queued {
            // Also reached by a stopped call, whose promise is already settled.
            let settle = |_| Err(napi::Error::from_reason("internal error in chat44mp: the call panicked"));
            self.inbox.push(Item::Done(self.number, Box::new(settle)));
        }
    }
}

/// Stops a call whose signal was aborted.
#[napi(skip_typescript)]
pub fn abort(env: Env, number: u32, reason: Unknown<'_>) -> Result<()> {
    if let Some(waiting) = remove(env, number)? {
        waiting.task.iter().for_each(Task::stop);
        reject(env, waiting.deferred, reason.raw())?;
    }
    Ok(())
}

/// Settles the promises of all queued results. A failure of one must not keep the others pending.
fn drain(env: Env) -> Result<()> {
    for item in inbox()?.items.drain() {
        let _ = match item {
            Item::Line(log, level, text, fields) => write(env, &log, level, &text, fields),
            Item::Hook(run, event) => notify(env, &run, event),
            Item::Done(number, value) => finish(env, number, value),
        };
    }
    Ok(())
}

fn write(env: Env, log: &Callback, level: &str, text: &str, fields: LogFields) -> Result<()> {
    let values = [level.to_js(env)?, text.to_js(env)?, fields.to_js(env)?];
    helpers::call(env, log, &values.map(|value| value.unwrap_or(undefined(env)))).map(drop)
}

fn notify(env: Env, run: &Callback, event: HookEvent) -> Result<()> {
    let values = match event {
        HookEvent::Request(event) => ["onRequest".to_js(env)?, event.to_js(env)?],
        HookEvent::Response(event) => ["onResponse".to_js(env)?, event.to_js(env)?],
    };
    helpers::call(env, run, &values.map(|value| value.unwrap_or(undefined(env)))).map(drop)
}

fn finish(env: Env, number: u32, value: Settle) -> Result<()> {
    let Some(waiting) = remove(env, number)? else { return Ok(()) };
    if let Some(unlisten) = &waiting.unlisten {
        // A custom signal may throw, which must not affect the result.
        let _ = helpers::call(env, unlisten, &[]);
    }
    let result = value(env);
    settle(env, waiting.deferred, result)
}

/// Removes a pending call.
fn remove(env: Env, number: u32) -> Result<Option<Waiting>> {
    with_registry(|registry| {
        let waiting = registry.waiting.remove(&number);
        if waiting.is_some() && registry.waiting.is_empty() {
            registry.keep_alive(env, false);
        }
        waiting
    })
}

fn deferred(env: Env) -> Result<(sys::napi_deferred, sys::napi_value)> {
    let (mut deferred, mut promise) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: called on the JavaScript thread.
    check_status!(unsafe { sys::napi_create_promise(env.raw(), &mut deferred, &mut promise) })?;
    Ok((deferred, promise))
}

fn settle(env: Env, deferred: sys::napi_deferred, result: Result<sys::napi_value>) -> Result<()> {
    match result {
        // SAFETY: the promise is settled once: its call was pending until now.
        Ok(value) => check_status!(unsafe { sys::napi_resolve_deferred(env.raw(), deferred, value) }),
        Err(error) => reject(env, deferred, JsError::from(error).into_unknown(env).raw()),
    }
}

fn reject(env: Env, deferred: sys::napi_deferred, reason: sys::napi_value) -> Result<()> {
    // SAFETY: as in `settle`.
    check_status!(unsafe { sys::napi_reject_deferred(env.raw(), deferred, reason) })
}
