//! Back in by a code to the registered contact.

use crate::support::House;
use serde_json::json;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The letter of that id in the outbox; `None` when none comes.
async fn letter(house: &House, id: &str) -> Option<String> {
    let place = house.folder.path().join("data/outbox").join(format!("{id}.eml"));
    for _ in 0..80 {
        if let Ok(text) = std::fs::read_to_string(&place) {
            // The letter is written before it is noted where its code leads.
            done(house).await;
            return Some(text);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    None
}

/// Waits until no letter is left to be written.
async fn done(house: &House) {
    for _ in 0..100 {
        if house.service.store.waiting("letter").await.unwrap() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("letters still wait");
}

fn code_of(letter: &str) -> String {
    let subject = letter.lines().find(|line| line.starts_with("Subject: ")).unwrap();
    subject.chars().filter(char::is_ascii_digit).collect()
}

async fn asked(house: &House, email: &str) -> String {
    let answer = house.post("/v1/ways-back", "", &json!({ "email": email })).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    answer.body["id"].as_str().unwrap().to_owned()
}

async fn brought(house: &House, id: &str, code: &str) -> crate::support::Answer {
    house.post(&format!("/v1/ways-back/{id}"), "", &json!({ "code": code })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_to_the_contact_leads_back_once() {
    let house = House::new().await;
    let (session, token) = house.session("returning").await;
    assert_eq!(house.claim(&token, "L898902C3").await.status, 204);
    let id = asked(&house, "Planted@Example.org").await;
    let text = letter(&house, &id).await.expect("a letter");
    assert!(text.contains("First relying party") && text.contains("Planted@Example.org"), "{text}");
    assert!(!text.contains("PLANTEDNAME") && !text.contains("L898902C3"), "{text}");
    let code = code_of(&text);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(brought(&house, &id, wrong).await.code(), "way_back.refused");
    let answer = brought(&house, &id, &code).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let back = house.get("/v1/applicant/session", answer.body["client_token"].as_str().unwrap()).await;
    assert_eq!((back.status.as_u16(), &back.body["state"]), (200, &json!("collecting")), "{}", back.text);
    // What was typed is still there, and the first device is still in.
    assert_eq!(house.get("/v1/applicant/copy", &token).await.body["claim"]["given_names"], "ADA");
    // Letters are kept for a day; the text of the code was gone before.
    let outbox = house.folder.path().join("data/outbox");
    let left = |days: i64| {
        house.clock.0.store(days * 86_400_000 + 1000, Ordering::SeqCst);
        let house = &house;
        let outbox = outbox.clone();
        async move {
            server::sweep(&house.service).await;
            std::fs::read_dir(outbox).unwrap().count()
        }
    };
    assert_eq!((left(0).await, left(1).await), (1, 0));
    house.clock.0.store(0, Ordering::SeqCst);
    // Replayed, it is refused like a wrong one.
    let again = brought(&house, &id, &code).await;
    assert_eq!((again.status.as_u16(), again.code()), (403, "way_back.refused"));
    let entries = house.service.store.audit(&house.party().await, 0, 100).await.unwrap();
    assert!(entries.iter().any(|(entry, _)| entry.action == "token.given_by_code" && entry.subject == session));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_whether_a_contact_is_registered() {
    let house = House::new().await;
    let (session, _) = house.session("known").await;
    let known = house.post("/v1/ways-back", "", &json!({ "email": "planted@example.org" })).await;
    let unknown = house.post("/v1/ways-back", "", &json!({ "email": "nobody1@example.org" })).await;
    let shape = |answer: &crate::support::Answer| {
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        let members: Vec<String> = answer.body.as_object().unwrap().keys().cloned().collect();
        (answer.status, names, members)
    };
    assert_eq!(shape(&known), shape(&unknown));
    let id = |answer: &crate::support::Answer| answer.body["id"].as_str().unwrap().to_owned();
    assert!(letter(&house, &id(&known)).await.is_some());
    // The job of the unknown one is done; no letter was written.
    done(&house).await;
    let outbox = std::fs::read_dir(house.folder.path().join("data/outbox")).unwrap().count();
    assert_eq!(outbox, 1, "one letter, to whom it is registered");
    // Wrong codes, codes without a session and ids that were never given are refused in the same words.
    let mut refusals = Vec::new();
    for id in [id(&known), id(&unknown), "ret_nothing".to_owned()] {
        let mut refusal = brought(&house, &id, "12345x").await;
        // Each has a name of its own.
        refusal.body.as_object_mut().unwrap().remove("instance").unwrap();
        refusals.push((refusal.status, refusal.body));
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    // Contact and code are gone from the database once they were sent.
    let kept = house.service.store.way_back(&id(&known)).await.unwrap().unwrap();
    assert_eq!((kept.sealed, kept.session), (None, Some(session)));
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_end_by_tries_by_time_and_by_number() {
    let house = House::with(|config| config.codes_per_hour = 9).await;
    house.session("guessed").await;
    let id = asked(&house, "planted@example.org").await;
    let code = code_of(&letter(&house, &id).await.expect("a letter"));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(brought(&house, &id, wrong).await.status, 403);
    }
    assert_eq!(brought(&house, &id, &code).await.status, 403, "five tries were made");
    let late = asked(&house, "planted@example.org").await;
    let code = code_of(&letter(&house, &late).await.expect("a letter"));
    house.clock.0.store(601_000, Ordering::SeqCst);
    assert_eq!(brought(&house, &late, &code).await.status, 403, "ten minutes are over");
    house.clock.0.store(0, Ordering::SeqCst);
    for _ in 0..3 {
        let id = asked(&house, "planted@example.org").await;
        assert!(letter(&house, &id).await.is_some());
    }
    let sixth = asked(&house, "planted@example.org").await;
    assert!(letter(&house, &sixth).await.is_none(), "five letters an hour");
    for _ in 0..3 {
        asked(&house, "nobody@example.org").await;
    }
    let limited = house.post("/v1/ways-back", "", &json!({ "email": "nobody@example.org" })).await;
    assert_eq!((limited.status.as_u16(), limited.code()), (429, "rate_limited"));
    assert!(limited.header("retry-after").parse::<u32>().unwrap() > 60);
    for body in [
        json!({}),
        json!({ "email": "a@b.example", "phone": "+4799999999" }),
        json!({ "email": "no address" }),
        json!({ "phone": "+44014481*" }),
        json!({ "email": "ü@example.org" }),
    ] {
        assert_eq!(house.post("/v1/ways-back", "", &body).await.status, 422, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_telephone_is_a_contact_and_its_message_is_not_for_others() {
    let house = House::new().await;
    house.session("called").await;
    let answer = house.post("/v1/ways-back", "", &json!({ "phone": "+4799999999" })).await;
    let id = answer.body["id"].as_str().unwrap().to_owned();
    let text = letter(&house, &id).await.expect("a message");
    assert!(text.starts_with("To: +4799999999"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let place = house.folder.path().join("data/outbox").join(format!("{id}.eml"));
        assert_eq!(std::fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// A mail server that takes one letter, after it refused one.
async fn mail_server() -> (u16, tokio::task::JoinHandle<String>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let taking = tokio::spawn(async move {
        for refuses in [true, false] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (reader, mut writer) = stream.split();
            let mut lines = BufReader::new(reader).lines();
            writer.write_all(b"220 mail.example\r\n").await.unwrap();
            let (mut text, mut in_letter) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.split(' ').next().unwrap_or_default() {
                    "." => "250 kept",
                    _ if in_letter => {
                        text += &(line + "\n");
                        continue;
                    }
                    "EHLO" => "250 mail.example",
                    "MAIL" if refuses => "451 later",
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 well",
                };
                in_letter = answer.starts_with("354");
                writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
                if answer.starts_with("250 kept") {
                    return text;
                }
            }
        }
        String::new()
    });
    (port, taking)
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_to_the_mail_server_again_until_it_takes_them() {
    let (port, taking) = mail_server().await;
    let house = House::with(|config| config.smtp_url = format!("smtp://127.0.0.1:{port}")).await;
    house.session("written-to").await;
    let id = asked(&house, "planted@example.org").await;
    let text = tokio::time::timeout(Duration::from_secs(30), taking).await.expect("a letter").unwrap();
    assert!(text.contains("To: planted@example.org") && text.contains(&id), "{text}");
    // The server took the letter before the job wrote down where its code leads.
    done(&house).await;
    let answer = brought(&house, &id, &code_of(&text)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    assert!(!house.folder.path().join("data/outbox").exists());
}
