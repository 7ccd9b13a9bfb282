//! Calls on JavaScript's own thread: libuv runs their runtime, so that no call wakes another thread.
//!
//! Only Node on Linux exports what this needs; elsewhere calls run on the I/O thread.

mod uv;

use std::cell::{Cell, RefCell};
use std::ffi::{c_int, c_void};
use std::future::Future;
use std::ptr;
use std::rc::Rc;

use chat44mp::ffi::{self, Stepped, Task};
use napi::{Env, JsValue, Result, check_status, sys};

use self::uv::{Handle, Uv};

/// How often timers are checked, in milliseconds.
const TICK: u64 = ffi::TICK.as_millis() as u64;

/// When idle connections are checked after the last call, in milliseconds: after the engine has abandoned them.
const AFTER_LAST: u64 = 5_000;

/// The number of handles.
const HANDLES: u8 = 3;

/// The runtime of a JavaScript thread. Its handles own it until they are closed.
pub(crate) struct EventLoop {
    env: Env,
    /// Runs a step, and returns whether results arrived.
    collect: fn(&dyn Fn()) -> bool,
    /// Passes the results to JavaScript.
    drain: fn(Env) -> Result<()>,
    uv: Uv,
    ready: Handle,
    before_wait: Handle,
    timer: Handle,
    open_handles: Cell<u8>,
    runtime: RefCell<Option<Stepped>>,
    /// Whether a call was started since the last step.
    started: Cell<bool>,
    running: Cell<bool>,
    context: Cell<sys::napi_async_context>,
    cleanup: Cell<sys::napi_async_cleanup_hook_handle>,
}

impl EventLoop {
    /// Attaches a runtime to this thread's loop; `None` where it cannot be.
    pub(crate) fn attach(
        env: Env,
        collect: fn(&dyn Fn()) -> bool,
        drain: fn(Env) -> Result<()>,
    ) -> Option<Rc<EventLoop>> {
        let uv = Uv::find()?;
        let runtime = Stepped::new()?;
        let watched = runtime.descriptor();
        let event_loop = Rc::new(EventLoop {
            env,
            collect,
            drain,
            uv,
            ready: uv.handle(uv::POLL),
            before_wait: uv.handle(uv::PREPARE),
            timer: uv.handle(uv::TIMER),
            open_handles: Cell::new(0),
            runtime: RefCell::new(Some(runtime)),
            started: Cell::new(false),
            running: Cell::new(false),
            context: Cell::new(ptr::null_mut()),
            cleanup: Cell::new(ptr::null_mut()),
        });
        match event_loop.open(watched) {
            Ok(()) => Some(event_loop),
            Err(_) => {
                event_loop.close();
                None
            }
        }
    }

    fn open(self: &Rc<Self>, watched: c_int) -> Result<()> {
        let uv = &self.uv;
        let (mut context, mut cleanup) = (ptr::null_mut(), ptr::null_mut());
        let name = self.env.create_string("chat44mp")?;
        // SAFETY: on JavaScript's thread. `data` is valid until the hook is removed, which closing the handles does.
        unsafe {
            let (env, data) = (self.env.raw(), Rc::as_ptr(self).cast_mut().cast());
            check_status!(sys::napi_async_init(env, ptr::null_mut(), name.raw(), &mut context))?;
            self.context.set(context);
            check_status!(sys::napi_add_async_cleanup_hook(env, Some(on_exit), data, &mut cleanup))?;
            self.cleanup.set(cleanup);
        }
        // SAFETY: as above; each handle is initialised once, and lives until it is closed.
        unsafe {
            let uv_loop = uv.loop_of(self.env.raw())?;
            self.own(&self.ready, (uv.poll_init)(uv_loop, self.ready.raw(), watched))?;
            self.own(&self.before_wait, (uv.prepare_init)(uv_loop, self.before_wait.raw()))?;
            self.own(&self.timer, (uv.timer_init)(uv_loop, self.timer.raw()))?;
            uv::check((uv.poll_start)(self.ready.raw(), uv::READABLE, on_ready))?;
            uv::check((uv.prepare_start)(self.before_wait.raw(), before_wait))
        }
    }

    /// Lets an initialised handle own this loop. None keeps the process alive: the bridge does.
    unsafe fn own(self: &Rc<Self>, handle: &Handle, initialised: c_int) -> Result<()> {
        uv::check(initialised)?;
        self.open_handles.set(self.open_handles.get() + 1);
        // SAFETY: the handle is initialised.
        unsafe {
            (self.uv.set_data)(handle.raw(), Rc::into_raw(Rc::clone(self)).cast_mut().cast());
            (self.uv.unref)(handle.raw());
        }
        Ok(())
    }

    /// Starts a call, which first runs before the loop waits.
    pub(crate) fn spawn(
        &self,
        call: impl Future<Output = ()> + Send + 'static,
    ) -> std::result::Result<Task, chat44mp::Error> {
        match &*self.runtime.borrow() {
            Some(runtime) => {
                self.started.set(true);
                Ok(runtime.spawn(call))
            }
            None => Err(ffi::stopped()),
        }
    }

