//! What the commands print, held against the schemas in docs.

use serde_json::Value;

const READING: &str = include_str!("../../../../docs/reading.schema.json");

/// Where `json` is not as `docs/reading.schema.json` says; none when it is.
pub(crate) fn differences(json: &Value) -> Vec<String> {
    let schema = jsonschema::validator_for(&serde_json::from_str(READING).unwrap()).unwrap();
    schema.iter_errors(json).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}
