//! The server of the protocol: lists the tools and runs them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chat44mp::reflection::Arguments;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, Implementation, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use tokio::sync::RwLock;

use super::answers;
use super::clients::Clients;
use super::directory::Directory;
use super::import::DryRuns;
use super::results::{Reply, invalid_arguments};
use super::tools::{self, Action, CustomCall, Tool};
use crate::errors::{Failure, INTERRUPTED};

pub(super) struct Server {
    clients: Clients,
    directory: Directory,
    dry_runs: DryRuns,
    tools: Vec<Tool>,
    /// The calls that may write.
    allowed: BTreeSet<String>,
    /// Imports hold it for reading.
    imports: RwLock<()>,
}

impl Server {
    pub(super) fn new(clients: Clients, allowed: BTreeSet<String>, directory: Directory) -> Server {
        let dry_runs = DryRuns::default();
        Server { clients, directory, dry_runs, tools: tools::all(), allowed, imports: RwLock::default() }
    }

    /// Waits until no import runs: it must not be aborted when the client disconnects.
    pub(super) async fn imports_finished(&self) {
        drop(self.imports.write().await);
    }

    fn is_allowed(&self, tool: &Tool) -> bool {
        !tool.kind.is_write() || self.allowed.contains(tool.call)
    }

    async fn run(
        &self,
        tool: &Tool,
        mut arguments: Arguments,
        context: &RequestContext<RoleServer>,
    ) -> Result<Reply, Failure> {
        if !self.is_allowed(tool) {
            let message =
                format!("{} writes, and this server was not started with permission for it", tool.name());
            let hint = format!(
                "Do not work around it. The user can restart the server with `--allow {}`, added to what it allows.",
                tool.call
            );
            return Err(Failure::refused("not_allowed", message, hint));
        }
        let (client, directory) = (self.clients.client(tool.access), &self.directory);
        match &tool.action {
            Action::Call(invocation) => {
                let call = (invocation.make)(client, &mut arguments).map_err(invalid_arguments)?;
                arguments.end().map_err(invalid_arguments)?;
                Ok(Reply::of(&call.await?))
            }
            Action::Custom => {
                let CustomCall { name, parameters, kind, path_id } =
                    arguments.rest().map_err(invalid_arguments)?;
                Ok(Reply::of(&client.call(name, parameters, kind, path_id).await?))
            }
            Action::Answers => answers::read(client, arguments).await,
            Action::Export => answers::export(client, directory, arguments, context).await,
            Action::DryRun => self.dry_runs.check(client, directory, arguments, context).await,
            Action::Import => {
                let _running = self.imports.read().await;
                self.dry_runs.import(client, directory, arguments, context).await
            }
        }
    }

    fn instructions(&self) -> String {
        let writes: Vec<_> = self.tools.iter().filter(|tool| tool.kind.is_write()).collect();
        let names = |is_allowed: bool| {
            let tools = writes.iter().filter(|tool| self.is_allowed(tool) == is_allowed);
            let names: Vec<_> = tools.map(|tool| tool.name()).collect();
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        };
        format!(
            "Users, contacts, labels and flow campaigns of the Chat44MP server at {}. The API cannot list contacts, contact groups, \
             users or subscribers: keep the IDs that tools return. Fields cannot be cleared. After an error, follow its `hint`; if \
             its `outcome` is `unknown`, the write may have happened: check before you repeat it. Allowed writes: {}. Not \
             allowed: {}.",
            self.clients.client(chat44mp::Access::Member).base_url(),
            names(true),
            names(false),
        )
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let server = Implementation::new("chat44mp", env!("CARGO_PKG_VERSION")).with_title("Chat44MP");
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(server)
            .with_instructions(self.instructions())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = self.tools.iter().filter(|tool| self.is_allowed(tool)).map(Tool::definition);
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = self.tools.iter().find(|tool| tool.name() == request.name) else {
            let message: Cow<'static, str> = format!("there is no tool {:?}", request.name).into();
            return Err(ErrorData::invalid_params(message, None));
        };
        let arguments = Arguments::new(request.arguments.unwrap_or_default());
        let run = self.run(tool, arguments, &context);
        let reply = match tool.action {
            // They stop gracefully by themselves.
            Action::Import | Action::DryRun => run.await,
            // Dropping a call aborts its request.
            _ => tokio::select! {
                reply = run => reply,
                () = context.ct.cancelled() => {
                    Err(Failure::Stopped { writing: tool.kind.is_write(), exit_code: INTERRUPTED })
                }
            },
        };
        Ok(reply.unwrap_or_else(Reply::from).into_result(&self.clients).into())
    }
}
