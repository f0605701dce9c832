//! A server with programmes, codes and invited accounts, and another process that writes to its database.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use store::sqlite::Sqlite;
use store::{
    Account, AccountStep, Binding, BindingSettled, Change, InvitationCode, Ledger, LedgerStep, Mode, Parties, Step,
    Store, StoreError, TradeRow,
};
use verify::invitation::{Code, Programme};
use verify::ledger::{About, Amount, Entry, Held, Holding, Kind, Replay, day, returned, zone};

pub(crate) const MODE: Mode = Mode::Test;
/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;
/// What each currency has after the point.
pub(crate) const CURRENCIES: [(&str, u8); 3] = [("USDT", 6), ("JPY", 0), ("BTC", 8)];

pub(crate) fn now() -> i64 {
    server::Clock::now(&server::SystemClock).as_millisecond()
}

/// What a programme promises; the month's end is another in each zone.
pub(crate) fn promise(owner: &str, zone: &str, cap: &Value) -> Value {
    let words = json!({ "title": "Invite", "text": "A share of each fee." });
    json!({ "name": "Autumn", "payer": "Utopia Exchange", "texts": { "en": words, "zh-CN": words },
        "rates": { "spot": { "owner": owner, "invited": "0.10" }, "perp": { "owner": "0.333333", "invited": "0" } },
        "currencies": { "USDT": 6, "JPY": 0, "BTC": 8 }, "starts_at": "2026-01-01T00:00:00Z", "cap": cap, "zone": zone })
}

/// A server on a folder of its own, and a second hand on its database.
pub(crate) struct Ground {
    folder: PathBuf,
    port: u16,
    server: Option<Child>,
    key: String,
    pub(crate) party: String,
    pub(crate) store: Sqlite,
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.kill();
    }
}

fn command(folder: &Path, port: u16, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(words).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    command.env("CANDOR_LISTEN", format!("127.0.0.1:{port}")).env("CANDOR_ADMIN_LISTEN", "127.0.0.1:0");
    command.env("CANDOR_REQUESTS_PER_MINUTE", "10000000").env("CANDOR_REQUESTS_PER_MINUTE_OF_ADDRESS", "10000000");
    command.env("CANDOR_LEASE_SECONDS", "6").env("CANDOR_RETRY_SECONDS", "0").env("CANDOR_LOG", "error");
    // It is the test's, and no setting of a server.
    command.env_remove("CANDOR_SEED");
    // Nothing is measured here.
    command.env("CANDOR_MODELS", concat!(env!("CARGO_MANIFEST_DIR"), "/../../models"));
    command
}

