//! Invented people, and how their particulars are printed.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Somebody who does not exist, with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Family name as printed, with its accents.
    pub family_name: String,
    /// Given names as printed; empty for people with one name.
    pub given_names: String,
    /// `M`, `F` or `X`.
    pub sex: char,
    /// Year, month, day.
    pub birth: (u16, u8, u8),
    /// Town of birth.
    pub birth_place: String,
    /// Street and town.
    pub address: String,
    /// Document number, 7 to 9 characters; longer on some cards.
    pub number: String,
    /// When the document was issued.
    pub issue: (u16, u8, u8),
    /// Until when it is valid.
    pub expiry: (u16, u8, u8),
    /// Who issued it.
    pub issuer: String,
    /// Data of the issuer's own, for zones.
    pub optional: String,
}

const FAMILY_NAMES: [&str; 40] = [
    "ERIKSSON",
    "MÜLLER",
    "O'NEILL",
    "GARCÍA",
    "NAKAGAWA",
    "KOWALSKA",
    "VAN DER BERG",
    "NGUYEN",
    "ŁUKASIEWICZ",
    "SØRENSEN",
    "DUPONT-MOREAU",
    "ÖZTÜRK",
    "HORVÁTH",
    "ROSSI",
    "ANDERSSON",
    "MENDOZA",
    "TANAKA",
    "PEREIRA",
    "SCHNEIDER",
    "IVANOVA",
    "HADDAD",
    "OKAFOR",
    "SILVA",
    "KUMAR",
    "JOHANSSON",
    "WEISS",
    "MARTIN",
    "LEFÈVRE",
    "BJÖRK",
    "MAES",
    "STEVENSON",
    "ABEBE",
    "FERNÁNDEZ",
    "KIM",
    "LI",
    "DA COSTA",
    "SZABÓ",
    "PETROV",
    "AHMED",
    "WOŹNIAK",
];
const GIVEN_NAMES: [(&str, char); 36] = [
    ("ANNA", 'F'),
    ("MARIA", 'F'),
    ("JOSÉ", 'M'),
    ("INGRID", 'F'),
    ("SOFIE", 'F'),
    ("PETER", 'M'),
    ("JEAN-LUC", 'M'),
    ("THEO", 'M'),
    ("XIMENA", 'F'),
    ("OLIVIA", 'F'),
    ("TOMASZ", 'M'),
    ("ZOË", 'F'),
    ("KENJI", 'M'),
    ("AISHA", 'F'),
    ("LARS", 'M'),
    ("ELENA", 'F'),
    ("MARC", 'M'),
    ("YUSUF", 'M'),
    ("HANNA", 'F'),
    ("PAUL", 'M'),
    ("NINA", 'F'),
    ("ÁRPÁD", 'M'),
    ("RUTH", 'F'),
    ("DIEGO", 'M'),
    ("CLARA", 'F'),
    ("IVO", 'M'),
    ("MEI", 'F'),
    ("OMAR", 'M'),
    ("JUNE", 'F'),
    ("VICTOR", 'M'),
    ("LEÏLA", 'F'),
    ("NOAH", 'M'),
    ("FREYA", 'F'),
    ("HUGO", 'M'),
    ("BRIGITTE", 'F'),
    ("ANDRÉ", 'M'),
];
const TOWNS: [&str; 14] = [
    "ZENITH",
    "NEW HARBOUR",
    "AMAUROT",
    "PORT AURORA",
    "LINDEN",
    "GRANDVALE",
    "ELMSTEAD",
    "SILVER BAY",
    "MONTVERT",
    "OAKHAVEN",
    "CALDERA",
    "NORTH HOLM",
    "ROSEFIELD",
    "WESTMERE",
];
const STREETS: [&str; 10] = [
    "HARBOUR LANE",
    "ORCHARD ROAD",
    "KING STREET",
    "MAPLE AVENUE",
    "STATION ROAD",
    "MILL STREET",
    "GARDEN WALK",
    "LONG ACRE",
    "CANAL STREET",
    "HIGH STREET",
];
const ISSUERS: [&str; 6] = [
    "MINISTRY OF INTERIOR",
    "PASSPORT OFFICE",
    "CIVIL REGISTRY",
    "PREFECTURE OF AMAUROT",
    "DEPARTMENT OF IDENTITY",
    "CITY OF ZENITH",
];

pub(crate) fn pick<'a, T: ?Sized>(random: &mut ChaCha8Rng, choices: &[&'a T]) -> &'a T {
    choices[random.random_range(0..choices.len())]
}

impl Person {
    /// The next person that `random` gives.
    #[must_use]
    pub fn invent(random: &mut ChaCha8Rng) -> Self {
        let mut family_name = pick(random, &FAMILY_NAMES).to_owned();
        if random.random_bool(0.15) {
            let second = pick(random, &FAMILY_NAMES);
            if second != family_name {
                family_name = format!("{family_name} {second}");
            }
        }
        let sex = if random.random_bool(0.04) { 'X' } else { *pick(random, &[&'M', &'F']) };
        let pool: Vec<&str> =
            GIVEN_NAMES.iter().filter(|(_, kind)| sex == 'X' || *kind == sex).map(|(name, _)| *name).collect();
        let mut given: Vec<&str> = Vec::new();
        for _ in 0..random.random_range(1..=3) {
            let name = pick(random, &pool);
            if !given.contains(&name) {
                given.push(name);
            }
        }
        let given_names = if random.random_bool(0.03) { String::new() } else { given.join(" ") };
        let birth = date(random, 1945, 2006);
        let issue = date(random, 2016, 2025);
        let years = *pick(random, &[&5, &10, &10]);
        let expiry = (issue.0 + years, issue.1, issue.2.min(28));
        let letters = random.random_range(0..=2);
        let mut number: String = (0..letters).map(|_| char::from(random.random_range(b'A'..=b'Z'))).collect();
        let length = *pick(random, &[&7usize, &8, &9, &9, &9]);
        while number.len() < length {
            number.push(char::from(random.random_range(b'0'..=b'9')));
        }
        let town = pick(random, &TOWNS);
        let optional = if random.random_bool(0.4) {
            (0..random.random_range(3..8)).map(|_| char::from(random.random_range(b'0'..=b'9'))).collect()
        } else {
            String::new()
        };
        Self {
            family_name,
            given_names,
            sex,
            birth,
            birth_place: pick(random, &TOWNS).to_owned(),
            address: format!("{} {}, {town}", random.random_range(1..200), pick(random, &STREETS)),
            number,
            issue,
            expiry,
            issuer: pick(random, &ISSUERS).to_owned(),
            optional,
        }
    }
}

