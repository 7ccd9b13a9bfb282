//! The command-line surface: each call is one run of the program, its flags named after the arguments.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use anyhow::{Context, Result, anyhow, bail, ensure};
use chat44mp::ClientOptions;
use serde_json::{Map, Value};
use tempfile::{NamedTempFile, TempDir};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::runner::{Call, Failed, Surface};

/// The program `chat44mp`.
pub(crate) struct Cli {
    binary: PathBuf,
    /// An empty folder, so that no profile of the user is read.
    home: TempDir,
}

/// Key and options, which are passed to every run.
pub(crate) struct Client {
    key: String,
    options: Map<String, Value>,
}

impl Cli {
    pub(crate) fn new(binary: &Path) -> Result<Cli> {
        ensure!(
            binary.is_file(),
            "{} is missing; build it with `cargo build -p chat44mp-cli` or pass its path with --binary",
            binary.display()
        );
        Ok(Cli { binary: binary.to_owned(), home: TempDir::new().context("no folder for the profile file")? })
    }
}

impl Surface for Cli {
    type Client = Client;

    fn name(&self) -> &'static str {
        "cli"
    }

    async fn new_client(&self, key: &str, options: &Map<String, Value>) -> Result<Client, Failed> {
        Ok(Client { key: key.to_owned(), options: options.clone() })
    }

    /// Every run validates the options before the first request.
    async fn try_client(&self, key: &str, options: &Map<String, Value>) -> Result<(), Failed> {
        let client = self.new_client(key, options).await?;
        let (args, options) = (Map::new(), Map::new());
        let call = Call { name: "packages.list", args, options, raw: false, keep_body: false };
        self.call(&client, &call).await.map(drop)
    }

    async fn call(&self, client: &Client, call: &Call<'_>) -> Result<Value, Failed> {
        let mut files = Vec::new();
        let mut options = client.options.clone();
        // Options of the client and of the call are both options of the program.
        options.extend(call.options.clone());
        let mut command = Command::new(&self.binary);
        command
            .arg("--output=json")
            .env("CHAT44MP_API_KEY", &client.key)
            .env("CHAT44MP_CONFIG", self.home.path().join("config.toml"))
            .env_remove("CHAT44MP_PROFILE")
            .env_remove("CHAT44MP_LOG")
            .env_remove("CHAT44MP_BASE_URL");
        for (name, value) in &options {
            match name.as_str() {
                "base_url" => drop(command.env("CHAT44MP_BASE_URL", text(value))),
                "ca_certs" if text(value).contains("-----BEGIN") => {
                    let mut file = NamedTempFile::new_in(self.home.path()).context("no file for ca_certs")?;
                    file.write_all(text(value).as_bytes()).context("no file for ca_certs")?;
                    command.arg(flag(name, &file.path().to_string_lossy()));
                    files.push(file);
                }
                "allow_http" => drop(command.args((*value == true).then_some("--allow-http"))),
                "message_patterns" => {
                    let patterns = value.as_array().into_iter().flatten();
                    command.args(patterns.map(|pattern| flag("message_pattern", &pattern.to_string())));
                }
                name if ClientOptions::TIMES.contains(&name) => {
                    // Displayed without an exponent, which the flag does not accept.
                    let time = value.as_f64().map_or_else(|| text(value), |seconds| format!("{seconds}s"));
                    command.arg(flag(name, &time));
                }
                _ => drop(command.arg(flag(name, &text(value)))),
            }
        }
        command.args(call.raw.then_some("--raw"));
        command.args(call.keep_body.then_some("--keep-body"));
        let stdin = add_call(&mut command, call)?;
        let output =
            run(command, &stdin).await.with_context(|| format!("{} did not run", self.binary.display()))?;
        match call.name {
            "flows.rows" if output.status.success() => read_table(&output.stdout),
            name if name.starts_with("contacts.import_") => read_import(&output),
            _ => read(&output),
        }
    }
}

/// Adds command, flags and arguments; returns the text for stdin.
fn add_call(command: &mut Command, call: &Call<'_>) -> Result<String> {
    let mut stdin = String::new();
    if call.name == "call" {
        command.arg("call");
        for name in ["kind", "path_id"] {
            if let Some(value) = call.args.get(name) {
                command.arg(flag(name, &text(value)));
            }
        }
        command.arg("--").arg(call.args.get("name").map(text).unwrap_or_default());
        for (name, value) in call.args.get("params").and_then(Value::as_object).into_iter().flatten() {
            command.arg(format!("{name}={}", text(value)));
        }
        return Ok(stdin);
    }
    command.args(words(call.name)?);
    // Rows are texts, not cells for a spreadsheet.
    command.args((call.name == "flows.rows").then_some("--raw-cells"));
    for (name, value) in &call.args {
        let arguments = match (name.as_str(), value) {
            (_, Value::Null | Value::Bool(false)) => vec![],
            (_, Value::Bool(true)) => vec![format!("--{}", name.replace('_', "-"))],
            ("rows", Value::Array(rows)) => {
                stdin = rows.iter().map(|row| format!("{row}\n")).collect();
                vec!["-".to_owned()]
            }
            ("path", _) if call.name == "contacts.import_file" => vec![text(value)],
            ("path", _) => vec![flag("output_file", &text(value))],
            ("map", Value::Object(map)) => {
                let pair = |(field, column)| flag(name, &format!("{field}={}", text(column)));
                map.iter().map(pair).collect()
            }
            ("format", _) if value == "wide_csv" => vec![flag(name, "csv"), flag("layout", "wide")],
            ("format", _) if value == "wide_excel" => vec![flag(name, "excel"), flag("layout", "wide")],
            ("format", _) if value == "json_lines" => vec![flag(name, "jsonl")],
            // Arguments are visible to every process.
            ("password", _) => {
                stdin = text(value) + "\n";
                vec!["--password-stdin".to_owned()]
            }
            (_, Value::Array(items)) => {
                vec![flag(name, &items.iter().map(text).collect::<Vec<_>>().join(","))]
            }
            (_, Value::Object(_)) => bail!("{name} has a value that cannot be a flag: {value}"),
            _ => vec![flag(name, &text(value))],
        };
        command.args(arguments);
    }
    Ok(stdin)
}

