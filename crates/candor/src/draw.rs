//! A photo with everything found drawn on it.

use crate::failure::Failure;
use crate::report::number;
use crate::store::Store;
use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, Rgb, RgbImage};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use verify::geometry::{Point, Quad};
use verify::reading::{QualityCheck, QualityMeasurement, Reading};
use vision::Photo;

/// Longest side of the pictures, in pixels: at most, and at least, so that labels stay small beside what they name.
const LONGEST: u32 = 1600;
const SHORTEST: u32 = 1200;
/// JPEG quality of the pictures, of 100.
const JPEG_QUALITY: u8 = 88;
/// Thickness of outlines and height of labels, in pixels.
const STROKE: f32 = 3.0;
const FINE_STROKE: f32 = 1.5;
const LABEL: f32 = 20.0;
/// Fonts for labels, from those of the manifest: the first covers Chinese as well.
const FONTS: [&str; 3] = ["wqy_microhei", "dejavu_sans", "lato"];

const DOCUMENT: Rgb<u8> = Rgb([60, 200, 90]);
const ZONE: Rgb<u8> = Rgb([70, 150, 255]);
const BARCODE: Rgb<u8> = Rgb([190, 110, 255]);
const TEXT: Rgb<u8> = Rgb([250, 190, 40]);
const FACE: Rgb<u8> = Rgb([255, 120, 200]);
const FAULT: Rgb<u8> = Rgb([240, 50, 50]);

/// Draws readings on their photos and writes them into one folder.
pub(crate) struct Board {
    folder: PathBuf,
    font: Option<FontVec>,
    used: RefCell<BTreeSet<String>>,
}

impl Board {
    /// Makes `folder` where it is missing, and looks for a font; without one, outlines have no labels.
    ///
    /// # Errors
    /// [`Failure::Unwritable`].
    pub(crate) fn new(folder: &Path, store: &Store) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
        tempfile::tempfile_in(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
        let font = FONTS.iter().filter_map(|name| std::fs::read(store.asset(name)?).ok());
        let font = font.filter_map(|bytes| FontVec::try_from_vec(bytes).ok()).next();
        Ok(Self { folder: folder.into(), font, used: RefCell::default() })
    }

    /// Writes the picture of one photo as `NAME.read.jpg`.
    ///
    /// # Errors
    /// [`Failure::Unwritable`].
    pub(crate) fn write(&self, source: &Path, photo: &Photo, reading: &Reading) -> Result<(), Failure> {
        let picture = self.picture(photo, reading);
        let path = self.folder.join(self.name(source));
        let failed = |cause: &dyn ToString| Failure::unwritable(&path, &cause.to_string());
        let mut file = tempfile::NamedTempFile::new_in(&self.folder).map_err(|cause| failed(&cause))?;
        JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY)
            .encode_image(&picture)
            .map_err(|cause| failed(&cause))?;
        file.persist(&path).map_err(|cause| failed(&cause.error))?;
        Ok(())
    }

    /// A name that no other photo of this run has.
    fn name(&self, source: &Path) -> String {
        let stem = source.file_stem().map_or_else(|| "photo".into(), |stem| stem.to_string_lossy());
        let mut used = self.used.borrow_mut();
        let numbered = (2..).map(|number| format!("{stem}.{number}.read.jpg"));
        let free = std::iter::once(format!("{stem}.read.jpg")).chain(numbered).find(|name| !used.contains(name));
        let name = free.unwrap_or_default();
        used.insert(name.clone());
        name
    }

    fn picture(&self, photo: &Photo, reading: &Reading) -> RgbImage {
        let image = match photo.rgb() {
            Some(rgb) => DynamicImage::ImageRgb8(rgb.clone()),
            None => DynamicImage::ImageLuma8(photo.luma().clone()),
        };
        let image = match image.width().max(image.height()) {
            longest if longest > LONGEST => image.thumbnail(LONGEST, LONGEST),
            longest if longest < SHORTEST => image.resize(SHORTEST, SHORTEST, FilterType::Triangle),
            _ => image,
        };
        let scale = image.width() as f32 / photo.full_width().max(1) as f32;
        let mut canvas = Canvas { image: image.into_rgb8(), scale, font: self.font.as_ref(), labels: Vec::new() };
        canvas.reading(reading);
        canvas.image
    }
}

/// A picture being drawn on; places are given at the full size of the photo.
struct Canvas<'a> {
    image: RgbImage,
    scale: f32,
    font: Option<&'a FontVec>,
    labels: Vec<[f32; 4]>,
}

