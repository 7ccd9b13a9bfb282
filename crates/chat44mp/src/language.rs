//! The language of the package that this process uses, and how that package spells names.
//!
//! Messages and hints of the core contain the names of options, arguments, fields and calls in backticks, as in Rust:
//! `` `base_url` ``, `` `contact_groups.create` ``. They are spelled for the reader when an error is created. Text between
//! double quotes is a value of the caller or the server, and is unchanged, as are messages of the server.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The language of a package of this SDK.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Language {
    /// Rust.
    Rust,
    /// Python.
    Python,
    /// JavaScript and TypeScript.
    Node,
    /// Kotlin and Java.
    Kotlin,
    /// Swift.
    Swift,
    /// The command line, with the flags of the command that runs, without their dashes.
    CommandLine(BTreeSet<String>),
    /// The tools of the MCP server, with the flags of the command that starts it, without their dashes.
    Mcp(BTreeSet<String>),
}

static CURRENT: OnceLock<Language> = OnceLock::new();

impl Language {
    /// The language of this process; Rust unless a package has set another.
    pub fn current() -> &'static Language {
        CURRENT.get().unwrap_or(&Language::Rust)
    }

    /// Sets the language of this process. Packages call it before anything else; only the first call has an effect.
    pub fn set(self) {
        let _ = CURRENT.set(self);
    }

    /// Its name in the User-Agent header.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Language::Rust => "rust",
            Language::Python => "python",
            Language::Node => "node",
            Language::Kotlin => "kotlin",
            Language::Swift => "swift",
            Language::CommandLine(_) => "cli",
            Language::Mcp(_) => "mcp",
        }
    }

    /// Names whose spelling does not follow the rule of the language. The rules are in [`spell`](Self::spell).
    fn irregular(&self, name: &str) -> Option<&'static str> {
        Some(match (self, name) {
            (Language::Node | Language::Swift, "base_url") => "baseURL",
            (Language::Swift, "allow_http") => "allowHTTP",
            // The key itself is never an argument, and the flag of a list is repeated.
            (Language::CommandLine(_), "api_key") => "api-key-stdin",
            (Language::CommandLine(_) | Language::Mcp(_), "message_patterns") => "message-pattern",
            (Language::CommandLine(_), "contacts.import_file" | "contacts.import_rows") => "contacts import",
            (Language::CommandLine(_), "flows.rows") => "flows export",
            (Language::Mcp(_), "contacts.import_file" | "contacts.import_rows") => "contacts_import",
            (Language::Mcp(_), "flows.rows") => "flows_export",
            _ => return None,
        })
    }

    /// Spells the name of an option, an argument, a field or a call.
    pub fn spell<'a>(&self, name: &'a str) -> Cow<'a, str> {
        let irregular = self.irregular(name);
        match self {
            Language::Rust | Language::Python => name.into(),
            Language::Node | Language::Kotlin | Language::Swift => {
                irregular.map_or_else(|| camel_case(name), Cow::Borrowed)
            }
            // Not every MCP client accepts dots in the names of tools.
            Language::Mcp(_) if name.contains('.') => {
                irregular.map_or_else(|| name.replace('.', "_").into(), Cow::Borrowed)
            }
            Language::CommandLine(flags) | Language::Mcp(flags) => {
                let kebab_case = irregular.map_or_else(|| name.replace('_', "-"), str::to_owned);
                if name.contains('.') {
                    kebab_case.replace('.', " ").into()
                } else if flags.contains(&kebab_case) {
                    format!("--{kebab_case}").into()
                } else {
                    // A field of a result, or a column of a file.
                    name.into()
                }
            }
        }
    }

    /// Spells the names in a text of the core.
    pub fn render<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if matches!(self, Language::Rust | Language::Python) || !text.contains('`') {
            return text.into();
        }
        let mut rendered = String::with_capacity(text.len() + 16);
        let mut rest = text;
        while let Some(at) = rest.find(['`', '"']) {
            let (before, marked) = rest.split_at(at);
            rendered += before;
            let end = match marked.strip_prefix('`').and_then(name_at) {
                Some(name) => {
                    rendered += "`";
                    rendered += &self.spell(name);
                    rendered += "`";
                    name.len() + 2
                }
                None => {
                    let end = quoted(marked).unwrap_or(1);
                    rendered += &marked[..end];
                    end
                }
            };
            rest = &marked[end..];
        }
        rendered += rest;
        rendered.into()
    }
}

/// The name before the next backtick: words of lower-case letters and digits, such as `base_url` or `contacts.get`.
fn name_at(text: &str) -> Option<&str> {
    let (name, _) = text.split_once('`')?;
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.split(['.', '_']).all(is_word).then_some(name)
}

