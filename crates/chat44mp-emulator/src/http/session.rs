//! Sessions: every response starts one, and requests of the same session wait for each other.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

#[derive(Debug, Default)]
pub(crate) struct Sessions {
    issued: AtomicU64,
    busy: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

impl Sessions {
    /// The ID of a new session. It contains its own checksum, so that sessions need not be stored.
    pub(crate) fn start(&self) -> String {
        let number = self.issued.fetch_add(1, Ordering::Relaxed);
        format!("{number:016x}{:016x}", proof(number))
    }

    pub(crate) fn is_valid(id: &str) -> bool {
        let halves = id.split_at_checked(16);
        halves.is_some_and(|(number, check)| {
            u64::from_str_radix(number, 16).is_ok_and(|number| check == format!("{:016x}", proof(number)))
        })
    }

    /// Waits for the session's earlier requests, as PHP's session lock does.
    pub(crate) async fn enter(&self, id: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
            busy.retain(|_, lock| Arc::strong_count(lock) > 1);
            busy.entry(id.to_owned()).or_default().clone()
        };
        lock.lock_owned().await
    }
}

fn proof(number: u64) -> u64 {
    (number ^ 0x5DEE_CE66_D123_4567).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
