//! Programmes, invitation codes and the ledger of rebates.

use crate::accounts::{PASSWORD, consents, open, proven, registered, text};
use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;
use verify::ledger::Replay;

/// Before every trade and binding of a test.
const BEGINS: &str = "2026-01-01T00:00:00Z";

pub(crate) fn promise(owner: &str) -> Value {
    let words = json!({ "title": "Invite", "text": "A share of each fee." });
    json!({ "name": "Autumn", "payer": "Utopia Exchange", "texts": { "en": words, "zh-CN": words },
        "rates": { "spot": { "owner": owner, "invited": "0.10" } }, "currencies": { "USDT": 6 }, "starts_at": BEGINS,
        "cap": { "USDT": "1000" }, "zone": "UTC" })
}

/// A relying party with a programme, an owner with a code, and somebody who was invited by it.
pub(crate) struct Scene {
    pub(crate) house: House,
    pub(crate) party: String,
    pub(crate) programme: String,
    pub(crate) owner: String,
    pub(crate) code: String,
    pub(crate) account: String,
    pub(crate) invited: String,
}

pub(crate) async fn invitation(house: &House, party: &str, code: &str) -> Answer {
    house.post("/v1/invitations", "", &json!({ "relying_party": party, "code": code })).await
}

async fn scene() -> Scene {
    scene_of(&promise("0.20")).await
}

pub(crate) async fn scene_of(promise: &Value) -> Scene {
    let (house, party) = open().await;
    let made = house.post("/v1/programmes", &house.key, promise).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let programme = text(&made, "id").to_owned();
    let owner = registered(&house, &party, "owner@example.org").await;
    let listed = house.get("/v1/account/programmes", text(&owner, "token")).await;
    assert_eq!(listed.body["programmes"][0]["id"], programme.as_str(), "{}", listed.text);
    let ask = json!({ "programme": programme });
    let code = house.post("/v1/account/codes", text(&owner, "token"), &ask).await;
    assert_eq!(code.status, 201, "{}", code.text);
    let again = house.post("/v1/account/codes", text(&owner, "token"), &ask).await;
    assert_eq!(again.body, code.body, "one code for each programme");
    let code = text(&code, "code").to_owned();
    let shown = invitation(&house, &party, &format!(" {} ", code.to_lowercase().replace('-', " "))).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!((text(&shown, "code"), text(&shown, "rounding")), (code.as_str(), "half_even"));
    let own = json!({ "relying_party": party, "code": code, "device": owner.body["device"] });
    assert_eq!(house.post("/v1/invitations", "", &own).await.code(), "invitation.own");
    let (id, token) = proven(&house, &party, "guest@example.org").await;
    let mut body = json!({ "registration_token": token, "username": "Ben", "password": PASSWORD,
        "consents": consents(&house, &party).await, "invitation": { "code": code, "terms_sha256": "0".repeat(64) } });
    let path = format!("/v1/accounts/registrations/{id}/complete");
    assert_eq!(house.post(&path, "", &body).await.code(), "invitation.terms");
    body["invitation"]["terms_sha256"] = shown.body["terms_sha256"].clone();
    let guest = house.post(&path, "", &body).await;
    assert_eq!(guest.status, 201, "{}", guest.text);
    let me = house.get("/v1/account", text(&guest, "token")).await;
    assert_eq!(me.body["invitation"]["code"], code.as_str(), "{}", me.text);
    let (owner, account) = (text(&owner, "token").to_owned(), text(&guest, "account").to_owned());
    let invited = text(&guest, "token").to_owned();
    Scene { party, programme, owner, code, account, invited, house }
}

impl Scene {
    pub(crate) fn trade(&self, id: &str, fee: &str) -> Value {
        let at = server::SystemClock;
        let at = server::Clock::now(&at).to_string();
        json!({ "id": id, "account": self.account, "product_line": "spot", "fee": fee, "currency": "USDT", "at": at })
    }

