//! Clips of stills that are moved along the mesh of their face, done right and wrong: whether the right ones pass and no other does.
//!
//! Every other face is for tuning limits, the rest to see whether they hold. Nothing here leaves the process, and nothing but the bench comes to it.

mod filmed;
mod moved;

use super::{Table, per_cent};
use crate::failure::Failure;
use crate::terminal::{Clock, Progress};
use filmed::{Manner, between, filmed};
use image::imageops::{FilterType, crop_imm, resize};
use image::{Rgb, RgbImage};
use moved::Still;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use specimen::Assets;
use std::collections::BTreeSet;
use std::path::Path;
use verify::decision::{Outcome, of_clip};
use verify::facts::LiveFacts;
use verify::finding::AnyFinding;
use verify::liveness::{Action, Challenge};
use verify::policy::Policy;
use vision::clip::{Clip, Frame, written};
use vision::faces::clip as face_clip;
use vision::photo::{Channels, Photo};
use vision::{Engine, Stopwatch};

/// Frames as a phone's page sends them.
const SIZE: (u32, u32) = (480, 640);
/// A face of fewer pixels is none to make a clip of.
const LEAST_WIDTH: f32 = 90.0;

/// What is wrong with a clip.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Wrong {
    Nothing,
    Slow,
    Small,
    Glasses,
    Dark,
    OtherAction,
    Missing,
    OutOfOrder,
    Recorded,
    Still,
    MovedPicture,
    TiltedPicture,
    Replayed,
}

const KINDS: [(&str, Wrong); 13] = [
    ("done_right", Wrong::Nothing),
    ("done_right_slowly", Wrong::Slow),
    ("done_right_small", Wrong::Small),
    ("done_right_with_glasses", Wrong::Glasses),
    ("done_right_in_the_dark", Wrong::Dark),
    ("other_action", Wrong::OtherAction),
    ("missing_action", Wrong::Missing),
    ("out_of_order", Wrong::OutOfOrder),
    ("recorded_for_others", Wrong::Recorded),
    ("still_with_noise", Wrong::Still),
    ("picture_moved", Wrong::MovedPicture),
    ("picture_tilted", Wrong::TiltedPicture),
    ("frames_again", Wrong::Replayed),
];

impl Wrong {
    const fn is_right(self) -> bool {
        matches!(self, Self::Nothing | Self::Slow | Self::Small | Self::Glasses | Self::Dark)
    }
}

/// A face to make clips of.
struct Face {
    image: RgbImage,
    points: Vec<[f32; 3]>,
}

/// Judges `each` clips of every kind, half of them of faces that limits were tuned on. `data` may have a folder `face` with more stills.
pub(crate) fn measure(
    each: u64,
    data: Option<&Path>,
    assets: &Assets,
    engine: &Engine,
    table: &mut Table,
) -> Result<(), Failure> {
    let faces = faces(data, assets, engine)?;
    if faces.len() < 2 {
        return Err(Failure::Manifest("clips need the photos of faces that `candor models pull` fetches".into()));
    }
    let progress = Progress::over(KINDS.len() * each as usize);
    let mut done = 0;
    let (mut spent, mut frames) = (0.0, 0);
    for (name, wrong) in KINDS {
        // Those of faces that limits were tuned on, and of the others.
        let mut halves = [(0, 0), (0, 0)];
        for number in 0..each {
            progress.at(done, name);
            done += 1;
            let half = (number % 2) as usize;
            let own: Vec<&Face> = faces.iter().skip(half).step_by(2).collect();
            let face = own[(number / 2) as usize % own.len()];
            let made = made(number * 16 + wrong as u64, wrong, face)?;
            let judged = judged(&made, engine, &mut spent)?;
            frames += judged.1.clip.frames.len();
            let passed = judged.0.is_empty();
            halves[half].0 += usize::from(passed == wrong.is_right());
            halves[half].1 += 1;
            if passed != wrong.is_right() {
                table.miss(&format!("{name} {number}"), &told(&judged));
            }
        }
        for ((right, all), group) in halves.into_iter().zip(["liveness_tuned_on", "liveness"]) {
            let verb = if wrong.is_right() { "accepted" } else { "refused" };
            table.add(group, &format!("{name}_{verb}"), per_cent(right, all), "%", format!("{all} clips"));
        }
    }
    table.add("liveness", "faces", faces.len() as f64, "", "half of them tuned on".into());
    table.add("time", "frame_of_a_clip", spent / (frames as f64).max(1.0), "CPU-ms", format!("{frames} frames"));
    Ok(())
}

