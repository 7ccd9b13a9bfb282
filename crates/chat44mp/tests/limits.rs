//! Limits of a call, for any response.

#![allow(clippy::unwrap_used, clippy::expect_used)] // a test may

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use chat44mp::{CallOptions, Client, Error, ErrorCode};

const KEY: &str = "12-AbCdEfG1234567890QwErTyU";

/// A server that runs `respond` for every request, each connection on its own thread.
fn serve(respond: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let respond = std::sync::Arc::new(respond);
    std::thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            let respond = std::sync::Arc::clone(&respond);
            std::thread::spawn(move || {
                while connection.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {
                    if respond(&mut connection).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

fn whole(status: &str, body: Vec<u8>) -> impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    move |connection| {
        connection.write_all(head.as_bytes())?;
        connection.write_all(&body)
    }
}

/// Sends two bytes at a time, indefinitely.
fn drip(
    head: &'static str,
    bytes: &'static [u8],
) -> impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync {
    move |connection| {
        connection.write_all(head.as_bytes())?;
        loop {
            connection.write_all(bytes)?;
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn client(base_url: &str) -> Client {
    let limit = Duration::from_millis(300);
    let builder = Client::builder(KEY).base_url(base_url).max_retries(0).timeout(Duration::from_secs(60));
    builder.head_timeout(limit).stall_timeout(limit).build().unwrap()
}

async fn first_row(client: &Client, options: CallOptions) -> Error {
    client.flows().answers(1).options(options).next().await.unwrap().unwrap_err()
}

#[tokio::test]
async fn a_slow_error_page_fails_at_the_stall_timeout() {
    let page = "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 1000000\r\n\r\n<p>";
    let client = client(&serve(drip(page, b"no")));
    let started = Instant::now();
    let error = client.flows().list().await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (&ErrorCode::SERVER_ERROR, Some(502)));
    assert!(error.body().unwrap().starts_with("nono"), "{error:?}");
    let error = first_row(&client, CallOptions::default()).await;
    assert_eq!((error.code(), error.http_status()), (&ErrorCode::SERVER_ERROR, Some(502)));
    // Without the limit it takes hours.
    assert!(started.elapsed() < Duration::from_secs(30));
}

#[tokio::test]
async fn a_stream_without_a_first_row_fails_at_the_head_timeout() {
    for (start, bytes) in
        [("", &b"  "[..]), ("<div>", b"no"), ("{\"id\":\"1\",\"x\":\"", b"xx"), ("", b"\n\n")]
    {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{start}").leak();
        let client = client(&serve(drip(head, bytes)));
        let error = first_row(&client, CallOptions::default()).await;
        assert_eq!(*error.code(), ErrorCode::HEAD_TIMEOUT, "{start}");
    }
}

#[tokio::test]
async fn slow_headers_fail_at_the_head_timeout() {
    for head in
        ["HTTP/1.1 200 OK\r\nx: ", "HTTP/1.1 200 y", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nx: "]
    {
        let client = client(&serve(drip(head, b"yy")));
        assert_eq!(*client.flows().list().await.unwrap_err().code(), ErrorCode::HEAD_TIMEOUT, "{head}");
    }
}

#[tokio::test]
async fn truncates_a_huge_message() {
    for filler in ["x", "\\u00e4", "\\\\", "&amp;", "%25", "\\ud83d\\ude00", " "] {
        let message = filler.repeat(5_000_000 / filler.len());
        let body = format!("{{\"status\":\"error\",\"message\":\"{message}\"}}").into_bytes();
        let client = client(&serve(whole("200 OK", body)));
        let error = client.flows().list().await.unwrap_err();
        assert_eq!(*error.code(), ErrorCode::UNKNOWN_ERROR, "{filler}");
        assert!(error.server_message().chars().count() <= 500);
    }
    let message = "y".repeat(5_000_000);
    let body =
        format!("{{\"status\":\"error\",\"message\":{{\"message\":\"{message}\",\"code\":5}}}}").into_bytes();
    let client = client(&serve(whole("200 OK", body)));
    let error = client.flows().list().await.unwrap_err();
    assert_eq!((error.code(), error.graph_code()), (&ErrorCode::FACEBOOK_REFUSED, Some(5)));
}

#[tokio::test]
async fn keeps_the_number_of_a_system_error() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = client(&format!("http://{closed}")).flows().list().await.unwrap_err();
    let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
    let last = causes.last().unwrap().downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(last.kind(), std::io::ErrorKind::ConnectionRefused);
}