/// The command of a call. Both imports share one, and so do rows and export.
pub(crate) fn words(call: &str) -> Result<[String; 2]> {
    let (noun, verb) = call.split_once('.').with_context(|| format!("{call} is not a call"))?;
    let verb = match verb {
        "rows" => "export",
        verb if verb.starts_with("import_") => "import",
        verb => verb,
    };
    Ok([noun, verb].map(|word| word.replace('_', "-")))
}

async fn run(mut command: Command, stdin: &str) -> Result<Output> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut pipe) = child.stdin.take() {
        // A program that exits without reading reports why in its output.
        let _ = pipe.write_all(stdin.as_bytes()).await;
    }
    Ok(child.wait_with_output().await?)
}

/// Parses the value on stdout or the error on stderr, and checks that the exit code matches.
fn read(output: &Output) -> Result<Value, Failed> {
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let broken = || anyhow!("{}\nstdout: {stdout}\nstderr: {stderr}", output.status);
    if output.status.success() {
        return serde_json::from_str(&stdout).with_context(broken).map_err(Failed::Broken);
    }
    // Warnings can precede it.
    let last = stderr.lines().rev().find_map(|line| serde_json::from_str::<Value>(line).ok());
    let Some(error) = last.and_then(|line| line.get("error").cloned()) else { return Err(broken().into()) };
    let expected = exit_code(&error);
    if output.status.code() != expected {
        return Err(
            anyhow!("{} does not match {error}, which has exit code {expected:?}", output.status).into()
        );
    }
    Err(Failed::Error(error))
}

/// Parses the rows of a table from CSV, which has no types.
fn read_table(stdout: &[u8]) -> Result<Value, Failed> {
    let mut reader = csv::Reader::from_reader(stdout);
    let columns = reader.headers().context("no header")?.clone();
    let cell = |(column, text): (&str, &str)| {
        let value = match text {
            "" => Value::Null,
            digits if column == "question_id" => digits.parse().unwrap_or(Value::Null),
            text => text.into(),
        };
        (column.to_owned(), value)
    };
    let row = |row: csv::StringRecord| Value::Object(columns.iter().zip(&row).map(cell).collect());
    let rows = reader.records().map(|record| record.map(row));
    Ok(rows.collect::<Result<_, _>>().context("the rows are not CSV")?)
}

/// Parses the report of an import, which is on stdout even after a partial failure.
fn read_import(output: &Output) -> Result<Value, Failed> {
    let stdout = String::from_utf8_lossy(&output.stdout);
    let Ok(report) = serde_json::from_str::<Value>(&stdout) else { return read(output) };
    let partial = ["invalid", "failed", "unknown"].iter().any(|count| report[count] != 0);
    let expected = match &report["error"] {
        Value::Null => Some(if partial { 12 } else { 0 }),
        error => exit_code(error),
    };
    if output.status.code() != expected {
        return Err(anyhow!("{} does not match {report}, which has {expected:?}", output.status).into());
    }
    Ok(report)
}

/// The expected exit code of an error.
fn exit_code(error: &Value) -> Option<i32> {
    if error["outcome"] == "unknown" {
        return Some(8);
    }
    Some(match error["kind"].as_str()? {
        "config" => 1,
        "not_found" => 2,
        "authentication" => 3,
        "rate_limited" => 5,
        "connection" | "timeout" => 6,
        "server" | "upstream" | "unknown" => 7,
        "validation" => 9,
        "conflict" => 10,
        "precondition" => 11,
        "malformed" => 13,
        "cancelled" => 130,
        _ => return None,
    })
}

/// With `=`, so that no value is parsed as a flag.
fn flag(name: &str, value: &str) -> String {
    format!("--{}={value}", name.replace('_', "-"))
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::ExitStatus;

    use serde_json::json;

    use super::*;

    fn output(code: i32, stdout: &str, stderr: &str) -> Output {
        // The second byte of the wait status is the exit code.
        let status = ExitStatus::from_raw(code << 8);
        Output { status, stdout: stdout.into(), stderr: stderr.into() }
    }

    #[test]
    fn reads_values_from_stdout_and_errors_from_stderr() {
        assert_eq!(read(&output(0, "{\"id\": 5}\n", "")).unwrap(), json!({"id": 5}));
        let stderr = "warning: something\n{\"error\":{\"kind\":\"not_found\"}}\n";
        let Err(Failed::Error(error)) = read(&output(2, "", stderr)) else { panic!() };
        assert_eq!(error, json!({"kind": "not_found"}));
    }

    #[test]
    fn rejects_a_wrong_exit_code() {
        let unknown = "{\"error\":{\"kind\":\"connection\",\"outcome\":\"unknown\"}}";
        assert!(matches!(read(&output(8, "", unknown)), Err(Failed::Error(_))));
        assert!(matches!(read(&output(6, "", unknown)), Err(Failed::Broken(_))));
        assert!(matches!(read(&output(1, "", "panicked")), Err(Failed::Broken(_))));
        assert!(matches!(read(&output(0, "not JSON", "")), Err(Failed::Broken(_))));
    }
}
