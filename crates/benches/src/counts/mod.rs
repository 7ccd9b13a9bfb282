//! Counts per call, which do not depend on the load of the machine: instructions and allocations of the package's library, and
//! system calls. The instructions of interpreters and of the C library differ between machines, so they have no budget.
//!
//! The packages are built as for their tests, so that CI builds nothing else: all counts show additional work, although a release
//! has fewer instructions.

mod callgrind;
mod path;
mod paths;
mod strace;

use anyhow::Result;

use crate::budgets::Budgets;
use crate::program::Program;
use crate::server::Server;
pub(crate) use callgrind::per_call as under_callgrind;
pub(crate) use path::Path;
pub(crate) use paths::LANGUAGES;

/// How far a count may be over its budget.
const TOLERANCE: f64 = 0.05;
/// The same for counts near zero.
const ROUNDING: f64 = 0.1;

/// Counts the paths of these languages, and returns whether all counts are within their budgets.
pub(crate) fn check(languages: &[String]) -> Result<bool> {
    let program = Program::current()?;
    let server = Server::start(&program)?;
    let budgets = Budgets::load()?;
    let mut within = true;
    for language in languages {
        for path in paths::of(language, &program, &server.address)? {
            let counted = under_callgrind(&path)?;
            let counts = [
                ("instructions", counted.instructions),
                ("allocations", counted.allocations),
                ("system calls", strace::per_call(&path)?),
            ];
            println!("\n{}: {:.0} instructions, C library and interpreter included", path.name, counted.all);
            for (kind, count) in counts {
                within &= is_within(&budgets, kind, &path.name, count);
            }
        }
    }
    Ok(within)
}

/// Prints a count, and compares it with its budget.
fn is_within(budgets: &Budgets, kind: &str, path: &str, count: f64) -> bool {
    let Some(budget) = budgets.count(kind, path) else {
        println!("{count:>10.1} {kind} (no budget: add \"{path}\" to [counts] in budgets.toml)");
        return false;
    };
    let verdict = match () {
        () if count > most(budget) => "OVER",
        () if budget > most(count) => "lower it:",
        () => "within",
    };
    println!("{count:>10.1} {kind} ({verdict} {budget})");
    count <= most(budget)
}

/// The most that counts as equal to `count`.
fn most(count: f64) -> f64 {
    count * (1.0 + TOLERANCE) + ROUNDING
}
