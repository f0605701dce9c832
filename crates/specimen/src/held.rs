//! The evidence of an appeal: a person who holds a document and a sheet of paper with a few words written by hand, or the sheet alone, with
//! known faults.
//!
//! Nobody's real writing is here: the hands are fonts, whose letters differ from one another in place, size, slant, turn and stroke.

mod hand;
mod room;
mod sheet;
mod wording;

pub(crate) use hand::Hand;

use crate::assets::{Assets, SpecimenError};
use crate::canvas::PIXELS_PER_MILLIMETRE;
use crate::selfie;
use crate::truth::{Specimen, SpecimenKind};
use hand::Pen;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, resize};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use room::Face;
use serde::Serialize;
use sheet::Sheet;
use verify::geometry::{Point, Quad};
use verify::held::Asked;
use verify::reading::FieldName;

/// What goes wrong with the evidence of an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldFault {
    /// Nothing.
    None,
    /// Nobody is there, only hands.
    NoFace,
    /// The document or the paper is before the mouth or the eyes.
    FaceHidden,
    /// There is no document.
    NoDocument,
    /// The document is too small to be read.
    DocumentSmall,
    /// The document is out of focus.
    DocumentBlurred,
    /// It is somebody else's document.
    OtherDocument,
    /// There is no paper.
    NoPaper,
    /// The code is not written.
    NoCode,
    /// Another code is written.
    WrongCode,
    /// The day before is written.
    Yesterday,
    /// No day is written.
    NoDate,
    /// The username is not written.
    NoUsername,
    /// The words of the purpose are not written.
    NoPurpose,
    /// The statement is printed.
    Printed,
}

impl HeldFault {
    /// All of them, [`HeldFault::None`] first.
    pub const ALL: [Self; 15] = [
        Self::None,
        Self::NoFace,
        Self::FaceHidden,
        Self::NoDocument,
        Self::DocumentSmall,
        Self::DocumentBlurred,
        Self::OtherDocument,
        Self::NoPaper,
        Self::NoCode,
        Self::WrongCode,
        Self::Yesterday,
        Self::NoDate,
        Self::NoUsername,
        Self::NoPurpose,
        Self::Printed,
    ];

    /// The name for files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "complete",
            Self::NoFace => "no-face",
            Self::FaceHidden => "face-hidden",
            Self::NoDocument => "no-document",
            Self::DocumentSmall => "document-small",
            Self::DocumentBlurred => "document-blurred",
            Self::OtherDocument => "other-document",
            Self::NoPaper => "no-paper",
            Self::NoCode => "no-code",
            Self::WrongCode => "wrong-code",
            Self::Yesterday => "yesterday",
            Self::NoDate => "no-date",
            Self::NoUsername => "no-username",
            Self::NoPurpose => "no-purpose",
            Self::Printed => "printed",
        }
    }

    /// The reason that names it; `None` for [`HeldFault::None`].
    #[must_use]
    pub const fn reason(self) -> Option<&'static str> {
        Some(match self {
            Self::None => return None,
            Self::NoFace | Self::FaceHidden => "appeal.held_face_hidden",
            Self::NoDocument => "appeal.held_id_missing",
            Self::DocumentSmall | Self::DocumentBlurred => "appeal.held_id_unreadable",
            Self::OtherDocument => "appeal.held_id_differs",
            Self::NoPaper => "appeal.statement_missing",
            Self::NoCode | Self::WrongCode => "appeal.statement_nonce",
            Self::Yesterday | Self::NoDate => "appeal.statement_date",
            Self::NoUsername => "appeal.statement_username",
            Self::NoPurpose => "appeal.statement_purpose",
            Self::Printed => "appeal.statement_not_handwritten",
        })
    }

    /// Whether it is seen on the sheet alone.
    #[must_use]
    pub const fn of_the_statement(self) -> bool {
        matches!(
            self,
            Self::None
                | Self::NoCode
                | Self::WrongCode
                | Self::Yesterday
                | Self::NoDate
                | Self::NoUsername
                | Self::NoPurpose
                | Self::Printed
        )
    }
}

/// A hand that statements can be written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandName {
    /// The name of its font.
    pub name: String,
    /// Whether it writes Chinese.
    pub chinese: bool,
    /// Whether nothing was developed on it.
    pub kept_back: bool,
}

