//! The parameters of all calls: their names here, their names on the wire, and how much the server keeps.

use crate::transport::characters::Charset;
use crate::transport::request::Field;

pub(super) const USER_ID: Field = Field::new("user_id");
pub(super) const PACKAGE_ID: Field = Field::new("package_id");
pub(super) const EXPIRES_ON: Field = Field::new("expires_on").on_wire("expired_date");
pub(super) const NAME: Field = Field::new("name");
pub(super) const USER_NAME: Field = NAME.at_most(99);
pub(super) const GROUP_NAME: Field = NAME.at_most(100);
pub(super) const LABEL_NAME: Field = NAME.on_wire("label_name");
pub(super) const EMAIL: Field = Field::new("email").in_charset(Charset::Basic);
pub(super) const USER_EMAIL: Field = EMAIL.at_most(99);
pub(super) const CONTACT_EMAIL: Field = EMAIL.at_most(100);
pub(super) const PASSWORD: Field = Field::new("password");
pub(super) const MOBILE: Field = Field::new("mobile").at_most(100);
pub(super) const ADDRESS: Field = Field::new("address");
pub(super) const SUBSCRIBER_ID: Field = Field::new("subscriber_id");
pub(super) const PAGE_ID: Field = Field::new("page_id");
pub(super) const LABEL_IDS: Field = Field::new("label_ids");
pub(super) const GROUP_ID: Field = Field::new("group_id").on_wire("contact_type_id");
pub(super) const CONTACT_ID: Field = Field::new("contact_id");
pub(super) const PHONE_NUMBER: Field =
    Field::new("phone_number").at_most(50).in_charset(Charset::Windows1252);
pub(super) const FIRST_NAME: Field = Field::new("first_name").at_most(100);
pub(super) const LAST_NAME: Field = Field::new("last_name").at_most(100);
pub(super) const FLOW_ID: Field = Field::new("flow_id").on_wire("flow_campaign_id");
