//! Hostile texts: escaped on a terminal, unchanged in a pipe.

use chat44mp_emulator::FaultKind;
use serde_json::Value;

use crate::pty;
use crate::stage::Stage;

/// Clears the screen, sets the title, colours (with C1, too), deletes, reorders, breaks lines, hides.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}[35m\u{9b}35m\u{8}\u{7f}\u{202e}\u{2066}\u{2028}\u{200b}\u{feff}\u{e0041}é👩\u{200d}💻";

/// Reads of all kinds, and whether they need an admin's key.
const READS: &[(&str, bool)] = &[
    ("users get $user", true),
    ("packages list", true),
    ("subscribers get $subscriber", false),
    ("labels list --page-id $page_with_bot", false),
    ("contact-groups get $group", false),
    ("contacts get $contact", false),
    ("flows list", false),
    ("flows get $flow", false),
    ("flows subscriber-answers --flow-id $flow --subscriber-id $flow_subscriber", false),
    ("flows answers $flow", false),
    ("flows export $flow", false),
    ("flows export $flow --format jsonl", false),
    ("call get_contact contact_id=$contact", false),
];

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// Fails if `text` contains control sequences other than colours and, if `bars`, those of progress bars.
#[track_caller]
fn assert_harmless(text: &str, bars: bool, what: &str) {
    let mut left = text;
    while let Some(character) = left.chars().next() {
        left = &left[character.len_utf8()..];
        if character == '\u{1b}' {
            let end = left.find(|end: char| end.is_ascii_alphabetic()).unwrap_or(left.len());
            let (sequence, rest) = left.split_at((end + 1).min(left.len()));
            let style = sequence.starts_with('[') && sequence.ends_with('m') && !sequence.contains("35m");
            let bar = bars && ["[2K", "[1A", "[1B", "[J", "[0J"].contains(&sequence);
            assert!(style || bar, "{what}: {sequence:?} in {text:?}");
            left = rest;
            continue;
        }
        let special = matches!(character, '\u{200b}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
        let allowed = character == '\n' || bars && character == '\r';
        assert!(allowed || !character.is_control() && !special, "{what}: {character:?} in {text:?}");
    }
}

/// Runs `line` on a terminal, and returns what it showed.
fn shown(stage: &Stage, line: &str, admin: bool) -> pty::Shown {
    pty::run(if admin { stage.admin(line) } else { stage.member(line) })
}

/// Configures the response to `line` with [`HOSTILE`] in each free text.
fn make_hostile(stage: &Stage, line: &str, admin: bool) {
    stage.emulator.clear_faults();
    let run = |line: &str| if admin { stage.admin(line) } else { stage.member(line) }.run();
    run(line).ok();
    let entry = stage.emulator.journal().pop().unwrap();
    let parameters = entry.query.iter().filter(|(name, _)| *name != "api_key");
    let parameters: Vec<_> = parameters.map(|(name, value)| format!("{name}={value}")).collect();
    let call = format!("call {} {} --raw --keep-body", entry.operation.unwrap(), parameters.join(" "));
    let raw = run(&call).json();
    let mut body: Value = serde_json::from_str(raw["body"].as_str().unwrap()).unwrap();
    poison(&mut body, "");
    let content_type = "application/json".into();
    stage.fault(FaultKind::Body { body: body.to_string(), status: 200, content_type });
}

fn poison(value: &mut Value, key: &str) {
    const NAMES: [&str; 16] = [
        "name",
        "first_name",
        "last_name",
        "email",
        "label_name",
        "group_name",
        "flow_name",
        "question",
        "answer",
        "package_name",
        "full_name",
        "type",
        "phone_number",
        "notes",
        "gender",
        "locale",
    ];
    match value {
        Value::String(text) if NAMES.contains(&key) => text.push_str(HOSTILE),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, key)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| poison(value, &key.clone())),
        _ => {}
    }
}

#[test]
fn hostile_responses_do_not_drive_the_terminal() {
    let stage = Stage::new();
    for (line, admin) in READS {
        make_hostile(&stage, line, *admin);
        for format in FORMATS {
            for raw in ["", " --raw --keep-body", " -v"] {
                let line = format!("{line} -o {format}{raw}");
                let pty::Shown { code, out, err } = shown(&stage, &line, *admin);
                assert_harmless(&out, false, &line);
                assert_harmless(&err, true, &line);
                if code == Some(0) && raw.is_empty() {
                    assert!(
                        out.contains("1b") && out.contains("202e") && out.contains("é👩"),
                        "{line}: {out}"
                    );
                }
            }
        }
    }
}

