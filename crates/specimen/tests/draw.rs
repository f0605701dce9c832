//! Specimens as they are drawn, with the fonts of `models/cache/fonts` (`candor models pull`).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

use specimen::{Assets, SpecimenKind, draw};
use std::path::PathBuf;
use verify::geometry::Quad;
use verify::mrz::{Layout, MrzFields};

fn assets() -> Assets {
    let cache = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../models/cache");
    let folder = std::env::var_os("CANDOR_ASSETS").map_or(cache, PathBuf::from).join("fonts");
    let entries = folder.read_dir().unwrap_or_else(|cause| {
        panic!(
            "no fonts in {} ({cause}); run `candor models pull`, or name a folder in CANDOR_ASSETS",
            folder.display()
        )
    });
    let mut fonts: Vec<(String, Vec<u8>)> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap()))
        .collect();
    fonts.sort();
    Assets::new(fonts, []).unwrap()
}

fn bounds(quad: &Quad) -> (f32, f32, f32, f32) {
    let [a, _, c, _] = quad.0;
    (a.x, a.y, c.x, c.y)
}

#[test]
fn the_same_seed_draws_the_same_document_and_another_seed_another() {
    let assets = assets();
    let [one, again, other] = [1, 1, 2].map(|seed| draw(SpecimenKind::CardTd1Front, seed, &assets).unwrap());
    assert_eq!(one.image, again.image);
    assert_ne!(one.image, other.image);
}

#[test]
fn everything_printed_lies_on_the_document_and_apart() {
    let assets = assets();
    for kind in SpecimenKind::ALL {
        for seed in 0..6 {
            let specimen = draw(kind, seed, &assets).unwrap();
            let (width, height) = (specimen.image.width() as f32, specimen.image.height() as f32);
            let fields: Vec<_> = specimen.truth.fields.iter().collect();
            assert!(!fields.is_empty() || specimen.truth.barcode.is_some(), "{kind:?}");
            for (index, (name, field)) in fields.iter().enumerate() {
                let (left, top, right, bottom) = bounds(&field.quad);
                assert!(
                    left >= 0.0 && top >= 0.0 && right <= width && bottom <= height,
                    "{kind:?} {seed} {name:?} {field:?}"
                );
                for (other, beside) in &fields[..index] {
                    // Two fields of one printed line share its quad.
                    let shared = beside.quad == field.quad;
                    assert!(
                        shared || beside.quad.intersection_over_union(&field.quad) < 0.05,
                        "{kind:?} {seed} {name:?} {other:?}"
                    );
                }
            }
            if let Some(zone) = &specimen.truth.mrz {
                let layout = Layout::of_lines(zone.format, &zone.lines).unwrap();
                assert!(layout.checks_hold(&zone.lines).into_iter().all(|holds| holds));
                let printed = &MrzFields::parse(zone.format, &zone.lines).unwrap().document_number;
                if let Some(number) = specimen.truth.fields.get(&verify::reading::FieldName::Number) {
                    assert_eq!(printed, &number.value);
                }
            }
        }
    }
}

#[test]
fn a_symbol_holds_its_payload() {
    let specimen = draw(SpecimenKind::LicenceBack, 5, &assets()).unwrap();
    let luma = image::imageops::grayscale(&specimen.image);
    let source = rxing::Luma8LuminanceSource::new(luma.as_raw().clone(), luma.width(), luma.height()).unwrap();
    let mut bitmap = rxing::BinaryBitmap::new(rxing::common::HybridBinarizer::new(source));
    let read = rxing::Reader::decode(&mut rxing::pdf417::PDF417Reader, &mut bitmap).unwrap();
    assert_eq!(read.getText(), specimen.truth.barcode.unwrap().text);
}
