//! The parameters that each endpoint reads besides the key.

use chat44mp::Operation;

/// The names of the parameters that an endpoint reads.
pub(super) fn reads(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::GetUserInfo => &["user_id", "email"],
        Operation::CreateSystemUser => {
            &["name", "email", "password", "package_id", "expired_date", "mobile", "address"]
        }
        Operation::UpdateUser => &["name", "mobile", "address", "package_id", "expired_date", "status"],
        Operation::GetAllPackages | Operation::GetFlowCampaigns => &[],
        Operation::SubscriberInformation => &["subscriber_id"],
        Operation::GetAllLabels => &["page_id"],
        Operation::CreateLabel => &["label_name", "page_id"],
        Operation::AssignLabel => &["label_ids", "page_id", "subscriber_id"],
        Operation::GetContactGroup | Operation::DeleteContactGroup => &["contact_type_id"],
        Operation::CreateContactGroup | Operation::UpdateContactGroup => &["name"],
        Operation::GetContact | Operation::DeleteContact => &["contact_id"],
        Operation::CreateContact => &["contact_type_id", "email", "phone_number", "first_name", "last_name"],
        Operation::UpdateContact => &["email", "phone_number", "first_name", "last_name"],
        Operation::GetSingleSubscriberFlowInfo => &["flow_campaign_id", "subscriber_id"],
        Operation::GetFlowCampaignInfo | Operation::GetAllSubscriberFlowInfo => &["flow_campaign_id"],
    }
}
