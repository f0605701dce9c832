//! Machine-readable zones: locate lines, recognise characters, decode under the grammar and all check digits.
//!
//! 1. The locator finds the cores of lines and the way they read ([`locate`]).
//! 2. Each line is cut out straight ([`crop`]) and scored frame by frame ([`recognise`]).
//! 3. A lattice turns frames into chances place by place for a given count of characters ([`lattice`]).
//! 4. The decoder finds the best lines that the layout allows and whose check digits all hold, and how much better they
//!    are than the next ([`decode`], [`names`]). Too small a margin, or too dear a repair, and the zone is not valid.

mod crop;
mod decode;
mod lattice;
mod locate;
mod names;
mod recognise;

use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use crop::{Cut, Turn};
use image::GrayImage;
use lattice::{Frame, Lattice, PlaceScores};
use locate::{Group, Line};
use verify::geometry::Quad;
use verify::mrz::{ALPHABET, FILLER, Layout, MrzFields, MrzFormat, class};
use verify::reading::MrzReading;

/// Characters that are told apart.
const CLASSES: usize = ALPHABET.len();

/// One look at the photo: the locator's long side in pixels, and how lines are cut.
#[derive(Clone, Copy, Debug)]
struct Look {
    long_side: u32,
    margin: f32,
    height: f32,
}

/// The first look and the two retries that are worth their time.
const LOOKS: [Look; 3] = [
    Look { long_side: 512, margin: 0.045, height: 0.72 },
    Look { long_side: 720, margin: 0.06, height: 0.7 },
    Look { long_side: 384, margin: 0.05, height: 0.66 },
];
/// Mean log probability of frames above which a line is the right way round without doubt.
const SURE_FRAMES: f32 = -0.12;
/// Below this no line of the group is worth a longer crop.
const HOPELESS_FRAMES: f32 = -0.3;
/// Nats that check digits may cost before the plain reading is kept: then they are wrong on the document itself.
const MOST_REPAIR: f32 = 9.0;
/// Nats that the grammar may cost before the plain reading is kept.
const MOST_GRAMMAR: f32 = 6.0;
/// A valid zone's characters are at least this likely in all.
const LEAST_SCORE: f32 = -14.0;
/// A valid zone is better by this than any other that its check digits cannot tell from it. See docs/benchmarks.md.
const LEAST_MARGIN: f32 = 3.0;
/// Log likelihood a line below which the frames hardly hold so many characters: an end may be cut off, and what is seen of
/// its characters is worth less. Then the margin must be this.
const STRAINED: f32 = -2.0;
const STRAINED_MARGIN: f32 = 5.0;
/// Log likelihood a line below which there is no zone at all.
const NO_ZONE: f32 = -8.0;
/// Looks whose log likelihoods a line lie further apart did not see the same.
const MOST_APART: f32 = 6.0;
/// A zone whose check digits do not hold is one all the same if its characters are this likely on the mean.
const LEAST_MEAN_SCORE: f32 = -0.3;
/// Characters that are not filler in any zone: a code, a state, a number, a name.
const LEAST_CHARACTERS: usize = 12;
/// Characters where their layout has no such character: lists of codes in the same type have many, zones none but for
/// misreadings.
const MOST_UNGRAMMATICAL: usize = 5;
/// Above this a reading that is not valid cannot be bettered by another look.
const CLEAR: f32 = -1.6;

/// Reads the machine-readable zone in any orientation. `Ok(None)` when there is none.
///
/// # Errors
/// [`ModelError`] when one of the two models cannot be run.
pub fn read(photo: &Photo, engine: &Engine) -> Result<Option<MrzReading>, ModelError> {
    let reader = Reader { luma: photo.luma(), engine };
    let mut best: Option<Attempt> = None;
    for look in LOOKS {
        if let Some(attempt) = reader.look(look)? {
            best = Some(match best {
                Some(kept) => kept.with(attempt),
                None => attempt,
            });
        }
        if best.as_ref().is_some_and(|best| best.valid || (best.likelihood > CLEAR && !best.doubtful)) {
            break;
        }
    }
    let is_zone = |best: &Attempt| best.likelihood >= NO_ZONE && best.mean_score() >= LEAST_MEAN_SCORE;
    let found = best.filter(|best| best.valid || is_zone(best));
    let found =
        found.map(|found| Attempt { quad: crop::settled(photo.luma(), found.quad, found.format.lines()), ..found });
    Ok(found.and_then(|found| found.into_reading(photo.scale())))
}

