//! The tools of an import: a dry run, and the import that it permits.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chat44mp::reflection::{Arguments, Inputs};
use chat44mp::{Client, GroupId, ImportOptions, ImportReport, ImportSettings, ImportStop};
use ring::digest;
use rmcp::RoleServer;
use rmcp::service::RequestContext;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::directory::Directory;
use super::progress::{Progress, Step};
use super::results::{Reply, invalid_arguments};
use crate::commands::contacts::default_results;
use crate::errors::Failure;

/// The source of an import and its target.
#[derive(Clone, Deserialize, JsonSchema, PartialEq, Eq)]
struct Source {
    /// Path of a CSV file with a header, a JSON Lines file or a workbook (.xlsx, .ods).
    file: PathBuf,
    /// ID of the contacts' group.
    group_id: GroupId,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ImportInput {
    /// Path of the file, as in the dry run.
    file: PathBuf,
    /// ID of the contacts' group, as in the dry run.
    group_id: GroupId,
    /// The `dry_run_id` that `contacts_import_dry_run` returned for this file and group. The import has its settings.
    dry_run_id: String,
}

/// The result of a dry run.
#[derive(Serialize, JsonSchema)]
pub(super) struct DryRun {
    /// Permits `contacts_import` for this file, group and settings, as long as the file does not change.
    dry_run_id: String,
    /// What would be sent.
    report: ImportReport,
}

/// The dry runs of this session.
#[derive(Default)]
pub(super) struct DryRuns(Mutex<HashMap<String, Checked>>);

#[derive(Clone)]
struct Checked {
    source: Source,
    settings: ImportSettings,
    /// Of the file's content.
    digest: Vec<u8>,
}

pub(super) fn describe_dry_run(inputs: &mut Inputs) {
    inputs.fields::<Source>();
    inputs.fields::<ImportSettings>();
    inputs.remove("dry_run");
}

pub(super) fn describe(inputs: &mut Inputs) {
    inputs.fields::<ImportInput>();
}

impl DryRuns {
    /// Validates a file; nothing is sent, and no file is written.
    pub(super) async fn check(
        &self,
        client: &Client,
        directory: &Directory,
        mut arguments: Arguments,
        context: &RequestContext<RoleServer>,
    ) -> Result<Reply, Failure> {
        let file = arguments.value::<PathBuf>("file").map_err(invalid_arguments)?;
        let group_id = arguments.value("group_id").map_err(invalid_arguments)?;
        let mut settings: ImportSettings = arguments.rest().map_err(invalid_arguments)?;
        let source = Source { file: directory.file(&file)?, group_id };
        let results = settings.results.unwrap_or_else(|| default_results(&source.file, group_id.into()));
        settings.results = Some(directory.file(&results)?);
        settings.errors = settings.errors.map(|path| directory.file(&path)).transpose()?;
        let digest = digest_of(&source.file).await?;
        let checked = Checked { source, settings, digest };
        let report = checked.import(client, true, context).await?;
        let dry_run_id = new_id()?;
        self.lock().insert(dry_run_id.clone(), checked);
        Ok(Reply::of(&DryRun { dry_run_id, report }))
    }

    /// Imports a file after its dry run.
    pub(super) async fn import(
        &self,
        client: &Client,
        directory: &Directory,
        mut arguments: Arguments,
        context: &RequestContext<RoleServer>,
    ) -> Result<Reply, Failure> {
        let ImportInput { file, group_id, dry_run_id } = arguments.rest().map_err(invalid_arguments)?;
        let source = Source { file: directory.file(&file)?, group_id };
        let checked = self.lock().get(&dry_run_id).cloned();
        let Some(checked) = checked.filter(|checked| checked.source == source) else {
            let message = "`dry_run_id` is not that of a dry run of this file and group in this session";
            return Err(refused("dry_run_required", message.to_owned()));
        };
        if digest_of(&source.file).await? != checked.digest {
            return Err(refused("file_changed", format!("{} has changed since its dry run", file.display())));
        }
        let report = checked.import(client, false, context).await?;
        let failure = report.error.clone().map(Failure::from);
        Ok(Reply::partial(&report, failure))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Checked>> {
        // A map is valid after any panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Checked {
    /// Runs the import; a cancelled request stops it gracefully.
    async fn import(
        &self,
        client: &Client,
        dry_run: bool,
        context: &RequestContext<RoleServer>,
    ) -> Result<ImportReport, Failure> {
        let mut settings = self.settings.clone();
        settings.dry_run = Some(dry_run);
        let (progress, stop) = (Progress::of(context), ImportStop::new());
        let listener = progress.listener();
        let options = ImportOptions::new(self.source.group_id)
            .settings(settings)
            .stop(stop.clone())
            .on_progress(move |progress| listener(Step::of_import(progress)));
        let mut import = client.contacts().import_file(&self.source.file, options);
        let report = tokio::select! {
            report = &mut import => report,
            () = context.ct.cancelled() => {
                stop.stop();
                import.as_mut().await
            }
        };
        drop(import);
        progress.finish().await;
        Ok(report?)
    }
}

fn refused(code: &'static str, message: String) -> Failure {
    Failure::refused(
        code,
        message,
        "Call `contacts_import_dry_run`, check its report, and pass its `dry_run_id`.",
    )
}

/// The SHA-256 of a file.
async fn digest_of(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = path.to_owned();
    let read = move || -> io::Result<Vec<u8>> {
        let (mut file, mut digest) = (File::open(file)?, digest::Context::new(&digest::SHA256));
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(digest.finish().as_ref().to_vec()),
                length => digest.update(&buffer[..length]),
            }
        }
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(io::Error::other).flatten();
    read.map_err(|error| Failure::io(format_args!("read {}", path.display()), &error))
}

/// An ID that cannot be guessed.
fn new_id() -> Result<String, Failure> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| Failure::io("create an ID", &io::Error::other(error)))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
