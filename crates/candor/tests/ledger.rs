//! The ledger of rebates under a server that is killed at random moments: what a batch does is there as a whole or not at all, debits equal
//! credits, and the entries make the tally again to the last digit. Another process posts to the same ledger meanwhile.
//!
//! `CANDOR_POSTINGS` says how many postings; 20,000 when not given, and 1,000,000 under `make soak`. `CANDOR_SEED` says which.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]
#![expect(clippy::disallowed_methods, reason = "a load is measured by the clock")]

#[path = "support/rebates.rs"]
mod rebates;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rebates::{Book, CURRENCIES, Caller, DAY, Ground, MODE, now, promise, share};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, Instant};
use store::{BindingSettled, Ledger, TradeRow};
use verify::ledger::{Amount, Kind};

/// One server at a time: a speed is measured.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// Those who report at the same time.
const CLIENTS: u64 = 3;
/// Trades in a batch, at most.
const MOST: usize = 500;

fn wanted(otherwise: u64) -> u64 {
    std::env::var("CANDOR_POSTINGS").map_or(otherwise, |count| count.parse().unwrap())
}

/// Who trades, and the shares in millionths that they were promised.
#[derive(Clone, Debug)]
struct Trader {
    account: String,
    code: Option<String>,
    spot: (u32, u32),
}

/// A trade, and what its answer said.
#[derive(Clone, Debug)]
struct Done {
    sent: Value,
    fee: i128,
    answer: Value,
    reversed: bool,
}

/// A batch that was sent and not answered yet: which kind, and the ids that no batch before had.
type Flight = (Kind, Vec<String>);

/// What everybody sees.
#[derive(Default)]
struct Scene {
    traders: RwLock<Vec<Trader>>,
    flights: Mutex<BTreeMap<u64, Flight>>,
    /// About so many, from the answers.
    postings: AtomicU64,
    stop: AtomicBool,
}

/// One who reports, until told to stop.
struct Client {
    number: u64,
    random: ChaCha8Rng,
    caller: Caller,
    scene: Arc<Scene>,
    programme: String,
    codes: Vec<String>,
    done: Vec<Done>,
    count: BTreeMap<&'static str, u64>,
}

fn minor(text: &Value) -> i128 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

impl Client {
    fn id(&mut self, letter: char) -> String {
        let count = self.count.entry("ids").or_default();
        *count += 1;
        format!("{letter}-{}-{count}", self.number)
    }

    fn counted(&mut self, what: &'static str, more: usize) {
        *self.count.entry(what).or_default() += more as u64;
    }

    async fn report(&self, kind: Kind, list: &'static str, rows: &[Value], new: Vec<String>) -> (u16, Value) {
        self.scene.flights.lock().unwrap().insert(self.number, (kind, new));
        let answer = self.caller.call("POST", &format!("/v1/{list}"), Some(&json!({ list: rows }))).await;
        self.scene.flights.lock().unwrap().remove(&self.number);
        answer
    }

    fn trade(&mut self) -> (Value, i128) {
        let trader = {
            let traders = self.scene.traders.read().unwrap();
            traders[self.random.random_range(0..traders.len())].clone()
        };
        let (currency, decimals) = CURRENCIES[self.random.random_range(0..3)];
        let most = 10i128.pow(20 + u32::from(decimals)) - 1;
        let fee = match self.random.random_range(0..100) {
            0 => 0,
            1 => most,
            _ => i128::from(self.random.random_range(1..5_000_000_000u64)),
        };
        // A tenth of a second in a thousand is before the binding.
        let at = now() - self.random.random_range(0..90 * DAY + 90_000_000);
        let at = jiff::Timestamp::from_millisecond(at).unwrap().to_string();
        let line = if self.random.random_bool(0.7) { "spot" } else { "perp" };
        let fee_text = Amount::of(fee, decimals).to_string();
        let id = self.id('t');
        (
            json!({ "id": id, "account": trader.account, "product_line": line, "fee": fee_text, "currency": currency, "at": at }),
            fee,
        )
    }

