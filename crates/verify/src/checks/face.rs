//! The selfie: what spoils it, by cause, and whether it shows the person of the portrait.

use super::{Case, Findings, outline, portrait};
use crate::facts::{FaceFacts, SideFacts};
use crate::finding::{AnyFinding, Effect, Evidence, Measured};
use crate::limits::Direction;
use crate::policy::PolicyLimit;
use crate::reason::{Code, Exact, codes, family};

/// A face this much smaller than the largest is somebody in the background of a poster, no second person.
const SECOND_FACE: f64 = 0.35;
/// A face must be this sure to count as a second person.
const SURE_FACE: f64 = 0.85;

pub(super) fn check(case: &Case<'_>, findings: &mut Findings) {
    if case.policy.face.selfie_needed && case.facts.history.without_face {
        findings.not_run("face_match", codes::CONSENT_DECLINED.name(), Evidence::Selfie);
        return;
    }
    if let Some(face) = photo(case, findings) {
        live(case, face, findings);
        compare(case, findings);
    }
}

/// What spoils the photo of the face. The face, if it is one that can be compared.
pub(super) fn photo<'a>(case: &Case<'a>, findings: &mut Findings) -> Option<&'a FaceFacts> {
    if !case.policy.face.selfie_needed || case.facts.history.without_face {
        return None;
    }
    let Some(selfie) = &case.facts.selfie else {
        if !case.facts.history.unreadable.iter().any(|file| file.evidence == Evidence::Selfie) {
            findings.raise(codes::FACE_NOT_FOUND, Evidence::Selfie, Measured::default());
        }
        return None;
    };
    let Some(face) = selfie.faces.first() else {
        findings.raise(codes::FACE_NOT_FOUND, Evidence::Selfie, Measured::default());
        return None;
    };
    if on_document(selfie, face) {
        findings.raise(codes::FACE_DOCUMENT_AS_SELFIE, Evidence::Selfie, Measured::default().at(outline(face.quad)));
        return None;
    }
    quality(case, selfie, face, findings);
    Some(face)
}

/// Whether the face is the portrait of a document in the same picture.
fn on_document(selfie: &SideFacts, face: &FaceFacts) -> bool {
    let Some(document) = selfie.document.as_ref().filter(|document| document.confidence > 0.5) else { return false };
    let printed = selfie.mrz.is_some() || selfie.fields.len() >= 2;
    printed && document.quad.contains(face.quad.centre())
}

fn quality(case: &Case<'_>, selfie: &SideFacts, face: &FaceFacts, findings: &mut Findings) {
    let rules = &case.policy.face;
    let width = |face: &FaceFacts| f64::from(face.quad.width());
    let people =
        selfie.faces.iter().filter(|other| other.confidence >= SURE_FACE && width(other) >= SECOND_FACE * width(face));
    let count = people.count().max(1);
    if count > 1 {
        let measured = Measured::number(count as f64, 1.0, Direction::AtMost, "faces");
        let second = selfie.faces.get(1).and_then(|face| outline(face.quad));
        findings.raise(codes::FACE_MULTIPLE, Evidence::Selfie, measured.at(second));
    }
    let mut hold = |code: Code<Exact>, value: Option<f64>, limit: &PolicyLimit| -> bool {
        let Some(value) = value.filter(|value| !limit.passed(*value)) else { return false };
        let (bound, direction) = limit.bound();
        let measured = Measured::number(value, bound, direction, &limit.unit).at(outline(face.quad));
        findings.raise_with(code, Evidence::Selfie, measured, limit.effect);
        limit.effect == Effect::Refuse
    };
    let of = |name: &str| face.measurements.get(name).copied();
    let small = hold(codes::FACE_TOO_SMALL_OR_CROPPED, of("eye_distance"), &rules.eye_distance);
    if !small && of("margin").is_some_and(|margin| !rules.margin.passed(margin)) {
        hold(codes::FACE_TOO_SMALL_OR_CROPPED, of("margin"), &rules.margin);
    }
    let dark = hold(codes::FACE_TOO_DARK, of("light"), &rules.light);
    let pose = face.pose;
    let turned = [
        (pose.map(|pose| pose.yaw.abs()), &rules.yaw),
        (pose.map(|pose| pose.pitch.abs()), &rules.pitch),
        (pose.map(|pose| pose.roll.abs()), &rules.roll),
    ];
    // The largest turn alone: one head is turned once.
    let worst = turned.into_iter().filter_map(|(value, limit)| Some((value? / limit.bound().0, value, limit)));
    let turned = worst
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .is_some_and(|(_, value, limit)| hold(codes::FACE_POSE, value, limit));
    if small || dark {
        // Neither sharpness nor eyes can be told on what is small or dark.
        return;
    }
    hold(codes::FACE_BLURRY, of("sharpness"), &rules.sharpness);
    if turned {
        return;
    }
    // The eye that is less open counts (ISO/IEC 29794-5, eyes open).
    let open = of("eye_open_left").into_iter().chain(of("eye_open_right")).reduce(f64::min);
    hold(codes::FACE_EYES_CLOSED, open, &rules.eye_open);
    hold(codes::FACE_UNEVEN_LIGHT, of("light_evenness"), &rules.light_evenness);
    hold(codes::FACE_COVERED, of("mouth_covered"), &rules.mouth_covered);
    hold(codes::FACE_GLASSES, of("glasses"), &rules.glasses);
    hold(codes::FACE_HEAD_COVERING, of("head_covering"), &rules.head_covering);
}

