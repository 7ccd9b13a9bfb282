//! A queue of finished work from the I/O thread to another thread.

use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A queue that its consumer drains completely, so one wake-up is enough for all items in it.
pub struct Completions<T>(Mutex<Vec<T>>);

impl<T> Completions<T> {
    /// Adds an item; returns whether the consumer must be woken, because the queue was empty.
    #[must_use]
    pub fn push(&self, item: T) -> bool {
        let mut items = self.lock();
        items.push(item);
        items.len() == 1
    }

    /// Removes and returns all items.
    pub fn drain(&self) -> Vec<T> {
        mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Completions<T> {
    fn default() -> Self {
        Completions(Mutex::default())
    }
}
