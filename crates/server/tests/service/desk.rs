//! Somebody at the console, and an applicant who appeals.

use crate::support::{Answer, House};
use reqwest::Method;
use serde_json::{Value, json};
use server::Role;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use totp_rs::{Builder, Secret};

/// A user of the console, who is signed in.
pub(crate) struct Reviewer<'a> {
    house: &'a House,
    party: String,
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) cookie: Mutex<String>,
    pub(crate) secret: Vec<u8>,
}

/// The code of `secret` for the house's own time, so many steps later.
pub(crate) fn code(house: &House, secret: &[u8], later: i64) -> String {
    let now = server::Clock::now(&*house.clock).as_second() + later * 30;
    let totp = Builder::new().with_secret(Secret::from(secret)).build().unwrap();
    totp.generate(now as u64).to_string()
}

impl<'a> Reviewer<'a> {
    /// Registers somebody with those roles, who signs in for the first time.
    pub(crate) async fn new(house: &'a House, login: &str, roles: &[Role]) -> Self {
        Self::of(house, &house.party().await, login, roles).await
    }

    /// The same, of that relying party.
    pub(crate) async fn of(house: &'a House, party: &str, login: &str, roles: &[Role]) -> Self {
        let made = server::new_user(&house.service, party, login, roles).await.unwrap();
        let (party, login) = (party.to_owned(), login.to_owned());
        let mut reviewer =
            Self { house, party, login, password: made.password, cookie: Mutex::default(), secret: vec![] };
        let next = reviewer.password().await;
        assert_eq!(next.body["next"], "enrol", "{}", next.text);
        let offered = reviewer.post("enrol", &json!({})).await;
        let secret = offered.body["secret"].as_str().unwrap().replace(' ', "");
        reviewer.secret = Secret::try_from_base32(&secret).unwrap().as_ref().to_vec();
        let me = reviewer.post("second-factor", &json!({ "code": code(house, &reviewer.secret, 0) })).await;
        assert_eq!(me.status, 200, "{}", me.text);
        reviewer
    }

    /// Gives login and password.
    pub(crate) async fn password(&self) -> Answer {
        self.post("sign-in", &json!({ "login": self.login, "password": self.password, "relying_party": self.party }))
            .await
    }

    /// The own id.
    pub(crate) async fn id(&self) -> String {
        self.get("me").await.body["id"].as_str().unwrap().to_owned()
    }

