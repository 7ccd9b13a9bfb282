//! What a column is about, by its name: a reviewed table of the words that exports use, in English, Italian, Spanish,
//! Portuguese, French and German.
//!
//! A name is split into words, without accents and case. It is understood only if all of its words are: `Billing Phone` is,
//! `Phone status` is not. Words in parentheses and signs are ignored: `Email (required)`, `Phone *`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Concept {
    Email,
    Phone,
    FirstName,
    LastName,
    /// First and last name.
    FullName,
    /// The first name beside a column for the last name; alone, the full name.
    Name,
}

/// A column that is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) concept: Concept,
    /// The order of preference among columns of one concept, lowest first: mobile numbers before those of an office.
    pub(super) rank: u32,
}

/// What a word says about a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The concept, and a rank that is added.
    Is(Concept, u32),
    /// A rank that is added; the word says nothing about the concept.
    Adds(u32),
}

use Concept::{Email, FirstName, FullName, LastName, Name, Phone};
use Word::{Adds, Is};

/// The ranks. Numbered columns (`Phone 2`) add their number.
const MOBILE: u32 = 0;
const WHATSAPP: u32 = 100;
const PLAIN: u32 = 200;
const PLACE: u32 = 50;
const OTHER: u32 = 90;

/// Whole names whose words mean something else one by one, a line for each language. All other names are understood word
/// by word.
const NAMES: &[(Concept, &[&str])] = &[
    (
        FirstName,
        &[
            "first name, first, given name, given names, forename, fname, name first, preferred name, christian name",
            "primo nome, nome di battesimo, nome proprio",
            "primer nombre, nombre de pila",
            "primeiro nome, nome proprio, nome de batismo",
            "prenom, prenoms",
            "vorname, vornamen, rufname",
        ],
    ),
    (
        LastName,
        &[
            "last name, last, surname, family name, lname, name last, second name",
            "cognome, cognomi",
            "apellido, apellidos, primer apellido",
            "sobrenome, apelido, ultimo nome",
            "nom de famille, nom famille, patronyme",
            "nachname, familienname, zuname",
        ],
    ),
    (
        FullName,
        &[
            "full name, complete name, display name, first and last name, first name last name, name surname",
            "nome completo, nome e cognome, nome cognome, nominativo, cognome e nome, cognome nome",
            "nombre completo, nombre y apellidos, nombre y apellido, nombre apellidos",
            "nome e sobrenome",
            "nom complet, nom et prenom, nom prenom, prenom nom, prenom et nom",
            "vollstandiger name, vor und nachname, vorname nachname, name vorname",
        ],
    ),
    (Phone, &["contact number, contact no", "recapito, recapiti"]),
    (Name, &["name, names", "nome", "nombre, nombres", "nom"]),
];

/// The words of the other names.
const WORDS: &[(Word, &[&str])] = &[
    (Is(Email, PLAIN), &["email, emails, mail", "posta", "correo", "correio", "courriel", "mailadresse"]),
    (
        Is(Phone, MOBILE),
        &[
            "mobile, cell, cellphone, cellular",
            "cellulare, cellulari, telefonino",
            "movil, celular",
            "telemovel",
            "portable, gsm",
            "handy, mobil, mobiltelefon, mobilfunk, handynummer, mobilnummer, mobilfunknummer",
        ],
    ),
    (Is(Phone, WHATSAPP), &["whatsapp, sms"]),
    (
        Is(Phone, PLAIN),
        &[
            "phone, phones, telephone, tel",
            "telefono, telefoni, telefonico, telefonici",
            "telefonos",
            "telefone, telefones",
            "telefon, fon, telefonnummer, rufnummer",
        ],
    ),
    (
        Adds(0),
        &[
            "number, no, nr, n, num, address, value, contact, customer, client, lead, user, subscriber, person, member, \
             main, primary, preferred, default, your, the, of, e",
            "numero, numeri, indirizzo, di, del, della, dell, contatto, cliente, utente, principale, primario, primaria, \
             recapito, elettronica, elettronico",
            "direccion, de, el, la, contacto, principal, electronico, electronica",
            "endereco, do, da, contato, eletronico, eletronica",
            "adresse, du, electronique",
            "nummer, kunde, kunden, kontakt, haupt, primare",
        ],
    ),
    (
        Adds(PLACE),
        &[
            "home, work, business, office, personal, private, company, billing, shipping, landline, day, daytime",
            "casa, lavoro, ufficio, aziendale, azienda, personale, fisso, fatturazione, privato",
            "trabajo, oficina, empresa, fijo, facturacion, particular",
            "trabalho, escritorio, fixo, residencial, comercial, pessoal",
            "domicile, bureau, travail, fixe, professionnel, facturation, personnel, pro",
            "privat, geschaftlich, arbeit, buro, festnetz, dienstlich, firma",
        ],
    ),
    (
        Adds(OTHER),
        &[
            "other, secondary, alternative, alternate, additional",
            "altro, altra, secondario, secondaria",
            "otro, secundario, outro",
            "autre, secondaire",
            "weitere, andere",
        ],
    ),
];

