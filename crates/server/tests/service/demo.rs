//! The demonstration: made by the API, shown to this machine alone, and the same after a restart.

use crate::support::House;
use serde_json::json;

#[tokio::test]
async fn the_demonstration_is_made_once_and_only_where_it_was_asked_for() {
    let house = House::new().await;
    assert_eq!(house.get("/v1/demo/inbox", "").await.status, 404, "nobody asked for it");
    let demo = server::open_demo(&house.service, None).await.unwrap();
    let again = server::open_demo(&house.service, None).await.unwrap();
    assert_eq!(demo.link(), again.link(), "what was made is kept");
    let inbox = house.get("/v1/demo/inbox", "").await;
    assert_eq!(inbox.status, 200, "{}", inbox.text);
    assert_eq!(inbox.body["trade"]["possible"], false);
    assert_eq!(inbox.body["reviewers"].as_array().unwrap().len(), 2, "what is about a face needs two");
    assert_eq!(house.post("/v1/demo/trade", "", &json!({})).await.status, 404, "nobody came yet");
    let (party, code) = (&inbox.body["relying_party"], &inbox.body["invitation"]["code"]);
    let shown = house.post("/v1/invitations", "", &json!({ "relying_party": party, "code": code })).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert_eq!(shown.body["payer"], "Utopia Exchange");
    let asked = json!({ "relying_party": party, "what": "https://utopia.example.login.test/" });
    let answer = house.post("/v1/channels/check", "", &asked).await;
    assert_eq!(answer.body["answer"], "looks_like", "{}", answer.text);
}
