//! The calls for packages.

use chat44mp::Package;
use napi::{Env, Result};
use napi_derive::napi;

use crate::arguments::CallOptions;
use crate::bridge::Promise;
use crate::caller::Caller;

/// The calls for packages (admin key): `client.packages`.
#[napi]
pub struct Packages(pub(crate) Caller);

#[napi]
impl Packages {
    /// Lists all packages that are not deleted. `GET /get_all_packages`
    #[napi]
    pub fn list(&self, env: Env, options: Option<CallOptions>) -> Result<Promise<Vec<Package>>> {
        self.0.call(env, options, |client| client.packages().list())
    }
}