/// [`NAMES`] without blanks, for look-ups.
static CONCEPTS: LazyLock<HashMap<String, Concept>> =
    LazyLock::new(|| table(NAMES, |name| name.replace(' ', "")));

/// [`WORDS`], for look-ups.
static KNOWN_WORDS: LazyLock<HashMap<&str, Word>> = LazyLock::new(|| table(WORDS, |word| word));

/// Each entry of the lists with its value. The first of equal entries counts.
fn table<K: Eq + std::hash::Hash, V: Copy>(
    lists: &'static [(V, &'static [&'static str])],
    key: impl Fn(&'static str) -> K,
) -> HashMap<K, V> {
    let mut table = HashMap::new();
    for (value, lines) in lists {
        for entry in lines.iter().flat_map(|line| line.split(',')) {
            table.entry(key(entry.trim())).or_insert(*value);
        }
    }
    table
}

/// The largest number of a column that orders it among others: `Phone 2`.
const LAST_NUMBER: u32 = 99;

/// The length of the longest name that is understood: a first row may hold any text.
const LONGEST: usize = 120;

/// What a column with this name holds, if the name is understood.
pub(super) fn meaning(header: &str) -> Option<Meaning> {
    if header.len() > LONGEST {
        return None;
    }
    // Some names have capitals within a word: `WhatsApp`.
    of_words(&words(header, true)).or_else(|| of_words(&words(header, false)))
}

fn of_words(words: &[String]) -> Option<Meaning> {
    let number = words.iter().find_map(|word| word.parse::<u32>().ok()).unwrap_or(0).min(LAST_NUMBER);
    let words: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| word.parse::<u32>().is_err()).collect();
    let parts =
        || words.iter().map(|word| known_words(word)).collect::<Option<Vec<_>>>().map(|parts| parts.concat());
    named(&words)
        .map(|concept| Meaning { concept, rank: number })
        .or_else(|| qualified(&words, number))
        .or_else(|| combined(&parts()?, number))
}

/// The meaning of a whole name. Exports also write it as one word: `firstname`.
fn named(words: &[&str]) -> Option<Concept> {
    CONCEPTS.get(&words.concat()).copied()
}

/// A whole name with words that change nothing around it: `Billing First Name`, `Nome cliente`.
fn qualified(words: &[&str], number: u32) -> Option<Meaning> {
    for length in (1..words.len()).rev() {
        for (start, part) in words.windows(length).enumerate() {
            let Some(concept) = named(part) else { continue };
            let others = words[..start].iter().chain(&words[start + length..]);
            let rank = others.map(|other| added(concept, other)).sum::<Option<u32>>()?;
            return Some(Meaning { concept, rank: rank + number });
        }
    }
    None
}

/// The rank that a word adds to a whole name. A `user name` is a login, and a `company name` is not a person's.
fn added(concept: Concept, word: &str) -> Option<u32> {
    match known_word(word)? {
        Adds(0) if word != "user" || !matches!(concept, Name | FullName) => Some(0),
        Adds(more) if !matches!(concept, Name | FullName) => Some(more),
        _ => None,
    }
}

/// The meaning of words that are all known.
fn combined(words: &[Word], number: u32) -> Option<Meaning> {
    let mut meaning: Option<(Concept, u32)> = None;
    let mut rank = number;
    for word in words {
        match (*word, meaning) {
            (Adds(more), _) => rank += more,
            // The better word counts: `Mobile phone`.
            (Is(concept, own), Some((known, best))) if concept == known => {
                meaning = Some((known, best.min(own)))
            }
            (Is(..), Some(_)) => return None,
            (Is(concept, own), None) => meaning = Some((concept, own)),
        }
    }
    meaning.map(|(concept, own)| Meaning { concept, rank: rank + own })
}

fn known_word(word: &str) -> Option<Word> {
    KNOWN_WORDS.get(word).copied()
}

/// The words that a word consists of: `numerodicellulare`.
fn known_words(word: &str) -> Option<Vec<Word>> {
    if let Some(known) = known_word(word) {
        return Some(vec![known]);
    }
    // Longest first. Other short words would be found everywhere: `domain` is not `do main`.
    let can_be_part = |part: &str| part.len() > 2 || matches!(part, "di" | "de");
    (2..word.len()).rev().filter(|at| word.is_char_boundary(*at)).find_map(|at| {
        let (first, rest) = word.split_at(at);
        let word = known_word(first).filter(|_| can_be_part(first) && can_be_part(rest))?;
        let mut words = known_words(rest)?;
        words.insert(0, word);
        Some(words)
    })
}

/// The words of a name, in lower case and without accents: at blanks and signs, and where letters change to digits or
/// from lower to upper case. What stands in parentheses is a remark.
fn words(header: &str, at_capitals: bool) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut depth = 0_usize;
    let mut last = ' ';
    for character in header.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if !character.is_alphanumeric() => words.push(String::new()),
            _ => {
                let is_boundary = at_capitals && last.is_lowercase() && character.is_uppercase()
                    || last.is_alphanumeric() && last.is_numeric() != character.is_numeric();
                if is_boundary {
                    words.push(String::new());
                }
                if let Some(word) = words.last_mut() {
                    word.extend(character.to_lowercase().map(plain));
                }
            }
        }
        last = character;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A letter without its accent.
