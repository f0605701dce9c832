//! How far facts may lie apart that were measured twice from the same files.
//!
//! Processors add in other orders, and compilers fuse other operations; a measurement near the middle between two steps of
//! [`rounded`](crate::facts::rounded) then falls to either. What was read, and what was found or not, must be the same.

use crate::facts::{Facts, STEP};
use serde_json::Value;

/// Steps by which two numbers may differ.
pub const STEPS: f64 = 2.0;
/// Pixels by which two places may differ, and the same as a share of the distance from the corner of the image.
pub const PIXELS: f64 = 3.0;
/// See [`PIXELS`].
pub const SHARE_OF_PLACE: f64 = 0.005;

/// One fact that is another than before.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Where, as a JSON pointer (RFC 6901).
    pub place: String,
    /// The fact of before.
    pub before: Value,
    /// The fact of now.
    pub now: Value,
}

/// What lies further apart than is tolerated, in the order of places.
#[must_use]
pub fn differences(before: &Facts, now: &Facts) -> Vec<Difference> {
    // Facts have nothing that JSON cannot hold.
    let value = |facts: &Facts| serde_json::to_value(facts).unwrap_or_default();
    let mut found = Vec::new();
    compare(&value(before), &value(now), "", false, &mut found);
    found.sort_by(|one, other| one.place.cmp(&other.place));
    found
}

/// Whether the numbers below this key are places in the image.
fn is_place(key: &str) -> bool {
    matches!(key, "quad" | "region" | "covered_region" | "portrait")
}

fn compare(before: &Value, now: &Value, place: &str, in_image: bool, found: &mut Vec<Difference>) {
    let same = match (before, now) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            for key in keys {
                let of = |map: &serde_json::Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                compare(&of(one), &of(other), &format!("{place}/{key}"), in_image || is_place(key), found);
            }
            return;
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(one, other, &format!("{place}/{index}"), in_image, found);
            }
            return;
        }
        // An outline of another number of corners, around the same fault.
        (Value::Array(_), Value::Array(_)) => in_image,
        (Value::Number(one), Value::Number(other)) => match (one.as_f64(), other.as_f64()) {
            (Some(one), Some(other)) => (one - other).abs() <= tolerated(one, in_image),
            _ => one == other,
        },
        // Where a fault is may be told of one that is just big enough, and not of one that is not.
        (Value::Null, Value::Array(_)) | (Value::Array(_), Value::Null) => place.ends_with("region"),
        _ => before == now,
    };
    if !same {
        found.push(Difference { place: place.to_owned(), before: before.clone(), now: now.clone() });
    }
}

fn tolerated(value: f64, in_image: bool) -> f64 {
    let size = value.abs();
    // A little more, for what the steps themselves are rounded by.
    let slack = 1.0 + 1e-9;
    if in_image {
        PIXELS.max(SHARE_OF_PLACE * size) * slack
    } else if size < 2.0 {
        STEPS * STEP * slack
    } else {
        STEPS * STEP * 10f64.powf(size.log10().floor() + 1.0) * slack
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{FieldName, QualityCheck};
    use crate::sample;

    fn changed(change: impl FnOnce(&mut Facts)) -> Vec<String> {
        let before = sample::passport();
        let mut now = before.clone();
        change(&mut now);
        differences(&before, &now).into_iter().map(|difference| difference.place).collect()
    }

    #[test]
    fn a_step_is_tolerated_and_ten_are_not() {
        let by = |steps: f64| {
            changed(|facts| {
                let front = facts.front.as_mut().unwrap();
                front.quality.get_mut(&QualityCheck::Glare).unwrap().value += steps * STEP;
                front.document.as_mut().unwrap().quad.0[0].x += steps as f32;
            })
        };
        assert_eq!(by(0.0), Vec::<String>::new());
        assert_eq!(by(1.0), Vec::<String>::new());
        assert_eq!(by(10.0), ["/front/document/quad/0/0", "/front/quality/glare/value"]);
    }

    #[test]
    fn what_was_read_must_be_the_same() {
        let places = changed(|facts| {
            let front = facts.front.as_mut().unwrap();
            front.fields.get_mut(&FieldName::Number).unwrap().value.push('1');
            front.faces.clear();
            front.sha256 = "f".repeat(64);
        });
        assert_eq!(places, ["/front/faces", "/front/fields/number/value", "/front/sha256"]);
        assert_eq!(changed(|facts| facts.selfie = None), ["/selfie"]);
    }
}
