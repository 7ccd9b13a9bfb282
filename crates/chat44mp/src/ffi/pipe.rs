//! Writing to a connection that the other side has closed.

/// Runs `start`; threads that it starts receive an error for such a write instead of a signal.
///
/// Programs in Rust, Python, JavaScript and Java ignore SIGPIPE. It terminates a program in Swift, and a library must not
/// change that for the rest of the program.
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

    /// Blocks the signal for this thread while it exists. New threads inherit the mask.
    pub(super) struct Blocked {
        before: libc::sigset_t,
    }

    impl Blocked {
        pub(super) fn new() -> Blocked {
            let (mut blocked, mut before) = (MaybeUninit::uninit(), MaybeUninit::uninit());
            // SAFETY: both sets are ours; the first is made by sigemptyset, the second by pthread_sigmask, which cannot
            // fail with these arguments.
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
            // SAFETY: the set was filled when this was made.
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
        // SAFETY: without a set to change to, the present one is written into ours.
        unsafe {
            libc::pthread_sigmask(libc::SIG_BLOCK, ptr::null(), now.as_mut_ptr());
            libc::sigismember(now.as_ptr(), libc::SIGPIPE) == 1
        }
    }

    #[test]
    fn threads_are_born_without_the_signal_and_this_one_keeps_it() {
        assert!(!is_blocked());
        let born = without_sigpipe(|| thread::spawn(is_blocked));
        assert!(born.join().is_ok_and(|blocked| blocked));
        assert!(!is_blocked());
    }
}
