//! Files that the program reads and writes: their modes, links, devices and pipes.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::interrupt::interrupt;
use crate::stage::{Run, Stage};

const PEOPLE: &str = "Email,Phone\nada@import.example,+39333111\nwrong,\n";
const FIRST_LINE: &str = "subscriber_id,question_id,question,answer\n";

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
}

fn stage() -> Stage {
    let stage = Stage::new();
    fs::write(stage.directory().join("people.csv"), PEOPLE).unwrap();
    stage
}

#[test]
fn files_are_private_under_every_umask_unless_they_exist() {
    for umask in ["0", "022", "077"] {
        let stage = stage();
        let path = |name: &str| stage.directory().join(name);
        let script = format!("umask {umask}; exec \"$@\"");
        let run = |line: &str| stage.member(line).within(&script).stdin("39-some1601194381Key\n").run();
        let import = "contacts import people.csv --group-id $group --errors errors.csv";
        for (kept, import_code) in [(0o600, 12), (0o640, 12), (0o666, 12)] {
            assert_eq!(run(import).code, Some(import_code));
            run("flows export $flow --output-file answers.csv").ok();
            run("config set shop").ok();
            let results = format!("people.csv.group-{}.jsonl", stage.fixture("group"));
            for name in ["errors.csv", "answers.csv", &results] {
                assert_eq!(mode(&path(name)), kept, "{name}, umask {umask}");
                let next = if kept == 0o600 { 0o640 } else { 0o666 };
                fs::set_permissions(path(name), fs::Permissions::from_mode(next)).unwrap();
            }
            assert_eq!(mode(&stage.config_file()), 0o600);
            assert_eq!(mode(stage.config_file().parent().unwrap()), 0o700);
        }
    }
}

#[test]
fn writes_through_names_of_stdout() {
    let stage = stage();
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1"] {
        if !Path::new(name).exists() {
            continue;
        }
        let line = format!("flows export $flow --output-file {name} -o table");
        assert!(stage.member(&line).run().ok().starts_with(FIRST_LINE), "{name}");
        // The output of other programs before and after it is kept.
        let out = stage.directory().join("out.csv");
        fs::write(&out, "before\n").unwrap();
        let script = "\"$@\" >> out.csv; echo after >> out.csv";
        stage.member(&line).within(script).run().ok();
        let text = fs::read_to_string(&out).unwrap();
        assert!(text.starts_with(&format!("before\n{FIRST_LINE}")) && text.ends_with("\nafter\n"), "{text}");
        let errors = format!("contacts import people.csv --group-id $group --errors {name} -o table");
        let run = stage.member(&errors).run();
        assert!(run.out.contains("row,status,code,reason"), "{run:?}");
        assert!(fs::symlink_metadata("/dev/stdout").is_ok_and(|link| link.is_symlink()));
    }
}

#[test]
fn a_full_disk_keeps_the_earlier_file() {
    let stage = stage();
    let path = stage.directory().join("answers.csv");
    fs::write(&path, "earlier").unwrap();
    let export = || stage.member("flows export $flow_with_many_answers --output-file answers.csv");
    // A limit on file sizes simulates a full disk; its signal may be ignored, or end the program.
    let refused = export().within("ulimit -f 8; trap '' XFSZ; exec \"$@\"").run();
    assert_eq!((refused.code, &refused.error()["code"]), (Some(1), &"file_failed".into()), "{refused:?}");
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), names(stage.directory())), ("earlier", 2));
    let ended = export().within("ulimit -f 8; exec \"$@\"").run();
    assert_ne!(ended.code, Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), "earlier");
}

