//! The TLS set-up of a client. It trusts the store of the platform, or the certificates of the caller; on Android a bundled
//! set, because its store is only accessible through Java, which every app would have to set up.

mod certificates;
mod verifier;

use std::ffi::OsString;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use certificates::{Trusted, trusted};
use verifier::Verifier;

use crate::error::{Error, ErrorCode};
use crate::interop::CaCerts;
use crate::language::Language;

/// No process-wide provider is installed: the host program may have its own.
///
/// `needed` is false for a client that can only speak plain http, which then loads no certificates unless it has the option.
pub(crate) fn config(
    ca_certs: Option<&CaCerts>,
    needed: bool,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    if ca_certs.is_none() && !needed {
        return Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth());
    }
    let verifier = match trusted(ca_certs, Language::current(), variable)? {
        Trusted::Platform(extra) if extra.is_empty() => platform(provider)?,
        Trusted::Platform(extra) => listing(Some(platform(Arc::clone(&provider))?), extra, provider)?,
        Trusted::Only(certificates) => listing(None, certificates, provider)?,
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}

/// Trusts these certificates, in addition to those of the platform if it is given.
fn listing(
    platform: Option<Arc<dyn ServerCertVerifier>>,
    listed: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let issuers = issuers(&listed, provider)?;
    Ok(Arc::new(Verifier { platform, issuers, listed }))
}

fn issuers(
    certificates: &[CertificateDer<'static>],
    provider: Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, Error> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots.add(certificate.clone()).map_err(failed)?;
    }
    WebPkiServerVerifier::builder_with_provider(roots.into(), provider)
        .build()
        .map_err(|error| failed(rustls::Error::General(error.to_string())))
}

#[cfg(not(target_os = "android"))]
fn platform(provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    Ok(Arc::new(rustls_platform_verifier::Verifier::new(provider).map_err(failed)?))
}

#[cfg(target_os = "android")]
fn platform(provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    Ok(issuers(webpki_root_certs::TLS_SERVER_ROOT_CERTS, provider)?)
}

fn failed(error: rustls::Error) -> Error {
    Error::config(ErrorCode::TLS_SETUP_FAILED, "the certificates to trust could not be loaded")
        .with_source(error)
}
