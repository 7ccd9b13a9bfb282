//! Decoding a large response does not block other calls, and ends with its own call.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use crate::client::Client;
use crate::decode::envelope::Envelope;
use crate::error::{Error, ErrorCode};
use crate::operation::Operation;
use crate::request::Request;

/// A client of a server whose responses are decoded on another thread.
fn client() -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut connection in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let body = " ".repeat(super::decoding::LARGE_BODY) + "[]";
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                while connection.read(&mut [0; 4096]).is_ok_and(|read| read > 0)
                    && connection.write_all((head.clone() + &body).as_bytes()).is_ok()
                {}
            });
        }
    });
    Client::builder("12-AbCdEfG1234567890QwErTyU").base_url(address).max_retries(0).build().unwrap()
}

/// Blocks decoders until it is opened.
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn pass(&self) {
        drop(self.opened.wait_while(self.open.lock().unwrap(), |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

fn request() -> Request {
    Request::new(Operation::GET_FLOW_CAMPAIGNS)
}

fn nothing(_: &Envelope<'_>) -> Result<(), Error> {
    Ok(())
}

#[tokio::test(flavor = "current_thread")]
async fn another_call_finishes_while_a_large_response_is_decoded() {
    static GATE: Gate = Gate { open: Mutex::new(false), opened: Condvar::new() };
    fn blocked(_: &Envelope<'_>) -> Result<(), Error> {
        GATE.pass();
        Ok(())
    }
    let client = client();
    let large = tokio::spawn({
        let client = client.clone();
        async move { client.send(request(), blocked).await.map(|response| response.value) }
    });
    // If the response was decoded on this thread, this call would not finish.
    client.send(request(), nothing).await.unwrap();
    assert!(!large.is_finished());
    GATE.open();
    large.await.unwrap().unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn the_timeout_of_a_call_covers_decoding() {
    static GATE: Gate = Gate { open: Mutex::new(false), opened: Condvar::new() };
    fn blocked(_: &Envelope<'_>) -> Result<(), Error> {
        GATE.pass();
        Ok(())
    }
    let mut client = client();
    client.options_mut().timeout = Some(Duration::from_millis(500).into());
    let error = client.send(request(), blocked).await.unwrap_err();
    assert_eq!(*error.code(), ErrorCode::CALL_TIMEOUT);
    GATE.open();
}
