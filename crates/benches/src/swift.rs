//! The Swift package with the library as published, compared with URLSession and Codable.

use anyhow::Result;

use crate::contest::race;
use crate::figure::Figure;
use crate::program::Program;
use crate::server::Server;
use xtask::swift::Swift;

const COUNT: &str = "3000";

/// The races: a call, and the number of calls in flight.
const RACES: [(&str, &str); 3] = [("get", "1"), ("get", "64"), ("create", "64")];

pub(crate) fn measure(program: &Program, figures: &mut Vec<Figure>) -> Result<()> {
    println!("building the Swift package (profile `dist`; takes some minutes) …");
    let swift = Swift::set_up_to_ship()?;
    let measuring = swift.measuring()?;
    let server = Server::start(program)?;
    for calls in RACES {
        figures.extend(race("swift", calls, COUNT, &["URLSession"], &server.to_argument()?, || {
            Ok(measuring())
        })?);
    }
    Ok(())
}
