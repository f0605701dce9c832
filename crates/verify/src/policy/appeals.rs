//! How appeals are handled.

use serde::{Deserialize, Serialize};

/// How appeals are handled. Days of the clock are business days by the relying party's calendar; `retention.appeal_days` says how long after a
/// decision an appeal may be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Appeals {
    /// Business days after the day of the submission by whose end a decision is aimed at.
    pub target_days: u16,
    /// Business days after the day of the submission by whose end a decision is due.
    pub due_days: u16,
    /// Opening hours before the due time from which on an appeal counts as at risk.
    pub risk_hours: u16,
    /// Days for which an answer is waited for when information is asked for.
    pub information_days: u16,
    /// Hours for which the code of a statement is valid.
    pub code_hours: u16,
    /// Of a hundred decisions, how many a second reviewer looks at by lot.
    pub second_percent: u8,
    /// Of a hundred refusals, how many are judged again by lot, without the automatic findings, for the rate of false refusals.
    pub again_percent: u8,
    /// Days for which evidence and words of an appeal are kept after it was closed.
    pub evidence_days: u16,
    /// Files of one appeal.
    pub most_files: u8,
}

impl Default for Appeals {
    fn default() -> Self {
        Self {
            target_days: 1,
            due_days: 3,
            risk_hours: 4,
            information_days: 14,
            code_hours: 24,
            second_percent: 10,
            again_percent: 5,
            evidence_days: 30,
            most_files: 10,
        }
    }
}
