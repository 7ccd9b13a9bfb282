//! Removes secrets from the text of a server: error pages quote requests, SQL and stack traces.
//!
//! Texts are scrubbed by content, not by spelling. Any [`WINDOW`] consecutive characters of a secret are removed: in the
//! text itself, in its normal form, in which all nested escapes are decoded, and in the text decoded layer by layer. The two
//! ways of decoding differ where an escape is ambiguous, and find more together.

mod entities;
mod excerpt;
mod layers;
mod normal;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::secret::ApiKey;
use layers::{Layer, layers};
use normal::Symbol;

/// The number of consecutive characters of a secret that must not remain; a shorter secret must not remain whole.
const WINDOW: usize = 6;

/// Maximum length of a part of a secret that contains escapes itself, so that those at its ends are complete.
const MAX_WINDOW: usize = 12;

/// Maximum length of a text that is scrubbed, in bytes. The rest is dropped, because errors show far less.
const READ_LIMIT: usize = 32 * 1024;

/// Maximum length of a body in an error, in bytes.
const BODY_LIMIT: usize = 16 * 1024;

/// Replacements for a secret. The first one that does not resemble it is used.
const MARKS: [&str; 3] = ["[secret]", "[…]", ""];

/// Text from a server that may contain secrets. It is only accessible by scrubbing it.
#[derive(Clone)]
pub(crate) struct Unscrubbed(String);

impl Unscrubbed {
    /// Decodes the beginning of `bytes` as UTF-8.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Unscrubbed {
        Unscrubbed(String::from_utf8_lossy(&bytes[..bytes.len().min(READ_LIMIT)]).into_owned())
    }
}

impl From<&str> for Unscrubbed {
    fn from(text: &str) -> Self {
        Unscrubbed(beginning(text, READ_LIMIT).to_owned())
    }
}

/// The secrets of one call.
pub(crate) struct Secrets {
    /// Parts of secrets, unchanged and in normal form.
    plain: Parts,
    normal: Parts,
    layers: Vec<LayerParts>,
}

impl Secrets {
    pub(crate) fn new<'a>(key: &'a ApiKey, others: impl IntoIterator<Item = &'a str>) -> Secrets {
        let mut secrets = Secrets { plain: Parts::default(), normal: Parts::default(), layers: Vec::new() };
        for secret in std::iter::once(key.expose()).chain(others) {
            secrets.add(secret);
        }
        secrets
    }

    fn add(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        self.layers.push(LayerParts::of(secret));
        let starts: Vec<usize> = secret.char_indices().map(|(at, _)| at).chain([secret.len()]).collect();
        let length = starts.len() - 1;
        let shortest = length.min(WINDOW);
        let parts = |size: usize| starts.windows(size + 1).map(move |part| &secret[part[0]..part[size]]);
        for part in parts(shortest) {
            self.plain.add(&normal::plain(part));
        }
        let has_escapes = normal::normal(secret).iter().any(|form| form.len() != length);
        let longest = if has_escapes { length.min(MAX_WINDOW) } else { shortest };
        for part in (shortest..=longest).flat_map(parts) {
            normal::normal(part).iter().for_each(|form| self.normal.add(form));
        }
    }

    /// `text` without the secrets; only its first 32 KiB.
    pub(crate) fn scrub(&self, text: &str) -> String {
        let text = beginning(text, READ_LIMIT);
        let found = self.find(text);
        if found.is_empty() {
            return text.to_owned();
        }
        // A removal mark together with the adjacent text is checked as well.
        let scrubbed = MARKS.into_iter().map(|mark| replace(text, &found, mark));
        scrubbed.into_iter().find(|text| self.find(text).is_empty()).unwrap_or_default()
    }

    /// Whether `text` contains a part of a secret.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        !self.find(text).is_empty()
    }

    /// The server's message, truncated to `limit` characters.
    pub(crate) fn message(&self, text: &Unscrubbed, limit: usize) -> String {
        excerpt::shorten(self.scrub(&text.0), limit)
    }

    /// The beginning of a body.
    pub(crate) fn body(&self, text: &Unscrubbed) -> String {
        beginning(&self.scrub(&text.0), BODY_LIMIT).to_owned()
    }

    /// The text of an HTML page.
    pub(crate) fn page(&self, page: &Unscrubbed) -> String {
        // Scrubbed again, because removing tags can join parts of a secret.
        self.scrub(&excerpt::excerpt(&self.scrub(&page.0)))
    }

    /// The ranges of parts of secrets in `text`: sorted, neither overlapping nor adjacent.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = self.plain.find(&normal::plain(text));
        found.extend(normal::normal(text).iter().flat_map(|form| self.normal.find(form)));
        for layer in layers(text) {
            self.layers.iter().for_each(|parts| parts.find(&layer, &mut found));
        }
        found.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        merged
    }
}

