//! The alternative to the SDK: reqwest and serde_json, with the same timeouts, gzip and form.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::server::Address;

/// The fields of the response; decoding them is part of the measured work.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub(crate) struct Contact {
    id: String,
    user_id: String,
    contact_type_id: String,
    first_name: String,
    last_name: String,
    phone_number: Option<String>,
    email: Option<String>,
    notes: String,
    unsubscribed: String,
    status: Option<String>,
    sms_email_sequence_campaign_ids: Option<String>,
    deleted: String,
}

#[derive(Debug, Deserialize)]
struct Created {
    status: String,
    new_contact_id: i64,
}

/// An answer to one question.
#[derive(Debug, Deserialize)]
#[allow(dead_code)]
pub(crate) struct Answer {
    id: String,
    question: Option<String>,
    answer: String,
}

/// The answers of all subscribers.
#[derive(Debug, Deserialize)]
pub(crate) struct Answers {
    pub(crate) data: HashMap<String, Vec<Answer>>,
}

pub(crate) struct Bare {
    http: reqwest::Client,
    base_url: String,
    key: String,
}

impl Bare {
    pub(crate) fn new(address: &Address) -> Result<Bare> {
        // reqwest is built without a default TLS provider here; plain http never uses this one.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .no_proxy()
            .user_agent("chat44mp-rust/0.1.0")
            .gzip(true)
            .connect_timeout(Duration::from_secs(5))
            .read_timeout(Duration::from_secs(20))
            .timeout(Duration::from_secs(90))
            .build()?;
        Ok(Bare { http, base_url: address.base_url.clone(), key: address.key.clone() })
    }

    pub(crate) async fn get_contact(&self, id: i64) -> Result<Contact> {
        let url = format!("{}/get_contact", self.base_url);
        let query = [("api_key", self.key.as_str()), ("contact_id", &id.to_string())];
        let body = self.http.get(url).query(&query).send().await?.error_for_status()?.bytes().await?;
        Ok(serde_json::from_slice(&body)?)
    }

    pub(crate) async fn create_contact(&self, group: i64, email: &str, phone: &str) -> Result<i64> {
        let url = format!("{}/create_contact", self.base_url);
        let form = [
            ("api_key", self.key.as_str()),
            ("contact_type_id", &group.to_string()),
            ("email", email),
            ("phone_number", phone),
            ("first_name", "Ada"),
        ];
        let body = self.http.post(url).form(&form).send().await?.error_for_status()?.bytes().await?;
        let created: Created = serde_json::from_slice(&body)?;
        ensure!(created.status == "success", "not created");
        Ok(created.new_contact_id)
    }

    /// The response body with the answers of all subscribers.
    pub(crate) async fn answers(&self, flow: i64) -> Result<Vec<u8>> {
        let url = format!("{}/get_all_subscriber_flow_info", self.base_url);
        let query = [("api_key", self.key.as_str()), ("flow_campaign_id", &flow.to_string())];
        let body = self.http.get(url).query(&query).send().await?.error_for_status()?.bytes().await;
        Ok(body.context("the response was truncated")?.into())
    }
}
