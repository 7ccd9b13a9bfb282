//! Completions for shells, and manual pages.

use std::process::Command;

use crate::stage::Stage;

#[test]
fn prints_a_script_for_every_shell() {
    let stage = Stage::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stage.program(&format!("completions {shell}")).run().ok();
        for word in ["chat44mp", "contact-groups", "subscriber-answers", "raw-cells", "max-retries"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(stage.program("completions cmd").run().code, Some(1));
}

/// Skipped where bash is not installed.
#[cfg(unix)]
#[test]
fn bash_accepts_its_script() {
    let stage = Stage::new();
    let script = stage.program("completions bash").run().ok();
    let path = stage.directory().join("chat44mp.bash");
    std::fs::write(&path, script).unwrap();
    let Ok(status) = Command::new("bash").arg("-n").arg(&path).status() else { return };
    assert!(status.success());
}

#[test]
fn commands_complete_the_global_options_too() {
    let stage = Stage::new();
    let script = stage.program("completions bash").run().ok();
    let (_, case) = script.split_once("chat44mp__subcmd__contacts__subcmd__get)").unwrap();
    let options = case.lines().find(|line| line.contains("opts=")).unwrap();
    assert!(options.contains("--contact-id") && options.contains("--max-retries"), "{options}");
}

#[test]
fn every_command_has_a_manual_page() {
    let stage = Stage::new();
    stage.program("man pages").run().ok();
    let pages = std::fs::read_dir(stage.directory().join("pages")).unwrap();
    let pages: Vec<_> = pages.map(|page| page.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!pages.iter().any(|page| page.contains("help") || page.contains("-man.")), "{pages:?}");
    let described = stage.program("--help --agent").run().json();
    for command in described["commands"].as_array().unwrap() {
        let page = format!("chat44mp-{}.1", command["name"].as_str().unwrap().replace(' ', "-"));
        assert!(pages.contains(&page), "{page}");
    }
}
