//! The program on a terminal.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Stdio;
use std::thread::{self, JoinHandle};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::stage::Program;

/// The exit code, and the output on the terminals of stdout and stderr.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program with a terminal as stdout, and another as stderr.
pub(crate) fn run(program: Program) -> Shown {
    let ((out, out_reader), (err, err_reader)) = (terminal(), terminal());
    let mut command = program.into_command();
    command.stdin(Stdio::null()).stdout(out).stderr(err).env("TERM", "xterm-256color").env_remove("NO_COLOR");
    let mut child = command.spawn().unwrap();
    // Closes this process's ends of the terminals.
    drop(command);
    let code = child.wait().unwrap().code();
    Shown { code, out: out_reader.join().unwrap(), err: err_reader.join().unwrap() }
}

/// A terminal, and a thread that reads it until the program closes it.
fn terminal() -> (File, JoinHandle<String>) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let path = Path::new(std::ffi::OsStr::from_bytes(name.as_bytes()));
    // The tests have no controlling terminal, and opening this one must not change that.
    let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
    let terminal = std::os::unix::fs::OpenOptionsExt::custom_flags(&mut OpenOptions::new(), flags)
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let reader = thread::spawn(move || {
        let (mut controller, mut all, mut bytes) = (File::from(controller), Vec::new(), [0; 4096]);
        // Reading fails when the other end is closed.
        while let Ok(length @ 1..) = controller.read(&mut bytes) {
            all.extend_from_slice(&bytes[..length]);
        }
        // The terminal adds carriage returns.
        String::from_utf8(all).unwrap().replace("\r\n", "\n")
    });
    (terminal, reader)
}