#[test]
fn pipes_receive_data_as_it_is() {
    let stage = Stage::new();
    for (line, admin) in READS {
        make_hostile(&stage, line, *admin);
        let run = |format: &str| {
            let line = format!("{line} -o {format}");
            if *admin { stage.admin(&line) } else { stage.member(&line) }.run().ok()
        };
        let csv = line.starts_with("flows export $flow") && !line.ends_with("jsonl");
        for format in ["json", "jsonl"].iter().filter(|_| !csv) {
            let text = run(format);
            let values: Vec<Value> =
                serde_json::Deserializer::from_str(&text).into_iter().collect::<Result<_, _>>().unwrap();
            assert!(values.iter().any(|value| holds(value, HOSTILE)), "{line} {format}: {text}");
        }
        if !line.ends_with("jsonl") && !line.starts_with("call") {
            assert!(run("csv").contains(HOSTILE), "{line}: {}", run("csv"));
        }
    }
}

/// Whether a text in `value` ends with `end`.
fn holds(value: &Value, end: &str) -> bool {
    match value {
        Value::String(text) => text.ends_with(end),
        Value::Array(items) => items.iter().any(|item| holds(item, end)),
        Value::Object(fields) => fields.values().any(|value| holds(value, end)),
        _ => false,
    }
}

#[test]
fn hostile_failures_do_not_drive_the_terminal() {
    let stage = Stage::new();
    let bodies = [
        format!(r#"{{"status":"0","message":{}}}"#, Value::from(HOSTILE)),
        format!("<html><title>{HOSTILE}</title>{HOSTILE}</html>"),
        HOSTILE.to_owned(),
        format!(r#"{{"status":"1","{HOSTILE}":"{HOSTILE}"}}"#),
    ];
    let lines = READS.iter().copied().chain([
        ("doctor", false),
        ("contact-groups create --name x", false),
        ("contacts delete $contact", false),
        ("labels create --page-id $page_with_bot --name x", false),
    ]);
    for (line, admin) in lines {
        for (number, body) in bodies.iter().enumerate() {
            for status in [200, 500] {
                stage.emulator.clear_faults();
                let content_type = "text/html".into();
                stage.fault(FaultKind::Body { body: body.clone(), status, content_type });
                for format in ["table", "json"] {
                    let what = format!("{line} -o {format} -v --max-retries 0");
                    let pty::Shown { out, err, .. } = shown(&stage, &what, admin);
                    assert_harmless(&out, false, &format!("{what}, body {number}"));
                    assert_harmless(&err, true, &format!("{what}, body {number}"));
                }
            }
        }
    }
}

#[test]
fn hostile_arguments_and_names_of_files_do_not_drive_the_terminal() {
    let stage = Stage::new();
    let hostile_file = stage.directory().join(format!("{HOSTILE}.csv"));
    std::fs::write(&hostile_file, format!("Email,{HOSTILE}\n{HOSTILE},=1\n")).unwrap();
    let file = hostile_file.to_str().unwrap();
    let arguments: [(&str, Vec<&str>); 9] = [
        ("", vec![HOSTILE]),
        ("contacts get", vec![HOSTILE]),
        ("flows list -o", vec![HOSTILE]),
        ("flows list --timeout", vec![HOSTILE]),
        ("flows list --base-url", vec![HOSTILE]),
        ("flows list --profile", vec![HOSTILE]),
        ("config show", vec![HOSTILE]),
        ("contacts import --group-id $group", vec![file]),
        ("contacts import --group-id $group", vec![file, "--map", HOSTILE]),
    ];
    for (line, extra) in arguments {
        for format in FORMATS {
            let mut program = stage.member(line);
            for argument in &extra {
                program = program.args([*argument]);
            }
            let pty::Shown { out, err, .. } = pty::run(program.args(["--output", format]));
            assert_harmless(&out, true, line);
            assert_harmless(&err, true, line);
        }
    }
    // The name of a terminal does not avoid the escaping.
    for name in ["/dev/stdout", "/dev/fd/1", "/dev/stderr"] {
        let pty::Shown { code, out, err } =
            shown(&stage, &format!("flows export $flow --output-file {name}"), false);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{name}: {err}");
        assert!(err.contains("it is a terminal"), "{name}: {err}");
    }
    // Cells are escaped before control characters.
    stage.fault(FaultKind::Body {
        body: r#"[{"id":"1","flow_name":"\u0001=1+1"},{"id":"2","flow_name":"\u001b[1m\t@x"}]"#.into(),
        status: 200,
        content_type: "application/json".into(),
    });
    assert_eq!(stage.member("flows list -o csv").run().ok(), "id,name\n1,'\u{1}=1+1\n2,'\u{1b}[1m\t@x\n");
}

#[test]
fn styles_of_the_program_are_not_escaped() {
    let stage = Stage::new();
    let file = stage.directory().join("answers.csv");
    let demo = || stage.program(&format!("demo --answers-file {}", file.display()));
    let pty::Shown { err, .. } = pty::run(demo());
    assert!(err.contains("\u{1b}[1mAn error\u{1b}[0m"), "{err}");
    let run = demo().run();
    assert!(run.err.contains("\nAn error\nerror: contacts create failed"), "{run:?}");
}
