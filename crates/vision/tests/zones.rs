//! Zones of photographed specimens, whichever way they lie, with the kept models. Fonts come from `models/cache/fonts`
//! (`candor models pull`).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail that way")]

#[path = "support/assets.rs"]
mod fonts;
mod support;

use fonts::assets;
use specimen::photograph::{Fault, Shot, photograph};
use specimen::{SpecimenKind, draw, page};
use vision::photo::{Channels, Photo};

#[test]
fn zones_are_read_in_every_orientation_and_mirrored() {
    let (assets, engine) = (assets(), support::engine());
    let kinds = [
        SpecimenKind::Passport,
        SpecimenKind::CardTd1Back,
        SpecimenKind::CardTd2Front,
        SpecimenKind::VisaA,
        SpecimenKind::VisaB,
    ];
    let (mut exact, mut valid, mut photos) = (0, 0, 0);
    for (index, kind) in kinds.into_iter().enumerate() {
        let specimen = draw(kind, 40 + index as u64, &assets).unwrap();
        let zone = specimen.truth.mrz.as_ref().unwrap();
        for turn in 0..4u8 {
            let mirrored = turn == 3;
            let shot = Shot { quarter_turns: turn, mirrored, degrees: 4.0, ..Shot::plain(1600, 1200) };
            let photo = photograph(&specimen.image, &shot, 7);
            let decoded = Photo::decode(&photo.jpeg, Channels::Luma).unwrap();
            let Some(read) = vision::mrz::read(&decoded, &engine).unwrap() else { continue };
            photos += 1;
            exact += usize::from(read.lines == zone.lines);
            valid += usize::from(read.valid);
            assert!(!read.valid || read.lines == zone.lines, "{kind:?} {turn}: {:?}", read.lines);
            assert_eq!((read.mirrored, read.format), (mirrored, zone.format), "{kind:?} {turn}");
            let wanted = photo.locate(&zone.quad);
            assert!(read.quad.intersection_over_union(&wanted) > 0.6, "{kind:?} {turn}: {:?} {wanted:?}", read.quad);
            assert!(read.quad.0[0].distance(wanted.0[0]) < 80.0, "{kind:?} {turn}");
        }
    }
    // One of twenty may fail; `candor bench` has the rates.
    assert!(photos >= 19 && exact >= 19 && valid >= 17, "{photos} {exact} {valid}");
}

#[test]
fn backs_without_a_zone_and_pages_of_print_have_none() {
    let (assets, engine) = (assets(), support::engine());
    for kind in [SpecimenKind::LicenceBack, SpecimenKind::CardTd2Back, SpecimenKind::ChineseCardFront] {
        for seed in 0..3 {
            let specimen = draw(kind, seed, &assets).unwrap();
            let shot =
                Shot { faults: vec![Fault::Noise { sigma: 3.0 }], quarter_turns: seed as u8, ..Shot::plain(1280, 960) };
            let photo = photograph(&specimen.image, &shot, seed);
            let decoded = Photo::decode(&photo.jpeg, Channels::Luma).unwrap();
            let read = vision::mrz::read(&decoded, &engine).unwrap();
            assert!(read.is_none(), "{kind:?} {seed}: {:?}", read.map(|read| read.lines));
        }
    }
    for seed in 0..10 {
        let shot = Shot { quarter_turns: (seed % 4) as u8, ..Shot::plain(1280, 960) };
        let photo = photograph(&page(seed, &assets), &shot, seed);
        let decoded = Photo::decode(&photo.jpeg, Channels::Luma).unwrap();
        let read = vision::mrz::read(&decoded, &engine).unwrap();
        assert!(read.is_none(), "page {seed}: {:?}", read.map(|read| read.lines));
    }
}
