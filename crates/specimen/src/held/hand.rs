//! Writing that looks as if somebody had written it: fonts of handwriting, and no letter like the one before.

use crate::canvas::{Colour, blend};
use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::{GrayImage, Luma, RgbImage};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// A font of handwriting.
pub(crate) struct Hand {
    /// Its file name without folder and ending.
    pub(crate) name: String,
    pub(crate) font: FontVec,
}

/// Fonts with Chinese characters.
const CHINESE: [&str; 2] = ["mashanzheng", "zhimangxing"];
/// Fonts on which nothing was developed: what is measured on them is told apart.
const KEPT_BACK: [&str; 2] = ["shadowsintolight", "zhimangxing"];

impl Hand {
    /// Whether Chinese can be written with it.
    pub(crate) fn chinese(&self) -> bool {
        among(&self.name, &CHINESE)
    }

    /// Whether nothing was developed on it.
    pub(crate) fn kept_back(&self) -> bool {
        among(&self.name, &KEPT_BACK)
    }

    fn has(&self, character: char) -> bool {
        character.is_whitespace() || self.font.glyph_id(character).0 != 0
    }
}

fn among(name: &str, list: &[&str]) -> bool {
    let name = name.to_lowercase();
    list.iter().any(|part| name.starts_with(part))
}

/// How one person writes on one day.
pub(crate) struct Pen<'a> {
    /// The font, and those that write what it has no glyph for.
    fonts: Vec<&'a FontVec>,
    /// Height of capitals in pixels.
    pub(crate) capital: f32,
    pub(crate) ink: Colour,
    /// Slant of all letters: pixels to the right for one up.
    slant: f32,
    /// Thicker than the font's own strokes above 0, thinner below, as a share of the cover.
    width: f32,
    /// How much letters differ, 1 for what is usual, 0 for print.
    unrest: f32,
    /// Space between letters, in shares of the capital's height.
    spacing: f32,
}

impl<'a> Pen<'a> {
    /// A pen in the hand that `random` gives, for capitals of so many pixels. `others` write what `hand` has no glyph for.
    pub(crate) fn new(hand: &'a Hand, others: &'a [Hand], capital: f32, random: &mut ChaCha8Rng) -> Self {
        let likes = |other: &&Hand| other.name != hand.name && (!other.kept_back() || hand.kept_back());
        let inks: [Colour; 6] = [[24, 24, 30], [40, 40, 44], [22, 40, 120], [30, 60, 150], [14, 30, 84], [60, 60, 70]];
        Self {
            fonts: std::iter::once(hand).chain(others.iter().filter(likes)).map(|hand| &hand.font).collect(),
            capital,
            ink: inks[random.random_range(0..inks.len())],
            slant: random.random_range(-0.08..0.16),
            width: random.random_range(-0.12..0.22),
            unrest: random.random_range(0.7..1.25),
            spacing: random.random_range(0.0..0.07),
        }
    }

    /// Print, not writing.
    pub(crate) fn print(font: &'a FontVec, fallback: &'a FontVec, capital: f32) -> Self {
        let fonts = vec![font, fallback];
        Self { fonts, capital, ink: [20, 20, 22], slant: 0.0, width: 0.0, unrest: 0.0, spacing: 0.0 }
    }

    fn font_of(&self, character: char) -> &'a FontVec {
        let has = |font: &&&FontVec| font.glyph_id(character).0 != 0;
        self.fonts.iter().find(has).or(self.fonts.first()).copied().unwrap_or(self.fonts[0])
    }

    /// The size at which small letters and capitals of the font are as high as asked.
    fn scale(&self, font: &FontVec) -> PxScale {
        let probe = PxScale::from(100.0);
        let height = font
            .outline_glyph(font.glyph_id('H').with_scale_and_position(probe, point(0.0, 0.0)))
            .map_or(70.0, |outline| outline.px_bounds().height());
        PxScale::from(100.0 * self.capital / height.max(1.0))
    }

    fn advance(&self, character: char) -> f32 {
        let font = self.font_of(character);
        font.as_scaled(self.scale(font)).h_advance(font.glyph_id(character)) + self.spacing * self.capital
    }

    /// Width of `text` in pixels, but for the unrest.
    pub(crate) fn length(&self, text: &str) -> f32 {
        text.chars().map(|character| self.advance(character)).sum()
    }

    /// Writes `text` with the left end of its base line at (x, y).
    pub(crate) fn write(&self, sheet: &mut RgbImage, text: &str, x: f32, y: f32, random: &mut ChaCha8Rng) {
        let mut at = x;
        // A line goes up or down a little, and bends.
        let (slope, bend) = (self.unrest * random.random_range(-0.012..0.012f32), random.random_range(0.0..6.0f32));
        let mut wander = 0.0f32;
        for character in text.chars() {
            let font = self.font_of(character);
            let size = 1.0 + self.unrest * random.random_range(-0.07..0.07);
            let scale = self.scale(font).x * size;
            let advance = self.advance(character) * size;
            let gap = self.unrest * self.capital * random.random_range(-0.035..0.05);
            wander = 0.6 * wander + self.unrest * self.capital * random.random_range(-0.05..0.05);
            let along = at - x;
            let base = y + slope * along + wander + 0.04 * self.unrest * self.capital * (along * 0.01 + bend).sin();
            let letter = Letter {
                slant: self.slant + self.unrest * random.random_range(-0.05..0.05),
                turn: self.unrest * random.random_range(-0.05..0.05),
                width: self.width + self.unrest * random.random_range(-0.06..0.06),
                fade: 1.0 - self.unrest * random.random_range(0.0..0.12),
            };
            if let Some(mask) = Mask::of(font, character, scale) {
                letter.draw(sheet, &mask, (at, base), self);
            }
            at += advance + gap;
        }
    }
}

