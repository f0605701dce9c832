//! Limits of what helps an applicant with the evidence of an appeal.

use super::PolicyLimit;
use crate::finding::Effect;
use serde::{Deserialize, Serialize};

/// Limits of the photo of a person who holds the document and a sheet of paper, and of the statement on it. Whatever their effect says, they
/// only hint: a person looks at the evidence in any case.
///
/// Bits are the logarithm to the base 2 of how much likelier the strokes are if what was asked for is written there than if something else
/// of the same kind is: 10 bits are a thousand times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AppealEvidence {
    /// How sure it must be that there is a face.
    pub face: PolicyLimit,
    /// How much of the face must be free.
    pub face_free: PolicyLimit,
    /// How sure it must be that there is a document.
    pub document: PolicyLimit,
    /// How wide the document must be in the photo: what is smaller nobody reads, whatever a network makes of it.
    pub document_width: PolicyLimit,
    /// How much of what is printed on the document must be legible.
    pub document_legible: PolicyLimit,
    /// How much speaks for the number or the name of the application on a document that is legible.
    pub document_same: PolicyLimit,
    /// How sure it must be that there is a sheet of paper.
    pub paper: PolicyLimit,
    /// How much the statement must look written by hand.
    pub handwritten: PolicyLimit,
    /// How much speaks for the username.
    pub username: PolicyLimit,
    /// How much speaks for the day, against the days around it.
    pub date: PolicyLimit,
    /// How much speaks for the words of the purpose.
    pub purpose: PolicyLimit,
    /// How much speaks for the code.
    pub code: PolicyLimit,
}

impl Default for AppealEvidence {
    fn default() -> Self {
        let hint = |value, unit| PolicyLimit::at_least(value, unit).effect(Effect::Hint);
        Self {
            face: hint(0.7, "share"),
            face_free: hint(0.9, "share"),
            document: hint(0.4, "share"),
            document_width: hint(300.0, "pixels"),
            document_legible: hint(0.5, "share"),
            document_same: hint(18.0, "bits"),
            paper: hint(0.5, "share"),
            handwritten: hint(0.45, "share"),
            username: hint(16.0, "bits"),
            date: hint(1.0, "bits"),
            purpose: hint(10.0, "bits"),
            code: hint(18.0, "bits"),
        }
    }
}
