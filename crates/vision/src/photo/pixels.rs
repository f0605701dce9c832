//! Pixels between the decoder and a photo: scaled down, turned upright, split into brightness and colour.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::metadata::Orientation;
use super::Channels;
use image::{DynamicImage, GrayImage, RgbImage};

/// Pixels per side of the squares in which an image is turned, so that both sides of the copy stay in the cache.
const TILE: usize = 32;

/// What the bytes of a pixel are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One byte of brightness.
    Luma,
    /// Red, green and blue.
    Rgb,
}

impl Kind {
    const fn bytes(self) -> usize {
        match self {
            Self::Luma => 1,
            Self::Rgb => 3,
        }
    }
}

/// Pixels row by row.
pub(super) struct Pixels {
    width: u32,
    height: u32,
    kind: Kind,
    data: Vec<u8>,
}

impl Pixels {
    /// Pixels over `data`; `None` when it is not as long as their size and kind ask for.
    pub(super) fn new(width: u32, height: u32, kind: Kind, data: Vec<u8>) -> Option<Self> {
        let fits = data.len() == width as usize * height as usize * kind.bytes();
        fits.then_some(Self { width, height, kind, data })
    }

    /// The pixels of an image of any depth. What is transparent becomes white, as people see it.
    pub(super) fn from_image(image: DynamicImage, channels: Channels) -> Self {
        let (width, height) = (image.width(), image.height());
        let color = image.color();
        let (kind, data) = if color.has_alpha() {
            (Kind::Rgb, over_white(image.into_rgba8().as_raw()))
        } else if channels == Channels::Luma && !color.has_color() {
            (Kind::Luma, image.into_luma8().into_raw())
        } else {
            (Kind::Rgb, image.into_rgb8().into_raw())
        };
        Self { width, height, kind, data }
    }

    /// Width and height once turned upright.
    pub(super) fn upright_size(&self, orientation: Orientation) -> (u32, u32) {
        if Turn::of(orientation).swapped { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// Scaled down, areas averaged, until there are no more than `most` pixels.
    pub(super) fn at_most(self, most: u64) -> Self {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels <= most {
            return self;
        }
        let factor = (most as f64 / pixels as f64).sqrt();
        let shrunk = |side: u32| ((f64::from(side) * factor) as u32).max(1);
        let (width, height) = (shrunk(self.width), shrunk(self.height));
        let layout = if self.kind == Kind::Luma { PixelType::U8 } else { PixelType::U8x3 };
        let mut target = Image::new(width, height, layout);
        let Ok(source) = ImageRef::new(self.width, self.height, &self.data, layout) else { return self };
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        // Fails only where the two kinds of pixel differ, which they do not.
        if Resizer::new().resize(&source, &mut target, &options).is_err() {
            return self;
        }
        Self { width, height, kind: self.kind, data: target.into_vec() }
    }

    /// Turned and mirrored as `orientation` asks.
    pub(super) fn upright(self, orientation: Orientation) -> Self {
        let turn = Turn::of(orientation);
        if turn == Turn::default() {
            return self;
        }
        let (width, height) = self.upright_size(orientation);
        let data = match self.kind {
            Kind::Luma => self.turned::<1>(width as usize, turn),
            Kind::Rgb => self.turned::<3>(width as usize, turn),
        };
        Self { width, height, kind: self.kind, data }
    }

    fn turned<const BYTES: usize>(&self, width: usize, turn: Turn) -> Vec<u8> {
        let (source, _) = self.data.as_chunks::<BYTES>();
        let (source_width, source_height) = (self.width as usize, self.height as usize);
        let mut out = vec![0; self.data.len()];
        let (target, _) = out.as_chunks_mut::<BYTES>();
        let height = target.len() / width.max(1);
        let tiles = |length: usize| (0..length).step_by(TILE).map(move |start| start..(start + TILE).min(length));
        for rows in tiles(height) {
            for columns in tiles(width) {
                for y in rows.clone() {
                    for x in columns.clone() {
                        let (column, row) = if turn.swapped { (y, x) } else { (x, y) };
                        let column = if turn.from_right { source_width - 1 - column } else { column };
                        let row = if turn.from_bottom { source_height - 1 - row } else { row };
                        target[y * width + x] = source[row * source_width + column];
                    }
                }
            }
        }
        out
    }

    /// Brightness, and colour where it is asked for.
    pub(super) fn split(self, channels: Channels) -> (GrayImage, Option<RgbImage>) {
        let (width, height) = (self.width, self.height);
        let grey = |data| GrayImage::from_raw(width, height, data).unwrap_or_default();
        match self.kind {
            Kind::Luma => (grey(self.data), None),
            Kind::Rgb => {
                let luma = grey(brightness(&self.data));
                let wanted = channels == Channels::Colour;
                (luma, wanted.then(|| RgbImage::from_raw(width, height, self.data).unwrap_or_default()))
            }
        }
    }
}

/// Where a pixel of the upright image comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Turn {
    /// Its column is a row of the source.
    swapped: bool,
    /// Columns of the source are counted from the right.
    from_right: bool,
    /// Rows of the source are counted from the bottom.
    from_bottom: bool,
}

impl Turn {
    /// The turn that an orientation asks for (Exif 2.3, tag 0x0112).
    fn of(orientation: Orientation) -> Self {
        let (swapped, from_right, from_bottom) = match orientation {
            Orientation::NoTransforms => (false, false, false),
            Orientation::FlipHorizontal => (false, true, false),
            Orientation::Rotate180 => (false, true, true),
            Orientation::FlipVertical => (false, false, true),
            Orientation::Rotate90FlipH => (true, false, false),
            Orientation::Rotate90 => (true, false, true),
            Orientation::Rotate270FlipH => (true, true, true),
            Orientation::Rotate270 => (true, true, false),
        };
        Self { swapped, from_right, from_bottom }
    }
}

/// RGB of RGBA pixels on white.
fn over_white(rgba: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let mut rgb = Vec::with_capacity(pixels.len() * 3);
    for [red, green, blue, alpha] in pixels {
        let alpha = u32::from(*alpha);
        rgb.extend([red, green, blue].map(|&value| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8));
    }
    rgb
}

/// Brightness of RGB pixels, with the weights by which JPEG stores it (ITU-R BT.601), so that a photo has the same
/// brightness whether its colour was decoded or not.
fn brightness(rgb: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let weighted = |[red, green, blue]: &[u8; 3]| {
        ((77 * u32::from(*red) + 150 * u32::from(*green) + 29 * u32::from(*blue) + 128) >> 8) as u8
    };
    pixels.iter().map(weighted).collect()
}
