//! Dates of documents, whose month or day may be unknown (ICAO 9303 part 3, section 4.7).

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A date of which the day, or day and month, may be unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Year of the Gregorian calendar.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<i8>,
    /// 1 to 31; only with a month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// The first day that it can be. `None` when there is no such day.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()
    }

    /// The last day that it can be. `None` when there is no such day.
    #[must_use]
    pub fn latest(self) -> Option<Date> {
        match (self.month, self.day) {
            (Some(month), Some(day)) => Date::new(self.year, month, day).ok(),
            (month, _) => Some(Date::new(self.year, month.unwrap_or(12), 1).ok()?.last_of_month()),
        }
    }

    /// Whether both can be the same day: parts that one does not know do not count.
    #[must_use]
    pub fn fits(self, other: Self) -> bool {
        let agree = |one: Option<i8>, other: Option<i8>| one.is_none() || other.is_none() || one == other;
        self.year == other.year && agree(self.month, other.month) && agree(self.day, other.day)
    }

    /// The same with day and month changed places. `None` when there is no such day.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        let swapped = Self { year: self.year, month: Some(self.day?), day: Some(self.month?) };
        swapped.earliest().map(|_| swapped)
    }

    /// `YYMMDD` of a machine-readable zone, within the hundred years that end `ahead` years after `today`.
    #[must_use]
    pub fn of_zone(text: &str, today: Date, ahead: i16) -> Option<Self> {
        let part = |from: usize| text.get(from..from + 2);
        let two: i16 = part(0)?.parse().ok()?;
        let last = today.year() + ahead;
        let mut year = last - last.rem_euclid(100) + two;
        if year > last {
            year -= 100;
        }
        let known = |text: &str| if text == "<<" || text == "00" { Some(None) } else { text.parse().ok().map(Some) };
        let (month, day) = (known(part(2)?)?, known(part(4)?)?);
        let date = Self { year, month, day: if month.is_some() { day } else { None } };
        date.earliest().map(|_| date)
    }
}

impl FromStr for PartialDate {
    type Err = String;

    /// `YYYY-MM-DD`, `YYYY-MM`, `YYYY`, or with `XX` for what is unknown.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no date: write YYYY-MM-DD, with XX for a part that is unknown");
        let mut parts = text.trim().splitn(3, '-');
        let year: i16 = parts
            .next()
            .filter(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|part| part.parse().ok())
            .ok_or_else(wrong)?;
        let mut part = || match parts.next() {
            None | Some("XX" | "xx" | "00") => Ok(None),
            Some(part) if part.len() == 2 => part.parse::<i8>().map(Some).map_err(|_| wrong()),
            Some(_) => Err(wrong()),
        };
        let (month, day) = (part()?, part()?);
        let date = Self { year, month, day };
        if year < 1 || (month.is_none() && day.is_some()) {
            return Err(wrong());
        }
        date.earliest().map(|_| date).ok_or_else(|| format!("`{text}` is no date: there is no such day"))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}", self.year)?;
        for part in [self.month, self.day] {
            match part {
                Some(part) => write!(formatter, "-{part:02}")?,
                None => write!(formatter, "-XX")?,
            }
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn dates_may_be_partial_and_must_exist() {
        assert_eq!(date("1974-08").to_string(), "1974-08-XX");
        assert_eq!(date("1974-XX-XX").latest().unwrap().to_string(), "1974-12-31");
        for wrong in ["1974-02-30", "1974-13-01", "74-01-01", "1974-XX-01", "1974/01/01", "", "+974-01-01"] {
            assert!(wrong.parse::<PartialDate>().is_err(), "{wrong}");
        }
        assert!(date("1974").fits(date("1974-08-12")) && !date("1974-08-12").fits(date("1974-12-08")));
        assert_eq!(date("1974-08-12").swapped(), Some(date("1974-12-08")));
        assert_eq!(date("1974-08-13").swapped(), None);
    }

    #[test]
    fn zones_have_two_digits_of_the_year() {
        let today = Date::constant(2026, 11, 23);
        let zone = |text, ahead| PartialDate::of_zone(text, today, ahead).map(|date| date.to_string());
        assert_eq!(zone("740812", 0).as_deref(), Some("1974-08-12"));
        assert_eq!(zone("330202", 0).as_deref(), Some("1933-02-02"));
        assert_eq!(zone("330202", 50).as_deref(), Some("2033-02-02"));
        assert_eq!(zone("74<<<<", 0).as_deref(), Some("1974-XX-XX"));
        assert_eq!(zone("741312", 0), None);
        assert_eq!(zone("7408é", 0), None);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(year in 1i16..9999, month in 1i8..=12, day in 1i8..=28) {
            let date = PartialDate { year, month: Some(month), day: Some(day) };
            prop_assert_eq!(date.to_string().parse::<PartialDate>(), Ok(date));
        }
    }
}
