//! Packages (plans) that users can hold.

use chat44mp_macros::{calls, model, wire};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::handle::handle;
use crate::call::Call;
use crate::decode::envelope::Envelope;
use crate::decode::success;
use crate::error::Error;
use crate::ids::PackageId;
use crate::lenient;
use crate::operation::{Operation, operations};
use crate::request::Request;
use crate::wire::responses;

/// A package.
#[model(properties(
    /// The price as an exact number, in the server's currency; None if it is a word.
    price_decimal: Option<Decimal>
))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Package {
    /// The package's id.
    pub id: PackageId,
    /// Its name; `package_name` on the wire.
    #[serde(default, rename(deserialize = "package_name"), deserialize_with = "lenient::text")]
    pub name: String,
    /// The modules it includes.
    #[serde(default, deserialize_with = "lenient::integer_list")]
    pub module_ids: Vec<i64>,
    /// Its price as the server stores it, which can be a word such as `Trial`; see `price_decimal`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub price: String,
    /// Its validity in days.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub validity: Option<i64>,
    /// Whether it was deleted.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub deleted: bool,
    /// Whether it is shown to users.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub visible: bool,
    /// Whether it is highlighted.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub highlight: bool,
}

impl Package {
    /// The price as an exact number, in the server's currency; `None` if it is a word.
    pub fn price_decimal(&self) -> Option<Decimal> {
        self.price.trim().parse().ok()
    }
}

operations! {
    /// `GET /get_all_packages`
    GET_ALL_PACKAGES = "get_all_packages", "packages.list", Read, Admin, unfiltered;
}

responses! {
    GET_ALL_PACKAGES => succeeded::<Listed>;
}

handle! {
    /// The calls for packages (admin's key): `client.packages()`.
    Packages,
    /// Packages that users can hold (admin's key).
    packages
}

#[calls(packages)]
impl Packages<'_> {
    /// Lists all packages that are not deleted. `GET /get_all_packages`
    pub fn list(&self) -> Call<Vec<Package>> {
        Call::single(self.client, Request::new(Operation::GET_ALL_PACKAGES).compressed(), listed)
    }
}

/// The response with all packages.
#[wire]
#[derive(Deserialize)]
struct Listed {
    packages: Vec<Package>,
}

fn listed(response: &Envelope<'_>) -> Result<Vec<Package>, Error> {
    success::succeeded(response).map(|Listed { packages }| packages)
}
