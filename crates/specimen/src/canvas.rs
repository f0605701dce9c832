//! Drawing in millimetres.

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::{GrayImage, Rgb, RgbImage};
use verify::geometry::Quad;

/// Pixels a millimetre of a flat picture: about 300 dots an inch.
pub(crate) const PIXELS_PER_MILLIMETRE: f32 = 12.0;

pub(crate) type Colour = [u8; 3];

/// A flat picture that is drawn on in millimetres.
pub(crate) struct Canvas {
    pub(crate) image: RgbImage,
}

/// How a text is printed.
#[derive(Clone, Copy)]
pub(crate) struct Type<'a> {
    pub(crate) font: &'a FontVec,
    /// Prints what `font` has no glyph for.
    pub(crate) fallback: &'a FontVec,
    /// Height of capitals in millimetres.
    pub(crate) capital: f32,
    pub(crate) colour: Colour,
}

impl<'a> Type<'a> {
    /// The font that has a glyph for `character`.
    fn font_of(&self, character: char) -> &'a FontVec {
        if self.font.glyph_id(character).0 == 0 && !character.is_whitespace() { self.fallback } else { self.font }
    }

    /// The size at which the font's capitals (or Chinese characters, where it has no capitals) are as high as asked.
    fn scale(&self, font: &FontVec) -> PxScale {
        let probe = PxScale::from(100.0);
        let height = ['H', '国'].into_iter().find_map(|character| {
            let glyph = font.glyph_id(character);
            (glyph.0 != 0).then(|| font.outline_glyph(glyph.with_scale_and_position(probe, point(0.0, 0.0))))?
        });
        let height = height.map_or(font.as_scaled(probe).ascent() * 0.75, |outline| outline.px_bounds().height());
        PxScale::from(100.0 * self.capital * PIXELS_PER_MILLIMETRE / height.max(1.0))
    }

    /// Width of `text` in millimetres.
    pub(crate) fn width(&self, text: &str) -> f32 {
        let own = self.scale(self.font);
        let fallback = self.scale(self.fallback);
        let advance = |character| {
            let font = self.font_of(character);
            let scale = if std::ptr::eq(font, self.font) { own } else { fallback };
            font.as_scaled(scale).h_advance(font.glyph_id(character))
        };
        text.chars().map(advance).sum::<f32>() / PIXELS_PER_MILLIMETRE
    }

    /// Smaller capitals if need be, so that `text` is not wider than `most` millimetres.
    pub(crate) fn fitted(self, text: &str, most: f32) -> Self {
        let width = self.width(text);
        if width <= most || width <= 0.0 { self } else { Self { capital: self.capital * most / width, ..self } }
    }
}

impl Canvas {
    pub(crate) fn new(millimetres: (f32, f32)) -> Self {
        let side = |millimetres: f32| (millimetres * PIXELS_PER_MILLIMETRE).round() as u32;
        Self { image: RgbImage::new(side(millimetres.0), side(millimetres.1)) }
    }

    /// Prints `text` with the left end of its base line at (x, y) millimetres, and gives the place of its letters.
    pub(crate) fn text(&mut self, text: &str, x: f32, y: f32, kind: Type<'_>) -> Quad {
        let width = kind.width(text);
        self.spread(text, x, y, kind, None);
        let (left, right) = (x - 0.1, x + width + 0.1);
        rectangle(left, y - kind.capital * 1.3, right, y + kind.capital * 0.35)
    }

    /// The same with a fixed pitch in millimetres, each character in the middle of its cell.
    pub(crate) fn spread(&mut self, text: &str, x: f32, y: f32, kind: Type<'_>, pitch: Option<f32>) {
        let (own, fallback) = (kind.scale(kind.font), kind.scale(kind.fallback));
        let mut at = x * PIXELS_PER_MILLIMETRE;
        for character in text.chars() {
            let font = kind.font_of(character);
            let scale = if std::ptr::eq(font, kind.font) { own } else { fallback };
            let glyph = font.glyph_id(character);
            let advance = font.as_scaled(scale).h_advance(glyph);
            let cell = pitch.map_or(advance, |pitch| pitch * PIXELS_PER_MILLIMETRE);
            let start = point(at + (cell - advance) / 2.0, y * PIXELS_PER_MILLIMETRE);
            at += cell;
            let Some(outline) = font.outline_glyph(glyph.with_scale_and_position(scale, start)) else { continue };
            let corner = outline.px_bounds().min;
            let image = &mut self.image;
            outline.draw(|dx, dy, cover| {
                let (px, py) = (corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy));
                if let (Ok(px), Ok(py)) = (u32::try_from(px), u32::try_from(py))
                    && let Some(pixel) = image.get_pixel_mut_checked(px, py)
                {
                    blend(pixel, kind.colour, cover.clamp(0.0, 1.0));
                }
            });
        }
    }

    /// Fills a rectangle, in millimetres.
    pub(crate) fn fill(&mut self, left: f32, top: f32, right: f32, bottom: f32, colour: Colour) {
        let pixel = |millimetres: f32| (millimetres * PIXELS_PER_MILLIMETRE).round().max(0.0) as u32;
        for y in pixel(top)..pixel(bottom).min(self.image.height()) {
            for x in pixel(left)..pixel(right).min(self.image.width()) {
                self.image.put_pixel(x, y, Rgb(colour));
            }
        }
    }

    /// Lays `mask` over the picture with its middle in the picture's middle: 255 is `strength` of `colour`.
    pub(crate) fn stamp(&mut self, mask: &GrayImage, colour: Colour, strength: f32) {
        let dx = (i64::from(self.image.width()) - i64::from(mask.width())) / 2;
        let dy = (i64::from(self.image.height()) - i64::from(mask.height())) / 2;
        for (x, y, cover) in mask.enumerate_pixels() {
            if cover.0[0] == 0 {
                continue;
            }
            if let (Ok(x), Ok(y)) = (u32::try_from(i64::from(x) + dx), u32::try_from(i64::from(y) + dy))
                && let Some(pixel) = self.image.get_pixel_mut_checked(x, y)
            {
                blend(pixel, colour, strength * f32::from(cover.0[0]) / 255.0);
            }
        }
    }
}

/// A rectangle in millimetres as pixels.
pub(crate) fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Quad {
    Quad::rectangle(left, top, right, bottom).scaled(PIXELS_PER_MILLIMETRE)
}

pub(crate) fn blend(pixel: &mut Rgb<u8>, colour: Colour, share: f32) {
    for (channel, target) in pixel.0.iter_mut().zip(colour) {
        *channel = (f32::from(*channel) * (1.0 - share) + f32::from(target) * share + 0.5) as u8;
    }
}
