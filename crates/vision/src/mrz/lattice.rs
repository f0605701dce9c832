//! From frames of a recogniser to the chance of each character at each place, given how many characters there are.
//!
//! A recogniser trained with connectionist temporal classification (Graves et al., 2006) scores every frame alone. The
//! lattice sums over all ways in which exactly `length` characters can lie in the frames (forward and backward), which
//! is worth more than any repair of a text that is a character too short.

use crate::mrz::CLASSES;

/// Scores of a line's frames: log probabilities, the blank first, then the classes of `verify::mrz::ALPHABET`.
pub(super) type Frame = [f32; CLASSES + 1];
/// Log probability of each class at one place.
pub(super) type PlaceScores = [f32; CLASSES];

/// Nothing is less likely than this, in nats: no single place may decide alone against all check digits.
const FLOOR: f64 = -12.0;

/// A line as the lattice sees it.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    /// One entry a character.
    pub(super) places: Vec<PlaceScores>,
    /// Log likelihood that the frames hold `places.len()` characters at all.
    pub(super) likelihood: f32,
}

/// `None` when the frames cannot hold so many characters.
pub(super) fn lattice(frames: &[Frame], length: usize) -> Option<Lattice> {
    if length == 0 || frames.len() < length {
        return None;
    }
    let odds: Vec<[f64; CLASSES + 1]> = frames.iter().map(|frame| frame.map(|score| f64::from(score).exp())).collect();
    let forward = Forward::run(&odds, length)?;
    Some(Lattice { places: forward.places(&odds)?, likelihood: forward.likelihood as f32 })
}

/// Mass of all paths that lead to a state, scaled to 1 in all after every frame.
struct Forward {
    length: usize,
    /// After each frame (the first entry: before any), by count of characters: mass that ended in a blank.
    blank: Vec<f64>,
    /// The same, by count and class of the last character, and their sum by count.
    last: Vec<[f64; CLASSES]>,
    last_sum: Vec<f64>,
    scales: Vec<f64>,
    likelihood: f64,
}

impl Forward {
    fn run(odds: &[[f64; CLASSES + 1]], length: usize) -> Option<Self> {
        let (frames, states) = (odds.len(), length + 1);
        let mut blank = vec![0.0; (frames + 1) * states];
        let mut last = vec![[0.0; CLASSES]; (frames + 1) * states];
        let mut last_sum = vec![0.0; (frames + 1) * states];
        let mut scales = vec![1.0; frames + 1];
        blank[0] = 1.0;
        let mut log_scale = 0.0;
        for (t, odds) in odds.iter().enumerate() {
            let (before, now) = (t * states, (t + 1) * states);
            let (least, most) = reachable(t, frames, length);
            let mut total = 0.0;
            for count in least..=most {
                let stayed = (blank[before + count] + last_sum[before + count]) * odds[0];
                blank[now + count] = stayed;
                total += stayed;
                if count == 0 {
                    continue;
                }
                let entering = blank[before + count - 1] + last_sum[before + count - 1];
                let (earlier, later) = last.split_at_mut(now);
                let (same, previous) = (&earlier[before + count], &earlier[before + count - 1]);
                let mut sum = 0.0;
                for (class, mass) in later[count].iter_mut().enumerate() {
                    // The same character twice needs a blank between.
                    *mass = (same[class] + entering - previous[class]).max(0.0) * odds[class + 1];
                    sum += *mass;
                }
                last_sum[now + count] = sum;
                total += sum;
            }
            if total <= 0.0 || !total.is_finite() {
                return None;
            }
            let scale = 1.0 / total;
            for count in least..=most {
                blank[now + count] *= scale;
                last_sum[now + count] *= scale;
                last[now + count].iter_mut().for_each(|mass| *mass *= scale);
            }
            scales[t + 1] = scale;
            log_scale += total.ln();
        }
        let end = frames * states + length;
        let mass = blank[end] + last_sum[end];
        (mass > 0.0).then(|| Self { length, blank, last, last_sum, scales, likelihood: mass.ln() + log_scale })
    }

