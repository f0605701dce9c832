//! How much of the way that points went a flat picture explains: the projective map that fits best, and what is left.

use verify::geometry::Point;

/// Points that move with the skull (MediaPipe's numbering): forehead, brows, corners of the eyes, nose, cheeks, temples. The mouth, the lids
/// and the chin move by themselves.
const RIGID: [usize; 46] = [
    10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 94, 48, 278, 33, 133, 263, 362, 70, 105, 107, 300, 334, 336,
    46, 276, 109, 338, 117, 346, 50, 280, 101, 330, 118, 347, 187, 411, 205, 425, 127, 356, 234,
];
/// Outer corners of the eyes.
const EYES: [usize; 2] = [33, 263];

/// The root of the mean square of what is left when the points of `there` are laid onto those of `here` by the best projective map, as a share
/// of the distance between the eyes in `here`. `None` when the points are too few, or lie on a line.
pub(super) fn left_over(here: &[Point], there: &[Point]) -> Option<f32> {
    let pairs: Option<Vec<(Point, Point)>> =
        RIGID.iter().map(|&index| Some((*there.get(index)?, *here.get(index)?))).collect();
    let pairs = pairs?;
    let eyes = here.get(EYES[0])?.distance(*here.get(EYES[1])?);
    let (from, to) = (Scale::of(pairs.iter().map(|pair| pair.0))?, Scale::of(pairs.iter().map(|pair| pair.1))?);
    let near: Vec<([f64; 2], [f64; 2])> = pairs.iter().map(|(a, b)| (from.apply(*a), to.apply(*b))).collect();
    let map = fitted(&near)?;
    let squares: f64 = near
        .iter()
        .map(|([x, y], [u, v])| {
            let w = map[6] * x + map[7] * y + 1.0;
            let [px, py] = [(map[0] * x + map[1] * y + map[2]) / w, (map[3] * x + map[4] * y + map[5]) / w];
            (px - u).powi(2) + (py - v).powi(2)
        })
        .sum();
    let left = (squares / near.len() as f64).sqrt() * to.unit / f64::from(eyes.max(1.0));
    left.is_finite().then_some(left as f32)
}

/// Moves points to their middle and to a size of 1, so that the equations are well behaved (Hartley, In Defense of the Eight-Point Algorithm, 1997).
struct Scale {
    middle: [f64; 2],
    unit: f64,
}

impl Scale {
    fn of(points: impl Iterator<Item = Point> + Clone) -> Option<Self> {
        let count = points.clone().count().max(1) as f64;
        let sum = points.clone().fold([0.0; 2], |sum, p| [sum[0] + f64::from(p.x), sum[1] + f64::from(p.y)]);
        let middle = sum.map(|sum| sum / count);
        let far = points.map(|p| (f64::from(p.x) - middle[0]).hypot(f64::from(p.y) - middle[1])).sum::<f64>() / count;
        (far.is_finite() && far > 1e-3).then_some(Self { middle, unit: far })
    }

    fn apply(&self, p: Point) -> [f64; 2] {
        [(f64::from(p.x) - self.middle[0]) / self.unit, (f64::from(p.y) - self.middle[1]) / self.unit]
    }
}

/// The projective map with a last element of 1 that is nearest in the sense of least squares.
fn fitted(pairs: &[([f64; 2], [f64; 2])]) -> Option<[f64; 8]> {
    let mut normal = [[0.0; 9]; 8];
    for ([x, y], [u, v]) in pairs {
        for (row, value) in
            [([*x, *y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], *u), ([0.0, 0.0, 0.0, *x, *y, 1.0, -v * x, -v * y], *v)]
        {
            for i in 0..8 {
                for j in 0..8 {
                    normal[i][j] += row[i] * row[j];
                }
                normal[i][8] += row[i] * value;
            }
        }
    }
    solved(normal)
}

/// Gaussian elimination with the largest pivot.
fn solved(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let pivot = (column..8).max_by(|one, other| rows[*one][column].abs().total_cmp(&rows[*other][column].abs()))?;
        rows.swap(column, pivot);
        let top = rows[column];
        if top[column].abs() < 1e-9 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row[column] / top[column];
                row.iter_mut().zip(top).for_each(|(value, top)| *value -= factor * top);
            }
        }
    }
    Some(std::array::from_fn(|index| rows[index][8] / rows[index][index]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faces::mesh::POINTS;

    /// A head of points on an ellipsoid, turned to the side; `flat` pressed onto a picture first.
    fn head(degrees: f32, flat: bool) -> Vec<Point> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        (0..POINTS)
            .map(|index| {
                let (x, y) = ((index * 37 % 101) as f32 - 50.0, (index * 53 % 121) as f32 - 60.0);
                let bulge = (1.0 - (x / 80.0).powi(2) - (y / 90.0).powi(2)).max(0.0).sqrt() * 60.0;
                let z = if flat { 0.0 } else { bulge };
                // Seen by a camera 400 units away.
                let (right, near) = (x * cos + z * sin, z * cos - x * sin);
                let scale = 400.0 / (400.0 - near);
                Point::new(300.0 + right * scale, 200.0 + y * scale)
            })
            .collect()
    }

    #[test]
    fn a_flat_picture_that_is_tilted_leaves_nothing_over_and_a_head_does() {
        assert!(left_over(&head(0.0, true), &head(25.0, true)).unwrap() < 0.001);
        assert!(left_over(&head(0.0, false), &head(25.0, false)).unwrap() > 0.03);
        assert!(left_over(&head(0.0, false), &head(0.0, false)).unwrap() < 0.001);
        assert_eq!(left_over(&[Point::default(); POINTS], &head(0.0, true)), None);
    }
}
