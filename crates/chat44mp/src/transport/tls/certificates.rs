//! The certificates to trust: those of the option `ca_certs`, or those of an environment variable that programs of the
//! language expect a client to read.
//!
//! | variable | language | meaning |
//! |---|---|---|
//! | `REQUESTS_CA_BUNDLE` | Python | a file or folder, instead of the platform's certificates |
//! | `NODE_EXTRA_CA_CERTS` | Node | a file, in addition to the platform's certificates |
//! | `SSL_CERT_FILE` | all | a file, instead of the platform's certificates |
//!
//! An empty variable counts as not set.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::{Error, ErrorCode};
use crate::interop::CaCerts;
use crate::language::Language;

/// The certificates that a client trusts.
pub(super) enum Trusted {
    /// Those of the platform, and these.
    Platform(Vec<CertificateDer<'static>>),
    /// Only these.
    Only(Vec<CertificateDer<'static>>),
}

/// The platform verifier reads `SSL_CERT_FILE` itself on other systems, along with `SSL_CERT_DIR`.
const READS_SSL_CERT_FILE: bool = cfg!(any(windows, target_vendor = "apple", target_os = "android"));

/// The certificates of the option or of the environment. `variable` reads the environment.
pub(super) fn trusted(
    option: Option<&CaCerts>,
    language: &Language,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Trusted, Error> {
    if let Some(option) = option {
        let certificates = match option {
            CaCerts::Pem(pem) => parse("ca_certs", pem),
            CaCerts::Path(path) if path.as_os_str().is_empty() => {
                Err(failed("`ca_certs` is empty; pass a path or certificates in PEM, or leave it out".into()))
            }
            CaCerts::Path(path) => load("ca_certs", path),
        };
        let invalid = |error: Error| error.with_field("ca_certs");
        return certificates.map(Trusted::Only).map_err(invalid);
    }
    let set = |name: &'static str| variable(name).filter(|value| !value.is_empty()).map(|path| (name, path));
    let (replacing, extending) = match language {
        Language::Python => (set("REQUESTS_CA_BUNDLE"), None),
        Language::Node => (None, set("NODE_EXTRA_CA_CERTS")),
        _ => (None, None),
    };
    let replacing = replacing.or_else(|| set("SSL_CERT_FILE").filter(|_| READS_SSL_CERT_FILE));
    Ok(match (replacing, extending) {
        (Some((name, path)), _) => Trusted::Only(load(name, Path::new(&path))?),
        (None, Some((name, path))) => Trusted::Platform(load(name, Path::new(&path))?),
        (None, None) => Trusted::Platform(Vec::new()),
    })
}

/// Loads the certificates of a file, or of all files of a folder. `name` is the option or variable it comes from.
fn load(name: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unreadable = |error: io::Error| {
        // A long or multi-line text is not a path: it may be a damaged certificate or a key, which must not be quoted.
        let message = match path.to_str().filter(|text| text.len() > 256 || text.contains('\n')) {
            Some(_) => format!("`{name}` is neither a path nor certificates in PEM"),
            None => format!("`{name}`: \"{}\" could not be read: {error}", path.display()),
        };
        failed(message).with_source(error)
    };
    if !path.is_dir() {
        return parse(name, &fs::read(path).map_err(unreadable)?);
    }
    // Folders such as /etc/ssl/certs have several links to each certificate, and other files.
    let mut certificates = HashSet::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let pem = fs::read(entry.map_err(unreadable)?.path()).unwrap_or_default();
        certificates.extend(parse(name, &pem).unwrap_or_default());
    }
    if certificates.is_empty() {
        return Err(failed(format!("`{name}`: the folder \"{}\" has no certificate in PEM", path.display())));
    }
    Ok(certificates.into_iter().collect())
}

/// Parses certificates in PEM; other objects between them are ignored.
fn parse(name: &str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => {
            Err(failed(format!("`{name}` has no certificate in PEM")))
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(failed(format!("`{name}` is not valid PEM")).with_source(error)),
    }
}

fn failed(message: String) -> Error {
    Error::config(ErrorCode::TLS_SETUP_FAILED, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted_by(language: &Language, set: &[(&str, &Path)]) -> Result<(bool, usize), String> {
        let variable = |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, path)| (*path).into());
        match trusted(None, language, variable) {
            Ok(Trusted::Platform(extra)) => Ok((true, extra.len())),
            Ok(Trusted::Only(certificates)) => Ok((false, certificates.len())),
            Err(error) => Err(error.server_message().to_owned()),
        }
    }

    #[test]
    fn languages_read_their_own_variable() {
        let folder = tempfile::tempdir().unwrap();
        let pem = |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).unwrap().cert.pem();
        let file = folder.path().join("a.pem");
        fs::write(&file, pem("a") + &pem("b")).unwrap();
        fs::write(folder.path().join("c.pem"), pem("c")).unwrap();
        fs::write(folder.path().join("README"), "no certificate").unwrap();

        let all = [("REQUESTS_CA_BUNDLE", &*file), ("NODE_EXTRA_CA_CERTS", &*file)];
        assert_eq!(trusted_by(&Language::Python, &all), Ok((false, 2)));
        assert_eq!(trusted_by(&Language::Python, &[("REQUESTS_CA_BUNDLE", folder.path())]), Ok((false, 3)));
        assert_eq!(trusted_by(&Language::Node, &all), Ok((true, 2)));
        assert_eq!(trusted_by(&Language::Rust, &all), Ok((true, 0)));
        assert_eq!(trusted_by(&Language::Node, &[("NODE_EXTRA_CA_CERTS", Path::new(""))]), Ok((true, 0)));
    }

    #[test]
    fn an_unreadable_file_is_named_with_its_variable() {
        let error =
            trusted_by(&Language::Node, &[("NODE_EXTRA_CA_CERTS", Path::new("/none/ca.pem"))]).unwrap_err();
        assert!(error.starts_with("`NODE_EXTRA_CA_CERTS`: \"/none/ca.pem\" could not be read: "), "{error}");
    }
}
