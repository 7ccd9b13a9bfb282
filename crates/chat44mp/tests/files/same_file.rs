//! Source, results and errors must be different files, by any path.

use std::fs;
use std::path::{Path, PathBuf};

use chat44mp::ErrorCode;

use crate::stage::Stage;

/// Every path of the file at `path`; `exists` says whether it exists.
fn names(stage: &Stage, path: &Path, tag: &str, exists: bool) -> Vec<PathBuf> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let relative = stage.link(name, &format!("{tag}-relative"));
    let absolute = stage.link(path, &format!("{tag}-absolute"));
    let chain = stage.link(format!("{tag}-relative"), &format!("{tag}-chain"));
    stage.link(".", &format!("{tag}-folder"));
    let through_folder = stage.path(&format!("{tag}-folder")).join(name);
    let dotted = stage
        .path(&format!("./{tag}-folder/.."))
        .join(path.parent().unwrap().file_name().unwrap())
        .join(name);
    let mut names = vec![path.to_owned(), relative, absolute, chain, through_folder, dotted];
    if exists {
        let hard = stage.path(&format!("{tag}-hard"));
        fs::hard_link(path, &hard).unwrap();
        names.push(hard);
    }
    names
}

async fn assert_rejected(stage: &Stage, source: &Path, results: Option<&Path>, errors: Option<&Path>) {
    for dry_run in [false, true] {
        let mut options = stage.options().dry_run(dry_run);
        if let Some(path) = results {
            options = options.results(path);
        }
        if let Some(path) = errors {
            options = options.errors(path);
        }
        let rejected = stage.client.contacts().import_file(source, options).await;
        let error = rejected.unwrap_err();
        assert_eq!(*error.code(), ErrorCode::INVALID_OPTION, "{source:?} {results:?} {errors:?}: {error}");
        assert!(matches!(error.field(), Some("errors" | "results")));
    }
}

#[tokio::test]
async fn rejects_the_source_as_results_or_errors() {
    let stage = Stage::new();
    let source = stage.people();
    let text = fs::read(&source).unwrap();
    for name in names(&stage, &source, "source", true) {
        assert_rejected(&stage, &source, Some(&name), None).await;
        assert_rejected(&stage, &source, None, Some(&name)).await;
        assert_rejected(&stage, &name, Some(&source), None).await;
    }
    assert_eq!(fs::read(&source).unwrap(), text);
    assert!(stage.emulator.journal().is_empty());
}

#[tokio::test]
async fn rejects_an_open_source_as_results_or_errors() {
    let stage = Stage::new();
    let source = stage.people();
    let text = fs::read(&source).unwrap();
    for options in [stage.options().results(&source), stage.options().errors(&source)] {
        let file = fs::File::open(&source).unwrap();
        let error = stage.client.contacts().import_open_file(file, "stdin", options).await.unwrap_err();
        assert_eq!(*error.code(), ErrorCode::INVALID_OPTION);
    }
    assert_eq!(fs::read(&source).unwrap(), text);
}

#[tokio::test]
async fn rejects_one_file_as_results_and_errors() {
    let stage = Stage::new();
    let source = stage.people();
    for exists in [false, true] {
        let tag = if exists { "existing" } else { "new" };
        let path = stage.path(&format!("{tag}.jsonl"));
        if exists {
            fs::write(&path, "").unwrap();
        }
        for name in names(&stage, &path, tag, exists) {
            assert_rejected(&stage, &source, Some(&path), Some(&name)).await;
            assert_rejected(&stage, &source, Some(&name), Some(&path)).await;
            let options = stage.options().results(&path).errors(&name);
            let rows: Vec<chat44mp::ImportRow> = Vec::new();
            let error = stage.client.contacts().import_rows(rows, options).await.unwrap_err();
            assert_eq!((error.code(), error.field()), (&ErrorCode::INVALID_OPTION, Some("errors")));
        }
        assert_eq!(path.exists(), exists);
    }
}
