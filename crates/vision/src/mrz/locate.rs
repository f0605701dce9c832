//! Where the lines of a zone lie, and which way they read.

use super::recognise::normalise;
use crate::engine::{Engine, ModelName};
use crate::model::{ModelError, Tensor};
use crate::rectify::resize_luma;
use image::GrayImage;
use imageproc::region_labelling::{Connectivity, connected_components};
use verify::geometry::Point;

/// Log odds above which a cell belongs to a line's core: a chance of 0.4.
const CORE_LOGIT: f32 = -0.405;
/// The core that the locator was trained on, as a share of the height of capitals.
pub(super) const CORE_TO_CAPITAL: f32 = 0.62;
/// Never enlarged more than this.
const MOST_ENLARGED: f32 = 1.25;
/// Sides of the locator's input are multiples of this.
const MULTIPLE: u32 = 16;
/// A component of fewer cells is noise.
const LEAST_CELLS: usize = 12;
/// Components that are looked at, heaviest first: a page of text must not cost more than a zone.
const MOST_COMPONENTS: usize = 48;
/// Groups that are given back.
const MOST_GROUPS: usize = 2;

/// One line within a [`Group`], in the group's own axes, in cells.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) start: f32,
    pub(super) end: f32,
    /// Across = slope x along + offset.
    pub(super) slope: f32,
    pub(super) offset: f32,
    /// Mean thickness of the core.
    pub(super) thickness: f32,
    pub(super) mass: f32,
}

impl Line {
    pub(super) fn across(&self, along: f32) -> f32 {
        self.slope * along + self.offset
    }

    fn middle(&self) -> f32 {
        self.across((self.start + self.end) / 2.0)
    }
}

/// Lines that read the same way, one under the other: a zone, perhaps.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The lines from the first to the last as they read, if the picture is not mirrored.
    pub(super) lines: Vec<Line>,
    /// Whether the lines seem to be seen in a mirror: positive if so.
    pub(super) mirrored: f32,
    origin: (f32, f32),
    /// Unit vector of reading.
    along: (f32, f32),
    /// Pixels of the photo a cell.
    pixels_per_cell: (f32, f32),
    mass: f32,
}

impl Group {
    /// The place in the photo of a point in the group's axes.
    pub(super) fn to_photo(&self, along: f32, across: f32) -> Point {
        let x = self.origin.0 + self.along.0 * along - self.along.1 * across;
        let y = self.origin.1 + self.along.1 * along + self.along.0 * across;
        Point::new((x + 0.5) * self.pixels_per_cell.0, (y + 0.5) * self.pixels_per_cell.1)
    }
}

struct Component {
    cells: Vec<(f32, f32, f32)>,
    centre: (f32, f32),
    along: (f32, f32),
    length: f32,
    thickness: f32,
    mass: f32,
    mirrored: f32,
}

/// Finds groups of lines with the photo's long side at `long_side` pixels, likeliest first.
///
/// # Errors
/// [`ModelError`] when the locator cannot be run or gives other shapes than it should.
pub(super) fn locate(luma: &GrayImage, long_side: u32, engine: &Engine) -> Result<Vec<Group>, ModelError> {
    let (width, height) = luma.dimensions();
    if width < 8 || height < 8 {
        return Ok(Vec::new());
    }
    let scale = (long_side as f32 / width.max(height) as f32).min(MOST_ENLARGED);
    let side = |pixels: u32| ((pixels as f32 * scale / MULTIPLE as f32).round() as u32 * MULTIPLE).max(2 * MULTIPLE);
    let (small_width, small_height) = (side(width), side(height));
    let small = resize_luma(luma, small_width, small_height);
    let mut data = Vec::with_capacity((small_width * small_height) as usize);
    normalise(&small, &mut data);
    let model = engine.model(ModelName::MrzLocator)?;
    let outputs = model.run(vec![Tensor::new([1, 1, small_height as usize, small_width as usize], data)])?;
    let maps = Maps::new(outputs, small_width as usize, small_height as usize)?;
    let pixels_per_cell = (width as f32 / maps.columns as f32, height as f32 / maps.rows as f32);
    Ok(groups(&maps.components(), pixels_per_cell))
}

/// What the locator says: cores at half size, direction and mirror at an eighth.
struct Maps {
    columns: usize,
    rows: usize,
    core: Vec<f32>,
    direction: Vec<f32>,
}

impl Maps {
    fn new(outputs: Vec<Tensor>, width: usize, height: usize) -> Result<Self, ModelError> {
        let shapes: Vec<Vec<usize>> = outputs.iter().map(|output| output.shape.clone()).collect();
        let mut outputs = outputs.into_iter();
        let (core, direction) = (outputs.next().unwrap_or_default(), outputs.next().unwrap_or_default());
        let (columns, rows) = (width / 2, height / 2);
        if core.data.len() != columns * rows || direction.data.len() != 3 * (columns / 4) * (rows / 4) {
            return Err(ModelError::Failed {
                name: ModelName::MrzLocator.name().into(),
                cause: format!("its outputs have the shapes {shapes:?} for an input of {width} x {height}"),
            });
        }
        Ok(Self { columns, rows, core: core.data, direction: direction.data })
    }

