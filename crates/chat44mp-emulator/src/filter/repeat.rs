//! Filter steps that are repeated.

/// Repeats a step until it changes nothing.
pub(super) fn until_stable(mut text: String, step: impl Fn(&str) -> String) -> String {
    loop {
        let next = step(&text);
        if next == text {
            return text;
        }
        text = next;
    }
}
