//! A pause of all rows, when the server gets too many requests.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Until when nothing is sent.
#[derive(Default)]
pub(super) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Nothing is sent for so long.
    pub(super) fn pause(&self, wait: Duration) {
        let mut until = self.until();
        *until = until.max(Some(Instant::now() + wait));
    }

    /// Whether nothing is sent now.
    pub(super) fn is_on(&self) -> bool {
        self.until().is_some_and(|until| until > Instant::now())
    }

    /// Ends when rows may be sent.
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