impl Canvas<'_> {
    /// What is large is drawn first, so that what is small stays visible.
    fn reading(&mut self, reading: &Reading) {
        if let Some(document) = &reading.document {
            self.quad(&document.quad, DOCUMENT, STROKE);
            for part in &document.covered {
                self.outline(&part.0, FAULT, STROKE);
            }
            if let Some(portrait) = &document.portrait {
                self.quad(portrait, DOCUMENT, FINE_STROKE);
            }
        }
        for line in &reading.text {
            self.quad(&line.quad, TEXT, FINE_STROKE);
        }
        if let Some(zone) = &reading.mrz {
            self.quad(&zone.quad, ZONE, STROKE);
        }
        if let Some(quad) = reading.barcode.as_ref().and_then(|code| code.quad.as_ref()) {
            self.quad(quad, BARCODE, STROKE);
        }
        for face in &reading.faces {
            self.quad(&face.quad, FACE, STROKE);
            for &landmark in &face.landmarks {
                self.spot(landmark, FACE);
            }
        }
        let faults: Vec<_> = reading.quality.iter().filter(|(_, measured)| !measured.passed).collect();
        for (_, measured) in &faults {
            self.outline(measured.region.as_ref().map_or(&[], |region| region.0.as_slice()), FAULT, STROKE);
        }
        self.labels(reading);
        let without_place = faults.iter().filter(|(_, measured)| measured.region.is_none());
        let mut corner = Point::new(4.0 / self.scale, (LABEL + 8.0) / self.scale);
        for (check, measured) in without_place {
            self.label(corner, &fault(check, measured), FAULT);
            corner.y += (LABEL + 8.0) / self.scale;
        }
    }

    /// Labels come last, so that no outline runs through them.
    fn labels(&mut self, reading: &Reading) {
        for (check, measured) in reading.quality.iter().filter(|(_, measured)| !measured.passed) {
            if let Some(&at) = measured.region.as_ref().and_then(|region| region.0.first()) {
                self.label(at, &fault(check, measured), FAULT);
            }
        }
        if let Some(document) = &reading.document {
            let text = format!("{}, {}", name(&document.kind), name(&document.side));
            self.label(document.quad.0[0], &text, DOCUMENT);
        }
        if let Some(zone) = &reading.mrz {
            let verdict = if zone.valid { "valid" } else { "not sure" };
            self.label(zone.quad.0[0], &format!("{} {verdict}: {}", name(&zone.format), zone.lines.join(" ")), ZONE);
        }
        if let Some((code, quad)) = reading.barcode.as_ref().and_then(|code| Some((code, code.quad?))) {
            self.label(quad.0[0], &code.format, BARCODE);
        }
        for face in &reading.faces {
            self.label(face.quad.0[0], &format!("face {:.0} %", face.confidence * 100.0), FACE);
        }
        for (field, read) in &reading.fields {
            if let Some(&at) = read.region.as_ref().and_then(|region| region.0.first()) {
                self.label(at, &format!("{}: {}", name(field), read.value), TEXT);
            }
        }
    }

    fn quad(&mut self, quad: &Quad, colour: Rgb<u8>, stroke: f32) {
        self.outline(&quad.0, colour, stroke);
        // The document's own top left, so that its orientation can be seen.
        self.spot(quad.0[0], colour);
    }

    fn outline(&mut self, corners: &[Point], colour: Rgb<u8>, stroke: f32) {
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            self.line(from.scaled(self.scale), to.scaled(self.scale), colour, stroke);
        }
    }

    /// A straight line in pixels of the picture: a row of dots, clipped to the picture.
    fn line(&mut self, from: Point, to: Point, colour: Rgb<u8>, stroke: f32) {
        // A line longer than that leaves the picture anyway; the bound keeps wild coordinates cheap.
        let steps = from.distance(to).ceil().clamp(1.0, 20_000.0);
        for step in 0..=steps as u32 {
            self.dot(from.towards(to, step as f32 / steps), stroke / 2.0, colour);
        }
    }

    fn spot(&mut self, at: Point, colour: Rgb<u8>) {
        self.dot(at.scaled(self.scale), STROKE * 1.5, colour);
    }

    fn dot(&mut self, at: Point, radius: f32, colour: Rgb<u8>) {
        let (width, height) = (self.image.width() as f32, self.image.height() as f32);
        let inside = at.x > -radius && at.y > -radius && at.x < width + radius && at.y < height + radius;
        if !inside {
            return;
        }
        let span = |middle: f32, end: f32| {
            ((middle - radius).max(0.0) as u32)..((middle + radius).ceil().clamp(0.0, end) as u32)
        };
        for y in span(at.y, height) {
            for x in span(at.x, width) {
                if (x as f32 + 0.5 - at.x).hypot(y as f32 + 0.5 - at.y) <= radius.max(0.71) {
                    self.image.put_pixel(x, y, colour);
                }
            }
        }
    }

    /// A text on a dark ground above `at`, moved where another label already stands.
    fn label(&mut self, at: Point, text: &str, colour: Rgb<u8>) {
        let Some(font) = self.font else { return };
        let scaled = font.as_scaled(PxScale::from(LABEL));
        let text: String = text.chars().filter(|character| !character.is_control()).collect();
        let width = text.chars().map(|character| scaled.h_advance(font.glyph_id(character))).sum::<f32>() + 8.0;
        let (edge_x, edge_y) = (self.image.width() as f32, self.image.height() as f32);
        let height = LABEL + 4.0;
        let left = (at.x * self.scale).clamp(0.0, (edge_x - width).max(0.0));
        let mut top = (at.y * self.scale - height).clamp(0.0, (edge_y - height).max(0.0));
        let taken = |top: f32| {
            let overlaps = |other: &&[f32; 4]| {
                left < other[2] && other[0] < left + width && top < other[3] && other[1] < top + height
            };
            self.labels.iter().find(overlaps).map(|other| other[3])
        };
        while let Some(below) = taken(top) {
            if below + height > edge_y {
                return;
            }
            top = below;
        }
        self.labels.push([left, top, left + width, top + height]);
        for y in top as u32..((top + height).min(edge_y) as u32) {
            for x in left as u32..((left + width).min(edge_x) as u32) {
                let pixel = self.image.get_pixel_mut(x, y);
                pixel.0 = pixel.0.map(|value| value / 5);
            }
        }
        let mut caret = left + 4.0;
        for character in text.chars() {
            let id = font.glyph_id(character);
            let glyph = id.with_scale_and_position(scaled.scale(), point(caret, top + 2.0 + scaled.ascent()));
            caret += scaled.h_advance(id);
            if let Some(outline) = font.outline_glyph(glyph) {
                let bounds = outline.px_bounds();
                outline.draw(|x, y, cover| self.blend(bounds.min.x + x as f32, bounds.min.y + y as f32, colour, cover));
            }
        }
    }

    fn blend(&mut self, x: f32, y: f32, colour: Rgb<u8>, cover: f32) {
        if x < 0.0 || y < 0.0 {
            return;
        }
        if let Some(pixel) = self.image.get_pixel_mut_checked(x as u32, y as u32) {
            for (value, ink) in pixel.0.iter_mut().zip(colour.0) {
                *value = (f32::from(*value) * (1.0 - cover) + f32::from(ink) * cover) as u8;
            }
        }
    }
}