    /// What was promised to whoever traded, in the smallest units.
    fn held_to(&self, done: &Done) {
        let traders = self.scene.traders.read().unwrap();
        let trader = traders.iter().find(|trader| done.sent["account"] == *trader.account).unwrap();
        let spot = done.sent["product_line"] == "spot";
        let (owner, invited) = if spot { trader.spot } else { (333_333, 0) };
        let (owner, invited) = (share(done.fee, owner), share(done.fee, invited));
        let answer = &done.answer;
        let got = (minor(&answer["owner"]), minor(&answer["invited"]));
        match answer["without"].as_str() {
            None => assert_eq!(got, (owner, invited), "{done:?}"),
            Some("capped") => assert!(got.0 < owner && got.1 == invited, "{done:?}"),
            Some("closed") if !answer["entry"].is_null() => assert_eq!(got, (0, invited), "{done:?}"),
            Some("not_bound" | "before_binding" | "void" | "closed") => {
                assert!(got == (0, 0) && answer["entry"].is_null(), "{done:?}");
                assert_eq!(answer["without"] == "not_bound", trader.code.is_none(), "{done:?}");
            }
            Some(_) => panic!("{done:?}"),
        }
    }

    async fn trades(&mut self) {
        let size = if self.random.random_bool(0.8) { MOST } else { self.random.random_range(1..=MOST) };
        let (mut rows, mut fees, mut again) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for _ in 0..size {
            if self.done.is_empty() || self.random.random_bool(0.95) {
                let (row, fee) = self.trade();
                fees.insert(row["id"].as_str().unwrap().to_owned(), fee);
                rows.push(row);
            } else {
                let place = self.random.random_range(0..self.done.len());
                let sent = self.done[place].sent.clone();
                if again.insert(sent["id"].as_str().unwrap().to_owned(), place).is_none() {
                    rows.push(sent);
                }
            }
        }
        let (status, answer) = self.report(Kind::Trade, "trades", &rows, fees.keys().cloned().collect()).await;
        assert_eq!(status, 200, "{answer}");
        let results = answer["results"].as_array().unwrap();
        assert_eq!(results.len(), rows.len());
        let mut states = BTreeMap::<&str, usize>::new();
        let mut entries = 0;
        for (sent, result) in rows.into_iter().zip(results) {
            assert_eq!(sent["id"], result["id"]);
            let Some(fee) = fees.get(result["id"].as_str().unwrap()) else {
                // Reported before, and answered the same for ever.
                let place = again[result["id"].as_str().unwrap()];
                let mut answered = self.done[place].answer.clone();
                answered["status"] = json!("known");
                assert_eq!(&answered, result);
                self.counted("repeats", 1);
                continue;
            };
            *states.entry(result["status"].as_str().unwrap()).or_default() += 1;
            entries += u64::from(!result["entry"].is_null());
            let done = Done { sent, fee: *fee, answer: result.clone(), reversed: false };
            self.held_to(&done);
            self.done.push(done);
        }
        assert_eq!(states.len(), 1, "some of a batch were posted and some were not: {states:?}");
        if states.contains_key("known") {
            self.counted("answers that were lost", 1);
        }
        self.counted("trades", fees.len());
        self.scene.postings.fetch_add(entries * 3, Ordering::SeqCst);
    }

    async fn reversals(&mut self) {
        let (mut rows, mut places) = (Vec::new(), Vec::new());
        for _ in 0..self.random.random_range(1..=60) {
            let place = self.random.random_range(0..self.done.len().max(1));
            let id = self.id('r');
            let open = self.done.get(place).filter(|done| !done.reversed && !places.contains(&place));
            if let Some(done) = open.filter(|done| !done.answer["entry"].is_null()) {
                let at = jiff::Timestamp::from_millisecond(now()).unwrap().to_string();
                rows.push(json!({ "id": id, "trade": done.sent["id"], "at": at }));
                places.push(place);
            }
        }
        if rows.is_empty() {
            return;
        }
        let ids = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        let (status, answer) = self.report(Kind::Reversal, "reversals", &rows, ids).await;
        assert_eq!(status, 200, "{answer}");
        let results = answer["results"].as_array().unwrap();
        let first = &results[0]["status"];
        assert!(results.iter().all(|result| &result["status"] == first && !result["entry"].is_null()), "{answer}");
        for place in &places {
            self.done[*place].reversed = true;
        }
        self.counted("reversals", places.len());
        self.scene.postings.fetch_add(places.len() as u64 * 3, Ordering::SeqCst);
    }

