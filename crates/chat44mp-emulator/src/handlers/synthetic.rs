//! Answers generated while they are sent: any number of subscribers in constant memory, the same every time.

use bytes::Bytes;

use crate::php::json;
use crate::seed::rows::{Flow, RowId, SyntheticAnswers};

/// The response of get_all_subscriber_flow_info for a flow with `synthetic_answers`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Synthetic {
    pub(crate) flow_id: RowId,
    pub(crate) flow_name: String,
    pub(crate) key: &'static str,
    pub(crate) size: SyntheticAnswers,
}

const FIRST_SUBSCRIBER: u64 = 30_014_401_547_475_001;
const CHUNK: usize = 32 * 1024;

pub(crate) fn subscriber_id(n: u64) -> String {
    (FIRST_SUBSCRIBER + n).to_string()
}

/// The position of a generated subscriber.
pub(crate) fn position(flow: &SyntheticAnswers, subscriber_id: i64) -> Option<u64> {
    u64::try_from(subscriber_id).ok()?.checked_sub(FIRST_SUBSCRIBER).filter(|n| *n < flow.subscribers)
}

pub(crate) fn question_id(flow: RowId, question: u32) -> RowId {
    flow * 1000 + RowId::from(question)
}

pub(crate) fn question(question: u32) -> String {
    format!("What about topic number {question}?")
}

pub(crate) fn answer(subscriber: u64, question: u32) -> String {
    // Spread so that neighbours differ.
    let drawn = (subscriber + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(question * 7) >> 32;
    format!("answer {drawn:010} / è")
}

impl Synthetic {
    pub(crate) fn new(flow: &Flow, size: SyntheticAnswers, key: &'static str) -> Self {
        Synthetic { flow_id: flow.id, flow_name: flow.flow_name.clone(), key, size }
    }

    /// The JSON in chunks of about 32 KiB.
    pub(crate) fn chunks(self) -> impl Iterator<Item = Bytes> + Send + 'static {
        let mut next = 0;
        let mut finished = false;
        std::iter::from_fn(move || {
            if finished {
                return None;
            }
            let mut out = String::with_capacity(CHUNK + 4096);
            if next == 0 {
                out.push_str(&format!("{{\"id\":\"{}\",\"flow_name\":", self.flow_id));
                out.push_str(&json::encode(&self.flow_name));
                out.push_str(",\"data\":{");
            }
            while next < self.size.subscribers && out.len() < CHUNK {
                self.write_subscriber(next, &mut out);
                next += 1;
            }
            if next == self.size.subscribers {
                out.push_str("}}");
                finished = true;
            }
            Some(Bytes::from(out))
        })
    }

    fn write_subscriber(&self, n: u64, out: &mut String) {
        if n > 0 {
            out.push(',');
        }
        out.push_str(&format!("\"{}\":[", subscriber_id(n)));
        for question_number in 1..=self.size.questions {
            if question_number > 1 {
                out.push(',');
            }
            let id = question_id(self.flow_id, question_number);
            out.push_str(&format!("{{\"{}\":\"{id}\",\"question\":", self.key));
            out.push_str(&json::encode(&question(question_number)));
            out.push_str(",\"answer\":");
            out.push_str(&json::encode(&answer(n, question_number)));
            out.push('}');
        }
        out.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generates_valid_json_of_about_500_bytes_per_subscriber() {
        let size = SyntheticAnswers { subscribers: 1000, questions: 5 };
        let synthetic = Synthetic { flow_id: 9, flow_name: "big".to_owned(), key: "id", size };
        let text: Vec<u8> = synthetic.clone().chunks().flatten().collect();
        let again: Vec<u8> = synthetic.chunks().flatten().collect();
        assert_eq!(text, again);
        assert!((450..550).contains(&(text.len() / 1000)), "{} bytes", text.len() / 1000);
        let value: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(value["data"].as_object().unwrap().len(), 1000);
        let first = &value["data"][subscriber_id(0)][0];
        assert_eq!(first["id"], "9001");
        assert_eq!(first["answer"], answer(0, 1).as_str());
    }
}
