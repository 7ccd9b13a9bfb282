//! The clock of rows and the `Date` header.

use crate::support::*;

fn new_user(api: &Api) -> Response {
    let params = [
        ("name", "Nuovo"),
        ("email", "nuovo@example.org"),
        ("password", "p"),
        ("package_id", "16"),
        ("expired_date", "2030-12-31"),
    ];
    api.call("create_system_user", &params)
}

#[test]
fn rows_and_the_date_header_use_the_same_clock() {
    let api = observed();
    let created = new_user(&api);
    assert_eq!(api.state("/users/100/add_date"), "2026-01-15 09:00:01", "local time, one hour ahead of UTC");
    assert_eq!(created.header("date"), Some("Thu, 15 Jan 2026 08:00:01 GMT"));
    let read = api.call("get_user_info", &[("user_id", "100")]);
    assert_eq!(read.header("date"), Some("Thu, 15 Jan 2026 08:00:02 GMT"), "one second later per request");
}

#[test]
fn a_seed_sets_the_clock_and_its_utc_offset() {
    let api = seeded("clock: 2026-07-01 00:30:00\nutc_offset_minutes: -210");
    let created = new_user(&api);
    assert_eq!(api.state("/users/100/add_date"), "2026-07-01 00:30:01");
    assert_eq!(created.header("date"), Some("Wed, 01 Jul 2026 04:00:01 GMT"));
}

#[test]
fn a_seed_can_disable_the_date_header() {
    let api = seeded("date_header: false");
    assert_eq!(new_user(&api).header("date"), None);
}
