//! A minimal client for the tests, which does not change requests.

#![allow(dead_code, unreachable_pub, reason = "not every test binary uses all of it")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use chat44mp::{Access, Operation, OperationKind};
use chat44mp_emulator::{Emulator, Fault, FaultKind, Position, Profile, Seed};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// An emulator and a client for it.
pub struct Api {
    pub emulator: Emulator,
    agent: ureq::Agent,
}

/// A response.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    /// The message of an API error; anything else fails the test.
    pub fn error(&self) -> String {
        let json = self.json();
        assert_eq!(json["status"], "error", "{}", self.text);
        assert_eq!(self.status, 200);
        json["message"].as_str().unwrap_or_else(|| panic!("{}", self.text)).to_owned()
    }

    pub fn is_success(&self) -> bool {
        self.status == 200 && self.json()["status"] == "success"
    }
}

pub fn observed() -> Api {
    Api::new(Emulator::start().unwrap())
}

pub fn documented() -> Api {
    Api::new(Emulator::builder().profile(Profile::Documented).start().unwrap())
}

/// The built-in seed with additions.
pub fn seeded(additions: &str) -> Api {
    let seed = Seed::from_yaml(&format!("extends: default\n{additions}")).unwrap();
    Api::new(Emulator::builder().seed(seed).start().unwrap())
}

impl Api {
    pub fn new(emulator: Emulator) -> Api {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(10)));
        Api { emulator, agent: config.build().into() }
    }

    /// The value of a fixture as text.
    pub fn fixture(&self, name: &str) -> String {
        match self.emulator.fixtures().get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => panic!("there is no fixture {name}"),
        }
    }

    /// Calls an operation with the required key. `$name` is replaced by a fixture; the parameter `id` is sent in the path.
    pub fn call(&self, operation: &str, params: &[(&str, &str)]) -> Response {
        self.try_call(operation, params).unwrap()
    }

    pub fn try_call(&self, operation: &str, params: &[(&str, &str)]) -> Result<Response, ureq::Error> {
        let info = Operation::from_name(operation).unwrap().info();
        let key = if info.access == Access::Admin { "$admin_key" } else { "$member_key" };
        self.call_as(key, operation, params)
    }

    /// The same with another key.
    pub fn call_as(
        &self,
        key: &str,
        operation: &str,
        params: &[(&str, &str)],
    ) -> Result<Response, ureq::Error> {
        let info = Operation::from_name(operation).unwrap().info();
        let mut pairs = vec![("api_key", self.resolve(key))];
        let mut url = format!("{}/{operation}", self.emulator.base_url());
        for (name, value) in params {
            match *name {
                "id" => url += &format!("/{}", self.resolve(value)),
                name => pairs.push((name, self.resolve(value))),
            }
        }
        match info.kind {
            OperationKind::Read => self.get(&format!("{url}?{}", encode(&pairs))),
            _ => self.post(&url, &encode(&pairs)),
        }
    }

    pub fn resolve(&self, value: &str) -> String {
        value.strip_prefix('$').map_or_else(|| value.to_owned(), |name| self.fixture(name))
    }

    pub fn get(&self, url: &str) -> Result<Response, ureq::Error> {
        self.agent.get(url).call().and_then(response)
    }

    pub fn delete(&self, url: &str) -> Result<Response, ureq::Error> {
        self.agent.delete(url).call().and_then(response)
    }

    pub fn post(&self, url: &str, body: &str) -> Result<Response, ureq::Error> {
        self.agent.post(url).content_type("application/x-www-form-urlencoded").send(body).and_then(response)
    }

    /// Sends a raw request with `Connection: close` and reads the complete response.
    pub fn raw(&self, method: &str, target: &str, headers: &str, body: &str) -> Response {
        let length =
            if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let request = format!(
            "{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{length}{headers}\r\n{body}"
        );
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no head: {text:?}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Response { status, headers, text: body.to_owned() }
    }

    pub fn connect(&self) -> TcpStream {
        let address =
            self.emulator.base_url().trim_start_matches("http://").trim_end_matches("/api").to_owned();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    }

    /// A value of the emulator's state, by JSON pointer.
    pub fn state(&self, pointer: &str) -> Value {
        self.emulator.state().pointer(pointer).cloned().unwrap_or(Value::Null)
    }

    pub fn fault(&self, operation: Operation, at: Position, kind: FaultKind) {
        self.emulator.clear_faults();
        self.emulator.add_fault(Fault::new(kind).on(operation).at(at));
    }
}

pub fn encode(pairs: &[(&str, String)]) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn response(mut response: ureq::http::Response<ureq::Body>) -> Result<Response, ureq::Error> {
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    let bytes = response.body_mut().with_config().limit(100 * 1024 * 1024).read_to_vec()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Response { status: response.status().as_u16(), headers, text })
}
