//! Checks of a server that accepts the key. They send reads only.

use chat44mp::{Call, Client, Error, ErrorCode, FlowCampaign, OperationKind};
use serde_json::Value;

use super::report::Report;

/// The title of the page for an endpoint that does not exist, in English.
const NOT_FOUND: &str = "page not found";

pub(super) async fn check(report: &mut Report, client: &Client, flows: &[FlowCampaign]) {
    encryption(report, client);
    module(report, client).await;
    language(report, client).await;
    php_errors(report, client, flows).await;
}

fn encryption(report: &mut Report, client: &Client) {
    if client.base_url().starts_with("https:") {
        report.ok("encryption", "https");
    } else if is_this_machine(client.base_url()) {
        report.ok("encryption", "http on this machine");
    } else {
        report.warning(
            "encryption",
            "the key is sent without encryption",
            "Set --base-url to the https address of the server.",
        );
    }
}

pub(super) fn is_this_machine(base_url: &str) -> bool {
    ["http://127.", "http://localhost", "http://[::1]"].iter().any(|prefix| base_url.starts_with(prefix))
}

/// A page of the server, which is an error to the client: no JSON.
async fn page(client: &Client, name: &str) -> Result<(), Error> {
    let call: Call<Value> = client.call(name, Vec::<(String, String)>::new(), OperationKind::Read, None);
    call.max_retries(0).await.map(drop)
}

/// The API's own page is missing where the API module is off.
async fn module(report: &mut Report, client: &Client) {
    match page(client, "doc").await {
        Err(error) if error.http_status() == Some(404) || error.server_message().contains("404") => report
            .warning(
                "module",
                "the API's own page, /api/doc, does not exist: the API module may be off",
                "Ask the server's administrator to enable the API module.",
            ),
        Err(error) if *error.code() != ErrorCode::HTML_PAGE => {
            report.warning(
                "module",
                format!("/api/doc: {}", error.server_message()),
                "Run the command again.",
            );
        }
        _ => report.ok("module", "the API module is on"),
    }
}

/// The page for an unknown endpoint is in the server's language, as are two messages of the API.
async fn language(report: &mut Report, client: &Client) {
    match page(client, "chat44mp_doctor").await {
        Err(error) if *error.code() == ErrorCode::HTML_PAGE => {
            if error.server_message().to_lowercase().contains(NOT_FOUND) {
                report.ok("language", "the server's messages are in English");
            } else {
                report.warning(
                    "language",
                    format!("the server's messages are not in English: {}", error.server_message()),
                    "Errors of `contacts get` on deleted contacts may be reported as `unknown_error`. If so, save the \
                     server's message with `chat44mp config set --message-pattern JSON`.",
                );
            }
        }
        _ => report.skipped("language", "the server has no page for unknown endpoints"),
    }
}

/// The response about a subscriber without answers has PHP messages before its JSON, if the server shows them.
async fn php_errors(report: &mut Report, client: &Client, flows: &[FlowCampaign]) {
    let Some(flow) = flows.first() else {
        return report.skipped("php", "there is no flow campaign to check with");
    };
    match client.flows().subscriber_answers(flow.id, "1").keep_body().raw().await {
        Ok(response) => {
            let body = response.body.as_deref().unwrap_or_default().trim_ascii_start();
            if body.first().is_none_or(|first| b"{[".contains(first)) {
                report.ok("php", "no PHP messages in responses");
            } else {
                report.warning(
                    "php",
                    "the server shows PHP messages in its responses, which can reveal its paths",
                    "Ask the server's administrator to switch it to production mode, or to set display_errors to Off in php.ini.",
                );
            }
        }
        Err(error) => report.warning("php", error.server_message(), error.hint().unwrap_or_default()),
    }
}
