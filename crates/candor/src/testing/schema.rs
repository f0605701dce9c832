//! Holds JSON against `docs/reading.schema.json`: the keywords of JSON Schema 2020-12 that it uses, and no others.

use serde_json::Value;

const TEXT: &str = include_str!("../../../../docs/reading.schema.json");
/// Keywords that say something to people only, or are read with another keyword.
const SILENT: [&str; 4] = ["$schema", "$defs", "title", "description"];

/// Everything in which `json` differs from the schema, each with its place.
pub(crate) fn differences(json: &Value) -> Vec<String> {
    let root: Value = serde_json::from_str(TEXT).unwrap();
    let mut found = Vec::new();
    check(&root, &root, json, "", &mut found);
    found
}

fn check(root: &Value, schema: &Value, json: &Value, place: &str, found: &mut Vec<String>) {
    let Some(schema) = schema.as_object() else {
        if schema == &Value::Bool(false) {
            found.push(format!("{place} should not be there"));
        }
        return;
    };
    for (keyword, wanted) in schema {
        let holds = match keyword.as_str() {
            "$ref" => {
                let target = root.pointer(wanted.as_str().unwrap().trim_start_matches('#')).unwrap();
                check(root, target, json, place, found);
                true
            }
            "anyOf" => alternatives(root, wanted, json, place) >= 1,
            "oneOf" => alternatives(root, wanted, json, place) == 1,
            "type" => is(json, wanted.as_str().unwrap()),
            "enum" => wanted.as_array().unwrap().contains(json),
            "minimum" => json.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => json.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "minLength" => json.as_str().is_none_or(|text| text.chars().count() as u64 >= wanted.as_u64().unwrap()),
            "maxLength" => json.as_str().is_none_or(|text| text.chars().count() as u64 <= wanted.as_u64().unwrap()),
            "minItems" => json.as_array().is_none_or(|items| items.len() as u64 >= wanted.as_u64().unwrap()),
            "maxItems" => json.as_array().is_none_or(|items| items.len() as u64 <= wanted.as_u64().unwrap()),
            "required" => json.as_object().is_none_or(|object| {
                wanted.as_array().unwrap().iter().all(|name| object.contains_key(name.as_str().unwrap()))
            }),
            "items" | "prefixItems" => {
                for (index, item) in json.as_array().into_iter().flatten().enumerate() {
                    let schema = if keyword == "items" { Some(wanted) } else { wanted.get(index) };
                    check(root, schema.unwrap_or(&Value::Bool(true)), item, &format!("{place}/{index}"), found);
                }
                true
            }
            "properties" | "additionalProperties" | "propertyNames" => {
                for (name, value) in json.as_object().into_iter().flatten() {
                    let known = schema.get("properties").and_then(|known| known.get(name));
                    let inside = format!("{place}/{name}");
                    match (keyword.as_str(), known) {
                        ("properties", Some(schema)) => check(root, schema, value, &inside, found),
                        ("additionalProperties", None) => check(root, wanted, value, &inside, found),
                        ("propertyNames", _) => check(root, wanted, &name.as_str().into(), &inside, found),
                        _ => {}
                    }
                }
                true
            }
            silent => {
                assert!(SILENT.contains(&silent), "the schema uses {silent}, which this check does not know");
                true
            }
        };
        if !holds {
            found.push(format!("{place} breaks {keyword} {wanted}: {json}"));
        }
    }
}

fn alternatives(root: &Value, schemas: &Value, json: &Value, place: &str) -> usize {
    let fits = |schema: &&Value| {
        let mut found = Vec::new();
        check(root, schema, json, place, &mut found);
        found.is_empty()
    };
    schemas.as_array().unwrap().iter().filter(fits).count()
}

fn is(json: &Value, kind: &str) -> bool {
    match kind {
        "object" => json.is_object(),
        "array" => json.is_array(),
        "string" => json.is_string(),
        "boolean" => json.is_boolean(),
        "null" => json.is_null(),
        "integer" => json.is_u64() || json.is_i64(),
        "number" => json.is_number(),
        other => unreachable!("{other} is no type of JSON Schema"),
    }
}
