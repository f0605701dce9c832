//! CPU time of what a reading is made of, on one photographed passport of 2 megapixels and one licence's back. Needs
//! `candor models pull`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench may fail that way")]

#[path = "../tests/support/assets.rs"]
mod fonts;
#[path = "../tests/support/mod.rs"]
mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use specimen::photograph::{Shot, photograph};
use specimen::{Assets, SpecimenKind, draw};
use std::hint::black_box;
use vision::Photo;
use vision::photo::Channels;

fn photo(kind: SpecimenKind, assets: &Assets) -> Vec<u8> {
    let specimen = draw(kind, 9303, assets).unwrap();
    let shot = Shot { degrees: 3.0, ..Shot::plain(1600, 1200) };
    photograph(&specimen.image, &shot, 9303).jpeg
}

fn stages(criterion: &mut Criterion) {
    let (assets, engine, limits) = (fonts::assets(), support::engine(), vision::limits::default_limits());
    let passport = photo(SpecimenKind::Passport, &assets);
    let licence = photo(SpecimenKind::LicenceBack, &assets);
    let decode = |bytes: &[u8], channels| Photo::decode(bytes, channels).unwrap();
    criterion.bench_function("decode luma", |b| b.iter(|| decode(black_box(&passport), Channels::Luma)));
    criterion.bench_function("decode colour", |b| b.iter(|| decode(black_box(&passport), Channels::Colour)));

    let page = decode(&passport, Channels::Colour);
    let card = decode(&licence, Channels::Luma);
    let document = vision::document::locate(&page, &engine).unwrap();
    let zone = vision::mrz::read(&page, &engine).unwrap();
    assert!(document.is_some() && zone.is_some(), "the passport of the bench is read");
    assert!(vision::barcode::read(&card, None).is_some(), "the licence of the bench is read");
    criterion.bench_function("document", |b| b.iter(|| vision::document::locate(black_box(&page), &engine).unwrap()));
    criterion.bench_function("quality", |b| {
        b.iter(|| vision::quality::measure(black_box(&page), document.as_ref(), None, &limits));
    });
    criterion.bench_function("mrz", |b| b.iter(|| vision::mrz::read(black_box(&page), &engine).unwrap()));
    criterion.bench_function("barcode", |b| b.iter(|| vision::barcode::read(black_box(&card), None)));
    criterion.bench_function("barcode where there is none", |b| {
        b.iter(|| vision::barcode::read(black_box(&page), document.as_ref()));
    });
    criterion.bench_function("faces", |b| {
        b.iter(|| vision::faces::read(black_box(&page), document.as_ref(), true, &engine).unwrap());
    });
    let mut slow = criterion.benchmark_group("slow");
    slow.sample_size(10);
    slow.bench_function("text", |b| {
        b.iter(|| {
            vision::text::read(
                black_box(&page),
                document.as_ref(),
                zone.as_ref(),
                vision::text::Care::ReadAgain,
                &engine,
            )
            .unwrap()
        });
    });
    slow.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
