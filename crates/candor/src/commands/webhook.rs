//! `candor webhook`.

use super::serve::{block_on, told_to_stop};
use crate::arguments::{WebhookAction, WebhookArguments};
use crate::failure::Failure;
use crate::terminal::{BAD, GOOD, HEADING, complain, written};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde::Deserialize;
use standardwebhooks::Webhook;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What is shown of a message. There may be more in it.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    sequence: i64,
    data: About,
}

/// What a message is about.
#[derive(Debug, Deserialize)]
struct About {
    session: String,
}

/// Receives messages.
pub(crate) fn run(arguments: &WebhookArguments) -> Result<ExitCode, Failure> {
    let WebhookAction::Listen { listen, secret } = &arguments.action;
    let webhook = Webhook::new(secret)
        .map_err(|_| Failure::Argument("--secret is not one that the service gave: whsec_ and base64".into()))?;
    block_on(async {
        let taken = |cause| Failure::Argument(format!("--listen {listen}: {cause}; name another address"));
        let listener = TcpListener::bind(listen).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        written(writeln!(anstream::stdout().lock(), "{HEADING}Waiting on http://{address}{HEADING:#}"))?;
        let all = Router::new().fallback(post(receive)).with_state(Arc::new(webhook));
        axum::serve(listener, all).with_graceful_shutdown(told_to_stop()).await.map_err(taken)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// One message: refused when the secret did not sign it, as it is, in the last five minutes.
async fn receive(State(webhook): State<Arc<Webhook>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let message = match webhook.verify(&body, &headers) {
        Err(cause) => Err(cause.to_string()),
        Ok(()) => serde_json::from_slice::<Message>(&body).map_err(|cause| cause.to_string()),
    };
    let (said, status) = match message {
        Ok(Message { kind, sequence, data }) => {
            (format!("{GOOD}ok{GOOD:#} {kind:<28} sequence {sequence:<4} {}", data.session), StatusCode::NO_CONTENT)
        }
        Err(cause) => (format!("{BAD}no{BAD:#} {cause}"), StatusCode::BAD_REQUEST),
    };
    if let Err(failure) = written(writeln!(anstream::stdout().lock(), "{said}")) {
        complain(&failure);
    }
    status
}
