//! Pauses all rows of an import after HTTP 429.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Holds the time until which nothing is sent.
#[derive(Default)]
pub(super) struct Throttle(Mutex<Option<Instant>>);

impl Throttle {
    /// Sends nothing for `wait`.
    pub(super) fn pause(&self, wait: Duration) {
        let mut until = self.until();
        *until = until.max(Some(Instant::now() + wait));
    }

    /// Whether nothing is sent now.
    pub(super) fn is_on(&self) -> bool {
        self.until().is_some_and(|until| until > Instant::now())
    }

    /// Waits until rows may be sent.
    pub(super) async fn over(&self) {
        loop {
            let until = *self.until();
            match until.filter(|until| *until > Instant::now()) {
                Some(until) => sleep_until(until).await,
                None => return,
            }
        }
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
