//! Codes that a photo raises, beyond those of the cases that `make run` draws: specimens of which a part is painted over,
//! copied or shrunk, judged by the command.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

mod support;

use image::codecs::jpeg::JpegEncoder;
use image::imageops;
use image::{DynamicImage, RgbImage};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use specimen::{Severity, Shot, photograph};
use std::path::{Path, PathBuf};
use support::{candor, models, text};

/// A flat specimen with its truth.
struct Flat {
    picture: RgbImage,
    truth: serde_json::Value,
}

/// Left, top, width and height in pixels.
type Part = [u32; 4];

impl Flat {
    fn read(folder: &Path, name: &str) -> Self {
        let picture = image::open(folder.join(format!("{name}.png"))).unwrap().to_rgb8();
        let truth = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        Self { picture, truth: serde_json::from_str(&truth).unwrap() }
    }

    fn part(quad: &serde_json::Value) -> Part {
        let at = |corner: usize, axis: usize| quad[corner][axis].as_f64().unwrap() as u32;
        [at(0, 0), at(0, 1), at(2, 0) - at(0, 0), at(2, 1) - at(0, 1)]
    }

    fn field(&self, name: &str) -> Part {
        let quad = self.truth["fields"][name]["quad"].clone();
        Self::part(&quad)
    }

    /// The claim of its holder, who has no zone to tell the nationality by.
    fn claim(&self, kind: &str) -> serde_json::Value {
        let value = |name: &str| self.truth["fields"][name]["value"].as_str().unwrap().to_owned();
        serde_json::json!({"family_name": value("family_name"), "given_names": value("given_names"),
            "birth_date": value("birth_date"), "birth_country": "UTO", "nationality": "UTO",
            "document": {"type": kind, "number": value("number"), "issuing_country": "UTO"}})
    }

    /// The column of the zone's line, with room for its letter.
    fn cell(&self, line: u32, column: u32) -> Part {
        let [left, top, width, height] = Self::part(&self.truth["mrz"]["quad"]);
        let lines = 2;
        let (wide, tall) = (width / 44, height / lines);
        [left + column * width / 44, top + line * tall, wide, tall]
    }

    /// The part, in the paper's colour.
    fn erased(mut self, [left, top, width, height]: Part) -> Self {
        let paper = *self.picture.get_pixel(left.saturating_sub(6), top.saturating_sub(6));
        for y in top.saturating_sub(4)..(top + height + 4).min(self.picture.height()) {
            for x in left.saturating_sub(4)..(left + width + 4).min(self.picture.width()) {
                self.picture.put_pixel(x, y, paper);
            }
        }
        self
    }

    /// What is at `from` also stands at `to`.
    fn copied(mut self, from: Part, to: Part) -> Self {
        let piece = imageops::crop_imm(&self.picture, from[0], from[1], from[2], from[3]).to_image();
        imageops::replace(&mut self.picture, &piece, i64::from(to[0]), i64::from(to[1]));
        self
    }
}

/// A folder of cases for `candor check --cases`.
struct Cases<'a> {
    folder: PathBuf,
    claim: serde_json::Value,
    on: &'a str,
}

impl Cases<'_> {
    /// A case that must raise `code` and nothing else.
    fn add(&self, code: &str, front: &[u8], back: Option<&[u8]>, selfie: Option<&[u8]>) {
        let place = self.folder.join(code);
        std::fs::create_dir_all(&place).unwrap();
        for (name, photo) in [("front.jpg", Some(front)), ("back.jpg", back), ("selfie.jpg", selfie)] {
            if let Some(photo) = photo {
                std::fs::write(place.join(name), photo).unwrap();
            }
        }
        std::fs::write(place.join("claim.json"), self.claim.to_string()).unwrap();
        let about = serde_json::json!({"wrong": code.split('.').next_back(), "code": code, "on": self.on});
        std::fs::write(place.join("case.json"), about.to_string()).unwrap();
    }

    /// Judges all of them; each must raise its code and nothing else.
    fn all_named(&self, here: &Path, policy: &str) {
        std::fs::write(self.folder.join("policy.toml"), policy).unwrap();
        let folder = self.folder.to_str().unwrap();
        let output = candor(here, &["check", "--cases", folder, "--out", "reports"]);
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    }
}

/// The picture as a photo of it.
fn taken(flat: &RgbImage) -> Vec<u8> {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let shot = Shot::of_severity(Severity::Clean, 1600, 1200, &mut random);
    photograph(flat, &shot, 1).jpeg
}

/// The photo after `change`.
fn changed(photo: &[u8], change: impl FnOnce(RgbImage) -> RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    let picture = change(image::load_from_memory(photo).unwrap().to_rgb8());
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut file, 95)).unwrap();
    file
}

fn draw(here: &Path, arguments: &[&str]) {
    let cache = models().join("cache").canonicalize().unwrap();
    let output = candor(here, &[&["specimen", "--models", cache.to_str().unwrap()], arguments].concat());
    assert!(output.status.success(), "{}", text(&output.stderr));
}

const POLICY: &str = "test_mode = true\n[face]\nselfie_needed = false\n[documents]\nback_needed = []\n";

