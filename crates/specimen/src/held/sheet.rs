//! A sheet of paper with a few written lines.

use super::hand::Pen;
use crate::canvas::{Colour, blend};
use image::{Rgb, RgbImage};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Longer side of a flat sheet, in pixels.
const LONG: u32 = 1500;

/// How a sheet is ruled.
#[derive(Clone, Copy, PartialEq)]
enum Ruling {
    None,
    Lines,
    Squares,
}

/// A sheet that is being written on.
pub(super) struct Sheet {
    pub(super) image: RgbImage,
    ruling: Ruling,
    /// From one rule to the next, in pixels.
    pitch: f32,
}

impl Sheet {
    /// The next sheet that `random` gives: upright or across, blank, ruled or squared.
    pub(super) fn new(random: &mut ChaCha8Rng) -> Self {
        let across = random.random_bool(0.6);
        let short = (LONG as f32 * random.random_range(0.62..0.8)) as u32;
        let (width, height) = if across { (LONG, short) } else { (short, LONG) };
        let white = random.random_range(226..250u8);
        let paper: Colour =
            [white, white.saturating_sub(random.random_range(0..5)), white.saturating_sub(random.random_range(0..16))];
        let mut image = RgbImage::from_pixel(width, height, Rgb(paper));
        let ruling = match random.random_range(0..5) {
            0 | 1 => Ruling::None,
            2 | 3 => Ruling::Lines,
            _ => Ruling::Squares,
        };
        let pitch = if ruling == Ruling::Squares {
            random.random_range(34.0..46.0)
        } else {
            random.random_range(78.0..104.0f32)
        };
        let rule: Colour = if random.random_bool(0.6) { [160, 186, 220] } else { [190, 190, 192] };
        let strength = random.random_range(0.35..0.8);
        if ruling != Ruling::None {
            let mut at = pitch * 1.2;
            while at < height as f32 {
                line(&mut image, at, true, rule, strength);
                at += pitch;
            }
        }
        if ruling == Ruling::Squares {
            let mut at = pitch * 0.7;
            while at < width as f32 {
                line(&mut image, at, false, rule, strength);
                at += pitch;
            }
        }
        if ruling == Ruling::Lines && random.random_bool(0.4) {
            line(&mut image, width as f32 * 0.1, false, [220, 130, 130], strength);
        }
        Self { image, ruling, pitch }
    }

    /// The pen's height of capitals that suits the sheet.
    pub(super) fn capital(&self, random: &mut ChaCha8Rng) -> f32 {
        let share = random.random_range(0.052..0.068);
        share * self.image.width() as f32 * if self.image.width() < LONG { 1.2 } else { 1.0 }
    }

    /// Writes `parts` one below the other, broken where a line is full, and smaller where there are too many lines.
    pub(super) fn write(&mut self, parts: &[String], mut pen: Pen<'_>, random: &mut ChaCha8Rng) {
        let (width, height) = (self.image.width() as f32, self.image.height() as f32);
        let left = width * random.random_range(0.08..0.13);
        let most = width * 0.95 - left;
        let loose = random.random_range(1.6..2.3f32);
        let (lines, step) = loop {
            let lines: Vec<String> = parts.iter().flat_map(|part| broken(part, &pen, most)).collect();
            // On ruled paper people keep to the rules, on squares to every so many.
            let step = match self.ruling {
                Ruling::None => pen.capital * loose,
                _ => (pen.capital * 1.5 / self.pitch).ceil() * self.pitch,
            };
            if step * lines.len() as f32 <= height * 0.92 || pen.capital < 20.0 {
                break (lines, step);
            }
            pen.capital *= 0.93;
        };
        let spare = (height - step * lines.len() as f32).max(0.0);
        let mut base = step * 0.8 + spare * random.random_range(0.15..0.6);
        if self.ruling != Ruling::None {
            base = ((base - self.pitch * 1.2) / self.pitch).round().max(0.0) * self.pitch + self.pitch * 1.2 - 3.0;
        }
        for text in lines {
            let indent = random.random_range(0.0..0.02) * width;
            pen.write(&mut self.image, &text, left + indent, base, random);
            base += step;
        }
    }
}

fn line(image: &mut RgbImage, at: f32, level: bool, colour: Colour, strength: f32) {
    let (width, height) = image.dimensions();
    for thick in 0..2u32 {
        let place = at as u32 + thick;
        for along in 0..if level { width } else { height } {
            let (x, y) = if level { (along, place) } else { (place, along) };
            if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
                blend(pixel, colour, strength);
            }
        }
    }
}

/// `text` in lines of at most `most` pixels: between words, and in Chinese between any two characters.
fn broken(text: &str, pen: &Pen<'_>, most: f32) -> Vec<String> {
    let chinese = text.chars().any(|character| ('\u{4e00}'..'\u{9fff}').contains(&character));
    let mut pieces: Vec<String> = Vec::new();
    let mut begin = true;
    for character in text.chars() {
        let wide = chinese && !character.is_ascii();
        match pieces.last_mut() {
            Some(last) if !begin && !wide => last.push(character),
            _ => pieces.push(character.to_string()),
        }
        begin = character == ' ' || wide;
    }
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if pen.length(&format!("{line}{}", piece.trim_end())) <= most => line.push_str(&piece),
            _ => lines.push(piece),
        }
    }
    lines.iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
