//! Maps columns to fields: by a fixed table of the names used in CRM exports, in English and Italian, and by the caller's
//! map, which takes precedence.

use std::collections::BTreeMap;

use chat44mp_macros::model;
use serde::Serialize;

use crate::import::row::FIELDS;

/// The column names of each field, best first: letters and digits only, in lower case. If a file has several known columns,
/// the best name wins, so that a mobile number takes precedence over an office number.
const ALIASES: [(&str, &[&str]); 4] = [
    (
        "email",
        &[
            "email",
            "emailaddress",
            "primaryemail",
            "emailprimary",
            "email1value",
            "email1",
            "email1address",
            "emailaddress1",
            "contactemail",
            "personalemail",
            "workemail",
            "businessemail",
            "emailwork",
            "emailhome",
            "homeemail",
            "mail",
            "mailaddress",
            "useremail",
            "subscriberemail",
            "customeremail",
            "billingemail",
            "leademail",
            "indirizzoemail",
            "indirizzodiemail",
            "indirizzomail",
            "indirizzodipostaelettronica",
            "postaelettronica",
            "emailprimaria",
            "emailprincipale",
            "emailpersonale",
            "emaillavoro",
            "emailaziendale",
            "emailcliente",
            "emailcontatto",
            "emaildelcliente",
            "emaildicontatto",
            "recapitoemail",
        ],
    ),
    (
        "phone_number",
        &[
            "phonenumber",
            "mobilephonenumber",
            "mobilephone",
            "mobilenumber",
            "mobile",
            "mobileno",
            "cellphonenumber",
            "cellphone",
            "cellnumber",
            "cell",
            "cellular",
            "cellularphone",
            "phonemobile",
            "phonecell",
            "cellulare",
            "numerocellulare",
            "numerodicellulare",
            "telefonocellulare",
            "cellularenumero",
            "ncellulare",
            "telcellulare",
            "telefonino",
            "telefonomobile",
            "numeromobile",
            "whatsapp",
            "whatsappnumber",
            "whatsappphonenumber",
            "numerowhatsapp",
            "phone1value",
            "primaryphone",
            "phone",
            "phone1",
            "phoneno",
            "telephone",
            "telephonenumber",
            "telephone1",
            "tel",
            "telnumber",
            "contactnumber",
            "contactphone",
            "customerphone",
            "billingphone",
            "leadphone",
            "smsnumber",
            "sms",
            "telefono",
            "telefono1",
            "numeroditelefono",
            "numerotelefono",
            "ntelefono",
            "numerotelefonico",
            "telefonoprincipale",
            "recapitotelefonico",
            "telefonocliente",
            "telefonocontatto",
            "recapito",
            "homephone",
            "workphone",
            "businessphone",
            "officephone",
            "telefonocasa",
            "telefonolavoro",
            "telefonoufficio",
            "telefonofisso",
        ],
    ),
    (
        "first_name",
        &[
            "firstname",
            "givenname",
            "forename",
            "fname",
            "namefirst",
            "first",
            "contactfirstname",
            "customerfirstname",
            "billingfirstname",
            "leadfirstname",
            "nome",
            "primonome",
            "nomedibattesimo",
            "nomecliente",
            "nomecontatto",
        ],
    ),
    (
        "last_name",
        &[
            "lastname",
            "surname",
            "familyname",
            "lname",
            "namelast",
            "last",
            "secondname",
            "contactlastname",
            "customerlastname",
            "billinglastname",
            "leadlastname",
            "cognome",
            "cognomecliente",
            "cognomecontatto",
        ],
    ),
];

/// The columns of a file, by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// For each of [`FIELDS`] the column, counted from 0.
    pub(crate) columns: [Option<usize>; 4],
}

/// A column of the file and the field that it was mapped to.
#[model]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub struct MappedColumn {
    /// The field: `email`, `phone_number`, `first_name` or `last_name`.
    pub field: String,
    /// The column's name in the file.
    pub column: String,
}

impl Mapping {
    /// Maps the columns. `map` names the column of a field; an empty name omits the field. Fails with an error message.
    pub(crate) fn of(headers: &[String], map: &BTreeMap<String, String>) -> Result<Mapping, String> {
        Mapping::with_one_of(&FIELDS[..2], headers, map)
    }

    /// The same for a single record, which may have neither an e-mail address nor a phone number.
    pub(crate) fn of_record(names: &[String], map: &BTreeMap<String, String>) -> Result<Mapping, String> {
        Mapping::with_one_of(&FIELDS, names, map)
    }

    fn with_one_of(
        needed: &[&str],
        headers: &[String],
        map: &BTreeMap<String, String>,
    ) -> Result<Mapping, String> {
        let mut columns = [None; 4];
        for (at, (field, aliases)) in ALIASES.iter().enumerate() {
            columns[at] = match map.get(*field) {
                Some(name) if name.trim().is_empty() => None,
                Some(name) => Some(named(headers, name, field)?),
                None => known(headers, aliases, field)?,
            };
        }
        if let Some((field, _)) = map.iter().find(|(field, _)| !FIELDS.contains(&field.as_str())) {
            return Err(format!("a contact has no {field}; a column can be {}", FIELDS.join(", ")));
        }
        if columns[..needed.len()].iter().all(Option::is_none) {
            return Err(format!(
                "no column with e-mail addresses or phone numbers was recognised; the columns are {}",
                listed(headers)
            ));
        }
        Ok(Mapping { columns })
    }