/// The passive signal of a live face. A face that is small, dark, blurred or turned looks like a printed one.
fn live(case: &Case<'_>, face: &FaceFacts, findings: &mut Findings) {
    let limit = &case.policy.face.live;
    let spoiled = [codes::FACE_TOO_SMALL_OR_CROPPED, codes::FACE_TOO_DARK, codes::FACE_POSE, codes::FACE_BLURRY];
    let refused = |code: &Code<Exact>| {
        let same = |finding: &&AnyFinding| finding.code() == code.name() && finding.evidence() == Evidence::Selfie;
        findings.list.iter().find(same).is_some_and(|finding| finding.effect() == Effect::Refuse)
    };
    if spoiled.iter().any(refused) {
        return;
    }
    if let Some(&live) = face.measurements.get("live").filter(|live| !limit.passed(**live)) {
        let (bound, direction) = limit.bound();
        let measured = Measured::number(live, bound, direction, &limit.unit);
        findings.raise_with(codes::LIVE_NOT_CONFIRMED, Evidence::Selfie, measured, Effect::Review);
    }
}

/// The selfie against the portrait. What spoils either keeps them from being compared.
fn compare(case: &Case<'_>, findings: &mut Findings) {
    let spoiled = findings.list.iter().find(|finding| {
        finding.evidence() == Evidence::Selfie && finding.effect() == Effect::Refuse && family(finding.code()) == "face"
    });
    if let Some(cause) = spoiled.map(|finding| finding.code()) {
        findings.not_run("face_match", cause, Evidence::Selfie);
        return;
    }
    let Some(score) = case.facts.face_score else {
        let cause = if portrait::face(case).is_none() { codes::READ_PORTRAIT.name() } else { "face.not_found" };
        let cause = findings.blocker(Evidence::Front).unwrap_or(cause);
        findings.not_run("face_match", cause, Evidence::Front);
        return;
    };
    let rules = &case.policy.face;
    if rules.same.passed(score) {
        return;
    }
    if portrait::spoiled(findings) {
        let cause = findings.blocker(Evidence::Front).unwrap_or(codes::FACE_DOCUMENT_PORTRAIT_POOR.name());
        findings.not_run("face_match", cause, Evidence::Front);
        return;
    }
    let (bound, direction) = rules.same.bound();
    let measured = Measured::number(score, bound, direction, &rules.same.unit);
    if rules.unsure.passed(score) {
        // No value: it would tell how far off an attempt was.
        findings.raise_with(codes::FACE_INCONCLUSIVE, Evidence::Selfie, Measured::default(), Effect::Review);
    } else {
        findings.raise(codes::FACE_MISMATCH, Evidence::Selfie, measured);
    }
}
