//! Handing a session over to another device: what is drawn by lot, and how the other device is named.

use crate::problem::Problem;

/// Milliseconds in which the other device may take over.
pub(crate) const VALID: i64 = 600_000;
/// Numbers that the first device chooses from.
const CHOICES: usize = 3;
/// Letters of a device's name.
const MOST_LETTERS: usize = 60;

/// The number that the second device shows, and those that the first device chooses from, in their order there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) number: String,
    pub(crate) choices: Vec<String>,
}

/// Draws different numbers of two digits, each as likely as another, and which of them is the one.
pub(crate) fn numbers(mut random: impl FnMut() -> Result<u8, Problem>) -> Result<Numbers, Problem> {
    // What lies beyond the last whole multiple would make small numbers more likely.
    let mut below = |most: u8| loop {
        let drawn = random()?;
        if drawn < u8::MAX / most * most {
            return Ok::<u8, Problem>(drawn % most);
        }
    };
    let mut choices: Vec<String> = Vec::new();
    while choices.len() < CHOICES {
        let number = format!("{}", 10 + below(90)?);
        if !choices.contains(&number) {
            choices.push(number);
        }
    }
    let number = choices.get(usize::from(below(CHOICES as u8)?)).cloned().unwrap_or_default();
    Ok(Numbers { number, choices })
}

/// Names that stand in what browsers say of themselves, the more special ones first.
const BROWSERS: [(&str, &str); 10] = [
    ("MicroMessenger/", "WeChat"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Browser and system, as far as the device names them. What it says is never shown as it is.
pub(crate) fn device(agent: &str) -> Option<String> {
    let named =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = named(&BROWSERS).or_else(|| agent.contains("Safari/").then_some("Safari"));
    let parts: Vec<&str> = browser.into_iter().chain(named(&SYSTEMS)).collect();
    Some(parts.join(", ")).filter(|text| !text.is_empty() && text.len() <= MOST_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn three_numbers_differ_and_any_of_them_may_be_the_one() {
        let mut places = BTreeMap::new();
        for _ in 0..3000 {
            let drawn = numbers(|| Ok(vault::random::<1>()?[0])).unwrap();
            let distinct: std::collections::BTreeSet<_> = drawn.choices.iter().collect();
            assert!(distinct.len() == 3 && drawn.choices.iter().all(|number| number.len() == 2), "{drawn:?}");
            let place = drawn.choices.iter().position(|number| *number == drawn.number).unwrap();
            *places.entry(place).or_insert(0) += 1;
        }
        assert!(places.len() == 3 && places.values().all(|count| (800..1200).contains(count)), "{places:?}");
    }

    #[test]
    fn a_device_is_named_in_known_words_alone() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                Some("Safari, iPhone"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
                Some("Chrome, Android"),
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", Some("Edge, Windows")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", Some("Firefox, Linux")),
            ("<script>alert(1)</script>", None),
            ("", None),
        ] {
            assert_eq!(device(agent).as_deref(), name, "{agent}");
        }
    }
}