fn names(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

#[test]
fn rejects_stdin_from_a_file_that_it_would_overwrite() {
    let stage = stage();
    fs::hard_link(stage.directory().join("people.csv"), stage.directory().join("hard.csv")).unwrap();
    symlink("people.csv", stage.directory().join("soft.csv")).unwrap();
    for option in ["--results", "--errors"] {
        for name in ["people.csv", "./people.csv", "hard.csv", "soft.csv"] {
            let line = format!("contacts import - --group-id $group {option} {name}");
            let run = stage.member(&line).within("exec \"$@\" < people.csv").run();
            assert_eq!(
                (run.code, &run.error()["code"]),
                (Some(1), &"invalid_option".into()),
                "{line}: {run:?}"
            );
            assert_eq!(fs::read_to_string(stage.directory().join("people.csv")).unwrap(), PEOPLE);
        }
    }
    let run = stage.member("contacts import - --group-id $group").within("exec \"$@\" < people.csv").run();
    assert_eq!((run.code, stage.emulator.journal().len()), (Some(12), 1), "{run:?}");
}

/// A process that has read a megabyte of stdin and waits for more.
fn reading_stdin(stage: &Stage, temporary: &Path) -> Child {
    let line = "contacts import - --group-id $group";
    let mut child = stage.member(line).env("TMPDIR", temporary.to_str().unwrap()).spawn();
    // More than a pipe holds: writing returns when the process has read it.
    let rows = format!("Email\n{}", "ada@import.example\n".repeat(60_000));
    child.stdin.as_mut().unwrap().write_all(rows.as_bytes()).unwrap();
    child
}

#[test]
fn a_kill_leaves_no_copy_of_stdin() {
    let stage = Stage::new();
    let temporary = stage.directory().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let mut child = reading_stdin(&stage, &temporary);
    assert_eq!(names(&temporary), 0, "the copy of stdin has a name");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(names(&temporary), 0);
}

#[test]
fn ctrl_c_interrupts_waiting_for_a_file() {
    let stage = stage();
    let temporary = stage.directory().join("tmp");
    fs::create_dir(&temporary).unwrap();
    let mut child = reading_stdin(&stage, &temporary);
    let stdin = child.stdin.take();
    interrupt(&child);
    let run = Run::of(child);
    assert_eq!(run.code, Some(130), "{run:?}");
    drop(stdin);

    assert!(Command::new("mkfifo").arg(stage.directory().join("fifo")).status().unwrap().success());
    for line in [
        "contacts import fifo --group-id $group",
        "contacts import people.csv --group-id $group --errors fifo",
        "flows export $flow --output-file fifo",
    ] {
        // The program opens the file as soon as it handles the signal.
        let child = stage.member(line).env("CHAT44MP_LOG", "debug").spawn();
        wait_until_listening(&child);
        interrupt(&child);
        let run = Run::of(child);
        assert_eq!(run.code, Some(130), "{line}: {run:?}");
    }
}

/// Waits until the process catches SIGINT.
fn wait_until_listening(child: &Child) {
    let status = format!("/proc/{}/status", child.id());
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        assert!(Instant::now() < deadline, "the process ended, or does not catch SIGINT");
        let Ok(text) = fs::read_to_string(&status) else {
            // Without /proc, wait for the usual start-up time.
            thread::sleep(Duration::from_millis(500));
            return;
        };
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or_default().trim();
        if u64::from_str_radix(caught, 16).is_ok_and(|signals| signals & 0b10 != 0) {
            return;
        }
        thread::yield_now();
    }
}

#[test]
fn ctrl_c_ends_a_program_that_is_blocked_on_output() {
    for line in ["flows export $flow_with_many_answers", "flows answers $flow_with_many_answers -o jsonl"] {
        let stage = Stage::new();
        let mut child = stage.member(line).spawn();
        let seen = stage.emulator.wait_for(|journal| journal.len() == 1, Duration::from_secs(20));
        assert!(seen, "no request");
        // Some output has arrived, and the rest does not fit into the pipe.
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut [0; 1]).unwrap();
        interrupt(&child);
        // Its output stays unread until it has ended.
        assert_eq!(child.wait().unwrap().code(), Some(130), "{line}");
    }
}

