//! Routes a raw path to an endpoint, like the server's web server and router.

use chat44mp::Operation;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// An endpoint and the path segment after it, which is not percent-decoded.
    Endpoint(Operation, Option<String>),
    Home,
    /// `/api/doc`, the API's own documentation.
    Doc,
    /// The pages that install or remove the API module.
    Module,
    /// `/api/api_key_check`, whose response is always empty.
    KeyCheck,
    Unknown,
    DisallowedCharacters,
    EncodedSlash,
    TooLong,
}

const MAX_URL: usize = 8190;

pub(crate) fn route(path: &str, url_length: usize) -> Route {
    if url_length > MAX_URL {
        return Route::TooLong;
    }
    if path.to_ascii_lowercase().contains("%2f") {
        return Route::EncodedSlash;
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/_-.:+~%".contains(c);
    if !path.chars().all(allowed) {
        return Route::DisallowedCharacters;
    }
    let mut segments = path.split('/').filter(|segment| !segment.is_empty()).peekable();
    segments.next_if_eq(&"index.php");
    match segments.next() {
        None => return Route::Home,
        Some("api") => {}
        Some(_) => return Route::Unknown,
    }
    segments.next_if_eq(&"api");
    let Some(endpoint) = segments.next() else { return Route::Home };
    match endpoint.to_ascii_lowercase().as_str() {
        "api_key_check" => return Route::KeyCheck,
        "index" => return Route::Home,
        "doc" => return Route::Doc,
        "activate" | "delete" => return Route::Module,
        _ => {}
    }
    match Operation::from_name(endpoint) {
        Some(operation) => Route::Endpoint(operation, segments.next().map(str::to_owned)),
        None => Route::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_like_the_server() {
        let contact = |id: Option<&str>| Route::Endpoint(Operation::UPDATE_CONTACT, id.map(str::to_owned));
        for (path, expected) in [
            ("/api/update_contact/23", contact(Some("23"))),
            ("/api/update_contact", contact(None)),
            ("/api/update_contact/", contact(None)),
            ("/api//Update_CONTACT/23%33/extra", contact(Some("23%33"))),
            ("/index.php/api/update_contact/1", contact(Some("1"))),
            ("/api/api/update_contact/1", contact(Some("1"))),
            ("/api/doc", Route::Doc),
            ("/api/index", Route::Home),
            ("/api/activate", Route::Module),
            ("/api/delete", Route::Module),
            ("/API/update_contact/1", Route::Unknown),
            ("/api/get_nothing", Route::Unknown),
            ("/other", Route::Unknown),
            ("/", Route::Home),
            ("/api/", Route::Home),
            ("/api/api_key_check", Route::KeyCheck),
            ("/api/update_contact/1,2", Route::DisallowedCharacters),
            ("/api/update_contact/a@b", Route::DisallowedCharacters),
            ("/api/update_contact/1%2F2", Route::EncodedSlash),
        ] {
            assert_eq!(route(path, path.len()), expected, "{path}");
        }
        assert_eq!(route("/api/get_contact", 9000), Route::TooLong);
    }
}
