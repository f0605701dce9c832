//! Each kind of document, from a seed.

use crate::assets::{Assets, SpecimenError};
use crate::canvas::{Canvas, Colour, PIXELS_PER_MILLIMETRE, Type, blend, rectangle};
use crate::layout::{Area, Entry, Style, print};
use crate::paper;
use crate::person::{ChinesePerson, Person, iso, pick};
use crate::truth::{BarcodeTruth, MrzTruth, PrintedField, Specimen, SpecimenKind, SpecimenTruth};
use crate::{symbol, zone};
use image::RgbImage;
use image::imageops::{FilterType, resize};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use verify::geometry::Quad;
use verify::mrz::MrzFormat;
use verify::reading::FieldName;

/// Draws `kind` as `seed` says. The same seed gives the same person on every kind with Latin fields, so that a front and
/// a back belong together.
///
/// # Errors
/// [`SpecimenError`] when the barcode cannot be made.
pub fn draw(kind: SpecimenKind, seed: u64, assets: &Assets) -> Result<Specimen, SpecimenError> {
    let mut people = ChaCha8Rng::seed_from_u64(seed);
    let mut person = Person::invent(&mut people);
    if kind == SpecimenKind::CardTd1Back && seed % 5 == 4 {
        person.number = format!("{:0<9}{:03}", person.number, seed % 1000);
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ (kind as u64 + 1) << 40);
    let palette = paper::palette(&mut random);
    let style = Style::new(&assets.text, palette, &mut random);
    let millimetres = kind.millimetres();
    let mut canvas = Canvas::new(millimetres);
    paper::lay(&mut canvas, palette, &mut random);
    let (document, side) = kind.document();
    let truth = SpecimenTruth {
        specimen: kind,
        kind: document,
        side,
        seed,
        layout: style.name(),
        fields: BTreeMap::new(),
        mrz: None,
        barcode: None,
        portrait: None,
        portrait_is_drawn: false,
    };
    let mut sheet = Sheet { canvas, millimetres, style, assets, random, truth };
    let word = match kind {
        SpecimenKind::ChineseCardFront | SpecimenKind::ChineseCardBack => {
            let person = ChinesePerson::invent(&mut people);
            sheet.chinese(kind, &person);
            "样本"
        }
        SpecimenKind::LicenceFront => {
            sheet.licence_front(&person);
            "SPECIMEN"
        }
        SpecimenKind::LicenceBack => {
            sheet.licence_back(&person)?;
            "SPECIMEN"
        }
        _ => {
            sheet.travel_document(kind, &person);
            "SPECIMEN"
        }
    };
    let font = if word == "SPECIMEN" { &assets.bold[0] } else { &assets.chinese[0] };
    let overprint = Type { font, fallback: font, capital: 10.0, colour: [255; 3] };
    paper::overprint(&mut sheet.canvas, word, overprint, &mut sheet.random);
    Ok(Specimen { image: sheet.canvas.image, millimetres, truth: sheet.truth })
}

/// A document that is being drawn.
struct Sheet<'a> {
    canvas: Canvas,
    millimetres: (f32, f32),
    style: Style<'a>,
    assets: &'a Assets,
    random: ChaCha8Rng,
    truth: SpecimenTruth,
}

