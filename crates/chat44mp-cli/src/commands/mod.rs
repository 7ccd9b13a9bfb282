//! The commands, one file or folder per noun.

pub(crate) mod call;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod contact_groups;
pub(crate) mod contacts;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod emulator;
pub(crate) mod flows;
pub(crate) mod labels;
pub(crate) mod man;
pub(crate) mod mcp;
pub(crate) mod packages;
pub(crate) mod subscribers;
pub(crate) mod users;