    /// Signs in again, after the last time was over.
    pub(crate) async fn returns(&self) {
        assert_eq!(self.password().await.body["next"], "code");
        let me = self.post("second-factor", &json!({ "code": code(self.house, &self.secret, 0) })).await;
        assert_eq!(me.status, 200, "{}", me.text);
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let cookie = self.cookie.lock().unwrap().clone();
        let headers = [("cookie", cookie.as_str()), ("x-candor-console", "1"), ("content-type", "application/json")];
        let body = body.map(|body| serde_json::to_vec(body).unwrap());
        let answer = self.house.send(method, &format!("/v1/console/{path}"), "none", &headers, body).await;
        // As browsers do; one that is taken away is kept, for whoever tries it again.
        let kept = answer.header("set-cookie").split(';').next().filter(|kept| kept.contains("=console_"));
        if let Some(kept) = kept {
            *self.cookie.lock().unwrap() = kept.to_owned();
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// The first case of the queue in test mode.
    pub(crate) async fn first(&self) -> String {
        let queue = self.get("cases?mode=test").await;
        queue.body["cases"][0]["id"].as_str().unwrap_or_else(|| panic!("{}", queue.text)).to_owned()
    }

    /// Takes a case and opens it.
    pub(crate) async fn opens(&self, case: &str) -> Value {
        let taken = self.post(&format!("cases/{case}/take"), &json!({})).await;
        assert_eq!(taken.status, 200, "{}", taken.text);
        let opened = self.post(&format!("cases/{case}/open"), &json!({ "purpose": "decide" })).await;
        assert_eq!(opened.status, 200, "{}", opened.text);
        opened.body
    }
}

impl House {
    /// A session that a clerk refused for the face, whose applicant may appeal.
    pub(crate) async fn refused(&self, external_id: &str) -> (String, String) {
        let (id, token) = self.magic(external_id, "TEST-face.mismatch").await;
        self.declined(&id, "face.mismatch").await;
        (id, token)
    }

    /// Declines a session in review for that reason, by somebody who decides nothing else.
    pub(crate) async fn declined(&self, id: &str, code: &str) {
        self.until(id, "in_review").await;
        let count = self.service.store.users(&self.party().await).await.unwrap().len();
        let clerk = Reviewer::new(self, &format!("clerk-{count}"), &[Role::Reviewer]).await;
        let case = self.service.store.review_of(id, None).await.unwrap().unwrap().id;
        clerk.opens(&case).await;
        let declined =
            clerk.post(&format!("cases/{case}/decision"), &json!({ "outcome": "declined", "reasons": [code] })).await;
        assert_eq!(declined.status, 200, "{}", declined.text);
    }

    /// Begins an appeal and proves the contact.
    pub(crate) async fn appealing(&self, token: &str) -> Value {
        let begun = self.bare("/v1/applicant/appeal", token).await;
        assert_eq!(begun.status, 201, "{}", begun.text);
        let digits = self.contact_code(token).await;
        let proven = self.post("/v1/applicant/appeal/contact/code", token, &json!({ "code": digits })).await;
        assert_eq!(proven.status, 204, "{}", proven.text);
        begun.body["appeal"].clone()
    }

    /// Letters with a code in the outbox, oldest first.
    fn letters(&self) -> Vec<String> {
        let found = std::fs::read_dir(self.folder.path().join("data/outbox")).into_iter().flatten().flatten();
        let mut letters: Vec<_> = found.map(|entry| entry.path()).collect();
        letters.sort();
        let texts = letters.iter().filter_map(|path| std::fs::read_to_string(path).ok());
        texts.filter(|text| text.contains("Subject: Your code: ")).collect()
    }

    /// Has a code sent to the registered contact, and gives it.
    pub(crate) async fn contact_code(&self, token: &str) -> String {
        let before = self.letters().len();
        let sent = self.post("/v1/applicant/appeal/contact", token, &json!({ "kind": "email" })).await;
        assert_eq!(sent.status, 202, "{}", sent.text);
        for _ in 0..400 {
            let letters = self.letters();
            if letters.len() > before {
                let (_, code) = letters[letters.len() - 1].split_once("Subject: Your code: ").unwrap();
                return code[..6].to_owned();
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("no code came");
    }

    /// An appeal with everything that it needs, submitted.
    pub(crate) async fn appealed(&self, token: &str) -> Value {
        self.appealing(token).await;
        self.upload(token, "held", b"face id paper username date purpose code").await;
        self.upload(token, "statement", b"paper username date purpose code").await;
        let submitted = self.bare("/v1/applicant/appeal/submit", token).await;
        assert_eq!(submitted.status, 202, "{}", submitted.text);
        submitted.body["appeal"].clone()
    }

    /// Lets so much time pass, in milliseconds, and does what nobody asks for.
    pub(crate) async fn passes(&self, milliseconds: i64) {
        self.clock.0.fetch_add(milliseconds, Ordering::SeqCst);
        server::sweep(&self.service).await;
    }

    /// Holds every appeal against its log: it is what its events make of it.
    pub(crate) async fn appeals_replayed(&self) {
        for session in self.get("/v1/appeals?limit=100", &self.key).await.body["appeals"].as_array().unwrap() {
            let id = session["id"].as_str().unwrap();
            let events = self.service.store.appeal_events(id).await.unwrap();
            let row = self.service.store.appeal(id).await.unwrap().unwrap();
            let made = verify::appeal::Appeal::replay(events.iter().map(|(event, at)| (event, *at))).unwrap();
            assert_eq!(serde_json::from_str::<verify::appeal::Appeal>(&row.stands).unwrap(), made, "{events:?}");
            assert_eq!(row.state, made.state);
        }
    }
}
