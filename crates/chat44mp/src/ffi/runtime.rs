//! The runtimes of a process: one driven by the waiting threads, one by a dedicated thread, and those that event loops run in steps.

#[cfg(any(feature = "node", feature = "python"))]
#[cfg_attr(not(target_os = "linux"), path = "runtime/not_stepped.rs")]
mod stepped;

use std::future::{Future, pending};
use std::mem;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{AbortHandle, JoinHandle, yield_now};
use tokio::time::timeout;

#[cfg(any(feature = "node", feature = "python"))]
pub use self::stepped::Stepped;
use super::fork::{ForkAware, PerProcess};
use super::pipe::without_sigpipe;
use crate::call::BoxFuture;
use crate::error::{Error, ErrorCode};

/// The thread on which a call of an event loop runs.
#[cfg(any(feature = "node", feature = "python"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// The event loop's own, where that is possible: no thread is woken, and the call advances only while the loop runs.
    EventLoop,
    /// The I/O thread: for work that continues while the program's code runs.
    Io,
}

/// How late a timer of a call can be in an event loop, which does not know the timers of the runtime.
#[cfg(any(feature = "node", feature = "python"))]
pub const TICK: Duration = Duration::from_millis(10);

/// Driven by the thread that waits for a call, which avoids waking another thread.
static DRIVEN: PerProcess<Runtime> = PerProcess::new();

/// Driven by a dedicated thread.
static IO: PerProcess<Handle> = PerProcess::new();

fn driven() -> Result<&'static Runtime, Error> {
    DRIVEN.get_or_try_init(|| Builder::new_current_thread().enable_all().build().map_err(failed))
}

fn io() -> Result<&'static Handle, Error> {
    IO.get_or_try_init(|| {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = runtime.handle().clone();
        let (started, start) = mpsc::sync_channel(1);
        let drive = move || {
            runtime.block_on(async {
                let _ = started.send(());
                pending::<()>().await;
            })
        };
        without_sigpipe(|| thread::Builder::new().name("chat44mp-io".into()).spawn(drive)).map_err(failed)?;
        let _ = start.recv();
        Ok(handle)
    })
}

fn failed(error: std::io::Error) -> Error {
    Error::config(ErrorCode::INVALID_OPTION, "no runtime could be started").with_source(error)
}