/// A zone as one look reads it.
#[derive(Clone, Debug)]
struct Attempt {
    places: Vec<Vec<PlaceScores>>,
    lines: Vec<String>,
    format: MrzFormat,
    valid: bool,
    /// Whether all check digits hold and only certainty is missing: another look may bring it.
    doubtful: bool,
    /// Log likelihood a line of the frames under the format's length.
    likelihood: f32,
    margin: f32,
    score: f32,
    quad: Quad,
    mirrored: bool,
}

impl Attempt {
    /// The better of two looks, or what both see together: mistakes of the one are seldom those of the other.
    fn with(self, other: Self) -> Self {
        let together = Self::together(&self, &other);
        let better = if other.valid || other.likelihood > self.likelihood { other } else { self };
        match together {
            Some(together) if !better.valid && (together.valid || together.likelihood >= better.likelihood) => together,
            _ => better,
        }
    }

    /// Mean log chance of a character.
    fn mean_score(&self) -> f32 {
        self.score / (self.format.length() * self.format.lines()) as f32
    }

    fn together(one: &Self, other: &Self) -> Option<Self> {
        let alike = one.format.length() == other.format.length()
            && one.mirrored == other.mirrored
            && (one.likelihood - other.likelihood).abs() < MOST_APART;
        if !alike {
            return None;
        }
        let mean = |(a, b): (&PlaceScores, &PlaceScores)| {
            let mut place = [0.0; CLASSES];
            for (to, (a, b)) in place.iter_mut().zip(a.iter().zip(b)) {
                *to = (a + b) / 2.0;
            }
            let sum: f32 = place.iter().map(|score| score.exp()).sum();
            place.map(|score| score - sum.ln())
        };
        let places = one.places.iter().zip(&other.places).map(|(a, b)| a.iter().zip(b).map(mean).collect()).collect();
        let better = if other.likelihood > one.likelihood { other } else { one };
        judge(places, better.likelihood, better.quad, better.mirrored)
    }

    fn into_reading(self, scale: f32) -> Option<MrzReading> {
        let fields = MrzFields::parse(self.format, &self.lines)?;
        let all_right = self.score.exp() / (1.0 + (-self.margin).exp());
        Some(MrzReading {
            lines: self.lines,
            format: self.format,
            valid: self.valid,
            confidence: all_right.clamp(0.0, 1.0),
            quad: self.quad.scaled(scale),
            mirrored: self.mirrored,
            fields,
        })
    }
}

struct Reader<'a> {
    luma: &'a GrayImage,
    engine: &'a Engine,
}

/// Lines with their frames, as they are read after a turn.
struct Scored {
    turn: Turn,
    cut: Cut,
    lines: Vec<Line>,
    frames: Vec<Vec<Frame>>,
}

