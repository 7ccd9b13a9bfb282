//! HTTP requests and responses, as PHP behind a web server sees and sends them.

pub(crate) mod chunks;
pub(crate) mod gzip;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod route;
pub(crate) mod session;
