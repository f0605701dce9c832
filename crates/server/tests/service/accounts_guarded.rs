//! What guards an account: codes that cannot be guessed, old ones that end, and what only a sign-in of the last minutes may do.

use crate::accounts::{
    PASSWORD, WORD, agreed_to, begun, code, consents, document, letter, open, opens, proven, registered, signs_in,
    text, wrong,
};
use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use std::time::Duration;
use store::{AccountStep, Change, Mode, Step};

const ADA: &str = "ada@example.org";
const OTHER: &str = "a kite above the bay";

async fn quiet(house: &House) {
    while house.service.store.waiting("letter").await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn recovering(house: &House, party: &str, more: Value) -> Answer {
    let mut body = json!({ "relying_party": party });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let asked = house.post("/v1/accounts/recoveries", "", &body).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    asked
}

async fn recovers(house: &House, asked: &Answer, code: &str, password: &str) -> Answer {
    let path = format!("/v1/accounts/recoveries/{}", text(asked, "id"));
    house.post(&path, "", &json!({ "code": code, "password": password })).await
}

async fn brings(house: &House, asked: &Answer, code: &str) -> Answer {
    let path = format!("/v1/accounts/sign-ins/{}/code", text(asked, "id"));
    house.post(&path, "", &json!({ "code": code })).await
}

/// Signed in with every factor.
async fn full(house: &House, party: &str) -> Answer {
    let asked = signs_in(house, party, ADA, PASSWORD, json!({})).await;
    // Letters of before lie in the outbox, too.
    quiet(house).await;
    let code = code(house, ADA).await;
    let answer = brings(house, &asked, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_has_five_tries_however_they_come() {
    let (house, party) = open().await;
    registered(&house, &party, ADA).await;
    let asked = recovering(&house, &party, json!({ "email": ADA })).await;
    let right = code(&house, ADA).await;
    for _ in 0..5 {
        assert_eq!(recovers(&house, &asked, wrong(&right), OTHER).await.code(), "account.refused");
    }
    assert_eq!(
        recovers(&house, &asked, &right, OTHER).await.code(),
        "account.refused",
        "the sixth, though it is right"
    );
    // All at the same moment, with a password that is refused only once the code was right: no more than five learn that.
    let asked = recovering(&house, &party, json!({ "email": ADA })).await;
    let right = code(&house, ADA).await;
    let guesses = (0..40).map(|_| recovers(&house, &asked, &right, "First relying party 1"));
    let answers = futures_util::future::join_all(guesses).await;
    let told = answers.iter().filter(|answer| answer.code() == "account.password").count();
    assert!((1..=5).contains(&told), "{told} were told that the code is right");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_for_one_purpose_and_ten_minutes() {
    let (house, party) = open().await;
    registered(&house, &party, ADA).await;
    let asked = recovering(&house, &party, json!({ "email": ADA })).await;
    let right = code(&house, ADA).await;
    assert_eq!(brings(&house, &asked, &right).await.code(), "account.refused", "it is for recovering");
    house.clock.0.store(600_001, Ordering::SeqCst);
    assert_eq!(recovers(&house, &asked, &right, OTHER).await.code(), "account.refused", "its time is over");
    house.clock.0.store(0, Ordering::SeqCst);
    assert_eq!(recovers(&house, &asked, &right, OTHER).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_who_ask_for_codes_keep_nobody_out_and_what_is_not_sent_is_not_guessed() {
    let (house, party) = open().await;
    registered(&house, &party, ADA).await;
    for _ in 0..6 {
        recovering(&house, &party, json!({ "email": ADA })).await;
        begun(&house, &party, ADA).await;
    }
    quiet(&house).await;
    full(&house, &party).await;
    // The sixth in an hour is not sent, and its code gets nobody in.
    for _ in 0..4 {
        signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
    }
    let sixth = signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
    quiet(&house).await;
    let row = house.service.store.account_code(text(&sixth, "id")).await.unwrap().unwrap();
    assert!(row.used_at.is_some() && row.sealed.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_do_not_fit_count_as_sign_ins_that_do_not() {
    let (house, party) = open().await;
    registered(&house, &party, ADA).await;
    for _ in 0..2 {
        let asked = signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
        let right = code(&house, ADA).await;
        for _ in 0..5 {
            assert_eq!(brings(&house, &asked, wrong(&right)).await.code(), "account.refused");
        }
    }
    assert_eq!(signs_in(&house, &party, ADA, PASSWORD, json!({})).await.code(), "account.locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_from_before_get_nobody_in_behind_another_contact_or_password() {
    let (house, party) = open().await;
    let token = text(&registered(&house, &party, ADA).await, "token").to_owned();
    let asked = house.post("/v1/account/contact", &token, &json!({ "email": "new@example.org" })).await;
    let (old, new) = (code(&house, ADA).await, letter(&house, "new@example.org", "Your code: ").await);
    assert!(!new.contains(WORD), "the address may be a stranger's: {new}");
    let new = &new.split_once("Subject: Your code: ").unwrap().1[..6];
    // Whoever reads the mailbox that was asks for codes meanwhile.
    let sign_in = signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
    let sign_in_code = code(&house, ADA).await;
    let recovery = recovering(&house, &party, json!({ "email": ADA })).await;
    let recovery_code = code(&house, ADA).await;
    let both = json!({ "old_code": old, "new_code": new });
    assert_eq!(house.post(&format!("/v1/account/contact/{}", text(&asked, "id")), &token, &both).await.status, 204);
    assert_eq!(brings(&house, &sign_in, &sign_in_code).await.code(), "account.refused");
    assert_eq!(recovers(&house, &recovery, &recovery_code, OTHER).await.code(), "account.refused");
    // And a change of the password ends what was asked for with the one before.
    let sign_in = signs_in(&house, &party, "new@example.org", PASSWORD, json!({})).await;
    let sign_in_code = code(&house, "new@example.org").await;
    let change = json!({ "password": PASSWORD, "new_password": OTHER });
    assert_eq!(house.json(Method::PUT, "/v1/account/password", &token, &change).await.status, 204);
    assert_eq!(brings(&house, &sign_in, &sign_in_code).await.code(), "account.refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_that_is_registered_gets_no_code_and_whoever_asks_learns_nothing() {
    let (house, party) = open().await;
    registered(&house, &party, "bob@example.org").await;
    let token = text(&registered(&house, &party, ADA).await, "token").to_owned();
    let mut answers = Vec::new();
    for email in ["bob@example.org", "free@example.org"] {
        let asked = house.post("/v1/account/contact", &token, &json!({ "email": email })).await;
        code(&house, ADA).await;
        let both = json!({ "old_code": "000000", "new_code": "000000" });
        let path = format!("/v1/account/contact/{}", text(&asked, "id"));
        let brought = house.post(&path, &token, &both).await;
        answers.push((asked.status, asked.text.len(), brought.status, brought.text.len()));
    }
    assert_eq!(answers[0], answers[1]);
    quiet(&house).await;
    let outbox = std::fs::read_dir(house.folder.path().join("data/outbox")).unwrap();
    let letters: Vec<String> = outbox.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let to = |email: &str| letters.iter().filter(|text| text.contains(&format!("To: {email}"))).count();
    assert_eq!((to("bob@example.org"), to("free@example.org")), (1, 1), "a welcome, and a code");
}

#[tokio::test(flavor = "multi_thread")]
async fn password_and_closing_need_the_last_factor_and_wrong_passwords_end() {
    let (house, party) = open().await;
    let first = registered(&house, &party, ADA).await;
    let known = signs_in(&house, &party, ADA, PASSWORD, json!({ "device": first.body["device"] })).await;
    let half = text(&known, "token").to_owned();
    let change = |password: &str| json!({ "password": password, "new_password": OTHER });
    let put = async |token: &str, password: &str| {
        house.json(Method::PUT, "/v1/account/password", token, &change(password)).await.code().to_owned()
    };
    assert_eq!(put(&half, PASSWORD).await, "account.full_sign_in");
    let closing = house.post("/v1/account/close", &half, &json!({ "password": PASSWORD })).await;
    assert_eq!(closing.code(), "account.full_sign_in");
    for _ in 0..10 {
        assert_eq!(put(text(&first, "token"), "not the password").await, "account.refused");
    }
    assert_eq!(put(text(&first, "token"), PASSWORD).await, "account.locked");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_registers_before_there_is_something_to_agree_to_and_a_test_key_puts_nothing_in_force_for_real() {
    let house = House::with(|config| config.codes_per_hour = 1000).await;
    let party = opens(&house, Mode::Test).await;
    let asking = json!({ "relying_party": party, "email": ADA });
    let read = async || house.get(&format!("/v1/accounts/registration/{party}"), "").await.body["open"].clone();
    assert_eq!(document(&house, "privacy", "1", "text").await.status, 204);
    assert_eq!(document(&house, "terms", "1", "text").await.status, 204);
    assert_eq!(house.post("/v1/accounts", "", &asking).await.code(), "registration.documents");
    assert_eq!(read().await, json!(false));
    assert_eq!(document(&house, "risk", "1", "text").await.status, 204);
    assert_eq!(house.post("/v1/accounts", "", &asking).await.status, 202);
    assert_eq!(read().await, json!(true));
    // An older text is put into force again only under a version of its own.
    assert_eq!(document(&house, "risk", "2", "text").await.status, 204);
    assert_eq!(document(&house, "risk", "2", "text").await.status, 204);
    assert_eq!(document(&house, "risk", "1", "text").await.code(), "document.version");
    opens(&house, Mode::Live).await;
    assert_eq!(document(&house, "risk", "3", "text").await.code(), "document.mode");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_goes_to_the_holder_alone_whatever_contact_a_relying_party_gives() {
    let (house, party) = open().await;
    let account = text(&registered(&house, &party, ADA).await, "account").to_owned();
    let elsewhere = json!({ "external_id": account, "contact": { "email": "mallory@example.org" } });
    assert_eq!(house.post("/v1/sessions", &house.key, &elsewhere).await.status, 201);
    assert_eq!(house.post("/v1/ways-back", "", &json!({ "email": "mallory@example.org" })).await.status, 202);
    let read = letter(&house, "mallory@example.org", "").await;
    assert!(!read.contains(WORD), "{read}");
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_in_the_language_of_the_account_and_the_trail_says_what_happened() {
    let (house, party) = open().await;
    let first = registered(&house, &party, ADA).await;
    letter(&house, ADA, "Your account with").await;
    let row = house.service.store.account(text(&first, "account")).await.unwrap().unwrap();
    let row = store::Account { locale: "zh-CN".into(), version: row.version + 1, ..row };
    let steps = vec![Step::Account(AccountStep::Put(row))];
    house.service.store.commit(Change { relying_party: party.clone(), at: 0, steps }).await.unwrap();
    recovering(&house, &party, json!({ "email": ADA })).await;
    let read = letter(&house, ADA, "").await;
    assert!(read.contains("Subject: =?utf-8?"), "{read}");
    // A sign-in on a known device is one; a right password that a code follows is not yet.
    signs_in(&house, &party, ADA, PASSWORD, json!({ "device": first.body["device"] })).await;
    signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
    let trail = house.service.store.audit(&party, 0, 1000).await.unwrap();
    let actions: Vec<&str> = trail.iter().map(|(entry, _)| entry.action.as_str()).collect();
    assert!(actions.ends_with(&["account.registered", "account.signed_in", "account.password"]), "{actions:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_closed_leaves_no_verification_behind_that_goes_on() {
    let (house, party) = open().await;
    let token = text(&registered(&house, &party, ADA).await, "token").to_owned();
    let begun = house.bare("/v1/account/verification", &token).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    assert_eq!(house.post("/v1/account/close", &token, &json!({ "password": PASSWORD })).await.status, 204);
    let session = house.get(&format!("/v1/sessions/{}", text(&begun, "session")), &house.key).await;
    assert_eq!(session.body["state"], "cancelled", "{}", session.text);
    let client = text(&begun, "url").split_once('#').unwrap().1.to_owned();
    assert_eq!(house.get("/v1/applicant/session", &client).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_telephone_people_register_where_messages_are_sent_and_nowhere_else() {
    let (house, party) = open().await;
    let asking = json!({ "relying_party": party, "phone": "+4712345678" });
    let asked = house.post("/v1/accounts", "", &asking).await;
    assert_eq!(asked.status, 202, "{}", asked.text);
    quiet(&house).await;
    let outbox = std::fs::read_dir(house.folder.path().join("data/outbox")).unwrap();
    let messages: Vec<String> = outbox.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let [message] = &messages[..] else { panic!("{messages:?}") };
    let right: String =
        message.split(|letter: char| !letter.is_ascii_digit()).find(|run| run.len() == 6).unwrap().into();
    let path = format!("/v1/accounts/registrations/{}", text(&asked, "id"));
    let token = house.post(&format!("{path}/code"), "", &json!({ "code": right })).await;
    let yes = consents(&house, &party).await;
    let body = json!({ "registration_token": token.body["registration_token"], "username": "Ada", "password": PASSWORD, "consents": yes });
    let first = house.post(&format!("{path}/complete"), "", &body).await;
    assert_eq!(first.status, 201, "{}", first.text);
    let me = house.get("/v1/account", text(&first, "token")).await;
    assert_eq!(me.body["contact"]["kind"], "phone");
    let body = json!({ "relying_party": party, "phone": "+4712345678", "password": PASSWORD });
    assert_eq!(house.post("/v1/accounts/sign-ins", "", &body).await.body["next"], "code");
    // A mail server takes no text messages.
    let mailed = House::with(|config| config.smtp_url = "smtp://127.0.0.1:1".into()).await;
    let asking = json!({ "relying_party": opens(&mailed, Mode::Test).await, "phone": "+4712345678" });
    assert_eq!(mailed.post("/v1/accounts", "", &asking).await.code(), "account.telephone");
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_that_are_used_up_say_nothing_about_a_password() {
    let house = House::with(|config| config.codes_per_hour = 3).await;
    let party = opens(&house, Mode::Test).await;
    agreed_to(&house).await;
    let (id, token) = proven(&house, &party, ADA).await;
    let yes = consents(&house, &party).await;
    let body = json!({ "registration_token": token, "username": "Ada", "password": PASSWORD, "consents": yes });
    assert_eq!(house.post(&format!("/v1/accounts/registrations/{id}/complete"), "", &body).await.status, 201);
    for _ in 0..2 {
        begun(&house, &party, "nobody@example.org").await;
    }
    let right = signs_in(&house, &party, ADA, PASSWORD, json!({})).await;
    let not = signs_in(&house, &party, ADA, "not the password", json!({})).await;
    assert_eq!((right.status.as_u16(), not.status.as_u16()), (429, 429));
}
