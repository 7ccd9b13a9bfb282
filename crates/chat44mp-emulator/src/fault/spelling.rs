//! The spellings in which server pages quote a value of the request.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::php::json;

/// How the value of a parameter is written where a fault quotes it.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Spelling {
    /// As it is.
    #[default]
    Plain,
    /// PHP's `json_encode`: `\/`, `\"`, `\u00e4`.
    Json,
    /// JSON with every character as `\uXXXX`.
    JsonUnicode,
    /// PHP's `htmlspecialchars`: `&amp;`, `&#039;`.
    Html,
    /// Every character as a decimal entity.
    HtmlDecimal,
    /// Every character as a hexadecimal entity.
    HtmlHex,
    /// Every byte but ASCII letters and digits as `%XX`.
    Url,
    /// The same, with `+` for a space.
    Form,
    /// Every second byte as `%XX`.
    UrlPartial,
    /// Percent-encoded twice.
    UrlTwice,
    /// A quote in SQL: `''`.
    Sql,
    /// PHP's `addslashes`: `\'`, `\"`, `\\`.
    Addslashes,
    /// `addslashes`, then `htmlspecialchars`.
    AddslashesHtml,
    /// An argument in a PHP stack trace: the first 15 characters and `...`.
    Trace,
}

impl Spelling {
    pub(crate) fn spell(self, value: &str) -> String {
        match self {
            Spelling::Plain => value.to_owned(),
            Spelling::Json => {
                let quoted = json::encode(value);
                quoted[1..quoted.len() - 1].to_owned()
            }
            Spelling::JsonUnicode => value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
            Spelling::Html => html(value),
            Spelling::HtmlDecimal => value.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
            Spelling::HtmlHex => value.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
            Spelling::Url => url(value),
            Spelling::Form => url(value).replace("%20", "+"),
            Spelling::UrlPartial => partial(value),
            Spelling::UrlTwice => url(&url(value)),
            Spelling::Sql => value.replace('\'', "''"),
            Spelling::Addslashes => addslashes(value),
            Spelling::AddslashesHtml => html(&addslashes(value)),
            Spelling::Trace => trace(value),
        }
    }
}

fn html(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#039;")
}

fn url(value: &str) -> String {
    utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
}

fn partial(value: &str) -> String {
    let spell = |(n, c): (usize, char)| match n % 2 {
        0 => c.to_string(),
        _ => c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
    };
    value.chars().enumerate().map(spell).collect()
}

fn addslashes(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\'', "\\'").replace('"', "\\\"")
}

fn trace(value: &str) -> String {
    match value.char_indices().nth(15) {
        Some((end, _)) => format!("{}...", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_as_servers_do() {
        let value = "è/'\" <a>&\\ 0123456789";
        for (spelling, expected) in [
            (Spelling::Plain, value),
            (Spelling::Json, r#"\u00e8\/'\" <a>&\\ 0123456789"#),
            (Spelling::Html, "è/&#039;&quot; &lt;a&gt;&amp;\\ 0123456789"),
            (Spelling::Url, "%C3%A8%2F%27%22%20%3Ca%3E%26%5C%200123456789"),
            (Spelling::Form, "%C3%A8%2F%27%22+%3Ca%3E%26%5C+0123456789"),
            (Spelling::Sql, "è/''\" <a>&\\ 0123456789"),
            (Spelling::Addslashes, r#"è/\'\" <a>&\\ 0123456789"#),
            (Spelling::AddslashesHtml, r"è/\&#039;\&quot; &lt;a&gt;&amp;\\ 0123456789"),
            (Spelling::Trace, "è/'\" <a>&\\ 0123..."),
        ] {
            assert_eq!(spelling.spell(value), expected, "{spelling:?}");
        }
        assert_eq!(Spelling::JsonUnicode.spell("a😀"), r"\u0061\ud83d\ude00");
        assert_eq!(Spelling::HtmlDecimal.spell("aè"), "&#97;&#232;");
        assert_eq!(Spelling::HtmlHex.spell("aè"), "&#x61;&#xe8;");
        assert_eq!(Spelling::UrlPartial.spell("ab/è"), "a%62/%C3%A8");
        assert_eq!(Spelling::UrlTwice.spell("/"), "%252F");
    }
}
