//! A running emulator, controlled over HTTP.

use std::time::Duration;

use chat44mp::environment::{BASE_URL_VARIABLE, variable};
use http::Uri;
use serde_json::Value;
use ureq::http::Response;
use ureq::{Agent, Body};

use crate::errors::Failure;
use crate::options::GlobalOptions;

pub(super) struct Remote {
    url: String,
    agent: Agent,
}

const TIMEOUT: Duration = Duration::from_secs(30);

impl Remote {
    /// The emulator at the base URL, which may also be its control URL.
    pub(super) fn find(options: &GlobalOptions) -> Result<Remote, Failure> {
        let given = options.client.base_url.last().cloned();
        let url = given.map_or_else(|| variable(BASE_URL_VARIABLE), |url| Ok(Some(url)))?.ok_or_else(|| {
            Failure::usage(
                "the address of the emulator is not set",
                "Pass the base URL that `chat44mp emulator serve` prints as --base-url, or set CHAT44MP_BASE_URL.",
            )
        })?;
        let parsed: Option<Uri> = url.parse().ok();
        let authority =
            parsed.as_ref().filter(|uri| uri.scheme_str() == Some("http")).and_then(Uri::authority);
        let authority = authority.ok_or_else(|| {
            Failure::usage(
                format!("{url:?} is not the address of an emulator"),
                "Pass a URL like http://127.0.0.1:4444/api.",
            )
        })?;
        let config = Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0);
        Ok(Remote {
            url: format!("http://{authority}/__emulator"),
            agent: config.timeout_global(Some(TIMEOUT)).build().into(),
        })
    }

    /// Reads an endpoint with those parameters that have a value.
    pub(super) fn get(&self, name: &str, query: &[(&str, Option<String>)]) -> Result<Value, Failure> {
        let query = query.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        self.receive(self.agent.get(self.at(name)).query_pairs(query).call())
    }

    pub(super) fn post(&self, name: &str, body: &Value) -> Result<Value, Failure> {
        self.receive(self.agent.post(self.at(name)).content_type("application/json").send(body.to_string()))
    }

    pub(super) fn delete(&self, name: &str) -> Result<Value, Failure> {
        self.receive(self.agent.delete(self.at(name)).call())
    }

    fn at(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }

    fn receive(&self, response: Result<Response<Body>, ureq::Error>) -> Result<Value, Failure> {
        let hint = "Check that `chat44mp emulator serve` runs at this address.";
        let failed = |error: &dyn std::fmt::Display| {
            Failure::usage(format!("no emulator responds at {}: {error}", self.url), hint)
        };
        let mut response = response.map_err(|error| failed(&error))?;
        let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec();
        let body = body.map_err(|error| failed(&error))?;
        let value: Value = serde_json::from_slice(&body).map_err(|_| failed(&"the response is not JSON"))?;
        match value["error"].as_str() {
            _ if response.status() == 200 => Ok(value),
            Some(error) => Err(Failure::usage(error, "Correct the arguments.")),
            None => Err(failed(&response.status())),
        }
    }
}