fn plain(letter: char) -> String {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a".to_owned(),
        'ç' => "c".to_owned(),
        'è' | 'é' | 'ê' | 'ë' => "e".to_owned(),
        'ì' | 'í' | 'î' | 'ï' => "i".to_owned(),
        'ñ' => "n".to_owned(),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => "o".to_owned(),
        'ù' | 'ú' | 'û' | 'ü' => "u".to_owned(),
        'ß' => "ss".to_owned(),
        'œ' => "oe".to_owned(),
        _ => letter.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concept(header: &str) -> Option<Concept> {
        meaning(header).map(|meaning| meaning.concept)
    }

    #[test]
    fn understands_the_names_of_common_exports() {
        for (expected, headers) in [
            (
                Email,
                "Email|E-mail|EMAIL|email_address|emailAddress|Email Address|E-mail Address|E-mail 1 - Value",
            ),
            (
                Email,
                "email1value|Work Email|Email (required)|Email *|EMAIL ADDRESS |Primary email|Billing Email",
            ),
            (
                Email,
                "Indirizzo e-mail|Indirizzo di posta elettronica|Email del cliente|indirizzoemail|Recapito email",
            ),
            (
                Email,
                "Correo electrónico|Correo|Dirección de correo electrónico|Endereço de e-mail|user_email|Email 2",
            ),
            (Email, "E-Mail-Adresse|Adresse e-mail|Adresse mail|Courriel"),
            (
                Phone,
                "Phone|Phone Number|phone_number|phoneNumber|Mobile Phone|Mobile|Cell|Business Phone|Home Phone",
            ),
            (
                Phone,
                "Billing Phone|WhatsApp|WhatsApp Number|SMS|contact number|Phone *|Customer Phone|Phone 1 - Value",
            ),
            (
                Phone,
                "Cellulare|Telefono cellulare|N. cellulare|numerodicellulare|Tel.|Numero di telefono|Recapito",
            ),
            (
                Phone,
                "Recapito telefonico|Telefono fisso|Teléfono móvil|Móvil|Celular|Teléfono fijo|Telemóvel|Telefone",
            ),
            (
                Phone,
                "Téléphone portable|Portable|Numéro de téléphone|Handy|Handynummer|Telefonnummer|Mobiltelefon",
            ),
            (Phone, "Telefon (privat)|Telefon geschäftlich|Rufnummer"),
            (FirstName, "First Name|first_name|firstName|FNAME|Given Name|Vorname|Prénom|Nombre de pila"),
            (FirstName, "Primeiro nome|Billing First Name|Nome di battesimo"),
            (
                LastName,
                "Last Name|lastName|Surname|Family Name|LNAME|Cognome|Cognome cliente|Apellidos|Sobrenome",
            ),
            (LastName, "Nom de famille|Nachname|Billing Last Name"),
            (FullName, "Full Name|full_name|Nome completo|Nombre completo|Nome e cognome|Nom et prénom"),
            (FullName, "Display Name|Nominativo|Vor- und Nachname"),
            (Name, "Name|Nome|Nombre|Nom|Nome cliente|Contact Name"),
        ] {
            for header in headers.split('|') {
                assert_eq!(concept(header), Some(expected), "{header}");
            }
        }
    }

    #[test]
    fn leaves_other_columns_alone() {
        let others = "|ID|Record ID|Company|Company name|Username|User name|Nickname|File name|Phone 1 - Type|Fax|City|\
                      E-mail 1 - Label|Phone status|Email opt-in|Email Domain|Phone extension|Accepts Email Marketing|\
                      Address|Indirizzo|Numero|Number|Mailing Address|Ragione sociale|MEMBER_RATING|Created at|Notes|\
                      Email or phone|Telefax|Contact owner|Phone Verified|Nombre de la empresa|Emailing|Customer ID";
        for header in others.split('|') {
            assert_eq!(concept(header), None, "{header}");
        }
    }

    #[test]
    fn prefers_mobile_numbers_and_first_addresses() {
        for headers in [
            "Mobile Phone|WhatsApp|Primary Phone|Business Phone|Other Phone",
            "E-mail Address|E-mail 2 Address|E-mail 3 Address|Work email|Other email",
            "Telefono cellulare|Telefono|Telefono ufficio",
            "Handy|Telefon|Telefon geschäftlich",
            "Phone|Phone 2|Phone 4294967295",
        ] {
            let ranks: Vec<_> = headers.split('|').map(|header| meaning(header).unwrap().rank).collect();
            assert!(ranks.is_sorted_by(|one, other| one < other), "{headers}: {ranks:?}");
        }
    }
}
