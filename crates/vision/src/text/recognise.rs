//! Characters of lines of text: PP-OCR's recogniser and its alphabet.

use super::page::{Pixels, cut};
use crate::engine::{Engine, ModelName};
use crate::model::{Model, ModelError, Tensor};
use crate::photo::Photo;
use verify::geometry::Quad;

/// The recogniser's input height in pixels.
const HEIGHT: u32 = 48;
/// Widest input: longer lines are squeezed.
const MOST_WIDTH: u32 = 960;
/// Columns of one run: what bounds memory, as a run gives about 18,700 values for eight columns.
const COLUMNS_A_RUN: usize = 1280;

/// What a line says and how sure that is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Recognised {
    /// The characters; empty when there are none.
    pub(crate) text: String,
    /// 0 to 1: the mean certainty of its characters.
    pub(crate) confidence: f32,
    /// 0 to 1: the certainty of its least certain character.
    pub(crate) weakest: f32,
}

/// What a network makes of each step of a line, as natural logarithms of probabilities.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Trace {
    /// Of the likeliest class.
    pub(crate) best: Vec<f32>,
    /// Of nothing, or a space.
    pub(crate) blank: Vec<f32>,
    /// Of the letters that were asked about, as many a step; of those that the network does not know, minus infinity.
    pub(crate) letters: Vec<f32>,
    /// The likeliest letter of each step; `None` for nothing.
    pub(crate) likeliest: Vec<Option<char>>,
    /// What the line seems to say.
    pub(crate) line: Recognised,
}

/// The characters that the skimmer knows, one a line, in the order of its classes: unlike the recogniser, its model file does not
/// carry them.
const SKIMMER_CHARACTERS: &str = include_str!("skimmer_characters.txt");

/// Capitals that the network has in its alphabet but hardly knows: where it wavers between the letters of the second column
/// while one of the third is in question as well, the first is meant. On drawn names this puts half
/// of the misread Ź right and a quarter of the Ï, and no other letter wrong.
const HARDLY_KNOWN: [(&str, &[&str], &[&str]); 2] =
    [("Ï", &["I", "Í", "Î", "Ì", "Ä"], &["Ï", "ï", "Ä"]), ("Ź", &["Z", "Ž", "Ż"], &["Ź", "ź"])];
/// Probability of the likeliest letter below which the network wavers.
const WAVERING: f32 = 0.85;
/// Probability at which a letter is in question.
const IN_QUESTION: f32 = 0.02;

/// A network that reads lines, with its alphabet.
pub(super) struct Recogniser<'a> {
    model: &'a dyn Model,
    name: ModelName,
    alphabet: Alphabet,
}

/// What the classes of a network stand for.
struct Alphabet {
    /// One entry a class; the first is the blank, the last the space.
    letters: Vec<String>,
    /// [`HARDLY_KNOWN`] as classes.
    hardly_known: Vec<(usize, Vec<usize>, Vec<usize>)>,
}

impl Alphabet {
    /// The alphabet of `characters`, one a line.
    fn of(characters: &str) -> Self {
        let letters = characters.lines().map(str::to_owned);
        Self::new(std::iter::once(String::new()).chain(letters).chain([" ".to_owned()]).collect())
    }

    fn new(letters: Vec<String>) -> Self {
        let class = |letter: &&str| letters.iter().position(|other| other == letter);
        let classes = |some: &[&str]| some.iter().filter_map(class).collect::<Vec<_>>();
        let hardly_known = HARDLY_KNOWN
            .iter()
            .filter_map(|(letter, shown, hints)| Some((class(letter)?, classes(shown), classes(hints))))
            .collect();
        Self { letters, hardly_known }
    }

    /// The letter that is meant where `class` is the likeliest at one step.
    fn meant(&self, class: usize, step: &[f32]) -> usize {
        let value = |class: &usize| step.get(*class).copied().unwrap_or(0.0);
        if value(&class) >= WAVERING {
            return class;
        }
        let rule = self.hardly_known.iter().find(|(_, shown, hints)| {
            let others = hints.iter().filter(|hint| **hint != class).map(value).sum::<f32>();
            shown.contains(&class) && others >= IN_QUESTION
        });
        rule.map_or(class, |(letter, ..)| *letter)
    }
}

impl<'a> Recogniser<'a> {
    /// The one that reads best, with the alphabet that it carries.
    pub(super) fn new(engine: &'a Engine) -> Result<Self, ModelError> {
        let name = ModelName::TextRecogniser;
        let model = engine.model(name)?;
        let characters = model.metadata("character");
        let characters = characters.ok_or_else(|| failed(name, "it carries no list of characters"))?;
        Ok(Self { model, name, alphabet: Alphabet::of(&characters) })
    }