impl Sheet<'_> {
    fn title(&mut self, text: &str, left: f32, right: f32, base: f32, capital: f32) {
        let font = &self.assets.bold[self.random.random_range(0..self.assets.bold.len())];
        let kind = Type { font, fallback: &self.assets.text[0], capital, colour: self.style.palette.title }
            .fitted(text, right - left);
        self.canvas.text(text, left, base, kind);
    }

    /// Passports, cards and visas: title, portrait, fields, zone.
    fn travel_document(&mut self, kind: SpecimenKind, person: &Person) {
        let (width, height) = self.millimetres;
        let zone_height = match kind.zone() {
            Some(MrzFormat::Td1) => 21.0,
            Some(_) => 19.0,
            None => 1.5,
        };
        let title = match kind {
            SpecimenKind::Passport => *pick(&mut self.random, &[&"UTOPIA  PASSPORT", &"PASSPORT / PASSEPORT  UTOPIA"]),
            SpecimenKind::VisaA | SpecimenKind::VisaB => *pick(&mut self.random, &[&"UTOPIA  VISA", &"VISA  UTOPIA"]),
            SpecimenKind::CardTd1Front | SpecimenKind::CardTd2Front => *pick(
                &mut self.random,
                &[&"UTOPIA  IDENTITY CARD", &"REPUBLIC OF UTOPIA  IDENTITY CARD", &"IDENTITY CARD / CARTE D'IDENTITÉ"],
            ),
            _ => "",
        };
        let back = matches!(kind, SpecimenKind::CardTd1Back | SpecimenKind::CardTd2Back);
        let margin = 4.5;
        let mut top = margin;
        if !title.is_empty() {
            self.title(title, margin, width - margin, margin + 3.0, 2.6);
            top = margin + 5.5;
        }
        let bottom = height - zone_height;
        let mut area = Area { left: margin, top, right: width - margin, bottom };
        if !back {
            let portrait_height = (bottom - top - 1.5).min(38.0);
            let portrait_width = portrait_height * 0.77;
            let left = if self.style.portrait_left { margin } else { width - margin - portrait_width };
            self.portrait(Area {
                left,
                top: top + 0.5,
                right: left + portrait_width,
                bottom: top + 0.5 + portrait_height,
            });
            if self.style.portrait_left {
                area.left += portrait_width + 4.0;
            } else {
                area.right -= portrait_width + 4.0;
            }
        }
        let rows = self.rows(kind, person);
        print(&mut self.canvas, &self.style, area, rows, &mut self.truth.fields);
        if let Some(format) = kind.zone() {
            self.zone(format, person);
        }
    }

    fn rows(&self, kind: SpecimenKind, person: &Person) -> Vec<Vec<Entry>> {
        let date = |field, date| Entry { field, value: iso(date), printed: self.style.dates.print(date) };
        let family = Entry::plain(FieldName::FamilyName, &person.family_name);
        let given = Entry::plain(FieldName::GivenNames, &person.given_names);
        let number = Entry::plain(FieldName::Number, &person.number);
        let nationality = Entry::plain(FieldName::Nationality, "UTOPIAN");
        let sex = Entry::plain(FieldName::Sex, &person.sex.to_string());
        let birth = date(FieldName::BirthDate, person.birth);
        let place = Entry::plain(FieldName::BirthPlace, &person.birth_place);
        let issue = date(FieldName::IssueDate, person.issue);
        let expiry = date(FieldName::ExpiryDate, person.expiry);
        let issuer = Entry::plain(FieldName::Issuer, &person.issuer);
        let address = Entry::plain(FieldName::Address, &person.address);
        let rows = match kind {
            SpecimenKind::CardTd1Front => {
                vec![vec![family], vec![given], vec![sex, nationality], vec![birth, place], vec![number, expiry]]
            }
            SpecimenKind::CardTd1Back | SpecimenKind::CardTd2Back => {
                vec![vec![address], vec![place, issue], vec![issuer]]
            }
            SpecimenKind::CardTd2Front => {
                vec![vec![family], vec![given], vec![birth, sex], vec![nationality, number], vec![issue, expiry]]
            }
            SpecimenKind::VisaA | SpecimenKind::VisaB => {
                vec![
                    vec![number, issuer],
                    vec![family],
                    vec![given],
                    vec![nationality, sex],
                    vec![birth],
                    vec![issue, expiry],
                ]
            }
            _ => vec![
                vec![number, nationality],
                vec![family],
                vec![given],
                vec![birth, sex],
                vec![place, issuer],
                vec![issue, expiry],
            ],
        };
        // People with one name have no field of given names.
        rows.into_iter()
            .map(|row| row.into_iter().filter(|entry| !entry.printed.is_empty()).collect::<Vec<_>>())
            .filter(|row| !row.is_empty())
            .collect()
    }

    /// The zone at the foot of the document, in the sizes of ICAO 9303 part 3, section 4.
    fn zone(&mut self, format: MrzFormat, person: &Person) {
        let lines = zone::lines(format, person);
        let pitch = 2.54;
        let font = &self.assets.zone[self.random.random_range(0..self.assets.zone.len())];
        let kind = Type { font, fallback: &self.assets.text[0], capital: 2.45, colour: [14, 14, 16] };
        let (width, height) = self.millimetres;
        let length = pitch * format.length() as f32;
        let left = (width - length) / 2.0;
        let spacing = if format == MrzFormat::Td1 { 6.0 } else { 6.35 };
        let last = height - 4.6;
        let first = last - spacing * (lines.len() - 1) as f32;
        for (index, line) in lines.iter().enumerate() {
            self.canvas.spread(line, left, first + spacing * index as f32, kind, Some(pitch));
        }
        let quad = rectangle(left, first - kind.capital - 0.5, left + length, last + 0.5);
        self.truth.mrz = Some(MrzTruth { lines, format, quad });
    }

    /// A portrait, greyed and tinted; a drawing when there is no photo.
    fn portrait(&mut self, area: Area) {
        let side = |millimetres: f32| (millimetres * PIXELS_PER_MILLIMETRE).round() as u32;
        let (width, height) = (side(area.right - area.left), side(area.bottom - area.top));
        let portraits = &self.assets.portraits;
        let photo = if portraits.is_empty() {
            self.truth.portrait_is_drawn = true;
            silhouette(width, height)
        } else {
            cropped(&portraits[self.random.random_range(0..portraits.len())], width, height)
        };
        let grey = self.random.random_range(0.6..1.0);
        let (left, top) = (side(area.left), side(area.top));
        for (x, y, pixel) in photo.enumerate_pixels() {
            let [r, g, b] = pixel.0.map(f32::from);
            let luma = 0.299 * r + 0.587 * g + 0.114 * b;
            let mut printed = *pixel;
            blend(&mut printed, [luma as u8; 3], grey);
            if let Some(slot) = self.canvas.image.get_pixel_mut_checked(left + x, top + y) {
                blend(slot, printed.0, 0.92);
            }
        }
        self.truth.portrait = Some(rectangle(area.left, area.top, area.right, area.bottom));
    }

    /// Numbered labels, as driving licences have them (directive 2006/126/EC, annex I: 1 to 5 and 8).
    fn licence_front(&mut self, person: &Person) {
        let (width, height) = self.millimetres;
        let title = *pick(
            &mut self.random,
            &[&"DRIVING LICENCE  UTOPIA", &"UTOPIA  DRIVER LICENSE", &"DRIVING LICENCE / PERMIS DE CONDUIRE"],
        );
        self.title(title, 4.0, width - 4.0, 6.8, 2.5);
        let portrait = if self.style.portrait_left { 4.0 } else { width - 4.0 - 22.0 };
        self.portrait(Area { left: portrait, top: 11.0, right: portrait + 22.0, bottom: 39.5 });
        let left = if self.style.portrait_left { 30.0 } else { 5.0 };
        let right = left + 50.0;
        let dates = self.style.dates;
        let birth = format!("{}  {}", dates.print(person.birth), person.birth_place);
        let lines = [
            (
                "1.",
                person.family_name.clone(),
                vec![(FieldName::FamilyName, person.family_name.clone(), person.family_name.clone())],
            ),
            (
                "2.",
                person.given_names.clone(),
                vec![(FieldName::GivenNames, person.given_names.clone(), person.given_names.clone())],
            ),
            (
                "3.",
                birth,
                vec![
                    (FieldName::BirthDate, iso(person.birth), dates.print(person.birth)),
                    (FieldName::BirthPlace, person.birth_place.clone(), person.birth_place.clone()),
                ],
            ),
            (
                "4a.",
                dates.print(person.issue),
                vec![(FieldName::IssueDate, iso(person.issue), dates.print(person.issue))],
            ),
            (
                "4b.",
                dates.print(person.expiry),
                vec![(FieldName::ExpiryDate, iso(person.expiry), dates.print(person.expiry))],
            ),
            ("4c.", person.issuer.clone(), vec![(FieldName::Issuer, person.issuer.clone(), person.issuer.clone())]),
            ("5.", person.number.clone(), vec![(FieldName::Number, person.number.clone(), person.number.clone())]),
            ("8.", person.address.clone(), vec![(FieldName::Address, person.address.clone(), person.address.clone())]),
        ];
        let lines: Vec<_> = lines.into_iter().filter(|(_, text, _)| !text.is_empty()).collect();
        let pitch = (height - 13.0) / lines.len() as f32;
        let label = self.style.label_type(1.5);
        let value = self.style.value_type(2.0);
        for (index, (number, text, fields)) in lines.into_iter().enumerate() {
            let base = 13.5 + pitch * index as f32;
            self.canvas.text(number, left, base, label);
            let kind = value.fitted(&text, right - left - 6.0);
            let quad = self.canvas.text(&text, left + 6.0, base, kind);
            for (field, value, printed) in fields {
                self.truth.fields.insert(field, PrintedField { value, printed, quad });
            }
        }
    }

    /// The symbol over a few lines of small print.
    fn licence_back(&mut self, person: &Person) -> Result<(), SpecimenError> {
        let elements = symbol::elements(person);
        let payload = symbol::payload(&elements);
        let symbol = symbol::symbol(&payload)?;
        let (width, _) = self.millimetres;
        let module = ((width - 10.0) * PIXELS_PER_MILLIMETRE / symbol.getWidth() as f32).floor().clamp(2.0, 4.0) as u32;
        let (symbol_width, symbol_height) = (symbol.getWidth() * module, symbol.getHeight() * module);
        let (left, top) = ((width * PIXELS_PER_MILLIMETRE) as u32 / 2 - (symbol_width / 2).min(500), 60);
        let millimetres = |pixels: u32| pixels as f32 / PIXELS_PER_MILLIMETRE;
        let quiet = 1.4;
        let area = Area {
            left: millimetres(left),
            top: millimetres(top),
            right: millimetres(left + symbol_width),
            bottom: millimetres(top + symbol_height),
        };
        self.canvas.fill(area.left - quiet, area.top - quiet, area.right + quiet, area.bottom + quiet, [250, 250, 250]);
        for y in 0..symbol_height {
            for x in 0..symbol_width {
                if symbol.get(x / module, y / module)
                    && let Some(pixel) = self.canvas.image.get_pixel_mut_checked(left + x, top + y)
                {
                    pixel.0 = [16; 3];
                }
            }
        }
        let small = self.style.label_type(1.3);
        let (_, height) = self.millimetres;
        for (index, text) in [
            "9. B  10. 12.03.2015  12. none",
            "Property of the Republic of Utopia",
            "If found please return to any office",
        ]
        .into_iter()
        .enumerate()
        {
            let base = height - 9.0 + 3.0 * index as f32;
            if base > area.bottom + 4.0 {
                self.canvas.text(text, 5.0, base, small);
            }
        }
        let quad = rectangle(area.left, area.top, area.right, area.bottom);
        self.truth.barcode = Some(BarcodeTruth { text: payload, aamva: elements, quad });
        Ok(())
    }

    /// Chinese labels with their values, in a design of our own.
    fn chinese(&mut self, kind: SpecimenKind, person: &ChinesePerson) {
        let font = &self.assets.chinese[self.random.random_range(0..self.assets.chinese.len())];
        let label = Type { font, fallback: &self.assets.text[0], capital: 2.3, colour: self.style.palette.label };
        let value = Type { font, fallback: &self.assets.text[0], capital: 2.4, colour: self.style.palette.ink };
        let (width, _) = self.millimetres;
        let (year, month, day) = person.birth;
        if kind == SpecimenKind::ChineseCardBack {
            let title = Type { font, fallback: &self.assets.text[0], capital: 4.6, colour: self.style.palette.title };
            self.canvas.text("乌托邦居民证", 24.0, 15.0, title);
            let until = person.expiry.map_or("长期".to_owned(), |(y, m, d)| format!("{y}.{m:02}.{d:02}"));
            let (y, m, d) = person.issue;
            let from = format!("{y}.{m:02}.{d:02}");
            self.canvas.text("签发机关", 16.0, 36.0, label);
            let kind = value.fitted(&person.issuer, width - 34.0 - 4.0);
            let quad = self.canvas.text(&person.issuer, 33.0, 36.0, kind);
            self.chinese_field(FieldName::Issuer, &person.issuer, &person.issuer, quad);
            self.canvas.text("有效期限", 16.0, 44.0, label);
            let quad = self.canvas.text(&format!("{from}-{until}"), 33.0, 44.0, value);
            self.chinese_field(FieldName::IssueDate, &iso(person.issue), &from, quad);
            let expiry = person.expiry.map_or("long-term".to_owned(), iso);
            self.chinese_field(FieldName::ExpiryDate, &expiry, &until, quad);
            return;
        }
        let left = if self.style.portrait_left { 34.0 } else { 5.0 };
        let portrait = if self.style.portrait_left { 5.0 } else { width - 5.0 - 24.0 };
        self.portrait(Area { left: portrait, top: 6.0, right: portrait + 24.0, bottom: 37.0 });
        let at = left + 10.5;
        self.canvas.text("姓名", left, 10.0, label);
        let quad = self.canvas.text(&person.name, at, 10.0, Type { capital: 3.0, ..value });
        self.chinese_field(FieldName::NativeName, &person.name, &person.name, quad);
        self.canvas.text("性别", left, 16.5, label);
        let printed = if person.sex == 'M' { "男" } else { "女" };
        let quad = self.canvas.text(printed, at, 16.5, value);
        self.chinese_field(FieldName::Sex, &person.sex.to_string(), printed, quad);
        self.canvas.text("民族", at + 10.0, 16.5, label);
        let quad = self.canvas.text(&person.ethnicity, at + 20.0, 16.5, value);
        self.chinese_field(FieldName::Ethnicity, &person.ethnicity, &person.ethnicity, quad);
        self.canvas.text("出生", left, 23.0, label);
        let birth = format!("{year}年{month}月{day}日");
        let quad = self.canvas.text(&birth, at, 23.0, value);
        self.chinese_field(FieldName::BirthDate, &iso(person.birth), &birth, quad);
        self.canvas.text("住址", left, 29.5, label);
        let characters: Vec<char> = person.address.chars().collect();
        let mut quad = Quad::rectangle(0.0, 0.0, 0.0, 0.0);
        for (index, line) in characters.chunks(11).enumerate() {
            let text: String = line.iter().collect();
            let line = self.canvas.text(&text, at, 29.5 + 4.4 * index as f32, value);
            quad = if index == 0 { line } else { Quad([quad.0[0], quad.0[1], quad.0[2], line.0[3]]) };
        }
        self.chinese_field(FieldName::Address, &person.address, &person.address, quad);
        self.canvas.text("公民身份号码", 5.0, 48.5, label);
        let number = self.style.value_type(2.7);
        let quad = self.canvas.text(&person.number, 29.0, 48.5, number.fitted(&person.number, width - 34.0));
        self.chinese_field(FieldName::Number, &person.number, &person.number, quad);
    }

    fn chinese_field(&mut self, field: FieldName, value: &str, printed: &str, quad: Quad) {
        self.truth.fields.insert(field, PrintedField { value: value.to_owned(), printed: printed.to_owned(), quad });
    }
}

