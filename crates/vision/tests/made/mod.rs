//! Files made byte by byte, as no encoder would.

use image::{DynamicImage, ImageFormat};
use std::io::Cursor;

/// `image` in `format`.
pub fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A TIFF header with one directory of one entry, the orientation (tag 0x0112).
pub fn exif(orientation: u8) -> Vec<u8> {
    directory(orientation, 0)
}

/// The same without an orientation, whose directory names itself as the next and as its own subdirectory.
pub fn circular_exif() -> Vec<u8> {
    let mut bytes = directory(0, 8);
    // The entry becomes a pointer to the Exif subdirectory (tag 0x8769, a long), which is the directory itself.
    bytes[10..12].copy_from_slice(&0x8769u16.to_le_bytes());
    bytes[12..14].copy_from_slice(&4u16.to_le_bytes());
    bytes[18..22].copy_from_slice(&8u32.to_le_bytes());
    bytes
}

fn directory(orientation: u8, next: u32) -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    bytes.extend([orientation, 0, 0, 0]);
    bytes.extend(next.to_le_bytes());
    bytes
}

/// `file` with `exif` where its format keeps it.
pub fn with_exif(file: &[u8], format: ImageFormat, exif: &[u8]) -> Vec<u8> {
    match format {
        ImageFormat::Jpeg => {
            let segment = [b"Exif\0\0", exif].concat();
            let length = (segment.len() as u16 + 2).to_be_bytes();
            [&file[..2], &[0xff, 0xe1], &length, &segment, &file[2..]].concat()
        }
        ImageFormat::Png => [&file[..33], &png_chunk(b"eXIf", exif), &file[33..]].concat(),
        _ => {
            let picture = &file[12..];
            let bits = u32::from_le_bytes(file[21..25].try_into().unwrap());
            let (width, height) = ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
            let header = riff_chunk(b"VP8X", &canvas(0x08, width, height));
            riff(&[&header, picture, &riff_chunk(b"EXIF", exif)].concat())
        }
    }
}

/// The start of a PNG of that size.
pub fn png_header(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = png_chunk(b"IHDR", &[&size[..], &[8, 2, 0, 0, 0]].concat());
    [b"\x89PNG\r\n\x1a\n", &header[..], &png_chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1])].concat()
}

/// A PNG that says it has two frames.
pub fn animated_png() -> Vec<u8> {
    let still = encoded(&DynamicImage::new_rgb8(4, 4), ImageFormat::Png);
    [&still[..33], &png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]), &still[33..]].concat()
}

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let checked = [&kind[..], content].concat();
    let mut sum = u32::MAX;
    for &byte in &checked {
        sum ^= u32::from(byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    [&(content.len() as u32).to_be_bytes()[..], &checked, &(!sum).to_be_bytes()].concat()
}

/// A WebP that says it has that size.
pub fn webp_header(width: u32, height: u32) -> Vec<u8> {
    let still = encoded(&DynamicImage::new_rgb8(4, 4), ImageFormat::WebP);
    riff(&[&riff_chunk(b"VP8X", &canvas(0, width, height)), &still[12..]].concat())
}

/// A WebP that says it moves.
pub fn animated_webp() -> Vec<u8> {
    let still = encoded(&DynamicImage::new_rgb8(4, 4), ImageFormat::WebP);
    let frame = [&[0; 6][..], &[3, 0, 0, 3, 0, 0], &[100, 0, 0], &[0], &still[12..]].concat();
    let chunks = [
        riff_chunk(b"VP8X", &canvas(0x02, 4, 4)),
        riff_chunk(b"ANIM", &[0; 6]),
        riff_chunk(b"ANMF", &frame),
        riff_chunk(b"ANMF", &frame),
    ];
    riff(&chunks.concat())
}

fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    [vec![flags, 0, 0, 0], side(width), side(height)].concat()
}

fn riff_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = &[0][..content.len() % 2];
    [&kind[..], &(content.len() as u32).to_le_bytes(), content, padding].concat()
}

fn riff(chunks: &[u8]) -> Vec<u8> {
    [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", chunks].concat()
}

/// A JPEG that says it has that size, with one square of picture.
pub fn jpeg_of_size(width: u16, height: u16) -> Vec<u8> {
    jpeg(width, height, &[128], None)
}

/// An 8 x 8 JPEG of four inks, as Adobe programs write them.
pub fn cmyk_jpeg(inks: [u8; 4]) -> Vec<u8> {
    jpeg(8, 8, &inks, Some(b"Adobe\0\x64\0\0\0\0\0"))
}

/// A baseline JPEG of one flat 8 x 8 square with a value a component (ITU-T T.81).
fn jpeg(width: u16, height: u16, values: &[u8], adobe: Option<&[u8]>) -> Vec<u8> {
    let segment = |marker: u8, content: &[u8]| {
        [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
    };
    let components = values.len() as u8;
    let size = [height.to_be_bytes(), width.to_be_bytes()].concat();
    let frame: Vec<u8> = (1..=components).flat_map(|number| [number, 0x11, 0]).collect();
    let scan: Vec<u8> = (1..=components).flat_map(|number| [number, 0]).collect();
    // Flat squares need the mean alone: categories 0 to 11 as codes of four bits, and one code that ends a block.
    let means = [&[0x00, 0, 0, 0, 12][..], &[0; 12], &(0..12).collect::<Vec<u8>>()].concat();
    let ends = [&[0x10, 1][..], &[0; 15], &[0]].concat();
    let mut bits = String::new();
    for &value in values {
        let mean = (i32::from(value) - 128) * 8;
        let category = 32 - mean.unsigned_abs().leading_zeros();
        let offset = if mean < 0 { mean + (1 << category) - 1 } else { mean };
        bits += &format!("{category:04b}");
        if category > 0 {
            bits += &format!("{offset:0width$b}", width = category as usize);
        }
        bits += "0";
    }
    while !bits.len().is_multiple_of(8) {
        bits += "1";
    }
    let data = bits.as_bytes().chunks(8).flat_map(|byte| {
        let byte = byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'));
        if byte == 0xff { vec![0xff, 0] } else { vec![byte] }
    });
    [
        vec![0xff, 0xd8],
        adobe.map_or_else(Vec::new, |content| segment(0xee, content)),
        segment(0xdb, &[&[0][..], &[1; 64]].concat()),
        segment(0xc0, &[&[8][..], &size, &[components], &frame].concat()),
        segment(0xc4, &means),
        segment(0xc4, &ends),
        segment(0xda, &[&[components][..], &scan, &[0, 63, 0]].concat()),
        data.collect(),
        vec![0xff, 0xd9],
    ]
    .concat()
}
