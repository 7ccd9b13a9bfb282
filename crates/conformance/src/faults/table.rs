//! Parses `expectations.yaml` and lists its cells.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use chat44mp::{CallOptions, ClientOptions, OperationKind};
use chat44mp_emulator::{Fault, Position};
use serde::Deserialize;
use serde_json::Value;

use super::calls::Call;

const TEXT: &str = include_str!("expectations.yaml");

/// Faults with the same results for every call, apart from exceptions.
#[derive(Deserialize)]
struct Group {
    #[serde(rename = "because")]
    _because: String,
    /// The calls that can have these faults, and why the others cannot; all calls if omitted.
    only: Option<Vec<String>>,
    only_because: Option<String>,
    faults: Vec<FaultLine>,
    #[serde(default)]
    impossible: Lines,
    #[serde(default)]
    except: Vec<Exception>,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "because")]
    _because: String,
    calls: Vec<String>,
    /// The faults of the group to which it applies; all of them if omitted.
    faults: Option<Vec<String>>,
    #[serde(flatten)]
    expected: Expected,
}

/// Lines by column.
type Lines = BTreeMap<String, String>;

/// The lines of a group or of an exception: `once`, `always`, or `both`. `check` rejects all other fields.
type Expected = BTreeMap<String, Lines>;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultLine {
    name: String,
    #[serde(default)]
    code: String,
    fault: Option<Value>,
    client_side: Option<ClientSide>,
    #[serde(default)]
    client: ClientOptions,
    #[serde(default)]
    call: CallOptions,
}

/// A fault that no server is needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ClientSide {
    ClosedPort,
    UnknownHost,
    HttpsToHttp,
}

/// The failure in a cell.
#[derive(Debug, Clone)]
pub(super) enum Trouble {
    /// A fault as JSON, with the placeholders `{key}` and `{password}`.
    Server(Value),
    Client(ClientSide),
}

impl Trouble {
    /// The fault rule of the emulator.
    pub(super) fn rule(&self, cell: &Cell<'_>, key: &str, password: &str) -> Result<Option<Fault>> {
        let Trouble::Server(fault) = self else { return Ok(None) };
        let mut fault = filled(fault, key, password);
        if let Value::Object(fields) = &mut fault {
            fields.insert("operation".into(), cell.call.operation.name().into());
            fields.insert("at".into(), at(cell.position).into());
            if cell.frequency == Frequency::Once {
                fields.insert("times".into(), 1.into());
            }
        }
        serde_json::from_value(fault).map(Some).with_context(|| format!("the fault of {cell}"))
    }
}

fn filled(value: &Value, key: &str, password: &str) -> Value {
    match value {
        Value::String(text) => text.replace("{key}", key).replace("{password}", password).into(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), filled(value, key, password))).collect()
        }
        other => other.clone(),
    }
}

/// Which requests fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frequency {
    Once,
    Always,
}

impl Frequency {
    fn as_str(self) -> &'static str {
        if self == Frequency::Once { "once" } else { "always" }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expectation {
    pub(super) result: String,
    pub(super) attempts: u32,
    pub(super) others: usize,
    pub(super) outcome: Option<String>,
    pub(super) state: String,
}

impl FromStr for Expectation {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Expectation> {
        let mut words = line.split_whitespace();
        let result = words.next().context("an empty line")?.to_owned();
        let times = words.next().and_then(|word| word.strip_prefix('×')).context("×n is missing")?;
        let mut expectation = Expectation {
            result,
            attempts: times.parse()?,
            others: 0,
            outcome: None,
            state: "untouched".into(),
        };
        for word in words {
            match word {
                "not_sent" | "rejected" | "unknown" => expectation.outcome = Some(word.to_owned()),
                "untouched" | "half" | "applied" => expectation.state = word.to_owned(),
                _ => match word.strip_prefix('+') {
                    Some(count) => expectation.others = count.parse()?,
                    None => bail!("unexpected word {word:?}"),
                },
            }
        }
        Ok(expectation)
    }
}

/// One case: a call, a fault with its position and frequency, and the expected result.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    pub(super) call: &'a Call,
    pub(super) fault: String,
    pub(super) trouble: Trouble,
    pub(super) position: Position,
    pub(super) frequency: Frequency,
    pub(super) client: ClientOptions,
    pub(super) options: CallOptions,
    pub(super) expectation: Expectation,
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let frequency = self.frequency.as_str();
        write!(f, "{} | {} | {} | {frequency}", self.call.name, self.fault, at(self.position))
    }
}

fn at(position: Position) -> &'static str {
    match position {
        Position::Before => "before",
        Position::During => "during",
        Position::After => "after",
    }
}

/// The complete table: its cells, and the number of impossible ones by reason.
pub(super) struct Table<'a> {
    pub(super) cells: Vec<Cell<'a>>,
    pub(super) impossible: BTreeMap<String, usize>,
}

const ONE_COLUMN: &str = "a read changes nothing: before and after are the same";
const ONE_THING: &str = "this operation has one step, so there is no `during`";

