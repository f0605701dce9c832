//! Passkeys of accounts: added, used, removed; and everything that an authenticator or a browser must not do.

use crate::accounts::{PASSWORD, code, letter, open_at, registered, signs_in, text};
use crate::authenticator::{Authenticator, FLAGS, Key, text as written};
use crate::support::{Answer, House};
use ciborium::{Value as Cbor, cbor};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const SITE: &str = "verify.utopia.example";
/// May be copied; was copied (section 6.1 of Web Authentication).
const MAY_BE_COPIED: u8 = 8;
const WAS_COPIED: u8 = 16;

pub(crate) async fn house() -> (House, String) {
    open_at(&format!("https://{SITE}")).await
}

pub(crate) async fn begun(house: &House, token: &str) -> Answer {
    let begun = house.post("/v1/account/passkeys/begin", token, &json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    begun
}

async fn brought(house: &House, token: &str, begun: &Answer, credential: Value) -> Answer {
    let body = json!({ "id": begun.body["id"], "name": "Firefox, Linux", "credential": credential });
    house.post("/v1/account/passkeys", token, &body).await
}

/// Adds the passkey. Gives its id.
pub(crate) async fn added(house: &House, token: &str, passkey: &mut Authenticator) -> String {
    let begun = begun(house, token).await;
    let answer = brought(house, token, &begun, passkey.make(&begun.body["public_key"])).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    text(&answer, "id").to_owned()
}

pub(crate) async fn asked(house: &House, party: &str) -> Answer {
    let asked = house.post("/v1/accounts/passkey-sign-ins", "", &json!({ "relying_party": party })).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    asked
}

pub(crate) async fn answered(house: &House, asked: &Answer, credential: &Value) -> Answer {
    let path = format!("/v1/accounts/passkey-sign-ins/{}", text(asked, "id"));
    house.post(&path, "", &json!({ "credential": credential })).await
}

pub(crate) async fn signed_in(house: &House, party: &str, passkey: &Authenticator) -> Answer {
    let asked = asked(house, party).await;
    answered(house, &asked, &passkey.sign_in(&asked.body["public_key"])).await
}

pub(crate) fn passkey(seed: u8) -> Authenticator {
    Authenticator::new(&format!("credential {seed} of many"), Key::es256(seed), SITE)
}

/// Writes `change` into the member of that name of the response, which is base64url.
fn altered(credential: &Value, member: &str, change: impl FnOnce(&mut Vec<u8>)) -> Value {
    let mut bytes = crate::authenticator::bytes(&credential["response"][member]);
    change(&mut bytes);
    let mut credential = credential.clone();
    credential["response"][member] = json!(written(&bytes));
    credential
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_signs_in_and_is_removed() {
    let (house, party) = house().await;
    let first = registered(&house, &party, "ada@example.org").await;
    let token = text(&first, "token");
    let mut ids = Vec::new();
    for (number, key) in [Key::es256(1), Key::eddsa(2), Key::rs256(2048)].into_iter().enumerate() {
        let mut passkey = Authenticator::new(&format!("credential {number}"), key, SITE);
        ids.push(added(&house, token, &mut passkey).await);
        letter(&house, "ada@example.org", "A passkey was added").await;
        let answer = signed_in(&house, &party, &passkey).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!((text(&answer, "next"), &answer.body["full"]), ("in", &json!(true)));
        // Whoever is in sees the word, and so does the device from now on.
        let me = house.get("/v1/account", text(&answer, "token")).await;
        assert_eq!((&me.body["full"], me.body["word"].as_str()), (&json!(true), Some("lighthouse at noon")));
        let seen = json!({ "relying_party": party, "device": text(&answer, "device") });
        assert_eq!(house.post("/v1/accounts/recognised", "", &seen).await.body["word"], "lighthouse at noon");
        if number == 0 {
            let asked = begun(&house, token).await;
            assert_eq!(asked.body["public_key"]["excludeCredentials"][0]["id"], written(b"credential 0"));
        }
    }
    let me = house.get("/v1/account", token).await;
    let names: Vec<&Value> = me.body["passkeys"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["Firefox, Linux"; 3]);
    // What is asked for: a user who is verified, found without a name.
    let public_key = &begun(&house, token).await.body["public_key"];
    assert_eq!(public_key["rp"]["id"], SITE);
    assert_eq!(
        public_key["authenticatorSelection"],
        json!({ "residentKey": "required", "requireResidentKey": true, "userVerification": "required" })
    );
    let public_key = &asked(&house, &party).await.body["public_key"];
    assert_eq!((&public_key["userVerification"], &public_key["allowCredentials"]), (&json!("required"), &json!([])));
    // Another account's passkey is none; the own one is gone, and whoever was in with it is out.
    let other = registered(&house, &party, "bo@example.org").await;
    let path = format!("/v1/account/passkeys/{}", ids[0]);
    assert_eq!(house.send(Method::DELETE, &path, text(&other, "token"), &[], None).await.status, 404);
    let passkey = Authenticator::new("credential 0", Key::es256(1), SITE);
    let passkey = Authenticator { user: text(&first, "account").into(), ..passkey };
    let within = signed_in(&house, &party, &passkey).await;
    assert_eq!(house.send(Method::DELETE, &path, token, &[], None).await.status, 204);
    letter(&house, "ada@example.org", "A passkey of your account was removed").await;
    assert_eq!(house.get("/v1/account", text(&within, "token")).await.status, 401);
    assert_eq!(signed_in(&house, &party, &passkey).await.code(), "account.refused");
    assert_eq!(house.get("/v1/account", token).await.body["passkeys"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_passkeys_needs_the_last_factor() {
    let (house, party) = house().await;
    let first = registered(&house, &party, "ada@example.org").await;
    let id = added(&house, text(&first, "token"), &mut passkey(1)).await;
    let device = json!({ "device": text(&first, "device") });
    let known = signs_in(&house, &party, "ada@example.org", PASSWORD, device).await;
    let token = text(&known, "token");
    let begin = house.post("/v1/account/passkeys/begin", token, &json!({})).await;
    assert_eq!(begin.code(), "account.full_sign_in");
    let path = format!("/v1/account/passkeys/{id}");
    assert_eq!(house.send(Method::DELETE, &path, token, &[], None).await.code(), "account.full_sign_in");
    // A passkey is the last factor, for ten minutes.
    let mut one = passkey(1);
    one.user = text(&first, "account").into();
    let full = signed_in(&house, &party, &one).await;
    house.clock.0.store(601_000, Ordering::SeqCst);
    assert_eq!(house.send(Method::DELETE, &path, text(&full, "token"), &[], None).await.code(), "account.full_sign_in");
    house.clock.0.store(500_000, Ordering::SeqCst);
    assert_eq!(house.send(Method::DELETE, &path, text(&full, "token"), &[], None).await.status, 204);
}

/// What an authenticator and its browser do wrong, and what becomes of their answer on the way.
pub(crate) type Wrong = (&'static str, Box<dyn Fn(&mut Authenticator)>, fn(Value) -> Value);

fn wrong(what: &'static str, change: impl Fn(&mut Authenticator) + 'static) -> Wrong {
    (what, Box::new(change), |answer| answer)
}

fn turned(what: &'static str, change: fn(Value) -> Value) -> Wrong {
    (what, Box::new(|_| ()), change)
}

/// What neither may do, when a passkey is made or used.
pub(crate) fn wrongs() -> Vec<Wrong> {
    vec![
        wrong("another site", |key| key.origin = "https://verify.utop1a.example".into()),
        wrong("another scheme", |key| key.origin = format!("http://{SITE}")),
        wrong("another port", |key| key.origin = format!("https://{SITE}:8443")),
        wrong("a frame", |key| key.said = json!({ "crossOrigin": true })),
        wrong("a frame of a site", |key| key.said = json!({ "topOrigin": "https://evil.example" })),
        wrong("another challenge", |key| key.said = json!({ "challenge": written(&[7; 32]) })),
        wrong("no challenge", |key| key.said = json!({ "challenge": "" })),
        wrong("another type", |key| key.said = json!({ "type": "payment.get" })),
        wrong("another site's hash", |key| key.site = "utopia.example".into()),
        wrong("nobody there", |key| key.flags = FLAGS & !1),
        wrong("nobody verified", |key| key.flags = FLAGS & !4),
        wrong("copied, and cannot be", |key| key.flags = FLAGS | WAS_COPIED),
        wrong("more than there is", |key| key.more = vec![0]),
        turned("another type of credential", |mut answer| {
            answer["type"] = json!("password");
            answer
        }),
        turned("another id", |mut answer| {
            answer["rawId"] = json!(written(b"nobody's"));
            answer
        }),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_does_not_sign_in() {
    let (house, party) = house().await;
    let ada = registered(&house, &party, "ada@example.org").await;
    let bo = registered(&house, &party, "bo@example.org").await;
    let mut right = passkey(1);
    right.counter = 5;
    added(&house, text(&ada, "token"), &mut right).await;
    added(&house, text(&bo, "token"), &mut passkey(2)).await;
    let (user, other) = (right.user.clone(), text(&bo, "account").to_owned());
    let on = |counter| Authenticator { counter, user: user.clone(), ..passkey(1) };
    assert_eq!(signed_in(&house, &party, &on(6)).await.status, 200, "it counts on");
    let mut wrongs = wrongs();
    wrongs.extend([
        wrong("a making", |key| key.said = json!({ "type": "webauthn.create" })),
        wrong("may be copied now", |key| key.flags = FLAGS | MAY_BE_COPIED),
        wrong("a counter that stays", |key| key.counter = 6),
        wrong("a counter that goes back", |key| key.counter = 4),
        wrong("no counter any more", |key| key.counter = 0),
        wrong("another key", |key| key.key = Key::es256(9)),
        wrong("another kind of key", |key| key.key = Key::eddsa(1)),
        wrong("another's id", |key| key.id = b"credential 2 of many".to_vec()),
        wrong("another's handle", move |key| key.user = other.clone().into()),
        turned("no handle", |mut answer| {
            answer["response"]["userHandle"] = Value::Null;
            answer
        }),
        turned("a bit of the signature", |answer| altered(&answer, "signature", |bytes| bytes[20] ^= 1)),
        turned("no signature", |answer| altered(&answer, "signature", Vec::clear)),
        turned("a bit of the counter", |answer| altered(&answer, "authenticatorData", |bytes| bytes[36] ^= 8)),
        turned("data that ends", |answer| altered(&answer, "authenticatorData", |bytes| bytes.truncate(36))),
        turned("a space more", |answer| altered(&answer, "clientDataJSON", |bytes| bytes.push(b' '))),
        turned("no JSON", |answer| altered(&answer, "clientDataJSON", Vec::clear)),
    ]);
    for (what, change, after) in wrongs {
        let mut key = on(7);
        change(&mut key);
        let asked = asked(&house, &party).await;
        let answer = answered(&house, &asked, &after(key.sign_in(&asked.body["public_key"]))).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (403, "account.refused"), "{what} {}", answer.text);
        // What was tried is used up, be it right the second time.
        let again = answered(&house, &asked, &on(7).sign_in(&asked.body["public_key"])).await;
        assert_eq!(again.code(), "account.refused", "{what}");
    }
    // Five minutes, once, and for a sign-in alone.
    let late = asked(&house, &party).await;
    let answer = on(7).sign_in(&late.body["public_key"]);
    house.clock.0.store(300_000, Ordering::SeqCst);
    assert_eq!(answered(&house, &late, &answer).await.code(), "account.refused");
    house.clock.0.store(0, Ordering::SeqCst);
    let making = begun(&house, text(&ada, "token")).await;
    assert_eq!(answered(&house, &making, &on(7).sign_in(&making.body["public_key"])).await.code(), "account.refused");
    let now = asked(&house, &party).await;
    let answer = on(7).sign_in(&now.body["public_key"]);
    assert_eq!(answered(&house, &now, &answer).await.status, 200, "none of that used the passkey up");
    assert_eq!(answered(&house, &now, &answer).await.code(), "account.refused", "it works once");
    let later = asked(&house, &party).await;
    assert_eq!(answered(&house, &later, &answer).await.code(), "account.refused", "nor for another challenge");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_not_added() {
    let (house, party) = house().await;
    let ada = registered(&house, &party, "ada@example.org").await;
    let bo = registered(&house, &party, "bo@example.org").await;
    let token = text(&ada, "token");
    let cose = |from: Cbor| move |key: &mut Authenticator| key.cose = from.clone();
    let curve = Cbor::Bytes(vec![1; 32]);
    let attested = || cbor!({ "alg" => -7, "sig" => Cbor::Bytes(vec![1; 70]), "x5c" => [] }).unwrap();
    let mut wrongs = wrongs();
    wrongs.extend([
        wrong("a use", |key| key.said = json!({ "type": "webauthn.get" })),
        wrong("an id that is too long", |key| key.id = vec![1; 1024]),
        wrong(
            "ES384",
            cose(
                cbor!({ 1 => 2, 3 => -35, -1 => 2, -2 => Cbor::Bytes(vec![1; 48]), -3 => Cbor::Bytes(vec![1; 48]) })
                    .unwrap(),
            ),
        ),
        wrong(
            "a point beside the curve",
            cose(cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => curve.clone(), -3 => curve.clone() }).unwrap()),
        ),
        wrong("half a point", cose(cbor!({ 1 => 2, 3 => -7, -1 => 1, -2 => curve.clone() }).unwrap())),
        wrong("a key of another type", cose(cbor!({ 1 => 1, 3 => -7, -1 => 6, -2 => curve }).unwrap())),
        wrong("a short key", cose(Key::rs256(1024).cose())),
        wrong(
            "an empty key",
            cose(cbor!({ 1 => 3, 3 => -257, -1 => Cbor::Bytes(vec![]), -2 => Cbor::Bytes(vec![]) }).unwrap()),
        ),
        wrong("no key", cose(Cbor::Null)),
        wrong("a maker's statement", move |key| key.attested = ("packed", attested())),
        wrong("another's signature", |key| {
            key.attested = ("packed", Cbor::Null);
            key.cose = Key::es256(9).cose();
        }),
        wrong("a statement of nothing", |key| key.attested = ("none", cbor!({ "alg" => -7 }).unwrap())),
        wrong("another format", |key| key.attested = ("fido-u2f", cbor!({}).unwrap())),
        turned("an end too soon", |answer| {
            altered(&answer, "attestationObject", |bytes| bytes.truncate(bytes.len() - 1))
        }),
        turned("more at the end", |answer| altered(&answer, "attestationObject", |bytes| bytes.push(0))),
        turned("nothing", |answer| altered(&answer, "attestationObject", Vec::clear)),
        turned("depth", |answer| altered(&answer, "attestationObject", |bytes| *bytes = vec![0x81; 60_000])),
    ]);
    for (what, change, after) in wrongs {
        let mut key = passkey(1);
        change(&mut key);
        let begun = begun(&house, token).await;
        let answer = brought(&house, token, &begun, after(key.make(&begun.body["public_key"]))).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "account.passkey"), "{what} {}", answer.text);
        let again = brought(&house, token, &begun, passkey(1).make(&begun.body["public_key"])).await;
        assert_eq!(again.code(), "account.passkey", "{what}");
    }
    // Five minutes, and for whoever asked alone.
    let late = begun(&house, token).await;
    let made = passkey(1).make(&late.body["public_key"]);
    assert_eq!(brought(&house, text(&bo, "token"), &late, made.clone()).await.code(), "account.passkey");
    house.clock.0.store(300_000, Ordering::SeqCst);
    assert_eq!(brought(&house, token, &late, made).await.code(), "account.passkey");
    house.clock.0.store(0, Ordering::SeqCst);
    assert_eq!(house.get("/v1/account", token).await.body["passkeys"], json!([]));
    for name in ["", "a\nb", &"a".repeat(65)] {
        let begun = begun(&house, token).await;
        let body =
            json!({ "id": begun.body["id"], "name": name, "credential": passkey(1).make(&begun.body["public_key"]) });
        assert_eq!(house.post("/v1/account/passkeys", token, &body).await.code(), "account.passkey", "{name}");
    }
    // By the credential's own signature, with extensions and copies: that is fine. One credential is one account's.
    let mut one = passkey(1);
    one.attested = ("packed", Cbor::Null);
    one.flags = FLAGS | MAY_BE_COPIED | WAS_COPIED | 128;
    ciborium::into_writer(&cbor!({ "credProtect" => 2 }).unwrap(), &mut one.more).unwrap();
    added(&house, token, &mut one).await;
    assert_eq!(signed_in(&house, &party, &one).await.status, 200);
    let begun_now = begun(&house, text(&bo, "token")).await;
    let taken = brought(&house, text(&bo, "token"), &begun_now, passkey(1).make(&begun_now.body["public_key"])).await;
    assert_eq!(taken.code(), "account.passkey", "{}", taken.text);
    // Ten of them.
    let (spare, nine) = (begun(&house, token).await, 2..=10);
    for seed in nine {
        added(&house, token, &mut passkey(seed)).await;
    }
    let begin = house.post("/v1/account/passkeys/begin", token, &json!({})).await;
    assert_eq!(begin.code(), "account.passkeys");
    let eleventh = brought(&house, token, &spare, passkey(11).make(&spare.body["public_key"])).await;
    assert_eq!(eleventh.code(), "account.passkeys", "{}", eleventh.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn recovering_and_closing_end_every_passkey() {
    let (house, party) = house().await;
    let first = registered(&house, &party, "ada@example.org").await;
    let mut one = passkey(1);
    added(&house, text(&first, "token"), &mut one).await;
    let email = json!({ "relying_party": party, "email": "ada@example.org" });
    let asked_for = house.post("/v1/accounts/recoveries", "", &email).await;
    let path = format!("/v1/accounts/recoveries/{}", text(&asked_for, "id"));
    let body = json!({ "code": code(&house, "ada@example.org").await, "password": "a kite above the bay" });
    assert_eq!(house.post(&path, "", &body).await.status, 204);
    let told = letter(&house, "ada@example.org", "The password of your account").await;
    assert!(told.contains("every passkey was removed"), "{told}");
    assert_eq!(signed_in(&house, &party, &one).await.code(), "account.refused");
    // The same authenticator may be added anew, until the account is closed.
    let asked_for = signs_in(&house, &party, "ada@example.org", "a kite above the bay", json!({})).await;
    let path = format!("/v1/accounts/sign-ins/{}/code", text(&asked_for, "id"));
    let full = house.post(&path, "", &json!({ "code": code(&house, "ada@example.org").await })).await;
    added(&house, text(&full, "token"), &mut one).await;
    let before = asked(&house, &party).await;
    let answer = one.sign_in(&before.body["public_key"]);
    let spare = begun(&house, text(&full, "token")).await;
    let password = json!({ "password": "a kite above the bay" });
    assert_eq!(house.post("/v1/account/close", text(&full, "token"), &password).await.status, 204);
    assert_eq!(answered(&house, &before, &answer).await.code(), "account.refused");
    let id = text(&first, "account");
    assert_eq!(house.service.store.passkeys(id).await.unwrap(), []);
    assert_eq!(house.service.store.passkey_ceremony(text(&spare, "id")).await.unwrap(), None);
}
