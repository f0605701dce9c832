//! Rebates, tried by people who want more than was promised to them.

use crate::accounts::{PASSWORD, consents, proven, text};
use crate::desk::Reviewer;
use crate::ledger::{Scene, invitation, promise, scene_of};
use crate::support::Answer;
use jiff::civil::Time;
use jiff::{Timestamp, ToSpan as _};
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use std::sync::atomic::Ordering;
use std::time::Duration;

impl Scene {
    /// What finishes a registration of `email` by the code: where, and what.
    pub(crate) async fn registering(&self, email: &str, code: &str) -> (String, Value) {
        let (id, token) = proven(&self.house, &self.party, email).await;
        let terms = invitation(&self.house, &self.party, code).await.body["terms_sha256"].clone();
        let body = json!({ "registration_token": token, "username": "Cleo", "password": PASSWORD,
            "consents": consents(&self.house, &self.party).await, "invitation": { "code": code, "terms_sha256": terms } });
        (format!("/v1/accounts/registrations/{id}/complete"), body)
    }

    pub(crate) async fn close(&self, token: &str, give_up: bool) -> Answer {
        let mut close = json!({ "password": PASSWORD });
        if give_up {
            close["balance"] = json!("give_up");
        }
        self.house.post("/v1/account/close", token, &close).await
    }

    async fn statement(&self, month: &str) -> Value {
        let path = format!("/v1/codes/{}/statements/{month}", self.code);
        self.house.get(&path, &self.house.key).await.body
    }

