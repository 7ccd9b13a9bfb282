//! The functions of libuv, which the program of Node exports. They are looked up at run time, because other runtimes lack them.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_int, c_uint, c_void};
use std::mem;
use std::ptr;
use std::sync::OnceLock;

use napi::{Error, Result, check_status, sys};

/// The types of handles, as libuv's ABI numbers them.
pub(super) const POLL: c_int = 8;
pub(super) const PREPARE: c_int = 9;
pub(super) const TIMER: c_int = 13;

/// The event of `poll_start`.
pub(super) const READABLE: c_int = 1;

type Callback = unsafe extern "C" fn(*mut c_void);
type PollCallback = unsafe extern "C" fn(*mut c_void, c_int, c_int);

macro_rules! functions {
    ($($name:ident = $symbol:literal: fn($($argument:ty),*) $(-> $result:ty)?;)*) => {
        #[derive(Clone, Copy)]
        pub(super) struct Uv {
            $(pub(super) $name: unsafe extern "C" fn($($argument),*) $(-> $result)?,)*
        }

        impl Uv {
            fn look_up() -> Option<Uv> {
                // SAFETY: the types are those of libuv's ABI, which is stable in version 1.
                Some(Uv { $($name: unsafe { mem::transmute::<*mut c_void, unsafe extern "C" fn($($argument),*) $(-> $result)?>(symbol($symbol)?) },)* })
            }
        }
    };
}

functions! {
    version = c"uv_version": fn() -> c_uint;
    size = c"uv_handle_size": fn(c_int) -> usize;
    set_data = c"uv_handle_set_data": fn(*mut c_void, *mut c_void);
    get_data = c"uv_handle_get_data": fn(*mut c_void) -> *mut c_void;
    unref = c"uv_unref": fn(*mut c_void);
    close = c"uv_close": fn(*mut c_void, Callback);
    poll_init = c"uv_poll_init": fn(*mut sys::uv_loop_s, *mut c_void, c_int) -> c_int;
    poll_start = c"uv_poll_start": fn(*mut c_void, c_int, PollCallback) -> c_int;
    prepare_init = c"uv_prepare_init": fn(*mut sys::uv_loop_s, *mut c_void) -> c_int;
    prepare_start = c"uv_prepare_start": fn(*mut c_void, Callback) -> c_int;
    timer_init = c"uv_timer_init": fn(*mut sys::uv_loop_s, *mut c_void) -> c_int;
    timer_start = c"uv_timer_start": fn(*mut c_void, Callback, u64, u64) -> c_int;
}

fn symbol(name: &CStr) -> Option<*mut c_void> {
    // SAFETY: the name ends with a zero.
    let found = unsafe { libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()) };
    (!found.is_null()).then_some(found)
}

impl Uv {
    /// Returns the functions, if this process has version 1 of libuv.
    pub(super) fn find() -> Option<Uv> {
        static FOUND: OnceLock<Option<Uv>> = OnceLock::new();
        // SAFETY: the function has no preconditions.
        *FOUND.get_or_init(|| Uv::look_up().filter(|uv| unsafe { (uv.version)() } >> 16 == 1))
    }

    /// Returns the loop of a thread of JavaScript.
    pub(super) unsafe fn loop_of(&self, env: sys::napi_env) -> Result<*mut sys::uv_loop_s> {
        let mut found = ptr::null_mut();
        // SAFETY: the caller passes the environment of this thread.
        check_status!(unsafe { sys::napi_get_uv_event_loop(env, &mut found) })?;
        Ok(found)
    }

    /// Returns memory for a handle.
    pub(super) fn handle(&self, kind: c_int) -> Handle {
        // SAFETY: the function has no preconditions.
        let words = unsafe { (self.size)(kind) }.div_ceil(size_of::<u128>());
        Handle((0..words).map(|_| UnsafeCell::new(0)).collect())
    }
}

/// Fails for an error code of libuv.
pub(super) fn check(status: c_int) -> Result<()> {
    if status == 0 { Ok(()) } else { Err(Error::from_reason(format!("libuv failed: {status}"))) }
}

/// The memory of a handle, which libuv writes. Aligned for any type of C.
pub(super) struct Handle(Box<[UnsafeCell<u128>]>);

impl Handle {
    pub(super) fn raw(&self) -> *mut c_void {
        self.0.as_ptr().cast_mut().cast()
    }
}
