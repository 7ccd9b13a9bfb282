//! `contacts import`

use std::fmt::Write;
use std::fs;

use chat44mp::Operation;
use chat44mp_emulator::{Fault, FaultKind};
use serde_json::Value;

use crate::stage::Stage;

fn people(count: usize) -> String {
    let mut text = "Email;Cellulare;Nome\r\n".to_owned();
    for number in 0..count {
        let _ = write!(text, "person{number}@import.example;+39333{number:07};Ada\r\n");
    }
    text
}

fn stage(file: &str) -> Stage {
    let stage = Stage::new();
    fs::write(stage.directory().join("people.csv"), file).unwrap();
    stage
}

fn creates(stage: &Stage) -> usize {
    stage.emulator.journal().iter().filter(|entry| entry.operation == Some("create_contact")).count()
}

#[test]
fn creates_one_contact_per_row() {
    let stage = stage(&people(30));
    let report = stage.member("contacts import people.csv --group-id $group").run().json();
    assert_eq!(
        (&report["rows"], &report["created"], &report["end"]),
        (&30.into(), &30.into(), &"complete".into())
    );
    assert_eq!(report["columns"][1]["column"], "Cellulare");
    let again = stage.member("contacts import people.csv --group-id $group").run().json();
    assert_eq!((&again["created"], &again["earlier"]), (&30.into(), &30.into()));
    assert_eq!(creates(&stage), 30);
    let results = stage.directory().join(format!("people.csv.group-{}.jsonl", stage.fixture("group")));
    assert_eq!(fs::read_to_string(results).unwrap().lines().count(), 62);
}

#[test]
fn prints_a_summary_and_the_reasons() {
    let file = people(3) + "wrong;1;Bob\r\nperson0@import.example;5;Double\r\n";
    let stage = stage(&file);
    stage.emulator.add_fault(Fault::new(FaultKind::Reset).on(Operation::CREATE_CONTACT).nth(2));
    let run = stage.member("contacts import people.csv --group-id $group -o table --errors bad.csv").run();
    assert_eq!(run.code, Some(12), "{run:?}");
    for expected in [
        "people.csv\n  5 rows, UTF-8, `;`",
        "phone_number from Cellulare",
        "created  2  new",
        "unknown  1  possibly created",
        "an earlier row has the same `email` (duplicate_row)\n         row 6",
        "(send_failed)\n         row 3",
    ] {
        assert!(run.out.contains(expected), "{expected}: {run:?}");
    }
    assert!(run.err.contains("bad.csv"), "{run:?}");
    let bad = fs::read_to_string(stage.directory().join("bad.csv")).unwrap();
    assert_eq!(bad.lines().count(), 3, "{bad}");
    assert!(bad.contains("wrong,1,Bob,,5,invalid,invalid_value,"), "{bad}");
}

#[test]
fn reads_rows_from_stdin() {
    let stage = Stage::new();
    let import = || stage.member("contacts import - --group-id $group");
    let report = import().stdin(&people(3)).run().json();
    assert_eq!((&report["created"], &report["delimiter"]), (&3.into(), &";".into()));
    // Stdin has no default results file, so the import cannot resume.
    assert_eq!(fs::read_dir(stage.directory()).unwrap().count(), 0);
    let report = import().stdin(&people(3)).run();
    assert_eq!(report.json()["exists"], 3);
}

#[test]
fn a_dry_run_sends_nothing() {
    let stage = stage(&people(3));
    let report = stage.member("contacts import people.csv --group-id $group --dry-run").run().json();
    assert_eq!((&report["pending"], &report["created"]), (&3.into(), &0.into()));
    assert_eq!((creates(&stage), fs::read_dir(stage.directory()).unwrap().count()), (0, 1));
}

