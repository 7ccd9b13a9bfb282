//! Decoding: from the bytes of a response to a typed value or an error.

pub(crate) mod answers;
pub(crate) mod catalogue;
pub(crate) mod document;
pub(crate) mod envelope;
mod php_messages;
mod splitter;
pub(crate) mod success;
#[cfg(test)]
mod tests;
