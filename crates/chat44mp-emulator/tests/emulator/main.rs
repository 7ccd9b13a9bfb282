//! The emulator over real HTTP.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

#[path = "../support/mod.rs"]
mod support;

mod clock;
mod contacts;
mod control;
mod documented;
mod error_pages;
mod faults;
mod flows;
mod journal;
mod observed_e;
mod protocol;
mod races;
mod seeds;
mod subscribers_and_labels;
mod users;