#[test]
fn what_is_painted_over_or_copied_on_a_passport_is_named() {
    let here = tempfile::tempdir().unwrap();
    draw(here.path(), &["--out", "flat", "--photographed", "flat", "--kinds", "passport"]);
    let flat = || Flat::read(&here.path().join("flat"), "passport-1");
    let claim = flat().claim("passport");
    let cases = Cases { folder: here.path().join("cases"), claim, on: "2023-08-01" };
    let add = |code: &str, flat: Flat| cases.add(code, &taken(&flat.picture), None, None);
    let zone = Flat::part(&flat().truth["mrz"]["quad"]);
    add("mrz.not_found", flat().erased(zone));
    // The number's first digits, and so its check digit.
    let digits = flat().copied(flat().cell(1, 3), flat().cell(1, 4)).copied(flat().cell(1, 14), flat().cell(1, 16));
    add("mrz.checksum", digits);
    let portrait = Flat::part(&flat().truth["portrait"]);
    add("read.portrait", flat().erased(portrait));
    add("data.mrz_viz_mismatch", flat().copied(flat().field("birth_date"), flat().field("expiry_date")));
    let grey = |photo: RgbImage| DynamicImage::from(DynamicImage::from(photo).to_luma8()).to_rgb8();
    cases.add("img.not_colour", &changed(&taken(&flat().picture), grey), None, None);
    cases.all_named(here.path(), POLICY);
}

#[test]
fn what_is_painted_over_or_copied_on_a_card_is_named() {
    let here = tempfile::tempdir().unwrap();
    let kinds = "licence-front,licence-back,chinese-card-front";
    draw(here.path(), &["--out", "flat", "--photographed", "flat", "--count", "3", "--kinds", kinds]);
    let of = |name: &str| Flat::read(&here.path().join("flat"), name);
    let flat = || of("licence-front-3");
    let claim = flat().claim("driving_licence");
    let cases = Cases { folder: here.path().join("cases"), claim, on: "2023-08-01" };
    let add = |code: &str, flat: Flat| cases.add(code, &taken(&flat.picture), None, None);
    let field = |name: &str| flat().field(name);
    let birth = field("birth_date");
    add("read.name", flat().erased(field("family_name")).erased(field("given_names")));
    add("read.dob", flat().erased([birth[0], birth[1], 175, birth[3]]));
    add("read.number", flat().erased(field("number")));
    add("read.dates", flat().erased(field("expiry_date")));
    let (issue, expiry, below) = (field("issue_date"), field("expiry_date"), field("issuer"));
    let turned = flat().copied(issue, below).copied(expiry, issue).copied(below, expiry).erased(below);
    add("doc.dates_illogical", turned);
    let (front, back) = (taken(&flat().picture), taken(&of("licence-back-3").picture));
    cases.add("doc.wrong_side", &back, Some(&front), None);
    cases.all_named(here.path(), POLICY);

    let alone = Cases { folder: here.path().join("alone"), ..cases };
    alone.add("doc.back_missing", &front, None, None);
    alone.all_named(here.path(), &POLICY.replace("[]", "[\"driving_licence\"]"));

    // The last digit of the number is its check digit.
    let flat = of("chinese-card-front-1");
    let [left, top, width, height] = flat.field("number");
    let digit = |index: u32| [left + index * width / 18, top, width / 18, height];
    let (five, last) = (digit(16), digit(17));
    let claim = serde_json::json!({"family_name": "李静", "given_names": "", "native_name": "李静", "birth_date": "1959-05-27",
        "birth_country": "UTO", "nationality": "UTO", "sex": "M",
        "document": {"type": "id_card", "number": "990835195905275255", "issuing_country": "UTO"}});
    let cases = Cases { folder: here.path().join("chinese"), claim, on: "2023-08-01" };
    cases.add("doc.number_checksum", &taken(&flat.copied(five, last).picture), None, None);
    cases.all_named(here.path(), POLICY);
}

#[test]
fn what_is_wrong_with_a_selfie_is_named() {
    let here = tempfile::tempdir().unwrap();
    draw(here.path(), &["--out", "drawn", "--cases"]);
    let read = |name: &str| std::fs::read(here.path().join("drawn/00-nothing-1").join(name)).unwrap();
    let (front, selfie) = (read("front.jpg"), read("selfie.jpg"));
    let claim = serde_json::from_slice(&read("claim.json")).unwrap();
    let cases = Cases { folder: here.path().join("cases"), claim, on: "2023-08-01" };
    let add = |code: &str, selfie: &[u8]| cases.add(code, &front, None, Some(selfie));
    add("face.blurry", &changed(&selfie, |photo| imageops::blur(&photo, 9.0)));
    let far = |photo: RgbImage| {
        let wall = *photo.get_pixel(5, 5);
        let mut wide = RgbImage::from_pixel(photo.width(), photo.height(), wall);
        let small = imageops::resize(&photo, photo.width() / 6, photo.height() / 6, imageops::FilterType::Triangle);
        imageops::replace(&mut wide, &small, 300, 500);
        wide
    };
    add("face.too_small_or_cropped", &changed(&selfie, far));
    add("face.not_found", &changed(&selfie, |photo| imageops::crop_imm(&photo, 0, 0, 200, 150).to_image()));
    add("face.document_as_selfie", &front);
    cases.all_named(here.path(), "test_mode = true\n");

    // Between the limits of another person and of the same one.
    let unsure = Cases { folder: here.path().join("unsure"), ..cases };
    unsure.add("face.inconclusive", &front, None, Some(&selfie));
    unsure.all_named(
        here.path(),
        "test_mode = true\nface.same = { at_least = 0.99, unit = \"cosine\", effect = \"refuse\" }\n",
    );
}

#[test]
fn clips_in_which_the_right_movements_are_made_pass_and_no_others_do() {
    let out = ["bench", "--specimens", "0", "--judging", "0", "--alike", "0", "--liveness", "1", "--misses"];
    let done = candor(&models().join(".."), &out);
    assert!(done.status.success() && text(&done.stdout).contains("picture tilted refused"), "{}", text(&done.stdout));
}
