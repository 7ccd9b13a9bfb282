//! The parameters of all calls: names in the SDK, names on the wire, and limits.

use crate::request::characters::Charset;

/// A parameter: name in the SDK, name on the wire, and limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(super) wire: &'static str,
    pub(super) limit: Option<usize>,
    pub(super) charset: Option<Charset>,
}

impl Field {
    /// A parameter with the same name on the wire.
    pub(crate) const fn new(name: &'static str) -> Field {
        Field { name, wire: name, limit: None, charset: None }
    }

    /// Sets another name on the wire.
    pub(crate) const fn on_wire(self, wire: &'static str) -> Field {
        Field { wire, ..self }
    }

    /// Sets the limit in characters; the server silently truncates longer text.
    pub(crate) const fn at_most(self, limit: usize) -> Field {
        Field { limit: Some(limit), ..self }
    }

    /// Sets the characters that the server can compare; it fails with any other.
    pub(crate) const fn in_charset(self, charset: Charset) -> Field {
        Field { charset: Some(charset), ..self }
    }
}

pub(crate) const USER_ID: Field = Field::new("user_id");
pub(crate) const PACKAGE_ID: Field = Field::new("package_id");
pub(crate) const EXPIRES_ON: Field = Field::new("expires_on").on_wire("expired_date");
pub(crate) const NAME: Field = Field::new("name");
pub(crate) const USER_NAME: Field = NAME.at_most(99);
pub(crate) const GROUP_NAME: Field = NAME.at_most(100);
pub(crate) const LABEL_NAME: Field = NAME.on_wire("label_name");
pub(crate) const EMAIL: Field = Field::new("email").in_charset(Charset::Basic);
pub(crate) const USER_EMAIL: Field = EMAIL.at_most(99);
pub(crate) const CONTACT_EMAIL: Field = EMAIL.at_most(100);
pub(crate) const PASSWORD: Field = Field::new("password");
pub(crate) const MOBILE: Field = Field::new("mobile").at_most(100);
pub(crate) const ADDRESS: Field = Field::new("address");
pub(crate) const SUBSCRIBER_ID: Field = Field::new("subscriber_id");
pub(crate) const PAGE_ID: Field = Field::new("page_id");
pub(crate) const LABEL_IDS: Field = Field::new("label_ids");
pub(crate) const GROUP_ID: Field = Field::new("group_id").on_wire("contact_type_id");
pub(crate) const CONTACT_ID: Field = Field::new("contact_id");
pub(crate) const PHONE_NUMBER: Field =
    Field::new("phone_number").at_most(50).in_charset(Charset::Windows1252);
pub(crate) const FIRST_NAME: Field = Field::new("first_name").at_most(100);
pub(crate) const LAST_NAME: Field = Field::new("last_name").at_most(100);
pub(crate) const FLOW_ID: Field = Field::new("flow_id").on_wire("flow_campaign_id");
