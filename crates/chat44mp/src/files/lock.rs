//! File locks that forked children do not inherit.

use std::fs::{File, TryLockError};
use std::io;
use std::process;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicI32, Ordering};

/// An exclusive lock on a file, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: Arc<File>,
    /// A forked child has a copy of the descriptor; unlocking it would unlock the parent's.
    owner: u32,
    #[cfg(unix)]
    slot: Option<&'static AtomicI32>,
}

/// The result of an attempt to lock a file.
#[derive(Debug)]
pub enum TryLock {
    /// The file is locked.
    Locked(Lock),
    /// Another process holds the lock.
    Held,
    /// The file system does not support locks, or has none left.
    Unsupported(io::Error),
}

impl Lock {
    /// Locks `file` unless another process holds the lock.
    pub fn attempt(file: &Arc<File>) -> TryLock {
        Lock::attempt_by(file, File::try_lock)
    }

    /// Locks with `attempt`, a system call or a test double.
    pub(crate) fn attempt_by(
        file: &Arc<File>,
        attempt: impl FnOnce(&File) -> Result<(), TryLockError>,
    ) -> TryLock {
        match attempt(file) {
            Ok(()) => TryLock::Locked(Lock::of(Arc::clone(file))),
            Err(TryLockError::WouldBlock) => TryLock::Held,
            Err(TryLockError::Error(error)) => TryLock::Unsupported(error),
        }
    }

    /// Locks `file` and waits until another process releases the lock. Fails if the file system does not support locks.
    pub fn wait(file: &Arc<File>) -> io::Result<Lock> {
        file.lock()?;
        Ok(Lock::of(Arc::clone(file)))
    }

    fn of(file: Arc<File>) -> Lock {
        Lock {
            #[cfg(unix)]
            slot: register(&file),
            file,
            owner: process::id(),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.owner != process::id() {
            return;
        }
        // Closing is not enough: a forked child may still have the file open.
        let _ = self.file.unlock();
        #[cfg(unix)]
        if let Some(slot) = self.slot {
            slot.store(FREE, Ordering::Release);
        }
    }
}

/// The descriptors of locked files, to be read after a fork, when taking a mutex and allocating are not allowed. Locks
/// beyond its capacity are not registered.
#[cfg(unix)]
static LOCKED: [AtomicI32; 64] = [const { AtomicI32::new(FREE) }; 64];

#[cfg(unix)]
const FREE: i32 = -1;

#[cfg(unix)]
fn register(file: &File) -> Option<&'static AtomicI32> {
    use std::os::fd::AsRawFd;
    let descriptor = file.as_raw_fd();
    LOCKED
        .iter()
        .find(|slot| slot.compare_exchange(FREE, descriptor, Ordering::AcqRel, Ordering::Relaxed).is_ok())
}

/// The descriptors of locked files. Safe to call between fork and exec.
#[cfg(all(unix, feature = "ffi"))]
pub(crate) fn locked_descriptors() -> impl Iterator<Item = i32> {
    LOCKED.iter().map(|slot| slot.load(Ordering::Acquire)).filter(|descriptor| *descriptor != FREE)
}
