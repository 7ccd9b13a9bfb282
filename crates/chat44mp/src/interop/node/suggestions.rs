//! The name that was meant: what a developer who knows other SDKs writes instead of a name of this one.

/// The maximum edit distance of a suggestion.
const MAX_DISTANCE: usize = 2;

/// Names that other SDKs, CRMs and the wire use, in lower case without separators, and the names here.
const SYNONYMS: &[(&str, &str)] = &[
    ("key token accesstoken authtoken bearertoken secret secretkey", "apiKey"),
    ("host hostname endpoint server domain origin baseuri apibase apiurl", "baseURL"),
    ("numretries attempts maxattempts maxnetworkretries", "maxRetries"),
    ("agent httpagent httpsagent dispatcher httpproxy httpsproxy", "proxy"),
    ("ca cert certs certificates cabundle cafile verify", "caCerts"),
    ("useragent appinfo", "userAgentSuffix"),
    ("log loglevel debug", "logger"),
    ("insecure", "allowHttp"),
    ("abort abortcontroller canceltoken cancel", "signal"),
    ("mobile mobilephone cell cellphone tel telephone msisdn whatsapp", "phoneNumber"),
    ("phone phonenumber tel telephone cell cellphone", "mobile"),
    ("mail emailaddress", "email"),
    ("givenname forename", "firstName"),
    ("surname familyname", "lastName"),
    ("fullname displayname username firstname lastname title labelname groupname", "name"),
    ("contacttypeid contacttype list listid", "groupId"),
    ("plan planid", "packageId"),
    ("psid subscribeid", "subscriberId"),
    ("pwd passwd pass", "password"),
    ("expireddate expirydate expirationdate validuntil", "expiresOn"),
    ("operation endpoint path url method", "name"),
    ("body data query form", "params"),
    ("region country defaultregion defaultcountry", "phoneRegion"),
    ("ledger resultfile resultpath", "results"),
    ("simulate test check validateonly", "dryRun"),
    ("parallel parallelism workers", "concurrency"),
    ("mapping columns fields", "map"),
    ("separator", "delimiter"),
    ("charset", "encoding"),
    ("onresult", "onRow"),
    ("type", "format"),
];

/// Returns the names in `known` that `name` can stand for, the best match only, or several that match equally well.
pub(super) fn meant<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let folded = fold(name);
    let matching = |matches: &dyn Fn(&str) -> bool| -> Vec<&'a str> {
        known.iter().copied().filter(|known| matches(known)).collect()
    };
    let same = matching(&|known| fold(known) == folded);
    let found = if same.is_empty() { matching(&|known| is_synonym(&folded, known)) } else { same };
    let found = if found.is_empty() { closest(&folded, known) } else { found };
    if found.is_empty() { matching(&|known| shares_words(name, known)) } else { found }
}

/// The letters and digits in lower case: `base_url` and `baseURL` are the same.
fn fold(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_synonym(folded: &str, known: &str) -> bool {
    SYNONYMS.iter().any(|(others, name)| *name == known && others.split(' ').any(|other| other == folded))
}

/// The names at the smallest edit distance, for typing errors.
fn closest<'a>(folded: &str, known: &[&'a str]) -> Vec<&'a str> {
    let distance = |known: &str| strsim::damerau_levenshtein(folded, &fold(known));
    let distances: Vec<_> = known.iter().map(|known| (distance(known), *known)).collect();
    let Some(smallest) = distances.iter().map(|(distance, _)| *distance).min() else { return Vec::new() };
    if smallest > MAX_DISTANCE.min(folded.len() / 3) {
        return Vec::new();
    }
    distances.into_iter().filter(|(distance, _)| *distance == smallest).map(|(_, known)| known).collect()
}

/// Whether the words of one name are in the other one in the same order, as in `group` and `groupId`.
fn shares_words(name: &str, known: &str) -> bool {
    let (name, known) = (words(name), words(known));
    contains(&known, &name) || contains(&name, &known)
}

fn contains(words: &[String], part: &[String]) -> bool {
    !part.is_empty() && words.windows(part.len()).any(|window| window == part)
}

/// `maxRetries` and `max_retries` as `max` and `retries`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_is_lower = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() || letter.is_uppercase() && last_is_lower {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut()
            && letter.is_alphanumeric()
        {
            word.extend(letter.to_lowercase());
        }
        last_is_lower = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLIENT: &[&str] =
        &["apiKey", "baseURL", "timeout", "headTimeout", "maxRetries", "caCerts", "userAgentSuffix"];
    const CONTACT: &[&str] = &["groupId", "email", "phoneNumber", "firstName", "lastName"];

    #[test]
    fn finds_the_name_that_was_meant() {
        for (name, known, expected) in [
            ("baseUrl", CLIENT, "baseURL"),
            ("base_url", CLIENT, "baseURL"),
            ("API-KEY", CLIENT, "apiKey"),
            ("tiemout", CLIENT, "timeout"),
            ("timeoutMs", CLIENT, "timeout"),
            ("retries", CLIENT, "maxRetries"),
            ("url", CLIENT, "baseURL"),
            ("host", CLIENT, "baseURL"),
            ("userAgent", CLIENT, "userAgentSuffix"),
            ("maxNetworkRetries", CLIENT, "maxRetries"),
            ("first_name", CONTACT, "firstName"),
            ("phone", CONTACT, "phoneNumber"),
            ("mobile", CONTACT, "phoneNumber"),
            ("group", CONTACT, "groupId"),
            ("contact_type_id", CONTACT, "groupId"),
            ("surname", CONTACT, "lastName"),
            ("e-mail", CONTACT, "email"),
            ("phone", &["name", "mobile"], "mobile"),
            ("labelId", &["pageId", "labelIds"], "labelIds"),
        ] {
            assert_eq!(meant(name, known), [expected], "{name}");
        }
        assert_eq!(meant("name", CONTACT), ["firstName", "lastName"]);
    }

    #[test]
    fn finds_nothing_when_no_name_is_similar() {
        for (name, known) in
            [("t", CLIENT), ("tags", CONTACT), ("notes", CONTACT), ("", CLIENT), ("ñ", CLIENT)]
        {
            assert_eq!(meant(name, known), [] as [&str; 0], "{name}");
        }
    }
}
