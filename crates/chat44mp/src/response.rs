//! A value together with its HTTP response.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderMap;

/// The result of a raw call: the typed value and its HTTP response.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RawResponse<T> {
    /// The typed value.
    pub value: T,
    /// The HTTP status.
    pub status: u16,
    /// The response headers.
    pub headers: HeaderMap,
    /// The response body, if `keep_body` was set.
    pub body: Option<Bytes>,
    /// The number of attempts, for calls of several requests.
    pub(crate) attempts: u32,
}

impl<T> RawResponse<T> {
    /// Converts the value and keeps the response.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> RawResponse<U> {
        RawResponse {
            value: convert(self.value),
            status: self.status,
            headers: self.headers,
            body: self.body,
            attempts: self.attempts,
        }
    }

    /// The headers by lower-case name; the values of a repeated header are joined with `, `.
    pub fn headers_joined(&self) -> BTreeMap<String, String> {
        let joined = |name| {
            let values =
                self.headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            values.collect::<Vec<_>>().join(", ")
        };
        self.headers.keys().map(|name| (name.to_string(), joined(name))).collect()
    }
}
