//! No input makes the readers panic. `make soak` runs each target for minutes, `make test` for seconds
//! (`BOLERO_RANDOM_TEST_TIME_MS`).

use image::ImageEncoder;
use std::sync::Arc;
use vision::model::{Model, ModelError, Tensor};
use vision::photo::{Channels, Photo};
use vision::{Engine, ModelName, ModelSource};

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

/// A model that says what the fuzzer says, in the shapes that it should have.
struct Noise {
    /// Sizes of the outputs for an input shape.
    shapes: fn(&[usize]) -> Vec<Vec<usize>>,
    bytes: Arc<[u8]>,
}

impl Model for Noise {
    fn run(&self, inputs: Vec<Tensor>) -> Result<Vec<Tensor>, ModelError> {
        let bytes = &self.bytes;
        let value = |index: usize| match bytes.get(index % bytes.len().max(1)).copied().unwrap_or(0) {
            255 => f32::NAN,
            254 => f32::INFINITY,
            253 => f32::NEG_INFINITY,
            byte => f32::from(byte) / 8.0 - 15.0,
        };
        let shapes = (self.shapes)(&inputs[0].shape);
        let tensor = |shape: Vec<usize>| {
            let count = shape.iter().product();
            Tensor::new(shape, (0..count).map(value).collect())
        };
        Ok(shapes.into_iter().map(tensor).collect())
    }
}

struct NoiseModels(Arc<[u8]>);

impl ModelSource for NoiseModels {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        let shapes: fn(&[usize]) -> Vec<Vec<usize>> = match name {
            // Cores at half the input's size, two directions and the mirror at an eighth.
            ModelName::MrzLocator => |input| {
                let (rows, columns) = (input[2] / 2, input[3] / 2);
                vec![vec![1, 1, rows, columns], vec![1, 3, rows / 4, columns / 4]]
            },
            // A frame every four pixels, 37 characters and the blank.
            _ => |input| vec![vec![input[0], input[3] / 4, 38]],
        };
        Ok(Box::new(Noise { shapes, bytes: Arc::clone(&self.0) }))
    }
}

/// Whatever the two models say of a photo, the decoder gives well-formed lines or none.
#[test]
fn machine_readable_frames() {
    let grey = image::DynamicImage::new_luma8(160, 120);
    let mut file = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut file, image::ImageFormat::Png).unwrap();
    let photo = Photo::decode(file.get_ref(), Channels::Luma).unwrap();
    bolero::check!().for_each(|noise: &[u8]| {
        let engine = Engine::new(Box::new(NoiseModels(noise.into())));
        if let Some(zone) = vision::mrz::read(&photo, &engine).unwrap() {
            assert_eq!(zone.lines.len(), zone.format.lines());
            assert!(zone.lines.iter().all(|line| line.len() == zone.format.length()));
            assert!((0.0..=1.0).contains(&zone.confidence), "{}", zone.confidence);
            assert!(!zone.valid || zone.fields.check_digits.iter().all(|digit| digit.holds));
        }
    });
}

/// A payload of a licence, damaged by the fuzzer's bytes, or those bytes alone.
#[test]
fn barcode_payload() {
    const PAYLOAD: &str = "@\n\x1e\rANSI 636000100002DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDDEN\nDACMICHAEL\n\
        DDFN\nDADJOHN\nDDGN\nDCUJR\nDCAD\nDCBK\nDCDPH\nDBD06062019\nDBB06061986\nDBA12102024\nDBC1\nDAU068 in\nDAYBRO\n\
        DAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000  \nDCF2424244747474786102204\nDCGUSA\rZVZVA01\r";
    bolero::check!().for_each(|bytes: &[u8]| {
        let mut payload = PAYLOAD.as_bytes().to_vec();
        let payload = match bytes.split_first() {
            Some((choice, rest)) if choice % 4 > 0 => {
                for change in rest.chunks_exact(3) {
                    let place = usize::from(u16::from_le_bytes([change[0], change[1]])) % payload.len();
                    payload[place] = change[2];
                }
                payload
            }
            _ => bytes.to_vec(),
        };
        // Symbols without a character set are read as ISO/IEC 8859-1.
        let text: String = payload.into_iter().map(char::from).collect();
        if let Some(elements) = vision::barcode::aamva::parse(&text) {
            for value in vision::barcode::aamva::fields(&elements).values() {
                assert!(!value.chars().any(char::is_control), "{value:?}");
            }
        }
    });
}
