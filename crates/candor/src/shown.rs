//! Pictures of evidence for whoever decides: upright, without metadata, with the mark of who looks across them.

use font8x8::{BASIC_FONTS, UnicodeFonts};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{Rgb, RgbImage, imageops};
use server::{Picture, Shown};
use verify::geometry::Region;
use vision::Photo;
use vision::clip::Clip;
use vision::photo::Channels;

/// Pixels of the longer side of what is shown.
const MOST: u32 = 1800;
/// Around a part of a picture, as a share of its own size.
const MARGIN: f32 = 0.35;
/// Pixels of the shorter side of a part, so that small print is read with ease.
const LEAST_PART: u32 = 120;
/// How much of the mark is seen, 0 to 1: enough to be read, little enough to read what is under it.
const COVER: f32 = 0.28;
/// Quality of the JPEG file.
const QUALITY: u8 = 88;

/// A picture of the file `bytes`. The error is the reason why there is none.
pub(crate) fn picture(bytes: &[u8], asked: &Shown) -> Result<Picture, &'static str> {
    let (photo, frames) = match asked.frame {
        None => (decoded(bytes)?, 1),
        Some(frame) => {
            let clip = Clip::parse(bytes).map_err(|cause| cause.code())?;
            let place = usize::try_from(frame).unwrap_or(usize::MAX).min(clip.frames.len().saturating_sub(1));
            let jpeg = clip.frames.get(place).ok_or("file.empty")?.jpeg;
            (decoded(jpeg)?, u32::try_from(clip.frames.len()).unwrap_or(u32::MAX))
        }
    };
    let whole = photo.rgb().ok_or("file.corrupt")?;
    let mut image = match &asked.region {
        Some(region) => part(whole, region, photo.scale()),
        None => fitted(whole),
    };
    mark(&mut image, &asked.mark);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&image).map_err(|_| "file.corrupt")?;
    Ok(Picture { jpeg, frames })
}

fn decoded(bytes: &[u8]) -> Result<Photo, &'static str> {
    Photo::decode(bytes, Channels::Colour).map_err(|cause| cause.code())
}

fn fitted(image: &RgbImage) -> RgbImage {
    let longer = image.width().max(image.height());
    if longer <= MOST {
        return image.clone();
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(MOST) / u64::from(longer)).max(1) as u32;
    imageops::resize(image, scaled(image.width()), scaled(image.height()), FilterType::Triangle)
}