/// What is in such a photo.
#[derive(Clone, Debug, Serialize)]
pub struct HeldTruth {
    /// What goes wrong.
    pub fault: HeldFault,
    /// The font of the writing.
    pub hand: String,
    /// Whether nothing was developed on it.
    pub kept_back: bool,
    /// Whether the sheet alone is shown.
    pub close_up: bool,
    /// The seed.
    pub seed: u64,
    /// What was asked for.
    pub asked: Asked,
    /// What is written, part by part.
    pub written: Vec<String>,
    /// The document in the hand.
    pub specimen: Option<SpecimenKind>,
    /// Middle of the face, and its height in pixels.
    pub face: Option<(Point, f32)>,
    /// Where the document is.
    pub document: Option<Quad>,
    /// Where the sheet is.
    pub paper: Option<Quad>,
}

/// Such a photo.
#[derive(Clone, Debug)]
pub struct HeldPhoto {
    /// The file.
    pub jpeg: Vec<u8>,
    /// What is in it.
    pub truth: HeldTruth,
}

/// Sizes of phones' photos, the smaller ones more often.
const SIZES: [(u32, u32); 4] = [(2000, 2667), (2250, 3000), (2448, 3264), (3000, 4000)];
/// Documents that people hold up.
const KINDS: [SpecimenKind; 5] = [
    SpecimenKind::Passport,
    SpecimenKind::CardTd1Front,
    SpecimenKind::CardTd2Front,
    SpecimenKind::LicenceFront,
    SpecimenKind::ChineseCardFront,
];

/// The hands of `assets`, in their order.
#[must_use]
pub fn hands(assets: &Assets) -> Vec<HandName> {
    let name = |hand: &Hand| HandName { name: hand.name.clone(), chinese: hand.chinese(), kept_back: hand.kept_back() };
    assets.hands.iter().map(name).collect()
}

/// Draws such a photo, written in the hand of that place in [`hands`]; `close_up` shows the sheet alone. The same seed gives the same photo.
/// `Ok(None)` when there is no such hand, or no photo of anybody.
///
/// # Errors
/// [`SpecimenError`] when a document cannot be drawn.
pub fn held(
    assets: &Assets,
    hand: usize,
    fault: HeldFault,
    close_up: bool,
    seed: u64,
) -> Result<Option<HeldPhoto>, SpecimenError> {
    let Some(hand) = assets.hands.get(hand) else { return Ok(None) };
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x48E1D);
    let kind = KINDS[random.random_range(0..KINDS.len())];
    let document = crate::draw(kind, seed, assets)?;
    let other = match fault {
        HeldFault::OtherDocument => Some(crate::draw(kind, seed + 1_000_003, assets)?.image),
        _ => None,
    };
    let of = Of { kind, document: &document, shown: other.as_ref().unwrap_or(&document.image), owner: false };
    Ok(photo(assets, hand, &of, (fault, close_up, seed), random))
}

/// What was asked of somebody who holds `document`, which looks like `shown` by now, and everything is in order: the person of its portrait with it and
/// a sheet, and the sheet alone. `None` when there is no such hand, or no photo of anybody.
#[must_use]
pub fn held_by(
    assets: &Assets,
    hand: usize,
    kind: SpecimenKind,
    document: &Specimen,
    shown: &RgbImage,
    seed: u64,
) -> Option<[HeldPhoto; 2]> {
    let hand = assets.hands.get(hand)?;
    let of = Of { kind, document, shown, owner: true };
    let one = |close_up| {
        // The same sheet in both: what is written is drawn first.
        let random = ChaCha8Rng::seed_from_u64(seed ^ 0x48E1D);
        photo(assets, hand, &of, (HeldFault::None, close_up, seed), random)
    };
    Some([one(false)?, one(true)?])
}

/// Whose document is held.
struct Of<'a> {
    kind: SpecimenKind,
    document: &'a Specimen,
    /// What is in the hand.
    shown: &'a RgbImage,
    /// Whether the person of its portrait holds it, and not anybody.
    owner: bool,
}