    /// Verifies whoever is signed in so by a document that a person looks at, and approves.
    pub(crate) async fn approved(&self, token: &str, number: &str) {
        self.house.judge.lacks.store(true, Ordering::SeqCst);
        let begun = self.house.bare("/v1/account/verification", token).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        let client = text(&begun, "url").split_once('#').unwrap().1.to_owned();
        let said = json!({ "processing": true, "face": true, "version": "1" });
        assert_eq!(self.house.post("/v1/applicant/consent", &client, &said).await.status, 204);
        assert_eq!(self.house.claim(&client, number).await.status, 204);
        self.house.upload(&client, "front", format!("photo {token}").as_bytes()).await;
        self.house.upload(&client, "selfie", format!("selfie {token}").as_bytes()).await;
        assert_eq!(self.house.submit(&client).await.status, 202);
        let session = text(&begun, "session");
        self.house.until(session, "in_review").await;
        let count = self.house.service.store.users(&self.party).await.unwrap().len();
        let clerk = Reviewer::new(&self.house, &format!("clerk-{count}"), &[Role::Reviewer]).await;
        let case = self.house.service.store.review_of(session, None).await.unwrap().unwrap().id;
        clerk.opens(&case).await;
        let decided = clerk.post(&format!("cases/{case}/decision"), &json!({ "outcome": "approved" })).await;
        assert_eq!(decided.status, 200, "{}", decided.text);
        while self.house.service.store.waiting("rebates").await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_bound_once_and_for_ever() {
    let scene = scene_of(&promise("0.20")).await;
    let (house, party) = (&scene.house, scene.party.as_str());
    // The guest invites in turn: one registration, two codes at the same moment.
    let ask = json!({ "programme": scene.programme });
    let second = house.post("/v1/account/codes", &scene.invited, &ask).await;
    let second = text(&second, "code").to_owned();
    let (path, first_body) = scene.registering("cleo@example.org", &scene.code).await;
    let mut second_body = first_body.clone();
    second_body["invitation"]["code"] = json!(second);
    let (one, other) = tokio::join!(house.post(&path, "", &first_body), house.post(&path, "", &second_body));
    let (won, code, lost) = if one.status == 201 { (one, &scene.code, other) } else { (other, &second, one) };
    assert_eq!((won.status.as_u16(), lost.code()), (201, "account.refused"), "{} {}", won.text, lost.text);
    let me = house.get("/v1/account", text(&won, "token")).await;
    assert_eq!(me.body["invitation"]["code"], code.as_str(), "{}", me.text);
    // Nor by finishing again, nor by any way of the API.
    for body in [&first_body, &second_body] {
        assert_eq!(house.post(&path, "", body).await.code(), "account.refused");
    }
    let token = text(&won, "token");
    let other = json!({ "code": second, "terms_sha256": first_body["invitation"]["terms_sha256"] });
    for path in ["/v1/account/invitation", "/v1/account", "/v1/account/codes", "/v1/invitations"] {
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let tried = house.json(method.clone(), path, token, &other).await;
            assert!([404, 405].contains(&tried.status.as_u16()), "{method} {path}: {}", tried.text);
        }
    }
    let bound = house.service.store.binding(text(&won, "account")).await.unwrap().unwrap();
    assert_eq!(bound.code, code.replace('-', ""));
    // A code is for as many as come; the next is bound to it as well.
    let (path, body) = scene.registering("dora@example.org", &scene.code).await;
    assert_eq!(house.post(&path, "", &body).await.status, 201);
    // Once its owner has gone it binds nobody, not even who looked at it before; without it they register all the same.
    let (path, mut body) = scene.registering("emil@example.org", &scene.code).await;
    assert_eq!(scene.close(&scene.owner, false).await.status, 204, "nothing was earned");
    assert_eq!(invitation(house, party, &scene.code).await.code(), "invitation.closed");
    assert_eq!(house.post(&path, "", &body).await.code(), "invitation.closed");
    body["invitation"] = Value::Null;
    let alone = house.post(&path, "", &body).await;
    assert_eq!(alone.status, 201, "{}", alone.text);
    assert!(house.service.store.binding(text(&alone, "account")).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_with_a_balance_is_told_and_what_they_give_up_goes_back() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    let kept = scene.close(&scene.owner, false).await;
    assert_eq!((kept.status.as_u16(), kept.code()), (409, "account.balance"), "{}", kept.text);
    assert!(kept.text.contains("2.000000 USDT"), "{}", kept.text);
    let payer = format!("payer/{}", scene.programme);
    assert_eq!(scene.balance(&payer).await, "-3.000000");
    assert_eq!(scene.close(&scene.owner, true).await.status, 204);
    assert_eq!(scene.balance(&scene.of_owner("pending")).await, "0.000000");
    assert_eq!(scene.balance(&payer).await, "-1.000000", "the guest's share stays");
    // Who was invited earns on; nothing is earned by whoever left, nor by what is undone and verified afterwards.
    let on = scene.report(&[scene.trade("t-2", "10")]).await;
    let result = &on.body["results"][0];
    assert_eq!(
        (&result["owner"], &result["invited"], &result["without"]),
        (&json!("0"), &json!("1.000000"), &json!("closed"))
    );
    let undo = json!({ "reversals": [{ "id": "r-1", "trade": "t-1", "at": scene.trade("x", "0")["at"] }] });
    assert_eq!(scene.house.post("/v1/reversals", &scene.house.key, &undo).await.status, 200);
    scene.verify(&scene.invited).await;
    for standing in ["pending", "payable"] {
        assert!(["", "0.000000"].contains(&scene.balance(&scene.of_owner(standing)).await.as_str()));
    }
    assert_eq!(scene.balance(&format!("invited/{}/payable", scene.account)).await, "1.000000");
    assert_eq!(scene.balance(&payer).await, "-1.000000");
    let (credits, debits) = scene.replayed().await.sides("USDT").unwrap();
    assert_eq!(credits, debits);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_earns_by_inviting_themselves() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    scene.approved(&scene.owner, "X1234567").await;
    assert_eq!(scene.balance(&scene.of_owner("pending")).await, "2.000000");
    scene.approved(&scene.invited, "X1234567").await;
    let bound = scene.house.service.store.binding(&scene.account).await.unwrap().unwrap();
    assert!(bound.void_at.is_some() && bound.verified_at.is_none(), "{bound:?}");
    for account in
        [scene.of_owner("pending"), format!("invited/{}/pending", scene.account), format!("payer/{}", scene.programme)]
    {
        assert_eq!(scene.balance(&account).await, "0.000000", "{account}");
    }
    let later = scene.report(&[scene.trade("t-2", "10")]).await;
    assert_eq!(
        (&later.body["results"][0]["without"], &later.body["results"][0]["entry"]),
        (&json!("void"), &Value::Null)
    );
    // The owner is told how many are verified, and never why somebody is not.
    let month = &scene.trade("x", "0")["at"].as_str().unwrap()[..7].to_owned();
    let own = scene.house.get(&format!("/v1/account/codes/{}/statements/{month}", scene.code), &scene.owner).await;
    assert_eq!((&own.body["invited"], &own.body["verified"]), (&json!(1), &json!(0)), "{}", own.text);
    assert!(!own.text.contains("void"), "{}", own.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_by_being_verified_first_as_the_guest() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    scene.approved(&scene.invited, "X1234567").await;
    assert_eq!(scene.balance(&scene.of_owner("payable")).await, "2.000000");
    scene.approved(&scene.owner, "X1234567").await;
    let bound = scene.house.service.store.binding(&scene.account).await.unwrap().unwrap();
    assert!(bound.void_at.is_some() && bound.verified_at.is_some(), "{bound:?}");
    for account in
        [scene.of_owner("payable"), format!("invited/{}/payable", scene.account), format!("payer/{}", scene.programme)]
    {
        assert_eq!(scene.balance(&account).await, "0.000000", "{account}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_ends_at_midnight_where_the_programme_counts() {
    let mut there = promise("0.20");
    there["zone"] = json!("Asia/Shanghai");
    let scene = scene_of(&there).await;
    let now = server::Clock::now(&server::SystemClock).in_tz("Asia/Shanghai").unwrap();
    // The month after this one, so that both moments are after the binding.
    let last = now.checked_add(1.month()).unwrap().date().last_of_month();
    let midnight = last.tomorrow().unwrap().to_datetime(Time::midnight()).in_tz("Asia/Shanghai").unwrap().timestamp();
    let before = midnight - 1.millisecond();
    let turned = |at: Timestamp| {
        let ahead = at.as_millisecond() - server::Clock::now(&server::SystemClock).as_millisecond();
        scene.house.clock.0.store(ahead, Ordering::SeqCst);
    };
    // Both are reported in the last minute; the second is a little ahead.
    turned(midnight - 1.minute());
    let at = |id: &str, at: Timestamp| {
        let mut trade = scene.trade(id, "10");
        trade["at"] = json!(at.to_string());
        trade
    };
    let posted = scene.report(&[at("t-1", before), at("t-2", midnight)]).await;
    assert_eq!(posted.status, 200, "{}", posted.text);
    // Both are of one day and month in London.
    assert_eq!(before.to_string()[..10], midnight.to_string()[..10]);
    let month = |of: Timestamp| of.in_tz("Asia/Shanghai").unwrap().strftime("%Y-%m").to_string();
    for (of, day) in [(before, last), (midnight, last.tomorrow().unwrap())] {
        let statement = scene.statement(&month(of)).await;
        assert_eq!(
            (&statement["lines"][0]["trades"], &statement["zone"]),
            (&json!(1), &json!("Asia/Shanghai")),
            "{statement}"
        );
        assert_eq!(statement["days"], json!([{ "day": day.to_string(), "currency": "USDT", "earned": "2.000000" }]));
    }
    // What is reported late is booked when it is posted: a month that is over is as it was.
    turned(midnight + 1.second());
    let over = scene.statement(&month(before)).await;
    assert_eq!(over["closed"], true, "{over}");
    assert_eq!(scene.report(&[at("t-3", before)]).await.status, 200);
    let undo = json!({ "reversals": [{ "id": "r-1", "trade": "t-1", "at": before.to_string() }] });
    assert_eq!(scene.house.post("/v1/reversals", &scene.house.key, &undo).await.status, 200);
    assert_eq!(scene.statement(&month(before)).await, over);
    let next = scene.statement(&month(midnight)).await;
    let line = &next["lines"][0];
    assert_eq!((&line["trades"], &line["reversals"]), (&json!(2), &json!(1)), "{next}");
    let day = last.tomorrow().unwrap().to_string();
    assert_eq!(next["days"], json!([{ "day": day, "currency": "USDT", "earned": "2.000000" }]));
    // Nobody moves the end of a month that is over.
    let path = format!("/v1/programmes/{}", scene.programme);
    let moved = scene.house.json(Method::PUT, &path, &scene.house.key, &promise("0.20")).await;
    assert_eq!(moved.code(), "programme.unusable", "{}", moved.text);
    assert!(moved.text.contains("`zone`"), "{}", moved.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_paid_whatever_the_programme_says_now() {
    let scene = scene_of(&promise("0.20")).await;
    let first = scene.trade("t-1", "10.000001");
    assert_eq!(scene.report(std::slice::from_ref(&first)).await.status, 200);
    scene.verify(&scene.invited).await;
    let mut other = promise("0.20");
    (other["currencies"], other["cap"]) = (json!({ "EUR": 2 }), json!({}));
    let path = format!("/v1/programmes/{}", scene.programme);
    let put = scene.house.json(Method::PUT, &path, &scene.house.key, &other).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let again = scene.report(&[first]).await;
    assert_eq!(again.body["results"][0]["status"], "known", "{}", again.text);
    let pay = |id: &str, amount: &str, currency: &str| json!({ "payouts": [{ "id": id, "code": scene.code, "currency": currency, "amount": amount, "at": scene.trade("x", "0")["at"] }] });
    for (amount, currency, code) in [
        ("2.0000001", "USDT", "payout.amount"),
        ("2.000001", "USDT", "payout.balance"),
        ("-1", "USDT", "payout.amount"),
        ("0", "USDT", "payout.amount"),
        ("1.00", "EUR", "payout.balance"),
        ("1.00", "XYZ", "trade.currency"),
    ] {
        let tried = scene.house.post("/v1/payouts", &scene.house.key, &pay("p-1", amount, currency)).await;
        assert_eq!(tried.code(), code, "{amount} {currency}: {}", tried.text);
    }
    let all = pay("p-1", "2.000000", "USDT");
    for status in ["posted", "known"] {
        let paid = scene.house.post("/v1/payouts", &scene.house.key, &all).await;
        assert_eq!(paid.body["results"][0]["status"], status, "{}", paid.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_write_is_text_and_no_formula() {
    let mut odd = promise("0.20");
    odd["rates"] = json!({ "-2": { "owner": "0.20", "invited": "0.10" } });
    (odd["name"], odd["texts"]["en"]["text"]) = (json!("=cmd|' /C calc'!A0"), json!("\"; DROP TABLE binding; --"));
    let scene = scene_of(&odd).await;
    let mut trade = scene.trade("=1+1", "10");
    trade["product_line"] = json!("-2");
    assert_eq!(scene.report(&[trade]).await.status, 200);
    let month = scene.trade("x", "0")["at"].as_str().unwrap()[..7].to_owned();
    for (path, token) in [
        (format!("/v1/codes/{}/statements/{month}", scene.code), &scene.house.key),
        (format!("/v1/account/codes/{}/statements/{month}", scene.code), &scene.owner),
        (format!("/v1/account/rebates/{month}"), &scene.invited),
    ] {
        let csv = scene.house.send(Method::GET, &path, token, &[("accept", "text/csv")], None).await;
        assert!(csv.header("content-disposition").starts_with("attachment"), "{:?}", csv.headers);
        assert_eq!(csv.header("x-content-type-options"), "nosniff");
        assert!(csv.text.contains(",'-2,"), "{}", csv.text);
        let formula = |cell: &str| {
            cell.starts_with(['=', '+', '@', '\t']) || cell.starts_with('-') && cell.parse::<f64>().is_err()
        };
        assert!(!csv.text.split([',', '\n']).any(formula), "{}", csv.text);
    }
    for script in
        ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "=1+1", "a\u{202e}b"]
    {
        let (path, mut body) = scene.registering("cleo@example.org", &scene.code).await;
        body["username"] = json!(script);
        let refused = scene.house.post(&path, "", &body).await;
        assert_eq!(refused.code(), "account.username", "{script}: {}", refused.text);
        let mut named = promise("0.20");
        named["texts"]["zh-CN"]["text"] = json!(script);
        let made = scene.house.post("/v1/programmes", &scene.house.key, &named).await;
        // Without brackets it is a sentence, and answered as one.
        let plain = !script.contains(['<', '\u{202e}']);
        assert_eq!(made.status == 201, plain, "{script}: {}", made.text);
        assert_eq!(made.header("content-type"), if plain { "application/json" } else { "application/problem+json" });
    }
}
