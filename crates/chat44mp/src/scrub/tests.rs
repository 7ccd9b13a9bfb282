//! No six consecutive characters of a secret remain, in any spelling, wherever the text was truncated.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

const KEY: &str = "12-AbCdEfG1234567890QwErTyU";
const PASSWORD: &str = "K4n&ri'n \"v0gel\" <97>~%41\\ü/ß\u{1f600}";

fn secrets(password: &str) -> Secrets {
    Secrets::new(&ApiKey::from(KEY), [password])
}

/// One step of encoding, as PHP, JSON and SQL do it.
#[derive(Debug, Clone, Copy)]
enum Encoder {
    Json,
    JsonUnicode,
    Html,
    HtmlDecimal,
    HtmlHex,
    HtmlOpen,
    HtmlNamed,
    Addslashes,
    Sql,
    Form,
    Percent,
    PercentAll,
    PercentPartly,
    LowerCase,
}

use Encoder::*;

const ENCODERS: [Encoder; 14] = [
    Json,
    JsonUnicode,
    Html,
    HtmlDecimal,
    HtmlHex,
    HtmlOpen,
    HtmlNamed,
    Addslashes,
    Sql,
    Form,
    Percent,
    PercentAll,
    PercentPartly,
    LowerCase,
];

impl Encoder {
    fn encode(self, text: &str) -> String {
        let each = |spell: &dyn Fn(char) -> String| text.chars().map(spell).collect();
        let special = |c: char| !c.is_ascii_alphanumeric();
        let keep = |c: char| c.to_string();
        match self {
            Json => serde_json::to_string(text).unwrap().trim_matches('"').replace('/', "\\/"),
            JsonUnicode => each(&|c| {
                let mut units = [0; 2];
                let units = c.encode_utf16(&mut units).iter();
                if special(c) { units.map(|unit| format!("\\u{unit:04x}")).collect() } else { keep(c) }
            }),
            Html => each(&|c| match c {
                '&' => "&amp;".into(),
                '<' => "&lt;".into(),
                '>' => "&gt;".into(),
                '"' => "&quot;".into(),
                '\'' => "&#039;".into(),
                c => keep(c),
            }),
            HtmlDecimal => each(&|c| format!("&#{};", u32::from(c))),
            HtmlHex => each(&|c| if special(c) { format!("&#X{:04X};", u32::from(c)) } else { keep(c) }),
            HtmlOpen => each(&|c| match c {
                '&' => "&amp".into(),
                '<' => "&lt".into(),
                '\'' => "&#39".into(),
                c => keep(c),
            }),
            HtmlNamed => each(&|c| match c {
                '&' => "&amp;".into(),
                '\'' => "&apos;".into(),
                'ü' => "&uuml;".into(),
                '%' => "&percnt;".into(),
                '/' => "&sol;".into(),
                '\n' => "&NewLine;".into(),
                c => keep(c),
            }),
            Addslashes => each(&|c| if "'\"\\".contains(c) { format!("\\{c}") } else { keep(c) }),
            Sql => text.replace('\'', "''"),
            Form => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            Percent => {
                form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
            }
            PercentAll => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            PercentPartly => {
                each(&|c| if "&%'+#".contains(c) { format!("%{:02X}", u32::from(c)) } else { keep(c) })
            }
            LowerCase => text.to_lowercase(),
        }
    }
}

/// Every decoding of `text`: each decoder alone, applied repeatedly.
fn decodings(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    let mut next = 0;
    while next < all.len() && all.len() < 200 {
        for decoded in
            [percent(&all[next]), html(&all[next]), backslashes(&all[next]), all[next].replace("''", "'")]
        {
            if !all.contains(&decoded) {
                all.push(decoded);
            }
        }
        next += 1;
    }
    all
}

fn percent(text: &str) -> String {
    let form = format!("a={}", text.replace('&', "%26").replace('=', "%3D"));
    form_urlencoded::parse(form.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}

fn html(text: &str) -> String {
    let mut decoded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "&#".contains(c))).unwrap_or(rest.len());
        let end = rest[1..].find('&').map_or(end, |next| end.min(next + 1));
        let name = rest[1..end].to_lowercase();
        let character = match name.as_str() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "uuml" => Some('ü'),
            "percnt" => Some('%'),
            "sol" => Some('/'),
            "newline" => Some('\n'),
            name => match name.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                None => name.strip_prefix('#').and_then(|it| it.parse().ok()).and_then(char::from_u32),
            },
        };
        match character {
            Some(character) => {
                decoded.push(character);
                rest = rest[end..].strip_prefix(';').unwrap_or(&rest[end..]);
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded + rest
}

fn backslashes(text: &str) -> String {
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        rest = &rest[character.len_utf8()..];
        let escaped = rest.chars().next().filter(|_| character == '\\');
        let hex = rest.get(1..5).and_then(|hex| u16::from_str_radix(hex, 16).ok());
        match (escaped, hex) {
            (Some('u'), Some(unit)) => {
                units.push(unit);
                rest = &rest[5..];
            }
            (Some('n'), _) => {
                units.push(u16::from(b'\n'));
                rest = &rest[1..];
            }
            (Some(escaped), _) if !escaped.is_alphanumeric() => {
                units.extend(escaped.encode_utf16(&mut [0; 2]).iter());
                rest = &rest[escaped.len_utf8()..];
            }
            _ => units.extend(character.encode_utf16(&mut [0; 2]).iter()),
        }
    }
    String::from_utf16_lossy(&units)
}

