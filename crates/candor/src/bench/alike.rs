//! Whether a photo that was saved anew is known again, and a new photo of the same document is not.

use super::{Table, per_cent};
use crate::failure::Failure;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, RgbImage};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use specimen::{Assets, SelfieFault, Severity, Shot, SpecimenKind, draw, photograph, selfie};
use verify::policy::Policy;
use vision::Photo;
use vision::look::look;
use vision::photo::Channels;

/// Seeds below this were used while the limit was tuned.
const FIRST_SEED: u64 = 700_001;
const KINDS: [SpecimenKind; 4] =
    [SpecimenKind::Passport, SpecimenKind::CardTd1Front, SpecimenKind::LicenceFront, SpecimenKind::ChineseCardFront];

/// Compares `12 * each` photos with themselves saved anew, and with new photos.
pub(crate) fn measure(each: u64, assets: &Assets, table: &mut Table) -> Result<(), Failure> {
    let least = Policy::default().attempts.difference.at_least.unwrap_or_default();
    let mut groups: Vec<(&str, Vec<u32>)> =
        ["saved_anew", "cut_by_a_hundredth", "taken_anew", "taken_anew_from_a_stand", "face_taken_anew"]
            .map(|name| (name, vec![]))
            .into();
    for seed in FIRST_SEED..FIRST_SEED + 12 * each {
        let flat = draw(KINDS[(seed % 4) as usize], seed, assets)?.image;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let shot = Shot::of_severity(Severity::Mild, 1600, 1200, &mut random);
        let first = photograph(&flat, &shot, seed).image;
        let seen = |photo: DynamicImage| look(&Photo::from_image(photo, Channels::Luma));
        let before = seen(first.clone().into());
        let away = |photo: DynamicImage| before.distance(&seen(photo));
        for photo in saved_anew(&first)? {
            groups[0].1.push(away(photo));
        }
        let (width, height) = (first.width(), first.height());
        let cut =
            DynamicImage::from(first).crop_imm(width / 100, height / 100, width - width / 50, height - height / 50);
        groups[1].1.push(away(cut));
        let mut near = |most: f32| {
            let drawn = random.next_u32();
            let by = most * (1.0 / 3.0 + (drawn >> 8) as f32 / (1 << 24) as f32 * 2.0 / 3.0);
            if drawn.is_multiple_of(2) { by } else { -by }
        };
        // The background is the same in both, as people send a new photo from the table where they took the first.
        let anew = Shot { degrees: shot.degrees + near(4.0), fill: shot.fill + near(0.06), ..shot.clone() };
        groups[2].1.push(away(photograph(&flat, &anew, seed).image.into()));
        let stand = Shot { degrees: shot.degrees + near(1.0), fill: shot.fill + near(0.02), ..shot.clone() };
        groups[3].1.push(away(photograph(&flat, &stand, seed).image.into()));
        if let Some(face) = selfie(assets, SelfieFault::None, seed) {
            let face = image::load_from_memory(&face).map_err(unread)?;
            let before = seen(face.clone());
            // A head that moved by some hundredths of the frame.
            let (width, height) = (face.width(), face.height());
            let (right, down) = ((width as f32 * near(0.04).abs()) as u32, (height as f32 * near(0.04).abs()) as u32);
            let moved = face.crop_imm(right, down, width - width / 20 - right, height - height / 20 - down);
            groups[4].1.push(before.distance(&seen(moved)));
        }
    }
    for (name, distances) in groups {
        let alike = distances.iter().filter(|distance| f64::from(**distance) < least).count();
        table.add("alike", name, per_cent(alike, distances.len()), "%", format!("{}", distances.len()));
    }
    Ok(())
}

fn unread(cause: image::ImageError) -> Failure {
    Failure::Manifest(format!("a specimen cannot be saved anew: {cause}"))
}

/// What people and programs do to a photo before they send it again.
fn saved_anew(photo: &RgbImage) -> Result<Vec<DynamicImage>, Failure> {
    let jpeg = |photo: &DynamicImage, quality: u8| {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(photo).map_err(unread)?;
        image::load_from_memory(&bytes).map_err(unread)
    };
    let photo = DynamicImage::from(photo.clone());
    let (width, height) = (photo.width(), photo.height());
    let scaled = |share: f32| {
        let (width, height) = (width as f32 * share, height as f32 * share);
        photo.resize_exact(width as u32, height as u32, FilterType::Triangle)
    };
    Ok(vec![
        jpeg(&photo, 50)?,
        jpeg(&scaled(0.5), 85)?,
        jpeg(&scaled(0.8), 70)?,
        jpeg(&photo.brighten(20), 85)?,
        jpeg(&photo.adjust_contrast(15.0), 85)?,
    ])
}