/// At most `limit` bytes of `text`, in whole characters.
fn beginning(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    &text[..end.unwrap_or_default()]
}

fn replace(text: &str, ranges: &[Range<usize>], mark: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut end = 0;
    for range in ranges {
        replaced.push_str(&text[end..range.start]);
        replaced.push_str(mark);
        end = range.end;
    }
    replaced + &text[end..]
}

/// Parts of secrets, by length.
#[derive(Default)]
struct Parts(BTreeMap<usize, SameLength>);

#[derive(Default)]
struct SameLength {
    /// The first pairs of all parts, which most texts do not contain.
    pairs: HashSet<[u8; 2]>,
    parts: HashSet<Vec<u8>>,
}

impl Parts {
    fn add(&mut self, part: &[Symbol]) {
        let part = bytes(part);
        if let Some(pair) = pair(&part) {
            let same_length = self.0.entry(part.len()).or_default();
            same_length.pairs.insert(pair);
            same_length.parts.insert(part);
        }
    }

    fn find(&self, symbols: &[Symbol]) -> Vec<Range<usize>> {
        let text = bytes(symbols);
        let mut found = Vec::new();
        for (&length, SameLength { pairs, parts }) in &self.0 {
            let mut begins = vec![false; 1 << 16];
            pairs.iter().for_each(|&pair| begins[usize::from(u16::from_ne_bytes(pair))] = true);
            let windows = text.windows(length).enumerate().filter(|(_, window)| {
                pair(window).is_some_and(|pair| begins[usize::from(u16::from_ne_bytes(pair))])
                    && parts.contains(*window)
            });
            found.extend(windows.map(|(at, _)| symbols[at].start..symbols[at + length - 1].end));
        }
        found
    }
}

/// The first two bytes; a single byte is repeated.
fn pair(part: &[u8]) -> Option<[u8; 2]> {
    let first = *part.first()?;
    Some([first, part.get(1).copied().unwrap_or(first)])
}

fn bytes(symbols: &[Symbol]) -> Vec<u8> {
    symbols.iter().map(|symbol| symbol.byte).collect()
}

/// The parts of a secret in each of its layers.
struct LayerParts {
    length: usize,
    parts: HashSet<Vec<char>>,
    /// The first two characters of each part, as bits, to skip most positions of a text.
    starts: Box<[u64; 1024]>,
}

impl LayerParts {
    fn of(secret: &str) -> LayerParts {
        // A secret that looks like an escape is decoded together with the text around it.
        let layers: Vec<Vec<char>> = layers(secret).map(|layer| layer.chars).collect();
        let length = layers.iter().map(Vec::len).min().unwrap_or_default().clamp(1, WINDOW);
        let mut all = LayerParts { length, parts: HashSet::new(), starts: Box::new([0; 1024]) };
        for part in layers.iter().flat_map(|layer| layer.windows(length)) {
            let bit = start(part);
            all.starts[bit / 64] |= 1 << (bit % 64);
            all.parts.insert(part.to_vec());
        }
        all
    }

    fn find(&self, layer: &Layer, found: &mut Vec<Range<usize>>) {
        for (at, part) in layer.chars.windows(self.length).enumerate() {
            let bit = start(part);
            if self.starts[bit / 64] & (1 << (bit % 64)) != 0 && self.parts.contains(part) {
                found.push(layer.span(at, at + self.length));
            }
        }
    }
}

fn start(part: &[char]) -> usize {
    let second = part.get(1).map_or(0, |char| *char as usize);
    ((part[0] as usize).wrapping_mul(0x9E37) ^ second) & 0xFFFF
}

#[cfg(test)]
mod tests;