impl Reader<'_> {
    fn look(&self, look: Look) -> Result<Option<Attempt>, ModelError> {
        let mut best: Option<Attempt> = None;
        for group in locate::locate(self.luma, look.long_side, self.engine)? {
            if group.lines.len() > 5 {
                continue;
            }
            let cut = Cut { margin: look.margin, height: look.height, before: 0.0, after: 0.0 };
            let scored = self.the_right_way_round(&group, cut)?;
            let sureness = scored.frames.iter().map(|line| recognise::sureness(line)).fold(f32::NEG_INFINITY, f32::max);
            let (turn, length) = (scored.turn, median_length(&scored.frames));
            let mut attempt = self.finish(&group, scored, true)?;
            let valid = attempt.as_ref().is_some_and(|attempt| attempt.valid);
            if !valid && group.lines.len() > 1 && sureness > HOPELESS_FRAMES {
                attempt = self.longer(&group, cut, turn, length, attempt)?;
            }
            if let Some(attempt) = attempt
                && best.as_ref().is_none_or(|kept| attempt.valid || attempt.likelihood > kept.likelihood)
            {
                best = Some(attempt);
            }
            if best.as_ref().is_some_and(|best| best.valid) {
                break;
            }
        }
        Ok(best)
    }

    /// Turns the group until its longest line is surely read.
    fn the_right_way_round(&self, group: &Group, cut: Cut) -> Result<Scored, ModelError> {
        let turns = if group.mirrored > 0.0 {
            [Turn::TopForBottom, Turn::AsFound, Turn::Half, Turn::LeftForRight]
        } else {
            [Turn::AsFound, Turn::TopForBottom, Turn::Half, Turn::LeftForRight]
        };
        let first = self.score(group, &group.lines, turns[0], cut)?;
        let mean = |frames: &[Vec<Frame>]| {
            frames.iter().map(|line| recognise::sureness(line)).sum::<f32>() / frames.len().max(1) as f32
        };
        let mut best = (mean(&first.frames), turns[0]);
        if best.0 > SURE_FRAMES {
            return Ok(first);
        }
        let longest = group.lines.iter().max_by(|a, b| a.mass.total_cmp(&b.mass)).cloned();
        let longest: Vec<Line> = longest.into_iter().collect();
        for &turn in &turns[1..] {
            let sureness = mean(&self.score(group, &longest, turn, cut)?.frames);
            if sureness > best.0 {
                best = (sureness, turn);
            }
            if best.0 > SURE_FRAMES {
                break;
            }
        }
        if best.1 == turns[0] { Ok(first) } else { self.score(group, &group.lines, best.1, cut) }
    }

    fn score(&self, group: &Group, lines: &[Line], turn: Turn, cut: Cut) -> Result<Scored, ModelError> {
        let frames = recognise::recognise(&crop::crops(self.luma, group, lines, turn, cut), self.engine)?;
        Ok(Scored { turn, cut, lines: lines.to_vec(), frames })
    }

    /// Tries crops that go on by the characters that seem to be missing, on one side and then on the other.
    fn longer(
        &self,
        group: &Group,
        cut: Cut,
        turn: Turn,
        length: f32,
        mut best: Option<Attempt>,
    ) -> Result<Option<Attempt>, ModelError> {
        let whole = [44.0, 36.0, 30.0].into_iter().filter(|&whole| whole * 0.45 < length && length <= whole - 1.5);
        for whole in whole {
            let missing = (whole - length) / length;
            let mut ways = [(missing, 0.0), (0.0, missing)];
            if turn.reverses_reading() {
                ways.reverse();
            }
            for (before, after) in ways {
                let scored = self.score(group, &group.lines, turn, Cut { before, after, ..cut })?;
                if let Some(attempt) = self.finish(group, scored, false)?
                    && best.as_ref().is_none_or(|kept| attempt.valid || attempt.likelihood > kept.likelihood)
                {
                    best = Some(attempt);
                }
                if best.as_ref().is_some_and(|best| best.valid) {
                    return Ok(best);
                }
            }
        }
        Ok(best)
    }

    /// Decodes scored lines under every layout that their length allows, and keeps the likeliest.
    fn finish(&self, group: &Group, mut scored: Scored, add_lines: bool) -> Result<Option<Attempt>, ModelError> {
        let length = median_length(&scored.frames);
        let count = scored.frames.len();
        if add_lines && (count == 1 || (count == 2 && length < 33.5)) {
            scored = self.with_neighbours(group, scored)?;
        }
        let length = median_length(&scored.frames);
        let lengths: &[usize] = match length {
            length if length < 31.0 => &[30],
            length if length < 34.0 => &[30, 36],
            length if length <= 42.0 => &[36, 44],
            _ => &[44],
        };
        let attempts = lengths.iter().filter_map(|&length| attempt(group, &scored, length));
        Ok(attempts.max_by(|a, b| a.likelihood.total_cmp(&b.likelihood)))
    }

    /// Lines above and below, where the locator may have missed them.
    fn with_neighbours(&self, group: &Group, scored: Scored) -> Result<Scored, ModelError> {
        let lines = &scored.lines;
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return Ok(scored) };
        let (slope, offset) = match lines.as_slice() {
            [.., before, last] => (last.slope - before.slope, last.offset - before.offset),
            _ => (0.0, 2.6 * first.thickness / locate::CORE_TO_CAPITAL),
        };
        let above = Line { slope: first.slope - slope, offset: first.offset - offset, ..first.clone() };
        let below = Line { slope: last.slope + slope, offset: last.offset + offset, ..last.clone() };
        let lines: Vec<Line> = [vec![above], lines.clone(), vec![below]].concat();
        self.score(group, &lines, scored.turn, scored.cut)
    }
}

