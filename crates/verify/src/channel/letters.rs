//! Letters that are taken for one another, and words that differ by a slip of the hand.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Neighbours on a QWERTY keyboard, by letter from `a`.
const NEIGHBOURS: [&str; 26] = [
    "qwsz", "vghn", "xdfv", "ersfxc", "wrsd", "rtdgcv", "tyfhvb", "yugjbn", "uojk", "uihknm", "iojlm", "okp", "njk",
    "bhjm", "ipkl", "ol", "wa", "etdf", "weadzx", "ryfg", "yihj", "cfgb", "qeas", "zsdc", "tugh", "asx",
];

/// `text` in small letters, each letter of another script as the Latin one it looks like (UTS #39, section 4: the skeleton), without marks, and
/// `rn` as `m`, `vv` as `w`.
pub(super) fn shape(text: &str) -> String {
    let mut shaped = String::with_capacity(text.len());
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        if letter.is_ascii() {
            shaped.push(letter);
            continue;
        }
        let mut buffer = [0; 4];
        let skeleton = unicode_security::skeleton(letter.encode_utf8(&mut buffer)).collect::<String>();
        shaped.extend(skeleton.chars().filter(|part| !is_combining_mark(*part)).flat_map(char::to_lowercase));
    }
    shaped.replace("rn", "m").replace("vv", "w")
}

/// The [`shape`], with digits as the letters that they stand in for, and `i` as `l`.
pub(super) fn blur(text: &str) -> String {
    let letter = |letter| match letter {
        '0' => 'o',
        '1' | 'i' | '|' => 'l',
        '2' => 'z',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    };
    shape(text).chars().map(letter).collect()
}

/// A text that many names are looked for in, with what that needs made once.
pub(super) struct Shaped {
    /// Its [`shape`].
    pub(super) text: String,
    /// Its words, each with its [`blur`].
    pub(super) words: Vec<(String, String)>,
}

impl Shaped {
    pub(super) fn new(text: &str) -> Self {
        let text = shape(text);
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        let words = words.map(|word| (word.to_owned(), blur(word))).collect();
        Self { text, words }
    }
}

/// The number of letters that are replaced, added, left out or exchanged with the next (Damerau and Levenshtein, optimal string alignment);
/// anything above `most` is `most + 1`.
pub(super) fn distance(one: &str, other: &str, most: usize) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let width = other.len() + 1;
    let mut rows = vec![vec![0; width]; one.len() + 1];
    for (row, cells) in rows.iter_mut().enumerate() {
        cells[0] = row;
    }
    for (column, cell) in rows[0].iter_mut().enumerate() {
        *cell = column;
    }
    for row in 1..=one.len() {
        for column in 1..width {
            let same = one[row - 1] == other[column - 1];
            let mut least = rows[row - 1][column - 1] + usize::from(!same);
            least = least.min(rows[row - 1][column] + 1).min(rows[row][column - 1] + 1);
            if row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1] {
                least = least.min(rows[row - 2][column - 2] + 1);
            }
            rows[row][column] = least;
        }
    }
    rows[one.len()][other.len()].min(most + 1)
}

/// Whether two letters lie side by side on a keyboard.
fn neighbours(one: char, other: char) -> bool {
    let near = |one: char, other: char| {
        let place = u32::from(one).checked_sub(u32::from('a')).and_then(|place| usize::try_from(place).ok());
        place.and_then(|place| NEIGHBOURS.get(place)).is_some_and(|near| near.contains(other))
    };
    near(one, other) || near(other, one)
}

/// Whether `written` is `meant` with one slip that hands make: two letters exchanged, one doubled, one inside left out, or the key beside it.
fn slipped(written: &str, meant: &str) -> bool {
    let (mut one, mut other): (Vec<char>, Vec<char>) = (written.chars().collect(), meant.chars().collect());
    let before = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    one.drain(..before);
    other.drain(..before);
    let after = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    one.truncate(one.len() - after);
    other.truncate(other.len() - after);
    let last = before.checked_sub(1).and_then(|at| meant.chars().nth(at));
    match (one.as_slice(), other.as_slice()) {
        ([a, b], [c, d]) => a == d && b == c,
        ([a], [b]) => neighbours(*a, *b),
        ([a], []) => last == Some(*a) || last.is_some_and(|last| neighbours(last, *a)),
        ([], [_]) => before > 0 && after > 0,
        _ => false,
    }
}

/// Every name that is `meant` with one slip of the hand.
fn slips(meant: &str) -> Vec<String> {
    let letters: Vec<char> = meant.chars().collect();
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Vec<char>)| {
        let mut changed = letters.clone();
        change(&mut changed);
        all.push(changed.into_iter().collect());
    };
    for (at, letter) in letters.iter().copied().enumerate() {
        with(&|changed| changed.insert(at, letter));
        if at > 0 && at + 1 < letters.len() {
            with(&|changed| {
                changed.remove(at);
            });
        }
        if at + 1 < letters.len() {
            with(&|changed| changed.swap(at, at + 1));
        }
        for near in ('a'..='z').filter(|near| neighbours(*near, letter)) {
            with(&|changed| changed[at] = near);
            with(&|changed| changed.insert(at + 1, near));
        }
    }
    all
}

/// Whether `written` looks like a slip, or a wilful one, for the name `meant`. Under one public suffix (`beside`) any letter may be the wrong
/// one, as nobody else would take that name; elsewhere, and for short names and second letters, it must be a slip that hands make, as honest
/// names lie close together.
pub(super) fn misspelt(written: &str, meant: &str, beside: bool) -> bool {
    let begins_alike = written.chars().next() == meant.chars().next();
    let ends_alike = written.chars().next_back() == meant.chars().next_back();
    match (meant.chars().count(), distance(written, meant, 2)) {
        (_, 0) | (0..=3, _) => false,
        (4, 1) => beside && begins_alike && slipped(written, meant) && written.len() >= 4,
        (5.., 1) => beside || begins_alike && slipped(written, meant),
        (8.., 2) => begins_alike && ends_alike && slips(meant).iter().any(|once| slipped(written, once)),
        _ => false,
    }
}
