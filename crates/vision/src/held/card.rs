//! The document in the hand: small in the photo, so that it is looked for and read in a part of it.

use super::spell::{Letters, Page, Word, evidence, others_like};
use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::{Channels, Photo};
use crate::{document, mrz, text};
use image::{DynamicImage, RgbImage, imageops};
use verify::geometry::{Point, Quad};
use verify::held::Asked;

/// Longer side of the page on which the document's lines are looked for, in pixels.
const PAGE_SIDE: u32 = 960;
/// Lines of a document that are read.
const MOST_LINES: usize = 40;
/// Words that nobody asked for, for each that somebody did.
const OTHERS: usize = 30;
/// Letters that are sure on a document that is legible: fronts have more.
const LEGIBLE: f32 = 50.0;
/// A line of which the network is less sure is not legible.
const SURE: f32 = 0.8;
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "0123456789";
const CHINESE: &str =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华文玉建国志红";

/// A document and what speaks for it, in pixels of the photo at working scale.
#[derive(Clone, Debug)]
pub(super) struct Card {
    pub(super) quad: Quad,
    pub(super) confidence: f32,
    pub(super) legible: f32,
    pub(super) number: Option<f32>,
    pub(super) name: Option<f32>,
}

/// A rectangle of the photo, in pixels at working scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Part {
    /// The square of that side about a place, as far as it is in the photo.
    pub(super) fn around(rgb: &RgbImage, centre: Point, side: f32) -> Self {
        let bound = |at: f32, all: u32| at.clamp(0.0, all as f32) as u32;
        let (left, right) = (bound(centre.x - side / 2.0, rgb.width()), bound(centre.x + side / 2.0, rgb.width()));
        let (top, bottom) = (bound(centre.y - side / 2.0, rgb.height()), bound(centre.y + side / 2.0, rgb.height()));
        Self { left, top, width: right - left, height: bottom - top }
    }

    pub(super) fn of(self, rgb: &RgbImage) -> Photo {
        let part = imageops::crop_imm(rgb, self.left, self.top, self.width, self.height).to_image();
        Photo::from_image(DynamicImage::ImageRgb8(part), Channels::Colour)
    }

    /// A quad of this part in the whole.
    pub(super) fn whole(self, quad: &Quad) -> Quad {
        let (left, top) = (self.left as f32, self.top as f32);
        Quad(quad.0.map(|corner| Point::new(corner.x + left, corner.y + top)))
    }
}

/// A document in `part`, and how sure that is.
pub(super) fn locate(rgb: &RgbImage, part: Part, engine: &Engine) -> Result<Option<(Quad, f32)>, ModelError> {
    if part.width < 32 || part.height < 32 {
        return Ok(None);
    }
    let found = document::locate(&part.of(rgb), engine)?;
    Ok(found.map(|document| (part.whole(&document.quad), document.confidence)))
}

/// Reads the document at `quad`.
pub(super) fn read(
    rgb: &RgbImage,
    quad: Quad,
    confidence: f32,
    asked: &Asked,
    engine: &Engine,
) -> Result<Card, ModelError> {
    let middle = quad.centre();
    let reach = quad.0.iter().map(|corner| corner.distance(middle)).fold(0.0, f32::max);
    let part = Part::around(rgb, middle, 2.3 * reach);
    let photo = part.of(rgb);
    let scale = 1.0 / photo.scale();
    let to_part = |corner: Point| Point::new(corner.x - part.left as f32, corner.y - part.top as f32).scaled(scale);
    let within = Quad(quad.0.map(to_part));
    let room = Quad(within.0.map(|corner| within.centre().towards(corner, 1.04)));
    let mut lines = text::find(&photo, &room, PAGE_SIDE, engine)?;
    lines.truncate(MOST_LINES);
    let mut letters = Letters::default();
    let alphabets = [CAPITALS, DIGITS, CHINESE];
    let among = |text: &str, letters: &mut Letters| -> (Word, Vec<Word>) {
        let others = others_like(&text.to_uppercase(), &alphabets, OTHERS);
        (letters.word(text), others.iter().map(|other| letters.word(other)).collect())
    };
    let number = asked.number.as_deref().map(|number| among(number, &mut letters));
    let names: Vec<_> = asked.names.iter().map(|name| among(name, &mut letters)).collect();
    let traces = text::trace(&photo, &lines, &letters.all, engine)?;
    let page = Page::of(&traces, letters.all.len());
    let sure = traces.iter().filter(|trace| trace.line.confidence > SURE);
    let count: usize = sure.map(|trace| weight(&trace.line.text)).sum();
    let own = |(meant, others): &(Word, Vec<Word>)| evidence(&page, meant, others);
    let mut number = number.as_ref().and_then(own);
    if let (Some(bits), Some(asked)) = (&mut number, &asked.number)
        && let Some(zone) = mrz::read(&photo, engine)?.filter(|zone| zone.valid)
    {
        // A zone whose check digits hold says what the number is.
        let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        *bits = if plain(&zone.fields.document_number) == plain(asked) { bits.max(ZONE) } else { -ZONE };
    }
    let name = (!names.is_empty()).then(|| names.iter().filter_map(own).sum());
    Ok(Card { quad, confidence, legible: (count as f32 / LEGIBLE).min(1.0), number, name })
}

/// What a zone says for or against a number, in bits.
const ZONE: f32 = 60.0;

/// Letters of a line; a Chinese character tells as much as two.
fn weight(text: &str) -> usize {
    text.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}
