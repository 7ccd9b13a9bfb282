//! The OpenAPI document of the API, from the core's operations, parameters and models, the examples of the published reference,
//! and the emulator's responses.

mod examples;
mod operations;
mod schemas;
#[cfg(test)]
mod tests;

use anyhow::Result;
use chat44mp::{DEFAULT_BASE_URL, Operation};
use serde_json::{Map, Value, json};

use examples::Examples;
use schemas::Schemas;

use super::definitions::CallInfo;

/// The document, which the emulator serves.
const FILE: &str = "crates/chat44mp-emulator/openapi/openapi.json";

/// The document and its text.
pub(super) fn file(calls: &[CallInfo]) -> Result<(&'static str, String)> {
    Ok((FILE, serde_json::to_string_pretty(&document(calls, &Examples::collect()?)?)? + "\n"))
}

fn document(calls: &[CallInfo], examples: &Examples) -> Result<Value> {
    let mut schemas = Schemas::new();
    let (mut paths, mut tags) = (Map::new(), Vec::new());
    for operation in Operation::all() {
        let (path, item) = operations::path(operation, calls, examples, &mut schemas)?;
        let tag = json!({ "name": operations::tag(operation) });
        if !tags.contains(&tag) {
            tags.push(tag);
        }
        paths.insert(path, item);
    }
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Chat44MP API",
            "summary": "The API of Chat44MP, and of other servers of XeroChat and ChatPion, as it is",
            "description": include_str!("description.md").trim(),
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [server()],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                operations::MEMBER_KEY: key("The API key of any user, with access to the user's own objects"),
                operations::ADMIN_KEY: key("The API key of an administrator"),
            },
            "schemas": schemas.into_components(),
            "responses": operations::responses(),
        },
    }))
}

fn server() -> Value {
    let address = DEFAULT_BASE_URL.trim_end_matches("/api");
    json!({
        "url": "{server}/api",
        "variables": { "server": { "default": address, "description": "The address of your server" } },
    })
}

fn key(description: &str) -> Value {
    json!({ "type": "apiKey", "in": "query", "name": "api_key", "description": description })
}
