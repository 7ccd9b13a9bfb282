//! Ids that can be given alone or by name: `contacts get 233`, `contacts get --contact-id 233`.

use clap::Args;

/// A number of the database. Whether it can be an id, the library knows.
pub(crate) fn id(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "give a number".to_owned())
}

fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

macro_rules! id_arguments {
    ($($name:ident: $type:ty, $parse:ident, $alone:literal, $option:literal, $help:literal;)*) => {$(
        #[derive(Args)]
        #[group(required = true, multiple = false)]
        pub(crate) struct $name {
            #[arg(id = $alone, value_name = $alone, help = $help, value_parser = $parse)]
            #[arg(allow_negative_numbers = true)]
            alone: Option<$type>,
            #[arg(id = $option, long = $option, value_name = "ID", help = concat!($help, ", by name"))]
            #[arg(allow_negative_numbers = true, value_parser = $parse)]
            option: Option<$type>,
        }

        impl $name {
            pub(crate) fn get(self) -> $type {
                // The parser sees to it that one of them is there.
                self.option.or(self.alone).unwrap_or_default()
            }
        }
    )*};
}

id_arguments! {
    UserIdArgument: i64, id, "USER_ID", "user-id", "The user's id";
    SubscriberIdArgument: String, text, "SUBSCRIBER_ID", "subscriber-id", "The subscriber's page-scoped id (PSID)";
    PageIdArgument: String, text, "PAGE_ID", "page-id", "The Facebook page's id";
    GroupIdArgument: i64, id, "GROUP_ID", "group-id", "The group's id";
    ContactIdArgument: i64, id, "CONTACT_ID", "contact-id", "The contact's id";
    FlowIdArgument: i64, id, "FLOW_ID", "flow-id", "The campaign's id";
}
