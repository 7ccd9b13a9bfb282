//! Proxies that connect to the server, and proxies that refuse to.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chat44mp::{Client, Error, ErrorCode, ErrorKind, Outcome};
use chat44mp_emulator::Emulator;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

const PASSWORD: &str = "hunter22-proxy";

/// A proxy that sends these bytes, one after each message of the client, and then forwards to the requested IPv4 address if
/// the last ones grant it. Returns its address and the number of connections.
async fn proxy(replies: &'static [&'static [u8]]) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            counter.fetch_add(1, Ordering::Relaxed);
            let mut message = [0; 4096];
            for reply in replies {
                let _ = client.read(&mut message).await;
                let _ = client.write_all(reply).await;
            }
            if replies.last() == Some(&GRANTED) {
                let port = u16::from_be_bytes([message[8], message[9]]);
                let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
            }
        }
    });
    (address, connections)
}

const NO_PASSWORD: &[u8] = b"\x05\x00";
const GRANTED: &[u8] = b"\x05\x00\x00\x01\0\0\0\0\0\0";
const NOT_ALLOWED: &[u8] = b"\x05\x02\x00\x01\0\0\0\0\0\0";

/// The error of a write through a proxy, and the number of connections that it opened.
async fn refused(scheme: &str, base_url: &str, replies: &'static [&'static [u8]]) -> (Error, usize) {
    let (address, connections) = proxy(replies).await;
    let client = Client::builder("12-AbCdEfG1234567890QwErTyU")
        .base_url(base_url)
        .allow_http(true)
        .proxy(format!("{scheme}://user:{PASSWORD}@{address}"))
        .build()
        .unwrap();
    let error = client.contact_groups().create("Spring").await.unwrap_err();
    assert!(!format!("{error:?} {error}").contains(PASSWORD), "{error:?}");
    (error, connections.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_refusal_has_its_own_code_and_is_not_retried() {
    let auth: &[&[u8]] = &[b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"];
    let forbidden: &[&[u8]] = &[b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"];
    let https = "https://chat.example.com";
    for (scheme, base_url, replies, code) in [
        ("http", https, auth, ErrorCode::PROXY_AUTHENTICATION_REQUIRED),
        ("http", "http://192.0.2.1", auth, ErrorCode::PROXY_AUTHENTICATION_REQUIRED),
        ("http", https, forbidden, ErrorCode::PROXY_REFUSED),
        ("socks5h", https, &[b"\x05\xff"], ErrorCode::PROXY_AUTHENTICATION_REQUIRED),
        ("socks5h", https, &[b"\x05\x02", b"\x01\x01"], ErrorCode::PROXY_AUTHENTICATION_REQUIRED),
        ("socks5h", https, &[b"\x05\x02", b"\x01\x00", NOT_ALLOWED], ErrorCode::PROXY_REFUSED),
    ] {
        let (error, connections) = refused(scheme, base_url, replies).await;
        assert_eq!(error.code(), &code, "{scheme} {base_url} {error:?}");
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Some(Outcome::NotSent)));
        assert_eq!((connections, error.retryable()), (1, false), "{scheme} {base_url}");
    }
}

#[tokio::test]
async fn a_socks_proxy_connects_to_the_server() {
    let emulator = Emulator::start().unwrap();
    let key = emulator.fixtures()["member_key"].as_str().unwrap().to_owned();
    for scheme in ["socks5", "socks5h"] {
        let (address, connections) = proxy(&[NO_PASSWORD, GRANTED]).await;
        let client = Client::builder(key.clone())
            .base_url(emulator.base_url())
            .proxy(format!("{scheme}://{address}"))
            .build()
            .unwrap();
        client.flows().list().await.unwrap();
        assert_eq!(connections.load(Ordering::Relaxed), 1);
    }
}