#[test]
fn keeps_profiles_that_are_saved_concurrently() {
    let stage = Stage::new();
    let children: Vec<Child> = (0..50)
        .map(|number| {
            let mut child = stage.program(&format!("config set shop{number}")).spawn();
            child.stdin.take().unwrap().write_all(format!("39-key{number}x1601194381\n").as_bytes()).unwrap();
            child
        })
        .collect();
    for child in children {
        Run::of(child).ok();
    }
    let profiles = stage.program("config list").run().json();
    assert_eq!(profiles.as_array().unwrap().len(), 50);
    assert_eq!(mode(&stage.config_file()), 0o600);
    assert!(profiles.as_array().unwrap().iter().all(|profile| profile["api_key"].is_string()));
}

#[test]
fn a_profile_file_keeps_its_link_and_its_comments() {
    let stage = Stage::new();
    let folder = stage.config_file().parent().unwrap().to_owned();
    fs::create_dir(&folder).unwrap();
    fs::create_dir(stage.directory().join("dotfiles")).unwrap();
    let target = stage.directory().join("dotfiles/chat44mp.toml");
    let text = "# my servers\n\n[profiles.shop] # the shop\napi_key = \"39-old1601194381\" # rotate in May\n\
                base_url = 'https://chat.example/api'\n\n# the last\n[profiles.blog]\nallow_http = true\n";
    fs::write(&target, text).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("../dotfiles/chat44mp.toml", stage.config_file()).unwrap();
    stage.program("config set shop --allow-http").stdin("39-new1601194381\n").run().ok();
    let changed = text.replace("39-old1601194381", "39-new1601194381");
    let changed = changed.replace("chat.example/api'\n", "chat.example/api'\nallow_http = true\n");
    assert_eq!(fs::read_to_string(&target).unwrap(), changed);
    stage.program("config set third").stdin("39-third1601194381\n").run().ok();
    stage.program("config remove shop").run().ok();
    let text = fs::read_to_string(&target).unwrap();
    assert!(text.contains("# the last\n[profiles.blog]\nallow_http = true\n"), "{text}");
    assert!(text.contains("[profiles.third]\napi_key = \"39-third1601194381\"\n"), "{text}");
    assert!(!text.contains("shop]") && fs::symlink_metadata(stage.config_file()).unwrap().is_symlink());
    assert_eq!(mode(&target), 0o600);
    let names: Vec<_> = stage.program("config list").run().json().as_array().unwrap().clone();
    assert_eq!(names.len(), 2);
}

#[test]
fn rejects_a_profile_path_that_is_not_a_file() {
    let stage = Stage::new();
    let null = stage.directory().join("null");
    let created =
        Command::new("mknod").arg(&null).args(["c", "1", "3"]).stderr(Stdio::null()).status().unwrap();
    let folder = stage.directory().join("folder");
    fs::create_dir(&folder).unwrap();
    let paths = [folder].into_iter().chain(created.success().then_some(null));
    for path in paths {
        let before = fs::symlink_metadata(&path).unwrap().file_type();
        let set = stage.program("config set shop").env("CHAT44MP_CONFIG", path.to_str().unwrap());
        assert_eq!(set.stdin("39-key1601194381\n").run().code, Some(1));
        assert_eq!(fs::symlink_metadata(&path).unwrap().file_type(), before);
    }
}

#[test]
fn rejects_an_endless_profile_file() {
    let stage = stage();
    let before = names(stage.directory());
    let fifo = stage.directory().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    // Held open, so that opening and reading block.
    let _held = fs::OpenOptions::new().read(true).write(true).open(&fifo).unwrap();
    for path in [fifo.to_str().unwrap(), "/dev/full", "/dev/zero"] {
        for line in ["config set shop", "config remove shop"] {
            let run = stage.program(line).env("CHAT44MP_CONFIG", path).stdin("39-key1601194381\n").run();
            assert_eq!(run.code, Some(1), "{line} {path}: {run:?}");
            assert!(run.err.contains("is not a regular file"), "{line} {path}: {run:?}");
        }
    }
    for line in ["config list", "packages list --profile shop"] {
        let run = stage.program(line).env("CHAT44MP_CONFIG", "/dev/zero").run();
        assert!(run.code == Some(1) && run.err.contains("larger than 1 MiB"), "{line}: {run:?}");
    }
    assert_eq!(names(stage.directory()), before + 1, "a file was created");
}
