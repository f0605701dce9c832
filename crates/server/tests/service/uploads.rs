//! Uploads by tus.

use crate::support::{Answer, House};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[tokio::test]
async fn a_file_arrives_in_parts_and_is_judged_whole() {
    let house = House::new().await;
    let (id, token) = house.session("user-1").await;
    house.claim(&token, "X1234567").await;
    let able = house.send(Method::OPTIONS, "/v1/applicant/evidence", "", &[], None).await;
    assert_eq!((able.status.as_u16(), able.header("tus-version")), (204, "1.0.0"));
    assert!(able.header("tus-extension").contains("checksum,expiration,termination"));
    let bytes: Vec<u8> = (0..100_000u32).map(|number| number as u8).collect();
    let announced = house.announce(&token, "front", bytes.len()).await;
    assert_eq!(announced.status, 201);
    assert!(announced.header("upload-expires").ends_with("GMT"));
    let place = announced.header("location").to_owned();
    let digest = |part: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(part)));
    for (from, to) in [(0, 1), (1, 70_000), (70_000, 100_000)] {
        let part = &bytes[from..to];
        let answer = house.append(&token, &place, from as u64, part, &[("upload-checksum", &digest(part))]).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("upload-offset")),
            (204, &*to.to_string()),
            "{}",
            answer.text
        );
    }
    house.upload(&token, "selfie", b"selfie").await;
    house.submit(&token).await;
    house.until(&id, "needs_resubmission").await;
    assert_eq!(house.judge.seen.lock().unwrap()[0].front.as_deref(), Some(&bytes[..]));
    // The parts are gone: two files are left.
    assert_eq!(house.service.blobs.list(&id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_nothing_is_lost() {
    let house = House::with(|config| config.most_bytes = 1000).await;
    let (_, token) = house.session("user-1").await;
    assert_eq!(house.announce(&token, "front", 1001).await.code(), "file.too_large");
    assert_eq!(house.announce(&token, "front", 0).await.code(), "file.empty");
    assert_eq!(house.announce(&token, "passport", 10).await.code(), "upload.kind");
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    let wrong = format!("sha1 {}", BASE64_STANDARD.encode([0; 20]));
    let refused = house.append(&token, &place, 0, b"12345", &[("upload-checksum", &wrong)]).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (460, "upload.checksum"));
    assert_eq!(house.append(&token, &place, 5, b"12345", &[]).await.code(), "upload.offset");
    assert_eq!(house.append(&token, &place, 0, b"12345678901", &[]).await.code(), "upload.too_long");
    assert_eq!(house.append(&token, &place, 0, b"12345", &[]).await.status, 204);
    let headers = [("tus-resumable", "1.0.0")];
    let stands = house.send(Method::HEAD, &place, &token, &headers, None).await;
    assert_eq!((stands.header("upload-offset"), stands.header("upload-length")), ("5", "10"));
    assert_eq!(stands.header("upload-metadata"), "kind ZnJvbnQ=");
    let version = house.send(Method::HEAD, &place, &token, &[("tus-resumable", "0.2")], None).await;
    assert_eq!((version.status.as_u16(), version.header("tus-version")), (412, "1.0.0"));
    for answer in [&refused, &stands, &version, &house.send(Method::HEAD, &place, "", &headers, None).await] {
        assert_eq!(answer.header("tus-resumable"), "1.0.0", "{answer:?}");
    }
    let text = [("tus-resumable", "1.0.0"), ("upload-offset", "5"), ("content-type", "text/plain")];
    assert_eq!(house.send(Method::PATCH, &place, &token, &text, Some(b"6".to_vec())).await.status, 415);
    // Two go on from the same place: one of them does.
    let both =
        tokio::join!(house.append(&token, &place, 5, b"67890", &[]), house.append(&token, &place, 5, b"67890", &[]));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert!(statuses == [204, 409] || statuses == [204, 423], "{statuses:?}");
    // As one who can only POST says it.
    let meant = [("tus-resumable", "1.0.0"), ("x-http-method-override", "DELETE")];
    assert_eq!(house.send(Method::POST, &place, &token, &meant, None).await.status, 204);
    assert_eq!(house.send(Method::POST, "/v1/sessions", &house.key, &meant, None).await.status, 415, "uploads alone");
    assert_eq!(house.send(Method::HEAD, &place, &token, &headers, None).await.status, 404);
}

#[tokio::test]
async fn an_upload_that_breaks_goes_on_at_the_byte() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 1000).await.header("location").to_owned();
    let mut stream = tokio::net::TcpStream::connect(house.address()).await.unwrap();
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&[7; 300]).await.unwrap();
    stream.flush().await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(stream);
    let headers = [("tus-resumable", "1.0.0")];
    let mut offset = String::new();
    for _ in 0..100 {
        offset = house.send(Method::HEAD, &place, &token, &headers, None).await.header("upload-offset").to_owned();
        if offset != "0" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(offset, "300");
    assert_eq!(house.append(&token, &place, 300, &[7; 700], &[]).await.status, 204);
}

/// Begins to send `bytes` of a file of `size`, and goes on with nothing.
async fn begun(house: &House, token: &str, place: &str, size: usize, bytes: &[u8]) -> tokio::net::TcpStream {
    let mut stream = tokio::net::TcpStream::connect(house.address()).await.unwrap();
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {size}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.flush().await.unwrap();
    // Until it has come in.
    tokio::time::sleep(Duration::from_millis(200)).await;
    stream
}

