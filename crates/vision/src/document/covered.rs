//! What lies over the document: fingers, pens, other papers.

use super::outline::{Maps, chance};
use verify::geometry::{Point, Quad, Region};

/// A finding covers at least this share of the document; less is noise of the map.
const LEAST_SHARE: f32 = 0.004;
/// And at least this many cells.
const LEAST_CELLS: usize = 5;
/// More findings than this are not told apart.
const MOST_REGIONS: usize = 8;

/// The outline of each connected part of the document that is covered, largest first. `quad` is in cells; the regions
/// are in pixels at working scale.
pub(super) fn regions(maps: &Maps, quad: &Quad) -> Vec<Region> {
    let mut open: Vec<bool> =
        (0..maps.covered.len()).map(|cell| maps.covered[cell] > 0.0 && quad.contains(maps.centre(cell))).collect();
    let least = LEAST_CELLS.max((LEAST_SHARE * quad.area()) as usize);
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for start in 0..open.len() {
        if !open[start] {
            continue;
        }
        open[start] = false;
        let mut part = vec![start];
        let mut next = 0;
        while let Some(&cell) = part.get(next) {
            next += 1;
            for other in maps.neighbours(cell) {
                if std::mem::take(&mut open[other]) {
                    part.push(other);
                }
            }
        }
        let certain: f32 = part.iter().map(|&cell| chance(maps.covered[cell])).sum();
        if part.len() >= least && certain > 0.65 * part.len() as f32 {
            parts.push(part);
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts.truncate(MOST_REGIONS);
    parts.iter().map(|part| outline(maps, part)).collect()
}

/// The convex hull of some cells (Andrew's monotone chain), clockwise on the screen.
fn outline(maps: &Maps, cells: &[usize]) -> Region {
    let mut corners: Vec<(f32, f32)> = cells
        .iter()
        .flat_map(|&cell| {
            let (left, top) = ((cell % maps.columns) as f32, (cell / maps.columns) as f32);
            [(left, top), (left + 1.0, top), (left + 1.0, top + 1.0), (left, top + 1.0)]
        })
        .collect();
    corners.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    corners.dedup();
    let turn = |a: (f32, f32), b: (f32, f32), c: (f32, f32)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let mut hull: Vec<(f32, f32)> = Vec::new();
    let mut chain = |places: &mut dyn Iterator<Item = (f32, f32)>| {
        let base = hull.len();
        for place in places {
            while let [.., before, last] = hull[base..]
                && turn(before, last, place) <= 0.0
            {
                hull.pop();
            }
            hull.push(place);
        }
        hull.pop();
    };
    chain(&mut corners.iter().copied());
    chain(&mut corners.iter().rev().copied());
    Region(hull.into_iter().map(|(x, y)| maps.to_pixels(Point::new(x, y))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::outline::tests::drawn;
    use super::*;

    #[test]
    fn a_finger_is_outlined_and_a_speck_is_not() {
        let quad = Quad::rectangle(8.0, 8.0, 56.0, 40.0);
        let finger = |x: f32, y: f32| (30.0..36.0).contains(&x) && y > 30.0;
        let speck = |x: f32, y: f32| (12.0..14.0).contains(&x) && (12.0..13.0).contains(&y);
        let mut maps = drawn(64, 48, &quad);
        for cell in 0..maps.covered.len() {
            let Point { x, y } = maps.centre(cell);
            maps.covered[cell] = if finger(x, y) || speck(x, y) { 4.0 } else { -4.0 };
        }
        let found = regions(&maps, &quad);
        assert_eq!(found.len(), 1);
        // What covers the table beside the document is nobody's business: the outline ends with the document.
        let expected = [(120.0, 120.0), (144.0, 120.0), (144.0, 160.0), (120.0, 160.0)];
        assert_eq!(found[0].0, expected.map(|(x, y)| Point::new(x, y)));
    }
}