/// What a clip was made to be.
struct Made {
    file: Vec<u8>,
    asked: Vec<Action>,
    seconds: u16,
    still: RgbImage,
}

fn made(seed: u64, wrong: Wrong, face: &Face) -> Result<Made, Failure> {
    let mut random = ChaCha8Rng::seed_from_u64(0x11FE ^ (seed << 8));
    let out = if matches!(wrong, Wrong::MovedPicture | Wrong::TiltedPicture) {
        [Action::Blink].into()
    } else {
        Default::default()
    };
    let asked =
        Challenge::choose(random.next_u64().to_le_bytes(), &out).map(|challenge| challenge.actions).unwrap_or_default();
    let mut manner = Manner::USUAL;
    let mut seconds = 20;
    match wrong {
        Wrong::Slow => (manner.takes, manner.waits, seconds) = (1.9, 2.6, 40),
        Wrong::Small => manner.far = 0.68,
        Wrong::Dark => (manner.light, manner.noise) = (0.3, 5.0),
        _ => {}
    }
    // A blink that comes by itself would be one that was asked for.
    manner.blinks = wrong.is_right();
    let actions = done(&asked, wrong, &mut random);
    let flat = matches!(wrong, Wrong::MovedPicture | Wrong::TiltedPicture);
    match wrong {
        Wrong::MovedPicture => manner.far = 0.2,
        // Paper is tilted farther than a head turns, so that it seems to turn.
        Wrong::TiltedPicture => manner.far = between(&mut random, 1.0, 2.4),
        _ => {}
    }
    let mut image = face.image.clone();
    if wrong == Wrong::Glasses {
        spectacles(&mut image, &face.points);
    }
    let still = Still::new(image, &face.points, flat);
    let mut file = filmed(&still, &actions, &manner, &mut random)?;
    if wrong == Wrong::Replayed {
        file = again(&file)?;
    }
    Ok(Made { file, asked, seconds, still: face.image.clone() })
}

/// The first two thirds of the frames of a clip, and some of them once more in place of the rest.
fn again(file: &[u8]) -> Result<Vec<u8>, Failure> {
    let clip = Clip::parse(file).map_err(|cause| Failure::Manifest(cause.to_string()))?;
    let keep = clip.frames.len() * 2 / 3;
    let frames = clip
        .frames
        .iter()
        .enumerate()
        .map(|(index, frame)| Frame { ms: frame.ms, jpeg: clip.frames[index % keep].jpeg });
    Ok(written(frames.collect::<Vec<_>>()))
}

/// What is done where that is wrong.
fn done(asked: &[Action], wrong: Wrong, random: &mut ChaCha8Rng) -> Vec<Action> {
    let place = (random.next_u32() % 3) as usize;
    let mut actions = asked.to_vec();
    match wrong {
        Wrong::OtherAction => {
            let before = place.checked_sub(1).map(|before| asked[before]);
            // Not the same as the one before, which may be made twice.
            let others: Vec<Action> =
                Action::ALL.into_iter().filter(|action| *action != asked[place] && Some(*action) != before).collect();
            actions[place] = others[random.next_u32() as usize % others.len()];
        }
        Wrong::Missing => drop(actions.remove(place)),
        Wrong::OutOfOrder => {
            actions.rotate_left(1);
            if actions == asked {
                actions.swap(0, 1);
            }
        }
        Wrong::Recorded => {
            while actions == asked {
                let other = Challenge::choose(random.next_u64().to_le_bytes(), &BTreeSet::new());
                actions = other.map(|other| other.actions).unwrap_or_default();
            }
        }
        Wrong::Still => actions.clear(),
        _ => {}
    }
    actions
}