/// The answer to the first try that is not `status`, or to the last of many.
async fn other_than<Tried: Future<Output = Answer>>(status: u16, tried: impl Fn() -> Tried) -> Answer {
    for _ in 0..100 {
        let answer = tried().await;
        if answer.status != status {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tried().await
}

#[tokio::test]
async fn one_request_at_a_time_sends_bytes_of_a_file() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    let first = begun(&house, &token, &place, 10, b"12345").await;
    // Its bytes are not kept yet: the second begins where the first did.
    let second = house.append(&token, &place, 0, b"12345", &[]).await;
    assert_eq!((second.status.as_u16(), second.code()), (423, "upload.under_way"));
    drop(first);
    let after = other_than(423, || house.append(&token, &place, 5, b"67890", &[])).await;
    assert_eq!(after.status, 204, "{}", after.text);
}

#[tokio::test]
async fn uploads_have_so_much_memory_and_no_more() {
    let house = House::with(|config| (config.most_bytes, config.upload_memory_bytes) = (1000, 1)).await;
    let (_, token) = house.session("user-1").await;
    let mut places = Vec::new();
    for kind in ["front", "back", "selfie"] {
        places.push(house.announce(&token, kind, 1000).await.header("location").to_owned());
    }
    let _one = begun(&house, &token, &places[0], 1000, &[1; 900]).await;
    let two = begun(&house, &token, &places[1], 1000, &[2; 900]).await;
    let refused = house.append(&token, &places[2], 0, &[3; 1000], &[]).await;
    assert_eq!((refused.status.as_u16(), refused.code(), refused.header("retry-after")), (503, "busy", "5"));
    drop(two);
    let taken = other_than(503, || house.append(&token, &places[2], 0, &[3; 1000], &[])).await;
    assert_eq!(taken.status, 204, "{}", taken.text);
}

#[tokio::test]
async fn what_came_of_a_large_file_is_kept_while_more_comes() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let size = (4 << 20) + 200_000;
    let place = house.announce(&token, "front", size).await.header("location").to_owned();
    let bytes: Vec<u8> = (0..size).map(|number| (number / 1000) as u8).collect();
    let stream = begun(&house, &token, &place, size, &bytes[..size - 10]).await;
    let headers = [("tus-resumable", "1.0.0")];
    let mut kept = 0;
    for _ in 0..200 {
        let stands = house.send(Method::HEAD, &place, &token, &headers, None).await;
        kept = stands.header("upload-offset").parse::<usize>().unwrap();
        if kept > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!((3 << 20..=4 << 20).contains(&kept), "{kept}");
    drop(stream);
    let last = other_than(423, || house.append(&token, &place, (size - 10) as u64, &bytes[size - 10..], &[])).await;
    assert_eq!(last.status, 204, "{}", last.text);
    house.claim(&token, "X1234567").await;
    house.bare("/v1/applicant/precheck", &token).await;
    assert!(house.judge.seen.lock().unwrap()[0].front.as_deref() == Some(&bytes[..]));
}

/// Sends `text` to the service, and gives what it says until it closes, and how long that took.
async fn said(house: &House, text: &str) -> (String, Duration) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = house.running.as_ref().unwrap().address;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let started = tokio::time::Instant::now();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await.unwrap();
    (String::from_utf8_lossy(&answer).into_owned(), started.elapsed())
}

#[tokio::test]
async fn who_is_slow_keeps_no_connection_and_loses_nothing() {
    let house = House::with(|config| config.quiet_seconds = 1).await;
    let (_, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    let head = |method: &str, path: &str, kind: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: {kind}\r\nConnection: close\r\nContent-Length: 10\r\n\r\n"
        )
    };
    // Half of a file, then nothing: what came is kept.
    let (answer, took) =
        said(&house, &format!("{}12345", head("PATCH", &place, "application/offset+octet-stream"))).await;
    assert!(answer.starts_with("HTTP/1.1 204") && answer.contains("upload-offset: 5"), "{answer}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(house.append(&token, &place, 5, b"67890", &[]).await.status, 204);
    // Half of a claim, then nothing.
    let (answer, took) =
        said(&house, &format!("{}{{\"a\"", head("PUT", "/v1/applicant/claim", "application/json"))).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("request.slow"), "{answer}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    // Nothing at all, and half of a head.
    let (nothing, half) = tokio::join!(said(&house, ""), said(&house, "GET /healthz HTTP/1.1\r\nHos"));
    assert!(nothing.1 < Duration::from_secs(12) && half.1 < Duration::from_secs(12), "{nothing:?} {half:?}");
    assert_eq!(house.get("/healthz", "").await.status, 200);
}

#[tokio::test]
async fn what_is_not_finished_in_time_is_gone() {
    let house = House::new().await;
    let (_, token) = house.session("user-1").await;
    let place = house.announce(&token, "front", 10).await.header("location").to_owned();
    house.append(&token, &place, 0, b"12345", &[]).await;
    house.clock.0.store(25 * 3_600_000, Ordering::SeqCst);
    let late = house.append(&token, &place, 5, b"67890", &[]).await;
    assert_eq!((late.status.as_u16(), late.code()), (410, "upload.expired"));
}

#[tokio::test]
async fn a_body_that_says_more_than_is_allowed_is_refused_at_once() {
    let house = House::new().await;
    let mut stream = tokio::net::TcpStream::connect(house.address()).await.unwrap();
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 9999999999\r\n\r\n",
        house.key
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}
