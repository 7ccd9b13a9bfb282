//! Keys and passwords, from stdin or a prompt: arguments are visible to every process.

use std::io::{self, IsTerminal};

use zeroize::Zeroizing;

use crate::errors::Failure;
use crate::output::style::shown;

/// The next line of stdin; on a terminal, a prompt without echo.
pub(crate) fn line_or_prompt(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    if io::stdin().is_terminal() { hidden(prompt) } else { line() }
}

/// The next line of stdin; empty at end of file.
pub(crate) fn line() -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::new());
    io::stdin().read_line(&mut line).map_err(|error| Failure::io("read stdin", &error))?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}

/// Prompts on the terminal.
pub(crate) fn hidden(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    rpassword::prompt_password(shown(prompt))
        .map(Zeroizing::new)
        .map_err(|error| Failure::io("prompt on the terminal", &error))
}

/// Generates a password of 24 letters and digits, without characters that look alike.
pub(crate) fn generate_password() -> Result<Zeroizing<String>, Failure> {
    const LETTERS: &[u8; 56] = b"abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let mut password = Zeroizing::new(String::with_capacity(24));
    let mut bytes = Zeroizing::new([0; 32]);
    while password.len() < 24 {
        getrandom::fill(&mut *bytes).map_err(|error| Failure::Io {
            message: format!("could not generate random numbers: {error}"),
        })?;
        // Skips numbers that would bias the choice.
        let fair = bytes.iter().map(|byte| usize::from(*byte)).filter(|number| *number < 4 * LETTERS.len());
        let letters = fair.map(|number| char::from(LETTERS[number % LETTERS.len()]));
        let missing = 24 - password.len();
        password.extend(letters.take(missing));
    }
    Ok(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generates_long_and_different_passwords() {
        let (Ok(one), Ok(other)) = (generate_password(), generate_password()) else { panic!("no password") };
        assert_eq!((one.len(), other.len()), (24, 24));
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert_ne!(one, other);
    }
}
