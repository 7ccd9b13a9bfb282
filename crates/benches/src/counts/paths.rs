//! The paths whose counts have budgets: a call, and a row of all answers.

use std::rc::Rc;

use anyhow::{Result, bail};

use super::path::{CommandOf, Path};
use crate::contest::OURS;
use crate::program::{Program, next_run};
use crate::server::Address;
use xtask::node::Node;
use xtask::python::Python;

/// The languages with counts.
pub(crate) const LANGUAGES: [&str; 3] = ["rust", "python", "node"];

/// The paths of a language. Builds its package as for the tests.
pub(super) fn of<'a>(language: &str, program: &'a Program, server: &'a Address) -> Result<Vec<Path<'a>>> {
    let (library, paths) = match language {
        "rust" => ("/benches", rust(program, server)),
        "python" => ("chat44mp/_native", python(Python::set_up()?, server)),
        "node" => ("/chat44mp.linux", node(Node::set_up()?, server)),
        _ => bail!("there are no counts of {language:?}; languages: {}", LANGUAGES.join(", ")),
    };
    let named = |(name, command)| Path { name: format!("{language}: {name}"), library, command };
    Ok(paths.into_iter().map(named).collect())
}

fn rust<'a>(program: &'a Program, server: &'a Address) -> Vec<(&'static str, CommandOf<'a>)> {
    let call = |call: &'static str| -> CommandOf<'a> {
        Box::new(move |count| Ok(program.calls(OURS, call, &count.to_string(), "1", &server.to_argument()?)))
    };
    let answers =
        move |count| Ok(program.part(&["answers", OURS, &server.with_answers_of(count).to_argument()?]));
    vec![
        ("get_contact", call("get-contact")),
        ("create_contact", call("create-contact")),
        ("row of answers", Box::new(answers)),
    ]
}

fn python<'a>(python: Python, server: &'a Address) -> Vec<(&'static str, CommandOf<'a>)> {
    let python = Rc::new(python);
    // Arguments before the number of calls, and after the address.
    let calls = |kind: &'static [&'static str], rest: &'static [&'static str]| -> CommandOf<'a> {
        let python = Rc::clone(&python);
        Box::new(move |count| {
            let mut command = python.tool("python");
            command.arg("benches/measure.py").args(kind).args([OURS, &count.to_string(), &next_run()]);
            command.arg(server.to_argument()?).args(rest);
            Ok(command)
        })
    };
    vec![
        ("get_contact", calls(&["blocking", "get"], &[])),
        ("get_contact in asyncio", calls(&["coroutines", "get"], &["1"])),
    ]
}

fn node<'a>(node: Node, server: &'a Address) -> Vec<(&'static str, CommandOf<'a>)> {
    let get: CommandOf<'a> = Box::new(move |count| {
        let mut command = node.node();
        command.args(["benches/measure.mjs", "get", OURS, &count.to_string(), &next_run()]);
        command.args([&server.to_argument()?, "1", "0"]);
        Ok(command)
    });
    vec![("get_contact", get)]
}
