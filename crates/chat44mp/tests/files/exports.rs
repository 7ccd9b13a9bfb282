//! Exports to files of every kind.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, chown};
use std::sync::{Arc, Mutex};
use std::thread;

use chat44mp::{ErrorCode, ExportOptions};
use chat44mp_emulator::{Fault, FaultKind};

use crate::stage::{FIRST_LINE, Stage, is_root, mode, nature, set_mode};

#[tokio::test]
async fn creates_files_readable_by_their_owner_only() {
    let stage = Stage::new();
    let path = stage.path("answers.csv");
    let (folder, modes) = (path.parent().unwrap().to_owned(), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&modes);
    let options = ExportOptions::new().on_progress(move |_| {
        let files = fs::read_dir(&folder).unwrap().map(|entry| mode(&entry.unwrap().path()));
        seen.lock().unwrap().extend(files);
    });
    let many = stage.emulator.fixtures()["flow_with_many_answers"].as_i64().unwrap();
    stage.client.flows().export(many, &path, options).await.unwrap();
    assert!(!modes.lock().unwrap().is_empty());
    assert!(modes.lock().unwrap().iter().all(|mode| *mode == 0o600), "{modes:?}");
    assert_eq!((mode(&path), stage.names()), (0o600, 1));
}

#[tokio::test]
async fn keeps_mode_and_owner_of_an_existing_file() {
    let stage = Stage::new();
    for kept in [0o600, 0o640, 0o644, 0o660, 0o664, 0o666, 0o700, 0o755, 0o777] {
        let path = stage.file("answers.csv", "earlier");
        set_mode(&path, kept);
        let root = is_root(&path);
        if root {
            chown(&path, Some(12345), Some(23456)).unwrap();
        }
        let earlier = fs::metadata(&path).unwrap();
        stage.export(&path).await.unwrap();
        let now = fs::metadata(&path).unwrap();
        assert_eq!((mode(&path), now.uid(), now.gid()), (kept, earlier.uid(), earlier.gid()));
        assert!(fs::read_to_string(&path).unwrap().starts_with(FIRST_LINE));
        fs::remove_file(&path).unwrap();
    }
}

#[tokio::test]
async fn does_not_replace_a_read_only_file() {
    let stage = Stage::new();
    let path = stage.file("answers.csv", "earlier");
    set_mode(&path, 0o444);
    // Root may write every file; the mode stays.
    match (is_root(&path), stage.export(&path).await) {
        (true, exported) => exported.unwrap(),
        (false, exported) => {
            assert_eq!(exported.unwrap_err().0, ErrorCode::FILE_FAILED);
            assert_eq!(fs::read_to_string(&path).unwrap(), "earlier");
        }
    }
    assert_eq!(mode(&path), 0o444);
}

#[tokio::test]
async fn follows_and_keeps_links() {
    let stage = Stage::new();
    let elsewhere = stage.folder("elsewhere");
    let target = elsewhere.join("answers.csv");
    fs::write(&target, "earlier").unwrap();
    set_mode(&target, 0o640);
    let absolute = stage.link(&target, "absolute");
    let relative = stage.link("elsewhere/answers.csv", "relative");
    let chain = stage.link("relative", "chain");
    stage.link("elsewhere", "folder");
    let through_folder = stage.path("folder").join("../folder/answers.csv");
    let dotted = stage.path("./elsewhere/../relative");
    for path in [&absolute, &relative, &chain, &through_folder, &dotted] {
        fs::write(&target, "earlier").unwrap();
        stage.export(path).await.unwrap();
        assert!(fs::read_to_string(&target).unwrap().starts_with(FIRST_LINE), "{path:?}");
        assert_eq!(mode(&target), 0o640);
    }
    for link in [&absolute, &relative, &chain] {
        assert!(fs::symlink_metadata(link).unwrap().is_symlink());
    }
    // A failed export leaves the target.
    fs::write(&target, "earlier").unwrap();
    stage.emulator.add_fault(Fault::new(FaultKind::Truncate { bytes: 300 }));
    stage.export(&chain).await.unwrap_err();
    assert_eq!(fs::read_to_string(&target).unwrap(), "earlier");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
}