    /// Walks back and sums, for each place, the mass of the paths on which its character begins at any frame.
    fn places(&self, odds: &[[f64; CLASSES + 1]]) -> Option<Vec<PlaceScores>> {
        let (frames, states) = (odds.len(), self.length + 1);
        let mut begins = vec![[0.0; CLASSES]; self.length];
        // Mass of what follows: after a blank, and after each class, by count.
        let mut after_blank = vec![0.0; states];
        let mut after_last = vec![[0.0; CLASSES]; states];
        after_blank[self.length] = 1.0;
        after_last[self.length] = [1.0; CLASSES];
        let mut with_character = vec![[0.0; CLASSES]; states + 1];
        let mut with_sum = vec![0.0; states + 1];
        for t in (0..frames).rev() {
            let before = t * states;
            let (least, most) = reachable(t, frames, self.length);
            let scale = self.scales[t + 1];
            // Nothing outside the reachable counts has mass at this frame.
            for count in 0..=self.length {
                if count < least || count > most {
                    with_character[count] = [0.0; CLASSES];
                    with_sum[count] = 0.0;
                    continue;
                }
                let mut sum = 0.0;
                for (class, mass) in with_character[count].iter_mut().enumerate() {
                    *mass = odds[t][class + 1] * after_last[count][class] * scale;
                    sum += *mass;
                }
                with_sum[count] = sum;
                if count > 0 {
                    let entering = self.blank[before + count - 1] + self.last_sum[before + count - 1];
                    let previous = &self.last[before + count - 1];
                    for (class, total) in begins[count - 1].iter_mut().enumerate() {
                        *total += (entering - previous[class]).max(0.0) * with_character[count][class];
                    }
                }
            }
            for count in 0..=self.length {
                let blank = if (least..=most).contains(&count) { odds[t][0] * after_blank[count] * scale } else { 0.0 };
                let onward = blank + with_sum[count + 1];
                for (class, mass) in after_last[count].iter_mut().enumerate() {
                    *mass = (with_character[count][class] + onward - with_character[count + 1][class]).max(0.0);
                }
                after_blank[count] = onward;
            }
        }
        begins
            .into_iter()
            .map(|masses| {
                let sum: f64 = masses.iter().sum();
                (sum > 0.0 && sum.is_finite()).then(|| masses.map(|mass| (mass / sum).ln().max(FLOOR) as f32))
            })
            .collect()
    }
}

/// Counts of characters that can have begun after frame `t` on a path that ends with `length`.
fn reachable(t: usize, frames: usize, length: usize) -> (usize, usize) {
    (length.saturating_sub(frames - t - 1), length.min(t + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::recognise::frames_of;

    #[test]
    fn a_clear_line_is_read_and_a_dropped_character_is_shared_among_its_places() {
        let frames = frames_of("AA<B", 3, 0.02);
        let read = lattice(&frames, 4).unwrap();
        let text: Vec<usize> = read.places.iter().map(best).collect();
        assert_eq!(text, [11, 11, 0, 12]);
        assert!(read.places.iter().all(|place| place[best(place)] > -0.2));
        assert!(read.likelihood > lattice(&frames, 3).unwrap().likelihood);
        assert!(read.likelihood > lattice(&frames, 5).unwrap().likelihood);
    }

    #[test]
    fn impossible_lengths_give_nothing() {
        let frames = frames_of("AB", 2, 0.02);
        assert!(lattice(&frames, 0).is_none());
        assert!(lattice(&frames, frames.len() + 1).is_none());
        assert!(lattice(&[], 1).is_none());
    }

    #[test]
    fn the_chances_of_short_lines_are_those_of_all_paths_one_by_one() {
        let frames: Vec<Frame> = frames_of("A0", 1, 0.3).into_iter().take(4).collect();
        let read = lattice(&frames, 2).unwrap();
        // Every labelling of four frames, collapsed.
        let mut totals = vec![[0.0f64; CLASSES]; 2];
        let mut all = 0.0;
        let count = CLASSES + 1;
        for code in 0..count.pow(4) {
            let path: Vec<usize> = (0..4).map(|place| code / count.pow(place) % count).collect();
            let mut text = Vec::new();
            for (index, &class) in path.iter().enumerate() {
                if class > 0 && (index == 0 || path[index - 1] != class) {
                    text.push(class - 1);
                }
            }
            if text.len() == 2 {
                let mass: f64 =
                    path.iter().zip(&frames).map(|(&class, frame)| f64::from(frame[class])).sum::<f64>().exp();
                all += mass;
                totals[0][text[0]] += mass;
                totals[1][text[1]] += mass;
            }
        }
        assert!((f64::from(read.likelihood) - all.ln()).abs() < 1e-4);
        for (place, total) in read.places.iter().zip(&totals) {
            for class in 0..CLASSES {
                assert!((f64::from(place[class]) - (total[class] / all).ln().max(FLOOR)).abs() < 1e-3);
            }
        }
    }

    fn best(place: &PlaceScores) -> usize {
        (0..CLASSES).max_by(|&a, &b| place[a].total_cmp(&place[b])).unwrap()
    }
}
