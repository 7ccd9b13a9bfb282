//! get_contact, create_contact, update_contact, delete_contact.

use super::call::{Call, Endpoint, Mode, deleted};
use crate::database::collation::{fits_phone_column, fits_text_column};
use crate::handlers::reply::{Handled, Reply, error, incomparable, info, success, success_with};
use crate::php;
use crate::php::json;
use crate::seed::rows::{Contact, RowId};
use crate::state::contacts::Address;
use chat44mp::Operation;

pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint::new(Operation::GET_CONTACT, get),
    Endpoint::new(Operation::CREATE_CONTACT, create),
    Endpoint::new(Operation::UPDATE_CONTACT, update),
    Endpoint::new(Operation::DELETE_CONTACT, delete),
];

const NAME_LIMIT: usize = 100;
const EMAIL_LIMIT: usize = 100;
const PHONE_LIMIT: usize = 50;

pub(super) fn get(call: Call<'_>) -> Handled {
    let id = call.number("contact_id").ok_or_else(|| error("The contact_id field is required"))?;
    let contact = own(&call, id).ok_or_else(|| error("The contact ID does not exist"))?;
    if contact.deleted {
        return Err(error(call.state.language.contact_is_deleted()));
    }
    let mut row = json::row(contact);
    if let Some(columns) = row.as_object_mut() {
        columns.retain(|name, _| !call.profile.hides_contact_column(name));
    }
    Ok(Reply::Json(row))
}

pub(super) fn create(call: Call<'_>) -> Handled {
    // Only the first of a list of groups is read.
    let group_id = call.number("contact_type_id").ok_or_else(|| error("The contact_type_id is required"))?;
    let group = call.state.groups.get(&group_id).filter(|group| group.user_id == call.user_id);
    if group.is_none() {
        return Err(error(call.profile.contact_group_refused()));
    }
    // "0" counts as missing only if the other address is missing, too.
    let value = |name| call.raw(name).map(php::trim).unwrap_or_default();
    let (email, phone_number) = (value("email"), value("phone_number"));
    if php::truthy(email).or(php::truthy(phone_number)).is_none() {
        return Err(error("The email or phone_number is required"));
    }
    refuse_taken(&call, Some(email), Some(phone_number))?;
    let contact = Contact {
        id: 0,
        user_id: call.user_id,
        contact_type_id: group_id.to_string(),
        first_name: php::stored(value("first_name"), NAME_LIMIT),
        last_name: php::stored(value("last_name"), NAME_LIMIT),
        phone_number: Some(php::stored(phone_number, PHONE_LIMIT)),
        email: Some(php::stored(email, EMAIL_LIMIT)),
        notes: String::new(),
        unsubscribed: false,
        status: true,
        sms_email_sequence_campaign_ids: String::new(),
        deleted: false,
    };
    let id = call.state.new_contact_id();
    call.state.contacts.put(Contact { id, ..contact });
    call.state.touch();
    Ok(success_with("new_contact_id", id))
}

pub(super) fn update(call: Call<'_>) -> Handled {
    let id = call.path_number().ok_or_else(|| error("The contact ID is required"))?;
    let old = own(&call, id).ok_or_else(|| error(call.profile.contact_update_refused()))?;
    let value = |name| call.raw(name).map(php::trim).and_then(php::truthy);
    let (first_name, last_name) = (value("first_name"), value("last_name"));
    let (email, phone_number) = (value("email"), value("phone_number"));
    if [first_name, last_name, email, phone_number].iter().all(Option::is_none) {
        return Err(error(
            "You should at least provide value for first name or last name or email or phone number",
        ));
    }
    if call.profile.keeps_first_address() {
        let set = |old: &Option<String>| old.as_deref().is_some_and(|old| !old.is_empty());
        if email.is_some() && set(&old.email) {
            return Err(error(EMAIL_TAKEN));
        }
        if phone_number.is_some() && set(&old.phone_number) {
            return Err(error(PHONE_TAKEN));
        }
    }
    // The contact's own address counts as taken, too.
    refuse_taken(&call, email, phone_number)?;
    let mut new = old.clone();
    if let Some(text) = first_name {
        new.first_name = php::stored(text, NAME_LIMIT);
    }
    if let Some(text) = last_name {
        new.last_name = php::stored(text, NAME_LIMIT);
    }
    if let Some(text) = email {
        new.email = Some(php::stored(text, EMAIL_LIMIT));
    }
    if let Some(text) = phone_number {
        new.phone_number = Some(php::stored(text, PHONE_LIMIT));
    }
    if new == *old {
        return Err(info(call.state.language.contact_is_unchanged()));
    }
    call.state.contacts.put(new);
    call.state.touch();
    Ok(success())
}

pub(super) fn delete(call: Call<'_>) -> Handled {
    let id = call.number("contact_id").ok_or_else(|| error("The contact_id field is required"))?;
    if own(&call, id).is_none() {
        return Err(error("The contact ID does not exist"));
    }
    call.state.contacts.remove(id);
    call.state.touch();
    Ok(deleted("contact ID", id))
}

const EMAIL_TAKEN: &str = "Please try with different email address";
const PHONE_TAKEN: &str = "Please try with different phone_number";

fn own<'a>(call: &'a Call<'_>, id: RowId) -> Option<&'a Contact> {
    call.state.contacts.get(id).filter(|contact| contact.user_id == call.user_id)
}

/// Rejects an e-mail address or phone number that a contact already has. On real servers this includes contacts of all
/// tenants, and empty values count. Crashes on characters that the column cannot be compared with.
fn refuse_taken(call: &Call<'_>, email: Option<&str>, phone_number: Option<&str>) -> Result<(), Reply> {
    if call.mode == Mode::Unchecked {
        return Ok(());
    }
    let across = call.profile.contacts_unique_across_tenants();
    let taken = |address, value: Option<&str>| {
        value.filter(|value| across || !value.is_empty()).is_some_and(|value| {
            call.state.contacts.with(address, value).any(|contact| across || contact.user_id == call.user_id)
        })
    };
    let query = |column, value| format!("SELECT `id` FROM `contacts` WHERE `{column}` = '{value}'");
    if let Some(email) = email.filter(|email| !fits_text_column(email)) {
        return Err(incomparable(query("email", email)));
    }
    if taken(Address::Email, email) {
        return Err(error(EMAIL_TAKEN));
    }
    if let Some(number) = phone_number.filter(|number| !fits_phone_column(number)) {
        return Err(incomparable(query("phone_number", number)));
    }
    if taken(Address::Phone, phone_number) {
        return Err(error(PHONE_TAKEN));
    }
    Ok(())
}