    /// Sets whether calls are pending.
    pub(crate) fn keep_time(&self, pending: bool) {
        let (first, repeat) = if pending { (TICK, TICK) } else { (AFTER_LAST, 0) };
        self.start_timer(first, repeat);
    }

    fn start_timer(&self, first: u64, repeat: u64) {
        if self.open_handles.get() == HANDLES && self.runtime.borrow().is_some() {
            // SAFETY: the timer is open.
            unsafe { (self.uv.timer_start)(self.timer.raw(), on_tick, first, repeat) };
        }
    }

    /// Runs what can run now. With `deliver`, JavaScript then receives the results; without, in the next turn of the loop.
    fn step(&self, deliver: bool) {
        // A callback of JavaScript could run the loop.
        if self.running.replace(true) {
            return;
        }
        self.started.set(false);
        let arrived = match &*self.runtime.borrow() {
            Some(runtime) => (self.collect)(&|| runtime.step()),
            None => false,
        };
        if arrived && !deliver {
            self.start_timer(0, TICK);
        }
        if deliver {
            self.deliver();
        }
        self.running.set(false);
    }

    /// Settles promises, and runs what waits for them.
    fn deliver(&self) {
        let env = self.env.raw();
        let (mut handles, mut callbacks) = (ptr::null_mut(), ptr::null_mut());
        // SAFETY: on JavaScript's thread, called by libuv; the scopes are closed in reverse order. A failure means that
        // the thread ends, and nothing can be delivered.
        unsafe {
            if sys::napi_open_handle_scope(env, &mut handles) != sys::Status::napi_ok {
                return;
            }
            let nothing = ptr::null_mut();
            let opened = sys::napi_open_callback_scope(env, nothing, self.context.get(), &mut callbacks);
            if opened == sys::Status::napi_ok {
                let _ = (self.drain)(self.env);
                sys::napi_close_callback_scope(env, callbacks);
            }
            sys::napi_close_handle_scope(env, handles);
        }
    }

    /// Stops all calls and closes the handles. Closing twice does nothing.
    pub(crate) fn close(&self) {
        let Some(runtime) = self.runtime.take() else { return };
        let handles = [&self.ready, &self.before_wait, &self.timer];
        for handle in handles.into_iter().take(self.open_handles.get().into()) {
            // SAFETY: the handle is open, and is closed once, because the runtime was taken.
            unsafe { (self.uv.close)(handle.raw(), on_close) };
        }
        runtime.stop();
        let context = self.context.replace(ptr::null_mut());
        if !context.is_null() {
            // SAFETY: created by this loop, and destroyed once.
            unsafe { sys::napi_async_destroy(self.env.raw(), context) };
        }
        if self.open_handles.get() == 0 {
            self.remove_hook();
        }
    }

    fn remove_hook(&self) {
        let hook = self.cleanup.replace(ptr::null_mut());
        if !hook.is_null() {
            // SAFETY: added by this loop, and removed once.
            unsafe { sys::napi_remove_async_cleanup_hook(hook) };
        }
    }
}

/// Returns the loop of a handle.
unsafe fn owner(handle: *mut c_void) -> Option<Rc<EventLoop>> {
    let data = Uv::find().map(|uv| {
        // SAFETY: libuv calls with a handle that `own` has set up.
        unsafe { (uv.get_data)(handle) }
    })?;
    let event_loop = data.cast::<EventLoop>().cast_const();
    // SAFETY: the handle owns the loop until it is closed.
    unsafe {
        Rc::increment_strong_count(event_loop);
        Some(Rc::from_raw(event_loop))
    }
}

unsafe extern "C" fn on_ready(handle: *mut c_void, _status: c_int, _events: c_int) {
    // SAFETY: called by libuv.
    if let Some(event_loop) = unsafe { owner(handle) } {
        event_loop.step(true);
    }
}

unsafe extern "C" fn on_tick(handle: *mut c_void) {
    // SAFETY: called by libuv.
    if let Some(event_loop) = unsafe { owner(handle) } {
        event_loop.step(true);
    }
}

unsafe extern "C" fn before_wait(handle: *mut c_void) {
    // SAFETY: called by libuv.
    if let Some(event_loop) = unsafe { owner(handle) }
        && event_loop.started.get()
    {
        event_loop.step(false);
    }
}

unsafe extern "C" fn on_close(handle: *mut c_void) {
    // SAFETY: called by libuv. The handle's own reference ends with the second one.
    let Some(event_loop) = (unsafe { owner(handle) }) else { return };
    // SAFETY: `own` has created this reference.
    drop(unsafe { Rc::from_raw(Rc::as_ptr(&event_loop)) });
    event_loop.open_handles.set(event_loop.open_handles.get() - 1);
    if event_loop.open_handles.get() == 0 {
        event_loop.remove_hook();
    }
}

unsafe extern "C" fn on_exit(_hook: sys::napi_async_cleanup_hook_handle, data: *mut c_void) {
    // SAFETY: `open` has passed it; the loop lives while the hook is registered.
    unsafe { (*data.cast::<EventLoop>()).close() };
}
