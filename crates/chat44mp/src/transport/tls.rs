//! Trusted certificates: the store of the platform, or the certificates of the caller; on Android a bundled set, because its
//! store is only accessible through Java, which every app would have to set up.

use std::sync::Arc;

use rustls::client::WantsClientCert;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier};

use crate::error::{Error, ErrorCode};

/// The TLS set-up of a client. No process-wide provider is installed: the host program may have its own.
///
/// `needed` is false for a client that can only speak plain http, which then needs no certificates.
pub(crate) fn config(ca_certs: Option<&[u8]>, needed: bool) -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    Ok(match ca_certs {
        Some(pem) => builder.with_root_certificates(roots(pem)?),
        None if needed => by_default(builder)?,
        None => builder.with_root_certificates(RootCertStore::empty()),
    }
    .with_no_client_auth())
}

type Trusting = ConfigBuilder<ClientConfig, WantsClientCert>;

#[cfg(not(target_os = "android"))]
fn by_default(builder: ConfigBuilder<ClientConfig, WantsVerifier>) -> Result<Trusting, Error> {
    use rustls_platform_verifier::BuilderVerifierExt;

    builder.with_platform_verifier().map_err(failed)
}

#[cfg(target_os = "android")]
fn by_default(builder: ConfigBuilder<ClientConfig, WantsVerifier>) -> Result<Trusting, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        roots.add(certificate.clone()).map_err(failed)?;
    }
    Ok(builder.with_root_certificates(roots))
}

fn roots(pem: &[u8]) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| {
            Error::invalid(ErrorCode::TLS_SETUP_FAILED, "ca_certs", "`ca_certs` is not PEM")
                .with_source(error)
        })?;
        roots.add(certificate).map_err(failed)?;
    }
    if roots.is_empty() {
        return Err(Error::invalid(
            ErrorCode::TLS_SETUP_FAILED,
            "ca_certs",
            "`ca_certs` holds no certificate in PEM",
        ));
    }
    Ok(roots)
}

fn failed(error: rustls::Error) -> Error {
    Error::config(ErrorCode::TLS_SETUP_FAILED, "the certificates to trust could not be loaded")
        .with_source(error)
}
