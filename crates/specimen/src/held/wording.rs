//! What an applicant is asked to write, and what somebody writes.

use super::HeldFault;
use super::hand::{Hand, writes};
use crate::person::pick;
use jiff::civil::Date;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use verify::held::{ALPHABET, Asked};

const PARTIES: [(&str, &str); 6] = [
    ("Utopia Exchange", "乌托邦交易所"),
    ("Harbour Pay", "港湾支付"),
    ("Blue Lantern", "蓝灯商城"),
    ("Orchid Market", "兰花市场"),
    ("Meridian Bank", "子午银行"),
    ("Northwind", "北风平台"),
];
const NAMES: [&str; 16] = [
    "mira",
    "jonas",
    "tora",
    "xiaoyu",
    "lindqvist",
    "kenji",
    "paula",
    "weiming",
    "sunny",
    "okafor",
    "anders",
    "lihua",
    "marek",
    "noor",
    "diego",
    "yusuf",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The next username that `random` gives.
fn username(random: &mut ChaCha8Rng) -> String {
    let name = *pick(random, &NAMES.each_ref());
    let number = random.random_range(1..100u32);
    match random.random_range(0..6) {
        0 => format!("{name}{number}"),
        1 => format!("{name}_{number}"),
        2 => format!("{name}.{}", *pick(random, &["holt", "k", "berg", "wang", "li", "silva"].each_ref())),
        3 => format!("{}{name}", *pick(random, &["the", "dr", "mc", "big"].each_ref())),
        4 => format!("{name}{}", random.random_range(1960..2008u32)),
        _ => name.to_owned(),
    }
}

/// A code of six letters and digits.
fn code(random: &mut ChaCha8Rng) -> String {
    (0..6).map(|_| char::from(ALPHABET.as_bytes()[random.random_range(0..ALPHABET.len())])).collect()
}

/// What is asked for; number and names are those of the document of the application.
pub(super) fn asked(number: Option<String>, names: Vec<String>, random: &mut ChaCha8Rng) -> Asked {
    let (english, chinese) = *pick(random, &PARTIES.each_ref());
    let party = if random.random_bool(0.5) { english } else { chinese };
    let today = Date::constant(2026, 1, 1).checked_add(jiff::Span::new().days(random.random_range(0..700i64)));
    Asked {
        username: username(random),
        dates: vec![today.unwrap_or(Date::constant(2026, 11, 28))],
        purposes: vec![format!("for {english} identity verification only"), format!("仅用于{party}身份认证")],
        code: code(random),
        number,
        names,
        faces: true,
    }
}

/// A day as people write it.
fn dated(date: Date, chinese: bool, random: &mut ChaCha8Rng) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = MONTHS[usize::from(month.unsigned_abs()).clamp(1, 12) - 1];
    match random.random_range(0..if chinese { 12 } else { 9 }) {
        0 | 1 => format!("{year}-{month:02}-{day:02}"),
        2 => format!("{day:02}.{month:02}.{year}"),
        3 => format!("{day} {name} {year}"),
        4 => format!("{} {day} {year}", &name[..3]),
        5 => format!("{name} {day}, {year}"),
        6 => format!("{day:02}/{month:02}/{year}"),
        7 => format!("{month:02}/{day:02}/{year}"),
        8 => format!("{year}.{month}.{day}"),
        _ => format!("{year}年{month}月{day}日"),
    }
}

/// The parts of a statement in the order in which they are written, each a line or more.
pub(super) fn parts(asked: &Asked, hand: &Hand, fault: HeldFault, random: &mut ChaCha8Rng) -> Vec<String> {
    let chinese = hand.chinese();
    let today = asked.dates.first().copied().unwrap_or(Date::constant(2026, 11, 28));
    let day = if fault == HeldFault::Yesterday { today.yesterday().unwrap_or(today) } else { today };
    let code = if fault == HeldFault::WrongCode { self::code(random) } else { asked.code.clone() };
    let labelled = random.random_bool(0.5);
    let label = |english: &str, in_chinese: &str, text: &str| match (labelled, chinese) {
        (false, _) => text.to_owned(),
        (true, false) => format!("{english}: {text}"),
        (true, true) => format!("{in_chinese}：{text}"),
    };
    let written = dated(day, chinese, random);
    let purpose = asked.purposes.get(usize::from(chinese)).cloned().unwrap_or_default();
    let mut parts = vec![
        (HeldFault::NoUsername, label("User", "用户名", &asked.username)),
        (HeldFault::NoDate, label("Date", "日期", &written)),
        (HeldFault::NoPurpose, purpose),
        (HeldFault::NoCode, label("Code", "代码", &code)),
    ];
    match random.random_range(0..4) {
        0 => parts.swap(0, 2),
        1 => parts.swap(1, 3),
        _ => {}
    }
    parts.retain(|(without, _)| *without != fault);
    // Two short parts on one line, now and then.
    let mut lines: Vec<String> = parts.into_iter().map(|(_, text)| text).collect();
    if !labelled && random.random_bool(0.25) {
        let joined = lines.windows(2).position(|pair| pair.iter().all(|part| part.chars().count() < 13));
        if let Some(at) = joined {
            let second = lines.remove(at + 1);
            lines[at] = format!("{}   {second}", lines[at]);
        }
    }
    // What a hand has no sign for, nobody writes with it.
    lines.iter_mut().for_each(|line| {
        if !writes(hand, line) {
            *line = line.replace('：', ":");
        }
    });
    lines
}