    /// The one that reads six times as fast: good for labels, and for telling which way is up.
    pub(super) fn skimmer(engine: &'a Engine) -> Result<Self, ModelError> {
        let name = ModelName::TextSkimmer;
        Ok(Self { model: engine.model(name)?, name, alphabet: Alphabet::of(SKIMMER_CHARACTERS) })
    }

    /// Reads the lines under `quads` (working scale of `photo`), each from its first corner along its first side.
    pub(super) fn read(&self, photo: &Photo, quads: &[Quad]) -> Result<Vec<Recognised>, ModelError> {
        self.each(photo, quads, &|line| decode(line, &self.alphabet))
    }

    /// Traces the same lines: what the network makes of each step, for some `letters`.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn trace(&self, photo: &Photo, quads: &[Quad], letters: &[char]) -> Result<Vec<Trace>, ModelError> {
        let class = |letter: &char| {
            let text = letter.to_string();
            self.alphabet.letters.iter().position(|other| *other == text)
        };
        let classes: Vec<Option<usize>> = letters.iter().map(class).collect();
        self.each(photo, quads, &|line| traced(line, &self.alphabet, &classes))
    }

    /// What `take` makes of the probabilities of each line.
    fn each<T: Clone + Default>(
        &self,
        photo: &Photo,
        quads: &[Quad],
        take: &dyn Fn(&[f32]) -> T,
    ) -> Result<Vec<T>, ModelError> {
        let mut order: Vec<(u32, usize)> =
            quads.iter().enumerate().map(|(index, quad)| (input_width(quad), index)).collect();
        order.sort_unstable();
        let mut read = vec![T::default(); quads.len()];
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let count = run_length(rest);
            let (run, after) = rest.split_at(count);
            rest = after;
            let crops: Vec<(usize, Pixels)> = run
                .iter()
                .filter_map(|&(width, index)| Some((index, cut(photo, &quads[index], width, HEIGHT)?)))
                .collect();
            let pixels: Vec<&Pixels> = crops.iter().map(|(_, pixels)| pixels).collect();
            for ((index, _), line) in crops.iter().zip(self.run(&pixels, take)?) {
                read[*index] = line;
            }
        }
        Ok(read)
    }

    fn run<T: Clone + Default>(&self, crops: &[&Pixels], take: &dyn Fn(&[f32]) -> T) -> Result<Vec<T>, ModelError> {
        let width = crops.iter().map(|crop| crop.size().0).max().unwrap_or(0) as usize;
        if width == 0 {
            return Ok(Vec::new());
        }
        let size = 3 * HEIGHT as usize * width;
        let mut data = vec![0.0; size * crops.len()];
        for (crop, planes) in crops.iter().zip(data.chunks_exact_mut(size)) {
            crop.write_planes(planes, width, [2.0; 3], [-1.0; 3]);
        }
        let input = Tensor::new([crops.len(), 3, HEIGHT as usize, width], data);
        let output = self.model.run(vec![input])?.into_iter().next();
        let output = output.ok_or_else(|| failed(self.name, "it gave no output"))?;
        let [lines, steps, classes] = output.shape[..] else {
            return Err(failed(self.name, "its output has not three dimensions"));
        };
        if lines != crops.len()
            || classes != self.alphabet.letters.len()
            || output.data.len() != lines * steps * classes
        {
            return Err(failed(self.name, "its output fits neither the lines nor the alphabet"));
        }
        if steps == 0 {
            return Ok(vec![T::default(); lines]);
        }
        Ok(output.data.chunks_exact(steps * classes).map(take).collect())
    }
}

fn failed(name: ModelName, cause: &str) -> ModelError {
    ModelError::Failed { name: name.name().into(), cause: cause.into() }
}

/// The width of a line's input: the line's own proportions at the input's height.
pub(super) fn input_width(quad: &Quad) -> u32 {
    let width = HEIGHT as f32 * quad.width() / quad.height().max(1.0);
    // A multiple of eight, which is what the network makes one step of.
    ((width / 8.0).ceil() as u32 * 8).clamp(HEIGHT, MOST_WIDTH)
}

/// How many of the lines, sorted by width, go into the next run: as many as differ little, so that padding costs
/// little, within the bound of columns.
fn run_length(sorted: &[(u32, usize)]) -> usize {
    let Some(&(narrowest, _)) = sorted.first() else { return 0 };
    let fits = |&(count, &(width, _)): &(usize, &(u32, usize))| {
        count == 0 || (width * 8 <= narrowest * 9 && (count + 1) * width as usize <= COLUMNS_A_RUN)
    };
    sorted.iter().enumerate().take_while(fits).count()
}