fn median_length(frames: &[Vec<Frame>]) -> f32 {
    let mut lengths: Vec<usize> = frames.iter().map(|line| recognise::plain_length(line)).collect();
    lengths.sort_unstable();
    let middle = lengths.len() / 2;
    match lengths.len() {
        0 => 0.0,
        count if count % 2 == 1 => lengths[middle] as f32,
        _ => (lengths[middle - 1] + lengths[middle]) as f32 / 2.0,
    }
}

/// Reads `scored` as lines of `length` characters: the surest run of as many lines as such a layout has.
fn attempt(group: &Group, scored: &Scored, length: usize) -> Option<Attempt> {
    let needed = if length == 30 { 3 } else { 2 };
    let sureness: Vec<f32> = scored.frames.iter().map(|line| recognise::sureness(line)).collect();
    let sum = |start: usize| sureness[start..start + needed].iter().sum::<f32>();
    let start = (0..(scored.frames.len() + 1).checked_sub(needed)?).max_by(|&a, &b| sum(a).total_cmp(&sum(b)))?;
    let lattices: Vec<Lattice> = scored.frames[start..start + needed]
        .iter()
        .map(|line| lattice::lattice(line, length))
        .collect::<Option<_>>()?;
    let likelihood = lattices.iter().map(|line| line.likelihood).sum::<f32>() / needed as f32;
    let places = lattices.into_iter().map(|line| line.places).collect();
    let quads = crop::quads(group, &scored.lines, scored.turn, Cut { margin: 0.005, ..scored.cut }, crop::LINE_HEIGHT);
    let (first, last) = (quads.get(start)?, quads.get(start + needed - 1)?);
    let quad = Quad([first.0[0], first.0[1], last.0[2], last.0[3]]);
    judge(places, likelihood, quad, scored.turn.mirrored())
}

/// The lines that `places` hold, and whether they are sure.
fn judge(places: Vec<Vec<PlaceScores>>, likelihood: f32, quad: Quad, mirrored: bool) -> Option<Attempt> {
    let length = places.first()?.len();
    let formats = MrzFormat::ALL.into_iter().filter(|format| format.length() == length);
    let plain = formats.map(|format| {
        let layout = Layout::new(format, 0);
        let free = decode::free(&layout, &places);
        (layout, free)
    });
    let (layout, mut free) = plain.max_by(|a, b| a.1.grammatical_score.total_cmp(&b.1.grammatical_score))?;
    let mut decoded = decode::decode(&layout, &places).map(|decoded| (decoded, layout.clone()));
    if let Some(mark) = long_number_mark(layout.format, &places)
        && mark
    {
        for extra in 1..=Layout::most_extra_number(layout.format) {
            let longer = Layout::new(layout.format, extra);
            let other = decode::decode(&longer, &places);
            if let Some(other) = other
                && decoded.as_ref().is_none_or(|(kept, _)| other.score > kept.score)
            {
                free = decode::free(&longer, &places);
                decoded = Some((other, longer));
            }
        }
    }
    let characters = free.any.iter().flatten().filter(|&&class| class != FILLER).count();
    if characters < LEAST_CHARACTERS {
        return None;
    }
    let pairs = free.any.iter().flatten().zip(free.grammatical.iter().flatten());
    if pairs.filter(|(any, grammatical)| any != grammatical).count() > MOST_UNGRAMMATICAL {
        return None;
    }
    let repaired = decoded.filter(|(decoded, _)| free.any_score - decoded.score < MOST_REPAIR);
    let format = layout.format;
    Some(match repaired {
        Some((decoded, layout)) => {
            let lines = decode::text(&decoded.lines);
            let holds = decoded.plain_name && layout.checks_hold(&lines).into_iter().all(|holds| holds);
            let least = if likelihood < STRAINED { STRAINED_MARGIN } else { LEAST_MARGIN };
            let valid = holds && decoded.margin > least && decoded.score > LEAST_SCORE;
            let doubtful = holds && !valid;
            let (margin, score) = (decoded.margin, decoded.score);
            Attempt { places, lines, format, valid, doubtful, likelihood, margin, score, quad, mirrored }
        }
        None => {
            let grammatical = free.any_score - free.grammatical_score < MOST_GRAMMAR;
            let lines = decode::text(if grammatical { &free.grammatical } else { &free.any });
            Attempt {
                places,
                lines,
                format,
                valid: false,
                doubtful: false,
                likelihood,
                margin: 0.0,
                score: free.any_score,
                quad,
                mirrored,
            }
        }
    })
}

