//! Locks on files, held by one process and by no child that it forks.

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
    /// A forked child has a copy of the descriptor, and to unlock that would unlock the parent's.
    owner: u32,
    #[cfg(unix)]
    slot: Option<&'static AtomicI32>,
}

/// The result of an attempt to lock a file.
#[derive(Debug)]
pub enum TryLock {
    /// The file is locked.
    Locked(Lock),
    /// Another holds the lock.
    Held,
    /// The file system has no locks, or none to spare.
    Unsupported(io::Error),
}

impl Lock {
    /// Locks `file` if no one else holds the lock.
    pub fn attempt(file: &Arc<File>) -> TryLock {
        Lock::attempt_by(file, File::try_lock)
    }

    /// `attempt` is how the system is asked.
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

    /// Locks `file`, waiting until another holder releases the lock. Fails where the file system has no locks.
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
        // Closing would not do: a child that was forked meanwhile can have the file open.
        let _ = self.file.unlock();
        #[cfg(unix)]
        if let Some(slot) = self.slot {
            slot.store(FREE, Ordering::Release);
        }
    }
}

/// The descriptors of locked files, for the moment after a fork, when no lock may be taken and nothing allocated. A process
/// that holds more locks at a time than there is room for keeps the rest out of it.
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
