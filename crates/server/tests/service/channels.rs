//! Official channels over HTTP: published by the relying party, checked by anybody, and app files that are looked into two at a time.

use crate::support::{Answer, House};
use apk::sign::{Signer, SigningIdentity};
use axum::http::Method;
use serde_json::{Value, json};
use server::Scope;
use server::apps::{AppError, Looked, look};
use store::Mode;
use tokio::io::AsyncWriteExt as _;
use verify::record::{SignedRecord, unhex};

const PACKAGE: &str = "example.utopia.wallet";

fn list(certificate: &str) -> Value {
    json!({ "domains": ["Utopia.example"], "phones": ["+44 20 7946 0123"], "mailboxes": ["help@utopia.example"],
        "apps": [{ "name": "Utopia", "package": PACKAGE, "certificates": [certificate],
            "stores": [format!("https://store.example/apps/details?id={PACKAGE}")] }] })
}

async fn published(house: &House, certificate: &str) -> String {
    let answer = house.json(Method::PUT, "/v1/channels", &house.key, &list(certificate)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    house.party().await
}

async fn asked(house: &House, party: &str, what: &str) -> Answer {
    house.post("/v1/channels/check", "", &json!({ "relying_party": party, "what": what })).await
}

async fn file(house: &House, party: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/v1/channels/check-app?relying_party={party}");
    house.send(Method::POST, &path, "", &[("content-type", "application/octet-stream")], Some(bytes)).await
}

/// A small app that is signed with a new key, and the SHA-256 of its certificate.
fn app() -> (Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["utopia.example".into()]).unwrap().self_signed(&key).unwrap();
    let identity = SigningIdentity::from_der(&key.serialize_der(), certificate.der()).unwrap();
    let digest = verify::record::hex(&identity.certificate().sha256_fingerprint());
    let mut manifest = apk::Manifest::new(&PACKAGE.parse().unwrap());
    manifest.application_mut().set_attr(apk::android::attr::HAS_CODE, false);
    let mut app = apk::ApkBuilder::new(manifest);
    app.sign_with(Signer::new(identity));
    app.write(folder.path().join("app.apk")).unwrap();
    (std::fs::read(folder.path().join("app.apk")).unwrap(), digest)
}

#[tokio::test]
async fn a_list_is_published_signed_in_versions_and_for_everybody() {
    let house = House::new().await;
    let party = house.party().await;
    let place = format!("/.well-known/candor/{party}/channels.json");
    for path in ["/v1/channels", &place] {
        assert_eq!(house.get(path, &house.key).await.status, 404);
    }
    let first = house.json(Method::PUT, "/v1/channels", &house.key, &list(&"AB".repeat(32))).await;
    assert_eq!(
        (&first.body["list_version"], &first.body["domains"]),
        (&json!(1), &json!(["utopia.example"])),
        "{first:?}"
    );
    published(&house, &"cd".repeat(32)).await;
    let read = house.get("/v1/channels", &house.key).await.body;
    assert_eq!((&read["list_version"], &read["apps"][0]["certificates"][0]), (&json!(2), &json!("cd".repeat(32))));

    let document = house.get(&place, "").await;
    assert_eq!(document.header("cache-control"), "public, max-age=300");
    let record = SignedRecord::parse(&document.text).unwrap();
    let keys = house.get("/.well-known/candor-keys.json", "").await.body;
    let key: [u8; 32] = unhex(keys[0]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    record.verify(&key).unwrap();
    assert_eq!((&record.record["list_version"], &record.record["relying_party"]), (&json!(2), &json!(party)));
    let mut changed = record;
    changed.record["channels"]["domains"] = json!(["utopla.example"]);
    changed.verify(&key).unwrap_err();
}

#[tokio::test]
async fn what_cannot_be_a_list_and_who_may_not_publish_one_is_refused() {
    let house = House::new().await;
    let party = house.party().await;
    let mut wrong = list(&"ab".repeat(32));
    wrong["domains"] = json!(["utopia.example", "https://utopia.example/"]);
    let answer = house.json(Method::PUT, "/v1/channels", &house.key, &wrong).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "channels.unusable"));
    assert!(answer.text.contains("domains[1]"), "{}", answer.text);
    let reading = house.another_key(&party, Mode::Live, &[Scope::Read]).await;
    let answer = house.json(Method::PUT, "/v1/channels", &reading, &list(&"ab".repeat(32))).await;
    assert_eq!(answer.code(), "auth.scope");
    assert_eq!(house.json(Method::PUT, "/v1/channels", "", &list(&"ab".repeat(32))).await.status, 401);
    assert!(house.service.store.channels(&party).await.unwrap().is_none());
}

