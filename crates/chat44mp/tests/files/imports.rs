//! Results, errors and source files of imports, of every file type.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::thread;
use std::time::Duration;

use chat44mp::{ErrorCode, ErrorKind, ImportEnd};
use chat44mp_emulator::{Fault, FaultKind};

use crate::stage::{PEOPLE, Stage, TIMEOUT, is_root, mode, nature, set_mode};

#[tokio::test]
async fn new_files_are_private_and_existing_ones_keep_mode_and_owner() {
    let stage = Stage::new();
    let (results, errors) = (stage.path("results.jsonl"), stage.path("errors.csv"));
    let import = || {
        let options = stage.options().results(&results).errors(&errors);
        stage.client.contacts().import_file(stage.people(), options)
    };
    import().await.unwrap();
    assert_eq!((mode(&results), mode(&errors)), (0o600, 0o600));
    for kept in [0o640, 0o644, 0o666] {
        for path in [&results, &errors] {
            set_mode(path, kept);
            if is_root(path) {
                chown(path, Some(12345), Some(23456)).unwrap();
            }
        }
        let owner = |path| fs::metadata(path).map(|metadata| (metadata.uid(), metadata.gid())).unwrap();
        let before = (owner(&results), owner(&errors));
        import().await.unwrap();
        assert_eq!((mode(&results), mode(&errors)), (kept, kept));
        assert_eq!((owner(&results), owner(&errors)), before);
    }
}

#[tokio::test]
async fn follows_and_keeps_links() {
    let stage = Stage::new();
    stage.folder("elsewhere");
    let results = stage.link("elsewhere/results.jsonl", "results");
    let errors = stage.link("elsewhere/errors.csv", "errors");
    for _ in 0..2 {
        let options = stage.options().results(&results).errors(&errors);
        stage.client.contacts().import_file(stage.people(), options).await.unwrap();
        assert!(fs::symlink_metadata(&results).unwrap().is_symlink());
        assert!(fs::symlink_metadata(&errors).unwrap().is_symlink());
        assert!(fs::read_to_string(stage.path("elsewhere/errors.csv")).unwrap().contains("wrong"));
        assert_eq!(mode(&stage.path("elsewhere/results.jsonl")), 0o600);
    }
}

#[tokio::test]
async fn results_must_be_a_regular_file() {
    let stage = Stage::new();
    let mut paths = vec![stage.fifo("fifo"), stage.socket("socket"), stage.folder("folder")];
    paths.extend(stage.device("null", "c 1 3"));
    for path in paths.clone() {
        let name = format!("link-to-{}", path.file_name().unwrap().to_str().unwrap());
        paths.push(stage.link(&path, &name));
    }
    for path in &paths {
        for dry_run in [false, true] {
            let before = nature(path);
            let options = stage.options().results(path).dry_run(dry_run);
            let error = stage.client.contacts().import_file(stage.people(), options).await.unwrap_err();
            assert_eq!((error.code(), error.field()), (&ErrorCode::RESULTS_FILE_REFUSED, Some("results")));
            assert_eq!(nature(path), before);
        }
    }
    assert!(stage.emulator.journal().is_empty());
}

#[tokio::test]
async fn writes_errors_through_or_rejects_them_by_name() {
    let stage = Stage::new();
    let fifo = stage.fifo("fifo");
    let reading = fifo.clone();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        File::open(reading).unwrap().read_to_string(&mut text).unwrap();
        text
    });
    let before = nature(&fifo);
    let report = stage.client.contacts().import_file(stage.people(), stage.options().errors(&fifo)).await;
    assert_eq!(report.unwrap().invalid, 1);
    assert!(reader.join().unwrap().contains("wrong"));
    assert_eq!(nature(&fifo), before);
    for path in [stage.folder("folder"), stage.socket("socket"), stage.path("no/such/file")] {
        let options = stage.options().errors(&path);
        let error = stage.client.contacts().import_file(stage.people(), options).await.unwrap_err();
        assert_eq!((error.code(), error.field()), (&ErrorCode::FILE_FAILED, Some("errors")));
        assert!(error.server_message().starts_with("`errors`"), "{error}");
    }
}

#[tokio::test]
async fn keeps_the_errors_file_until_the_import_ends() {
    let stage = Stage::new();
    let errors = stage.file("errors.csv", "earlier");
    stage.emulator.add_fault(Fault::new(FaultKind::Hang));
    let import = stage.client.contacts().import_file(stage.people(), stage.options().errors(&errors));
    tokio::select! {
        _ = import => panic!("the import finished"),
        seen = sees_a_request(&stage) => assert!(seen),
    }
    assert_eq!(fs::read_to_string(&errors).unwrap(), "earlier");
    assert_eq!(stage.names(), 2);
}

async fn sees_a_request(stage: &Stage) -> bool {
    let waiting = async {
        while stage.emulator.journal().is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, waiting).await.is_ok()
}

#[tokio::test]
async fn copies_a_source_that_can_be_read_only_once() {
    let stage = Stage::new();
    let fifo = stage.fifo("people.csv");
    let before = nature(&fifo);
    let writing = fifo.clone();
    let writer = thread::spawn(move || File::create(writing).unwrap().write_all(PEOPLE.as_bytes()).unwrap());
    let results = stage.path("results.jsonl");
    let report = stage.client.contacts().import_file(&fifo, stage.options().results(&results)).await.unwrap();
    writer.join().unwrap();
    assert_eq!((report.created, report.invalid, report.end), (1, 1, ImportEnd::Complete));
    assert!(fs::read_to_string(&results).unwrap().contains(r#""source":"people.csv""#));
    assert_eq!((nature(&fifo), stage.names()), (before, 2));
}

#[tokio::test]
async fn reads_an_open_file_from_its_position() {
    let stage = Stage::new();
    let path = stage.file("people.csv", format!("a line that another program has read\n{PEOPLE}"));
    let mut file = File::open(path).unwrap();
    let mut line = [0; 37];
    file.read_exact(&mut line).unwrap();
    assert!(line.ends_with(b"\n"));
    let report = stage.client.contacts().import_open_file(file, "stdin", stage.options()).await.unwrap();
    assert_eq!((report.created, report.invalid), (1, 1));
    let error =
        stage.client.contacts().import_file(stage.folder("folder"), stage.options()).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Validation, &ErrorCode::INVALID_FILE));
}