/// The name under which JSON knows a value, for people.
fn fault(check: &QualityCheck, measured: &QualityMeasurement) -> String {
    format!("{} {}, limit {}", name(check), number(measured.value), number(measured.limit))
}

fn name(value: &impl serde::Serialize) -> String {
    crate::report::word(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::sample;
    use vision::photo::Channels;

    fn board(folder: &Path) -> Board {
        Board { folder: folder.into(), font: None, used: RefCell::default() }
    }

    #[test]
    fn outlines_lie_where_things_were_found() {
        let folder = tempfile::tempdir().unwrap();
        let photo = Photo::from_image(DynamicImage::new_luma8(800, 600), Channels::Luma);
        let picture = board(folder.path()).picture(&photo, &sample::reading());
        assert_eq!(picture.dimensions(), (1200, 900));
        // The upper edges of the zone, the barcode, the face and the glare, at three halves of their size.
        assert_eq!(picture.get_pixel(600, 720), &ZONE);
        assert_eq!(picture.get_pixel(900, 630), &BARCODE);
        assert_eq!(picture.get_pixel(210, 270), &FACE);
        assert_eq!(picture.get_pixel(520, 300), &FAULT);
        assert_eq!(picture.get_pixel(1170, 30), &Rgb([0; 3]));
    }

    #[test]
    fn large_photos_are_drawn_smaller_in_the_same_places() {
        let folder = tempfile::tempdir().unwrap();
        let mut reading = sample::reading();
        let zone = reading.mrz.as_mut().unwrap();
        zone.quad = Quad::rectangle(1000.0, 2000.0, 3000.0, 2400.0);
        let photo = Photo::from_image(DynamicImage::new_luma8(4000, 3000), Channels::Luma);
        let picture = board(folder.path()).picture(&photo, &reading);
        assert_eq!(picture.dimensions(), (1600, 1200));
        assert_eq!(picture.get_pixel(800, 800), &ZONE);
    }

    #[test]
    fn wild_coordinates_do_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let mut reading = sample::reading();
        let wild = [f32::NAN, f32::INFINITY, -1e30, 1e30];
        reading.document.as_mut().unwrap().quad = Quad(wild.map(|place| Point::new(place, -place)));
        let photo = Photo::from_image(DynamicImage::new_luma8(80, 60), Channels::Luma);
        board(folder.path()).picture(&photo, &reading);
    }

    #[test]
    fn photos_of_one_name_do_not_overwrite_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let board = board(folder.path());
        let names = ["a/card.jpg", "b/card.png", "b/card.webp"].map(|source| board.name(source.as_ref()));
        assert_eq!(names, ["card.read.jpg", "card.2.read.jpg", "card.3.read.jpg"]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, b"").unwrap();
        let store = Store::new(&Default::default()).unwrap();
        let failure = Board::new(&file.join("out"), &store).err().unwrap();
        assert_eq!(failure.code(), "output.unwritable");
    }
}
