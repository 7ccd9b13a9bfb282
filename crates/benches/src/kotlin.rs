//! The Kotlin package as published, compared with the usual HTTP clients of Kotlin.

use std::fs;

use anyhow::Result;

use crate::contest::race;
use crate::figure::Figure;
use crate::program::Program;
use crate::server::Server;
use xtask::kotlin::Kotlin;
use xtask::uniffi::Library;

const COUNT: &str = "5000";
const PEERS: &[&str] = &["okhttp", "ktor", "java.net.http"];

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    println!("building the Kotlin package and its peers (profile `dist`; takes some minutes) …");
    let kotlin = Kotlin::set_up_to_measure()?;
    let library = Library::to_ship()?.shared;
    let bytes = fs::metadata(&library)?.len() as f64;
    figures.push(Figure::new("size: the library", "MB", bytes / 1e6));
    let server = Server::start(program)?;
    for (call, in_flight) in [("get", "1"), ("get", "64"), ("create", "64")] {
        let command = || kotlin.measured(&library);
        figures.extend(race("kotlin", (call, in_flight), COUNT, PEERS, &server.to_argument()?, command)?);
    }
    Ok(())
}