fn photo(
    assets: &Assets,
    hand: &Hand,
    of: &Of<'_>,
    (fault, close_up, seed): (HeldFault, bool, u64),
    mut random: ChaCha8Rng,
) -> Option<HeldPhoto> {
    let document = of.document;
    let field = |name: FieldName| document.truth.fields.get(&name).map(|field| field.value.clone());
    let names = [FieldName::FamilyName, FieldName::GivenNames, FieldName::NativeName].into_iter().filter_map(field);
    let asked = wording::asked(field(FieldName::Number), names.collect(), &mut random);
    let written = wording::parts(&asked, hand, fault, &mut random);
    let mut sheet = Sheet::new(&mut random);
    let capital = sheet.capital(&mut random);
    let pen = if fault == HeldFault::Printed {
        let fonts = if hand.chinese() { &assets.chinese } else { &assets.text };
        Pen::print(&fonts[random.random_range(0..fonts.len())], &assets.text[0], capital)
    } else {
        Pen::new(hand, &assets.hands, capital, &mut random)
    };
    sheet.write(&written, pen, &mut random);
    let mut truth = HeldTruth {
        fault,
        hand: hand.name.clone(),
        kept_back: hand.kept_back(),
        close_up,
        seed,
        asked,
        written,
        specimen: None,
        face: None,
        document: None,
        paper: None,
    };
    let picture = if close_up {
        alone(&sheet.image, &mut truth, &mut random)
    } else {
        truth.specimen = Some(of.kind);
        together(assets, &sheet.image, of, &mut truth, &mut random)?
    };
    let picture = room::taken(picture, &mut random);
    let mut jpeg = Vec::new();
    let quality = random.random_range(84..94);
    // Only a picture of no pixels or of more than 65,535 a side cannot be written.
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&picture).ok()?;
    Some(HeldPhoto { jpeg, truth })
}

fn size(random: &mut ChaCha8Rng) -> (u32, u32) {
    SIZES[random.random_range(0..SIZES.len()).min(random.random_range(0..SIZES.len()))]
}

/// The sheet on a table.
fn alone(sheet: &RgbImage, truth: &mut HeldTruth, random: &mut ChaCha8Rng) -> RgbImage {
    let (width, height) = size(random);
    let (width, height) =
        if sheet.width() > sheet.height() && random.random_bool(0.5) { (height, width) } else { (width, height) };
    let mut picture = room::room(width, height, random);
    let (across, down) = (width as f32, height as f32);
    let aspect = sheet.height() as f32 / sheet.width() as f32;
    let wide = random.random_range(0.74..0.9) * across.min(down / aspect);
    let centre = Point::new(across * random.random_range(0.48..0.52), down * random.random_range(0.48..0.52));
    let tilt = (random.random_range(-0.05..0.05), random.random_range(-0.05..0.05));
    let quad = room::placed(sheet, centre, wide, random.random_range(-5.0..5.0), tilt);
    room::lay(&mut picture, sheet, &quad, 1.0);
    truth.paper = Some(quad);
    picture
}

