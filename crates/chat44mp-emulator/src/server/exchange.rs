//! One request from arrival to answer: journal, fault, handler, wire.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::{Method, Response, StatusCode};

use crate::fault::{Fault, FaultKind, Position};
use crate::http::chunks;
use crate::http::request::Request;
use crate::http::response::Answer;
use crate::server::body::AnswerBody;
use crate::server::connection::Kill;
use crate::server::control;
use crate::server::presence::{Aborted, Presence};
use crate::server::shared::Shared;
use crate::server::world::Ticket;

pub(crate) async fn exchange(
    shared: Arc<Shared>,
    kill: Arc<Kill>,
    incoming: hyper::Request<Incoming>,
) -> Result<Response<AnswerBody>, Aborted> {
    if let Some(command) = incoming.uri().path().strip_prefix(control::PATH) {
        let command = command.trim_matches('/').to_owned();
        let answer = control::control(&shared, &command, incoming).await?;
        return Ok(respond(answer, None, kill, None));
    }
    let request = Arc::new(Request::read(incoming).await.map_err(|_| Aborted)?);
    let (ticket, fault) = shared.begin(&request);
    let mut presence = Presence::new(shared.clone(), ticket);
    let session = match &request.session {
        Some(id) => Some(shared.sessions.enter(id).await),
        None => None,
    };
    let answer = match fault.as_ref().map(|fault| &fault.kind) {
        Some(FaultKind::Reset) => {
            shared.run(ticket, &request, fault.as_ref(), None);
            presence.answered();
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
    let answer = answer.ok_or(Aborted)?;
    let cookie = (answer.from_php && request.session.is_none()).then(|| shared.sessions.start());
    let mut response = respond(answer, Some((&request, presence)), kill, cookie.as_deref());
    if request.method == Method::HEAD {
        // Apache announces no length here.
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    Ok(response)
}

/// Handles a request that a fault delays.
async fn late(shared: &Shared, ticket: Ticket, request: &Request, fault: Option<&Fault>) -> Option<Answer> {
    match fault.map(|fault| (&fault.kind, fault.at)) {
        Some((FaultKind::Latency { ms }, Position::After)) => {
            let answer = shared.run(ticket, request, fault, None);
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            answer
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
    mut answer: Answer,
    client: Option<(&Request, Presence)>,
    kill: Arc<Kill>,
    cookie: Option<&str>,
) -> Response<AnswerBody> {
    let (request, mut presence) = client.unzip();
    if request.is_some_and(|request| request.accepts_gzip) && !answer.exact && answer.length != Some(0) {
        compress(&mut answer);
    }
    if request.is_some_and(|request| request.method == Method::HEAD)
        && let Some(presence) = &mut presence
    {
        presence.answered();
    }
    let mut headers = std::mem::take(&mut answer.headers);
    headers.extend(answer.date.take().map(|date| ("date", date)));
    if answer.from_php {
        headers.push(("expires", "Thu, 19 Nov 1981 08:52:00 GMT".to_owned()));
        headers.push(("cache-control", "no-store, no-cache, must-revalidate".to_owned()));
        headers.push(("pragma", "no-cache".to_owned()));
    }
    headers.push(("vary", "Accept-Encoding".to_owned()));
    headers.push(("content-type", answer.content_type.clone()));
    headers.extend(answer.length.map(|length| ("content-length", length.to_string())));
    headers.extend(cookie.map(|id| ("set-cookie", format!("ci_session={id}; path=/; HttpOnly"))));
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = Response::new(AnswerBody::new(answer, kill, presence));
    *response.status_mut() = status;
    for (name, value) in headers {
        // A header that a fault asks for and HTTP cannot carry is left out.
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(HeaderName::from_static(name), value);
        }
    }
    response
}

fn compress(answer: &mut Answer) {
    let plain = std::mem::replace(&mut answer.chunks, Box::new(std::iter::empty()));
    answer.chunks = chunks::gzip(plain);
    if answer.length.is_some() {
        let packed: Bytes =
            std::mem::replace(&mut answer.chunks, Box::new(std::iter::empty())).flatten().collect();
        answer.length = Some(packed.len() as u64);
        answer.chunks = Box::new(std::iter::once(packed));
    }
    answer.headers.push(("content-encoding", "gzip".to_owned()));
}
