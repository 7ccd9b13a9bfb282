//! The web page of the emulator in Chromium. `cargo xtask test --lang cli` runs these tests where ChromeDriver is installed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

mod browser;

use chat44mp_emulator::{Emulator, FaultKind};
use serde_json::{Value, json};

use crate::browser::Browser;

/// A browser with the page of an emulator.
struct Stage {
    emulator: Emulator,
    browser: Browser,
}

impl Stage {
    fn new() -> Stage {
        let stage = Stage { emulator: Emulator::start().unwrap(), browser: Browser::start() };
        stage.browser.open(&format!("{}/", stage.emulator.control_url()));
        stage.browser.until(LIVE);
        stage
    }

    fn fixture(&self, name: &str) -> String {
        self.emulator.fixtures()[name].as_str().unwrap().to_owned()
    }

    /// Sends a request with the member's key; fails if its response is lost.
    fn call(&self, method: &str, operation: &str, params: &str) -> Result<(), ureq::Error> {
        let url = format!("{}/{operation}", self.emulator.base_url());
        let params = format!("api_key={}&{params}", self.fixture("member_key"));
        let form = "application/x-www-form-urlencoded";
        match method {
            "GET" => ureq::get(format!("{url}?{params}")).call()?,
            _ => ureq::post(url).content_type(form).send(params)?,
        };
        Ok(())
    }

    /// The text that is visible in an element.
    #[track_caller]
    fn text(&self, selector: &str) -> String {
        let text = self.browser.value(&format!("document.querySelector({selector:?}).innerText"));
        text.as_str().unwrap().to_owned()
    }

    /// Waits until an element shows a text.
    #[track_caller]
    fn until_text(&self, selector: &str, text: &str) {
        self.browser.until(&format!("document.querySelector({selector:?}).innerText.includes({text:?})"));
    }

    #[track_caller]
    fn tab(&self, name: &str) {
        self.browser.click(&format!("[data-tab={name}]"));
    }
}

const LIVE: &str = "document.getElementById('live').innerText === 'live'";

#[test]
#[ignore = "needs Chromium: cargo xtask test --lang cli"]
fn shows_and_controls_a_running_emulator() {
    let stage = Stage::new();
    shows_requests_as_they_arrive(&stage);
    loses_the_next_response(&stage);
    shows_rows(&stage);
    adds_a_fault_of_every_kind(&stage);
    let keys = ["member_key", "admin_key"].map(|name| stage.fixture(name));
    let html = stage.browser.value("document.documentElement.outerHTML").to_string();
    assert!(keys.iter().all(|key| !html.contains(key)), "{html}");
    assert_eq!(stage.browser.console(), json!([]), "no script error and no violated policy");
    starts_over_with_a_seed(&stage);
    reconnects(stage);
}

fn shows_requests_as_they_arrive(stage: &Stage) {
    assert!(stage.text("#requests").contains("No requests yet"));
    stage.call("GET", "get_contact", "contact_id=987654").unwrap();
    stage.until_text("#entries", "/api/get_contact");
    let error = stage.emulator.journal()[0].error.clone().unwrap();
    assert!(stage.text("#entries").contains(&error));
    stage.browser.click("#entries .entry");
    let details = stage.text("#entries .details");
    assert!(details.contains("987654") && details.contains("ApiKey(…"), "{details}");
    stage.call("GET", "get_flow_campaigns", "").unwrap();
    stage.until_text("#request-count", "2");
    assert!(stage.text("#entries").contains("987654"), "the details stay open");
    stage.browser.click("#failed");
    assert!(!stage.text("#entries").contains("get_flow_campaigns"));
    stage.browser.click("#failed");
    stage.browser.enter("#filter", "campaigns");
    assert!(!stage.text("#entries").contains("get_contact"));
    stage.browser.click("#clear");
    stage.until_text("#requests", "No requests yet");
}

fn loses_the_next_response(stage: &Stage) {
    stage.browser.value("document.getElementById('filter').value = ''");
    stage.browser.click("#lose");
    stage.until_text("#fault-count", "1");
    assert!(stage.call("POST", "create_contact_group", "name=Sale").is_err());
    stage.until_text("#entries", "no response");
    let text = stage.text("#entries");
    assert!(text.contains("applied") && text.contains("fault: reset"), "{text}");
    stage.until_text("#fault-count", "0");
}

fn shows_rows(stage: &Stage) {
    stage.tab("data");
    let buttons: Vec<String> = stage.text("#tables").split_whitespace().map(str::to_owned).collect();
    let state = stage.emulator.state();
    let tables = state.as_object().unwrap().iter();
    let tables = tables.filter(|(name, rows)| *name != "counts" && (rows.is_object() || rows.is_array()));
    for (name, _) in tables {
        assert!(buttons.contains(name), "{name}: {buttons:?}");
    }
    stage.browser.click("#tables button:nth-child(2)");
    assert!(stage.text("#rows").contains("Sale"));
    stage.browser.enter("#rows-filter", "no such row");
    assert_eq!(stage.text("#rows-note"), "No rows.");
}