/// The length of the text between double quotes at the start of `text`, with them; `None` without a second one.
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let inner = text.strip_prefix('"')?;
    let end = inner.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    Some(end + 2)
}

/// `phone_number` as `phoneNumber`, and `contact_groups.get` as `contactGroups.get`.
fn camel_case(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return name.into();
    }
    let mut after_underscore = false;
    let letters = name.chars().filter_map(|letter| {
        let upper = std::mem::replace(&mut after_underscore, letter == '_');
        (letter != '_').then(|| if upper { letter.to_ascii_uppercase() } else { letter })
    });
    letters.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn command_line(flags: &[&str]) -> Language {
        Language::CommandLine(flags.iter().map(|flag| (*flag).to_owned()).collect())
    }

    fn every() -> [Language; 7] {
        [
            Language::Rust,
            Language::Python,
            Language::Node,
            Language::Kotlin,
            Language::Swift,
            command_line(&["base-url", "message-pattern", "api-key-stdin", "email"]),
            mcp(&["base-url", "message-pattern"]),
        ]
    }

    fn mcp(flags: &[&str]) -> Language {
        Language::Mcp(flags.iter().map(|flag| (*flag).to_owned()).collect())
    }

    #[test]
    fn tools_of_mcp_have_names_without_dots_and_arguments_with_underscores() {
        let mcp = mcp(&["base-url", "message-pattern"]);
        let text = "`contact_groups.create` `contacts.import_file` `phone_number` `base_url` `message_patterns` `api_key`";
        assert_eq!(
            mcp.render(text),
            "`contact_groups_create` `contacts_import` `phone_number` `--base-url` `--message-pattern` `api_key`"
        );
    }

    #[test]
    fn spells_names_as_each_package_does() {
        let [rust, python, node, kotlin, swift, cli, _] = every();
        for (name, [camel, kotlin_name, swift_name, flag]) in [
            ("base_url", ["baseURL", "baseUrl", "baseURL", "--base-url"]),
            ("allow_http", ["allowHttp", "allowHttp", "allowHTTP", "allow_http"]),
            ("email", ["email", "email", "email", "--email"]),
            (
                "message_patterns",
                ["messagePatterns", "messagePatterns", "messagePatterns", "--message-pattern"],
            ),
            ("api_key", ["apiKey", "apiKey", "apiKey", "--api-key-stdin"]),
            (
                "contact_groups.create",
                [
                    "contactGroups.create",
                    "contactGroups.create",
                    "contactGroups.create",
                    "contact-groups create",
                ],
            ),
            (
                "flows.subscriber_answers",
                [
                    "flows.subscriberAnswers",
                    "flows.subscriberAnswers",
                    "flows.subscriberAnswers",
                    "flows subscriber-answers",
                ],
            ),
        ] {
            assert_eq!((rust.spell(name), python.spell(name)), (name.into(), name.into()));
            let spelled = [&node, &kotlin, &swift, &cli].map(|language| language.spell(name));
            assert_eq!(spelled, [camel, kotlin_name, swift_name, flag]);
        }
    }

    #[test]
    fn renders_only_names_in_backticks() {
        let text = "set `base_url`, not base_url; \"`base_url`\" and \"\\\"`base_url`\" are values; `a b` `phone_number`";
        assert_eq!(
            Language::Node.render(text),
            "set `baseURL`, not base_url; \"`base_url`\" and \"\\\"`base_url`\" are values; `a b` `phoneNumber`"
        );
        assert_eq!(Language::Node.render("5\" and `max_retries`"), "5\" and `maxRetries`");
        assert_eq!(
            Language::Node.render("more than one `@`, `CHAT44MP_API_KEY`"),
            "more than one `@`, `CHAT44MP_API_KEY`"
        );
        assert_eq!(
            command_line(&["map"]).render("`map` the column of `email`"),
            "`--map` the column of `email`"
        );
    }

    proptest! {
        #[test]
        fn rendering_is_idempotent_and_keeps_other_text(text in "[a-z_.`\"\\\\ @é-]{0,40}") {
            for language in every() {
                let rendered = language.render(&text).into_owned();
                prop_assert_eq!(language.render(&rendered), rendered.as_str());
                if !text.contains('`') {
                    prop_assert_eq!(&rendered, &text);
                }
            }
        }

        #[test]
        fn a_quoted_value_is_unchanged(value in any::<String>()) {
            let text = format!("`group_id` is {value:?}; pass a `phone_number`");
            let expected = format!("`groupId` is {value:?}; pass a `phoneNumber`");
            prop_assert_eq!(Language::Node.render(&text), expected);
        }
    }
}
