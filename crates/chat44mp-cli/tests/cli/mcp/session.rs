//! A session of rmcp's client with the server in a child process.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat44mp_emulator::JournalEntry;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientRequest, ProgressNotificationParam, Request, Tool,
};
use rmcp::service::{NotificationContext, PeerRequestOptions, RequestHandle, RunningService};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, RoleClient, ServiceError, ServiceExt};
use serde_json::Value;

use crate::stage::{Program, Stage};

/// Collects progress.
#[derive(Clone, Default)]
pub(crate) struct Listener {
    progress: Arc<Mutex<Vec<ProgressNotificationParam>>>,
}

impl ClientHandler for Listener {
    async fn on_progress(&self, progress: ProgressNotificationParam, _: NotificationContext<RoleClient>) {
        self.progress.lock().unwrap().push(progress);
    }
}

pub(crate) struct Session {
    client: RunningService<RoleClient, Listener>,
    listener: Listener,
}

impl Session {
    /// Starts the server with a member's key.
    pub(crate) async fn member(stage: &Stage, line: &str) -> Session {
        Session::of(stage.member(line)).await
    }

    pub(crate) async fn of(program: Program) -> Session {
        let command = tokio::process::Command::from(program.into_command());
        let listener = Listener::default();
        let client = listener.clone().serve(TokioChildProcess::new(command).unwrap()).await.unwrap();
        Session { client, listener }
    }

    pub(crate) async fn tools(&self) -> Vec<Tool> {
        self.client.list_all_tools().await.unwrap()
    }

    pub(crate) fn instructions(&self) -> String {
        self.client.peer_info().unwrap().instructions.clone().unwrap()
    }

    pub(crate) async fn try_call(
        &self,
        tool: &str,
        arguments: Value,
    ) -> Result<CallToolResult, ServiceError> {
        self.client.call_tool(request(tool, arguments)).await
    }

    /// Calls a tool, and checks that its text is its structured content.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> CallToolResult {
        let result = self.try_call(tool, arguments).await.unwrap();
        let text = &result.content[0].as_text().unwrap().text;
        assert_eq!(serde_json::from_str::<Value>(text).ok(), result.structured_content, "{text}");
        result
    }

    /// The result of a call that succeeds.
    pub(crate) async fn ok(&self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments).await;
        assert_eq!(result.is_error, Some(false), "{result:?}");
        result.structured_content.unwrap()["result"].take()
    }

    /// The error of a call that fails.
    pub(crate) async fn error(&self, tool: &str, arguments: Value) -> Value {
        let result = self.call(tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{result:?}");
        result.structured_content.unwrap()["error"].take()
    }

    /// Sends a call, which can be cancelled.
    pub(crate) async fn send(&self, tool: &str, arguments: Value) -> RequestHandle<RoleClient> {
        let request = ClientRequest::CallToolRequest(Request::new(request(tool, arguments)));
        self.client.send_cancellable_request(request, PeerRequestOptions::no_options()).await.unwrap()
    }

    /// The progress so far, as `(done, total)`.
    pub(crate) fn progress(&self) -> Vec<(f64, Option<f64>)> {
        self.listener.progress.lock().unwrap().iter().map(|step| (step.progress, step.total)).collect()
    }

    /// Disconnects, and waits until the server has exited.
    pub(crate) async fn close(self) {
        self.client.cancel().await.unwrap();
    }
}

fn request(tool: &str, arguments: Value) -> CallToolRequestParams {
    CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments.as_object().unwrap().clone())
}

/// Waits until the emulator has received such requests. It blocks this thread, so that the test needs another one.
pub(crate) fn wait_for(stage: &Stage, what: impl Fn(&[JournalEntry]) -> bool) {
    assert!(stage.emulator.wait_for(what, Duration::from_secs(20)), "no such request");
}
