//! The few messages that a server translates.

use serde::{Deserialize, Serialize};

/// The language of a server. Most messages are always English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    #[default]
    En,
    It,
}

impl Language {
    pub(crate) fn contact_is_deleted(self) -> &'static str {
        match self {
            Language::En => "Unable to get contact data",
            Language::It => "impossibile ottenere i dati di contatto",
        }
    }

    pub(crate) fn contact_is_unchanged(self) -> &'static str {
        match self {
            Language::En => "Make sure you changed to update the contact",
            Language::It => "assicurati di aver cambiato per aggiornare il contatto",
        }
    }

    pub(crate) fn page_not_found(self) -> &'static str {
        match self {
            Language::En => "page not found",
            Language::It => "pagina non trovata",
        }
    }
}