    fn components(&self) -> Vec<Component> {
        let mask = GrayImage::from_raw(
            self.columns as u32,
            self.rows as u32,
            self.core.iter().map(|&logit| if logit > CORE_LOGIT { 255 } else { 0 }).collect(),
        );
        let Some(mask) = mask else { return Vec::new() };
        let labels = connected_components(&mask, Connectivity::Eight, image::Luma([0u8]));
        let mut cells: Vec<Vec<(f32, f32, f32)>> = Vec::new();
        for (index, &label) in labels.as_raw().iter().enumerate() {
            if label == 0 {
                continue;
            }
            let label = label as usize - 1;
            if cells.len() <= label {
                cells.resize_with(label + 1, Vec::new);
            }
            let chance = 1.0 / (1.0 + (-self.core[index]).exp());
            cells[label].push(((index % self.columns) as f32, (index / self.columns) as f32, chance));
        }
        let mut components: Vec<Component> = cells
            .into_iter()
            .filter(|cells| cells.len() >= LEAST_CELLS)
            .filter_map(|cells| self.component(cells))
            .collect();
        components.sort_by(|a, b| b.mass.total_cmp(&a.mass));
        components.truncate(MOST_COMPONENTS);
        components
    }

    /// Principal axis of the cells, signed by the direction that the locator reads there.
    fn component(&self, cells: Vec<(f32, f32, f32)>) -> Option<Component> {
        let mass: f32 = cells.iter().map(|cell| cell.2).sum();
        let mean = |pick: fn(&(f32, f32, f32)) -> f32| cells.iter().map(|cell| pick(cell) * cell.2).sum::<f32>() / mass;
        let centre = (mean(|cell| cell.0), mean(|cell| cell.1));
        let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
        for &(x, y, weight) in &cells {
            let (dx, dy) = (x - centre.0, y - centre.1);
            xx += weight * dx * dx;
            xy += weight * dx * dy;
            yy += weight * dy * dy;
        }
        let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
        let mut along = (angle.cos(), angle.sin());
        let (columns, rows) = (self.columns / 4, self.rows / 4);
        let plane = columns * rows;
        let mut read = [0.0f32; 3];
        for &(x, y, _) in &cells {
            let place = (y as usize / 4).min(rows - 1) * columns + (x as usize / 4).min(columns - 1);
            for (channel, sum) in read.iter_mut().enumerate() {
                *sum += self.direction[channel * plane + place];
            }
        }
        if along.0 * read[0] + along.1 * read[1] < 0.0 {
            along = (-along.0, -along.1);
        }
        let (mut first, mut last) = (f32::INFINITY, f32::NEG_INFINITY);
        for &(x, y, _) in &cells {
            let place = (x - centre.0) * along.0 + (y - centre.1) * along.1;
            first = first.min(place);
            last = last.max(place);
        }
        let length = last - first + 1.0;
        let thickness = mass / length;
        let mirrored = read[2] / cells.len() as f32;
        (length > 3.0 * thickness).then_some(Component { cells, centre, along, length, thickness, mass, mirrored })
    }
}

/// Puts parts that lie on one line together, and lines that lie under each other into groups.
fn groups(components: &[Component], pixels_per_cell: (f32, f32)) -> Vec<Group> {
    let mut used = vec![false; components.len()];
    let mut groups = Vec::new();
    for (index, seed) in components.iter().enumerate() {
        if used[index] || seed.length < 6.0 * seed.thickness {
            continue;
        }
        let axes = |place: (f32, f32)| {
            let (dx, dy) = (place.0 - seed.centre.0, place.1 - seed.centre.1);
            (dx * seed.along.0 + dy * seed.along.1, dy * seed.along.0 - dx * seed.along.1)
        };
        let mut members: Vec<(f32, usize)> = Vec::new();
        for (other, component) in components.iter().enumerate() {
            let parallel = (seed.along.0 * component.along.0 + seed.along.1 * component.along.1).abs() >= 0.96;
            let (along, across) = axes(component.centre);
            if !used[other] && parallel && across.abs() < 9.0 * seed.thickness && along.abs() < 1.2 * seed.length {
                members.push((across, other));
            }
        }
        members.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut rows: Vec<Vec<(f32, usize)>> = Vec::new();
        for member in &members {
            match rows.last_mut() {
                Some(row)
                    if member.0 - row.iter().map(|m| m.0).sum::<f32>() / (row.len() as f32)
                        < 1.1 * seed.thickness.max(1.5) =>
                {
                    row.push(*member);
                }
                _ => rows.push(vec![*member]),
            }
            used[member.1] = true;
        }
        used[index] = true;
        let mut lines: Vec<Line> = rows
            .iter()
            .filter_map(|row| fit(row.iter().flat_map(|member| &components[member.1].cells), axes, seed.length))
            .collect();
        let longest = lines.iter().map(|line| line.end - line.start).fold(0.0, f32::max);
        lines.retain(|line| line.end - line.start > 0.3 * longest);
        if lines.is_empty() {
            continue;
        }
        lines.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
        let weight: f32 = members.iter().map(|member| components[member.1].mass).sum();
        let mirrored = members.iter().map(|m| components[m.1].mirrored * components[m.1].mass).sum::<f32>() / weight;
        let mass = lines.iter().map(|line| line.mass).sum();
        groups.push(Group { lines, mirrored, origin: seed.centre, along: seed.along, pixels_per_cell, mass });
    }
    // A zone has two or three lines: one alone is likelier to be something else.
    let likelihood = |group: &Group| if group.lines.len() > 1 { group.mass } else { 0.3 * group.mass };
    groups.sort_by(|a, b| likelihood(b).total_cmp(&likelihood(a)));
    groups.truncate(MOST_GROUPS);
    groups
}

