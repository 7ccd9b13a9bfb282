//! Chromium, driven over the WebDriver protocol by ChromeDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The longest wait for a change of a page.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The name of an element's ID in responses.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with an empty profile; ended when dropped.
pub(crate) struct Browser {
    agent: ureq::Agent,
    driver: Child,
    _out: BufReader<ChildStdout>,
    session: String,
    _profile: TempDir,
}

impl Browser {
    pub(crate) fn start() -> Browser {
        let mut driver = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(driver.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "ChromeDriver did not start");
            if let Some((_, port)) = line.trim_end_matches(['.', '\n']).split_once("successfully on port ") {
                break port.to_owned();
            }
        };
        let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None);
        let profile = TempDir::new().unwrap();
        let mut browser = Browser {
            agent: config.timeout_global(Some(TIMEOUT * 2)).build().into(),
            driver,
            _out: out,
            session: format!("http://127.0.0.1:{port}/session"),
            _profile: profile,
        };
        let data = format!("--user-data-dir={}", browser._profile.path().display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([data.as_str()]).collect();
        let session = browser.post(
            "",
            json!({"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": {"args": flags},
                "goog:loggingPrefs": {"browser": "ALL"},
                "timeouts": {"script": TIMEOUT.as_millis()},
            }}}),
        );
        browser.session += &format!("/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    #[track_caller]
    fn post(&self, command: &str, body: Value) -> Value {
        let request = self.agent.post(format!("{}{command}", self.session)).content_type("application/json");
        let mut response = request.send(body.to_string()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status(), 200, "{command} {body}: {text}");
        serde_json::from_str::<Value>(&text).unwrap()["value"].take()
    }

    pub(crate) fn open(&self, url: &str) {
        self.post("/url", json!({"url": url}));
    }

    /// The value of a JavaScript expression.
    #[track_caller]
    pub(crate) fn value(&self, expression: &str) -> Value {
        self.post("/execute/sync", json!({"script": format!("return {expression}"), "args": []}))
    }

    /// Waits until a JavaScript expression is true. It is evaluated at every change of the page.
    #[track_caller]
    pub(crate) fn until(&self, expression: &str) {
        let script = format!(
            "const done = arguments[0], holds = () => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }}
            if (holds()) return done()
            new MutationObserver((_, self) => {{ if (holds()) {{ self.disconnect(); done() }} }})
                .observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }})"
        );
        self.post("/execute/async", json!({"script": script, "args": []}));
    }

    #[track_caller]
    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", json!({"using": "css selector", "value": selector}));
        format!("/element/{}", found[ELEMENT].as_str().unwrap())
    }

    /// Clicks an element, which must be visible.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        self.post(&format!("{}/click", self.element(selector)), json!({}));
    }

    /// Types into an element, or selects an option by its text.
    #[track_caller]
    pub(crate) fn enter(&self, selector: &str, text: &str) {
        self.post(&format!("{}/value", self.element(selector)), json!({"text": text}));
    }

    /// Calls a method of the DevTools protocol.
    #[track_caller]
    pub(crate) fn devtools(&self, method: &str, params: Value) {
        self.post("/goog/cdp/execute", json!({"cmd": method, "params": params}));
    }

    /// The messages of the console so far: script errors, violated policies, failed requests.
    pub(crate) fn console(&self) -> Value {
        self.post("/se/log", json!({"type": "browser"}))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ends Chromium, too.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
