//! The columns that the caller chose: by name, or by number counted from 1.

/// The columns of a field: one, or several with commas between them.
pub(super) fn columns(headers: &[String], given: &str, field: &str) -> Result<Vec<usize>, String> {
    let is_name = headers.iter().any(|header| is_same(header, given));
    match given.contains(',') && !is_name {
        true => given.split(',').map(|one| column(headers, one, field)).collect(),
        false if given.trim().is_empty() => Ok(Vec::new()),
        false => column(headers, given, field).map(|column| vec![column]),
    }
}

fn column(headers: &[String], given: &str, field: &str) -> Result<usize, String> {
    let mut found = (0..headers.len()).filter(|at| is_same(&headers[*at], given));
    match (found.next(), found.next(), given.trim().parse::<usize>()) {
        (Some(column), None, _) => Ok(column),
        (Some(_), Some(_), _) => {
            Err(format!("several columns are called {:?}; map `{field}` to the number of one", given.trim()))
        }
        (None, _, Ok(number)) if (1..=headers.len()).contains(&number) => Ok(number - 1),
        (None, _, Ok(number)) => {
            Err(format!("there is no column {number} for `{field}`; there are {}", headers.len()))
        }
        (None, _, Err(_)) => Err(format!(
            "there is no column {:?} for `{field}`; the columns are {}",
            given.trim(),
            listed(headers)
        )),
    }
}

/// Whether a column has that name, ignoring case.
pub(super) fn is_same(header: &str, name: &str) -> bool {
    header.trim().to_lowercase() == name.trim().to_lowercase()
}

/// The columns, limited to a readable number.
pub(super) fn listed(headers: &[String]) -> String {
    const MAX_NAMED: usize = 12;
    let shown = |header: &String| {
        let short: String = header.trim().chars().take(40).collect();
        format!("{short:?}")
    };
    let mut names = headers.iter().take(MAX_NAMED).map(shown).collect::<Vec<_>>().join(", ");
    if headers.len() > MAX_NAMED {
        names += &format!(" and {} more", headers.len() - MAX_NAMED);
    }
    names
}