    async fn payouts(&mut self) {
        let code = &self.codes[self.random.random_range(0..self.codes.len())].clone();
        let account = {
            let traders = self.scene.traders.read().unwrap();
            traders[self.random.random_range(0..traders.len())].account.clone()
        };
        let (currency, decimals) = CURRENCIES[self.random.random_range(0..3)];
        let at = jiff::Timestamp::from_millisecond(now()).unwrap().to_string();
        let mut rows = Vec::new();
        for to_code in [true, self.random.random_bool(0.5)] {
            let id = self.id('p');
            let amount = Amount::of(i128::from(self.random.random_range(1..100_000u32)), decimals).to_string();
            let mut row = json!({ "id": id, "currency": currency, "amount": amount, "at": at });
            let (field, value) = if to_code { ("code", code) } else { ("account", &account) };
            row[field] = json!(value);
            rows.push(row);
        }
        let ids: Vec<String> = rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
        let (status, answer) = self.report(Kind::Payout, "payouts", &rows, ids.clone()).await;
        match (status, answer["code"].as_str()) {
            (200, _) => {
                self.counted("payouts", ids.len());
                self.scene.postings.fetch_add(ids.len() as u64 * 4, Ordering::SeqCst);
            }
            // Nothing is payable there, or whoever it is was invited by nobody.
            (409, Some("payout.balance")) | (422, Some("payout.to")) => self.counted("payouts refused", 1),
            _ => panic!("{status} {answer}"),
        }
    }

    /// Other promises to whoever is invited from now on.
    async fn programme(&mut self) {
        let owner = format!("0.{:02}", self.random.random_range(1..60));
        let path = format!("/v1/programmes/{}", self.programme);
        let put = self.caller.call("PUT", &path, Some(&promise(&owner, "America/New_York", &json!({})))).await;
        // Two at the same moment.
        assert!([200, 409].contains(&put.0), "{}", put.1);
        self.counted("versions", 1);
    }

    async fn go_on(mut self) -> Self {
        while !self.scene.stop.load(Ordering::SeqCst) {
            match self.random.random_range(0..100) {
                0..70 => self.trades().await,
                70..88 => self.reversals().await,
                88..96 => self.payouts().await,
                _ => self.programme().await,
            }
        }
        self
    }
}

/// Verifies invited people one after another, by the number of a document that asks for it; the job that follows releases what waits.
async fn verifier(caller: Caller, scene: Arc<Scene>) -> Vec<String> {
    let policy = json!({ "toml": "[face]\nliveness_needed = false\n" });
    let put = caller.call("PUT", "/v1/policy", Some(&policy)).await;
    assert_eq!(put.0, 200, "{}", put.1);
    let mut verified = Vec::new();
    while !scene.stop.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(400)).await;
        let traders = scene.traders.read().unwrap().clone();
        let Some(trader) = traders.iter().filter(|one| one.code.is_some()).nth(verified.len() * 2) else { continue };
        let body = json!({ "external_id": trader.account });
        let (status, session) = caller.call("POST", "/v1/sessions", Some(&body)).await;
        assert!([201, 409].contains(&status), "{session}");
        let Some(token) = session["client_token"].as_str() else { continue };
        let applicant = caller.by(token);
        let said = json!({ "processing": true, "face": true, "version": "1" });
        assert_eq!(applicant.call("POST", "/v1/applicant/consent", Some(&said)).await.0, 204);
        let claim = json!({ "family_name": "A", "birth_date": "1990-01-31", "birth_country": "UTO", "nationality": "UTO",
            "document": { "type": "passport", "number": "TEST-APPROVED", "issuing_country": "UTO" } });
        assert_eq!(applicant.call("PUT", "/v1/applicant/claim", Some(&claim)).await.0, 204);
        let submitted = applicant.call("POST", "/v1/applicant/submit", None).await;
        // It was submitted before the answer was lost.
        assert!([202, 409].contains(&submitted.0), "{}", submitted.1);
        verified.push(trader.account.clone());
    }
    verified
}

/// How many batches were on their way when the server was killed, and how many of those are there. None is there in part.
async fn whole(ground: &Ground, scene: &Scene) -> (u32, u32) {
    let (mut sent, mut there) = (0, 0);
    let flights: Vec<Flight> = scene.flights.lock().unwrap().values().cloned().collect();
    for (kind, ids) in flights.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let found = match kind {
            Kind::Trade => ground.store.trades(&ground.party, MODE, &ids).await.unwrap().len(),
            _ => ground.store.entries_called(&ground.party, MODE, kind, &ids).await.unwrap().len(),
        };
        assert!([0, ids.len()].contains(&found), "{found} of a batch of {} are there: {kind:?} {ids:?}", ids.len());
        sent += 1;
        there += u32::from(found > 0);
    }
    (sent, there)
}

