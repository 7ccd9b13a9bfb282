//! One request from arrival to response: journal, fault, handler, wire.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, StatusCode};

use crate::fault::{Fault, FaultKind, Position};
use crate::http::gzip::gzip;
use crate::http::request::Request;
use crate::http::response::{HTML, Response};
use crate::php::error_pages;
use crate::server::body::ResponseBody;
use crate::server::connection::Kill;
use crate::server::control;
#[cfg(feature = "openapi")]
use crate::server::docs;
use crate::server::presence::{Aborted, Presence};
use crate::server::shared::Shared;
use crate::server::world::Ticket;

pub(crate) async fn exchange(
    shared: Arc<Shared>,
    kill: Arc<Kill>,
    connection: u64,
    incoming: hyper::Request<Incoming>,
) -> Result<hyper::Response<ResponseBody>, Aborted> {
    if let Some(command) = incoming.uri().path().strip_prefix(control::PATH) {
        let command = command.trim_matches('/').to_owned();
        let response = control::control(&shared, &command, incoming).await?;
        return Ok(respond(response, None, kill, None));
    }
    #[cfg(feature = "openapi")]
    if let Some(response) = docs::response(incoming.uri().path()) {
        return Ok(respond(response, None, kill, None));
    }
    if incoming.method() == Method::CONNECT {
        // Apache is a proxy only if it is configured as one.
        let page = error_pages::web_server(405, "Method Not Allowed");
        return Ok(respond(Response::new(405, HTML, page), None, kill, None));
    }
    let request = Arc::new(Request::read(incoming, connection).await.map_err(|_| Aborted)?);
    let (ticket, fault) = shared.begin(&request);
    let mut presence = Presence::new(shared.clone(), ticket);
    let session = match &request.session {
        Some(id) => Some(shared.sessions.enter(id).await),
        None => None,
    };
    let response = match fault.as_ref().map(|fault| &fault.kind) {
        Some(FaultKind::Reset) => {
            shared.run(ticket, &request, fault.as_ref(), None);
            presence.complete();
            kill.reset();
            return Err(Aborted);
        }
        Some(FaultKind::Hang) => {
            shared.run(ticket, &request, fault.as_ref(), None);
            std::future::pending().await
        }
        Some(FaultKind::Latency { .. } | FaultKind::Race { .. }) => {
            let (shared, request) = (shared.clone(), request.clone());
            // Detached: the server continues when the client disconnects.
            let late = tokio::spawn(async move {
                let _session = session;
                late(&shared, ticket, &request, fault.as_ref()).await
            });
            late.await.map_err(|_| Aborted)?
        }
        _ => shared.run(ticket, &request, fault.as_ref(), None),
    };
    let response = response.ok_or(Aborted)?;
    let cookie = (response.from_php && request.session.is_none()).then(|| shared.sessions.start());
    let mut sent = respond(response, Some((&request, presence)), kill, cookie.as_deref());
    if request.method == Method::HEAD {
        // Apache sends no `Content-Length` here.
        sent.headers_mut().remove(header::CONTENT_LENGTH);
    }
    Ok(sent)
}

/// Handles a request that a fault delays.
async fn late(shared: &Shared, ticket: Ticket, request: &Request, fault: Option<&Fault>) -> Option<Response> {
    match fault.map(|fault| (&fault.kind, fault.at)) {
        Some((FaultKind::Latency { ms }, Position::After)) => {
            let response = shared.run(ticket, request, fault, None);
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            response
        }
        Some((FaultKind::Latency { ms }, _)) => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            shared.run(ticket, request, fault, None)
        }
        Some((FaultKind::Race { requests, ms }, _)) => {
            let checked = shared.race(*requests, Duration::from_millis(*ms)).await;
            shared.run(ticket, request, fault, Some(checked))
        }
        _ => shared.run(ticket, request, fault, None),
    }
}

fn respond(
    mut response: Response,
    client: Option<(&Request, Presence)>,
    kill: Arc<Kill>,
    cookie: Option<&str>,
) -> hyper::Response<ResponseBody> {
    let (request, mut presence) = client.unzip();
    if request.is_some_and(|request| request.accepts_gzip) && !response.exact && response.length != Some(0) {
        compress(&mut response);
    }
    if request.is_some_and(|request| request.method == Method::HEAD)
        && let Some(presence) = &mut presence
    {
        presence.complete();
    }
    let mut headers = std::mem::take(&mut response.headers);
    headers.extend(response.date.take().map(|date| ("date", date)));
    if response.from_php {
        headers.push(("expires", "Thu, 19 Nov 1981 08:52:00 GMT".to_owned()));
        headers.push(("cache-control", "no-store, no-cache, must-revalidate".to_owned()));
        headers.push(("pragma", "no-cache".to_owned()));
    }
    headers.push(("vary", "Accept-Encoding".to_owned()));
    headers.push(("content-type", response.content_type.clone()));
    headers.extend(response.length.map(|length| ("content-length", length.to_string())));
    headers.extend(cookie.map(|id| ("set-cookie", format!("ci_session={id}; path=/; HttpOnly"))));
    let status = StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK);
    let mut sent = hyper::Response::new(ResponseBody::new(response, kill, presence));
    *sent.status_mut() = status;
    for (name, value) in headers {
        // An invalid header value is omitted.
        if let Ok(value) = HeaderValue::from_str(&value) {
            sent.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    sent
}

fn compress(response: &mut Response) {
    let plain = std::mem::replace(&mut response.chunks, Box::new(std::iter::empty()));
    response.chunks = gzip(plain);
    if response.length.is_some() {
        let packed: Bytes =
            std::mem::replace(&mut response.chunks, Box::new(std::iter::empty())).flatten().collect();
        response.length = Some(packed.len() as u64);
        response.chunks = Box::new(std::iter::once(packed));
    }
    response.headers.push(("content-encoding", "gzip".to_owned()));
}
