//! Machine-readable zones: layouts, check digits and fields (ICAO 9303 parts 3 to 7).

use serde::{Deserialize, Serialize};

/// The layout of a machine-readable zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MrzFormat {
    /// Three lines of 30 characters (ICAO 9303 part 5).
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36 characters (ICAO 9303 part 6).
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44 characters (ICAO 9303 part 4).
    #[serde(rename = "TD3")]
    Td3,
    /// Visa, two lines of 44 characters (ICAO 9303 part 7).
    #[serde(rename = "MRVA")]
    MrvA,
    /// Visa, two lines of 36 characters (ICAO 9303 part 7).
    #[serde(rename = "MRVB")]
    MrvB,
    /// The French identity card issued until 2021: two lines of 36 characters in a layout of its own.
    #[serde(rename = "FRA_ID")]
    FrenchId,
}

/// The fields of a machine-readable zone, without filler.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MrzFields {
    /// One or two letters that say what the document is.
    pub document_code: String,
    /// Issuing state or organisation, three letters (`D` for Germany).
    pub issuing_state: String,
    /// Primary identifier.
    pub family_name: String,
    /// Secondary identifier.
    pub given_names: String,
    /// Document number.
    pub document_number: String,
    /// Nationality, three letters (`D` for Germany).
    pub nationality: String,
    /// `YYMMDD`; unknown parts are `<<`.
    pub birth_date: String,
    /// `M`, `F` or `<`.
    pub sex: String,
    /// `YYMMDD`.
    pub expiry_date: String,
    /// Optional data, as many as the layout has.
    pub optional_data: Vec<String>,
}
