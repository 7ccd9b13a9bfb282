//! IDs as positional arguments or options: `contacts get 233`, `contacts get --contact-id 233`.

use clap::Args;

/// Parses the ID of a row. The library validates it.
pub(crate) fn id(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "expected a number".to_owned())
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
            #[arg(id = $option, long = $option, value_name = "ID", help = concat!("Same as the positional ", $alone))]
            #[arg(allow_negative_numbers = true, value_parser = $parse)]
            option: Option<$type>,
        }

        impl $name {
            pub(crate) fn get(self) -> $type {
                // The parser ensures that exactly one of them is set.
                self.option.or(self.alone).unwrap_or_default()
            }
        }
    )*};
}

id_arguments! {
    UserIdArgument: i64, id, "USER_ID", "user-id", "ID of the user";
    SubscriberIdArgument: String, text, "SUBSCRIBER_ID", "subscriber-id", "Page-scoped ID (PSID) of the subscriber";
    PageIdArgument: String, text, "PAGE_ID", "page-id", "ID of the Facebook page";
    GroupIdArgument: i64, id, "GROUP_ID", "group-id", "ID of the group";
    ContactIdArgument: i64, id, "CONTACT_ID", "contact-id", "ID of the contact";
    FlowIdArgument: i64, id, "FLOW_ID", "flow-id", "ID of the campaign";
}