/// Two programmes, four owners with a code each, invited people, and two whom nobody invited.
async fn people(ground: &Ground, scene: &Scene, each: usize) -> (String, Vec<(String, String)>) {
    let open = ground.programme(&promise("0.20", "America/New_York", &json!({}))).await;
    let capped =
        ground.programme(&promise("0.20", "Asia/Shanghai", &json!({ "USDT": "2000", "JPY": "1000000000" }))).await;
    let mut codes = Vec::new();
    for (number, programme) in [&open, &open, &capped, &capped].into_iter().enumerate() {
        let code = ground.owner(&format!("acc_owner0{number}"), programme).await;
        for count in 0..each {
            let account = format!("acc_{number}_{count}");
            ground.invited(&account, &code, programme).await;
            let trader = Trader { account, code: Some(code.clone()), spot: (200_000, 100_000) };
            scene.traders.write().unwrap().push(trader);
        }
        codes.push((code, programme.clone()));
    }
    for account in ["acc_alone_1", "acc_alone_2"] {
        ground.alone(account).await;
        scene.traders.write().unwrap().push(Trader { account: account.into(), code: None, spot: (0, 0) });
    }
    (open, codes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_or_posted_in_part_however_often_the_server_is_killed() {
    let _alone = ALONE.lock().await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wanted = wanted(20_000);
    let seed = std::env::var("CANDOR_SEED").map_or(1, |seed| seed.parse().unwrap());
    eprintln!("seed {seed}");
    let here = tempfile::tempdir().unwrap();
    let mut ground = Ground::open(here.path()).await;
    let scene = Arc::new(Scene::default());
    let (programme, codes) = people(&ground, &scene, 10).await;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let began = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let client = Client {
                number,
                random: ChaCha8Rng::seed_from_u64(random.random()),
                caller: ground.caller(),
                scene: Arc::clone(&scene),
                programme: programme.clone(),
                codes: codes.iter().map(|(code, _)| code.clone()).collect(),
                done: vec![],
                count: BTreeMap::new(),
            };
            tokio::spawn(client.go_on())
        })
        .collect();
    let verifier = tokio::spawn(verifier(ground.caller(), Arc::clone(&scene)));
    let mut book = Book::default();
    let every = (wanted / 6).clamp(1, 50_000);
    let (mut kills, mut sent, mut there, mut voids, mut closed) = (0, 0, 0, 0, 0);
    while book.replay.postings < wanted {
        // Somebody is invited to what is promised now, and another process settles what was bound before.
        let (code, of) = &codes[random.random_range(0..2)];
        let account = format!("acc_late_{kills}");
        let promised = ground.invited(&account, code, of).await;
        let spot = (promised.rates["spot"].owner.millionths(), promised.rates["spot"].invited.millionths());
        scene.traders.write().unwrap().push(Trader { account, code: Some(code.clone()), spot });
        let next = (kills + 1) * every;
        while scene.postings.load(Ordering::SeqCst) < next {
            assert!(!clients.iter().any(tokio::task::JoinHandle::is_finished), "a client failed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if kills % 2 == 0 {
            let of = format!("acc_{}_{}", random.random_range(0..4), random.random_range(0..10));
            let settled = [BindingSettled::Void, BindingSettled::Closed][random.random_range(0..2)];
            if let Some(_entries) = ground.settle(&of, settled).await {
                if settled == BindingSettled::Void { voids += 1 } else { closed += 1 }
            }
        }
        tokio::time::sleep(Duration::from_micros(random.random_range(0..150_000))).await;
        ground.kill();
        kills += 1;
        let (more, of_those) = whole(&ground, &scene).await;
        (sent, there) = (sent + more, there + of_those);
        book.checked(&ground).await;
        ground.reconciled();
        eprintln!("kill {kills}: {} postings are whole after {:.0?}", book.replay.postings, began.elapsed());
        ground.start();
    }
    scene.stop.store(true, Ordering::SeqCst);
    let (mut count, mut done) = (BTreeMap::<&str, u64>::new(), Vec::new());
    for client in clients {
        let client = client.await.unwrap();
        client.count.into_iter().for_each(|(what, more)| *count.entry(what).or_default() += more);
        done.extend(client.done);
    }
    let verified = verifier.await.unwrap();
    for account in &verified {
        for tries in 0.. {
            let bound = ground.store.binding(account).await.unwrap().unwrap();
            if bound.verified_at.is_some() || bound.void_at.is_some() || bound.closed_at.is_some() {
                break;
            }
            assert!(tries < 600, "{account} was verified, and never released");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    book.checked(&ground).await;
    let said = ground.reconciled();
    // Everything that was acknowledged is there as it was acknowledged, and payers owe what the answers make together.
    let mut taken = BTreeMap::<(Kind, String), i128>::new();
    for part in done.chunks(MOST) {
        let ids: Vec<String> = part.iter().map(|done| done.sent["id"].as_str().unwrap().to_owned()).collect();
        let rows = ground.store.trades(&ground.party, MODE, &ids).await.unwrap();
        let rows: BTreeMap<&str, &TradeRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
        for (done, id) in part.iter().zip(&ids) {
            let (row, answer) = (rows[id.as_str()], &done.answer);
            assert_eq!((json!(row.owner), json!(row.invited)), (answer["owner"].clone(), answer["invited"].clone()));
            assert_eq!((json!(row.entry), json!(row.without)), (answer["entry"].clone(), answer["without"].clone()));
            let shares = minor(&answer["owner"]) + minor(&answer["invited"]);
            *taken.entry((Kind::Trade, row.currency.clone())).or_default() -= shares;
            if done.reversed {
                *taken.entry((Kind::Reversal, row.currency.clone())).or_default() += shares;
            }
        }
    }
    for (currency, decimals) in CURRENCIES {
        for kind in [Kind::Trade, Kind::Reversal] {
            let of = (kind, currency.to_owned());
            let answered = Amount::of(taken.get(&of).copied().unwrap_or_default(), decimals);
            assert_eq!(book.taken.get(&of).copied().unwrap_or_default(), answered, "{of:?}");
        }
    }
    assert!(sent > 0 && count["repeats"] > 0 && count["reversals"] > 0, "{sent} {count:?}");
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{said}");
    eprintln!(
        "{} postings of {} entries, {kills} kills; {sent} batches were on their way then, of which {there} were there whole and {} not at all; \
         {voids} void, {closed} closed, {} released; {count:?}; {seconds:.0} s, checks and restarts included",
        book.replay.postings,
        book.replay.head.number,
        sent - there,
        verified.len()
    );
}

/// `CANDOR_POSTINGS=100000 cargo test -p candor --test ledger over_http -- --nocapture` prints how fast, and holds it to the limit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_are_posted_over_http() {
    let _alone = ALONE.lock().await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let wanted = wanted(3000).min(200_000);
    let here = tempfile::tempdir().unwrap();
    let ground = Ground::open(here.path()).await;
    let scene = Arc::new(Scene::default());
    let (programme, _) = people(&ground, &scene, 10).await;
    let client = Client {
        number: 0,
        random: ChaCha8Rng::seed_from_u64(7),
        caller: ground.caller(),
        scene,
        programme,
        codes: vec![],
        done: vec![],
        count: BTreeMap::new(),
    };
    let mut client = client;
    let (mut trades, mut busy) = (0, Duration::ZERO);
    let mut slowest = Duration::ZERO;
    while trades * 3 < wanted {
        let rows: Vec<Value> = (0..MOST).map(|_| client.trade().0).collect();
        let began = Instant::now();
        let (status, answer) = client.report(Kind::Trade, "trades", &rows, vec![]).await;
        let took = began.elapsed();
        assert_eq!(status, 200, "{answer}");
        (busy, slowest) = (busy + took, slowest.max(took));
        trades += MOST as u64;
    }
    let mut book = Book::default();
    book.checked(&ground).await;
    let (postings, seconds) = (book.replay.postings, busy.as_secs_f64());
    let speed = postings as f64 / seconds;
    eprintln!(
        "{postings} postings of {trades} trades in {seconds:.2} s: {speed:.0} postings and {:.0} trades a second; the slowest batch took {slowest:.0?}",
        trades as f64 / seconds
    );
    // Other tests use the machine where nothing is measured.
    assert!(std::env::var_os("CANDOR_POSTINGS").is_none() || speed >= 5000.0, "{speed:.0} postings a second");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_altered_behind_the_program_is_named() {
    let _alone = ALONE.lock().await;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let here = tempfile::tempdir().unwrap();
    let mut ground = Ground::open(here.path()).await;
    let scene = Scene::default();
    people(&ground, &scene, 1).await;
    let at = jiff::Timestamp::from_millisecond(now()).unwrap().to_string();
    let trade = |id: &str| json!({ "id": id, "account": "acc_0_0", "product_line": "spot", "fee": "10", "currency": "USDT", "at": at });
    let mut alone = trade("t-0");
    alone["account"] = json!("acc_alone_1");
    let trades = json!({ "trades": [trade("t-1"), trade("t-2"), trade("t-3"), alone] });
    assert_eq!(ground.caller().call("POST", "/v1/trades", Some(&trades)).await.0, 200);
    let reversals = json!({ "reversals": [{ "id": "r-1", "trade": "t-1", "at": at }] });
    assert_eq!(ground.caller().call("POST", "/v1/reversals", Some(&reversals)).await.0, 200);
    let said = ground.reconciled();
    assert!(said.contains("4 entries, 12 postings") && said.contains("debits 6.000000 = credits 6.000000"), "{said}");
    ground.kill();
    let file = format!("sqlite:{}", here.path().join("candor-data/candor.sqlite").display());
    let pool = sqlx::SqlitePool::connect(&file).await.unwrap();
    // Whoever writes to the file itself asks no trigger.
    let triggers: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetch_all(&pool).await.unwrap();
    for name in triggers {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER {name}"))).execute(&pool).await.unwrap();
    }
    for (change, back, named) in [
        (
            "UPDATE posting SET amount = '9.000000' WHERE number = 2 AND place = 1",
            "UPDATE posting SET amount = '2.000000' WHERE number = 2 AND place = 1",
            "first at entry 2",
        ),
        (
            "UPDATE ledger_entry SET body = replace(body, '\"t-2\"', '\"t-x\"') WHERE number = 2",
            "UPDATE ledger_entry SET body = replace(body, '\"t-x\"', '\"t-2\"') WHERE number = 2",
            "entry 2 was altered",
        ),
        (
            "UPDATE trade SET owner = '2.000001' WHERE id = 't-3'",
            "UPDATE trade SET owner = '2.000000' WHERE id = 't-3'",
            "the trade \"t-3\" is kept otherwise",
        ),
        (
            "UPDATE trade SET owner = invited, invited = owner WHERE id = 't-3'",
            "UPDATE trade SET owner = invited, invited = owner WHERE id = 't-3'",
            "the trade \"t-3\" is kept otherwise",
        ),
        (
            "UPDATE trade SET owner = '2.000000' WHERE id = 't-0'",
            "UPDATE trade SET owner = '0' WHERE id = 't-0'",
            "the trade \"t-0\" has no entry",
        ),
        (
            "UPDATE trade SET without = NULL WHERE id = 't-0'",
            "UPDATE trade SET without = 'not_bound' WHERE id = 't-0'",
            "the trade \"t-0\" has no entry",
        ),
        (
            "UPDATE trade SET id = 't-9' WHERE id = 't-3'",
            "UPDATE trade SET id = 't-3' WHERE id = 't-9'",
            "first at entry 3",
        ),
        (
            "INSERT INTO trade SELECT relying_party, mode, 't-4', account, product_line, fee, currency, at, 3, owner, invited, NULL FROM trade WHERE id = 't-3'",
            "DELETE FROM trade WHERE id = 't-4'",
            "a trade names an entry",
        ),
        (
            "UPDATE tally SET amount = '4.000001' WHERE account LIKE 'owner/%/pending' AND kind = 'trade'",
            "UPDATE tally SET amount = '6.000000' WHERE account LIKE 'owner/%/pending' AND kind = 'trade'",
            "the tally of owner/",
        ),
        (
            "CREATE TABLE cut AS SELECT * FROM tally; DELETE FROM tally WHERE kind = 'reversal'",
            "INSERT INTO tally SELECT * FROM cut WHERE kind = 'reversal'; DROP TABLE cut",
            "first at entry 4",
        ),
    ] {
        sqlx::raw_sql(change).execute(&pool).await.unwrap();
        let (well, said) = ground.reconcile();
        assert!(!well && said.contains("differs") && said.contains(named), "{change}: {said}");
        sqlx::raw_sql(back).execute(&pool).await.unwrap();
        ground.reconciled();
    }
    pool.close().await;
}
