//! The applicant's pages as browsers fetch them.

use crate::support::{House, config, model};
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn the_page_and_its_files_come_with_what_browsers_must_know() {
    let house = House::new().await;
    for path in ["/verify", "/verify/", "/verify/photos/front"] {
        let page = house.get(path, "").await;
        assert_eq!((page.status, page.text.as_str()), (StatusCode::OK, "<html>page</html>"), "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-cache");
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval';",
            "img-src 'self' blob: data:",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part) && !policy.contains("unsafe-inline"), "{policy}");
        }
        assert!(page.header("permissions-policy").starts_with("camera=(self)"));
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!((page.header("referrer-policy"), page.header("x-content-type-options")), ("no-referrer", "nosniff"));
    }
    let script = house.get("/apply/assets/index-1a2b.js", "").await;
    assert_eq!((script.text.as_str(), script.header("content-encoding")), ("plain", ""));
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(script.header("content-security-policy").contains("wasm-unsafe-eval"), "for a worker of its own");
    let asked = |name, value| [(name, value)];
    let small =
        house.send(Method::GET, "/apply/assets/index-1a2b.js", "", &asked("accept-encoding", "gzip, br"), None).await;
    assert_eq!(
        (small.text.as_str(), small.header("content-encoding"), small.header("vary")),
        ("small", "br", "accept-encoding")
    );
    let again = house.get("/verify", "").await.header("etag").to_owned();
    let again = house.send(Method::GET, "/verify", "", &asked("if-none-match", &again), None).await;
    assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
    let worker = house.get("/apply/service-worker.js", "").await;
    assert_eq!((worker.header("service-worker-allowed"), worker.header("cache-control")), ("/", "no-cache"));
    assert_eq!(house.get("/site.webmanifest", "").await.header("content-type"), "application/manifest+json");
    for path in [
        "/apply/none.js",
        "/apply/",
        "/apply/../index.html",
        "/apply/%2e%2e/candor.sqlite",
        "/apply/assets/index-1a2b.js.br",
    ] {
        assert_eq!(house.get(path, "").await.code(), "not_found", "{path}");
    }
    assert_eq!(house.get("/v1/applicant/session", "").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn models_for_devices_come_whole_or_in_parts_under_a_name_that_never_changes() {
    let house = House::new().await;
    let list = house.get("/apply/models.json", "").await;
    let file = "face_mesh-0123456789abcdef.onnx";
    assert_eq!(list.body, json!({ "face_mesh": { "file": file, "bytes": model().1.len() } }));
    let whole = house.get(&format!("/apply/models/{file}"), "").await;
    assert_eq!((whole.text.as_bytes(), whole.header("content-length")), (model().1, "9"));
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    let part = house.send(Method::GET, &format!("/apply/models/{file}"), "", &[("range", "bytes=4-")], None).await;
    assert_eq!((part.status.as_u16(), part.text.as_str()), (206, "model"));
    for name in
        ["face_mesh.onnx", "face_mesh-0123456789abcde0.onnx", "..%2fcandor.sqlite", "../../candor.sqlite", "%ff"]
    {
        assert_eq!(house.get(&format!("/apply/models/{name}"), "").await.code(), "not_found", "{name}");
    }
}

#[tokio::test]
async fn who_is_named_may_show_the_pages_in_a_frame() {
    let house =
        House::with(|config| config.frame_ancestors = vec!["https://one.example".to_owned().try_into().unwrap()]).await;
    let policy = |answer: crate::support::Answer| answer.header("content-security-policy").to_owned();
    assert!(policy(house.get("/verify", "").await).ends_with("frame-ancestors https://one.example"));
    assert!(policy(house.get("/v1/reasons", "").await).ends_with("frame-ancestors 'none'"));
}

#[tokio::test]
async fn without_built_pages_the_page_says_what_to_run() {
    let mut house = House::new().await;
    house.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let (service, _) =
        server::open(config(&folder), house.judge.clone(), house.clock.clone(), server::Opening::Making).await.unwrap();
    let running = server::serve(service, server::Pages::default(), false).await.unwrap();
    let answer = reqwest::get(format!("http://{}/verify", running.address)).await.unwrap();
    assert_eq!(answer.status(), 503);
    assert!(answer.text().await.unwrap().contains("make web"));
    running.stop(std::time::Duration::from_secs(5)).await;
}
