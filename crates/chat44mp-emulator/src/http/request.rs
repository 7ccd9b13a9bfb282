//! A request as PHP sees it.

use chat44mp::{Operation, OperationKind};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName};
use hyper::{HeaderMap, Method};

use crate::http::route::{Route, route};
use crate::http::session::Sessions;
use crate::journal::Seen;
use crate::php::params::Params;

pub(crate) struct Request {
    /// The number of its connection.
    connection: u64,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) route: Route,
    pub(crate) query: Params,
    pub(crate) form: Params,
    pub(crate) host: String,
    pub(crate) accepts_gzip: bool,
    /// The session that it continues, if the emulator issued it.
    pub(crate) session: Option<String>,
    user_agent: Option<String>,
}

/// PHP's `post_max_size`. A longer form counts as empty.
const MAX_FORM: usize = 8 * 1024 * 1024;

impl Request {
    pub(crate) async fn read(
        incoming: hyper::Request<Incoming>,
        connection: u64,
    ) -> Result<Request, hyper::Error> {
        let (head, body) = incoming.into_parts();
        let sent = head.uri.query().unwrap_or_default();
        let (routed, query) = routed(head.uri.path(), sent);
        let text = |name: HeaderName| text(&head.headers, name);
        let body = read(body, MAX_FORM).await?;
        let mut request = Request {
            connection,
            route: route(routed, head.uri.path().len() + sent.len()),
            path: head.uri.path().to_owned(),
            query: Params::urlencoded(query.as_bytes()),
            form: Params::default(),
            host: text(header::HOST).unwrap_or("127.0.0.1").to_owned(),
            accepts_gzip: text(header::ACCEPT_ENCODING).is_some_and(|value| value.contains("gzip")),
            session: text(header::COOKIE)
                .and_then(session)
                .filter(|id| Sessions::is_valid(id))
                .map(str::to_owned),
            user_agent: text(header::USER_AGENT).map(str::to_owned),
            method: head.method,
        };
        // PHP parses forms only for this method and these content types.
        if request.method == Method::POST {
            request.form = form(text(header::CONTENT_TYPE).unwrap_or_default(), &body);
        }
        Ok(request)
    }

    /// The parameters, from the one place where the operation reads them.
    pub(crate) fn params(&self, operation: Operation) -> &Params {
        match operation.info().kind {
            OperationKind::Read => &self.query,
            _ => &self.form,
        }
    }

    pub(crate) fn operation(&self) -> Option<Operation> {
        match self.route {
            Route::Endpoint(operation, _) => Some(operation),
            _ => None,
        }
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        Seen {
            connection: self.connection,
            operation: self.operation(),
            method: self.method.as_str(),
            path: &self.path,
            query: &self.query,
            form: &self.form,
            user_agent: self.user_agent.as_deref(),
        }
    }
}

/// The path to route and the query: `/index.php?/api/…?a=1` has both in its query.
fn routed<'a>(path: &'a str, query: &'a str) -> (&'a str, &'a str) {
    if query.starts_with('/') && matches!(path.trim_matches('/'), "" | "index.php") {
        query.split_once('?').unwrap_or((query, ""))
    } else {
        (path, query)
    }
}

/// The whole body; empty if it is longer than `limit`.
pub(crate) async fn read(mut body: Incoming, limit: usize) -> Result<Vec<u8>, hyper::Error> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame?.into_data() {
            length += data.len();
            if length <= limit {
                bytes.extend_from_slice(&data);
            }
        }
    }
    Ok(if length <= limit { bytes } else { Vec::new() })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn form(content_type: &str, body: &[u8]) -> Params {
    let (essence, rest) = content_type.split_once([';', ',']).unwrap_or((content_type, ""));
    let essence = essence.trim();
    if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Params::urlencoded(body);
    }
    let boundary = rest.trim().strip_prefix("boundary=").map(|boundary| boundary.trim_matches('"'));
    match boundary {
        Some(boundary) if essence.eq_ignore_ascii_case("multipart/form-data") => {
            Params::multipart(boundary, body)
        }
        _ => Params::default(),
    }
}

fn session(cookies: &str) -> Option<&str> {
    cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix("ci_session="))
}
