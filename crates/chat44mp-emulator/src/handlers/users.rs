//! get_user_info, create_system_user, update_user. Their text is not filtered.

use percent_encoding::percent_decode_str;

use super::{Call, Mode, row};
use crate::json::Json;
use crate::php;
use crate::reply::{Handled, Reply, error, success, success_with};
use crate::tables::{User, UserType};

pub(super) fn get(call: Call<'_>) -> Handled {
    let id = call.text("user_id");
    // The address is decoded a second time, so a plus sign that was sent properly is a space by now.
    let email = call.text("email").map(|email| email.replace('+', " "));
    let email = match &email {
        Some(email) => Some(percent_decode_str(email).decode_utf8().map_err(|_| Reply::DatabaseError {
            message: "Incorrect string value for column 'email'".to_owned(),
            sql: "SELECT * FROM `users` WHERE `email` = '?' AND `deleted` = '0'".to_owned(),
        })?),
        None => None,
    };
    if id.is_none() && email.is_none() {
        return Err(error("Provide either user ID or Email to filter"));
    }
    let id = id.map(php::integer);
    let email = email.as_deref().map(php::folded);
    let found = call.state.users.values().find(|user| {
        !user.deleted
            && id.is_none_or(|id| user.id == id)
            && email.as_ref().is_none_or(|email| php::folded(&user.email) == *email)
    });
    let user = found.ok_or_else(|| error("No Matching User Found"))?;
    Ok(success_with("user_info", row(user.columns())))
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
    // A soft-deleted package will do.
    let package_id = php::integer(package_id);
    if !call.state.packages.iter().any(|package| package.id == package_id) {
        return Err(error("Package ID not found"));
    }
    // A soft-deleted user's address is still taken.
    let folded = php::folded(email);
    if call.mode != Mode::Unchecked
        && call.state.users.values().any(|user| php::folded(&user.email) == folded)
    {
        return Err(error("Email already exists"));
    }
    let params = call.params;
    let optional = |name| params.text(name).map(|text| php::stored(text, usize::MAX)).unwrap_or_default();
    let user = User {
        id: call.state.new_user_id(),
        name: php::stored(name, 99),
        email: php::stored(email, 99),
        mobile: optional("mobile"),
        address: optional("address"),
        user_type: UserType::Member,
        status: true,
        add_date: call.state.clock.sql(),
        last_login_at: php::ZERO_DATE_TIME.to_owned(),
        expired_date: php::date_time(expired_date),
        package_id,
        last_login_ip: String::new(),
        api_key: Default::default(),
        has_password,
        deleted: false,
    };
    let id = user.id;
    call.state.users.insert(id, user);
    call.state.touch();
    Ok(success_with("id", Json::Number(id)))
}

pub(super) fn update(call: Call<'_>) -> Handled {
    let segment = call.path_id.unwrap_or_default();
    let unknown = || error(format!("User not found with the ID: {segment}"));
    let old = call.state.users.get(&php::integer(segment)).ok_or_else(unknown)?;
    let mut new = old.clone();
    let mut usable = false;
    let mut given = |name| call.text(name).inspect(|_| usable = true);
    if let Some(name) = given("name") {
        new.name = php::stored(name, 99);
    }
    if let Some(mobile) = given("mobile") {
        new.mobile = php::stored(mobile, usize::MAX);
    }
    if let Some(address) = given("address") {
        new.address = php::stored(address, usize::MAX);
    }
    if let Some(package_id) = given("package_id") {
        new.package_id = php::integer(package_id);
    }
    if let Some(date) = given("expired_date") {
        new.expired_date = php::date_time(date);
    }
    if let Some(status) = given("status") {
        new.status = status == "1";
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
