//! The words of a statement, each held against what was asked for.

use super::spell::{Letters, Page, Word, evidence, mean, others_like};
use super::strokes;
use crate::engine::Engine;
use crate::model::ModelError;
use crate::photo::Photo;
use crate::text::{self, Trace};
use jiff::ToSpan;
use jiff::civil::Date;
use std::f32::consts::LN_2;
use verify::geometry::Quad;
use verify::held::{ALPHABET, Asked};

/// Words that nobody asked for, for each that somebody did.
const OTHERS: usize = 40;
/// Days before and after that a written day could be instead.
const DAYS: i64 = 16;
/// Evidence for a day against what is no day at all, in bits, that chance gives.
const CHANCE: f32 = 12.0;
/// Most lines of a sheet that are read.
const MOST_LINES: usize = 24;
const SMALL: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGITS: &str = "0123456789";
/// Common characters, so that each of a purpose in Chinese has others of its kind.
const CHINESE: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

/// What speaks for each part, in bits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spoken {
    pub(super) lines: u32,
    pub(super) handwritten: Option<f32>,
    pub(super) username: f32,
    pub(super) date: f32,
    pub(super) other_date: Option<Date>,
    pub(super) purpose: f32,
    pub(super) code: f32,
}

/// Evidence of what is not there at all.
const NOTHING: f32 = -100.0;

/// Reads the lines under `quads` (working scale), which come in the order in which they are read.
pub(super) fn read(photo: &Photo, quads: &[Quad], asked: &Asked, engine: &Engine) -> Result<Spoken, ModelError> {
    let quads = &quads[..quads.len().min(MOST_LINES)];
    let mut letters = Letters::default();
    let wanted = Wanted::of(asked, &mut letters);
    let traces = text::trace(photo, quads, &letters.all, engine)?;
    let lines = traces.iter().filter(|trace| !trace.line.text.is_empty()).count() as u32;
    let page = Page::of(&traces, letters.all.len());
    let (date, other_date) = wanted.date(&page);
    let drawn: Vec<strokes::Line> = traces.iter().zip(quads).map(|(trace, quad)| line(trace, quad)).collect();
    Ok(Spoken {
        lines,
        handwritten: strokes::handwritten(photo, &drawn),
        username: wanted.username.on(&page),
        date,
        other_date,
        purpose: wanted.purpose(&page),
        code: wanted.code.on(&page),
    })
}

/// Where Latin letters and digits stand in a line.
fn line(trace: &Trace, quad: &Quad) -> strokes::Line {
    let length = text::steps(quad);
    let mut latin: Vec<(f32, f32)> = Vec::new();
    // What is read last holds until something else is.
    let mut from = None;
    for (step, letter) in trace.likeliest.iter().enumerate() {
        let place = step as f32 / length;
        match letter {
            Some(letter) if letter.is_ascii() => from = from.or(Some(place)),
            Some(_) => {
                // A Chinese character begins before it is read.
                latin.extend(from.take().map(|from: f32| (from, place - 1.5 / length)));
            }
            None => {}
        }
    }
    latin.extend(from.map(|from| (from, 1.0)));
    let level = trace.line.text.chars().all(|letter| !letter.is_lowercase());
    strokes::Line { quad: *quad, latin: latin.into_iter().map(|(from, to)| (from - 0.5 / length, to)).collect(), level }
}

/// A word and others of its kind.
struct Among {
    meant: Word,
    others: Vec<Word>,
}

impl Among {
    fn of(text: &str, alphabets: &[&str], letters: &mut Letters) -> Self {
        let others = others_like(text, alphabets, OTHERS);
        Self { meant: letters.word(text), others: others.iter().map(|other| letters.word(other)).collect() }
    }

    /// Of a purpose: words may be written without a space between.
    fn part(text: &str, letters: &mut Letters) -> Self {
        let others = others_like(text, &[SMALL, DIGITS, CHINESE], OTHERS);
        Self { meant: letters.part(text), others: others.iter().map(|other| letters.part(other)).collect() }
    }

    fn on(&self, page: &Page) -> f32 {
        evidence(page, &self.meant, &self.others).unwrap_or(NOTHING)
    }
}

struct Wanted {
    username: Among,
    code: Among,
    /// Of each wording, its words.
    purposes: Vec<Vec<Among>>,
    /// Days with the ways to write each, those that were asked for first.
    days: Vec<(Date, Vec<Word>)>,
    asked_days: usize,
    /// The ways to write what is no day.
    no_days: Vec<Word>,
}

impl Wanted {
    fn of(asked: &Asked, letters: &mut Letters) -> Self {
        let username = asked.username.to_lowercase();
        let words = |purpose: &String, letters: &mut Letters| -> Vec<Among> {
            pieces(purpose).iter().map(|piece| Among::part(piece, letters)).collect()
        };
        let mut days: Vec<(Date, Vec<Word>)> = Vec::new();
        let mut add = |day: Date, letters: &mut Letters| {
            if days.iter().all(|(other, _)| *other != day) {
                days.push((day, written(day).iter().map(|text| letters.word(text)).collect()));
            }
        };
        asked.dates.iter().for_each(|day| add(*day, letters));
        let asked_days = asked.dates.len();
        for day in &asked.dates {
            for away in (1..=DAYS).flat_map(|away| [-away, away]) {
                if let Ok(other) = day.checked_add(away.days()) {
                    add(other, letters);
                }
            }
        }
        let first = asked.dates.first().map(|day| written(*day)).unwrap_or_default();
        let no_days = first.iter().flat_map(|text| others_like(text, &[DIGITS, SMALL], 8)).collect::<Vec<_>>();
        Self {
            username: Among::of(&username, &[SMALL, DIGITS], letters),
            code: Among::of(&asked.code, &[ALPHABET], letters),
            purposes: asked.purposes.iter().map(|purpose| words(purpose, letters)).collect(),
            asked_days: asked_days.min(days.len()),
            days,
            no_days: no_days.iter().map(|text| letters.word(text)).collect(),
        }
    }

