//! What the clones of a client share, and clients derived from it inherit: the API key, and whether it is closed.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use tokio_util::sync::CancellationToken;

use crate::secret::ApiKey;

/// The key of a client, and its state.
pub(crate) struct Scope {
    /// A derived client without a key of its own uses that of its parent.
    key: ArcSwapOption<ApiKey>,
    parent: Option<Arc<Scope>>,
    closed: CancellationToken,
}

impl Scope {
    /// The scope of a new client.
    pub(crate) fn new(key: ApiKey) -> Scope {
        let key = ArcSwapOption::from_pointee(key);
        Scope { key, parent: None, closed: CancellationToken::new() }
    }

    /// The scope of a client derived from that of `parent`.
    pub(crate) fn derived(parent: &Arc<Scope>, key: Option<ApiKey>) -> Scope {
        let key = ArcSwapOption::from_pointee(key);
        Scope { key, parent: Some(Arc::clone(parent)), closed: parent.closed.child_token() }
    }

    /// The current key.
    pub(crate) fn key(&self) -> Arc<ApiKey> {
        match (self.key.load_full(), &self.parent) {
            (Some(key), _) => key,
            (None, Some(parent)) => parent.key(),
            // Only a derived scope has no key of its own.
            (None, None) => Arc::new(ApiKey::from("")),
        }
    }

    /// Replaces the key.
    pub(crate) fn set_key(&self, key: ApiKey) {
        self.key.store(Some(Arc::new(key)));
    }

    /// Cancelled when this client, or one that it is derived from, is closed.
    pub(crate) fn closed(&self) -> &CancellationToken {
        &self.closed
    }
}