fn date(random: &mut ChaCha8Rng, first_year: u16, last_year: u16) -> (u16, u8, u8) {
    (random.random_range(first_year..=last_year), random.random_range(1..=12), random.random_range(1..=28))
}

/// A date as a reading gives it.
pub(crate) fn iso(date: (u16, u8, u8)) -> String {
    format!("{:04}-{:02}-{:02}", date.0, date.1, date.2)
}

/// How a layout prints dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateStyle {
    Dots,
    Slashes,
    Months,
    Hyphens,
}

impl DateStyle {
    pub(crate) const ALL: [Self; 4] = [Self::Dots, Self::Slashes, Self::Months, Self::Hyphens];

    pub(crate) fn print(self, date: (u16, u8, u8)) -> String {
        const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        let (year, month, day) = date;
        match self {
            Self::Dots => format!("{day:02}.{month:02}.{year}"),
            Self::Slashes => format!("{day:02}/{month:02}/{year}"),
            Self::Months => format!("{day:02} {} {year}", MONTHS[usize::from(month.clamp(1, 12)) - 1]),
            Self::Hyphens => iso(date),
        }
    }
}

/// A person on a card with Chinese fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChinesePerson {
    pub(crate) name: String,
    pub(crate) sex: char,
    pub(crate) ethnicity: String,
    pub(crate) birth: (u16, u8, u8),
    pub(crate) address: String,
    pub(crate) number: String,
    pub(crate) issuer: String,
    pub(crate) issue: (u16, u8, u8),
    /// `None`: for ever.
    pub(crate) expiry: Option<(u16, u8, u8)>,
}

impl ChinesePerson {
    pub(crate) fn invent(random: &mut ChaCha8Rng) -> Self {
        const FAMILY: [&str; 20] = [
            "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭",
            "马", "欧阳",
        ];
        const GIVEN: [&str; 24] = [
            "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀",
            "霞", "平", "刚", "桂", "文", "云",
        ];
        const ETHNICITIES: [&str; 6] = ["汉", "汉", "汉", "回", "满", "壮"];
        // Places of a state that does not exist.
        const PLACES: [&str; 5] = [
            "乌托邦东海省明月市",
            "乌托邦云山省新城市",
            "乌托邦南湖省白石市",
            "乌托邦北原省长河市",
            "乌托邦西岭省青松市",
        ];
        const DISTRICTS: [&str; 5] = ["中山区", "和平区", "东城区", "新华区", "江北区"];
        const ROADS: [&str; 5] = ["人民路", "建设路", "文化路", "花园街", "长江路"];
        let mut name = pick(random, &FAMILY).to_owned();
        for _ in 0..random.random_range(1..=2) {
            name.push_str(pick(random, &GIVEN));
        }
        let sex = *pick(random, &[&'M', &'F']);
        let birth = date(random, 1950, 2006);
        let place = pick(random, &PLACES);
        let district = pick(random, &DISTRICTS);
        let address = format!(
            "{place}{district}{}{}号{}单元{}室",
            pick(random, &ROADS),
            random.random_range(1..300),
            random.random_range(1..9),
            random.random_range(101..2900)
        );
        let sequence = random.random_range(0..500) * 2 + u32::from(sex == 'M');
        // 99 is no region of any state.
        let body =
            format!("99{:04}{:04}{:02}{:02}{sequence:03}", random.random_range(101..999), birth.0, birth.1, birth.2);
        let number = format!("{body}{}", resident_check(&body));
        let issue = date(random, 2010, 2024);
        let years = *pick(random, &[&10, &20, &0]);
        let expiry = (years > 0).then(|| (issue.0 + years, issue.1, issue.2));
        Self {
            name,
            sex,
            ethnicity: pick(random, &ETHNICITIES).to_owned(),
            birth,
            address,
            number,
            issuer: format!("{}公安局{district}分局", place.trim_start_matches("乌托邦")),
            issue,
            expiry,
        }
    }
}

/// The check character of a resident number (GB 11643-1999; ISO 7064, MOD 11-2).
pub(crate) fn resident_check(body: &str) -> char {
    let sum: u32 = body
        .chars()
        .rev()
        .filter_map(|digit| digit.to_digit(10))
        .zip((1..).map(|position| 2u32.pow(position) % 11))
        .map(|(digit, weight)| digit * weight)
        .sum();
    match (12 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from(b'0' + digit as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The example of GB 11643-1999.
        assert_eq!(resident_check("11010519491231002"), 'X');
        assert_eq!(resident_check("44052418800101001"), '4');
    }
}
