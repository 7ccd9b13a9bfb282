//! TLS handshakes with trusted and untrusted certificates.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::sync::Arc;

use chat44mp::{Client, ClientBuilder, ErrorCode, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const RESPONSE: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n{\"status\":\"success\",\"contact_type_id\":276}";

/// An https server with an untrusted certificate, and that certificate in PEM.
async fn server(host: &str) -> (ClientBuilder, String) {
    let certified = rcgen::generate_simple_self_signed([host.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(RESPONSE.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    let client = Client::builder("12-AbCdEfG1234567890QwErTyU").base_url(base_url).max_retries(0);
    (client, certified.cert.pem())
}

#[tokio::test]
async fn trusts_a_configured_certificate() {
    let (builder, pem) = server("localhost").await;
    let client = builder.ca_certs(pem).build().unwrap();
    assert_eq!(client.contact_groups().create("Spring").await.unwrap().0, 276);
}

#[tokio::test]
async fn rejects_an_unknown_certificate_before_sending() {
    let (_, another) = server("localhost").await;
    let (builder, _) = server("localhost").await;
    let client = builder.ca_certs(another).max_retries(2).build().unwrap();
    let error = client.contact_groups().create("Spring").await.unwrap_err();
    assert_eq!((error.code(), error.outcome()), (&ErrorCode::TLS_FAILED, Some(Outcome::NotSent)));
    let cause = "the TLS handshake failed: invalid peer certificate: ";
    assert!(error.server_message().starts_with(cause), "{error}");
    assert_eq!((error.attempts(), error.retryable()), (1, false));
}

#[tokio::test]
async fn rejects_a_certificate_of_another_host() {
    let (builder, pem) = server("chat.example.com").await;
    let error = builder.ca_certs(pem).build().unwrap().contacts().get(5).await.unwrap_err();
    assert_eq!(error.code(), &ErrorCode::TLS_FAILED);
}

#[test]
fn rejects_invalid_certificates() {
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error = Client::builder("12-AbCdEfG1234567890QwErTyU").ca_certs(pem).build().unwrap_err();
        assert_eq!(error.code(), &ErrorCode::TLS_SETUP_FAILED, "{pem}");
    }
}
