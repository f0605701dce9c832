//! Pages that are no documents: prose, receipts, lists of codes. Nothing on them is a machine-readable zone, and readers
//! must say so.

use crate::assets::Assets;
use crate::canvas::{Canvas, Type};
use ab_glyph::FontVec;
use image::RgbImage;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SYLLABLES: [&str; 24] = [
    "an", "be", "cor", "da", "el", "fi", "gra", "ho", "in", "ju", "ka", "lo", "mi", "nor", "o", "pel", "qui", "ra",
    "si", "tu", "ul", "ve", "wen", "zo",
];
/// The first of "Thousand Character Classic" (6th century).
const CHINESE: &str =
    "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈";
const MARGIN: f32 = 6.0;

#[derive(Clone, Copy)]
enum Content {
    Prose,
    Chinese,
    Receipt,
    /// Capitals and digits in the type of machine-readable zones, as serial numbers are printed.
    Codes,
    /// A listing of a program, with `<` between words.
    Listing,
}

/// A page, about as large as a passport's two pages. The same seed gives the same page.
#[must_use]
pub fn page(seed: u64, assets: &Assets) -> RgbImage {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ 0x9A6E);
    let (content, fonts) = match seed % 5 {
        0 => (Content::Prose, &assets.text),
        1 => (Content::Receipt, &assets.zone),
        2 => (Content::Codes, &assets.zone),
        3 => (Content::Chinese, &assets.chinese),
        _ => (Content::Listing, &assets.zone),
    };
    let font: &FontVec = fonts.choose(&mut random).unwrap_or(&assets.text[0]);
    let millimetres = match content {
        Content::Receipt => (72.0, random.random_range(90.0..150.0)),
        _ => (125.0, random.random_range(80.0..170.0)),
    };
    let mut canvas = Canvas::new(millimetres);
    let paper = random.random_range(225..=250u8);
    canvas.fill(0.0, 0.0, millimetres.0, millimetres.1, [paper, paper, paper - random.random_range(0..10u8)]);
    let ink = random.random_range(10..70u8);
    let capital = random.random_range(1.7..3.0);
    let kind = Type { font, fallback: &assets.text[0], capital, colour: [ink; 3] };
    let pitch = capital * random.random_range(1.8..2.6);
    let mut y = MARGIN + pitch;
    while y < millimetres.1 - MARGIN {
        let text = line(content, &mut random);
        canvas.text(&text, MARGIN, y, kind.fitted(&text, millimetres.0 - 2.0 * MARGIN));
        y += if random.random_bool(0.12) { 2.0 * pitch } else { pitch };
    }
    canvas.image
}

fn line(content: Content, random: &mut ChaCha8Rng) -> String {
    match content {
        Content::Prose => (0..9).map(|_| word(random)).collect::<Vec<_>>().join(" "),
        Content::Chinese => {
            let characters: Vec<char> = CHINESE.chars().collect();
            (0..22).filter_map(|_| characters.choose(random)).collect()
        }
        Content::Receipt => {
            let (name, count) = (word(random).to_uppercase(), random.random_range(1..9));
            format!("{count} x {name:<16}{:>7}.{:02}", random.random_range(1..900), random.random_range(0..100))
        }
        Content::Codes => {
            let groups = random.random_range(3..8);
            (0..groups).map(|_| code(random)).collect::<Vec<_>>().join(if random.random_bool(0.5) { " " } else { "-" })
        }
        Content::Listing => {
            let (one, two, three) = (word(random), word(random), word(random));
            format!("if {one} << {} < {two} && {three}<{}> {{", random.random_range(1..64), word(random))
        }
    }
}

fn word(random: &mut ChaCha8Rng) -> String {
    let count = random.random_range(1..4);
    (0..count).filter_map(|_| SYLLABLES.choose(random).copied()).collect()
}

fn code(random: &mut ChaCha8Rng) -> String {
    const CHARACTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..5).filter_map(|_| CHARACTERS.choose(random).map(|&byte| char::from(byte))).collect()
}
