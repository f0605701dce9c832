//! `POST /v1/channels/check-app`.

use super::channels::newest;
use super::channels_check::ChannelAnswer;
use crate::apps::{AppError, Looked, MOST_BYTES, look};
use crate::problem::Problem;
use crate::request::{Caller, Query};
use crate::service::Shared;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use futures_util::StreamExt;
use serde::Deserialize;
use std::time::Duration;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use tokio::sync::{Semaphore, SemaphorePermit};
use verify::channel::{Answer, check_app, check_other_file};

/// Files that come at a time, in this process: they lie on its disk until they were looked into, of up to 256 MiB each.
static COMING: Semaphore = Semaphore::const_new(16);
/// Files that are looked into at a time. Whoever sends slowly keeps nobody from it: a turn begins when the file is there.
static LOOKING: Semaphore = Semaphore::const_new(2);
/// How long one waits until a file may come.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one that came waits for its turn.
const TURN: Duration = Duration::from_secs(60);
/// How long a file may take to come.
const WHOLE: Duration = Duration::from_secs(600);

/// Whose app it is said to be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Whose {
    relying_party: String,
}

/// Check an app file
///
/// The body is the file, of at most 256 MiB. Its id and the signature are read and verified, and it is deleted with the answer.
#[utoipa::path(post, path = "/v1/channels/check-app", tag = "public",
    params(("relying_party" = String, Query, description = "The relying party's id")),
    request_body(content = String, content_type = "application/octet-stream", description = "The file"),
    responses(
        (status = 200, description = "What is said of it", body = ChannelAnswer),
        (status = 404, description = "The relying party published no list"),
        (status = 422, description = "The file is damaged, or signed in a way that is not verified here"),
    ))]
pub(crate) async fn check_app_file(
    State(service): State<Shared>,
    caller: Caller,
    Query(whose): Query<Whose>,
    body: Body,
) -> Result<Json<ChannelAnswer>, Problem> {
    let (row, list) = newest(&service, &whose.relying_party).await?;
    service.limits.count_app(&caller.origin)?;
    let place = turn(&COMING, PATIENCE).await?;
    let file = NamedTempFile::new().map_err(|cause| Problem::internal(&cause))?;
    let received = received(&file, body, service.config.quiet());
    tokio::time::timeout(WHOLE, received).await.map_err(|_| slow(WHOLE))??;
    let turn = turn(&LOOKING, TURN).await?;
    // A turn ends when the file was looked into, even where nobody waits for the answer any more.
    let looked = tokio::task::spawn_blocking(move || {
        let _turns = (place, turn);
        look(file.path())
    });
    let looked = looked.await.map_err(|cause| Problem::internal(&cause))?;
    let answer = match looked.map_err(refused)? {
        Looked::App(app) => check_app(&list, &app),
        Looked::Other(kind) => Answer { shown: format!("({})", kind.name()), ..check_other_file(&list, "") },
    };
    Ok(Json(ChannelAnswer::new(&answer, &row)))
}

/// A turn of `turns`, for which nobody waits longer than `patience`.
async fn turn(turns: &'static Semaphore, patience: Duration) -> Result<SemaphorePermit<'static>, Problem> {
    let busy = || Problem::busy(10, "many files are being looked into; nothing was kept, try again in ten seconds");
    let turn = tokio::time::timeout(patience, turns.acquire()).await.map_err(|_| busy())?;
    turn.map_err(|cause| Problem::internal(&cause))
}

fn slow(patience: Duration) -> Problem {
    let detail = format!("the file did not come within {} s; send it again", patience.as_secs());
    Problem::new(StatusCode::REQUEST_TIMEOUT, "request.slow", detail)
}

fn refused(error: AppError) -> Problem {
    match error {
        AppError::TooLarge => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "app.too_large", error.to_string()),
        AppError::Empty => Problem::unusable("file.empty", error.to_string()),
        // The file is our own.
        AppError::Unreadable(_) => Problem::internal(&error),
        AppError::Damaged(_) | AppError::Rotated | AppError::Unverified => {
            Problem::unusable("app.unreadable", error.to_string())
        }
    }
}

/// Writes `body` into `file`, as long as it does not keep quiet or grow too large.
async fn received(file: &NamedTempFile, body: Body, quiet: Duration) -> Result<(), Problem> {
    let failed = |cause: std::io::Error| Problem::internal(&cause);
    let mut out = tokio::fs::File::from_std(file.reopen().map_err(failed)?);
    let mut stream = body.into_data_stream();
    let mut size = 0;
    while let Some(bytes) = tokio::time::timeout(quiet, stream.next()).await.map_err(|_| slow(quiet))? {
        let bytes = bytes.map_err(|_| Problem::invalid("the file broke off; send it again"))?;
        size += bytes.len() as u64;
        if size > MOST_BYTES {
            return Err(refused(AppError::TooLarge));
        }
        out.write_all(&bytes).await.map_err(failed)?;
    }
    out.flush().await.map_err(failed)
}
