//! How a call travels: encode → limit → send → cap → retry.

pub(crate) mod attempts;
pub(crate) mod body;
pub(crate) mod encode;
pub(crate) mod engine;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod rewriting;
pub(crate) mod tls;
