//! Progress notifications, for requests that ask for them.

use std::time::Duration;

use chat44mp::{ExportReport, ImportPhase, ImportProgress};
use rmcp::RoleServer;
use rmcp::model::{ProgressNotificationParam, ProgressToken};
use rmcp::service::{Peer, RequestContext};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::output::wording::count;

/// Without a total, progress is reported every this many steps.
const INTERVAL: i64 = 256;

/// Maximum time to send the last step.
const LAST_STEP: Duration = Duration::from_millis(500);

/// The progress of a transfer.
#[derive(Clone, Default)]
pub(super) struct Step {
    done: i64,
    total: Option<i64>,
    message: String,
}

impl Step {
    /// Every row counts twice: it is validated before any row is sent, and then sent.
    pub(super) fn of_import(progress: &ImportProgress) -> Step {
        match (progress.phase, progress.total) {
            (ImportPhase::Checking, _) | (_, None) => {
                let message = format!("{} rows validated", count(progress.rows));
                Step { done: progress.rows, total: None, message }
            }
            (_, Some(total)) => {
                let settled = progress.settled();
                let problems = progress.invalid + progress.failed + progress.unknown;
                let problems =
                    if problems > 0 { format!(", {} with problems", count(problems)) } else { String::new() };
                let message = format!("{} of {} rows{problems}", count(settled), count(total));
                Step { done: total + settled, total: Some(2 * total), message }
            }
        }
    }

    pub(super) fn of_export(report: &ExportReport) -> Step {
        Step {
            done: report.subscribers,
            total: None,
            message: format!("{} subscribers", count(report.subscribers)),
        }
    }
}

/// Sends the progress of one request to the client, and skips what it cannot send in time.
pub(super) struct Progress {
    steps: watch::Sender<Step>,
    notifying: Option<JoinHandle<()>>,
}

impl Progress {
    pub(super) fn of(context: &RequestContext<RoleServer>) -> Progress {
        let (steps, received) = watch::channel(Step::default());
        let notifying = context
            .meta
            .get_progress_token()
            .map(|token| tokio::spawn(notify(context.peer.clone(), token, received)));
        Progress { steps, notifying }
    }

    /// Reports a step; it never waits.
    pub(super) fn listener(&self) -> impl Fn(Step) + Send + Sync + 'static {
        let steps = self.steps.clone();
        move |step| drop(steps.send_replace(step))
    }

    /// Waits until the last step was sent, because progress may not follow the result. All listeners must be dropped.
    pub(super) async fn finish(self) {
        drop(self.steps);
        if let Some(mut notifying) = self.notifying {
            // A client that has disconnected takes no notifications.
            if timeout(LAST_STEP, &mut notifying).await.is_err() {
                notifying.abort();
            }
        }
    }
}

async fn notify(peer: Peer<RoleServer>, token: ProgressToken, mut steps: watch::Receiver<Step>) {
    let mut last = 0;
    while steps.changed().await.is_ok() {
        let Step { done, total, message } = steps.borrow_and_update().clone();
        let is_end = total == Some(done);
        let interval = total.map_or(INTERVAL, |total| (total / 100).max(1));
        if done <= last || done - last < interval && !is_end {
            continue;
        }
        last = done;
        let mut notification =
            ProgressNotificationParam::new(token.clone(), done as f64).with_message(message);
        if let Some(total) = total {
            notification = notification.with_total(total as f64);
        }
        if peer.notify_progress(notification).await.is_err() {
            return;
        }
    }
}
