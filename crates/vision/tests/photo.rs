//! Photos are decoded right or refused with their cause, whatever the bytes.

mod made;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use vision::photo::{Channels, MOST_BYTES, WORKING_PIXELS};
use vision::{Photo, PhotoError};

/// A picture without symmetry: red grows to the right, green downwards, with a bright corner.
fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let corner = if x < width / 4 && y < height / 4 { 200 } else { 20 };
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, corner])
    })
    .into()
}

fn refused(bytes: &[u8]) -> PhotoError {
    Photo::decode(bytes, Channels::Colour).expect_err("it was taken for a photo")
}

/// The largest difference between two images of one size.
fn difference(one: &[u8], other: &[u8]) -> u8 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or_default()
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert_eq!(refused(b"").code(), "file.empty");
    assert_eq!(refused(&vec![0; MOST_BYTES + 1]).code(), "file.too_large");
}

#[test]
fn formats_that_are_not_read_are_named() {
    let named: [(&[u8], &str); 8] = [
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x18ftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x18ftypisom\0\0\0\0", "video"),
        (b"%PDF-1.7", "PDF"),
        (b"GIF89a", "GIF"),
        (b"II*\0", "TIFF"),
        (b"BM\0\0", "BMP"),
        (b"hello", "not an image"),
    ];
    for (bytes, name) in named {
        let error = refused(bytes);
        assert_eq!(error.code(), "file.unsupported_format");
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn sizes_are_refused_by_the_header_alone() {
    for bytes in [made::png_header(30_000, 30_000), made::jpeg_of_size(60_000, 60_000), made::webp_header(16_000, 16_000)]
    {
        assert!(bytes.len() < 1000);
        assert_eq!(refused(&bytes).code(), "file.too_large");
    }
}

#[test]
fn moving_pictures_are_refused() {
    for bytes in [made::animated_png(), made::animated_webp()] {
        let error = refused(&bytes);
        assert_eq!(error.code(), "file.unsupported_format");
        assert!(error.to_string().contains("animated"), "{error}");
    }
}

#[test]
fn a_file_that_ends_too_early_is_refused_wherever_it_ends() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let bytes = made::encoded(&picture(120, 90), format);
        assert!(Photo::decode(&bytes, Channels::Colour).is_ok());
        for end in (12..bytes.len() - 1).step_by(7).chain([bytes.len() - 1]) {
            for channels in [Channels::Luma, Channels::Colour] {
                let cut = Photo::decode(&bytes[..end], channels);
                let code = cut.err().map(|error| error.code());
                assert_eq!(code, Some("file.corrupt"), "{format:?} cut to {end} of {}", bytes.len());
            }
        }
    }
}

#[test]
fn a_jpeg_that_misses_scan_data_is_refused_though_it_has_an_end() {
    let mut bytes = made::encoded(&picture(320, 240), ImageFormat::Jpeg);
    bytes.truncate(bytes.len() / 2);
    bytes.extend([0xff, 0xd9]);
    assert_eq!(refused(&bytes).code(), "file.corrupt");
}

#[test]
fn photos_are_turned_upright_whatever_the_orientation() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let plain = made::encoded(&picture(70, 45), format);
        let stored = image::load_from_memory(&plain).unwrap();
        for tag in 1..=8 {
            let mut upright = stored.clone();
            upright.apply_orientation(Orientation::from_exif(tag).unwrap());
            let bytes = made::with_exif(&plain, format, &made::exif(tag));
            let photo = Photo::decode(&bytes, Channels::Colour).unwrap();
            assert_eq!((photo.full_width(), photo.full_height()), (upright.width(), upright.height()));
            assert!(difference(photo.rgb().unwrap(), upright.as_rgb8().unwrap()) <= 3, "{format:?} {tag}");
        }
    }
}

#[test]
fn directories_that_point_at_themselves_do_no_harm() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let bytes = made::with_exif(&made::encoded(&picture(32, 20), format), format, &made::circular_exif());
        let photo = Photo::decode(&bytes, Channels::Colour).unwrap();
        assert_eq!(photo.full_width(), 32);
    }
}

#[test]
fn brightness_is_the_same_with_and_without_colour() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let bytes = made::encoded(&picture(131, 77), format);
        let luma = Photo::decode(&bytes, Channels::Luma).unwrap();
        let colour = Photo::decode(&bytes, Channels::Colour).unwrap();
        assert!(luma.rgb().is_none() && colour.rgb().is_some());
        assert!(difference(luma.luma(), colour.luma()) <= 2);
    }
}

#[test]
fn inks_become_colours() {
    // Adobe stores inks inverted: 255 is no ink. Full cyan over no other ink is seen as cyan.
    let photo = Photo::decode(&made::cmyk_jpeg([0, 255, 255, 255]), Channels::Colour).unwrap();
    let &Rgb([red, green, blue]) = photo.rgb().unwrap().get_pixel(3, 3);
    assert!(red < 8 && green > 247 && blue > 247, "{red} {green} {blue}");
    let black = Photo::decode(&made::cmyk_jpeg([255, 255, 255, 0]), Channels::Luma).unwrap();
    assert!(black.luma().get_pixel(3, 3).0[0] < 8);
}

#[test]
fn sixteen_bits_keep_their_upper_half() {
    let deep = image::ImageBuffer::<image::Luma<u16>, _>::from_fn(16, 16, |x, _| image::Luma([x as u16 * 0x1111]));
    let photo = Photo::decode(&made::encoded(&deep.into(), ImageFormat::Png), Channels::Colour).unwrap();
    let row: Vec<u8> = (0..16).map(|x| photo.luma().get_pixel(x, 0).0[0]).collect();
    assert!(difference(&row, &(0..16).map(|x| x * 0x11).collect::<Vec<u8>>()) <= 1, "{row:?}");
    assert_eq!(photo.rgb().unwrap().get_pixel(15, 0), &Rgb([255; 3]));
}

#[test]
fn what_is_transparent_is_seen_as_white() {
    let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
    let photo = Photo::decode(&made::encoded(&clear.into(), ImageFormat::Png), Channels::Luma).unwrap();
    assert_eq!(photo.luma().get_pixel(0, 0).0, [255]);
}

#[test]
fn large_photos_are_worked_on_smaller_but_keep_their_size() {
    let large = GrayImage::from_fn(4000, 3000, |x, _| image::Luma([if x < 2000 { 50 } else { 200 }]));
    let photo = Photo::from_image(large.into(), Channels::Luma);
    assert_eq!((photo.full_width(), photo.full_height()), (4000, 3000));
    let (width, height) = photo.luma().dimensions();
    assert!(u64::from(width) * u64::from(height) <= WORKING_PIXELS && width > 3000);
    assert_eq!(photo.luma().get_pixel(width / 4, 10).0, [50]);
    assert!((photo.scale() * width as f32 - 4000.0).abs() < 1.0);
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        format in prop_oneof![Just(ImageFormat::Jpeg), Just(ImageFormat::Png), Just(ImageFormat::WebP)],
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let plain = made::encoded(&picture(40, 30), format);
        let mut bytes = made::with_exif(&plain, format, &made::exif(6));
        for (place, value) in damage {
            *place.get_mut(&mut bytes) = value;
        }
        for channels in [Channels::Luma, Channels::Colour] {
            if let Err(error) = Photo::decode(&bytes, channels) {
                prop_assert!(error.to_string().len() < 300);
            }
        }
    }
}
