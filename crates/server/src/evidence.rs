//! Files of applicants: received in parts, sealed before they are kept, and given to whoever measures.

use crate::ids;
use crate::judge::Files;
use crate::problem::Problem;
use crate::service::{Shared, context};
use crate::uploads::Upload;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use futures_util::StreamExt;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Change, Evidence, EvidencePart, Session, Step};
use vault::DataKey;

/// How long one request may go on bringing bytes: what arrived until then is kept, and the next request goes on from there.
const MOST: Duration = Duration::from_secs(600);

/// Bytes of a file that are in memory before they are kept, unless a checksum was promised.
const PART: usize = 4 << 20;

/// What a part must come to.
#[derive(Clone, Debug)]
pub(crate) enum Checksum {
    Sha1(Vec<u8>),
    Sha256(Vec<u8>),
}

impl Checksum {
    /// Reads `Upload-Checksum`.
    pub(crate) fn parse(value: &HeaderValue) -> Result<Self, Problem> {
        let wrong =
            || Problem::invalid("`Upload-Checksum` must be `sha256` or `sha1`, a space, and the digest in base64");
        let (name, digest) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(wrong)?;
        let digest = BASE64_STANDARD.decode(digest.trim()).map_err(|_| wrong())?;
        match name {
            "sha1" => Ok(Self::Sha1(digest)),
            "sha256" => Ok(Self::Sha256(digest)),
            _ => Err(wrong()),
        }
    }

    fn fits(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => Sha1::digest(bytes)[..] == digest[..],
            Self::Sha256(digest) => Sha256::digest(bytes)[..] == digest[..],
        }
    }
}

/// Receives the next bytes of `evidence`. What arrived before the connection broke is kept, unless a checksum was promised.
pub(crate) async fn receive(
    service: Shared,
    session: Session,
    mut evidence: Evidence,
    mut upload: Upload,
    body: Body,
    checksum: Option<Checksum>,
) -> Result<Evidence, Problem> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut broken = false;
    let end = tokio::time::Instant::now() + MOST;
    loop {
        let quiet = end.min(tokio::time::Instant::now() + service.config.quiet());
        match tokio::time::timeout_at(quiet, stream.next()).await {
            Ok(Some(Ok(part))) if (bytes.len() + part.len()) as u64 > evidence.size - evidence.received => {
                let detail = format!("more bytes were sent than the {} that were announced", evidence.size);
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "upload.too_long", detail));
            }
            Ok(Some(Ok(part))) => {
                let few = checksum.is_some() || bytes.len() + part.len() <= PART;
                let mut fits = few && upload.grows(part.len());
                if !fits && checksum.is_none() {
                    evidence = keep(&service, &session, evidence, &upload, std::mem::take(&mut bytes)).await?;
                    upload.shrinks();
                    fits = upload.grows(part.len());
                }
                if !fits {
                    return Err(Problem::busy(
                        5,
                        "many files are being sent; go on from the same place in a few seconds",
                    ));
                }
                bytes.extend_from_slice(&part);
            }
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => {
                broken = true;
                break;
            }
        }
    }
    match &checksum {
        Some(_) if broken => {
            return Err(Problem::invalid("the connection broke before all bytes were there; send them again"));
        }
        Some(checksum) if !checksum.fits(&bytes) => {
            let status = StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST);
            return Err(Problem::new(
                status,
                "upload.checksum",
                "the bytes are not those of the checksum; send them again",
            ));
        }
        _ => {}
    }
    keep(&service, &session, evidence, &upload, bytes).await
}

