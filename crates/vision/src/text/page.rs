//! The part of a photo that text is looked for in, seen straight.

use crate::photo::Photo;
use crate::rectify::{Projection, rectify};
use image::{GrayImage, RgbImage};
use verify::geometry::Quad;

/// Pixels of one kind or the other; the models take three channels, brightness alone is repeated.
pub(super) enum Pixels {
    /// Brightness alone.
    Luma(GrayImage),
    /// Red, green, blue.
    Colour(RgbImage),
}

impl Pixels {
    /// Width and height.
    pub(super) fn size(&self) -> (u32, u32) {
        match self {
            Self::Luma(image) => image.dimensions(),
            Self::Colour(image) => image.dimensions(),
        }
    }

    /// Writes the pixels as planes blue, green, red, `row_length` values a row, each as `value / 255 * gain + offset`;
    /// what is right of the image stays as it is.
    pub(super) fn write_planes(&self, planes: &mut [f32], row_length: usize, gain: [f32; 3], offset: [f32; 3]) {
        let (width, height) = self.size();
        let plane = row_length * height as usize;
        if row_length < width as usize || planes.len() < plane * 3 {
            return;
        }
        for channel in 0..3 {
            let scale = gain[channel] / 255.0;
            for y in 0..height as usize {
                let row = &mut planes[channel * plane + y * row_length..][..width as usize];
                let at = y * width as usize;
                match self {
                    Self::Luma(image) => {
                        let source = &image.as_raw()[at..];
                        row.iter_mut().zip(source).for_each(|(out, v)| *out = f32::from(*v) * scale + offset[channel]);
                    }
                    Self::Colour(image) => {
                        let source = image.as_raw()[at * 3..].chunks_exact(3);
                        row.iter_mut()
                            .zip(source)
                            .for_each(|(out, v)| *out = f32::from(v[2 - channel]) * scale + offset[channel]);
                    }
                }
            }
        }
    }
}

/// The part of `photo` under `quad` (pixels at working scale) as `width` x `height` pixels.
pub(super) fn cut(photo: &Photo, quad: &Quad, width: u32, height: u32) -> Option<Pixels> {
    match photo.rgb() {
        Some(rgb) => rectify(rgb, quad, width, height).map(Pixels::Colour),
        None => rectify(photo.luma(), quad, width, height).map(Pixels::Luma),
    }
}

/// A page: pixels for the detector, and the way from them to the photo at working scale.
pub(super) struct Page {
    /// What the detector sees; both sides are multiples of 32.
    pub(super) pixels: Pixels,
    /// From the page to the photo at working scale.
    pub(super) to_photo: Projection,
}

impl Page {
    /// The part of `photo` under `quad` (working scale) with its longer side `long_side` pixels.
    pub(super) fn new(photo: &Photo, quad: &Quad, long_side: u32) -> Option<Self> {
        let scale = long_side as f32 / quad.width().max(quad.height()).max(1.0);
        let side = |length: f32| (((length * scale / 32.0).round() as u32) * 32).clamp(32, long_side.max(32));
        let (width, height) = (side(quad.width()), side(quad.height()));
        let frame = Quad::rectangle(0.0, 0.0, width as f32, height as f32);
        let to_photo = Projection::between(&frame, quad)?;
        // A photo much larger than the page is reduced first: averaging blocks of pixels is far cheaper than sampling
        // each of them through a projective map.
        let reduction = (1.0 / scale).floor().clamp(1.0, 16.0) as u32;
        let pixels = if reduction >= 2 {
            let (smaller, factor) = reduced(photo, reduction);
            let quad = Quad(quad.0.map(|p| verify::geometry::Point::new(p.x * factor.0, p.y * factor.1)));
            match &smaller {
                Pixels::Luma(image) => Pixels::Luma(rectify(image, &quad, width, height)?),
                Pixels::Colour(image) => Pixels::Colour(rectify(image, &quad, width, height)?),
            }
        } else {
            cut(photo, quad, width, height)?
        };
        Some(Self { pixels, to_photo })
    }
}

/// The photo at 1 / `reduction` of its size, and the exact factors from its pixels to the smaller ones.
fn reduced(photo: &Photo, reduction: u32) -> (Pixels, (f32, f32)) {
    use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
    let (width, height) = photo.luma().dimensions();
    let (small_width, small_height) = ((width / reduction).max(1), (height / reduction).max(1));
    let factor = (small_width as f32 / width.max(1) as f32, small_height as f32 / height.max(1) as f32);
    let Some(rgb) = photo.rgb() else {
        return (Pixels::Luma(crate::rectify::resize_luma(photo.luma(), small_width, small_height)), factor);
    };
    let mut out = RgbImage::new(small_width, small_height);
    let source = images::ImageRef::new(width, height, rgb.as_raw(), PixelType::U8x3);
    let target = images::Image::from_slice_u8(small_width, small_height, out.as_mut(), PixelType::U8x3);
    if let (Ok(source), Ok(mut target)) = (source, target) {
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
        // Fails only for empty images, whose result is empty as well.
        let _ = Resizer::new().resize(&source, &mut target, &options);
    }
    (Pixels::Colour(out), factor)
}