/// A glyph that was drawn upright.
struct Mask {
    cover: GrayImage,
    /// From the start of the base line to the mask's corner, in pixels.
    corner: (f32, f32),
}

impl Mask {
    fn of(font: &FontVec, character: char, scale: f32) -> Option<Self> {
        // Some pixels of room, so that strokes may grow.
        const ROOM: i32 = 3;
        let glyph = font.glyph_id(character).with_scale_and_position(PxScale::from(scale), point(0.0, 0.0));
        let outline = font.outline_glyph(glyph)?;
        let bounds = outline.px_bounds();
        let side = |length: f32| length.ceil().max(1.0) as u32 + 2 * ROOM as u32;
        let mut cover = GrayImage::new(side(bounds.width()), side(bounds.height()));
        outline.draw(|x, y, share| {
            if let Some(pixel) = cover.get_pixel_mut_checked(x + ROOM as u32, y + ROOM as u32) {
                *pixel = Luma([(share.clamp(0.0, 1.0) * 255.0) as u8]);
            }
        });
        Some(Self { cover, corner: (bounds.min.x - ROOM as f32, bounds.min.y - ROOM as f32) })
    }

    /// Cover at a place, softened over the pixels around, 0 to 1.
    fn at(&self, x: f32, y: f32) -> f32 {
        let value = |dx: i64, dy: i64| {
            let place = (u32::try_from(x.floor() as i64 + dx), u32::try_from(y.floor() as i64 + dy));
            let (Ok(px), Ok(py)) = place else { return 0.0 };
            self.cover.get_pixel_checked(px, py).map_or(0.0, |pixel| f32::from(pixel.0[0]) / 255.0)
        };
        let (fx, fy) = (x - x.floor(), y - y.floor());
        let row = |dy: i64| value(0, dy) * (1.0 - fx) + value(1, dy) * fx;
        row(0) * (1.0 - fy) + row(1) * fy
    }
}

/// How one letter differs from the font's.
struct Letter {
    slant: f32,
    /// In radians.
    turn: f32,
    width: f32,
    fade: f32,
}

impl Letter {
    fn draw(&self, sheet: &mut RgbImage, mask: &Mask, at: (f32, f32), pen: &Pen<'_>) {
        let (sin, cos) = self.turn.sin_cos();
        let (width, height) = (mask.cover.width() as f32, mask.cover.height() as f32);
        // From the letter's own place (x to the right, y down, from the start of the base line) to the sheet.
        let placed = |x: f32, y: f32| {
            let x = x - self.slant * y;
            (at.0 + x * cos - y * sin, at.1 + x * sin + y * cos)
        };
        let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
            .map(|(x, y)| placed(mask.corner.0 + x, mask.corner.1 + y));
        let bound = |pick: fn(&(f32, f32)) -> f32, fold: fn(f32, f32) -> f32, start: f32| {
            corners.iter().map(pick).fold(start, fold)
        };
        let (left, right) = (bound(|c| c.0, f32::min, f32::MAX), bound(|c| c.0, f32::max, f32::MIN));
        let (top, bottom) = (bound(|c| c.1, f32::min, f32::MAX), bound(|c| c.1, f32::max, f32::MIN));
        for py in top.max(0.0) as u32..(bottom.max(0.0).ceil() as u32).min(sheet.height()) {
            for px in left.max(0.0) as u32..(right.max(0.0).ceil() as u32).min(sheet.width()) {
                let (dx, dy) = (px as f32 + 0.5 - at.0, py as f32 + 0.5 - at.1);
                let (x, y) = (dx * cos + dy * sin, dy * cos - dx * sin);
                let x = x + self.slant * y;
                let (mx, my) = (x - mask.corner.0 - 0.5, y - mask.corner.1 - 0.5);
                let mut cover = mask.at(mx, my);
                if self.width != 0.0 {
                    // What is around it makes a stroke wider or narrower.
                    let around =
                        (mask.at(mx - 1.2, my) + mask.at(mx + 1.2, my) + mask.at(mx, my - 1.2) + mask.at(mx, my + 1.2))
                            / 4.0;
                    cover = (0.5 * (cover + around) - 0.5) * 1.9 + 0.5 + 1.6 * self.width * around.min(1.0);
                }
                let cover = cover.clamp(0.0, 1.0) * self.fade;
                if cover > 0.01 {
                    blend(sheet.get_pixel_mut(px, py), pen.ink, cover);
                }
            }
        }
    }
}

/// Whether `hand` writes all of `text` by itself.
pub(crate) fn writes(hand: &Hand, text: &str) -> bool {
    text.chars().all(|character| hand.has(character))
}
