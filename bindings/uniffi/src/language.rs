//! The languages of the packages.

/// The language of the package.
#[derive(Debug, Clone, Copy, uniffi::Enum)]
pub enum Language {
    /// Kotlin.
    Kotlin,
    /// Swift.
    Swift,
}

impl Language {
    /// Spells names in messages as this language does.
    pub(crate) fn set(self) {
        match self {
            Language::Kotlin => chat44mp::Language::Kotlin.set(),
            Language::Swift => chat44mp::Language::Swift.set(),
        }
    }
}
