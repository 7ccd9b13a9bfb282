//! What the loader of Linux and Android goes by in a library.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The pages of newer Android devices. A library whose segments are aligned to less cannot be loaded there.
pub(crate) const PAGE: u64 = 16 * 1024;

/// The alignment of the segments that are loaded: the smallest.
pub(crate) fn alignment(library: &Path) -> Result<u64> {
    let bytes = fs::read(library).with_context(|| format!("{} cannot be read", library.display()))?;
    alignments(&bytes)
        .and_then(|alignments| alignments.into_iter().min())
        .with_context(|| format!("{} is no library in ELF", library.display()))
}

fn alignments(bytes: &[u8]) -> Option<Vec<u64>> {
    const LOADED: u64 = 1;
    if !bytes.starts_with(b"\x7fELF") || bytes.get(5) != Some(&1) {
        return None;
    }
    let number = |at: usize, size: usize| {
        let digits = bytes.get(at..at.checked_add(size)?)?;
        Some(digits.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    };
    // Where the table of segments is, how long its entries are and how many there are; where the alignment is in one.
    let (table, length, count, alignment, size) = match bytes.get(4)? {
        1 => (number(28, 4)?, number(42, 2)?, number(44, 2)?, 28, 4),
        2 => (number(32, 8)?, number(54, 2)?, number(56, 2)?, 48, 8),
        _ => return None,
    };
    let entries = (0..count).map(|entry| usize::try_from(table + entry * length).ok());
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if number(entry, 4)? == LOADED {
            found.push(number(entry + alignment, size)?);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header and two segments, of which one is loaded.
    fn library(class: u8) -> Vec<u8> {
        let mut bytes = vec![0; 256];
        bytes[..6].copy_from_slice(&[0x7f, b'E', b'L', b'F', class, 1]);
        let (table, length, count, alignment) = if class == 1 { (28, 42, 44, 28) } else { (32, 54, 56, 48) };
        (bytes[table], bytes[length], bytes[count]) = (64, 56, 2);
        bytes[64] = 6;
        bytes[64 + alignment] = 8;
        bytes[64 + 56] = 1;
        bytes[64 + 56 + alignment + 1] = 0x40;
        bytes
    }

    #[test]
    fn only_what_is_loaded_counts() {
        for class in [1, 2] {
            assert_eq!(alignments(&library(class)), Some(vec![PAGE]));
        }
    }

    #[test]
    fn what_is_no_library_is_refused() {
        assert_eq!(alignments(b"MZ"), None);
        assert_eq!(alignments(&library(2)[..100]), None);
    }
}
