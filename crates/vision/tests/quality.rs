//! Each quality check on photos of a drawn page with one fault at a time.

#![expect(clippy::unwrap_used, reason = "a test may fail that way")]

use image::{Rgb, RgbImage};
use proptest::prelude::*;
use specimen::photograph::{Fault, Photograph, Shot, photograph};
use verify::reading::{DocumentKind, DocumentReading, QualityCheck, Side};
use vision::photo::{Channels, Photo};
use vision::quality::measure;

/// A tinted page with rows of specks like print, with edges in every direction.
fn page() -> RgbImage {
    RgbImage::from_fn(1000, 630, |x, y| {
        let speck = (x / 4).wrapping_mul(2_654_435_761) ^ (y / 4).wrapping_mul(2_246_822_519);
        let dark = speck.wrapping_mul(3_266_489_917) >> 31 == 1;
        let print = (60..940).contains(&x) && (40..590).contains(&y) && y % 45 < 24 && dark;
        if print { Rgb([40, 40, 60]) } else { Rgb([225, 228, 205]) }
    })
}

fn shot(faults: &[Fault]) -> Photograph {
    let mut shot = Shot { background: specimen::Background::Stone, ..Shot::plain(1280, 960) };
    shot.faults.extend(faults);
    photograph(&page(), &shot, 4)
}

fn reading(photo: &Photograph) -> DocumentReading {
    DocumentReading {
        kind: DocumentKind::Card,
        side: Side::Front,
        quad: photo.quad,
        corners_outside: Vec::new(),
        covered: Vec::new(),
        mirrored: false,
        portrait: None,
        confidence: 1.0,
        kind_confidence: 1.0,
    }
}

fn value(photo: &Photograph, check: QualityCheck) -> (f32, bool) {
    let decoded = Photo::decode(&photo.jpeg, Channels::Colour).unwrap();
    let measured = measure(&decoded, Some(&reading(photo)), None, &vision::limits::default_limits());
    let measurement = &measured[&check];
    (measurement.value, measurement.passed)
}

#[test]
fn a_clean_photo_passes_every_check() {
    let photo = shot(&[]);
    for check in QualityCheck::ALL {
        let (value, passed) = value(&photo, check);
        assert!(passed, "{check:?} {value}");
    }
}

#[test]
fn each_fault_fails_its_own_check() {
    for (fault, check) in [
        (Fault::Blur { sigma: 4.0 }, QualityCheck::Blurry),
        (Fault::Motion { length: 14.0, degrees: 0.0 }, QualityCheck::Motion),
        (Fault::Glare { at: [0.4, 0.4], radius: 0.16, peak: 260.0 }, QualityCheck::Glare),
        (Fault::LowLight { gain: 0.2 }, QualityCheck::TooDark),
        (Fault::Overexposure { gain: 1.8 }, QualityCheck::Overexposed),
        (Fault::Shadow { depth: 0.85 }, QualityCheck::Shadow),
        (Fault::Grey, QualityCheck::NotColour),
    ] {
        let (value, passed) = value(&shot(&[fault]), check);
        assert!(!passed, "{fault:?} {value}");
    }
    let compressed = photograph(&page(), &Shot { jpeg_quality: 12, ..Shot::plain(1280, 960) }, 4);
    assert!(value(&compressed, QualityCheck::Compressed).0 > 1.3 * value(&shot(&[]), QualityCheck::Compressed).0);
    let small = photograph(&page(), &Shot { fill: 0.25, ..Shot::plain(1280, 960) }, 4);
    assert!(!value(&small, QualityCheck::LowResolution).1);
    for (tilt, seed) in [(20.0, 4), (45.0, 5), (45.0, 6), (52.0, 7)] {
        let skewed = photograph(&page(), &Shot { tilt, ..Shot::plain(1280, 960) }, seed);
        let found = value(&skewed, QualityCheck::Skewed);
        assert!((found.0 - tilt).abs() < 6.0 && found.1 == (tilt < 35.0), "{tilt}: {found:?}");
    }
}

#[test]
fn the_raster_of_a_screen_stands_out() {
    let screen = |faults: &[Fault]| {
        let photo = shot(faults);
        let decoded = Photo::decode(&photo.jpeg, Channels::Colour).unwrap();
        vision::recapture::measure(&decoded, Some(&reading(&photo))).unwrap().screen
    };
    assert!(screen(&[]) < 0.5);
    for pitch in [3.0, 4.5, 6.0] {
        let found = screen(&[Fault::Screen { pitch, strength: 0.6 }]);
        assert!(found > 0.9, "{pitch}: {found}");
    }
}

#[test]
fn more_blur_measures_worse_whatever_the_noise() {
    let noisy = |sigma: f32, noise: f32| {
        value(&shot(&[Fault::Blur { sigma }, Fault::Noise { sigma: noise }]), QualityCheck::Blurry).0
    };
    for noise in [0.0, 6.0] {
        assert!(noisy(0.5, noise) > noisy(1.6, noise) && noisy(1.6, noise) > noisy(3.2, noise), "{noise}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// No size and no content makes a check panic or give something that is no number.
    #[test]
    fn every_picture_can_be_measured(width in 1u32..90, height in 1u32..90, seed in any::<u32>()) {
        let image = RgbImage::from_fn(width, height, |x, y| {
            let value = (x.wrapping_mul(seed) ^ y.wrapping_mul(seed.rotate_left(7))) as u8;
            Rgb([value, value.wrapping_mul(3), 255 - value])
        });
        let photo = Photo::from_image(image.into(), Channels::Colour);
        for measured in measure(&photo, None, None, &vision::limits::default_limits()).values() {
            prop_assert!(measured.value.is_finite());
        }
        let _ = vision::recapture::measure(&photo, None);
    }
}
