//! What becomes of rebates that were paid, or wait, when a trade is undone, somebody leaves, or turns out to be who they are.

use crate::accounts::text;
use crate::ledger::{Scene, promise, scene_of};
use crate::support::Answer;
use serde_json::{Value, json};
use std::time::Duration;

impl Scene {
    /// Pays `amount` to the `code` or the `account`.
    async fn pays(&self, id: &str, to: (&str, &str), amount: &str) -> Answer {
        let mut payout = json!({ "id": id, "currency": "USDT", "amount": amount, "at": self.trade("x", "0")["at"] });
        payout[to.0] = json!(to.1);
        self.house.post("/v1/payouts", &self.house.key, &json!({ "payouts": [payout] })).await
    }

    async fn undoes(&self, id: &str, trade: &str) {
        let undo = json!({ "reversals": [{ "id": id, "trade": trade, "at": self.trade("x", "0")["at"] }] });
        let undone = self.house.post("/v1/reversals", &self.house.key, &undo).await;
        assert_eq!(undone.body["results"][0]["status"], "posted", "{}", undone.text);
    }

    fn of_guest(&self, standing: &str) -> String {
        format!("invited/{}/{standing}", self.account)
    }

    /// Holds what ledger accounts hold against what they should, and debits against credits.
    async fn holds(&self, wanted: &[(String, &str)]) {
        for (account, amount) in wanted {
            assert_eq!(self.balance(account).await, *amount, "{account}");
        }
        let (credits, debits) = self.replayed().await.sides("USDT").unwrap();
        assert_eq!(credits, debits);
    }

    fn payer(&self) -> String {
        format!("payer/{}", self.programme)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_paid_for_inviting_themselves_owes_it() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    scene.approved(&scene.invited, "X1234567").await;
    for (id, to, amount) in [("p-1", ("code", scene.code.as_str()), "2"), ("p-2", ("account", &scene.account), "0.6")] {
        let paid = scene.pays(id, to, amount).await;
        assert_eq!(paid.status, 200, "{}", paid.text);
    }
    scene.approved(&scene.owner, "X1234567").await;
    let bound = scene.house.service.store.binding(&scene.account).await.unwrap().unwrap();
    assert!(bound.void_at.is_some(), "{bound:?}");
    let wanted = [
        (scene.of_owner("payable"), "-2.000000"),
        (scene.of_guest("payable"), "-0.600000"),
        (scene.payer(), "2.600000"),
    ];
    scene.holds(&wanted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_for_a_trade_that_is_undone_stays_owed_after_leaving() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    scene.verify(&scene.invited).await;
    assert_eq!(scene.pays("p-1", ("account", &scene.account), "1").await.status, 200);
    scene.undoes("r-1", "t-1").await;
    let owed = [
        (scene.of_guest("payable"), "-1.000000"),
        (scene.of_owner("payable"), "0.000000"),
        (scene.payer(), "1.000000"),
    ];
    scene.holds(&owed).await;
    assert_eq!(scene.pays("p-2", ("account", &scene.account), "0.000001").await.code(), "payout.balance");
    let left = scene.close(&scene.invited, false).await;
    assert_eq!(left.status, 204, "there is nothing to give up: {}", left.text);
    scene.holds(&owed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_still_waits_pays_for_nothing_that_is_owed() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10")]).await;
    scene.verify(&scene.invited).await;
    assert_eq!(scene.pays("p-1", ("code", &scene.code), "2").await.status, 200);
    scene.undoes("r-1", "t-1").await;
    // Another guest, who is not verified: 1 waits where 2 are owed.
    let (path, body) = scene.registering("dora@example.org", &scene.code).await;
    let dora = scene.house.post(&path, "", &body).await;
    let mut trade = scene.trade("t-2", "5");
    trade["account"] = dora.body["account"].clone();
    assert_eq!(scene.report(&[trade]).await.status, 200);
    let refused = scene.close(&scene.owner, false).await;
    assert_eq!(refused.code(), "account.balance", "{}", refused.text);
    assert!(refused.text.contains("1.000000 USDT"), "{}", refused.text);
    assert_eq!(scene.close(&scene.owner, true).await.status, 204);
    scene.holds(&[(scene.of_owner("pending"), "0.000000"), (scene.of_owner("payable"), "-2.000000")]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_somebody_who_left_goes_back() {
    let scene = scene_of(&promise("0.20")).await;
    scene.report(&[scene.trade("t-1", "10"), scene.trade("t-2", "10")]).await;
    let begun = scene.house.bare("/v1/account/verification", &scene.invited).await;
    let refused = scene.close(&scene.invited, false).await;
    assert!(refused.text.contains("2.000000 USDT"), "their own alone: {}", refused.text);
    assert_eq!(scene.close(&scene.invited, true).await.status, 204);
    let nothing =
        [(scene.of_owner("pending"), "0.000000"), (scene.of_guest("pending"), "0.000000"), (scene.payer(), "0.000000")];
    scene.holds(&nothing).await;
    scene.undoes("r-1", "t-1").await;
    scene.holds(&nothing).await;
    // Their own verification ended with the account. Whoever a relying party asks again, and who is approved then, is verified no more.
    let client = text(&begun, "url").split_once('#').unwrap().1.to_owned();
    assert_eq!(scene.house.get("/v1/applicant/session", &client).await.status, 401);
    let (session, _) = scene.house.magic(&scene.account, "TEST-APPROVED").await;
    scene.house.until(&session, "approved").await;
    while scene.house.service.store.waiting("rebates").await.unwrap() > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let bound = scene.house.service.store.binding(&scene.account).await.unwrap().unwrap();
    assert!(bound.verified_at.is_none() && bound.closed_at.is_some(), "{bound:?}");
    scene.undoes("r-2", "t-2").await;
    scene.holds(&nothing).await;
    assert_eq!(scene.balance(&scene.of_owner("payable")).await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn fees_are_told_of_five_people_and_not_of_four() {
    let scene = scene_of(&promise("0.20")).await;
    let month = scene.trade("x", "0")["at"].as_str().unwrap()[..7].to_owned();
    scene.report(&[scene.trade("t-1", "10")]).await;
    for number in 2..=5 {
        let (path, body) = scene.registering(&format!("guest{number}@example.org"), &scene.code).await;
        let guest = scene.house.post(&path, "", &body).await;
        let mut trade = scene.trade(&format!("t-{number}"), "10");
        trade["account"] = guest.body["account"].clone();
        assert_eq!(scene.report(&[trade]).await.status, 200, "{}", guest.text);
        let path = format!("/v1/account/codes/{}/statements/{month}", scene.code);
        let own = scene.house.get(&path, &scene.owner).await;
        let line = &own.body["lines"][0];
        let (earned, fees) = (format!("{}.000000", 2 * number), format!("{}.000000", 10 * number));
        assert_eq!((&own.body["invited"], &line["trades"]), (&json!(number), &json!(number)), "{}", own.text);
        assert_eq!((&line["earned"], &own.body["balances"][0]["pending"]), (&json!(earned), &json!(earned)));
        let told = if number < 5 { Value::Null } else { json!(fees) };
        assert_eq!(line["fees"], told, "{}", own.text);
    }
}