/// Whether filler stands where the check digit of the document number should: the sign of a long number. `None` for
/// layouts that have no long numbers.
fn long_number_mark(format: MrzFormat, places: &[Vec<PlaceScores>]) -> Option<bool> {
    let place = match format {
        MrzFormat::Td1 => places.first()?.get(14)?,
        MrzFormat::Td2 => places.get(1)?.get(9)?,
        _ => return None,
    };
    let filler = place[usize::from(FILLER)];
    let digit =
        (b'0'..=b'9').filter_map(class).map(|class| place[usize::from(class)]).fold(f32::NEG_INFINITY, f32::max);
    Some(filler > digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{ModelName, ModelSource};
    use crate::model::{Model, Tensor};
    use crate::photo::Channels;

    const LINES: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    /// Sees two lines wherever it looks, reading to the right if the number is positive, to the left if negative.
    struct Locator(f32);

    impl Model for Locator {
        fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError> {
            let (rows, columns) = (inputs[0].shape[2] / 2, inputs[0].shape[3] / 2);
            let core = (0..rows * columns)
                .map(|index| {
                    let (x, y) = (index % columns, index / columns);
                    let on =
                        x > 8 && x < columns - 8 && [rows / 2, rows / 2 + 8].iter().any(|&line| y.abs_diff(line) < 2);
                    if on { 5.0 } else { -5.0 }
                })
                .collect();
            let plane = (rows / 4) * (columns / 4);
            let mut direction = vec![self.0; plane];
            direction.resize(3 * plane, 0.0);
            direction[2 * plane..].fill(-1.0);
            Ok(vec![Tensor::new([1, 1, rows, columns], core), Tensor::new([1, 3, rows / 4, columns / 4], direction)])
        }
    }

    /// Reads its own lines in whatever it is shown, first to last.
    struct Recogniser(Vec<String>);

    impl Model for Recogniser {
        fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError> {
            let mut data = Vec::new();
            let mut frames = 0;
            for line in 0..inputs[0].shape[0] {
                let read = recognise::frames_of(&self.0[line % self.0.len()], 2, 0.01);
                frames = read.len();
                data.extend(read.iter().flatten());
            }
            Ok(vec![Tensor::new([inputs[0].shape[0], frames, CLASSES + 1], data)])
        }
    }

    struct Source(f32, Vec<String>);

    impl ModelSource for Source {
        fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
            Ok(match name {
                ModelName::MrzLocator => Box::new(Locator(self.0)),
                _ => Box::new(Recogniser(self.1.clone())),
            })
        }
    }

    fn read_with(along: f32, lines: &[&str]) -> Option<MrzReading> {
        let engine = Engine::new(Box::new(Source(along, lines.iter().map(|line| (*line).to_owned()).collect())));
        let photo = Photo::from_image(image::DynamicImage::new_luma8(960, 640), Channels::Luma);
        read(&photo, &engine).unwrap()
    }

    #[test]
    fn a_clear_zone_is_valid_and_knows_its_place() {
        let zone = read_with(1.0, &LINES).unwrap();
        assert_eq!(
            (zone.lines.as_slice(), zone.format, zone.valid),
            (LINES.map(str::to_owned).as_slice(), MrzFormat::Td3, true)
        );
        assert!(zone.confidence > 0.5 && !zone.mirrored);
        assert!(zone.quad.0[0].x < 100.0 && zone.quad.0[1].x > 860.0 && zone.quad.0[0].y < zone.quad.0[3].y);
        let turned = read_with(-1.0, &LINES).unwrap();
        assert!(turned.quad.0[0].x > 860.0 && turned.quad.0[0].y > turned.quad.0[3].y);
    }

    #[test]
    fn a_wrong_check_digit_that_is_clearly_printed_is_read_as_it_is_and_not_valid() {
        let wrong = [LINES[0], "L898902C37UTO7408122F1204159ZE184226B<<<<<10"];
        let zone = read_with(1.0, &wrong).unwrap();
        assert_eq!((zone.lines.as_slice(), zone.valid), (wrong.map(str::to_owned).as_slice(), false));
        assert!(!zone.fields.check_digits[0].holds);
    }

    #[test]
    fn filler_alone_is_no_zone() {
        assert_eq!(read_with(1.0, &["<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<"; 2]), None);
    }
}
