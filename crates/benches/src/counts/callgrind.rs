//! Instructions and allocations per call, counted by valgrind.

use std::collections::HashMap;
use std::fs;

use anyhow::{Result, ensure};

use super::path::Path;
use crate::program::run_under;
use crate::server::{LONG, SHORT};
use xtask::workspace;

const ALLOCATORS: [&str; 4] = ["malloc", "calloc", "realloc", "posix_memalign"];

/// Counts of a run, or per call.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Counted {
    /// All instructions of the process.
    pub(crate) all: f64,
    /// Those of the library.
    pub(crate) instructions: f64,
    /// The library's calls of the allocator.
    pub(crate) allocations: f64,
}

/// Counts the calls of a path.
pub(crate) fn per_call(path: &Path<'_>) -> Result<Counted> {
    println!("instructions per call: {} …", path.name);
    let (short, long) = (count(path, SHORT)?, count(path, LONG)?);
    let per_call = |count: fn(&Counted) -> f64| (count(&long) - count(&short)) / f64::from(LONG - SHORT);
    Ok(Counted {
        all: per_call(|counted| counted.all),
        instructions: per_call(|counted| counted.instructions),
        allocations: per_call(|counted| counted.allocations),
    })
}

fn count(path: &Path<'_>, calls: u32) -> Result<Counted> {
    let folder = workspace::root().join("target/callgrind");
    fs::create_dir_all(&folder)?;
    // Kept for callgrind_annotate.
    let file = folder.join(format!("{}.{calls}", path.name.replace([' ', ','], "-")));
    let out = format!("--callgrind-out-file={}", file.display());
    // V8 changes the code that it has generated.
    let options = ["--tool=callgrind", "--smc-check=all-non-file", &out];
    run_under("valgrind", &options, &(path.command)(calls)?)?;
    let counted = parse(&fs::read_to_string(&file)?, path.library);
    ensure!(
        counted.instructions > 0.0,
        "no instruction was counted in {:?}: see {}",
        path.library,
        file.display()
    );
    Ok(counted)
}

/// Reads the format of callgrind: lines of instructions, below the lines with their object (`ob`) and function.
fn parse(text: &str, library: &str) -> Counted {
    let mut counted = Counted::default();
    // An object or function is named once; later lines only have its number.
    let mut names: HashMap<(&str, &str), &str> = HashMap::new();
    let (mut is_ours, mut is_allocator, mut is_call) = (false, false, false);
    for line in text.lines() {
        let Some((key, value)) = line.split_once('=') else {
            // A position, possibly relative, and the instructions; the totals start with a word.
            let cost = line.split_once(' ').filter(|_| !line.starts_with(char::is_alphabetic));
            let cost = cost.and_then(|(_, cost)| cost.parse::<f64>().ok());
            // The line after `calls` has the instructions of the called function.
            if let (false, Some(cost)) = (std::mem::take(&mut is_call), cost) {
                counted.all += cost;
                counted.instructions += if is_ours { cost } else { 0.0 };
            }
            continue;
        };
        let kind = key.trim_start_matches('c');
        let name = match value.split_once(' ') {
            Some((number, name)) => *names.entry((kind, number)).or_insert(name),
            None => names.get(&(kind, value)).copied().unwrap_or_default(),
        };
        match key {
            "ob" => is_ours = name.contains(library),
            "cfn" => is_allocator = ALLOCATORS.contains(&name),
            "calls" => {
                is_call = true;
                let calls = value.split(' ').next().and_then(|calls| calls.parse::<f64>().ok());
                counted.allocations += calls.filter(|_| is_ours && is_allocator).unwrap_or_default();
            }
            _ => {}
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_library_only() {
        let text = "events: Ir\nob=(1) /lib/libc.so\nfn=(1) malloc\n10 5\n\nob=(2) /x/_native.so\nfn=(2) call\n1 100\n\
            cob=(1)\ncfn=(1)\ncalls=3 10\n2 15\n+1 20\ncfn=(3) other\ncalls=1 7\n* 9\nob=(1)\nfn=(1)\n* 7\ntotals: 132\n";
        let expected = Counted { all: 132.0, instructions: 120.0, allocations: 3.0 };
        assert_eq!(parse(text, "_native"), expected);
    }
}
