//! The server's clock, by the `Date` header of its responses.

use chat44mp::Client;
use http::HeaderMap;
use http::header::DATE;
use jiff::{SignedDuration, Timestamp};

use super::report::Report;
use super::server::is_this_machine;

/// The difference from which on it is reported.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Compares the clocks. A server on this machine has the same one, and the emulator's is emulated.
pub(super) fn check(report: &mut Report, client: &Client, headers: &HeaderMap) {
    if is_this_machine(client.base_url()) {
        return report.skipped("clock", "the server is on this machine");
    }
    let Some(difference) = ahead(headers, Timestamp::now()) else {
        return report.skipped("clock", "the server does not send its time");
    };
    if difference.abs() <= TOLERANCE {
        return report.ok("clock", "the server and this machine have the same time");
    }
    let direction = if difference.is_positive() { "ahead of" } else { "behind" };
    report.warning(
        "clock",
        format!("the server's clock is {:#} {direction} this machine's", difference.abs()),
        "Synchronise both clocks with NTP. With a wrong clock, certificates can seem expired.",
    );
}

/// By how much the server's clock is ahead.
fn ahead(headers: &HeaderMap, now: Timestamp) -> Option<SignedDuration> {
    let date = jiff::fmt::rfc2822::parse(headers.get(DATE)?.to_str().ok()?).ok()?;
    let seconds = date.timestamp().as_second() - now.as_second();
    Some(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn measures_how_much_the_server_is_ahead() {
        let now = "1994-11-06T08:49:30Z".parse().unwrap();
        for (date, seconds) in [
            ("Sun, 06 Nov 1994 08:49:30 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:59:30 GMT", Some(600)),
            ("Sat, 05 Nov 1994 08:49:30 GMT", Some(-86_400)),
            ("yesterday", None),
        ] {
            let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_static(date))]);
            assert_eq!(ahead(&headers, now).map(|ahead| ahead.as_secs()), seconds, "{date}");
        }
        assert_eq!(ahead(&HeaderMap::new(), now), None);
    }
}
