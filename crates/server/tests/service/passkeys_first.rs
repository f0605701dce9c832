//! Accounts that begin with a passkey in place of a password.

use crate::accounts::{PASSWORD, WORD, begun as asked_code, code, consents, document, letter, proven, signs_in, text};
use crate::authenticator::{Authenticator, text as written};
use crate::passkeys::{added, answered, asked, house, passkey, signed_in, wrongs};
use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

const OTHER: &str = "a kite above the bay";

/// A registration whose contact is proven.
struct Registration<'a> {
    house: &'a House,
    party: &'a str,
    id: String,
    token: String,
}

impl<'a> Registration<'a> {
    async fn of(house: &'a House, party: &'a str, email: &str) -> Self {
        let (id, token) = proven(house, party, email).await;
        Self { house, party, id, token }
    }

    async fn begins(&self) -> Answer {
        let path = format!("/v1/accounts/registrations/{}/passkey", self.id);
        self.house.post(&path, "", &json!({ "registration_token": self.token, "username": "Ada" })).await
    }

    async fn completes(&self, more: Value) -> Answer {
        let mut body = json!({ "registration_token": self.token, "username": "Ada", "word": WORD,
            "consents": consents(self.house, self.party).await });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.house.post(&format!("/v1/accounts/registrations/{}/complete", self.id), "", &body).await
    }
}

fn made(begun: &Answer, credential: Value) -> Value {
    json!({ "passkey": { "id": begun.body["id"], "name": "Firefox, Linux", "credential": credential } })
}

/// An account with that passkey alone.
async fn registered(house: &House, party: &str, email: &str, passkey: &mut Authenticator) -> Answer {
    let registration = Registration::of(house, party, email).await;
    let begun = registration.begins().await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    let answer = registration.completes(made(&begun, passkey.make(&begun.body["public_key"]))).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer
}