    pub(crate) async fn report(&self, trades: &[Value]) -> Answer {
        self.house.post("/v1/trades", &self.house.key, &json!({ "trades": trades })).await
    }

    fn month(&self) -> String {
        server::Clock::now(&server::SystemClock).to_string()[..7].to_owned()
    }

    pub(crate) async fn balance(&self, account: &str) -> String {
        let all = self.house.get("/v1/ledger/balances", &self.house.key).await;
        let own = all.body["balances"].as_array().unwrap().iter().find(|one| one["account"] == account);
        own.map(|one| one["amount"].as_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub(crate) fn of_owner(&self, standing: &str) -> String {
        format!("owner/{}/{standing}", self.code.replace('-', ""))
    }

    /// Verifies whoever is signed in so, by a document number that asks for it, and waits for what follows.
    pub(crate) async fn verify(&self, token: &str) {
        let begun = self.house.bare("/v1/account/verification", token).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        let client = text(&begun, "url").split_once('#').unwrap().1.to_owned();
        let said = json!({ "processing": true, "face": true, "version": "1" });
        assert_eq!(self.house.post("/v1/applicant/consent", &client, &said).await.status, 204);
        assert_eq!(self.house.claim(&client, "TEST-APPROVED").await.status, 204);
        assert_eq!(self.house.submit(&client).await.status, 202);
        self.house.until(text(&begun, "session"), "approved").await;
        for _ in 0..400 {
            let binding = self.house.service.store.binding(&self.account).await.unwrap().unwrap();
            if binding.verified_at.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never released");
    }

    /// The ledger, made again from what the API tells.
    pub(crate) async fn replayed(&self) -> Replay {
        let (mut replay, mut after) = (Replay::default(), 0);
        loop {
            let page = self.house.get(&format!("/v1/ledger/entries?limit=3&after={after}"), &self.house.key).await;
            for one in page.body["entries"].as_array().unwrap() {
                let body = serde_json::from_value::<verify::ledger::Entry>(one["entry"].clone()).unwrap();
                let hash = verify::record::unhex(one["hash"].as_str().unwrap()).unwrap();
                replay.next(&body.canonical().unwrap(), &hash).unwrap();
            }
            match page.body["next_after"].as_u64() {
                Some(next) => after = next,
                None => return replay,
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_share_is_earned_released_paid_and_taken_back() {
    let scene = scene().await;
    let first = scene.trade("t-1", "1.250001");
    let posted = scene.report(std::slice::from_ref(&first)).await;
    assert_eq!(posted.status, 200, "{}", posted.text);
    // A fifth of 1.250001 is 0.2500002, a tenth 0.1250001: each rounded for itself.
    let result = &posted.body["results"][0];
    assert_eq!(
        (&result["status"], &result["owner"], &result["invited"]),
        (&json!("posted"), &json!("0.250000"), &json!("0.125000"))
    );
    assert_eq!((&result["entry"], &result["without"]), (&json!(1), &Value::Null));
    // The same again is known, and something else by that id is not.
    let mixed = scene.report(&[first.clone(), scene.trade("t-2", "10")]).await;
    assert_eq!((&mixed.body["results"][0]["status"], &mixed.body["results"][0]["entry"]), (&json!("known"), &json!(1)));
    assert_eq!(
        (&mixed.body["results"][1]["status"], &mixed.body["results"][1]["entry"]),
        (&json!("posted"), &json!(2))
    );
    let mut other = first.clone();
    other["fee"] = json!("1.250002");
    assert_eq!(scene.report(&[other]).await.code(), "trade.changed");
    // What was promised stays, whatever is promised to others.
    let path = format!("/v1/programmes/{}", scene.programme);
    let put = scene.house.json(Method::PUT, &path, &scene.house.key, &promise("0.01")).await;
    assert_eq!((put.status.as_u16(), &put.body["version"]), (200, &json!(2)), "{}", put.text);
    let kept = scene.report(&[scene.trade("t-3", "10")]).await;
    assert_eq!(kept.body["results"][0]["owner"], "2.000000");
    assert_eq!(scene.balance(&scene.of_owner("pending")).await, "4.250000");
    let pay = |id: &str, amount: &str| json!({ "payouts": [{ "id": id, "code": scene.code, "currency": "USDT", "amount": amount, "at": scene.trade("x", "0")["at"] }] });
    let early = scene.house.post("/v1/payouts", &scene.house.key, &pay("p-1", "1")).await;
    assert_eq!(early.code(), "payout.balance", "{}", early.text);
    scene.verify(&scene.invited).await;
    assert_eq!(scene.balance(&scene.of_owner("pending")).await, "0.000000");
    assert_eq!(scene.balance(&scene.of_owner("payable")).await, "4.250000");
    let paying = pay("p-1", "4");
    let paid = scene.house.post("/v1/payouts", &scene.house.key, &paying).await;
    assert_eq!(paid.body["results"][0]["status"], "posted", "{}", paid.text);
    let again = scene.house.post("/v1/payouts", &scene.house.key, &paying).await;
    assert_eq!(again.body["results"][0]["status"], "known", "{}", again.text);
    assert_eq!(
        scene.house.post("/v1/payouts", &scene.house.key, &pay("p-2", "0.250001")).await.code(),
        "payout.balance"
    );
    // A trade is undone after its share was released: nothing of it is left.
    let at = scene.trade("x", "0")["at"].clone();
    let undo = |id: &str, trade: &str| json!({ "reversals": [{ "id": id, "trade": trade, "at": at }] });
    let undone = scene.house.post("/v1/reversals", &scene.house.key, &undo("r-1", "t-1")).await;
    assert_eq!(undone.body["results"][0]["status"], "posted", "{}", undone.text);
    assert_eq!(
        scene.house.post("/v1/reversals", &scene.house.key, &undo("r-1", "t-1")).await.body["results"][0]["status"],
        "known"
    );
    assert_eq!(scene.house.post("/v1/reversals", &scene.house.key, &undo("r-2", "t-1")).await.code(), "reversal.done");
    assert_eq!(scene.house.post("/v1/reversals", &scene.house.key, &undo("r-3", "t-9")).await.code(), "reversal.trade");
    assert_eq!(scene.balance(&scene.of_owner("pending")).await, "0.000000");
    assert_eq!(scene.balance(&scene.of_owner("payable")).await, "0.000000");
    assert_eq!(scene.balance("outside").await, "-4.000000");
    // What the API tells is whole, and makes nothing together.
    let replay = scene.replayed().await;
    let party = scene.party.as_str();
    assert_eq!(scene.house.service.store.tally(party, store::Mode::Test, None).await.unwrap(), replay.tally);
    let (credits, debits) = replay.sides("USDT").unwrap();
    assert_eq!(credits, debits);
    // Closing: the guest still holds what was not paid.
    let close = json!({ "password": PASSWORD });
    let refused = scene.house.post("/v1/account/close", &scene.invited, &close).await;
    assert_eq!(refused.code(), "account.balance", "{}", refused.text);
    let [held] = &refused.body["balances"].as_array().unwrap()[..] else { panic!("{}", refused.text) };
    assert!(held["currency"] == "USDT" && held["payable"] != held["pending"], "{held}");
    assert!(refused.text.contains("2.000000 USDT"), "{}", refused.text);
    let close = json!({ "password": PASSWORD, "balance": "give_up" });
    assert_eq!(scene.house.post("/v1/account/close", &scene.invited, &close).await.status, 204);
    let closed = scene.report(&[scene.trade("t-4", "10")]).await;
    assert_eq!(closed.body["results"][0]["without"], "closed", "{}", closed.text);
    assert_eq!(scene.balance(&format!("invited/{}/payable", scene.account)).await, "0.000000");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_totals_and_never_who() {
    let scene = scene().await;
    scene.report(&[scene.trade("t-1", "10"), scene.trade("t-2", "0.5")]).await;
    let month = scene.month();
    let path = format!("/v1/account/codes/{}/statements/{month}", scene.code);
    let own = scene.house.get(&path, &scene.owner).await;
    assert_eq!(own.status, 200, "{}", own.text);
    let line = &own.body["lines"][0];
    assert_eq!((&line["trades"], &line["earned"], &line["reversed"]), (&json!(2), &json!("2.100000"), &json!("0")));
    assert!(
        line.get("fees").is_none() && !own.text.contains(&scene.account) && !own.text.contains("t-1"),
        "{}",
        own.text
    );
    assert_eq!(
        (&own.body["invited"], &own.body["verified"], &own.body["closed"]),
        (&json!(1), &json!(0), &json!(false))
    );
    let csv = scene.house.send(Method::GET, &path, &scene.owner, &[("accept", "text/csv")], None).await;
    assert!(
        csv.header("content-type").starts_with("text/csv") && csv.text.starts_with("row,code,month"),
        "{}",
        csv.text
    );
    assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);
    assert_eq!(scene.house.get(&path, &scene.invited).await.status, 404, "it is another's");
    let bad = format!("/v1/account/codes/{}/statements/2026-13", scene.code);
    assert_eq!(scene.house.get(&bad, &scene.owner).await.status, 400);
    let share = scene.house.get(&format!("/v1/account/rebates/{month}"), &scene.invited).await;
    assert_eq!(
        (&share.body["lines"][0]["earned"], &share.body["code"]),
        (&json!("1.050000"), &Value::Null),
        "{}",
        share.text
    );
    let theirs = scene.house.get(&format!("/v1/codes/{}/statements/{month}", scene.code), &scene.house.key).await;
    assert_eq!(theirs.body["lines"][0]["fees"], "10.500000", "{}", theirs.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_posted_is_refused_whole() {
    let scene = scene().await;
    let refused = async |field: &str, value: Value| {
        let mut trade = scene.trade("t-1", "1");
        trade[field] = value;
        scene.report(&[scene.trade("t-0", "1"), trade]).await.code().to_owned()
    };
    for fee in ["-1", "1e9", "NaN", "0.1234567", "", "1 ", "12345678901234567890123456789012345678901"] {
        assert_eq!(refused("fee", json!(fee)).await, "trade.fee", "{fee}");
    }
    assert_eq!(refused("fee", json!(1.5)).await, "request.invalid", "a number is no decimal text");
    assert_eq!(refused("currency", json!("XYZ")).await, "trade.currency");
    assert_eq!(refused("account", json!("acc_none")).await, "trade.account");
    assert_eq!(refused("at", json!("2100-01-01T00:00:00Z")).await, "trade.at");
    assert_eq!(refused("at", json!("yesterday")).await, "trade.at");
    assert_eq!(refused("product_line", json!("=SUM(A1)")).await, "trade.product_line");
    assert_eq!(refused("id", json!("t-0")).await, "request.twice", "twice in a batch");
    assert_eq!(scene.report(&[]).await.code(), "request.invalid");
    let before = json!({ "at": "2026-01-02T00:00:00Z" });
    let mut early = scene.trade("t-2", "1");
    early["at"] = before["at"].clone();
    let early = scene.report(&[early]).await;
    assert_eq!(early.body["results"][0]["without"], "before_binding", "{}", early.text);
    assert!(scene.replayed().await.head.number == 0, "nothing was posted");
    let mut script = promise("0.2");
    script["texts"]["en"]["title"] = json!("<script>alert(1)</script>");
    assert_eq!(scene.house.post("/v1/programmes", &scene.house.key, &script).await.code(), "programme.unusable");
    let reading = scene.house.another_key(&scene.party, store::Mode::Test, &[server::Scope::Read]).await;
    let trades = json!({ "trades": [scene.trade("t-3", "1")] });
    assert_eq!(scene.house.post("/v1/trades", &reading, &trades).await.code(), "auth.scope");
    let ended = scene.house.bare(&format!("/v1/programmes/{}/end", scene.programme), &scene.house.key).await;
    assert_eq!(ended.status, 200, "{}", ended.text);
    assert_eq!(invitation(&scene.house, &scene.party, &scene.code).await.code(), "invitation.closed");
    let on = scene.report(&[scene.trade("t-4", "1")]).await;
    assert_eq!(on.body["results"][0]["owner"], "0.200000", "who is bound earns on");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_posts_at_a_moment_posts_once_each() {
    let scene = scene().await;
    let batch =
        |from: u32| (from..from + 20).map(|number| scene.trade(&format!("t-{number}"), "1")).collect::<Vec<_>>();
    let [first, second, third, fourth] = [0, 10, 20, 30].map(batch);
    // Each overlaps the next by half, with other times: whoever comes second has other content by the same id.
    let reported =
        tokio::join!(scene.report(&first), scene.report(&second), scene.report(&third), scene.report(&fourth));
    let answers = [reported.0, reported.1, reported.2, reported.3];
    assert!(answers.iter().all(|answer| [200, 409].contains(&answer.status.as_u16())), "{answers:?}");
    assert!(answers.iter().any(|answer| answer.status == 200), "whoever came first was refused: {answers:?}");
    let posted: usize = answers
        .iter()
        .filter_map(|answer| answer.body["results"].as_array())
        .flatten()
        .filter(|result| result["status"] == "posted")
        .count();
    assert_eq!(scene.replayed().await.head.number as usize, posted);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_report_the_same_at_a_moment_one_posts() {
    let scene = scene().await;
    let batch: Vec<Value> = (0..20).map(|number| scene.trade(&format!("t-{number}"), "1")).collect();
    let (one, other) = tokio::join!(scene.report(&batch), scene.report(&batch));
    let results = [one, other].map(|answer| answer.body["results"].as_array().unwrap().clone());
    let mut states = results.clone().map(|results| {
        let states: BTreeSet<String> = results.iter().map(|one| one["status"].as_str().unwrap().into()).collect();
        states.into_iter().collect::<Vec<_>>().join(", ")
    });
    states.sort();
    assert_eq!(states, ["known", "posted"]);
    let entries = results.map(|results| results.iter().map(|one| one["entry"].clone()).collect::<Vec<_>>());
    assert_eq!(entries[0], entries[1]);
    assert_eq!(scene.replayed().await.head.number, 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn balances_are_those_of_their_last_entry() {
    let scene = scene().await;
    let reporting = async {
        for number in 0..30 {
            assert_eq!(scene.report(&[scene.trade(&format!("t-{number}"), "10")]).await.status, 200);
        }
    };
    let reading = async {
        let mut read = Vec::new();
        for _ in 0..30 {
            read.push(scene.house.get("/v1/ledger/balances", &scene.house.key).await.body);
        }
        read
    };
    let ((), read) = tokio::join!(reporting, reading);
    for body in read {
        let entries = body["entries"].as_u64().unwrap();
        let payer = format!("payer/{}", scene.programme);
        let owed = body["balances"].as_array().unwrap().iter().find(|one| one["account"] == payer);
        let wanted = (entries > 0).then(|| json!(format!("-{}.000000", 3 * entries)));
        assert_eq!(owed.map(|one| one["amount"].clone()), wanted, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_codes_ends_after_an_hour_of_refusals() {
    let scene = scene().await;
    for _ in 0..60 {
        let wrong = invitation(&scene.house, &scene.party, "0000-0000").await;
        assert_eq!(wrong.code(), "invitation.unknown", "{}", wrong.text);
    }
    assert_eq!(invitation(&scene.house, &scene.party, "0000-0000").await.code(), "rate_limited");
    // Not even the right one, or guessing went on.
    assert_eq!(invitation(&scene.house, &scene.party, &scene.code).await.code(), "rate_limited");
}
