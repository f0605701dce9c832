//! Who gets in at the console, with which password, and what ends it.

use crate::desk::{Reviewer, code};
use crate::support::House;
use serde_json::json;
use server::Role;

#[tokio::test]
async fn another_sign_in_and_the_code_end_the_tokens_before_them() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let first = ada.cookie.lock().unwrap().clone();
    let with = async |cookie: &str| {
        let now = std::mem::replace(&mut *ada.cookie.lock().unwrap(), cookie.to_owned());
        let status = ada.get("me").await.status.as_u16();
        *ada.cookie.lock().unwrap() = now;
        status
    };
    assert_eq!(with(&first).await, 200);
    // The password alone: what was begun before is over.
    assert_eq!(ada.password().await.body["next"], "code");
    assert_eq!(with(&first).await, 401);
    let before = ada.cookie.lock().unwrap().clone();
    let brought = ada.post("second-factor", &json!({ "code": code(&house, &ada.secret, 1) })).await;
    assert_eq!(brought.status, 200, "{}", brought.text);
    assert_ne!(*ada.cookie.lock().unwrap(), before);
    assert_eq!((with(&before).await, ada.get("me").await.status.as_u16()), (401, 200));
}

#[tokio::test]
async fn a_lock_is_told_to_nobody_who_guesses() {
    let house = House::new().await;
    let mut ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let right = std::mem::replace(&mut ada.password, "wrong".to_owned());
    for _ in 0..2 {
        // At the same moment.
        let tries = tokio::join!(ada.password(), ada.password(), ada.password(), ada.password());
        for answer in [tries.0, tries.1, tries.2, tries.3] {
            assert_eq!(answer.code(), "console.refused");
        }
    }
    assert_eq!(ada.password().await.code(), "console.refused");
    ada.password = right;
    assert_eq!(ada.password().await.code(), "console.locked");
}

#[tokio::test]
async fn whoever_guesses_the_old_password_is_signed_out() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let change = async |old: &str, new: &str| ada.post("password", &json!({ "old": old, "new": new })).await;
    assert_eq!(change(&ada.password, "candor-candor").await.code(), "console.unusable");
    for _ in 0..4 {
        assert_eq!(change("wrong", "ada likes the sea").await.code(), "console.refused");
    }
    assert_eq!(change("wrong", "ada likes the sea").await.code(), "console.signed_out");
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    assert_eq!(ada.password().await.code(), "console.locked");
}

#[tokio::test]
async fn nobody_changes_a_password_while_it_is_locked() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let session = ada.cookie.lock().unwrap().clone();
    for _ in 0..5 {
        ada.post("sign-in", &json!({ "login": "ada", "password": "wrong" })).await;
    }
    *ada.cookie.lock().unwrap() = session;
    let new = json!({ "old": ada.password, "new": "ada likes the sea" });
    assert_eq!(ada.post("password", &new).await.code(), "console.locked");
}

#[tokio::test]
async fn a_password_that_is_changed_ends_the_others() {
    let house = House::new().await;
    let mut ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let new = "ada likes the sea".to_owned();
    let changed = ada.post("password", &json!({ "old": ada.password, "new": new })).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(ada.password().await.code(), "console.refused");
    ada.password = new;
    assert_eq!(ada.password().await.body["next"], "code");
}

#[tokio::test]
async fn whoever_runs_the_server_ends_what_somebody_has_open() {
    let house = House::new().await;
    let mut ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let user = async || {
        let all = house.service.store.users(&house.party().await).await.unwrap();
        all.into_iter().find(|user| user.login == "ada").unwrap()
    };
    ada.password = server::new_password(&house.service, user().await).await.unwrap().password;
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    assert_eq!(ada.password().await.body["next"], "code");
    ada.post("second-factor", &json!({ "code": code(&house, &ada.secret, 1) })).await;
    assert_eq!(ada.get("me").await.status, 200);
    // Disabled and enabled again: what was open is not.
    server::disable_user(&house.service, user().await, true).await.unwrap();
    server::disable_user(&house.service, user().await, false).await.unwrap();
    assert_eq!(ada.get("me").await.code(), "console.signed_out");
    server::forget_second_factor(&house.service, user().await).await.unwrap();
    assert_eq!(ada.password().await.body["next"], "enrol");
}

#[tokio::test]
async fn whoever_is_disabled_gets_no_password() {
    let house = House::new().await;
    let adam = Reviewer::new(&house, "adam", &[Role::Admin]).await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await.id().await;
    assert_eq!(adam.post(&format!("users/{ada}"), &json!({ "disabled": true })).await.status, 204);
    assert_eq!(adam.post(&format!("users/{ada}/password"), &json!({})).await.code(), "conflict");
    assert_eq!(adam.post(&format!("users/{ada}"), &json!({ "disabled": false })).await.status, 204);
    let given = adam.post(&format!("users/{ada}/password"), &json!({})).await;
    assert_eq!(given.body["password"].as_str().unwrap().len(), 37, "{}", given.text);
}

#[tokio::test]
async fn where_everything_is_busy_nobody_waits_for_long() {
    let house = House::new().await;
    let ada = Reviewer::new(&house, "ada", &[Role::Reviewer]).await;
    let (_, token) = house.refused("user-1").await;
    house.appealed(&token).await;
    let case = ada.first().await;
    let opened = ada.opens(&case).await;
    let image = format!("cases/{case}/images/{}", opened["evidence"][0]["id"].as_str().unwrap());
    let all = |permits: &std::sync::Arc<tokio::sync::Semaphore>| {
        permits.clone().try_acquire_many_owned(permits.available_permits() as u32).unwrap()
    };
    let held = (all(&house.service.hashing), all(&house.service.prechecking));
    let (signing_in, picture) = tokio::join!(ada.password(), ada.get(&image));
    for busy in [signing_in, picture] {
        assert_eq!((busy.status.as_u16(), busy.code(), busy.header("retry-after")), (503, "busy", "10"));
    }
    drop(held);
    assert_eq!(ada.get(&image).await.status, 200);
}
