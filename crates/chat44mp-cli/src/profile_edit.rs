//! Edits one profile in the text of the profile file and keeps everything else as the user wrote it.

use toml_edit::{DocumentMut, Item, Table, TableLike, TomlError};

/// Changes the profile from `before` to `after`; removes it if `after` is `None`.
pub(crate) fn apply(
    document: &mut DocumentMut,
    name: &str,
    before: Option<&toml::Table>,
    after: Option<&toml::Table>,
) -> Result<(), TomlError> {
    let Some(after) = after else {
        if let Some(profiles) = document.get_mut("profiles").and_then(Item::as_table_like_mut) {
            profiles.remove(name);
        }
        return Ok(());
    };
    let profiles = document.entry("profiles").or_insert_with(|| {
        let mut profiles = Table::new();
        profiles.set_implicit(true);
        Item::Table(profiles)
    });
    let written = written(name, after)?;
    let Some(profiles) = profiles.as_table_like_mut() else { return Ok(()) };
    match profiles.get_mut(name).and_then(Item::as_table_like_mut) {
        Some(profile) => {
            let keys: Vec<String> = profile.iter().map(|(key, _)| key.to_owned()).collect();
            keys.iter().filter(|key| !after.contains_key(*key)).for_each(|key| drop(profile.remove(key)));
            let changed = |key: &str| before.and_then(|before| before.get(key)) != after.get(key);
            for (key, item) in written.iter().filter(|(key, _)| changed(key)) {
                set(profile, key, item.clone());
            }
        }
        None => {
            profiles.insert(name, Item::Table(written));
        }
    }
    Ok(())
}

/// The profile as a separate table.
fn written(name: &str, profile: &toml::Table) -> Result<Table, TomlError> {
    let nested = |key: &str, value: toml::Table| toml::Table::from_iter([(key.to_owned(), value.into())]);
    let text = nested("profiles", nested(name, profile.clone())).to_string();
    let mut document: DocumentMut = text.parse()?;
    let profile = document.get_mut("profiles").and_then(|profiles| profiles.get_mut(name));
    let mut profile = profile.and_then(Item::as_table_mut).cloned().unwrap_or_default();
    clear_positions(&mut profile);
    Ok(profile)
}

/// Clears the positions of a parsed table, so that it is written where it is inserted.
fn clear_positions(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(table) => clear_positions(table),
            Item::ArrayOfTables(tables) => tables.iter_mut().for_each(clear_positions),
            _ => {}
        }
    }
}

/// Sets a value and keeps the comment of the earlier one.
fn set(profile: &mut dyn TableLike, key: &str, mut item: Item) {
    match (profile.get_mut(key).and_then(Item::as_value_mut), item.as_value_mut()) {
        (Some(earlier), Some(value)) => {
            *value.decor_mut() = earlier.decor().clone();
            *earlier = value.clone();
        }
        _ => {
            profile.insert(key, item);
        }
    }
}
