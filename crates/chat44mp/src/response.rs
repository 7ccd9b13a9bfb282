//! A value together with the answer it came in.

use bytes::Bytes;
use http::HeaderMap;

/// What a raw call gives: the typed value, and the HTTP answer around it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The typed value.
    pub value: T,
    /// The HTTP status.
    pub status: u16,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The answer's body, if it was asked for.
    pub body: Option<Bytes>,
}

impl<T> Response<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { value: change(self.value), status: self.status, headers: self.headers, body: self.body }
    }
}
