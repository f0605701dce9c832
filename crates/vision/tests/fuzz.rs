//! No input makes the readers panic. `make soak` runs each target for minutes, `make test` for seconds
//! (`BOLERO_RANDOM_TEST_TIME_MS`).

use image::ImageEncoder;
use vision::photo::{Channels, Photo};

/// A tiny image in one of the formats that are read, damaged by the fuzzer's bytes.
fn damaged(bytes: &[u8]) -> Vec<u8> {
    let Some((&choice, rest)) = bytes.split_first() else { return Vec::new() };
    let pixels: Vec<u8> = (0..8 * 8 * 3).map(|index| (index * 37 % 251) as u8).collect();
    let mut file = Vec::new();
    let encoded = match choice % 4 {
        0 => {
            image::codecs::jpeg::JpegEncoder::new(&mut file).write_image(&pixels, 8, 8, image::ExtendedColorType::Rgb8)
        }
        1 => image::codecs::png::PngEncoder::new(&mut file).write_image(&pixels, 8, 8, image::ExtendedColorType::Rgb8),
        2 => image::codecs::webp::WebPEncoder::new_lossless(&mut file).write_image(
            &pixels,
            8,
            8,
            image::ExtendedColorType::Rgb8,
        ),
        _ => return rest.to_vec(),
    };
    assert!(encoded.is_ok());
    for change in rest.chunks_exact(3) {
        let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % file.len();
        file[place] = change[2];
    }
    file
}

#[test]
fn decode() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let file = damaged(bytes);
        for channels in [Channels::Luma, Channels::Colour] {
            if let Ok(photo) = Photo::decode(&file, channels) {
                assert!(photo.full_width() > 0 && photo.full_height() > 0);
            }
        }
    });
}

#[test]
fn machine_readable_lines() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
        for format in verify::mrz::MrzFormat::ALL {
            let whole: Vec<String> = (0..format.lines())
                .map(|line| {
                    let mut line = lines.get(line).cloned().unwrap_or_default();
                    line.retain(|c| c.is_ascii());
                    format!("{line:<<width$}", width = format.length())[..format.length()].to_owned()
                })
                .collect();
            for lines in [&lines, &whole] {
                if let Some(fields) = verify::mrz::MrzFields::parse(format, lines) {
                    assert!(!fields.check_digits.is_empty());
                }
            }
        }
    });
}