/// What lies around `region`, which is in pixels at full size; `scale` of them are one of `image`.
fn part(image: &RgbImage, region: &Region, scale: f32) -> RgbImage {
    let points = region.0.iter().map(|point| (point.x / scale, point.y / scale));
    let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    for (x, y) in points.filter(|(x, y)| x.is_finite() && y.is_finite()) {
        (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
    }
    if left > right {
        return fitted(image);
    }
    let margin = (bottom - top).max(4.0) * MARGIN;
    let inside = |at: f32, all: u32| at.clamp(0.0, all.saturating_sub(1) as f32) as u32;
    let (x, y) = (inside(left - margin, image.width()), inside(top - margin, image.height()));
    let width = inside(right + margin, image.width()).saturating_sub(x).max(1);
    let height = inside(bottom + margin, image.height()).saturating_sub(y).max(1);
    let part = imageops::crop_imm(image, x, y, width, height).to_image();
    let times = (LEAST_PART.div_ceil(part.height().min(part.width()).max(1))).clamp(1, 6);
    let times = times.min(MOST / part.width().max(part.height()).max(1)).max(1);
    if times == 1 {
        return fitted(&part);
    }
    imageops::resize(&part, part.width() * times, part.height() * times, FilterType::CatmullRom)
}

/// Writes `text` across the whole picture in rows, each a little further on than the one above: no part that could be cut out is without it.
fn mark(image: &mut RgbImage, text: &str) {
    let (width, height) = image.dimensions();
    let size = (width.max(height) / 640).max(1);
    let letters: Vec<[u8; 8]> = text.chars().map(|letter| BASIC_FONTS.get(letter).unwrap_or([0; 8])).collect();
    let (advance, row) = (8 * size, 8 * size * 6);
    let length = (letters.len() as u32 + 6) * advance;
    if letters.is_empty() {
        return;
    }
    let rows = height.div_ceil(row);
    for line in 0..=rows {
        let top = line * row + row / 3;
        let shift = line * 5 * advance % length;
        let mut start = -i64::from(shift);
        while start < i64::from(width) {
            for (place, letter) in letters.iter().enumerate() {
                let left = start + i64::from(advance) * place as i64;
                draw(image, letter, (left, i64::from(top)), size);
            }
            start += i64::from(length);
        }
    }
}

fn draw(image: &mut RgbImage, letter: &[u8; 8], (left, top): (i64, i64), size: u32) {
    for (y, bits) in (0..).zip(letter) {
        for x in (0..8).filter(|x| bits >> x & 1 == 1) {
            for (dx, dy) in (0..size).flat_map(|dx| (0..size).map(move |dy| (dx, dy))) {
                let at = (left + i64::from(x * size + dx), top + i64::from(y * size + dy));
                let (Ok(x), Ok(y)) = (u32::try_from(at.0), u32::try_from(at.1)) else { continue };
                if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
                    // Light on dark, dark on light.
                    let [red, green, blue] = pixel.0.map(f32::from);
                    let ink = if red + green + blue > 384.0 { 0.0 } else { 255.0 };
                    *pixel = Rgb([red, green, blue].map(|value| (value + (ink - value) * COVER) as u8));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::ImageFormat;
    use verify::geometry::Point;

    fn file(width: u32, height: u32) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, _| Rgb([200, if x < width / 2 { 200 } else { 90 }, 200]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_bears_the_mark_in_every_part_and_is_bounded() {
        let asked = |mark: &str| Shown { mark: mark.into(), ..Shown::default() };
        let (bare, marked) = (picture(&file(2400, 1200), &asked("")), picture(&file(2400, 1200), &asked("ada 2026")));
        let open = |picture: Picture| image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
        let (bare, marked) = (open(bare.unwrap()), open(marked.unwrap()));
        assert_eq!(marked.dimensions(), (1800, 900));
        for (x, y) in [(0, 0), (900, 0), (0, 450), (1200, 450)] {
            let differs = |dx: u32, dy: u32| {
                let [one, other] = [&bare, &marked].map(|image| i32::from(image.get_pixel(x + dx, y + dy).0[1]));
                (one - other).abs() > 30
            };
            let count =
                (0..450).flat_map(|dx| (0..300).map(move |dy| (dx, dy))).filter(|(dx, dy)| differs(*dx, *dy)).count();
            assert!(count > 300, "{count} at {x}, {y}");
        }
    }

    #[test]
    fn a_part_is_what_lies_around_the_place_and_wild_places_do_no_harm() {
        let at = |corners: [(f32, f32); 2]| Shown {
            region: Some(Region(corners.map(|(x, y)| Point { x, y }).to_vec())),
            ..Shown::default()
        };
        let small = picture(&file(800, 600), &at([(100.0, 100.0), (300.0, 140.0)])).unwrap();
        let small = image::load_from_memory(&small.jpeg).unwrap();
        assert!(
            small.width() > 2 * small.height() && small.height() >= LEAST_PART,
            "{:?}",
            (small.width(), small.height())
        );
        for corners in
            [[(-1e9, f32::NAN), (1e9, 1e9)], [(f32::INFINITY, 0.0), (0.0, 0.0)], [(799.0, 599.0), (799.0, 599.0)]]
        {
            assert!(picture(&file(800, 600), &at(corners)).is_ok(), "{corners:?}");
        }
        assert_eq!(picture(b"no photo", &Shown::default()).unwrap_err(), "file.unsupported_format");
        let clip = Shown { frame: Some(3), ..Shown::default() };
        assert!(picture(b"no clip", &clip).is_err());
    }
}
