//! HTML's named character references to ASCII; the names are matched without case.

/// References that browsers also decode without a semicolon, and `apos`.
pub(super) const WITHOUT_SEMICOLON: &[(&str, char)] =
    &[("amp", '&'), ("apos", '\''), ("gt", '>'), ("lt", '<'), ("nbsp", '\u{a0}'), ("quot", '"')];

/// References that PHP's `htmlentities` writes for HTML 5.
const WITH_SEMICOLON: &[(&str, char)] = &[
    ("ast", '*'),
    ("bsol", '\\'),
    ("colon", ':'),
    ("comma", ','),
    ("commat", '@'),
    ("dollar", '$'),
    ("equals", '='),
    ("excl", '!'),
    ("grave", '`'),
    ("hat", '^'),
    ("lbrack", '['),
    ("lcub", '{'),
    ("lowbar", '_'),
    ("lpar", '('),
    ("lsqb", '['),
    ("midast", '*'),
    ("newline", '\n'),
    ("num", '#'),
    ("percnt", '%'),
    ("period", '.'),
    ("plus", '+'),
    ("quest", '?'),
    ("rbrack", ']'),
    ("rcub", '}'),
    ("rpar", ')'),
    ("rsqb", ']'),
    ("semi", ';'),
    ("sol", '/'),
    ("tab", '\t'),
    ("verbar", '|'),
    ("vert", '|'),
];

/// The ASCII character with this name.
pub(super) fn named(name: &[u8]) -> Option<char> {
    let mut all = WITHOUT_SEMICOLON.iter().chain(WITH_SEMICOLON);
    all.find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name)).map(|&(_, character)| character)
}