/// The first part of `secret` that is visible in `text`.
fn leak(text: &str, secret: &str) -> Option<String> {
    let characters: Vec<char> = secret.to_lowercase().chars().collect();
    let windows: Vec<String> =
        characters.windows(WINDOW.min(characters.len())).map(|window| window.iter().collect()).collect();
    let seen = decodings(text).into_iter().map(|text| text.to_lowercase());
    seen.flat_map(|text| windows.iter().find(|&window| text.contains(window)).cloned()).next()
}

#[test]
fn removes_each_spelling_and_keeps_the_rest() {
    let secrets = secrets(PASSWORD);
    for first in ENCODERS {
        for second in ENCODERS {
            let spelled = second.encode(&first.encode(PASSWORD));
            let text = format!("INSERT INTO users VALUES ({spelled}, 16) for key {}", KEY.to_lowercase());
            let scrubbed = secrets.scrub(&text);
            assert_eq!(scrubbed, "INSERT INTO users VALUES ([secret], 16) for key [secret]", "{text}");
        }
    }
}

#[test]
fn removes_truncated_parts() {
    let secrets = secrets(PASSWORD);
    assert_eq!(secrets.scrub("#0 login('K4n&ri'n \"v0gel...', 7)"), "#0 login('[secret]...', 7)");
    assert_eq!(secrets.scrub("QwErTy AbCdE 34567"), "[secret] AbCdE 34567");
    let password = "aa%a0%agA%AA";
    for cut in ["aa&percnt;25a0&percnt", "login('aa&percnt;25a0&percnt...')"] {
        assert_eq!(leak(&self::secrets(password).scrub(cut), password), None, "{cut}");
    }
}

#[test]
fn removes_short_secrets_whole() {
    let secrets = Secrets::new(&ApiKey::from(KEY), ["a'b", "secret"]);
    assert_eq!(secrets.scrub("a&#39;b a\\'b a'' a%27b"), "[…] […] a'' […]");
    assert!(!Secrets::new(&ApiKey::from("e"), []).scrub("error [secret]").contains('e'));
}

#[test]
fn hostile_texts_take_linear_time() {
    let secrets = secrets(PASSWORD);
    let units = [
        "%25",
        "&amp;",
        "&amp;amp;",
        "\\",
        "%",
        "&#",
        "&#x0",
        "%3",
        "''",
        "\\u005c",
        "<br",
        "K4n&r",
        "ü",
        "1a",
    ];
    for unit in units {
        let body = unit.repeat(1024 * 1024 / unit.len()) + "33;\"";
        let began = Instant::now();
        let _ = secrets.body(&Unscrubbed::from_bytes(body.as_bytes()));
        let _ = secrets.page(&Unscrubbed::from_bytes(body.as_bytes()));
        // A quadratic algorithm takes minutes.
        assert!(began.elapsed() < Duration::from_secs(5), "{unit}: {:?}", began.elapsed());
    }
}

/// Passwords of characters that escapes change or consist of.
fn password() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(
            prop::sample::select("aZ0249nux#;'\"&<>%~/\\+ \nüß€\u{1f600}-_".chars().collect::<Vec<_>>()),
            6..30
        )
        .prop_map(|characters| characters.into_iter().collect()),
        "[a-zA-Z0-9'&%]{1,24}",
        Just(PASSWORD.to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_part_remains_in_any_decoding(
        password in password(),
        encoders in proptest::collection::vec(prop::sample::select(&ENCODERS[..]), 0..4),
        before in "[a-z'(= %&\\\\#;]{0,6}",
        cut in 0_usize..400,
        from_end in any::<bool>(),
    ) {
        let spelled = encoders.iter().fold(password.clone(), |text, encoder| encoder.encode(&text));
        // Before a shorter secret, `\\` or `%` can turn one character of it into part of an escape.
        let is_short = password.chars().count() < WINDOW;
        let before = if is_short { before.replace(['%', '&', '\\', '#', ';'], "") } else { before };
        let text = format!("{before}{spelled}, 16");
        // Truncates within characters and escapes, too.
        let cut = cut % (text.len() + 1);
        let bytes = if from_end { &text.as_bytes()[cut..] } else { &text.as_bytes()[..cut] };
        let scrubbed = secrets(&password).body(&Unscrubbed::from_bytes(bytes));
        prop_assert_eq!(leak(&scrubbed, &password), None, "{:?} of {:?}", scrubbed, text);
    }
}