    /// Evidence for the days that were asked for against those around them, and the likeliest other day where that is likelier.
    fn date(&self, page: &Page) -> (f32, Option<Date>) {
        let best = |words: &[Word]| words.iter().filter_map(|word| page.lacks(word)).fold(f32::NEG_INFINITY, f32::max);
        let (asked, others) = self.days.split_at(self.asked_days);
        let own = asked.iter().map(|(_, words)| best(words)).fold(f32::NEG_INFINITY, f32::max);
        let other = others.iter().map(|(day, words)| (*day, best(words))).max_by(|one, two| one.1.total_cmp(&two.1));
        let none: Vec<f32> = self.no_days.iter().filter_map(|word| page.lacks(word)).collect();
        let (Some((day, other)), Some(none)) = (other, mean(&none)) else { return (NOTHING, None) };
        if !own.is_finite() {
            return (NOTHING, None);
        }
        let against_days = (own - other) / LN_2;
        let against_chance = (own.max(other) - none) / LN_2 - CHANCE;
        let named = (against_days < 0.0 && against_chance > 0.0).then_some(day);
        (against_days.min(against_chance), named)
    }

    /// Mean evidence for a word of the likeliest wording.
    fn purpose(&self, page: &Page) -> f32 {
        let of = |words: &Vec<Among>| words.iter().map(|word| word.on(page)).sum::<f32>() / words.len().max(1) as f32;
        self.purposes.iter().filter(|words| !words.is_empty()).map(of).fold(NOTHING, f32::max)
    }
}

/// The words of a purpose that tell something: those of two letters tell nothing. Chinese has no spaces; there every few characters are one.
fn pieces(text: &str) -> Vec<String> {
    const TOGETHER: usize = 4;
    let mut pieces: Vec<String> = Vec::new();
    let chinese = |letter: char| letter >= '\u{2e80}';
    for word in text.to_lowercase().split_whitespace() {
        let mut piece = String::new();
        for letter in word.chars() {
            let other = piece.chars().last().is_some_and(|last| chinese(last) != chinese(letter));
            if other || chinese(letter) && piece.chars().count() >= TOGETHER {
                pieces.push(std::mem::take(&mut piece));
            }
            piece.push(letter);
        }
        pieces.push(piece);
    }
    pieces.retain(|piece| piece.chars().count() > if piece.chars().any(chinese) { 1 } else { 2 });
    pieces
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The usual ways to write a day.
fn written(date: Date) -> Vec<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = MONTHS[usize::from(month.unsigned_abs()).clamp(1, 12) - 1];
    let mut ways = vec![
        format!("{year}-{month:02}-{day:02}"),
        format!("{day:02}-{month:02}-{year}"),
        format!("{month:02}-{day:02}-{year}"),
        format!("{day}{name}{year}"),
        format!("{day}{}{year}", &name[..3]),
        format!("{name}{day}-{year}"),
        format!("{}{day}-{year}", &name[..3]),
        format!("{year}年{month}月{day}日"),
    ];
    if month < 10 || day < 10 {
        ways.extend([
            format!("{year}-{month}-{day}"),
            format!("{day}-{month}-{year}"),
            format!("{month}-{day}-{year}"),
            format!("{year}年{month:02}月{day:02}日"),
        ]);
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_falls_into_words_that_tell_something() {
        assert_eq!(pieces("for Blue Lantern identity only"), ["for", "blue", "lantern", "identity", "only"]);
        assert_eq!(pieces("仅用于Orchid Market身份认证"), ["仅用于", "orchid", "market", "身份认证"]);
        assert_eq!(pieces("仅用于兰花市场身份认证"), ["仅用于兰", "花市场身", "份认证"]);
    }

    #[test]
    fn a_day_is_written_in_more_ways_where_it_has_one_digit() {
        assert!(written(Date::constant(2026, 11, 28)).contains(&"28november2026".to_owned()));
        assert!(written(Date::constant(2026, 4, 9)).contains(&"2026年4月9日".to_owned()));
        assert!(written(Date::constant(2026, 4, 9)).len() > written(Date::constant(2026, 11, 28)).len());
    }

    #[test]
    fn a_day_is_told_from_those_around_it_in_every_way_of_writing_it() {
        let asked = |day| Asked { dates: vec![day], code: "K7M2QX".into(), ..Asked::default() };
        for (day, texts) in [
            (
                Date::constant(2027, 2, 23),
                ["2027-02-23", "23.02.2027", "23 February 2027", "Feb 23 2027", "February 23, 2027"],
            ),
            (Date::constant(2027, 6, 17), ["June 17, 2027", "17/06/2027", "06/17/2027", "2027.6.17", "2027年6月17日"]),
            (
                Date::constant(2026, 12, 1),
                ["2026.12.1", "1 December 2026", "Date: Dec 1 2026", "01.12.2026", "December 1, 2026"],
            ),
        ] {
            for text in texts {
                let mut letters = Letters::default();
                let (same, other) =
                    (Wanted::of(&asked(day), &mut letters), Wanted::of(&asked(day.tomorrow().unwrap()), &mut letters));
                let page = crate::held::spell::tests::page(&mut letters, text, 0.95);
                let (bits, _) = same.date(&page);
                assert!(bits > 2.0, "{text} {bits}");
                let (bits, instead) = other.date(&page);
                assert!(bits < -2.0 && instead == Some(day), "{text} {bits} {instead:?}");
            }
        }
    }
}
