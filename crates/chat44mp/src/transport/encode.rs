//! Encodes parameters: in the query for reads, in a form for writes. The server ignores any other place and responds with
//! "API Key is required".

use bytes::Bytes;
use form_urlencoded::Serializer;
use url::Url;

use crate::request::Request;
use crate::secret::ApiKey;

/// An encoded request. It contains the key, so it is never printed.
pub(crate) struct Encoded {
    pub(crate) url: Url,
    /// The form of a write.
    pub(crate) form: Option<Bytes>,
    /// Whether a compressed response is requested.
    pub(crate) compressed: bool,
}

pub(crate) fn encode(base_url: &Url, key: &ApiKey, request: &Request) -> Encoded {
    let mut url = base_url.clone();
    let mut path = String::with_capacity(64);
    path.push_str(base_url.path());
    path.push('/');
    path.push_str(&request.name);
    if let Some(id) = &request.path_id {
        path.push('/');
        path.push_str(id);
    }
    url.set_path(&path);

    if request.kind.is_write() {
        let form = pairs(Serializer::new(String::with_capacity(192)), key, request);
        Encoded { url, form: Some(Bytes::from(form)), compressed: request.compressed }
    } else {
        let query = pairs(Serializer::new(String::with_capacity(128)), key, request);
        url.set_query(Some(&query));
        Encoded { url, form: None, compressed: request.compressed }
    }
}

fn pairs(mut serializer: Serializer<'_, String>, key: &ApiKey, request: &Request) -> String {
    serializer.append_pair("api_key", key.expose());
    serializer.extend_pairs(&request.params);
    if let Some((name, password)) = &request.password {
        serializer.append_pair(name, password.expose());
    }
    serializer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Operation;
    use crate::request::parameters::{CONTACT_ID, FIRST_NAME, LOOK_UP_EMAIL};

    #[test]
    fn encodes_reads_in_the_query_and_writes_in_a_form() {
        let base_url = Url::parse("https://chat.example.com/api").unwrap();
        let key = ApiKey::from("k y");
        let read = Request::new(Operation::GET_CONTACT).id(CONTACT_ID, 5);
        let encoded = encode(&base_url, &key, &read);
        assert_eq!(encoded.url.as_str(), "https://chat.example.com/api/get_contact?api_key=k+y&contact_id=5");
        assert_eq!(encoded.form, None);

        let write = Request::new(Operation::UPDATE_CONTACT)
            .path_id(CONTACT_ID, 5)
            .update_text(FIRST_NAME, Some("Ada & Bó".into()));
        let encoded = encode(&base_url, &key, &write);
        assert_eq!(encoded.url.as_str(), "https://chat.example.com/api/update_contact/5");
        assert_eq!(encoded.form.unwrap(), "api_key=k+y&first_name=Ada+%26+B%C3%B3");
    }

    #[test]
    fn escapes_an_address_that_the_server_decodes_twice() {
        let base_url = Url::parse("https://chat.example.com/api").unwrap();
        let read =
            Request::new(Operation::GET_USER_INFO).look_up_email(LOOK_UP_EMAIL, "plus+tag@x.io".into());
        let encoded = encode(&base_url, &ApiKey::from("k"), &read);
        assert_eq!(encoded.url.query(), Some("api_key=k&email=plus%252Btag%40x.io"));
    }
}
