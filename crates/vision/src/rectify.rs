//! Seeing part of an image straight: projective maps and resampling, for one channel or three.

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
use image::{GrayImage, ImageBuffer, Pixel, RgbImage};
use verify::geometry::{Point, Quad};

pub use verify::projection::Projection;

/// Resamples the part of `image` under `quad` into `width` x `height` pixels, bilinear, with the edge repeated outside
/// the image. When the part is larger than the result, samples are averaged so that nothing aliases. `None` for a
/// degenerate quad or an empty image.
#[must_use]
pub fn rectify<P>(
    image: &ImageBuffer<P, Vec<u8>>,
    quad: &Quad,
    width: u32,
    height: u32,
) -> Option<ImageBuffer<P, Vec<u8>>>
where
    P: Pixel<Subpixel = u8>,
{
    if image.width() == 0 || image.height() == 0 || width == 0 || height == 0 {
        return None;
    }
    let target = Quad::rectangle(0.0, 0.0, width as f32, height as f32);
    let map = Projection::between(&target, quad)?;
    let shrink_x = (quad.width() / width as f32).round().clamp(1.0, 8.0) as u32;
    let shrink_y = (quad.height() / height as f32).round().clamp(1.0, 8.0) as u32;
    let channels = usize::from(P::CHANNEL_COUNT);
    let (source_width, source_height) = (image.width() as usize, image.height() as usize);
    let source = image.as_raw();
    let mut out: ImageBuffer<P, Vec<u8>> = ImageBuffer::new(width, height);
    let weight = 1.0 / (shrink_x * shrink_y) as f32;
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        let mut sums = [0f32; 4];
        for sub_y in 0..shrink_y {
            for sub_x in 0..shrink_x {
                let at = map.apply(Point::new(
                    x as f32 + (sub_x as f32 + 0.5) / shrink_x as f32,
                    y as f32 + (sub_y as f32 + 0.5) / shrink_y as f32,
                ));
                let px = (at.x - 0.5).clamp(0.0, (source_width - 1) as f32);
                let py = (at.y - 0.5).clamp(0.0, (source_height - 1) as f32);
                let (left, top) = (px as usize, py as usize);
                let (right, bottom) = ((left + 1).min(source_width - 1), (top + 1).min(source_height - 1));
                let (fx, fy) = (px - left as f32, py - top as f32);
                for (channel, sum) in sums.iter_mut().enumerate().take(channels) {
                    let value = |column: usize, row: usize| {
                        f32::from(source[(row * source_width + column) * channels + channel])
                    };
                    let upper = value(left, top) * (1.0 - fx) + value(right, top) * fx;
                    let lower = value(left, bottom) * (1.0 - fx) + value(right, bottom) * fx;
                    *sum += upper * (1.0 - fy) + lower * fy;
                }
            }
        }
        for (channel, value) in pixel.channels_mut().iter_mut().enumerate() {
            *value = (sums[channel] * weight + 0.5) as u8;
        }
    }
    Some(out)
}

/// Resizes brightness to `width` x `height`, averaging areas when it shrinks.
#[must_use]
pub fn resize_luma(image: &GrayImage, width: u32, height: u32) -> GrayImage {
    let mut out = GrayImage::new(width, height);
    let shrinks = width < image.width();
    let filter = if shrinks { FilterType::Box } else { FilterType::Bilinear };
    let source = images::ImageRef::new(image.width(), image.height(), image.as_raw(), PixelType::U8);
    let target = images::Image::from_slice_u8(width, height, out.as_mut(), PixelType::U8);
    if let (Ok(source), Ok(mut target)) = (source, target) {
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
        // Fails only for empty images, whose result is empty as well.
        let _ = Resizer::new().resize(&source, &mut target, &options);
    }
    out
}

/// `rgb` at `shrink` of its size, each pixel the mean of those under it: quicker than [`rectify`] from far more pixels than
/// are wanted. `None` when that is hardly smaller.
pub(crate) fn shrunk(rgb: &RgbImage, shrink: f32) -> Option<RgbImage> {
    if shrink > 0.75 {
        return None;
    }
    let side = |pixels: u32| ((pixels as f32 * shrink).round() as u32).max(1);
    let mut out = RgbImage::new(side(rgb.width()), side(rgb.height()));
    let source = images::ImageRef::new(rgb.width(), rgb.height(), rgb.as_raw(), PixelType::U8x3).ok()?;
    let (width, height) = out.dimensions();
    let mut target = images::Image::from_slice_u8(width, height, out.as_mut(), PixelType::U8x3).ok()?;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
    Resizer::new().resize(&source, &mut target, &options).ok()?;
    drop(target);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectified_corner_keeps_its_brightness() {
        let image = GrayImage::from_fn(40, 40, |x, y| image::Luma([if x < 20 && y < 20 { 200 } else { 10 }]));
        let part = rectify(&image, &Quad::rectangle(0.0, 0.0, 40.0, 40.0), 4, 4).unwrap();
        assert_eq!(part.get_pixel(0, 0).0, [200]);
        assert_eq!(part.get_pixel(3, 3).0, [10]);
        let turned = rectify(
            &image,
            &Quad([Point::new(40.0, 40.0), Point::new(0.0, 40.0), Point::new(0.0, 0.0), Point::new(40.0, 0.0)]),
            4,
            4,
        );
        assert_eq!(turned.unwrap().get_pixel(3, 3).0, [200]);
    }
}
