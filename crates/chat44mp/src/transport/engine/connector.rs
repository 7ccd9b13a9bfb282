//! Connections to the server: direct ones, and those through a proxy.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::dns::{GaiAddrs, GaiResolver, Name};
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use rustls::ClientConfig;
use tokio::time::timeout;
use tower_service::Service;
use url::Url;

/// Detects a connection whose other end has disappeared, as a stalled call would not.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const KEEP_ALIVE_PROBES: u32 = 3;
/// How long sent data may stay unacknowledged.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

pub(super) type BoxError = Box<dyn StdError + Send + Sync>;
type Opening<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;
type Open = Arc<dyn Fn(Uri) -> Opening<Stream> + Send + Sync>;

/// Opens connections. The connect timeout includes the proxy and the TLS handshake.
#[derive(Clone)]
pub(super) struct Connector {
    open: Open,
    limit: Duration,
}

impl Connector {
    /// The connector, and the `Proxy-Authorization` header of requests that a proxy forwards.
    pub(super) fn new(
        proxy: Option<&Url>,
        needs_tls: bool,
        limit: Duration,
        user_agent: &HeaderValue,
        mut tls: ClientConfig,
    ) -> Result<(Connector, Option<HeaderValue>), BoxError> {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let (tcp, tls) = (tcp(limit), Arc::new(tls));
        let mut authorization = None;
        let open = match proxy.map(|url| (url, intercept(url.as_str()))) {
            None => opening(https(tcp, tls), None),
            Some((_, None)) => return Err("the address is not the URL of a proxy".into()),
            Some((url, Some(proxy))) if url.scheme().starts_with("socks") => {
                let mut socks = SocksV5::new(proxy.uri().clone(), tcp);
                if let Some((user, password)) = proxy.raw_auth() {
                    socks = socks.with_auth(user.to_owned(), password.to_owned());
                }
                let resolver = (url.scheme() == "socks5").then(Resolver::new);
                opening(https(Socks { resolver, proxy: socks }, tls), None)
            }
            Some((_, Some(proxy))) if needs_tls => {
                let mut tunnel = Tunnel::new(proxy.uri().clone(), https(tcp, Arc::clone(&tls)));
                if let Some(authorization) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(authorization.clone());
                }
                let headers = HeaderMap::from_iter([(USER_AGENT, user_agent.clone())]);
                opening(https(tunnel.with_headers(headers), tls), None)
            }
            Some((_, Some(proxy))) => {
                authorization = proxy.basic_auth().cloned();
                opening(https(tcp, tls), Some(proxy.uri().clone()))
            }
        };
        Ok((Connector { open, limit }, authorization))
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = Opening<Stream>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, server: Uri) -> Opening<Stream> {
        let opening = timeout(self.limit, (self.open)(server));
        Box::pin(async {
            opening.await.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into()))
        })
    }
}

/// The proxy at this URL, with its user and password.
fn intercept(url: &str) -> Option<Intercept> {
    Matcher::builder().all(url).build().intercept(&Uri::from_static("http://server"))
}

fn tcp(limit: Duration) -> HttpConnector<Resolver> {
    let mut tcp = HttpConnector::new_with_resolver(Resolver::new());
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    // Divided among the addresses of the server.
    tcp.set_connect_timeout(Some(limit));
    tcp.set_keepalive(Some(KEEP_ALIVE));
    tcp.set_keepalive_interval(Some(KEEP_ALIVE));
    tcp.set_keepalive_retries(Some(KEEP_ALIVE_PROBES));
    #[cfg(any(target_os = "android", target_os = "linux"))]
    tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
    tcp
}

/// Adds TLS for https.
fn https<C>(connector: C, tls: Arc<ClientConfig>) -> HttpsConnector<C> {
    HttpsConnector::from((connector, tls))
}

/// Opens connections with `connector`, to the server or to a proxy that forwards requests.
fn opening<C>(connector: C, forwarding: Option<Uri>) -> Open
where
    C: Service<Uri, Error: Into<BoxError>, Future: Send> + Clone + Send + Sync + 'static,
    C::Response: Io + 'static,
{
    Arc::new(move |server| {
        let (mut connector, is_forwarded) = (connector.clone(), forwarding.is_some());
        let target = forwarding.clone().unwrap_or(server);
        Box::pin(async move {
            poll_fn(|context| connector.poll_ready(context)).await.map_err(Into::into)?;
            let io = connector.call(target).await.map_err(Into::into)?;
            Ok(Stream { io: Box::new(io), is_forwarded })
        })
    })
}

/// Resolves names, with an error of its own.
#[derive(Clone)]
struct Resolver(GaiResolver);

impl Resolver {
    fn new() -> Resolver {
        Resolver(GaiResolver::new())
    }
}

impl Service<Name> for Resolver {
    type Response = GaiAddrs;
    type Error = DnsError;
    type Future = Pin<Box<dyn Future<Output = Result<GaiAddrs, DnsError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), DnsError>> {
        self.0.poll_ready(context).map_err(DnsError)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let resolving = self.0.call(name);
        Box::pin(async { resolving.await.map_err(DnsError) })
    }
}

/// A name could not be resolved.
#[derive(Debug)]
pub(super) struct DnsError(io::Error);

impl fmt::Display for DnsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for DnsError {}

/// A SOCKS proxy. With a resolver, it receives the address of the server, else the name.
#[derive(Clone)]
struct Socks {
    resolver: Option<Resolver>,
    proxy: SocksV5<HttpConnector<Resolver>>,
}

impl Service<Uri> for Socks {
    type Response = <HttpConnector<Resolver> as Service<Uri>>::Response;
    type Error = BoxError;
    type Future = Opening<Self::Response>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.proxy.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, server: Uri) -> Self::Future {
        let Socks { resolver, mut proxy } = self.clone();
        Box::pin(async move {
            let host = server.host().ok_or("the server has no host")?;
            let port =
                server.port_u16().unwrap_or(if server.scheme_str() == Some("https") { 443 } else { 80 });
            let mut target = format!("http://{host}:{port}");
            if let (Some(mut resolver), Ok(name)) = (resolver, host.parse()) {
                let address = resolver.call(name).await?.next().ok_or("the name has no address")?;
                target = format!("http://{}", SocketAddr::new(address.ip(), port));
            }
            Ok(proxy.call(target.parse()?).await?)
        })
    }
}

/// A connection of any kind.
trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

/// An open connection.
pub(super) struct Stream {
    io: Box<dyn Io>,
    /// Whether a proxy forwards the requests.
    is_forwarded: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.is_forwarded)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(context, data)
    }
}
