//! No import circles: no file of a crate or package may need, over whichever way, a file that needs it.

mod rust;
mod scripts;

use anyhow::Result;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::sources::{self, Finding, Imports};

pub(crate) fn check() -> Result<Vec<Finding>> {
    let tracked = sources::tracked()?;
    let packages = [rust::imports(&tracked)?, scripts::imports(&tracked)?].concat();
    Ok(packages.iter().flat_map(circles).collect())
}

/// A finding for each circle, with every import within it.
fn circles(imports: &Imports) -> Vec<Finding> {
    let edges = imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from.as_str(), to.as_str())));
    let graph: DiGraphMap<&str, ()> = DiGraphMap::from_edges(edges);
    let mut circles = tarjan_scc(&graph);
    circles.retain(|files| files.len() > 1);
    circles.iter_mut().for_each(|files| files.sort_unstable());
    let describe = |files: &Vec<&str>| {
        let within = files.iter().map(|from| {
            let to = imports[*from].iter().map(String::as_str).filter(|to| files.contains(to));
            format!("\n    {from} -> {}", to.collect::<Vec<_>>().join(", "))
        });
        let within: String = within.collect();
        Finding::new(files[0], 0, format!("import circle of {} files{within}", files.len()))
    };
    circles.iter().map(describe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_planted_circle_and_nothing_else() {
        let found = |edges: &[(&str, &str)]| {
            let mut imports = Imports::new();
            for (from, to) in edges {
                imports.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            }
            circles(&imports).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let straight = [("a", "b"), ("b", "c"), ("a", "c")];
        assert!(found(&straight).is_empty());
        let planted = [&straight[..], &[("c", "a"), ("d", "a")]].concat();
        assert_eq!(found(&planted), ["a: import circle of 3 files\n    a -> b, c\n    b -> c\n    c -> a"]);
    }
}