#[test]
fn a_dry_run_shows_what_would_be_sent() {
    let stage = Stage::new();
    let file = "Email,Cell,Fax,Note\nada@import.example,p:+39 333 1234567,1,\nwrong,1,,\neve@import.example,n/a,,\n\
                bob@import.example,,,\u{1b}[31m+39 333 7654321\n";
    fs::write(stage.directory().join("people.csv"), file).unwrap();
    let run = stage.member("contacts import people.csv --group-id $group --dry-run -o table").run();
    for expected in [
        "  phone_number from Cell\n  not used     Fax, Note\n",
        "First rows as they would be sent\nrow  email               phone_number\n",
        "2    ada@import.example  p:+39 333 1234567 → +39 333 1234567",
        "4    eve@import.example  n/a → empty",
        "invalid  1  not sent\npending  3  would be sent\n",
        "invalid  `email` is not an e-mail address: it has no `@`",
        "cleaned  prefix `p:` in 1 cell of phone_number\n",
        "warning  `phone_number` is empty",
        "2 rows: 4, 5\n",
    ] {
        assert!(run.out.contains(expected), "{expected}: {}", run.out);
    }
    assert!(!run.out.contains("created"), "{}", run.out);
}

#[test]
fn accepts_columns_delimiter_and_encoding() {
    let stage = Stage::new();
    fs::write(stage.directory().join("people.csv"), b"Correo|Nome\nada@import.example|Nicol\xf2\n").unwrap();
    let line = "contacts import people.csv --group-id $group --map email=correo --map last-name=Nome --map first_name= \
                --delimiter | --encoding latin1";
    assert_eq!(stage.member(line).run().json()["created"], 1);
    let state = stage.emulator.state();
    assert!(state["contacts"].as_object().unwrap().values().any(|contact| contact["last_name"] == "Nicolò"));
    assert_eq!(stage.member("contacts import people.csv --group-id 1 --delimiter ;;").run().code, Some(1));
}

#[test]
fn exit_codes_of_aborted_imports() {
    let stage = stage(&people(20));
    let unknown = stage.member("contacts import people.csv --group-id 999999").run();
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    let report: Value = serde_json::from_str(&unknown.out).unwrap();
    assert_eq!((&report["end"], &report["error"]["code"]), (&"aborted".into(), &"group_not_found".into()));

    let missing = stage.member("contacts import nobody.csv --group-id $group").run();
    assert_eq!((missing.code, &missing.error()["code"]), (Some(1), &"file_failed".into()));
    fs::write(stage.directory().join("odd.csv"), "Name\nAda\n").unwrap();
    let odd = stage.member("contacts import odd.csv --group-id $group").run();
    assert_eq!((odd.code, &odd.error()["code"]), (Some(9), &"invalid_file".into()));
    fs::write(stage.directory().join("notes.txt"), "my notes\n").unwrap();
    let other = stage.member("contacts import people.csv --group-id $group --results notes.txt").run();
    assert_eq!((other.code, &other.error()["code"]), (Some(1), &"results_file_refused".into()));
}

#[cfg(unix)]
mod interrupted {
    use std::time::Duration;

    use super::*;
    use crate::interrupt::interrupt;
    use crate::stage::Run;

    const TIMEOUT: Duration = Duration::from_secs(20);

    #[test]
    fn first_ctrl_c_waits_for_rows_in_flight() {
        let stage = stage(&people(500));
        stage.emulator.add_fault(Fault::new(FaultKind::Latency { ms: 300 }));
        let child = stage.member("contacts import people.csv --group-id $group").spawn();
        assert!(stage.emulator.wait_for(|journal| journal.len() >= 4, TIMEOUT), "no request");
        interrupt(&child);
        let run = Run::of(child);
        assert_eq!(run.code, Some(130), "{run:?}");
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(
            (&report["end"], &report["unknown"], &report["rows"]),
            (&"stopped".into(), &0.into(), &500.into())
        );
        assert_eq!(report["created"], creates(&stage));

        stage.emulator.clear_faults();
        let report = stage.member("contacts import people.csv --group-id $group").run().json();
        assert_eq!((&report["created"], creates(&stage)), (&500.into(), 500));
    }

    #[test]
    fn second_ctrl_c_ends_immediately() {
        let stage = stage(&people(500));
        stage.emulator.add_fault(Fault::new(FaultKind::Hang));
        let child = stage.member("contacts import people.csv --group-id $group").spawn();
        assert!(stage.emulator.wait_for(|journal| journal.len() == 4, TIMEOUT), "no request");
        interrupt(&child);
        // Signals can be merged, so the second is sent only after the first was handled.
        std::thread::sleep(Duration::from_millis(300));
        interrupt(&child);
        let run = Run::of(child);
        assert_eq!((run.code, &run.error()["outcome"]), (Some(130), &"unknown".into()), "{run:?}");
        assert_eq!(creates(&stage), 4);
    }
}
