//! How a text falls into words: what stands around a link in a sentence, what a browser leaves out, and what was written so that nobody clicks it.

use super::phone::is_numeral;
use super::read::{is_known, leads, scheme};

/// Signs that stand around a link in a sentence, and are none of its own.
const AROUND: [char; 40] = [
    '<', '>', '"', '\'', '`', '“', '”', '‘', '’', '«', '»', '「', '」', '『', '』', '【', '】', '《', '》', '〈', '〉',
    '{', '}', '（', '）', '［', '］', '|', '，', '；', '、', '！', '？', '：', '…', '‹', '›', '„', '‚', '\u{feff}',
];

/// What a browser leaves out of a link, and a mail program breaks long links with.
const BREAKS: [char; 3] = ['\t', '\n', '\r'];
/// What ends the name of a machine.
const BEHIND: [char; 4] = ['/', '\\', '?', '#'];
/// Marks that end a sentence, and in the name of a machine are points.
const ENDS: [char; 3] = ['。', '．', '｡'];

/// Whether `letter` joins two others or keeps them apart: not seen, but in some scripts a letter of names.
pub(super) fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

/// Whether `letter` is not seen, or turns the order of others round.
pub(super) fn invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
        || (letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
}

/// The text as it would be if nobody had made it harmless, and whether somebody had.
pub(super) fn refanged(text: &str) -> (String, bool) {
    let mut again = text.to_owned();
    for (defanged, meant) in [("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[at]", "@"), ("[:]", ":"), ("[://]", "://")]
    {
        again = again.replace(defanged, meant);
    }
    let mut from = 0;
    while let Some(at) = find(&again[from..], "hxxp").map(|at| at + from) {
        again.replace_range(at..at + 4, "http");
        from = at + 4;
    }
    let changed = again != text;
    (again, changed)
}

/// Where `small`, in small ASCII letters, begins in `text`.
pub(super) fn find(text: &str, small: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(small)
}

/// Whether `text` goes on behind the name of a machine.
fn is_behind(text: &str) -> bool {
    text.split_once("://").map_or(text, |(_, rest)| rest).contains(BEHIND)
}

/// The texts that `seen` is to be read as, of which the worst counts: as it stands, and as a browser would read it that leaves out the breaks of
/// a link at its beginning. A link that is only broken is read without its breaks alone.
pub(super) fn readings(seen: &str) -> Vec<String> {
    let as_it_stands = || vec![seen.to_owned()];
    let link =
        seen.split(|letter: char| letter.is_whitespace() && !BREAKS.contains(&letter)).next().unwrap_or_default();
    let mut lines = link.split(BREAKS).filter(|line| !line.is_empty());
    let (Some(first), true) = (lines.next(), link.contains(BREAKS)) else { return as_it_stands() };
    let joined: String = link.chars().filter(|letter| !BREAKS.contains(letter)).collect();
    let Some(program) = scheme(&joined) else {
        let more = lines.clone().any(leads);
        return match (leads(first), leads(&joined)) {
            (false, true) if first.contains('.') && link == seen && !more => vec![joined],
            (true, true) if !more && !joined.contains('@') => vec![seen.to_owned(), joined],
            _ => as_it_stands(),
        };
    };
    let web = matches!(program.as_str(), "http" | "https" | "ftp");
    // A name under a suffix that nobody gives out leads nowhere: the link had ended before the break.
    let one = if web { leads(&joined) } else { is_known(&program) && joined.contains("://") };
    if !one {
        return as_it_stands();
    }
    if link != seen {
        return vec![joined, seen.to_owned()];
    }
    // Behind the name of the machine, a line may be more of the link, or another link for whoever sees it.
    let mut before = first.to_owned();
    let mut others = Vec::new();
    for line in lines {
        if is_behind(&before) && leads(line) {
            others.push(line);
        }
        before.push_str(line);
    }
    if others.is_empty() { vec![joined] } else { vec![joined, others.join(" ")] }
}

/// The words of `text`, without the signs around them.
pub(super) fn words(text: &str) -> Vec<&str> {
    let rough = text.split(|letter: char| letter.is_whitespace() || AROUND.contains(&letter));
    rough.flat_map(pieces).map(bare).filter(|word| !word.is_empty()).collect()
}

/// `word` without the brackets and the marks of a sentence at its ends. In a number, they may be its own.
fn bare(word: &str) -> &str {
    if is_numeral(word) {
        return word;
    }
    let word = word.trim_start_matches(['(', '[', ')', ']']);
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '。', '．', '*', '_']);
    if word.contains('[') { word } else { word.trim_end_matches(']') }
}

/// The links and words that follow one another in `word` without a space; and the whole of it, where that leads somewhere, too: whoever reads it
/// sees several, and a browser one.
fn pieces(word: &str) -> Vec<&str> {
    let small = word.to_ascii_lowercase();
    let (mut all, mut begin, mut before) = (Vec::new(), 0, None);
    for (at, letter) in word.char_indices() {
        let so_far = &word[begin..at];
        let link = || small[at..].starts_with("http://") || small[at..].starts_with("https://");
        let cut = match before {
            None => false,
            // A word may stand right before a link; what leads on to another link, as a parameter does, is no such word.
            Some(before) if letter.eq_ignore_ascii_case(&'h') && link() => {
                !leads_on(before) || !so_far.contains(BEHIND) && !so_far.contains('@')
            }
            Some(before) if ENDS.contains(&before) => is_behind(so_far),
            Some(before) => {
                !before.is_ascii()
                    && letter.is_ascii_alphanumeric()
                    && is_behind(so_far)
                    && leads(word[at..].split(|letter: char| !letter.is_ascii()).next().unwrap_or_default())
            }
        };
        if cut {
            all.push(so_far);
            begin = at;
        }
        before = Some(letter);
    }
    all.push(&word[begin..]);
    if all.len() > 1 && leads(word) {
        all.insert(0, word);
    }
    all
}

/// Whether another link behind `letter` is a part of the same one.
fn leads_on(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "/\\?#@=&%+-_~:$".contains(letter)
}
