//! Where things stand: a layout is a style, drawn from a seed, that every field of a document follows.

use crate::canvas::{Canvas, Type};
use crate::paper::Palette;
use crate::person::{DateStyle, pick};
use crate::truth::PrintedField;
use ab_glyph::FontVec;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use verify::reading::FieldName;

/// Languages of labels: English alone, or with another beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Language {
    English,
    French,
    Spanish,
    German,
}

impl Language {
    const ALL: [Self; 4] = [Self::English, Self::French, Self::Spanish, Self::German];

    const fn name(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::German => "de",
        }
    }

    const fn label(self, field: FieldName) -> &'static str {
        let [english, french, spanish, german] = match field {
            FieldName::FamilyName => ["Surname", "Nom", "Apellidos", "Name"],
            FieldName::GivenNames => ["Given names", "Prénoms", "Nombres", "Vornamen"],
            FieldName::NativeName => ["Name", "Nom", "Nombre", "Name"],
            FieldName::BirthDate => ["Date of birth", "Date de naissance", "Fecha de nacimiento", "Geburtsdatum"],
            FieldName::BirthPlace => ["Place of birth", "Lieu de naissance", "Lugar de nacimiento", "Geburtsort"],
            FieldName::BirthCountry => ["Country of birth", "Pays de naissance", "País de nacimiento", "Geburtsland"],
            FieldName::Number => ["Document No.", "N° du document", "Núm. documento", "Ausweisnummer"],
            FieldName::Sex => ["Sex", "Sexe", "Sexo", "Geschlecht"],
            FieldName::Nationality => ["Nationality", "Nationalité", "Nacionalidad", "Staatsangehörigkeit"],
            FieldName::Ethnicity => ["Ethnicity", "Ethnie", "Etnia", "Ethnie"],
            FieldName::Address => ["Address", "Adresse", "Domicilio", "Anschrift"],
            FieldName::Issuer => ["Authority", "Autorité", "Autoridad", "Behörde"],
            FieldName::IssueDate => ["Date of issue", "Date de délivrance", "Fecha de expedición", "Ausstellungsdatum"],
            FieldName::ExpiryDate => ["Date of expiry", "Date d'expiration", "Fecha de caducidad", "Gültig bis"],
        };
        match self {
            Self::English => english,
            Self::French => french,
            Self::Spanish => spanish,
            Self::German => german,
        }
    }
}

/// Where a label stands to its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Labels {
    Above,
    Beside,
}

/// How all fields of one document are printed.
pub(crate) struct Style<'a> {
    label: &'a FontVec,
    value: &'a FontVec,
    fallback: &'a FontVec,
    pub(crate) palette: Palette,
    pub(crate) dates: DateStyle,
    pub(crate) portrait_left: bool,
    labels: Labels,
    language: Language,
    capitals: bool,
}

impl<'a> Style<'a> {
    pub(crate) fn new(fonts: &'a [FontVec], palette: Palette, random: &mut ChaCha8Rng) -> Self {
        let font = |random: &mut ChaCha8Rng| &fonts[random.random_range(0..fonts.len())];
        Self {
            label: font(random),
            value: font(random),
            fallback: &fonts[0],
            palette,
            dates: *pick(random, &DateStyle::ALL.each_ref()),
            portrait_left: random.random_bool(0.65),
            labels: if random.random_bool(0.75) { Labels::Above } else { Labels::Beside },
            language: *pick(random, &Language::ALL.each_ref()),
            capitals: random.random_bool(0.2),
        }
    }

    /// How labels are printed, with capitals of so many millimetres.
    pub(crate) fn label_type(&self, capital: f32) -> Type<'a> {
        Type { font: self.label, fallback: self.fallback, capital, colour: self.palette.label }
    }

    /// How values are printed, with capitals of so many millimetres.
    pub(crate) fn value_type(&self, capital: f32) -> Type<'a> {
        Type { font: self.value, fallback: self.fallback, capital, colour: self.palette.ink }
    }

    /// What the layout is called in a truth.
    pub(crate) fn name(&self) -> String {
        let labels = if self.labels == Labels::Above { "above" } else { "beside" };
        let portrait = if self.portrait_left { "left" } else { "right" };
        format!("labels {labels}, {}, portrait {portrait}, {:?}", self.language.name(), self.dates).to_lowercase()
    }

    /// Labels beside their values leave no room for a second column.
    pub(crate) fn one_column(&self) -> bool {
        self.labels == Labels::Beside
    }

    fn label_of(&self, field: FieldName) -> String {
        let english = Language::English.label(field);
        let text = match self.language {
            Language::English => english.to_owned(),
            other if other.label(field) == english => english.to_owned(),
            other => format!("{english} / {}", other.label(field)),
        };
        if self.capitals { text.to_uppercase() } else { text }
    }
}

/// A field that is to be printed.
pub(crate) struct Entry {
    pub(crate) field: FieldName,
    /// What a reading gives.
    pub(crate) value: String,
    /// What is printed.
    pub(crate) printed: String,
}

impl Entry {
    /// A field that is printed as it is read.
    pub(crate) fn plain(field: FieldName, value: &str) -> Self {
        Self { field, value: value.to_owned(), printed: value.to_owned() }
    }
}

/// A rectangle in millimetres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

/// Prints rows of entries into `area`; the entries of a row share its width.
pub(crate) fn print(
    canvas: &mut Canvas,
    style: &Style<'_>,
    area: Area,
    rows: Vec<Vec<Entry>>,
    fields: &mut BTreeMap<FieldName, PrintedField>,
) {
    let rows: Vec<Vec<Entry>> =
        if style.one_column() { rows.into_iter().flatten().map(|entry| vec![entry]).collect() } else { rows };
    let pitch = ((area.bottom - area.top) / rows.len().max(1) as f32).min(8.5);
    let label_capital = (pitch * 0.17).clamp(0.95, 1.5);
    let value_capital = if style.one_column() { pitch * 0.42 } else { pitch * 0.3 }.clamp(1.45, 2.3);
    let label_type = style.label_type(label_capital);
    let value_type = style.value_type(value_capital);
    let mut top = area.top;
    for row in rows {
        let width = (area.right - area.left) / row.len().max(1) as f32;
        for (column, entry) in row.into_iter().enumerate() {
            let left = area.left + column as f32 * width;
            let label = style.label_of(entry.field);
            let quad = if style.one_column() {
                let share = (area.right - area.left) * 0.42;
                let base = top + pitch * 0.75;
                canvas.text(
                    &label,
                    left,
                    base,
                    Type { capital: label_capital.max(1.2), ..label_type }.fitted(&label, share - 1.0),
                );
                let kind = value_type.fitted(&entry.printed, area.right - left - share);
                canvas.text(&entry.printed, left + share, base, kind)
            } else {
                canvas.text(&label, left, top + pitch * 0.28, label_type.fitted(&label, width - 1.0));
                let kind = value_type.fitted(&entry.printed, width - 1.5);
                canvas.text(&entry.printed, left, top + pitch * 0.78, kind)
            };
            fields.insert(entry.field, PrintedField { value: entry.value, printed: entry.printed, quad });
        }
        top += pitch;
    }
}