/// Every cell of the table, for these calls.
pub(super) fn load(calls: &[Call]) -> Result<Table<'_>> {
    let groups: Vec<Group> = serde_saphyr::from_str(TEXT).context("expectations.yaml")?;
    let mut table = Table { cells: Vec::new(), impossible: BTreeMap::new() };
    for group in &groups {
        check(group, calls)?;
        for line in &group.faults {
            for call in calls {
                for position in [Position::Before, Position::During, Position::After] {
                    add(&mut table, group, line, call, position)
                        .with_context(|| format!("expectations.yaml: {} on {}", line.name, call.name))?;
                }
            }
        }
    }
    Ok(table)
}

fn add<'a>(
    table: &mut Table<'a>,
    group: &Group,
    line: &FaultLine,
    call: &'a Call,
    position: Position,
) -> Result<()> {
    let kind = call.operation.info().kind;
    let column = match kind {
        OperationKind::Read => "read".to_owned(),
        OperationKind::Set => format!("set {}", at(position)),
        OperationKind::Create => format!("create {}", at(position)),
    };
    let reason = if kind == OperationKind::Read && position != Position::Before {
        Some(ONE_COLUMN)
    } else if position == Position::During && !call.has_middle {
        Some(ONE_THING)
    } else if group.only.as_ref().is_some_and(|only| !only.iter().any(|name| name == call.name)) {
        group.only_because.as_deref()
    } else {
        group.impossible.get(&column).map(String::as_str)
    };
    if let Some(reason) = reason {
        *table.impossible.entry(reason.to_owned()).or_default() += 1;
        return Ok(());
    }
    let trouble = match (&line.fault, line.client_side) {
        (Some(fault), None) => Trouble::Server(fault.clone()),
        (None, Some(side)) => Trouble::Client(side),
        _ => bail!("exactly one of fault and client_side is needed"),
    };
    let exception = group.except.iter().filter(|exception| {
        exception.calls.iter().any(|name| name == call.name)
            && exception.faults.as_ref().is_none_or(|faults| faults.contains(&line.name))
    });
    let sources: Vec<_> = exception.map(|exception| &exception.expected).chain([&group.expected]).collect();
    let mut found = false;
    for frequency in [Frequency::Once, Frequency::Always] {
        let find = |source: &&Expected| {
            let lines = [frequency.as_str(), "both"].into_iter().filter_map(|name| source.get(name));
            lines.filter_map(|lines| lines.get(&column)).next().cloned()
        };
        let Some(text) = sources.iter().find_map(find) else { continue };
        found = true;
        let expectation = text.replace("$code", &line.code).parse().with_context(|| format!("{text:?}"))?;
        table.cells.push(Cell {
            call,
            fault: line.name.clone(),
            trouble: trouble.clone(),
            position,
            frequency,
            client: line.client.clone(),
            options: line.call.clone(),
            expectation,
        });
    }
    // A missing column must not pass silently.
    ensure!(found, "the column {column:?} is neither expected nor impossible");
    Ok(())
}

/// Rejects misspelt names, which would have no effect.
fn check(group: &Group, calls: &[Call]) -> Result<()> {
    const COLUMNS: &[&str] =
        &["read", "set before", "set during", "set after", "create before", "create during", "create after"];
    let names = group.only.iter().flatten().chain(group.except.iter().flat_map(|exception| &exception.calls));
    for name in names {
        ensure!(calls.iter().any(|call| call.name == name), "expectations.yaml: there is no call {name:?}");
    }
    for name in group.except.iter().flat_map(|exception| exception.faults.iter().flatten()) {
        let known = group.faults.iter().any(|line| line.name == *name);
        ensure!(known, "expectations.yaml: there is no fault {name:?} in the group of the exception");
    }
    let expected = group.except.iter().map(|exception| &exception.expected).chain([&group.expected]);
    for (field, lines) in expected.flatten().chain([(&"both".to_owned(), &group.impossible)]) {
        let known = ["once", "always", "both"].contains(&field.as_str());
        ensure!(known, "expectations.yaml: there is no field {field:?}");
        for column in lines.keys() {
            let known = COLUMNS.contains(&column.as_str());
            ensure!(known, "expectations.yaml: there is no column {column:?}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::calls;
    use crate::scenarios;

    #[test]
    fn covers_every_operation_with_at_least_500_cells() {
        let calls = calls::all(&scenarios::load().unwrap()).unwrap();
        let table = load(&calls).unwrap();
        assert!(table.cells.len() >= 500, "{}", table.cells.len());
        for operation in chat44mp::Operation::all() {
            assert!(table.cells.iter().any(|cell| cell.call.operation == operation), "{operation}");
        }
    }

    #[test]
    fn parses_a_line() {
        let expectation: Expectation = "send_failed ×3 +1 unknown half".parse().unwrap();
        assert_eq!(
            expectation,
            Expectation {
                result: "send_failed".into(),
                attempts: 3,
                others: 1,
                outcome: Some("unknown".into()),
                state: "half".into(),
            }
        );
        assert!("ok".parse::<Expectation>().is_err());
        assert!("ok ×1 applide".parse::<Expectation>().is_err());
    }
}
