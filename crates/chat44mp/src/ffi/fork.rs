//! Values that a forked child process must not share with its parent.
//!
//! After `fork` the child has one thread: inherited runtimes do not run, locks held by other threads stay locked forever,
//! and epoll descriptors are shared with the parent. The child therefore starts with fresh state and leaks what it
//! inherited: dropping it would acquire locks, or deregister the parent's connections.
//!
//! Nothing in here blocks: a lock that is held during a fork stays locked in the child.

use std::mem;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use once_cell::race::OnceBox;

#[cfg(unix)]
use crate::files::locked_descriptors;

/// The number of forks between the process that loaded the library and this one.
static GENERATION: AtomicU64 = AtomicU64::new(0);

fn generation() -> u64 {
    static WATCHING: AtomicBool = AtomicBool::new(false);
    // Two threads may both register the handler. Each fork then counts twice, but generations only have to differ.
    if !WATCHING.load(Ordering::Acquire) {
        watch_forks();
        WATCHING.store(true, Ordering::Release);
    }
    GENERATION.load(Ordering::Relaxed)
}

#[cfg(unix)]
#[allow(unsafe_code)]
fn watch_forks() {
    extern "C" fn in_child() {
        GENERATION.fetch_add(1, Ordering::Relaxed);
        locked_descriptors().for_each(release_lock);
    }
    // SAFETY: the handler only touches atomics and calls what is allowed between fork and exec.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

/// Replaces the descriptor of a locked file with `/dev/null`: otherwise the child would hold the parent's lock after the
/// parent has exited. The descriptor number stays in use, because other code in the child may still refer to it.
#[cfg(unix)]
#[allow(unsafe_code)]
fn release_lock(descriptor: i32) {
    // SAFETY: the path ends with a NUL, and this process owns both descriptors.
    unsafe {
        let null = libc::open(c"/dev/null".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC);
        if null < 0 {
            libc::close(descriptor);
            return;
        }
        libc::dup2(null, descriptor);
        libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC);
        libc::close(null);
    }
}

#[cfg(not(unix))]
fn watch_forks() {}

/// One value per process: a child process creates its own.
pub struct PerProcess<T>(Node<T>);

/// The value of one process, and the node of its child processes. Only the owner accesses the value; the link to the next
/// node is set without a lock.
struct Node<T> {
    owner: u64,
    value: OnceLock<T>,
    child: OnceBox<Node<T>>,
}

impl<T> Node<T> {
    const fn new(owner: u64) -> Node<T> {
        Node { owner, value: OnceLock::new(), child: OnceBox::new() }
    }
}

impl<T> Drop for Node<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take()
            && self.owner != generation()
        {
            mem::forget(value);
        }
    }
}

impl<T> PerProcess<T> {
    /// Creates an empty cell.
    pub const fn new() -> PerProcess<T> {
        PerProcess(Node::new(0))
    }

    /// Returns this process's value, if it was created.
    pub fn get(&self) -> Option<&T> {
        self.node().value.get()
    }

    /// Returns this process's value, created on first use.
    pub fn get_or_init(&self, init: impl FnOnce() -> T) -> &T {
        self.node().value.get_or_init(init)
    }

    /// Returns this process's value, created on first use. If two threads create one at the same time, the first wins.
    pub fn get_or_try_init<E>(&self, init: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let node = self.node();
        match node.value.get() {
            Some(value) => Ok(value),
            None => {
                let value = init()?;
                Ok(node.value.get_or_init(|| value))
            }
        }
    }

    fn node(&self) -> &Node<T> {
        let (mut node, current) = (&self.0, generation());
        while node.owner != current {
            node = node.child.get_or_init(|| Box::new(Node::new(node.owner.wrapping_add(1))));
        }
        node
    }
}

impl<T> Default for PerProcess<T> {
    fn default() -> Self {
        PerProcess::new()
    }
}

/// A value that only the process that created it can use and drop; in a child process it is absent.
pub struct ForkAware<T> {
    owner: u64,
    value: Option<T>,
}

impl<T> ForkAware<T> {
    /// Creates a value owned by this process.
    pub fn new(value: T) -> ForkAware<T> {
        ForkAware { owner: generation(), value: Some(value) }
    }

    /// Returns the value, unless the parent process owns it.
    pub fn get(&self) -> Option<&T> {
        if self.owner == generation() { self.value.as_ref() } else { None }
    }

    /// Takes the value, unless the parent process owns it.
    pub fn take(&mut self) -> Option<T> {
        if self.owner == generation() { self.value.take() } else { None }
    }
}

impl<T> Drop for ForkAware<T> {
    fn drop(&mut self) {
        if self.owner != generation() {
            mem::forget(self.value.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creates_a_value_once_and_drops_it_with_its_owner() {
        let shared = std::sync::Arc::new(());
        let value = PerProcess::new();
        value.get_or_init(|| std::sync::Arc::clone(&shared));
        value.get_or_init(|| unreachable!());
        assert_eq!(std::sync::Arc::strong_count(&shared), 2);
        drop(value);
        let mut value = ForkAware::new(std::sync::Arc::clone(&shared));
        assert!(value.get().is_some() && value.take().is_some() && value.take().is_none());
        assert_eq!(std::sync::Arc::strong_count(&shared), 1);
    }

    #[cfg(unix)]
    #[test]
    #[allow(unsafe_code)]
    fn a_forked_child_releases_file_locks() {
        use crate::files::{Lock, TryLock};
        use std::fs::File;
        use std::sync::Arc;

        generation();
        let (file, path) = tempfile::NamedTempFile::new().unwrap().into_parts();
        let file = Arc::new(file);
        let TryLock::Locked(lock) = Lock::attempt(&file) else { panic!("the file cannot be locked") };
        // SAFETY: the child only stops itself, and is killed below.
        let child = unsafe { libc::fork() };
        if child == 0 {
            // SAFETY: both are allowed between fork and exec.
            unsafe {
                libc::raise(libc::SIGSTOP);
                libc::_exit(0);
            }
        }
        // SAFETY: it is this process's child. It stops after its fork handlers have run.
        assert_eq!(unsafe { libc::waitpid(child, std::ptr::null_mut(), libc::WUNTRACED) }, child);
        // The lock is held while the parent lives, although the child has closed its copy.
        assert!(matches!(Lock::attempt(&Arc::new(File::open(&path).unwrap())), TryLock::Held));
        // Simulates a killed parent: its descriptor is closed without unlocking.
        std::mem::forget(lock);
        // SAFETY: neither reference to the file is used again.
        unsafe { libc::close(std::os::fd::AsRawFd::as_raw_fd(&*file)) };
        std::mem::forget(file);
        let free = Lock::attempt(&Arc::new(File::open(&path).unwrap()));
        // SAFETY: it is this process's child and has not been reaped.
        unsafe {
            libc::kill(child, libc::SIGKILL);
            libc::waitpid(child, std::ptr::null_mut(), 0);
        }
        assert!(matches!(free, TryLock::Locked(_)), "{free:?}");
    }

    #[test]
    fn retries_a_failed_initialization() {
        let value = PerProcess::new();
        assert_eq!(value.get_or_try_init(|| Err("not now")), Err("not now"));
        assert_eq!(value.get_or_try_init(|| Ok::<_, &str>(7)), Ok(&7));
    }
}
