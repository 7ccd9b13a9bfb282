//! A graph of imports, and the circles in it.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

use crate::finding::Finding;

/// Which file needs which.
pub(super) type Imports = BTreeMap<String, BTreeSet<String>>;

/// The files of each circle.
pub(super) fn circles(imports: &Imports) -> Vec<Vec<&str>> {
    let edges = imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from.as_str(), to.as_str())));
    let graph: DiGraphMap<&str, ()> = DiGraphMap::from_edges(edges);
    let mut circles = tarjan_scc(&graph);
    circles.retain(|files| files.len() > 1);
    circles.iter_mut().for_each(|files| files.sort_unstable());
    circles.sort();
    circles
}

/// A finding with every import within the circle.
pub(super) fn describe(circle: &[&str], imports: &Imports) -> Finding {
    let short = |file: &str| file.rsplit_once("/src/").map_or(file, |(_, file)| file).to_owned();
    let within = circle.iter().map(|from| {
        let to = imports[*from].iter().filter(|to| circle.contains(&to.as_str()));
        format!("\n    {} -> {}", short(from), to.map(|to| short(to)).collect::<Vec<_>>().join(", "))
    });
    Finding::of(circle[0], format!("import circle of {} files{}", circle.len(), within.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_planted_circle_and_nothing_else() {
        let imports = |edges: &[(&str, &str)]| {
            let mut imports = Imports::new();
            for (from, to) in edges {
                imports.entry((*from).to_owned()).or_default().insert((*to).to_owned());
            }
            imports
        };
        let straight = [("a", "b"), ("b", "c"), ("a", "c")];
        assert!(circles(&imports(&straight)).is_empty());
        let planted = imports(&[&straight[..], &[("c", "a"), ("d", "a")]].concat());
        assert_eq!(circles(&planted), [["a", "b", "c"]]);
        assert!(describe(&["a", "b", "c"], &planted).problem.contains("a -> b, c"));
    }
}