fn judged(made: &Made, engine: &Engine, spent: &mut f64) -> Result<(Vec<&'static str>, LiveFacts), Failure> {
    let clip = Clip::parse(&made.file).map_err(|cause| Failure::Manifest(cause.to_string()))?;
    let clock = Clock::start();
    let before = clock.cpu_ms();
    let seen = face_clip::measure(&clip, engine).map_err(|cause| Failure::Manifest(cause.to_string()))?;
    *spent += clock.cpu_ms() - before;
    let photo = Photo::from_image(made.still.clone().into(), Channels::Colour);
    let selfie = match vision::faces::read(&photo, None, false, engine)?.first() {
        Some(face) => vision::faces::embed(&photo, face, engine)?,
        None => None,
    };
    let clip = seen.facts(String::new(), selfie.as_ref(), None);
    let live = LiveFacts { actions: made.asked.clone(), seconds: made.seconds, replayed: false, clip };
    let decision = of_clip(&live, &Policy::default());
    let codes = decision.findings.iter().map(AnyFinding::code).collect();
    debug_assert_eq!(decision.outcome == Outcome::Approved, decision.findings.is_empty());
    Ok((codes, live))
}

fn told((codes, live): &(Vec<&'static str>, LiveFacts)) -> String {
    let limits = Policy::default().liveness;
    let movements: Vec<String> = verify::liveness::movements(&live.clip.frames, &limits)
        .iter()
        .map(|movement| {
            let depth = movement.depth.map(|depth| format!(" {depth:.3}")).unwrap_or_default();
            format!("{} {}{depth}", movement.action.name(), movement.from)
        })
        .collect();
    let asked: Vec<&str> = live.actions.iter().map(|action| action.name()).collect();
    let clip = &live.clip;
    let seen = clip.frames.iter().filter(|frame| frame.head.is_some()).count();
    format!(
        "{}; asked {}; seen {}; faces {seen} of {}; one face {:?}, selfie {:?}, live {:?}",
        codes.join(", "),
        asked.join(" "),
        movements.join(", "),
        clip.frames.len(),
        clip.one_face,
        clip.selfie_score,
        clip.live
    )
}

/// Dark rims about the eyes, painted onto the still so that they move with it.
fn spectacles(image: &mut RgbImage, points: &[[f32; 3]]) {
    let eyes = [[33, 133], [362, 263]].map(|[a, b]: [usize; 2]| {
        let (a, b) = (points[a], points[b]);
        ([(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0], (a[0] - b[0]).hypot(a[1] - b[1]))
    });
    let bridge = [(eyes[0].0[0] + eyes[0].1 * 0.85, eyes[1].0[0] - eyes[1].1 * 0.85), (eyes[0].0[1], eyes[1].0[1])];
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        let (x, y) = (x as f32, y as f32);
        let rim = eyes.iter().any(|(at, width)| {
            let away = ((x - at[0]) / (width * 0.85)).hypot((y - at[1]) / (width * 0.62));
            (0.93..1.03).contains(&away)
        });
        let middle = f32::midpoint(bridge[1].0, bridge[1].1);
        let across = x > bridge[0].0 && x < bridge[0].1 && (y - middle).abs() < eyes[0].1 * 0.06;
        if rim || across {
            *pixel = Rgb([30, 28, 32]);
        }
    }
}

/// Every face that is large enough, on a frame of a phone.
fn faces(data: Option<&Path>, assets: &Assets, engine: &Engine) -> Result<Vec<Face>, Failure> {
    let mut stills = assets.stills();
    if let Some(folder) = data.map(|data| data.join("face")).filter(|folder| folder.is_dir()) {
        let mut files: Vec<_> = std::fs::read_dir(&folder)
            .map_err(|cause| Failure::Unreadable(cause.to_string()))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
            .collect();
        files.sort();
        for file in files {
            let bytes = std::fs::read(&file).map_err(|cause| Failure::Unreadable(cause.to_string()))?;
            stills.extend(image::load_from_memory(&bytes).ok().map(image::DynamicImage::into_rgb8));
        }
    }
    let mut faces = Vec::new();
    for still in stills {
        let photo = Photo::from_image(still.clone().into(), Channels::Colour);
        for found in vision::faces::read(&photo, None, false, engine)? {
            let width = found.quad.width();
            let open = found.measurements.get("eye_open_left").map_or(0.0, |open| open.value);
            let turned = found.pose.is_none_or(|pose| pose.yaw.abs() > 15.0 || pose.pitch.abs() > 15.0);
            if width < LEAST_WIDTH || turned || open < 0.6 {
                continue;
            }
            // The face takes two fifths of the frame's width.
            let side = width / 0.42;
            let centre = found.quad.centre();
            let (left, top) = (centre.x - side / 2.0, centre.y - side * 0.62);
            let part = padded(&still, left, top, side, side * SIZE.1 as f32 / SIZE.0 as f32);
            let image = resize(&part, SIZE.0, SIZE.1, FilterType::CatmullRom);
            if let Some(points) = face_clip::points(&image, engine)? {
                faces.push(Face { image, points });
            }
        }
    }
    Ok(faces)
}

/// A part of a picture; beyond it there is a wall.
fn padded(image: &RgbImage, left: f32, top: f32, width: f32, height: f32) -> RgbImage {
    let mut out = RgbImage::from_pixel(width as u32, height as u32, Rgb([170, 168, 164]));
    let (from_x, from_y) = (left.max(0.0), top.max(0.0));
    let part =
        crop_imm(image, from_x as u32, from_y as u32, (left + width - from_x) as u32, (top + height - from_y) as u32);
    image::imageops::replace(&mut out, &part.to_image(), (from_x - left) as i64, (from_y - top) as i64);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Wrong as Fault, specimen_case};
    use crate::store::Store;

    /// Pictures of a movement, and milliseconds from one to the next.
    const PICTURES: u32 = 16;
    const PACE: u32 = 80;

    /// The film is also what the browser tests show to a page's camera: it stays in `target/film`.
    #[test]
    fn a_film_of_each_movement_is_seen_as_that_movement() {
        let store = Store::of_the_project();
        let assets = crate::assets::load(&store).unwrap();
        let engine = store.into_engine(std::num::NonZeroUsize::MIN);
        // The person of the first of `candor specimen --cases`.
        let selfie = specimen_case(1, Fault::Nothing, &assets).unwrap().selfie.unwrap();
        let image = image::load_from_memory(&selfie).unwrap().into_rgb8();
        let image = resize(&image, SIZE.0, SIZE.1, FilterType::CatmullRom);
        let points = face_clip::points(&image, &engine).unwrap().unwrap();
        let still = Still::new(image, &points, false);
        let out = Path::new("../../target/film");
        std::fs::create_dir_all(out).unwrap();
        let drawn = |name: &str, place: fn(f32, f32) -> moved::Place| -> Vec<Vec<u8>> {
            let one = |number| {
                let part = (number as f32 / (PICTURES - 1) as f32 * std::f32::consts::PI).sin();
                let sway = (number as f32 / PICTURES as f32 * std::f32::consts::TAU).sin();
                let path = out.join(format!("{name}-{number:02}.jpg"));
                still.seen(&place(part, sway)).save(&path).unwrap();
                std::fs::read(path).unwrap()
            };
            (0..PICTURES).map(one).collect()
        };
        const STRAIGHT: moved::Place =
            moved::Place { yaw: 0.0, pitch: 0.0, roll: 0.0, closed: 0.0, shift: [0.0; 2], scale: 1.0 };
        let rest = drawn("rest", |_, sway| moved::Place { yaw: sway, shift: [sway, -sway], ..STRAIGHT });
        for action in Action::ALL {
            let made = drawn(
                action.name(),
                match action {
                    Action::Nod => |part, _| moved::Place { pitch: -20.0 * part, ..STRAIGHT },
                    Action::Blink => |part, _| moved::Place { closed: (part * 1.5).min(1.0), ..STRAIGHT },
                    Action::TurnLeft => |part, _| moved::Place { yaw: 30.0 * part, ..STRAIGHT },
                    Action::TurnRight => |part, _| moved::Place { yaw: -30.0 * part, ..STRAIGHT },
                },
            );
            let pictures = rest.iter().chain(&made).chain(&rest).zip(0..);
            let frames = pictures.map(|(jpeg, number)| Frame { ms: number * PACE, jpeg });
            let file = written(frames.collect::<Vec<_>>());
            let seen = face_clip::measure(&Clip::parse(&file).unwrap(), &engine).unwrap();
            let facts = seen.facts(String::new(), None, None);
            let movements = verify::liveness::movements(&facts.frames, &Policy::default().liveness);
            assert_eq!(movements.iter().map(|movement| movement.action).collect::<Vec<_>>(), [action]);
        }
    }
}
