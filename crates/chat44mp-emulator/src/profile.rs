//! The two profiles and every difference between them.

use serde::{Deserialize, Serialize};

/// Which server is emulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The behaviour of real servers, pitfalls included.
    #[default]
    Observed,
    /// The behaviour of the published reference; where that is silent, the observed one.
    Documented,
}

impl Profile {
    fn is_documented(self) -> bool {
        self == Profile::Documented
    }

    /// Only the reference enforces "Member Validity Expired".
    pub(crate) fn enforces_expiry(self) -> bool {
        self.is_documented()
    }

    /// The reference requires a password for a new user.
    pub(crate) fn requires_password(self) -> bool {
        self.is_documented()
    }

    pub(crate) fn subscriber_not_found(self) -> &'static str {
        if self.is_documented() { " No Matching Subscriber Found" } else { "No Matching Subscriber Found" }
    }

    /// Real servers store new labels under a wrong page, so they are never listed and their names collide.
    pub(crate) fn misfiles_new_labels(self) -> bool {
        !self.is_documented()
    }

    pub(crate) fn new_group_name_required(self) -> &'static str {
        if self.is_documented() { "The contact type name is required" } else { "The name field is required" }
    }

    /// The reference lists ten fields of a contact; real servers send twelve.
    pub(crate) fn hides_contact_column(self, column: &str) -> bool {
        self.is_documented() && matches!(column, "status" | "sms_email_sequence_campaign_ids")
    }

    pub(crate) fn contact_group_refused(self) -> &'static str {
        if self.is_documented() {
            "The contact ID does not exist"
        } else {
            "You can NOT add the contact to the specified contact group"
        }
    }

    pub(crate) fn contact_update_refused(self) -> &'static str {
        if self.is_documented() {
            "The contact ID does not exist"
        } else {
            "You do NOT have permission to update the contact"
        }
    }

    /// Real servers look up the address in all tenants, and an empty one counts, too.
    pub(crate) fn contacts_unique_across_tenants(self) -> bool {
        !self.is_documented()
    }

    /// "You can update email or phone_number if they have not been added previously."
    pub(crate) fn keeps_first_address(self) -> bool {
        self.is_documented()
    }

    /// The name of a question's id in the answers of all subscribers.
    pub(crate) fn all_answers_key(self) -> &'static str {
        if self.is_documented() { "question_id" } else { "id" }
    }
}