/// Runs `call` to completion, driving the runtime from this thread.
///
/// `poll` is called periodically, between turns of the runtime. If it fails, the request is aborted. It can make calls
/// itself, which also drive the waiting call.
pub fn block<T: Send + 'static, E: From<Error>>(
    call: impl Future<Output = T> + Send + 'static,
    mut poll: Option<(Duration, impl FnMut() -> Result<(), E>)>,
) -> Result<T, E> {
    let value = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&value);
    // Boxed, so that the driver is not compiled for each type of call.
    let call: BoxFuture<()> = Box::pin(async move {
        let result = call.await;
        slot.lock().unwrap_or_else(PoisonError::into_inner).replace(result);
    });
    drive(call, poll.as_mut().map(|(period, poll)| (*period, poll as Poll<'_, E>)))?;
    let value = value.lock().unwrap_or_else(PoisonError::into_inner).take();
    value.ok_or_else(|| stopped().into())
}

type Poll<'a, E> = &'a mut dyn FnMut() -> Result<(), E>;

fn drive<E: From<Error>>(call: BoxFuture<()>, mut poll: Option<(Duration, Poll<'_, E>)>) -> Result<(), E> {
    let runtime = driven()?;
    let process = ForkAware::new(());
    let mut call = Some(call);
    let mut task: Option<JoinHandle<()>> = None;
    loop {
        let end = runtime.block_on(async {
            // Spawning from within costs no wake-up.
            if let Some(call) = call.take() {
                task = Some(tokio::spawn(call));
            }
            let task = task.as_mut()?;
            match &poll {
                None => Some(task.await),
                Some((period, _)) => timeout(*period, task).await.ok(),
            }
        });
        match end {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => match error.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => return Err(stopped().into()),
            },
            None => {}
        }
        let Some((_, poll)) = &mut poll else { continue };
        let polled = poll();
        if process.get().is_none() {
            // `poll` has forked, and this is the child: the parent owns the runtime, the task and its connection.
            mem::forget(task);
            return polled.and(Err(forked().into()));
        }
        if let Err(stop) = polled {
            if let Some(task) = task {
                task.abort();
                let _ = runtime.block_on(task);
                run_pending();
            }
            return Err(stop);
        }
    }
}

fn forked() -> Error {
    let message = "the process was forked during the call, whose result only the parent process receives";
    Error::config(ErrorCode::CLIENT_CLOSED, message)
}

/// The error of a call that was stopped before it finished.
pub fn stopped() -> Error {
    Error::config(ErrorCode::CLIENT_CLOSED, "the call was stopped")
}

/// Runs pending drops, such as closing idle connections.
pub fn run_pending() {
    if let (Some(runtime), Err(_)) = (DRIVEN.get(), Handle::try_current()) {
        runtime.block_on(async {
            yield_now().await;
            yield_now().await;
        });
    }
}

/// A call on the I/O thread, or on another runtime of a binding.
pub struct Task(ForkAware<AbortHandle>);

impl Task {
    /// Aborts the call and its request. Does nothing if the call has finished or belongs to the parent process.
    pub fn stop(&self) {
        if let Some(call) = self.0.get() {
            call.abort();
        }
    }
}

impl From<AbortHandle> for Task {
    fn from(call: AbortHandle) -> Task {
        Task(ForkAware::new(call))
    }
}

/// Runs `call` on the I/O thread. `call` itself must notify its waiter.
pub fn spawn(call: impl Future<Output = ()> + Send + 'static) -> Result<Task, Error> {
    // Boxed for the same reason as in `block`.
    let call: BoxFuture<()> = Box::pin(call);
    Ok(io()?.spawn(call).abort_handle().into())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tokio::sync::Semaphore;

    use super::*;

    type NoPoll = fn() -> Result<(), Error>;

    #[test]
    fn a_nested_call_also_drives_the_outer_call() {
        let permits = Arc::new(Semaphore::new(1));
        let held = Arc::clone(&permits);
        let outer = async move {
            let _permit = held.acquire().await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        let mut nested = false;
        let poll = || {
            if !nested {
                nested = true;
                let permits = Arc::clone(&permits);
                block(async move { drop(permits.acquire().await) }, None::<(Duration, NoPoll)>)?;
            }
            Ok::<_, Error>(())
        };
        block(outer, Some((Duration::from_millis(1), poll))).unwrap();
        assert!(nested);
    }

    #[test]
    fn drops_a_stopped_call_before_returning() {
        struct Stop;
        impl From<Error> for Stop {
            fn from(_: Error) -> Stop {
                Stop
            }
        }
        let alive = Arc::new(());
        let held = Arc::clone(&alive);
        let call = async move {
            let _held = held;
            pending::<Infallible>().await
        };
        let stopped = block(call, Some((Duration::from_millis(1), || Err(Stop))));
        assert!(stopped.is_err());
        assert_eq!(Arc::strong_count(&alive), 1);
    }

    #[test]
    fn the_io_thread_runs_and_stops_calls() {
        let (sender, received) = mpsc::channel();
        spawn(async move { sender.send(thread::current().name().map(str::to_owned)).unwrap() }).unwrap();
        assert_eq!(received.recv().unwrap().as_deref(), Some("chat44mp-io"));

        let (sender, received) = mpsc::channel::<()>();
        let task = spawn(async move {
            let _sender = sender;
            pending::<()>().await;
        })
        .unwrap();
        task.stop();
        assert!(received.recv().is_err());
    }
}