    /// The number of fields with a known column name, to compare delimiters.
    pub(crate) fn score(headers: &[String]) -> usize {
        ALIASES.iter().filter(|(field, aliases)| !matches!(known(headers, aliases, field), Ok(None))).count()
    }

    /// The column name of each field.
    pub(crate) fn named(&self, headers: &[String]) -> Vec<MappedColumn> {
        let named = |(field, column): (&&'static str, &Option<usize>)| {
            Some(MappedColumn { field: (*field).to_owned(), column: headers.get((*column)?)?.clone() })
        };
        FIELDS.iter().zip(&self.columns).filter_map(named).collect()
    }
}

/// The column with this name, ignoring case.
fn named(headers: &[String], name: &str, field: &str) -> Result<usize, String> {
    let name = name.trim();
    let same = |header: &&String| header.trim().to_lowercase() == name.to_lowercase();
    match headers.iter().filter(same).count() {
        0 => Err(format!("there is no column {name:?} for {field}; the columns are {}", listed(headers))),
        1 => Ok(headers.iter().position(|header| same(&header)).unwrap_or_default()),
        _ => Err(format!("several columns are called {name:?}, so {field} is ambiguous; rename them")),
    }
}

/// The column with the best of the known names.
fn known(headers: &[String], aliases: &[&str], field: &str) -> Result<Option<usize>, String> {
    let plain: Vec<String> = headers.iter().map(|header| simplified(header)).collect();
    for alias in aliases {
        let mut found = (0..plain.len()).filter(|at| plain[*at] == *alias);
        match (found.next(), found.next()) {
            (Some(first), Some(second)) => {
                return Err(format!(
                    "columns {} and {} are both called {:?}; rename one, or map {field} to a column",
                    first + 1,
                    second + 1,
                    headers[first].trim(),
                ));
            }
            (Some(only), None) => return Ok(Some(only)),
            _ => {}
        }
    }
    Ok(None)
}

fn simplified(header: &str) -> String {
    header.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The columns, limited to a readable number.
fn listed(headers: &[String]) -> String {
    const MAX_NAMED: usize = 12;
    let shown = |header: &String| {
        let short: String = header.trim().chars().take(40).collect();
        format!("{short:?}")
    };
    let mut names = headers.iter().take(MAX_NAMED).map(shown).collect::<Vec<_>>().join(", ");
    if headers.len() > MAX_NAMED {
        names += &format!(" and {} more", headers.len() - MAX_NAMED);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(headers: &str, map: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let map = map.iter().map(|(field, column)| (field.to_string(), column.to_string())).collect();
        Ok(Mapping::of(&headers, &map)?.named(&headers).into_iter().map(|mapped| mapped.column).collect())
    }

    #[test]
    fn recognises_exports_of_common_crms() {
        for (headers, expected) in [
            ("Email,Cellulare,Nome,Cognome", "Email,Cellulare,Nome,Cognome"),
            // HubSpot
            ("Record ID,First Name,Last Name,Email,Phone Number", "Email,Phone Number,First Name,Last Name"),
            // Outlook
            (
                "First Name,Last Name,E-mail Address,Home Phone,Business Phone,Mobile Phone",
                "E-mail Address,Mobile Phone,First Name,Last Name",
            ),
            // Google
            (
                "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value",
                "E-mail 1 - Value,Phone 1 - Value,Given Name,Family Name",
            ),
            ("Indirizzo e-mail,Numero di telefono", "Indirizzo e-mail,Numero di telefono"),
            ("EMAIL ADDRESS ,first_name", "EMAIL ADDRESS ,first_name"),
            ("Tel.", "Tel."),
            // WooCommerce
            (
                "Billing First Name,Billing Last Name,Billing Email,Billing Phone",
                "Billing Email,Billing Phone,Billing First Name,Billing Last Name",
            ),
            // Mailchimp
            (
                "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING",
                "Email Address,Phone Number,First Name,Last Name",
            ),
            (
                "ID,Ragione sociale,Nome,Cognome,E-mail,Telefono fisso,Telefono cellulare",
                "E-mail,Telefono cellulare,Nome,Cognome",
            ),
            (
                "Nome cliente,Cognome cliente,Email del cliente,N. cellulare",
                "Email del cliente,N. cellulare,Nome cliente,Cognome cliente",
            ),
        ] {
            assert_eq!(mapping(headers, &[]).unwrap().join(","), expected);
        }
    }

    #[test]
    fn the_callers_map_takes_precedence() {
        let own = mapping("Email,Correo,Phone", &[("email", "correo"), ("phone_number", "")]);
        assert_eq!(own.unwrap(), ["Correo"]);
        assert!(mapping("Email", &[("email", "Mail")]).unwrap_err().contains("no column \"Mail\""));
        assert!(mapping("Email", &[("city", "Email")]).unwrap_err().contains("no city"));
    }

    #[test]
    fn rejects_ambiguous_columns() {
        let twice = mapping("Email,Name,EMAIL", &[]).unwrap_err();
        assert!(twice.contains("columns 1 and 3"), "{twice}");
        let none = mapping("Name,City", &[]).unwrap_err();
        assert!(none.contains("\"Name\", \"City\""), "{none}");
    }

    #[test]
    fn aliases_are_unique() {
        let all: Vec<_> = ALIASES.iter().flat_map(|(_, aliases)| aliases.iter()).collect();
        for (at, alias) in all.iter().enumerate() {
            assert!(!all[..at].contains(alias), "{alias}");
            assert_eq!(simplified(alias), **alias);
        }
        assert_eq!(ALIASES.map(|(field, _)| field), FIELDS);
    }
}
