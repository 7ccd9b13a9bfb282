//! TLS handshakes with trusted and untrusted certificates.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests, helpers included")]

use std::sync::Arc;

use chat44mp::{CaCerts, Client, ClientBuilder, ErrorCode, Outcome};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

const RESPONSE: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n{\"status\":\"success\",\"contact_type_id\":276}";

/// An https server with an untrusted certificate, and that certificate in PEM.
async fn server(host: &str) -> (ClientBuilder, String) {
    server_with(CertificateParams::new([host.to_owned()]).unwrap()).await
}

async fn server_with(params: CertificateParams) -> (ClientBuilder, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
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
    (client, certificate.pem())
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

/// A certificate as `openssl req -x509` creates it: a CA certificate, used by the server itself.
fn self_signed_by_openssl(host: &str) -> CertificateParams {
    let mut params = CertificateParams::new([host.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

#[tokio::test]
async fn trusts_a_self_signed_certificate_that_is_listed() {
    let (builder, pem) = server_with(self_signed_by_openssl("localhost")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("server.pem");
    std::fs::write(&file, &pem).unwrap();
    let text = file.to_str().unwrap();
    let pem = || CaCerts::from(pem.clone());
    for ca_certs in [pem(), text.into(), file.clone().into(), folder.path().to_owned().into()] {
        let client = builder.clone().ca_certs(ca_certs).build().unwrap();
        assert_eq!(client.contact_groups().create("Spring").await.unwrap().0, 276);
    }
}

#[tokio::test]
async fn a_listed_certificate_must_be_valid_and_of_this_host() {
    let mut expired_ca = self_signed_by_openssl("localhost");
    expired_ca.not_after = date_time_ymd(2026, 1, 1);
    let mut expired = CertificateParams::new(["localhost".to_owned()]).unwrap();
    expired.not_after = date_time_ymd(2026, 1, 1);
    for (params, reason) in [
        (self_signed_by_openssl("chat.example.com"), "not valid for name"),
        (expired_ca, "expired"),
        (expired, "expired"),
    ] {
        let (builder, pem) = server_with(params).await;
        let error = builder.ca_certs(pem).build().unwrap().contacts().get(5).await.unwrap_err();
        assert_eq!(error.code(), &ErrorCode::TLS_FAILED);
        assert!(format!("{error:?}").contains(reason), "{error:?}");
    }
    let (builder, _) = server_with(self_signed_by_openssl("localhost")).await;
    let (_, another) = server_with(self_signed_by_openssl("localhost")).await;
    let error = builder.ca_certs(another).build().unwrap().contacts().get(5).await.unwrap_err();
    assert_eq!(error.code(), &ErrorCode::TLS_FAILED);
}

#[test]
fn invalid_certificates_are_named() {
    for (ca_certs, message) in [
        (CaCerts::from(""), "`ca_certs` is empty"),
        (Vec::new().into(), "`ca_certs` has no certificate in PEM"),
        ("/none/ca.pem".into(), "`ca_certs`: \"/none/ca.pem\" could not be read: "),
        ("MIIC\nAAAA".into(), "`ca_certs` is neither a path nor certificates in PEM"),
        ("-----BEGIN CERTIFICATE-----\nA".into(), "`ca_certs` is not valid PEM"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".into(),
            "the certificates to trust",
        ),
    ] {
        let builder = Client::builder("12-AbCdEfG1234567890QwErTyU");
        let error = builder.ca_certs(ca_certs).build().unwrap_err();
        assert_eq!(error.code(), &ErrorCode::TLS_SETUP_FAILED);
        assert!(error.server_message().starts_with(message), "{error}");
    }
}