/// A straight line through cells, weighted by their chance.
fn fit<'a>(
    cells: impl Iterator<Item = &'a (f32, f32, f32)>,
    axes: impl Fn((f32, f32)) -> (f32, f32),
    seed_length: f32,
) -> Option<Line> {
    let (mut w, mut wx, mut wy, mut wxx, mut wxy) = (0.0f32, 0.0, 0.0, 0.0, 0.0);
    let (mut start, mut end) = (f32::INFINITY, f32::NEG_INFINITY);
    for &(x, y, weight) in cells {
        let (along, across) = axes((x, y));
        start = start.min(along);
        end = end.max(along);
        w += weight;
        wx += weight * along;
        wy += weight * across;
        wxx += weight * along * along;
        wxy += weight * along * across;
    }
    if end - start < 0.12 * seed_length {
        return None;
    }
    let spread = w * wxx - wx * wx;
    let slope = if spread > 1e-3 { (w * wxy - wx * wy) / spread } else { 0.0 };
    let offset = (wy - slope * wx) / w;
    Some(Line { start: start - 0.5, end: end + 0.5, slope, offset, thickness: w / (end - start + 1.0), mass: w })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, direction and length of a line.
    type Drawn = ((f32, f32), (f32, f32), f32);

    /// Cores of lines that run from `start` along `direction`, drawn into maps.
    fn maps(columns: usize, rows: usize, lines: &[Drawn]) -> Maps {
        let mut core = vec![-6.0; columns * rows];
        let mut direction = vec![0.0; 3 * (columns / 4) * (rows / 4)];
        let plane = (columns / 4) * (rows / 4);
        for (index, logit) in core.iter_mut().enumerate() {
            let (x, y) = ((index % columns) as f32, (index / columns) as f32);
            for &(start, along, length) in lines {
                let (dx, dy) = (x - start.0, y - start.1);
                let (place, off) = (dx * along.0 + dy * along.1, dy * along.0 - dx * along.1);
                if (0.0..length).contains(&place) && off.abs() <= 1.5 {
                    *logit = 6.0;
                    let cell = (y as usize / 4) * (columns / 4) + x as usize / 4;
                    direction[cell] = along.0;
                    direction[plane + cell] = along.1;
                }
            }
        }
        Maps { columns, rows, core, direction }
    }

    #[test]
    fn two_lines_make_a_group_that_reads_as_the_locator_says() {
        for (along, name) in [((1.0, 0.0), "upright"), ((-1.0, 0.0), "upside down"), ((0.6, 0.8), "turned")] {
            let start = (if along.0 < 0.0 { 130.0 } else { 20.0 }, 20.0);
            let across = (-along.1 * 9.0, along.0 * 9.0);
            let second = (start.0 + across.0, start.1 + across.1);
            let maps = maps(160, 160, &[(start, along, 100.0), (second, along, 100.0)]);
            let found = groups(&maps.components(), (2.0, 2.0));
            assert_eq!(found.len(), 1, "{name}");
            let group = &found[0];
            assert_eq!(group.lines.len(), 2, "{name}");
            let first = &group.lines[0];
            let begin = group.to_photo(first.start, first.across(first.start));
            assert!(begin.distance(Point::new(start.0 * 2.0, start.1 * 2.0)) < 8.0, "{name}: {begin:?}");
        }
    }

    #[test]
    fn specks_make_no_group() {
        let maps = maps(160, 160, &[((20.0, 20.0), (1.0, 0.0), 5.0)]);
        assert!(groups(&maps.components(), (1.0, 1.0)).is_empty());
    }
}