impl Ground {
    pub(crate) async fn open(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = command(folder, port, &["serve"]).spawn().unwrap();
        for _ in 0..1200 {
            let key = std::fs::read_to_string(folder.join("candor-keys/first-api-key")).unwrap_or_default();
            if key.ends_with('\n') && std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                let store = Sqlite::open_existing(&folder.join("candor-data/candor.sqlite")).await.unwrap();
                let party = store.parties().await.unwrap()[0].id.clone();
                let (folder, key) = (folder.to_owned(), key.trim().to_owned());
                return Self { folder, port, server: Some(server), key, party, store };
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        let _ = (server.kill(), server.wait());
        panic!("the server did not start");
    }

    pub(crate) fn caller(&self) -> Caller {
        let base = format!("http://127.0.0.1:{}", self.port);
        Caller { client: reqwest::Client::new(), base, key: self.key.clone() }
    }

    /// Ends the server without a word: SIGKILL on Unix.
    pub(crate) fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    pub(crate) fn start(&mut self) {
        self.server = Some(command(&self.folder, self.port, &["serve"]).spawn().unwrap());
    }

    /// Whether `candor ledger reconcile` finds all well, and what it says.
    pub(crate) fn reconcile(&self) -> (bool, String) {
        let mut command = command(&self.folder, self.port, &["ledger", "reconcile"]);
        let said = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        let texts = [&said.stdout, &said.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        (said.status.success(), texts.concat())
    }

    /// What it says, which must be that all is well.
    pub(crate) fn reconciled(&self) -> String {
        let (well, said) = self.reconcile();
        assert!(well, "{said}");
        said
    }

    pub(crate) async fn commit(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        self.store.commit(Change { relying_party: self.party.clone(), at: now(), steps }).await
    }

    pub(crate) async fn programme(&self, body: &Value) -> String {
        let made = self.caller().call("POST", "/v1/programmes", Some(body)).await;
        assert_eq!(made.0, 201, "{}", made.1);
        made.1["id"].as_str().unwrap().to_owned()
    }

    fn account(&self, id: &str) -> Step {
        Step::Account(AccountStep::New(Account {
            id: id.into(),
            relying_party: self.party.clone(),
            mode: MODE,
            version: 1,
            sealed: Some(vec![1]),
            contact: Some(id.as_bytes().to_vec()),
            password: Some("none".into()),
            locale: "en".into(),
            created_at: now() - 91 * DAY,
            closed_at: None,
        }))
    }

    /// Somebody who was invited by nobody.
    pub(crate) async fn alone(&self, id: &str) {
        self.commit(vec![self.account(id)]).await.unwrap();
    }

    /// An account with a code of the programme.
    pub(crate) async fn owner(&self, id: &str, programme: &str) -> String {
        let mut random = [0; 5];
        random.copy_from_slice(&id.as_bytes()[id.len() - 5..]);
        let code = Code::new(random).letters().to_owned();
        let row = InvitationCode {
            code: code.clone(),
            relying_party: self.party.clone(),
            mode: MODE,
            programme: programme.into(),
            owner: id.into(),
            created_at: now() - 91 * DAY,
            closed_at: None,
        };
        self.commit(vec![self.account(id), Step::Ledger(LedgerStep::NewCode(row))]).await.unwrap();
        code
    }

    /// Somebody who was invited 90 days ago, with what was promised; the newest version, whoever changes it meanwhile.
    pub(crate) async fn invited(&self, id: &str, code: &str, programme: &str) -> Programme {
        loop {
            let row = self.store.programme(programme).await.unwrap().unwrap();
            let promise: Programme = serde_json::from_str(&row.definition).unwrap();
            let binding = Binding {
                account: id.into(),
                relying_party: self.party.clone(),
                mode: MODE,
                code: code.into(),
                programme: programme.into(),
                version: row.version,
                terms_sha256: promise.terms().sha256(),
                bound_at: now() - 90 * DAY,
                verified_at: None,
                void_at: None,
                closed_at: None,
            };
            match self.commit(vec![self.account(id), Step::Ledger(LedgerStep::NewBinding(binding))]).await {
                Ok(()) => return promise,
                Err(StoreError::Conflict("the invitation")) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }

    /// Voids a binding or closes the account, while the server posts to the same ledger. `None` when it was void already.
    pub(crate) async fn settle(&self, account: &str, settled: BindingSettled) -> Option<usize> {
        for _ in 0..1000 {
            let from = self.store.ledger_head(&self.party, MODE).await.unwrap();
            let bound = self.store.binding(account).await.unwrap().unwrap();
            if bound.void_at.is_some() || bound.closed_at.is_some() {
                return None;
            }
            let code = self.store.invitation_code(&self.party, MODE, &bound.code).await.unwrap().unwrap();
            let entries = self.store.entries_of(&self.party, MODE, account).await.unwrap();
            let row = self.store.programme(&bound.programme).await.unwrap().unwrap();
            let promise: Programme = serde_json::from_str(&row.definition).unwrap();
            let void = settled == BindingSettled::Void;
            let mut holdings = vec![Holding::Invited(account.into())];
            if code.closed_at.is_none() {
                holdings.push(Holding::Owner(bound.code.clone()));
            }
            let entries: Vec<Entry> = entries.into_iter().filter(|entry| !void || entry.kind != Kind::Payout).collect();
            let (kind, at) = (if void { Kind::Void } else { Kind::GiveUp }, now());
            let on = day(at, &zone(&promise.zone).unwrap()).unwrap();
            let mut made = Vec::new();
            for (currency, mut held) in held(&entries, &holdings) {
                if !void {
                    held = held.into_iter().map(Held::owed).collect();
                    // What waits for somebody who left would wait for ever; what was released is the owner's.
                    let waits = |owner: &mut Held| owner.payable = Amount::ZERO;
                    held.get_mut(1).into_iter().for_each(waits);
                    held.truncate(if bound.verified_at.is_some() { 1 } else { 2 });
                }
                let about = About {
                    subject: account,
                    programme: &bound.programme,
                    account: Some(account),
                    code: Some(&bound.code),
                    currency: &currency,
                    at,
                    posted_at: at,
                    day: &on,
                };
                made.extend(returned(kind, about, &held).unwrap());
            }
            let mut head = from.head;
            let entries: Vec<_> = made.into_iter().map(|entry| head.push(entry).unwrap()).collect();
            let count = entries.len();
            let post = Step::Ledger(LedgerStep::Post { mode: MODE, from, entries, trades: vec![] });
            match self
                .commit(vec![post, Step::Ledger(LedgerStep::SettleBinding { account: account.into(), settled })])
                .await
            {
                Ok(()) => return Some(count),
                Err(StoreError::Conflict(_)) => {}
                Err(other) => panic!("{other}"),
            }
        }
        panic!("others were faster a thousand times");
    }
}

/// What those entries left with each of the holdings, by currency.
fn held(entries: &[Entry], holdings: &[Holding]) -> BTreeMap<String, Vec<Held>> {
    let mut sums = BTreeMap::<String, Vec<Held>>::new();
    for entry in entries {
        let own = holdings.iter().map(|holding| Held::by(entry, holding.clone()).unwrap());
        match sums.get_mut(&entry.currency) {
            None => drop(sums.insert(entry.currency.clone(), own.collect())),
            Some(sums) => {
                for (sum, one) in sums.iter_mut().zip(own) {
                    sum.pending = sum.pending.plus(one.pending).unwrap();
                    sum.payable = sum.payable.plus(one.payable).unwrap();
                }
            }
        }
    }
    sums
}

/// Somebody who calls the server until it answers: a killed one answers later.
#[derive(Clone)]
pub(crate) struct Caller {
    client: reqwest::Client,
    base: String,
    key: String,
}

impl Caller {
    /// The same with the token of an applicant.
    pub(crate) fn by(&self, token: &str) -> Self {
        Self { key: token.into(), ..self.clone() }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let mut last = String::new();
        // As long as everything that was posted takes to be looked through.
        for _ in 0..12_000 {
            let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
            let mut request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(&self.key);
            if let Some(body) = body {
                request = request.json(body);
            }
            if let Ok(answer) = request.send().await {
                let status = answer.status().as_u16();
                if let Ok(text) = answer.text().await {
                    if status < 500 {
                        return (status, serde_json::from_str(&text).unwrap_or_default());
                    }
                    last = text;
                }
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("nobody answered {path} for five minutes; the last answer was {last:?}");
    }
}

/// A share as paper has it: half of the smallest unit to the even neighbour.
pub(crate) fn share(fee: i128, millionths: u32) -> i128 {
    let product = fee * i128::from(millionths);
    let (whole, rest) = (product / 1_000_000, product % 1_000_000);
    whole + i128::from(rest > 500_000 || rest == 500_000 && whole % 2 == 1)
}

/// The ledger as it follows from its entries, which are read on from where the last reading ended.
#[derive(Default)]
pub(crate) struct Book {
    pub(crate) replay: Replay,
    /// What trades and reversals took from payers.
    pub(crate) taken: BTreeMap<(Kind, String), Amount>,
}

impl Book {
    /// Holds what came since against postings, trades and the tally.
    pub(crate) async fn checked(&mut self, ground: &Ground) {
        let (store, party) = (&ground.store, ground.party.as_str());
        loop {
            let after = self.replay.head.number;
            let kept = store.entries(party, MODE, after, 2000).await.unwrap();
            let Some(last) = kept.last().map(|entry| entry.number) else { break };
            let entries: Vec<Entry> =
                kept.iter().map(|entry| self.replay.next(&entry.body, &entry.hash).unwrap()).collect();
            let mut beside = store.postings(party, MODE, after, last).await.unwrap().into_iter();
            for entry in &entries {
                for posting in &entry.postings {
                    let kept = beside.next().unwrap();
                    assert_eq!((kept.number, &kept.account), (entry.number, &posting.account));
                    assert_eq!((&kept.currency, kept.amount), (&entry.currency, posting.amount.to_string()));
                }
                let payer = entry.posted_to(&verify::ledger::payer(&entry.programme)).unwrap();
                let sum = self.taken.entry((entry.kind, entry.currency.clone())).or_default();
                *sum = sum.plus(payer).unwrap();
            }
            assert!(beside.next().is_none(), "postings without an entry");
            let trades: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == Kind::Trade).collect();
            let ids: Vec<String> = trades.iter().map(|entry| entry.subject.clone()).collect();
            let rows = store.trades(party, MODE, &ids).await.unwrap();
            let rows: BTreeMap<&str, &TradeRow> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
            for entry in trades {
                let row = rows.get(entry.subject.as_str()).unwrap_or_else(|| panic!("{entry:?} is half posted"));
                assert_eq!((row.entry, &row.fee), (Some(entry.number), &entry.fee.to_string()));
            }
        }
        assert_eq!(store.ledger_head(party, MODE).await.unwrap().head, self.replay.head);
        assert!(store.tally(party, MODE, None).await.unwrap() == self.replay.tally, "the tally differs");
        for (currency, _) in CURRENCIES {
            let (credits, debits) = self.replay.sides(currency).unwrap();
            assert_eq!(credits, debits, "{currency}");
        }
    }
}