async fn keep(
    service: &Shared,
    session: &Session,
    evidence: Evidence,
    upload: &Upload,
    bytes: Vec<u8>,
) -> Result<Evidence, Problem> {
    if bytes.is_empty() {
        return Ok(evidence);
    }
    let key = key_of(service, session, &evidence).await?;
    let (from, now) = (evidence.received, service.now());
    let received = from + bytes.len() as u64;
    let name = format!("{}/{}", session.id, ids::new("blb", now)?);
    let mut next = Evidence { received, ..evidence };
    let mut steps = Vec::new();
    let mut old = Vec::new();
    let mut joining = None;
    let sealed = if received == next.size {
        joining = Some(upload.joins(next.size).await?);
        let parts = service.store.parts(&next.id).await?;
        let mut whole = Vec::with_capacity(usize::try_from(next.size).unwrap_or(0));
        for part in &parts {
            whole.extend_from_slice(&read(service, &key, &part.blob, &part_context(&next.id, part.start)).await?);
        }
        whole.extend_from_slice(&bytes);
        old.extend(parts.into_iter().map(|part| part.blob));
        next.blob = Some(name.clone());
        steps.push(Step::DropParts { evidence: next.id.clone() });
        key.seal(&whole_context(&next.id), &whole)?
    } else {
        let part =
            EvidencePart { evidence: next.id.clone(), start: from, length: bytes.len() as u64, blob: name.clone() };
        steps.push(Step::NewPart(part));
        key.seal(&part_context(&next.id, from), &bytes)?
    };
    // The blob first: what the database names is there.
    service.blobs.put(&name, sealed).await.map_err(full)?;
    drop(joining);
    steps.push(while_taken(&next));
    steps.push(Step::PutEvidence { evidence: next.clone(), from });
    let change = Change { relying_party: session.relying_party.clone(), at: now, steps };
    if let Err(error) = service.store.commit(change).await {
        old = vec![name];
        delete(service, old).await;
        return Err(error.into());
    }
    delete(service, old).await;
    Ok(next)
}

/// A blob store that takes nothing.
fn full(cause: vault::VaultError) -> Problem {
    tracing::error!(%cause, "a file could not be kept");
    Problem::busy(30, "the file could not be kept; nothing was lost, go on from the same place in half a minute")
}

/// The key that seals a file: that of its appeal, or that of the applicant.
pub(crate) async fn key_of(service: &Shared, session: &Session, file: &Evidence) -> Result<DataKey, Problem> {
    match &file.appeal {
        Some(appeal) => service.data_key(appeal).await?.ok_or_else(crate::appeals::shredded),
        None => service.live_key(&session.applicant).await,
    }
}

/// Nothing of a change happens unless the file may still be added.
pub(crate) fn while_taken(file: &Evidence) -> Step {
    match &file.appeal {
        Some(appeal) => Step::WhileDrafting { appeal: appeal.clone() },
        None => Step::WhileCollecting { session: file.session.clone() },
    }
}

pub(crate) async fn delete(service: &Shared, blobs: Vec<String>) {
    for blob in blobs {
        if let Err(cause) = service.blobs.delete(&blob).await {
            tracing::warn!(%cause, "a sealed blob could not be deleted");
        }
    }
}

/// Forgets a file, with `also` in the same change. One that was not submitted stays when it is submitted meanwhile.
pub(crate) async fn discard(service: &Shared, party: &str, evidence: Evidence, also: Vec<Step>) -> Result<(), Problem> {
    let mut blobs: Vec<String> = service.store.parts(&evidence.id).await?.into_iter().map(|part| part.blob).collect();
    blobs.extend(evidence.blob);
    let mut steps = vec![match evidence.attempt {
        Some(_) => Step::DropEvidence { id: evidence.id },
        None => Step::DropUnsubmitted { id: evidence.id },
    }];
    steps.extend(also);
    service.store.commit(Change { relying_party: party.to_owned(), at: service.now(), steps }).await?;
    delete(service, blobs).await;
    Ok(())
}

async fn read(service: &Shared, key: &DataKey, blob: &str, context: &str) -> Result<Vec<u8>, Problem> {
    let sealed = service.blobs.get(blob).await?;
    let sealed = sealed.ok_or_else(|| Problem::internal(&format!("the blob of {context} is not there")))?;
    Ok(key.open(context, &sealed)?)
}

fn whole_context(id: &str) -> String {
    context("evidence", id, "whole")
}

fn part_context(id: &str, start: u64) -> String {
    context("evidence", id, &format!("part/{start}"))
}

/// The bytes of a file. `None` while it is not whole.
pub(crate) async fn whole(service: &Shared, key: &DataKey, file: &Evidence) -> Result<Option<Vec<u8>>, Problem> {
    let Some(blob) = &file.blob else { return Ok(None) };
    Ok(Some(read(service, key, blob, &whole_context(&file.id)).await?))
}

/// The files, opened.
pub(crate) async fn files(
    service: &Shared,
    key: &DataKey,
    evidence: impl Iterator<Item = &Evidence>,
) -> Result<Files, Problem> {
    let mut files = Files::default();
    for one in evidence {
        let bytes = whole(service, key, one).await?;
        match one.kind.as_str() {
            "front" => files.front = bytes,
            "back" => files.back = bytes,
            "liveness" => files.clip = bytes,
            _ => files.selfie = bytes,
        }
    }
    Ok(files)
}