/// A person with a document in one hand and the sheet in the other. `None` when there is no photo of anybody.
fn together(
    assets: &Assets,
    sheet: &RgbImage,
    of: &Of<'_>,
    truth: &mut HeldTruth,
    random: &mut ChaCha8Rng,
) -> Option<RgbImage> {
    let (fault, document) = (truth.fault, of.shown);
    let (width, height) = size(random);
    let (across, down) = (width as f32, height as f32);
    let mut picture = room::room(width, height, random);
    let card = document.width() < 1200;
    let wide = across * if card { random.random_range(0.26..0.32) } else { random.random_range(0.36..0.42) };
    // Nobody reads print of less than three pixels.
    let millimetres = document.width() as f32 / PIXELS_PER_MILLIMETRE;
    let wide = if fault == HeldFault::DocumentSmall { millimetres * random.random_range(1.3..1.9) } else { wide };
    let face_height = down * random.random_range(0.17..0.205);
    // Document and face beside one another, in the middle of the frame together.
    let side = if random.random_bool(0.5) { 1.0 } else { -1.0f32 };
    let (face_width, gap) = (1.08 * face_height, across * random.random_range(0.015..0.035));
    let all = wide + gap + face_width;
    let sway = (across - all).max(0.0) * random.random_range(-0.25..0.25);
    let centre_x = across / 2.0 + side * (all - face_width) / 2.0 + sway;
    let face = Face { centre: Point::new(centre_x, down * random.random_range(0.2..0.26)), height: face_height };
    let skin = if fault == HeldFault::NoFace {
        let tone = random.random_range(120.0..225.0f32);
        [tone, tone * 0.78, tone * 0.66]
    } else {
        truth.face = Some((face.centre, face.height));
        let head = if of.owner { selfie::owner(assets, random)? } else { selfie::anybody(assets, random)? };
        room::person(&mut picture, face, &head, random)
    };
    let beside = Point::new(
        face.centre.x - side * (face_width / 2.0 + gap + wide / 2.0),
        face.centre.y + down * random.random_range(-0.01..0.09),
    );
    let tilt = |random: &mut ChaCha8Rng| (random.random_range(-0.04..0.04), random.random_range(-0.04..0.04f32));
    let hides = (fault == HeldFault::FaceHidden).then(|| random.random_range(0..3));
    let at = match hides {
        Some(0) => Point::new(face.centre.x, face.centre.y + 0.3 * face_height),
        Some(1) => Point::new(face.centre.x, face.centre.y - 0.12 * face_height),
        _ => beside,
    };
    let held = room::placed(document, at, wide, random.random_range(-7.0..7.0), tilt(random));
    let paper_wide = across
        * if sheet.width() > sheet.height() { random.random_range(0.54..0.64) } else { random.random_range(0.42..0.5) };
    let paper_high = paper_wide * sheet.height() as f32 / sheet.width() as f32;
    let lowest = held.0.iter().map(|corner| corner.y).fold(face.centre.y + 0.56 * face_height, f32::max);
    let lowest = if fault == HeldFault::NoDocument { face.centre.y + 0.62 * face_height } else { lowest };
    let top = lowest + down * random.random_range(0.03..0.06);
    let top = if hides == Some(2) { face.centre.y + random.random_range(-0.1..0.2) * face_height } else { top };
    let paper_x = if hides == Some(2) { face.centre.x } else { across * random.random_range(0.45..0.55) };
    let paper_at = Point::new(paper_x, top + paper_high / 2.0);
    let paper = room::placed(sheet, paper_at, paper_wide, random.random_range(-5.0..5.0), tilt(random));
    if fault != HeldFault::NoDocument {
        let blurred;
        let flat = if fault == HeldFault::DocumentBlurred {
            // Out of focus by so many letters' height.
            let shrink = random.random_range(14.0..20.0f32);
            let small = |pixels: u32| ((pixels as f32 / shrink) as u32).max(4);
            let away = resize(document, small(document.width()), small(document.height()), FilterType::Triangle);
            blurred = resize(&away, document.width(), document.height(), FilterType::Triangle);
            &blurred
        } else {
            document
        };
        room::lay(&mut picture, flat, &held, random.random_range(0.88..1.0));
        // The thumb at the outer edge, below the middle.
        let [a, b, c, d] = held.0;
        let (upper, lower) = if side > 0.0 { (a, d) } else { (b, c) };
        let edge = upper.towards(lower, random.random_range(0.55..0.75));
        let tip = edge.towards(held.centre(), 0.13);
        let from = Point::new(edge.x - side * 0.2 * wide, edge.y + 0.16 * wide);
        room::finger(&mut picture, tip, from, wide.max(0.2 * across) * 0.13, skin);
        truth.document = Some(held);
    }
    if fault != HeldFault::NoPaper {
        room::lay(&mut picture, sheet, &paper, random.random_range(0.86..1.0));
        let [a, b, c, d] = paper.0;
        let thick = across * random.random_range(0.034..0.042);
        for (upper, lower, out) in [(a, d, -1.0), (b, c, 1.0)] {
            let edge = upper.towards(lower, random.random_range(0.6..0.85));
            let tip = edge.towards(paper.centre(), 0.07);
            let from = Point::new(edge.x + out * 0.14 * across, edge.y + 0.07 * across);
            room::finger(&mut picture, tip, from, thick, skin);
        }
        truth.paper = Some(paper);
    }
    Some(picture)
}
