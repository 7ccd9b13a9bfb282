//! Resources that the emulator acquires and releases. One test, so that nothing else runs in this process.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

mod support;

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use support::*;

#[test]
fn stops_its_threads_and_streams_in_constant_memory() {
    let others = threads();
    for _ in 0..5 {
        let api = observed();
        api.fault(
            chat44mp::Operation::GET_FLOW_CAMPAIGNS,
            chat44mp_emulator::Position::Before,
            chat44mp_emulator::FaultKind::Hang,
        );
        let mut stream = api.connect();
        write!(stream, "GET /api/get_flow_campaigns HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        assert!(api.emulator.wait_for(|journal| journal.len() == 1, Duration::from_secs(5)));
        drop(api);
        assert_eq!(stream.read(&mut [0; 16]).unwrap_or_default(), 0, "the emulator closes its connections");
    }
    wait_for_threads(others);

    let api = seeded(
        "flows: [{id: 9, user_id: 39, flow_name: many, synthetic_answers: {subscribers: 60000, questions: 5}}]",
    );
    wait_for_threads(others + 1);
    let before = resident_kib();
    let mut peak = before;
    let mut total = 0;
    let mut stream = api.connect();
    let key = api.fixture("member_key");
    write!(stream, "GET /api/get_all_subscriber_flow_info?flow_campaign_id=9&api_key={key} HTTP/1.0\r\n\r\n")
        .unwrap();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        if read == 0 {
            break;
        }
        total += read;
        peak = peak.max(resident_kib());
    }
    assert!(total > 25_000_000, "{total} bytes");
    assert!(peak - before < 8 * 1024, "{} KiB more", peak - before);
}

/// The kernel lists a thread for a moment after it was joined.
fn wait_for_threads(expected: usize) {
    let deadline = Instant::now() + Duration::from_secs(5);
    while threads() != expected && Instant::now() < deadline {
        std::thread::yield_now();
    }
    assert_eq!(threads(), expected);
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