#[tokio::test]
async fn anybody_may_ask_whether_something_is_official() {
    let house = House::new().await;
    let party = published(&house, &"ab".repeat(32)).await;
    let official = asked(&house, &party, "HTTP://www.utopia.example./a?token=secret").await;
    assert_eq!(official.status, 200, "{}", official.text);
    let said = &official.body;
    assert_eq!(
        (&said["answer"], &said["entry"], &said["method"]),
        (&json!("official"), &json!("utopia.example"), &Value::Null)
    );
    assert_eq!((&said["hidden"], &said["list_version"]), (&json!(["http"]), &json!(1)));
    assert!(!official.text.contains("secret"));
    let like = asked(&house, &party, "https://utopia.example@evil.test/").await.body;
    assert_eq!((&like["answer"], &like["method"]), (&json!("looks_like"), &json!("userinfo")), "{like}");
    assert_eq!(asked(&house, &party, "hello").await.code(), "channel.unreadable");
    assert_eq!(asked(&house, "rp_nobody", "https://utopia.example").await.status, 404);
    assert_eq!(asked(&house, &party, &"x".repeat(300_000)).await.status, 413);
}

#[tokio::test]
async fn an_app_file_is_judged_by_its_signature_and_not_kept() {
    let house = House::new().await;
    let (bytes, certificate) = app();
    let party = published(&house, &certificate).await;
    let answer = file(&house, &party, bytes.clone()).await;
    assert_eq!((answer.status.as_u16(), &answer.body["answer"]), (200, &json!("official")), "{}", answer.text);
    let (stranger, _) = app();
    assert_eq!(file(&house, &party, stranger).await.body["method"], "other_certificate");
    let program = file(&house, &party, b"MZ\x90\0 and more".to_vec()).await.body;
    assert_eq!((&program["answer"], &program["shown"]), (&json!("not_official"), &json!("(windows)")), "{program}");
    let half = file(&house, &party, bytes[..bytes.len() / 2].to_vec()).await;
    assert_eq!((half.status.as_u16(), half.code()), (422, "app.unreadable"));
    assert_eq!(file(&house, &party, Vec::new()).await.code(), "file.empty");
    assert_eq!(file(&house, "rp_nobody", bytes).await.status, 404);
}

#[tokio::test]
async fn whoever_sends_many_app_files_is_told_to_wait() {
    let house = House::new().await;
    let party = published(&house, &"ab".repeat(32)).await;
    for _ in 0..30 {
        assert_eq!(file(&house, &party, b"MZ".to_vec()).await.status, 200);
    }
    let refused = file(&house, &party, b"MZ".to_vec()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited"));
    assert_eq!(asked(&house, &party, "https://utopia.example").await.status, 200);
}

/// What is said of a file with these bytes.
fn looked(bytes: &[u8]) -> Result<Looked, AppError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    look(file.path())
}

#[test]
fn a_table_of_contents_that_cannot_be_held_is_not_read() {
    let (bytes, _) = app();
    let end = bytes.windows(4).rposition(|part| part == b"PK\x05\x06").unwrap();
    let changed = |at: usize, to: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[end + at..end + at + to.len()].copy_from_slice(to);
        looked(&bytes)
    };
    assert!(matches!(looked(&bytes), Ok(Looked::App(_))));
    // 65,535 parts stand for a number that only ZIP64 has room for.
    assert_eq!(changed(8, &[0xff; 4]), Err(AppError::TooLarge));
    assert_eq!(changed(12, &[0, 0, 0, 2]), Err(AppError::TooLarge));
    let mut zip64 = bytes[..end].to_vec();
    zip64.extend(b"PK\x06\x07");
    zip64.extend([0; 16]);
    zip64.extend(&bytes[end..]);
    assert_eq!(looked(&zip64), Err(AppError::TooLarge));
    // A table that is not where it is said to be would be looked for elsewhere.
    assert!(matches!(changed(16, &[1, 0, 0, 0]), Err(AppError::Damaged(_))));
    assert!(matches!(looked(b"PK\x03\x04"), Err(AppError::Damaged(_))));
}

#[test]
fn a_signature_of_a_kind_that_is_not_known_accuses_nobody() {
    let (mut bytes, _) = app();
    let end = bytes.windows(4).rposition(|part| part == b"PK\x05\x06").unwrap();
    let table = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
    let size = u64::from_le_bytes(bytes[table - 24..table - 16].try_into().unwrap()) as usize;
    // ECDSA with SHA-256 becomes something that nobody has heard of.
    let mut changed = 0;
    for at in table - size..table - 24 {
        if bytes[at..at + 4] == [1, 2, 0, 0] {
            bytes[at + 1] = 0x7f;
            changed += 1;
        }
    }
    assert!(changed > 0);
    assert_eq!(looked(&bytes), Err(AppError::Unverified));
}

#[tokio::test]
async fn whoever_sends_a_file_slowly_keeps_nobody_from_sending_one() {
    let house = House::new().await;
    let party = published(&house, &"ab".repeat(32)).await;
    let head = format!(
        "POST /v1/channels/check-app?relying_party={party} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/octet-stream\r\n\
         content-length: 100\r\n\r\nMZ",
        house.address()
    );
    let mut slow = Vec::new();
    for _ in 0..3 {
        let mut begun = tokio::net::TcpStream::connect(house.address()).await.unwrap();
        begun.write_all(head.as_bytes()).await.unwrap();
        slow.push(begun);
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(file(&house, &party, b"MZ".to_vec()).await.status, 200);
}