#[tokio::test]
async fn creates_the_target_of_a_dangling_link_and_rejects_a_loop() {
    let stage = Stage::new();
    stage.folder("elsewhere");
    let dangling = stage.link("elsewhere/new.csv", "dangling");
    stage.export(&dangling).await.unwrap();
    assert!(fs::symlink_metadata(&dangling).unwrap().is_symlink());
    assert_eq!(mode(&stage.path("elsewhere/new.csv")), 0o600);
    let nowhere = stage.link("no/such/folder/new.csv", "nowhere");
    assert_eq!(stage.export(&nowhere).await.unwrap_err().0, ErrorCode::FILE_FAILED);
    let (one, _) = (stage.link("two", "one"), stage.link("one", "two"));
    for path in [one, stage.link("self", "self")] {
        let (code, message) = stage.export(&path).await.unwrap_err();
        assert_eq!(code, ErrorCode::FILE_FAILED);
        assert!(message.contains("symbolic links"), "{message}");
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
    }
}

#[tokio::test]
async fn another_hard_link_keeps_the_earlier_content() {
    let stage = Stage::new();
    let path = stage.file("answers.csv", "earlier");
    fs::hard_link(&path, stage.path("backup.csv")).unwrap();
    stage.export(&path).await.unwrap();
    assert_eq!(fs::read_to_string(stage.path("backup.csv")).unwrap(), "earlier");
    assert!(fs::read_to_string(&path).unwrap().starts_with(FIRST_LINE));
}

#[tokio::test]
async fn rejects_folders_and_sockets() {
    let stage = Stage::new();
    let (folder, socket) = (stage.folder("folder"), stage.socket("socket"));
    let links = [stage.link("folder", "to-folder"), stage.link("socket", "to-socket")];
    for (path, expected) in
        [(&folder, "folder"), (&socket, "socket"), (&links[0], "folder"), (&links[1], "socket")]
    {
        let before = (nature(&folder), nature(&socket));
        let (code, message) = stage.export(path).await.unwrap_err();
        assert_eq!(code, ErrorCode::FILE_FAILED);
        assert!(message.contains(expected) && message.contains("pass the path of a file"), "{message}");
        assert_eq!((nature(&folder), nature(&socket)), before);
    }
    assert!(stage.emulator.journal().is_empty());
}

#[tokio::test]
async fn writes_through_a_fifo() {
    let stage = Stage::new();
    let fifo = stage.fifo("fifo");
    let before = nature(&fifo);
    for path in [fifo.clone(), stage.link("fifo", "link")] {
        let reader = fifo.clone();
        let reader = thread::spawn(move || {
            let mut text = String::new();
            fs::File::open(reader).unwrap().read_to_string(&mut text).unwrap();
            text
        });
        stage.export(&path).await.unwrap();
        assert!(reader.join().unwrap().starts_with(FIRST_LINE));
        assert_eq!(nature(&fifo), before);
    }
    assert_eq!(stage.names(), 2);
}

/// Creating devices requires root; without it, only the FIFO test covers them.
#[tokio::test]
async fn writes_through_a_device() {
    let stage = Stage::new();
    let (Some(null), Some(full)) = (stage.device("null", "c 1 3"), stage.device("full", "c 1 7")) else {
        assert!(!is_root(&stage.path(".")) || !stage.path("null").exists());
        return;
    };
    let before = (nature(&null), nature(&full));
    for path in [&null, &stage.link("null", "link")] {
        // A file system mounted without devices rejects it.
        if let Err((code, _)) = stage.export(path).await {
            assert_eq!(code, ErrorCode::FILE_FAILED);
        }
    }
    assert_eq!(stage.export(&full).await.unwrap_err().0, ErrorCode::FILE_FAILED);
    assert_eq!((nature(&null), nature(&full)), before);
    if let Some(disk) = stage.device("disk", "b 240 0") {
        let (_, message) = stage.export(&disk).await.unwrap_err();
        assert!(message.contains("block device"), "{message}");
    }
}
