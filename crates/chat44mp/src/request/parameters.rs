//! The parameters of all operations: names in the SDK, names on the wire, formats and limits.

use crate::request::characters::Charset;

/// A parameter of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name in the SDK.
    pub name: &'static str,
    /// Its name on the wire.
    pub wire: &'static str,
    /// Its format.
    pub format: Format,
    /// The maximum number of characters; the server silently truncates longer text.
    pub limit: Option<usize>,
    /// The characters that the server can compare; it fails with any other.
    pub charset: Option<Charset>,
    about: &'static str,
}

impl Parameter {
    /// Its meaning, in one sentence.
    pub fn about(&self) -> &'static str {
        self.about.trim()
    }
}

/// The format of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// An ID of the server's database: a positive integer.
    Id,
    /// An ID of Facebook: digits, as text.
    Digits,
    /// IDs of Facebook, separated by commas without spaces.
    DigitList,
    /// Text that is neither blank nor `0`.
    Text,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// A date, `YYYY-MM-DD`.
    Date,
}

/// Declares parameters: name, format, and if they have them, name on the wire, limit and characters.
macro_rules! parameters {
    ($($(#[doc = $about:literal])+ $constant:ident = $name:literal, $format:ident
        $(, wire $wire:literal)? $(, limit $limit:literal)? $(, charset $charset:ident)?;)*) => {$(
        pub(crate) const $constant: Parameter = Parameter {
            name: $name,
            wire: parameters!(@first $($wire,)? $name,),
            format: Format::$format,
            limit: parameters!(@first $(Some($limit),)? None,),
            charset: parameters!(@first $(Some(Charset::$charset),)? None,),
            about: concat!($($about),+),
        };
    )*};
    (@first $first:expr, $($rest:expr,)?) => { $first };
}

parameters! {
    /// The user's ID.
    USER_ID = "user_id", Id;
    /// The ID of a package (plan).
    PACKAGE_ID = "package_id", Id;
    /// The last day of the user's package.
    EXPIRES_ON = "expires_on", Date, wire "expired_date";
    /// The user's name.
    USER_NAME = "name", Text, limit 99;
    /// The name of the contact group; it need not be unique.
    GROUP_NAME = "name", Text, limit 100;
    /// The name of the label; unique on the whole server, across all pages and users.
    LABEL_NAME = "name", Text, wire "label_name";
    /// An e-mail address to look up, in any case. The server decodes it twice: escape `%` and `+` in it as `%25` and `%2B`
    /// before encoding it as usual.
    LOOK_UP_EMAIL = "email", Email, charset Basic;
    /// The user's e-mail address; unique on the whole server.
    USER_EMAIL = "email", Email, limit 99, charset Basic;
    /// The contact's e-mail address; unique on the whole server.
    CONTACT_EMAIL = "email", Email, limit 100, charset Basic;
    /// The user's password. The server also accepts none.
    PASSWORD = "password", Password;
    /// The user's mobile number.
    MOBILE = "mobile", Text, limit 100;
    /// The user's postal address.
    ADDRESS = "address", Text;
    /// The subscriber's page-scoped ID at Facebook.
    SUBSCRIBER_ID = "subscriber_id", Digits;
    /// The page's ID at Facebook.
    PAGE_ID = "page_id", Digits;
    /// The IDs of labels at Facebook, separated by commas. The server ignores an ID after a space.
    LABEL_IDS = "label_ids", DigitList;
    /// The ID of the contact group.
    GROUP_ID = "group_id", Id, wire "contact_type_id";
    /// The contact's ID.
    CONTACT_ID = "contact_id", Id;
    /// The contact's phone number; unique on the whole server.
    PHONE_NUMBER = "phone_number", Text, limit 50, charset Windows1252;
    /// The contact's first name.
    FIRST_NAME = "first_name", Text, limit 100;
    /// The contact's last name.
    LAST_NAME = "last_name", Text, limit 100;
    /// The ID of the flow campaign.
    FLOW_ID = "flow_id", Id, wire "flow_campaign_id";
}
