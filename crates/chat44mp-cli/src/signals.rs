//! Signals: stops a command at Ctrl-C or SIGTERM.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use crate::errors::{self, Failure};
use crate::session::Session;

/// The runtime of a command: one thread.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("start", &error))
}

/// Runs `work` until it finishes or the user stops it; dropping it aborts its request.
pub(crate) async fn until_stopped(
    session: Option<&Session<'_>>,
    work: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    tokio::select! {
        // The work is polled first: while it prompts for a password, before its first wait, Ctrl-C must still end the
        // process immediately, so that the shell restores the echo.
        biased;
        result = work => result,
        exit_code = stopped(session) => {
            let writing = session.is_some_and(Session::is_writing);
            Err(Failure::Stopped { writing, exit_code: exit_code? })
        }
    }
}

/// Waits until the work must be dropped: at the first signal, or at the second if it can stop gracefully.
async fn stopped(session: Option<&Session<'_>>) -> Result<u8, Failure> {
    let mut signal = StopSignal::listen()?;
    let handled = Arc::new(AtomicU32::new(0));
    watch(Arc::clone(&handled))?;
    let exit_code = signal.received().await;
    handled.fetch_add(1, Ordering::Relaxed);
    let exit_code = match session.is_some_and(|session| session.request_stop(exit_code)) {
        true => signal.received().await,
        false => exit_code,
    };
    handled.fetch_add(1, Ordering::Relaxed);
    Ok(exit_code)
}

/// Maximum time until a signal is handled.
const HANDLING_TIMEOUT: Duration = Duration::from_secs(1);

/// Ends the process if a signal is not handled in time, because the program is blocked on a full pipe.
fn watch(handled: Arc<AtomicU32>) -> Result<(), Failure> {
    let watch = async move || {
        let mut signal = StopSignal::listen()?;
        for signals in 1.. {
            let exit_code = signal.received().await;
            tokio::time::sleep(HANDLING_TIMEOUT).await;
            if handled.load(Ordering::Relaxed) < signals {
                std::process::exit(exit_code.into());
            }
        }
        Ok::<_, Failure>(())
    };
    let runtime = runtime()?;
    let spawned = thread::Builder::new().name("signals".to_owned()).spawn(move || runtime.block_on(watch()));
    spawned.map(drop).map_err(|error| Failure::io("listen for Ctrl-C", &error))
}

/// Ctrl-C or SIGTERM.
pub(crate) struct StopSignal {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl StopSignal {
    /// Installs the handlers: from now on these signals do not end the process by themselves.
    pub(crate) fn listen() -> Result<StopSignal, Failure> {
        #[cfg(unix)]
        let signals = {
            use tokio::signal::unix::{SignalKind, signal};
            signal(SignalKind::interrupt()).and_then(|interrupt| {
                Ok(StopSignal { interrupt, terminate: signal(SignalKind::terminate())? })
            })
        };
        #[cfg(windows)]
        let signals = tokio::signal::windows::ctrl_c().map(|interrupt| StopSignal { interrupt });
        signals.map_err(|error| Failure::io("listen for Ctrl-C", &error))
    }

    /// Waits for a signal and returns its exit code.
    pub(crate) async fn received(&mut self) -> u8 {
        #[cfg(unix)]
        tokio::select! {
            _ = self.interrupt.recv() => errors::INTERRUPTED,
            _ = self.terminate.recv() => errors::TERMINATED,
        }
        #[cfg(windows)]
        {
            self.interrupt.recv().await;
            errors::INTERRUPTED
        }
    }
}
