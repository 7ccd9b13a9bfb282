//! Connections of the client, against a server written for each test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use chat44mp::{Client, ClientBuilder, ErrorCode, Outcome};

const CONTACT: &str = r#"{"id":"5","user_id":"1","first_name":"Ada"}"#;
const CREATED: &str = r#"{"status":"success","contact_type_id":7}"#;

/// A server that runs `serve` for each connection, on its own thread.
fn server(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> ClientBuilder {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    Client::builder("12-AbCdEfG1234567890QwErTyU").base_url(format!("http://{address}")).max_retries(0)
}

/// Reads one request, head and form; false if the client disconnected.
fn read_request(stream: &mut TcpStream) -> bool {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let Ok(count @ 1..) = stream.read(&mut buffer) else { return false };
        request.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return true;
        }
    }
}

fn respond(stream: &mut TcpStream, body: &str) {
    let _ = write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
}

fn blocking() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A blocking program does not notice that the server closes an idle connection between two calls; the next write must
/// not be lost on it.
#[test]
fn does_not_lose_a_create_on_a_closed_idle_connection() {
    let client = server(|mut stream| {
        read_request(&mut stream);
        respond(&mut stream, CREATED);
        // Closes after the client has returned the connection to its pool.
        thread::sleep(Duration::from_millis(3));
    })
    .build()
    .unwrap();
    let runtime = blocking();
    for _ in 0..100 {
        let created = runtime.block_on(async { client.contact_groups().create("Spring").await });
        assert_eq!(created.unwrap().0, 7);
        thread::sleep(Duration::from_millis(10));
    }
}

#[tokio::test]
async fn limits_requests_in_flight() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (current, peak) = (Arc::clone(&now), Arc::clone(&most));
    let client = server(move |mut stream| {
        while read_request(&mut stream) {
            peak.fetch_max(current.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            // Long enough for the others to arrive, if they were sent.
            thread::sleep(Duration::from_millis(10));
            current.fetch_sub(1, Ordering::SeqCst);
            respond(&mut stream, CONTACT);
        }
    })
    .max_concurrency(2)
    .build()
    .unwrap();
    let calls: Vec<_> = (0..8).map(|_| tokio::spawn(client.contacts().get(5).raw())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn waiting_for_a_permit_does_not_count_against_the_timeout() {
    let client = server(|mut stream| {
        let mut first = true;
        while read_request(&mut stream) {
            if std::mem::take(&mut first) {
                thread::sleep(Duration::from_millis(600));
            }
            respond(&mut stream, CONTACT);
        }
    })
    .max_concurrency(1)
    .build()
    .unwrap();
    let slow = tokio::spawn(client.contacts().get(5).raw());
    tokio::task::yield_now().await;
    let patient = client.contacts().get(5).timeout(Duration::from_millis(300)).await;
    assert!(slow.await.unwrap().is_ok());
    assert_eq!(patient.unwrap().first_name, "Ada");
}

#[tokio::test]
async fn reports_not_sent_if_no_connection_opens() {
    // Accepts connections, but does not respond in the TLS handshake.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("https://{}", listener.local_addr().unwrap());
    let client = Client::builder("12-AbCdEfG1234567890QwErTyU")
        .base_url(base_url)
        .connect_timeout(Duration::from_millis(150))
        .max_retries(0)
        .build()
        .unwrap();
    let error = client.contact_groups().create("Spring").await.unwrap_err();
    assert_eq!((error.code(), error.outcome()), (&ErrorCode::CONNECT_TIMEOUT, Some(Outcome::NotSent)));

    let error =
        client.contact_groups().create("Spring").timeout(Duration::from_millis(50)).await.unwrap_err();
    assert_eq!((error.code(), error.outcome()), (&ErrorCode::CALL_TIMEOUT, Some(Outcome::NotSent)));
}

#[tokio::test]
async fn a_closed_client_sends_nothing() {
    let client = server(|_| panic!("something was sent")).build().unwrap();
    let clone = client.clone();
    client.close();
    client.close();
    let error = clone.contacts().get(5).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (&ErrorCode::CLIENT_CLOSED, 0));
    let error = clone.contact_groups().delete(5).await.unwrap_err();
    assert_eq!(error.outcome(), Some(Outcome::NotSent));
}

#[tokio::test]
async fn sends_requests_to_the_proxy() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let proxied = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut start = [0; 64];
        let count = stream.read(&mut start).unwrap();
        respond(&mut stream, CONTACT);
        String::from_utf8_lossy(&start[..count]).into_owned()
    });
    let client = Client::builder("12-AbCdEfG1234567890QwErTyU")
        .base_url("http://chat.invalid")
        .allow_http(true)
        .proxy(proxy)
        .build()
        .unwrap();
    assert_eq!(client.contacts().get(5).await.unwrap().first_name, "Ada");
    assert!(proxied.join().unwrap().starts_with("GET http://chat.invalid/api/get_contact?api_key="));
}

/// A connection works only while the runtime that opened it is driven: another runtime opens its own.
#[test]
fn a_runtime_does_not_wait_for_the_connections_of_another() {
    let client = server(|mut stream| {
        while read_request(&mut stream) {
            respond(&mut stream, CONTACT);
        }
    });
    let client = client.build().unwrap();
    let (first, second) = (blocking(), blocking());
    for runtime in [&first, &second, &first] {
        runtime.block_on(async { client.contacts().get(5).timeout(Duration::from_secs(5)).await }).unwrap();
    }
}
