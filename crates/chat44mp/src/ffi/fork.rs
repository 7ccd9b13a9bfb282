//! Values that a forked child must not share with its parent.
//!
//! After `fork` the child has one thread: runtimes there are dead, locks that other threads held stay locked
//! forever, and an epoll descriptor is still the parent's. So the child starts with fresh state, and what it inherited is
//! leaked: dropping it would take locks, or deregister the parent's own connections.
//!
//! Nothing in here blocks: a lock that is held at the moment of a fork stays locked in the child.

use std::mem;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use once_cell::race::OnceBox;

#[cfg(unix)]
use crate::files::locked_descriptors;

/// How many forks lie between this process and the one that loaded the library.
static GENERATION: AtomicU64 = AtomicU64::new(0);

fn generation() -> u64 {
    static WATCHING: AtomicBool = AtomicBool::new(false);
    // Two threads may both register the handler: a fork then counts twice, and generations only have to differ.
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
        locked_descriptors().for_each(let_go);
    }
    // SAFETY: the handler only touches atomics and calls what is allowed between fork and exec.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

/// Puts something harmless in the place of a descriptor whose file the parent has locked: a child that kept it would keep
/// the lock when the parent is gone. The number stays taken, for whatever in the child still holds it.
#[cfg(unix)]
#[allow(unsafe_code)]
fn let_go(descriptor: i32) {
    // SAFETY: the path ends with a NUL, and the descriptors are this process's own: the new one, and its copy of one that
    // the parent has open.
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

/// One value per process: a child creates its own.
pub struct PerProcess<T>(Node<T>);

/// The value of one process, and those of its children. The value is only touched by its own process, and the link to
/// the children, which all of them follow, is set without a lock.
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
    /// For a `static`.
    pub const fn new() -> PerProcess<T> {
        PerProcess(Node::new(0))
    }

    /// For a value that is made while the program runs.
    pub fn current_generation() -> PerProcess<T> {
        PerProcess(Node::new(generation()))
    }

    /// This process's value, if it was made.
    pub fn get(&self) -> Option<&T> {
        self.node().value.get()
    }

    /// This process's value.
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.node().value.get_or_init(make)
    }

    /// This process's value, if it can be created. If two threads create one at the same time, the first is kept.
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        let node = self.node();
        match node.value.get() {
            Some(value) => Ok(value),
            None => {
                let value = make()?;
                Ok(node.value.get_or_init(|| value))
            }
        }
    }

    fn node(&self) -> &Node<T> {
        let (mut node, this) = (&self.0, generation());
        while node.owner != this {
            node = node.child.get_or_init(|| Box::new(Node::new(node.owner.wrapping_add(1))));
        }
        node
    }
}

impl<T> Default for PerProcess<T> {
    fn default() -> Self {
        PerProcess::current_generation()
    }
}

/// A value that only the process that made it can use and drop; a child has nothing.
pub struct ForkAware<T> {
    owner: u64,
    value: Option<T>,
}

impl<T> ForkAware<T> {
    /// A value of this process.
    pub fn new(value: T) -> ForkAware<T> {
        ForkAware { owner: generation(), value: Some(value) }
    }

    /// The value, unless it is the parent's.
    pub fn get(&self) -> Option<&T> {
        if self.owner == generation() { self.value.as_ref() } else { None }
    }

    /// The value itself, unless it is the parent's or was taken before.
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
    fn a_value_is_made_once_and_dropped_with_its_owner() {
        let shared = std::sync::Arc::new(());
        let value = PerProcess::current_generation();
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
    fn a_forked_child_does_not_keep_a_lock() {
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
        // SAFETY: it is this process's child. Once it has stopped, it has run its handlers.
        assert_eq!(unsafe { libc::waitpid(child, std::ptr::null_mut(), libc::WUNTRACED) }, child);
        // Another process cannot have it while the parent lives, though the child has closed its copy.
        assert!(matches!(Lock::attempt(&Arc::new(File::open(&path).unwrap())), TryLock::Held));
        // The parent is killed: its descriptor is closed, and nothing is unlocked.
        std::mem::forget(lock);
        // SAFETY: one reference is forgotten and one is here; neither is used any more.
        unsafe { libc::close(std::os::fd::AsRawFd::as_raw_fd(&*file)) };
        std::mem::forget(file);
        let free = Lock::attempt(&Arc::new(File::open(&path).unwrap()));
        // SAFETY: it is this process's child, and not waited for yet.
        unsafe {
            libc::kill(child, libc::SIGKILL);
            libc::waitpid(child, std::ptr::null_mut(), 0);
        }
        assert!(matches!(free, TryLock::Locked(_)), "{free:?}");
    }

    #[test]
    fn a_failure_is_not_kept() {
        let value = PerProcess::current_generation();
        assert_eq!(value.get_or_try_init(|| Err("not now")), Err("not now"));
        assert_eq!(value.get_or_try_init(|| Ok::<_, &str>(7)), Ok(&7));
    }
}
