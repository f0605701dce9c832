//! What the applicant entered. `docs/claim.schema.json` describes the same as JSON.

use crate::date::PartialDate;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// Longest text of a claim, in characters.
pub const MOST_CHARACTERS: usize = 200;

/// The type of document that was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// A passport.
    Passport,
    /// An identity card, of China too.
    IdCard,
    /// A residence permit.
    ResidencePermit,
    /// A driving licence.
    DrivingLicence,
    /// A visa.
    Visa,
}

impl DocumentType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Passport, Self::IdCard, Self::ResidencePermit, Self::DrivingLicence, Self::Visa];

    /// The word in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdCard => "id_card",
            Self::ResidencePermit => "residence_permit",
            Self::DrivingLicence => "driving_licence",
            Self::Visa => "visa",
        }
    }
}

/// Sex as documents print it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
    /// Unspecified.
    X,
}

impl Sex {
    /// The letter.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::M => "M",
            Self::X => "X",
        }
    }
}

/// The document that was entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimedDocument {
    /// The type that was chosen.
    #[serde(rename = "type")]
    pub kind: DocumentType,
    /// Its number.
    pub number: String,
    /// Who issued it, as three letters.
    #[serde(deserialize_with = "country")]
    pub issuing_country: String,
    /// When it expires; not asked for everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<PartialDate>,
}

/// What the applicant entered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The family name; empty for people with one name, which then stands in `given_names`, or the other way round.
    #[serde(default)]
    pub family_name: String,
    /// The given names.
    #[serde(default)]
    pub given_names: String,
    /// The name in the script of the document, such as Chinese characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub native_name: Option<String>,
    /// Date of birth; month and day may be unknown.
    pub birth_date: PartialDate,
    /// Country of birth, as three letters.
    #[serde(deserialize_with = "country")]
    pub birth_country: String,
    /// Nationality, as three letters.
    #[serde(deserialize_with = "country")]
    pub nationality: String,
    /// Sex, where it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Address, where it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The document.
    pub document: ClaimedDocument,
}

/// A claim that cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClaimError {
    /// It is not JSON, or not of the form of a claim.
    #[error("the claim cannot be read: {cause}; see docs/claim.schema.json")]
    Malformed {
        /// What is wrong, and where.
        cause: String,
    },
    /// A field is empty or too long.
    #[error("the claim's {field} {cause}")]
    Field {
        /// The name of the field.
        field: &'static str,
        /// What is wrong with it.
        cause: String,
    },
}

impl Claim {
    /// Reads a claim.
    ///
    /// # Errors
    /// [`ClaimError`] names the field, and the line where JSON has one.
    pub fn parse(json: &str) -> Result<Self, ClaimError> {
        let claim: Self =
            serde_json::from_str(json).map_err(|cause| ClaimError::Malformed { cause: cause.to_string() })?;
        claim.check()?;
        Ok(claim)
    }

    fn check(&self) -> Result<(), ClaimError> {
        let fields = [
            ("family_name", Some(&self.family_name)),
            ("given_names", Some(&self.given_names)),
            ("native_name", self.native_name.as_ref()),
            ("address", self.address.as_ref()),
            ("document.number", Some(&self.document.number)),
        ];
        for (field, text) in fields {
            let length = text.map_or(0, |text| text.chars().count());
            if length > MOST_CHARACTERS {
                let cause = format!("has {length} characters; the limit is {MOST_CHARACTERS}");
                return Err(ClaimError::Field { field, cause });
            }
        }
        let empty = |text: &str| text.trim().is_empty();
        if empty(&self.family_name) && empty(&self.given_names) {
            let cause = "and given_names are both empty; one of them is needed".into();
            return Err(ClaimError::Field { field: "family_name", cause });
        }
        if empty(&self.document.number) {
            let cause = "is empty; enter the number of the document".into();
            return Err(ClaimError::Field { field: "document.number", cause });
        }
        Ok(())
    }

    /// The whole Latin name, family name before a comma.
    #[must_use]
    pub fn name(&self) -> String {
        match (self.family_name.trim(), self.given_names.trim()) {
            (family, "") => family.to_owned(),
            ("", given) => given.to_owned(),
            (family, given) => format!("{family}, {given}"),
        }
    }
}

/// Three capital letters: ISO 3166-1 alpha-3, or a code of ICAO 9303 part 3, section 5 (`D` of documents is `DEU` here).
fn country<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let code = text.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(serde::de::Error::custom(format!("`{text}` is no country code: three letters are needed, such as UTO")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: &str = r#"{"family_name":"ERIKSSON","given_names":"ANNA MARIA","birth_date":"1974-08-12","birth_country":"UTO",
        "nationality":"UTO","sex":"F","document":{"type":"passport","number":"L898902C3","issuing_country":"UTO"}}"#;

    #[test]
    fn each_wrong_claim_says_what_is_wrong_and_where() {
        assert!(Claim::parse(GOOD).is_ok());
        let long = "A".repeat(10_000);
        for (from, to, says) in [
            ("\"1974-08-12\"", "\"1974-02-30\"", "1974-02-30"),
            ("\"birth_country\":\"UTO\",", "", "birth_country"),
            ("\"sex\":\"F\"", "\"sex\":\"Q\"", "Q"),
            ("\"UTO\"}}", "\"Utopia\"}}", "three letters"),
            ("ERIKSSON", &long, "family_name has 10000 characters"),
            ("L898902C3", " ", "document.number is empty"),
            ("{\"family_name\"", "{\"surname\"", "surname"),
        ] {
            let error = Claim::parse(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(says) && error.lines().count() == 1, "{error}");
        }
        assert!(Claim::parse("not json").unwrap_err().to_string().contains("docs/claim.schema.json"));
    }

    #[test]
    fn people_with_one_name_and_partial_dates_are_legal() {
        let one = GOOD.replace("ANNA MARIA", "").replace("1974-08-12", "1974-XX-XX");
        assert_eq!(Claim::parse(&one).unwrap().name(), "ERIKSSON");
    }

    proptest! {
        #[test]
        fn no_claim_panics(text in "\\PC{0,200}") {
            let _ = Claim::parse(&text);
        }
    }
}