/// Head and shoulders, which are the upper middle of a half-length photo, in the shape that is asked for.
fn cropped(photo: &RgbImage, width: u32, height: u32) -> RgbImage {
    const SHARE: f32 = 0.5;
    let scale = SHARE * (photo.width() as f32 / width as f32).min(photo.height() as f32 / height as f32);
    let part_width = ((width as f32 * scale) as u32).clamp(1, photo.width());
    let part_height = ((height as f32 * scale) as u32).clamp(1, photo.height());
    let left = ((photo.width() as f32 * 0.45) as u32).saturating_sub(part_width / 2);
    let part = image::imageops::crop_imm(photo, left, 0, part_width, part_height).to_image();
    resize(&part, width, height, FilterType::Triangle)
}

/// A head and shoulders that nobody could take for a person.
fn silhouette(width: u32, height: u32) -> RgbImage {
    const BEHIND: Colour = [214, 218, 222];
    const FIGURE: Colour = [120, 128, 136];
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32);
        let head = (fx / 0.2).powi(2) + ((fy - 0.38) / 0.2).powi(2) < 1.0;
        let shoulders = (fx / 0.42).powi(2) + ((fy - 1.0) / 0.35).powi(2) < 1.0;
        image::Rgb(if head || shoulders { FIGURE } else { BEHIND })
    })
}