fn adds_a_fault_of_every_kind(stage: &Stage) {
    stage.tab("faults");
    stage.browser.click("#clear-faults");
    stage.until_text("#faults", "No faults");
    stage.browser.click("#presets button");
    stage.until_text("#rules", "pending");
    assert_eq!(stage.emulator.faults()[0].fault.times, Some(1));
    let kinds =
        stage.browser.value("[...document.getElementById('kind').options].map((option) => option.value)");
    let kinds: Vec<String> = serde_json::from_value(kinds).unwrap();
    for (n, kind) in kinds.iter().enumerate() {
        // 301 is a valid value of every required field.
        stage.browser.value(&format!(
            "((kind) => {{
                kind.value = {kind:?}
                kind.dispatchEvent(new Event('change'))
                document.querySelectorAll('#kind-fields :required').forEach((field) => (field.value = '301'))
                document.getElementById('message').textContent = ''
            }})(document.getElementById('kind'))"
        ));
        stage.browser.click("#rule .primary");
        stage.until_text("#message", &format!("Added: {kind}"));
        assert_eq!(stage.emulator.faults()[n + 1].fault.kind.name(), kind);
    }
    stage.browser.until(&format!("document.getElementById('rules').children.length === {}", kinds.len() + 1));
    assert!(kinds.len() > 20 && kinds.iter().any(|kind| kind == FaultKind::Null.name()), "{kinds:?}");
    stage.browser.click("#rule summary");
    stage.browser.enter("[name=operation]", "contacts.create");
    stage.browser.enter("[name=nth]", "2");
    stage.browser.enter("[name=probability]", "0.5");
    stage.browser.click("#rule .primary");
    stage.until_text("#rules li:last-child", "create_contact");
    let fault = stage.emulator.faults().pop().unwrap().fault;
    assert_eq!((fault.nth, fault.probability), (Some(2), Some(0.5)));
}

fn starts_over_with_a_seed(stage: &Stage) {
    stage.tab("setup");
    assert!(stage.text("#endpoints").contains("POST /__emulator/reset"));
    stage.browser.enter("#seed", "flowers: 1");
    stage.browser.click("#seed-form .primary");
    stage.until_text("#message.bad", "unknown field `flowers`");
    stage.browser.value("document.getElementById('seed').value = ''");
    stage.browser.enter("#seed", "extends: default\ngroups: [{user_id: 39, type: Autumn}]");
    stage.browser.enter("#seed-profile", "documented");
    stage.browser.click("#seed-form .primary");
    stage.until_text("#message", "Started over.");
    assert!(stage.emulator.state()["groups"].to_string().contains("Autumn"));
    stage.until_text("#profile", "documented");
    stage.browser.click("#reset");
    stage.until_text("#profile", "observed");
    assert!(!stage.emulator.state()["groups"].to_string().contains("Autumn"));
}

fn reconnects(stage: Stage) {
    let Stage { emulator, browser } = stage;
    let port = emulator.base_url().rsplit(':').next().unwrap().trim_end_matches("/api").parse().unwrap();
    drop(emulator);
    browser.until("document.getElementById('live').innerText === 'disconnected'");
    let emulator = Emulator::builder().port(port).start().unwrap();
    browser.until(LIVE);
    let stage = Stage { emulator, browser };
    stage.tab("requests");
    stage.call("GET", "get_flow_campaigns", "").unwrap();
    stage.until_text("#entries", "get_flow_campaigns");
}

#[test]
#[ignore = "needs Chromium: cargo xtask test --lang cli"]
fn fits_a_phone_in_light_and_dark() {
    let stage = Stage::new();
    let phone = json!({"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true});
    stage.browser.devtools("Emulation.setDeviceMetricsOverride", phone);
    stage.call("GET", "get_contact", &format!("contact_id={}", "9".repeat(60))).unwrap();
    stage.until_text("#entries", "get_contact");
    stage.browser.click("#entries .entry");
    for tab in ["requests", "data", "faults", "setup"] {
        stage.tab(tab);
        let widths = stage.browser.value("[document.documentElement.scrollWidth, innerWidth]");
        assert_eq!(widths[0], widths[1], "{tab}");
    }
    let [light, dark] = ["light", "dark"].map(|scheme| {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        stage.browser.devtools("Emulation.setEmulatedMedia", json!({"features": features}));
        stage.browser.value("getComputedStyle(document.body).backgroundColor")
    });
    assert!(light != dark && light != Value::Null, "{light} {dark}");
}
