//! The calls for packages.

use chat44mp::Package;
use pyo3::prelude::*;

use crate::caller::{Blocking, BlockingRaw, Caller, PendingRaw};
use crate::values::Listed;
use crate::wait::pending::Pending;

exported! { $ packages: Packages AsyncPackages RawPackages AsyncRawPackages; Package }

resource! {
    "The calls for packages (admin key): `client.packages`."
    Packages AsyncPackages RawPackages AsyncRawPackages {
        /// Lists all packages that are not deleted. `GET /get_all_packages`
        fn list () () -> Listed<Package> => |client| client.packages().list();
    }
}
