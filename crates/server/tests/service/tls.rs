//! The service over TLS, as it meets a client that trusts its certificate and no other.

use crate::support::{House, config};
use reqwest::{Certificate, Client};
use std::path::Path;

/// Somebody who trusts the certificate in that file alone.
fn who_trusts(pem: &Path) -> Client {
    let certificate = Certificate::from_pem(&std::fs::read(pem).unwrap()).unwrap();
    Client::builder().tls_certs_only([certificate]).build().unwrap()
}

#[tokio::test]
async fn it_speaks_tls_with_the_certificate_that_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["own", "other"] {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(path(&format!("{name}.pem")), made.cert.pem()).unwrap();
        std::fs::write(path(&format!("{name}-key.pem")), made.signing_key.serialize_pem()).unwrap();
    }
    let house = House::with(|config| {
        config.tls_certificate = Some(path("own.pem"));
        config.tls_key = Some(path("own-key.pem"));
    })
    .await;
    let port = house.address().port();
    let page = format!("https://localhost:{port}/healthz");
    let answer = who_trusts(&path("own.pem")).get(&page).send().await.unwrap();
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    assert_eq!(answer.text().await.unwrap(), "ok\n");
    assert!(who_trusts(&path("other.pem")).get(&page).send().await.is_err(), "another certificate");
    assert!(Client::new().get(page.replace("https", "http")).send().await.is_err(), "nothing goes in the clear");
    // One of the two files alone is not served in the clear either.
    let alone = server::Config { tls_key: None, ..house.service.config.clone() };
    let (service, _) =
        server::open(alone, house.judge.clone(), house.clock.clone(), server::Opening::Making).await.unwrap();
    let refused = server::serve(service, server::Pages::default(), false).await.unwrap_err().to_string();
    assert!(refused.contains("own.pem") && refused.contains("tls_key"), "{refused}");
}

#[tokio::test]
async fn a_self_signed_certificate_is_kept_while_it_covers_the_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut set_up = config(&folder);
    let names = |more: &[&str]| ["localhost", "127.0.0.1"].iter().chain(more).map(|name| (*name).to_owned()).collect();
    server::self_signed(&mut set_up, names(&[])).unwrap();
    let file = set_up.tls_certificate.clone().unwrap();
    let first = std::fs::read(&file).unwrap();
    server::self_signed(&mut set_up, names(&[])).unwrap();
    assert_eq!(std::fs::read(&file).unwrap(), first, "a phone need not accept it again");
    let house = House::open(folder, set_up.clone(), false).await;
    for host in ["localhost", "127.0.0.1"] {
        let page = format!("https://{host}:{}/healthz", house.address().port());
        assert_eq!(who_trusts(&file).get(page).send().await.unwrap().status(), 200, "{host}");
    }
    server::self_signed(&mut set_up, names(&["192.0.2.7"])).unwrap();
    let second = std::fs::read(&file).unwrap();
    assert_ne!(second, first, "it has another address now");
    std::fs::write(&file, "cut off").unwrap();
    server::self_signed(&mut set_up, names(&[])).unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("-----BEGIN CERTIFICATE"));
}
