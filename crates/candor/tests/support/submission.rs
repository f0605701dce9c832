//! A session that is submitted with photos.

use serde_json::{Value, json};

/// A session with two photos, submitted. Gives its id.
pub(crate) async fn submitted(client: &reqwest::Client, base: &str, key: &str, name: &str, photo: &[u8]) -> String {
    // There is nobody before a camera.
    let policy = json!({ "toml": "[face]\nliveness_needed = false\n" });
    client.put(format!("{base}/v1/policy")).bearer_auth(key).json(&policy).send().await.unwrap();
    let body = json!({ "external_id": name });
    let session = client.post(format!("{base}/v1/sessions")).bearer_auth(key).json(&body).send().await.unwrap();
    let session: Value = session.json().await.unwrap();
    let token = session["client_token"].as_str().unwrap();
    let said = json!({ "processing": true, "face": true, "version": "1" });
    client.post(format!("{base}/v1/applicant/consent")).bearer_auth(token).json(&said).send().await.unwrap();
    let claim = json!({ "family_name": "OKAFOR", "given_names": "SOFIE JUNE", "birth_date": "1989-06-13", "birth_country": "UTO",
        "nationality": "UTO", "document": { "type": "passport", "number": "049580924", "issuing_country": "UTO" } });
    client.put(format!("{base}/v1/applicant/claim")).bearer_auth(token).json(&claim).send().await.unwrap();
    for kind in ["ZnJvbnQ=", "c2VsZmll"] {
        let place = client.post(format!("{base}/v1/applicant/evidence")).bearer_auth(token);
        let place = place.header("tus-resumable", "1.0.0").header("upload-length", photo.len().to_string());
        let place = place.header("upload-metadata", format!("kind {kind}")).send().await.unwrap();
        let place = format!("{base}{}", place.headers()["location"].to_str().unwrap());
        let sent = client.patch(place).bearer_auth(token).header("tus-resumable", "1.0.0").header("upload-offset", "0");
        let sent =
            sent.header("content-type", "application/offset+octet-stream").body(photo.to_vec()).send().await.unwrap();
        assert_eq!(sent.status(), 204);
    }
    let done = client.post(format!("{base}/v1/applicant/submit")).bearer_auth(token).send().await.unwrap();
    assert_eq!(done.status(), 202);
    session["id"].as_str().unwrap().to_owned()
}
