//! Blocks SIGPIPE, the signal for writing to a connection that the other side has closed.

/// Runs `start`. In threads that it starts, such a write returns an error instead of raising the signal.
///
/// Programs in Rust, Python, JavaScript and Java ignore SIGPIPE. In Swift it terminates the program, and a library must
/// not change the handler of the program.
pub fn without_sigpipe<T>(start: impl FnOnce() -> T) -> T {
    #[cfg(unix)]
    let _blocked = unix::Blocked::new();
    start()
}

#[cfg(unix)]
#[allow(unsafe_code)]
mod unix {
    use std::mem::MaybeUninit;
    use std::ptr;

    /// Blocks the signal for the current thread until it is dropped. New threads inherit the mask.
    pub(super) struct Blocked {
        before: libc::sigset_t,
    }

    impl Blocked {
        pub(super) fn new() -> Blocked {
            let (mut blocked, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
            // SAFETY: sigemptyset initializes the first set, and pthread_sigmask the second; neither can fail with these
            // arguments.
            unsafe {
                libc::sigemptyset(blocked.as_mut_ptr());
                libc::sigaddset(blocked.as_mut_ptr(), libc::SIGPIPE);
                libc::pthread_sigmask(libc::SIG_BLOCK, blocked.as_ptr(), before.as_mut_ptr());
                Blocked { before: before.assume_init() }
            }
        }
    }

    impl Drop for Blocked {
        fn drop(&mut self) {
            // SAFETY: `new` initialized the set.
            unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.before, ptr::null_mut()) };
        }
    }
}

#[cfg(all(test, unix))]
#[allow(unsafe_code)]
mod tests {
    use std::mem::MaybeUninit;
    use std::ptr;
    use std::thread;

    use super::without_sigpipe;

    fn is_blocked() -> bool {
        let mut now = MaybeUninit::uninit();
        // SAFETY: with a null set, pthread_sigmask only writes the current mask.
        unsafe {
            libc::pthread_sigmask(libc::SIG_BLOCK, ptr::null(), now.as_mut_ptr());
            libc::sigismember(now.as_ptr(), libc::SIGPIPE) == 1
        }
    }

    #[test]
    fn blocks_the_signal_in_new_threads_only() {
        assert!(!is_blocked());
        let thread = without_sigpipe(|| thread::spawn(is_blocked));
        assert!(thread.join().is_ok_and(|blocked| blocked));
        assert!(!is_blocked());
    }
}