async fn removed(house: &House, token: &str, id: &str) -> Answer {
    house.send(Method::DELETE, &format!("/v1/account/passkeys/{id}"), token, &[], None).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_begins_with_a_passkey_and_may_have_a_password_later() {
    let (house, party) = house().await;
    let mut one = passkey(1);
    let first = registered(&house, &party, "ada@example.org", &mut one).await;
    assert!(letter(&house, "ada@example.org", "Your account with").await.contains(WORD));
    let me = house.get("/v1/account", text(&first, "token")).await;
    assert_eq!((&me.body["has_password"], &me.body["full"]), (&json!(false), &json!(true)), "{}", me.text);
    assert_eq!(me.body["passkeys"][0]["name"], "Firefox, Linux");
    // The handle says nothing about the person, and is not the account's id, which relying parties see.
    assert!(String::from_utf8_lossy(&one.user).starts_with("reg_"));
    let within = signed_in(&house, &party, &one).await;
    assert_eq!((text(&within, "next"), &within.body["full"]), ("in", &json!(true)), "{}", within.text);
    // No password gets in, not even an empty one, and what is said is said of everybody.
    for password in ["", PASSWORD] {
        let known = json!({ "device": text(&first, "device") });
        let refused = signs_in(&house, &party, "ada@example.org", password, known).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "account.refused"));
    }
    // Without this passkey nobody would get in any more.
    let (token, id) = (text(&within, "token"), me.body["passkeys"][0]["id"].as_str().unwrap());
    assert_eq!(removed(&house, token, id).await.code(), "account.last_passkey");
    // A second one is the same person's to an authenticator, and then either may go.
    let mut two = passkey(2);
    let second = added(&house, token, &mut two).await;
    assert_eq!(two.user, one.user);
    assert_eq!(removed(&house, token, id).await.status, 204);
    assert_eq!(signed_in(&house, &party, &one).await.code(), "account.refused");
    assert_eq!(removed(&house, token, id).await.code(), "not_found");
    assert_eq!(removed(&house, token, &second).await.code(), "account.last_passkey");
    // A first password: there is none to give, and what is given as one does not fit.
    let put = async |token: &str, body: Value| house.json(Method::PUT, "/v1/account/password", token, &body).await;
    let guessed = put(token, json!({ "password": PASSWORD, "new_password": OTHER })).await;
    assert_eq!(guessed.code(), "account.refused");
    house.clock.0.store(601_000, Ordering::SeqCst);
    assert_eq!(put(token, json!({ "new_password": OTHER })).await.code(), "account.full_sign_in");
    house.clock.0.store(0, Ordering::SeqCst);
    assert_eq!(put(token, json!({ "new_password": OTHER })).await.status, 204);
    letter(&house, "ada@example.org", "A password was added to your account").await;
    assert_eq!(house.get("/v1/account", text(&first, "token")).await.status, 401, "everybody else is out");
    assert_eq!(house.get("/v1/account", token).await.body["has_password"], true);
    // From now on it is asked for, and the passkey may go.
    assert_eq!(put(token, json!({ "new_password": PASSWORD })).await.code(), "account.password");
    assert_eq!(house.post("/v1/account/close", token, &json!({})).await.code(), "account.password");
    assert_eq!(removed(&house, token, &second).await.status, 204);
    assert_eq!(text(&signs_in(&house, &party, "ada@example.org", OTHER, json!({})).await, "next"), "code");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_may_be_chosen_and_one_must_be() {
    let (house, party) = house().await;
    let registration = Registration::of(&house, &party, "ada@example.org").await;
    let neither = registration.completes(json!({})).await;
    assert_eq!((neither.status.as_u16(), neither.code()), (422, "account.password"));
    let begun = registration.begins().await;
    let mut one = passkey(1);
    let mut body = made(&begun, one.make(&begun.body["public_key"]));
    body["password"] = json!("short");
    assert_eq!(registration.completes(body.clone()).await.code(), "account.password");
    body["password"] = json!(PASSWORD);
    assert_eq!(registration.completes(body).await.status, 201);
    assert_eq!(signed_in(&house, &party, &one).await.status, 200);
    assert_eq!(text(&signs_in(&house, &party, "ada@example.org", PASSWORD, json!({})).await, "next"), "code");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_begins_no_account() {
    let (house, party) = house().await;
    let registration = Registration::of(&house, &party, "ada@example.org").await;
    for (what, change, after) in wrongs() {
        let mut key = passkey(1);
        change(&mut key);
        let begun = registration.begins().await;
        let refused = registration.completes(made(&begun, after(key.make(&begun.body["public_key"])))).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "account.passkey"), "{what} {}", refused.text);
        let again = registration.completes(made(&begun, passkey(1).make(&begun.body["public_key"]))).await;
        assert_eq!(again.code(), "account.passkey", "{what}: its challenge is over");
    }
    // The challenge of another registration, of a sign-in, or of an account is none of this one.
    let other = Registration::of(&house, &party, "bo@example.org").await;
    let cyrus = registered(&house, &party, "cyrus@example.org", &mut passkey(3)).await;
    let begin = house.post("/v1/account/passkeys/begin", text(&cyrus, "token"), &json!({})).await;
    for begun in [other.begins().await, begin] {
        let refused = registration.completes(made(&begun, passkey(1).make(&begun.body["public_key"]))).await;
        assert_eq!(refused.code(), "account.passkey");
    }
    let mut signing = asked(&house, &party).await;
    signing.body["public_key"]["user"] = json!({ "id": written(b"nobody") });
    let refused = registration.completes(made(&signing, passkey(1).make(&signing.body["public_key"]))).await;
    assert_eq!(refused.code(), "account.passkey");
    // And that of a registration neither signs in nor adds.
    let begun = registration.begins().await;
    let answer = passkey(3).sign_in(&begun.body["public_key"]);
    assert_eq!(answered(&house, &begun, &answer).await.code(), "account.refused");
    let body = &made(&begun, passkey(1).make(&begun.body["public_key"]))["passkey"];
    assert_eq!(house.post("/v1/account/passkeys", text(&cyrus, "token"), body).await.code(), "account.passkey");
    // Five minutes; somebody's already; and a token that is none.
    let late = registration.begins().await;
    house.clock.0.store(300_000, Ordering::SeqCst);
    let refused = registration.completes(made(&late, passkey(1).make(&late.body["public_key"]))).await;
    assert_eq!(refused.code(), "account.passkey");
    house.clock.0.store(0, Ordering::SeqCst);
    let begun = registration.begins().await;
    let taken = registration.completes(made(&begun, passkey(3).make(&begun.body["public_key"]))).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (422, "account.passkey"), "{}", taken.text);
    let stranger = Registration { token: "registration_x".into(), id: registration.id.clone(), ..other };
    assert_eq!(stranger.begins().await.code(), "account.refused");
    // None of that used the registration up, and afterwards nothing begins with it.
    let begun = registration.begins().await;
    let body = made(&begun, passkey(1).make(&begun.body["public_key"]));
    assert_eq!(registration.completes(body.clone()).await.status, 201);
    assert_eq!(registration.completes(body).await.code(), "account.refused");
    assert_eq!(registration.begins().await.code(), "account.refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_else_is_refused_does_not_cost_the_passkey() {
    let (house, party) = house().await;
    let registration = Registration::of(&house, &party, "ada@example.org").await;
    let begun = registration.begins().await;
    let mut one = passkey(1);
    let body = made(&begun, one.make(&begun.body["public_key"]));
    let with = |more: Value| {
        let mut body = body.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let mut unnamed = body.clone();
    unnamed["passkey"]["name"] = json!("");
    assert_eq!(registration.completes(unnamed).await.code(), "account.passkey");
    let before = consents(&house, &party).await;
    assert_eq!(document(&house, "terms", "2", "another text").await.status, 204);
    for (more, code) in [
        (json!({ "consents": before }), "account.document"),
        (json!({ "consents": [] }), "account.consent"),
        (json!({ "username": "" }), "account.username"),
        (json!({ "word": "x" }), "account.word"),
    ] {
        assert_eq!(registration.completes(with(more)).await.code(), code);
    }
    let twice = tokio::join!(registration.completes(with(json!({}))), registration.completes(with(json!({}))));
    let made = [twice.0.status, twice.1.status].iter().filter(|status| status.as_u16() == 201).count();
    assert_eq!(made, 1, "{} {}", twice.0.text, twice.1.text);
    assert_eq!(signed_in(&house, &party, &one).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_only_passkey_recovers_and_whoever_has_it_closes() {
    let (house, party) = house().await;
    let mut one = passkey(1);
    registered(&house, &party, "ada@example.org", &mut one).await;
    let email = json!({ "relying_party": party, "email": "ada@example.org" });
    let recovery = house.post("/v1/accounts/recoveries", "", &email).await;
    let path = format!("/v1/accounts/recoveries/{}", text(&recovery, "id"));
    let body = json!({ "code": code(&house, "ada@example.org").await, "password": OTHER });
    assert_eq!(house.post(&path, "", &body).await.status, 204);
    assert_eq!(signed_in(&house, &party, &one).await.code(), "account.refused");
    assert_eq!(text(&signs_in(&house, &party, "ada@example.org", OTHER, json!({})).await, "next"), "code");
    // The same contact may register anew once an account is closed, with the same authenticator.
    let mut two = passkey(2);
    let bo = registered(&house, &party, "bo@example.org", &mut two).await;
    house.clock.0.store(601_000, Ordering::SeqCst);
    assert_eq!(house.post("/v1/account/close", text(&bo, "token"), &json!({})).await.code(), "account.full_sign_in");
    let full = signed_in(&house, &party, &two).await;
    let guessed = house.post("/v1/account/close", text(&full, "token"), &json!({ "password": PASSWORD })).await;
    assert_eq!(guessed.code(), "account.refused");
    assert_eq!(house.post("/v1/account/close", text(&full, "token"), &json!({})).await.status, 204);
    letter(&house, "bo@example.org", "Your account is closed").await;
    assert_eq!(signed_in(&house, &party, &two).await.code(), "account.refused");
    registered(&house, &party, "bo@example.org", &mut two).await;
    assert_eq!(signed_in(&house, &party, &two).await.status, 200);
    // Registered already: whoever asks gets the same answer, and no code.
    asked_code(&house, &party, "bo@example.org").await;
    letter(&house, "bo@example.org", "You are registered").await;
}
