//! `GET /v1/console/cases/{id}/images/{evidence}` and `/crops/{field}`: pictures with the mark of whoever looks.

use super::fields;
use super::open::{Looked, claimed, field_of, log};
use super::seat::Seat;
use super::view::{Desk, opened};
use crate::evidence;
use crate::judge::{NotMeasured, Shown};
use crate::problem::Problem;
use crate::request::{Caller, Path, Query};
use crate::routes::applicant_precheck::PATIENCE;
use crate::service::Shared;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::{Evidence, PICTURE};
use verify::geometry::Region;

/// Which picture of a clip.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhichFrame {
    frame: Option<u32>,
}

/// A picture of the evidence.
pub(crate) async fn image(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path((id, file)): Path<(String, String)>,
    Query(which): Query<WhichFrame>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    opened(&service, &seat, &desk).await?;
    let file = service.store.evidence(&file).await?.filter(|file| file.session == desk.session.id);
    let file = file.filter(|file| file.appeal.is_none() || file.appeal == desk.review.appeal);
    let file = file.ok_or_else(|| Problem::not_found("file"))?;
    shown(&service, &seat, &caller, &desk, &file, which.frame, None).await
}

/// The place of a field in the document.
pub(crate) async fn crop(
    State(service): State<Shared>,
    seat: Seat,
    caller: Caller,
    Path((id, field)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&service, &seat, &id).await?;
    opened(&service, &seat, &desk).await?;
    let missing = || Problem::not_found("field");
    let name = field_of(&field).ok_or_else(missing)?;
    let key = service.live_key(&desk.review.applicant).await?;
    let attempt = desk.attempt(&service).await?;
    let claim = claimed(&key, &desk, &attempt)?;
    let compared = fields::compared(&key, &desk, &attempt, claim.as_ref())?;
    let one = compared.iter().find(|one| one.field == name).ok_or_else(missing)?;
    let (side, region) = one.place().ok_or_else(missing)?;
    let photos = fields::photos(&service, &desk, &attempt).await?;
    let photo = fields::photo_of(&photos, side).ok_or_else(missing)?;
    shown(&service, &seat, &caller, &desk, photo, None, Some(region.clone())).await
}

async fn shown(
    service: &Shared,
    seat: &Seat,
    caller: &Caller,
    desk: &Desk,
    file: &Evidence,
    frame: Option<u32>,
    region: Option<Region>,
) -> Result<Response, Problem> {
    // Its turn first: what waits holds no picture.
    let busy =
        || Problem::busy(10, "everything is busy with other pictures; nothing was lost, try again in ten seconds");
    let permit = tokio::time::timeout(PATIENCE, service.prechecking.clone().acquire_owned()).await;
    let permit = permit.map_err(|_| busy())?.map_err(|cause| Problem::internal(&cause))?;
    log(service, seat, caller, Some(desk), Looked { subject: &file.id, purpose: PICTURE, words: "" }, vec![]).await?;
    let key = evidence::key_of(service, &desk.session, file).await?;
    let bytes = evidence::whole(service, &key, file).await?.ok_or_else(|| Problem::not_found("file"))?;
    let mark = format!("{} {}", seat.user.login, service.clock.now().strftime("%Y-%m-%d %H:%M UTC"));
    let clip = file.kind == "liveness";
    let judge = service.judge.clone();
    let asked = Shown { frame: clip.then(|| frame.unwrap_or(0)), region, mark };
    let picture = crate::jobs::apart(move || judge.picture(&bytes, &asked)).await;
    drop(permit);
    let picture = picture.map_err(|cause| match cause {
        NotMeasured::Missing(what) => Problem::internal(&what),
        NotMeasured::Failed(cause) => Problem::internal(&cause),
    })?;
    let picture = picture.map_err(|code| {
        Problem::unusable("case.no_picture", format!("this file cannot be shown ({code}); it is kept as it was sent"))
    })?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-candor-frames"), HeaderValue::from(picture.frames)),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    ];
    Ok((headers, picture.jpeg).into_response())
}