/// The best path (Graves et al. 2006): the likeliest class at each step, repeats merged, blanks dropped.
fn decode(probabilities: &[f32], alphabet: &Alphabet) -> Recognised {
    let (mut text, mut sum, mut count, mut weakest) = (String::new(), 0.0, 0, 1.0f32);
    let mut previous = 0;
    for step in probabilities.chunks_exact(alphabet.letters.len()) {
        let (class, probability) = step
            .iter()
            .enumerate()
            .fold((0, f32::MIN), |best, (class, &value)| if value > best.1 { (class, value) } else { best });
        if class != 0 && class != previous {
            text.push_str(&alphabet.letters[alphabet.meant(class, step)]);
            sum += probability;
            weakest = weakest.min(probability);
            count += 1;
        }
        previous = class;
    }
    let text = text.trim().to_owned();
    let confidence = if count > 0 && !text.is_empty() { (sum / count as f32).clamp(0.0, 1.0) } else { 0.0 };
    Recognised { weakest: weakest.min(confidence).max(0.0), text, confidence }
}

#[cfg(not(target_arch = "wasm32"))]
fn traced(probabilities: &[f32], alphabet: &Alphabet, classes: &[Option<usize>]) -> Trace {
    let count = alphabet.letters.len();
    let mut trace = Trace { line: decode(probabilities, alphabet), ..Trace::default() };
    for step in probabilities.chunks_exact(count) {
        let value = |class: usize| step.get(class).copied().unwrap_or(0.0);
        let (class, best) = step
            .iter()
            .enumerate()
            .fold((0, f32::MIN_POSITIVE), |best, (class, &value)| if value > best.1 { (class, value) } else { best });
        trace.best.push(best.ln());
        trace.likeliest.push(alphabet.letters.get(class).and_then(|letter| letter.chars().next()));
        trace.blank.push((value(0) + value(count - 1)).ln());
        trace.letters.extend(classes.iter().map(|class| class.map_or(f32::NEG_INFINITY, |class| value(class).ln())));
    }
    trace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_merge_blanks_separate_and_ends_are_trimmed() {
        let alphabet = Alphabet::new(["", "A", "B", " "].map(str::to_owned).into());
        let path = [3, 1, 1, 0, 1, 2, 3];
        let mut probabilities = vec![0.1; path.len() * 4];
        for (step, class) in path.into_iter().enumerate() {
            probabilities[step * 4 + class] = 0.8;
        }
        let line = decode(&probabilities, &alphabet);
        assert_eq!(line.text, "AAB");
        assert!((line.confidence - 0.8).abs() < 1e-5 && (line.weakest - 0.8).abs() < 1e-5);
        assert_eq!(decode(&[0.9, 0.0, 0.0, 0.1], &alphabet), Recognised::default());
        let not_numbers = decode(&[f32::NAN; 8], &alphabet);
        assert_eq!(not_numbers.text, "");
    }

    #[test]
    fn a_letter_that_is_hardly_known_is_told_by_how_the_network_wavers() {
        let alphabet = Alphabet::new(["", "Ž", "Ż", "Ź", "ź", " "].map(str::to_owned).into());
        let read = |probabilities: [f32; 6]| decode(&probabilities, &alphabet).text;
        assert_eq!(read([0.0, 0.6, 0.3, 0.0, 0.1, 0.0]), "Ź");
        assert_eq!(read([0.0, 0.6, 0.4, 0.0, 0.0, 0.0]), "Ž");
        assert_eq!(read([0.0, 0.02, 0.95, 0.0, 0.03, 0.0]), "Ż");
    }

    #[test]
    fn runs_hold_lines_of_like_width_within_the_bound() {
        assert_eq!(run_length(&[(160, 0), (168, 1), (200, 2)]), 2);
        assert_eq!(run_length(&[(960, 0), (960, 1)]), 1);
        assert_eq!(run_length(&[(2000, 0)]), 1);
        assert_eq!(run_length(&[]), 0);
    }

    #[test]
    fn widths_follow_proportions_within_bounds() {
        assert_eq!(input_width(&Quad::rectangle(0.0, 0.0, 100.0, 24.0)), 200);
        assert_eq!(input_width(&Quad::rectangle(0.0, 0.0, 10.0, 24.0)), 48);
        assert_eq!(input_width(&Quad::rectangle(0.0, 0.0, 9000.0, 24.0)), 960);
    }
}
