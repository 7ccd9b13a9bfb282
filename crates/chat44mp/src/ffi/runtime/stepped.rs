//! A runtime that runs in steps, on the thread that asks for them: an event loop runs it, so that no call wakes another thread.
//!
//! Only on Linux: elsewhere calls run on the I/O thread.

use std::fs;
use std::future::{Future, poll_fn};
use std::os::fd::{AsRawFd, RawFd};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};
use std::task::Poll;

use futures_util::task::AtomicWaker;
use tokio::net::unix::pipe;
use tokio::runtime::{Builder, Runtime};

use super::Task;
use crate::call::BoxFuture;

/// A runtime that runs in steps. Between steps, its descriptor is readable when there is more to do.
pub struct Stepped {
    runtime: Runtime,
    idle: Arc<Idle>,
}

/// What the runtime asks when no task can run, immediately before it polls the sockets.
struct Idle {
    descriptor: AtomicI32,
    /// Whether the sockets had nothing new.
    reached: AtomicBool,
    step: AtomicWaker,
}

impl Idle {
    fn ask(&self) {
        self.reached.store(!is_readable(self.descriptor.load(Relaxed)), Relaxed);
        // The runtime then polls without waiting, and continues the step.
        self.step.wake();
    }
}

impl Stepped {
    /// Creates a runtime; `None` if its descriptor cannot be found.
    pub fn new() -> Option<Stepped> {
        let idle = Arc::new(Idle {
            descriptor: AtomicI32::new(-1),
            reached: AtomicBool::new(false),
            step: AtomicWaker::new(),
        });
        let at_idle = Arc::clone(&idle);
        let mut builder = Builder::new_current_thread();
        let runtime = builder.enable_all().on_thread_park(move || at_idle.ask()).build().ok()?;
        let (sender, _receiver) = {
            let _context = runtime.enter();
            pipe::pipe().ok()?
        };
        idle.descriptor.store(epoll_with(sender.as_raw_fd())?, Relaxed);
        Some(Stepped { runtime, idle })
    }

    /// The descriptor that is readable when there is more to do.
    pub fn descriptor(&self) -> RawFd {
        self.idle.descriptor.load(Relaxed)
    }

    /// Starts a task, which first runs in the next step.
    pub fn spawn(&self, call: impl Future<Output = ()> + Send + 'static) -> Task {
        // Boxed, so that the runtime is not compiled for each type of call.
        let call: BoxFuture<()> = Box::pin(call);
        // From within the runtime, which writes to no descriptor.
        self.runtime.block_on(async { tokio::spawn(call).abort_handle() }).into()
    }

    /// Runs until there is nothing more to do.
    ///
    /// After a pause, the runtime reads all sockets before it checks its timers, so a response that has arrived wins over a timeout
    /// that has passed. The last poll follows the last check of the sockets: what arrives between the two is not run before the
    /// next step, at the latest with the next tick.
    pub fn step(&self) {
        self.idle.reached.store(false, Relaxed);
        self.runtime.block_on(poll_fn(|context| {
            self.idle.step.register(context.waker());
            if self.idle.reached.swap(false, Relaxed) { Poll::Ready(()) } else { Poll::Pending }
        }));
    }

    /// Stops all tasks, without waiting for a host name that is being looked up.
    pub fn stop(self) {
        self.runtime.shutdown_background();
    }
}

#[allow(unsafe_code)]
fn is_readable(descriptor: RawFd) -> bool {
    let mut polled = libc::pollfd { fd: descriptor, events: libc::POLLIN, revents: 0 };
    // SAFETY: one valid record, and no waiting.
    unsafe { libc::poll(&mut polled, 1, 0) == 1 }
}

/// Finds the epoll instance that watches a descriptor: tokio has no function for it.
fn epoll_with(watched: RawFd) -> Option<RawFd> {
    let watched = watched.to_string();
    let mut numbers = fs::read_dir("/proc/self/fd").ok()?.flatten().filter_map(|entry| {
        let is_epoll = fs::read_link(entry.path()).ok()? == Path::new("anon_inode:[eventpoll]");
        is_epoll.then(|| entry.file_name().to_str()?.parse().ok())?
    });
    numbers.find(|number: &RawFd| {
        let targets = fs::read_to_string(format!("/proc/self/fdinfo/{number}")).unwrap_or_default();
        targets.lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some("tfd:") && words.next() == Some(&watched)
        })
    })
}
