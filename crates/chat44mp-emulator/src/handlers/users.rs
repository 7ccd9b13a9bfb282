//! get_user_info, create_system_user, update_user. Their text is not filtered.

use chat44mp::Operation;
use percent_encoding::percent_decode_str;

use super::call::{Call, Endpoint, Mode};
use crate::database::collation::{fits_text_column, folded};
use crate::database::dates;
use crate::handlers::reply::{Handled, Reply, error, incomparable, success, success_with};
use crate::php;
use crate::php::json;
use crate::seed::users::{User, UserStatus, UserType};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(Operation::GET_USER_INFO, get),
    Endpoint::new(Operation::CREATE_SYSTEM_USER, create),
    Endpoint::new(Operation::UPDATE_USER, update).also_reading(&["status"]),
];

const NAME_LIMIT: usize = 99;
const EMAIL_LIMIT: usize = 99;
const MOBILE_LIMIT: usize = 100;

pub(super) fn get(call: Call<'_>) -> Handled {
    let id = call.text("user_id");
    // The address is decoded a second time, so a plus sign that was sent properly is a space by now.
    let email = call.text("email").map(|email| email.replace('+', " "));
    let email = match &email {
        Some(email) => Some(percent_decode_str(email).decode_utf8().map_err(|_| Reply::DatabaseError {
            number: 1366,
            message: "Incorrect string value for column 'email'".to_owned(),
            sql: query("?"),
        })?),
        None => None,
    };
    if id.is_none() && email.is_none() {
        return Err(error("Provide either user ID or Email to filter"));
    }
    if let Some(email) = email.as_deref().filter(|email| !fits_text_column(email)) {
        return Err(incomparable(query(email)));
    }
    let id = id.map(php::integer);
    let email = email.as_deref().map(folded);
    let found = call.state.users.values().find(|user| {
        !user.deleted
            && id.is_none_or(|id| user.id == id)
            && email.as_ref().is_none_or(|email| folded(&user.email) == *email)
    });
    let user = found.ok_or_else(|| error("No Matching User Found"))?;
    Ok(success_with("user_info", json::row(user)))
}

pub(super) fn create(call: Call<'_>) -> Handled {
    let incomplete = || error("All mandatory field is not provided");
    let name = call.text("name").ok_or_else(incomplete)?;
    let email = call.text("email").ok_or_else(incomplete)?;
    let package_id = call.text("package_id").ok_or_else(incomplete)?;
    let expired_date = call.text("expired_date").ok_or_else(incomplete)?;
    let has_password = call.text("password").is_some();
    if call.profile.requires_password() && !has_password {
        return Err(incomplete());
    }
    // A soft-deleted package is accepted.
    let package_id = php::integer(package_id);
    if !call.state.packages.iter().any(|package| package.id == package_id) {
        return Err(error("Package ID not found"));
    }
    // A soft-deleted user's address is still taken.
    if !fits_text_column(email) {
        return Err(incomparable(query(email)));
    }
    let address = folded(email);
    if call.mode != Mode::Unchecked && call.state.users.values().any(|user| folded(&user.email) == address) {
        return Err(error("Email already exists"));
    }
    let params = call.params;
    let optional = |name, limit| params.text(name).map(|text| php::stored(text, limit)).unwrap_or_default();
    let user = User {
        id: call.state.new_user_id(),
        name: php::stored(name, NAME_LIMIT),
        email: php::stored(email, EMAIL_LIMIT),
        mobile: optional("mobile", MOBILE_LIMIT),
        address: optional("address", usize::MAX),
        user_type: UserType::Member,
        status: UserStatus::Active,
        add_date: call.state.clock.sql(),
        last_login_at: dates::ZERO_DATE_TIME.to_owned(),
        expired_date: dates::stored(expired_date),
        package_id,
        last_login_ip: String::new(),
        api_key: Default::default(),
        has_password,
        deleted: false,
    };
    let id = user.id;
    call.state.users.insert(id, user);
    call.state.touch();
    Ok(success_with("id", id))
}

pub(super) fn update(call: Call<'_>) -> Handled {
    let segment = call.path_id.unwrap_or_default();
    let unknown = || error(format!("User not found with the ID: {segment}"));
    // The database compares numbers, so 41.9 is not 41.
    let id = php::number(segment);
    let old = call.state.users.values().find(|user| user.id as f64 == id).ok_or_else(unknown)?;
    let mut new = old.clone();
    let mut usable = false;
    let mut given = |name| call.text(name).inspect(|_| usable = true);
    if let Some(name) = given("name") {
        new.name = php::stored(name, NAME_LIMIT);
    }
    if let Some(mobile) = given("mobile") {
        new.mobile = php::stored(mobile, MOBILE_LIMIT);
    }
    if let Some(address) = given("address") {
        new.address = php::stored(address, usize::MAX);
    }
    if let Some(package_id) = given("package_id") {
        new.package_id = php::stored_integer(package_id);
    }
    if let Some(date) = given("expired_date") {
        new.expired_date = dates::stored(date);
    }
    if let Some(status) = given("status") {
        new.status = UserStatus::stored(status);
    }
    if !usable {
        return Err(Reply::NothingToSet);
    }
    if new != *old {
        call.state.users.insert(new.id, new);
        call.state.touch();
    }
    Ok(success())
}

/// The statement that looks for an address.
fn query(email: &str) -> String {
    format!("SELECT * FROM `users` WHERE `email` = '{email}'")
}
