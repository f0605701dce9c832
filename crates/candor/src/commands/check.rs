//! `candor check`.

use super::{line, pretty};
use crate::arguments::CheckArguments;
use crate::failure::Failure;
use crate::html;
use crate::judge::{self, Files, Shown};
use crate::keys::FileKey;
use crate::store::Store;
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, HEADING, complain, written};
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use verify::checks::Case;
use verify::claim::Claim;
use verify::decision::{Decision, Outcome, decide};
use verify::finding::{ApplicantFinding, Effect, Evidence};
use verify::names::{self, Segment};
use verify::policy::Policy;
use verify::reason::codes;
use verify::record::{self, Engine, Signer};
use verify::texts::{Language, tell, word};

/// What `--json` prints.
#[derive(Serialize)]
struct Answer<'a> {
    outcome: Outcome,
    rule: &'a str,
    findings: Vec<verify::finding::FullFinding>,
}

/// Judges photos and a claim. What cannot be read is a usage error.
pub(crate) fn run(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    judged(arguments).or_else(|failure| {
        complain(&failure);
        Ok(ExitCode::from(super::SOME_FAILED))
    })
}

fn judged(arguments: &CheckArguments) -> Result<ExitCode, Failure> {
    // What is cheap to refuse is refused before a photo is read.
    let on = arguments.on.as_deref().map_or_else(|| Ok(today()), day)?;
    if let (Some(folder), Some(out)) = (&arguments.cases, &arguments.out) {
        return super::cases::run(arguments, folder, out);
    }
    // The parser asks for both.
    let (Some(front), Some(claim)) = (&arguments.front, &arguments.claim) else { return Ok(ExitCode::from(2)) };
    let photos = Photos { front, back: arguments.back.as_deref(), selfie: arguments.selfie.as_deref() };
    let claim = read_claim(claim)?;
    let judge = Judge::new(arguments, arguments.policy.as_deref())?;
    let (decision, _) = judge.one(photos, &claim, on, arguments.out.as_deref())?;
    let mut out = anstream::stdout().lock();
    written(if arguments.json {
        line(&mut out, &Answer { outcome: decision.outcome, rule: &decision.rule, findings: decision.full() })
    } else {
        report(&mut out, judge.language, &claim, &decision, arguments.out.as_deref())
    })?;
    Ok(if decision.outcome == Outcome::Approved { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn read_claim(path: &Path) -> Result<Claim, Failure> {
    Ok(Claim::parse(
        &super::text(path).map_err(|cause| Failure::Image { path: path.to_path_buf(), cause: Box::new(cause) })?,
    )?)
}

/// Where the photos of one verification lie.
#[derive(Clone, Copy)]
pub(super) struct Photos<'a> {
    pub(super) front: &'a Path,
    pub(super) back: Option<&'a Path>,
    pub(super) selfie: Option<&'a Path>,
}

/// What every verification of one call is judged with.
pub(super) struct Judge {
    policy: Policy,
    key: Option<FileKey>,
    engine: Engine,
    models: vision::Engine,
    pub(super) language: Language,
}

impl Judge {
    /// Reads policy, key and models.
    pub(super) fn new(arguments: &CheckArguments, policy: Option<&Path>) -> Result<Self, Failure> {
        let policy = policy.map(super::policy::read).transpose()?.unwrap_or_default();
        let key = arguments.key.as_deref().map(FileKey::read).transpose()?;
        let store = Store::new(&arguments.models)?;
        let engine = Engine { version: env!("CARGO_PKG_VERSION").into(), models: store.model_hashes() };
        let models = store.into_engine(NonZeroUsize::MIN);
        Ok(Self { policy, key, engine, models, language: arguments.lang.into() })
    }

    /// Reads the photos, decides, and writes record and report into `folder`, where one is given.
    pub(super) fn one(
        &self,
        photos: Photos<'_>,
        claim: &Claim,
        on: Date,
        folder: Option<&Path>,
    ) -> Result<(Decision, Vec<Shown>), Failure> {
        let at = |path: &Path, cause: Failure| Failure::Image { path: path.to_path_buf(), cause: Box::new(cause) };
        let bytes = |path: &Path| crate::images::bytes(path).map_err(|cause| at(path, cause));
        let front = bytes(photos.front)?;
        let back = photos.back.map(bytes).transpose()?;
        let selfie = photos.selfie.map(bytes).transpose()?;
        let files = Files { front: &front, back: back.as_deref(), selfie: selfie.as_deref() };
        let (facts, shown) = judge::facts(files, &self.models).map_err(|(evidence, cause)| {
            let path = match evidence {
                Evidence::Back => photos.back,
                Evidence::Selfie => photos.selfie,
                _ => None,
            };
            at(path.unwrap_or(photos.front), cause)
        })?;
        let case = Case { claim, facts: &facts, policy: &self.policy, on };
        let decision = decide(&case);
        if let Some(folder) = folder {
            self.write(folder, &case, &decision, &shown)?;
        }
        Ok((decision, shown))
    }

    fn write(&self, folder: &Path, case: &Case<'_>, decision: &Decision, shown: &[Shown]) -> Result<(), Failure> {
        std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
        let signer = self.key.as_ref().map(|key| key as &dyn Signer);
        let (record, opening) = record::write(case, decision, &self.engine, super::random()?, signer);
        let copy = record::for_applicant(decision, case.on);
        let page = html::page(self.language, case.claim, decision, case.on, shown)?;
        for (name, content) in [
            ("record.json", pretty(&record)),
            ("opening.json", pretty(&opening)),
            ("applicant.json", pretty(&copy)),
            ("report.html", page),
        ] {
            let place = folder.join(name);
            std::fs::write(&place, content).map_err(|cause| Failure::unwritable(&place, &cause))?;
        }
        Ok(())
    }
}

#[expect(clippy::disallowed_methods, reason = "the command is where the clock comes in")]
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}

pub(super) fn day(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| Failure::Argument(format!("--on {text:?} is no day; write YYYY-MM-DD")))
}

/// Tells people what was decided, and for each cause what we saw, what is needed and what to do.
fn report(
    out: &mut impl Write,
    language: Language,
    claim: &Claim,
    decision: &Decision,
    folder: Option<&Path>,
) -> std::io::Result<()> {
    let say = |key: &str| word(language, key);
    let style = match decision.outcome {
        Outcome::Approved => GOOD,
        Outcome::InReview => DOUBTFUL,
        _ => BAD,
    };
    let outcome = say(&format!("report-{}", decision.outcome.name().replace('_', "-")));
    writeln!(out, "{style}{outcome}{style:#}  {FAINT}{}{FAINT:#}", decision.rule)?;
    let findings = decision.for_applicant();
    if findings.is_empty() && decision.outcome == Outcome::Approved {
        writeln!(out, "  {}", say("report-nothing"))?;
    }
    let (not_run, causes): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| is_not_run(finding));
    for finding in causes {
        let told = tell(language, finding);
        let mark = match finding.effect() {
            Effect::Refuse => BAD,
            Effect::Review => DOUBTFUL,
            Effect::Hint => FAINT,
        };
        let place = say(&format!("report-{}", evidence(finding)));
        writeln!(out)?;
        writeln!(out, "{mark}{}{mark:#}  {FAINT}{}, {place}{FAINT:#}", told.title, finding.code())?;
        for text in [&told.saw, &told.need] {
            writeln!(out, "  {text}")?;
        }
        if let Some(segments) = difference(claim, finding) {
            for (label, first) in [("report-entered", true), ("report-document", false)] {
                write!(out, "  {:<18}", say(label))?;
                for segment in &segments {
                    match segment {
                        Segment::Same { same } => write!(out, "{same}")?,
                        Segment::Changed { one, other } => {
                            let letters = if first { one } else { other };
                            let letters = if letters.is_empty() { "_" } else { letters };
                            write!(out, "{BAD}[{letters}]{BAD:#}")?;
                        }
                    }
                }
                writeln!(out)?;
            }
        }
        if swapped(finding) {
            writeln!(out, "  {}", say("report-swapped"))?;
        }
        writeln!(out, "  {HEADING}{}{HEADING:#}", told.remedy)?;
    }
    if !not_run.is_empty() {
        writeln!(out, "\n{FAINT}{}{FAINT:#}", say("report-not-checked"))?;
        for finding in not_run {
            let told = tell(language, finding);
            writeln!(out, "  {FAINT}{} {}{FAINT:#}", told.saw, told.need)?;
        }
    }
    if let Some(folder) = folder {
        writeln!(out, "\n{FAINT}{}{FAINT:#}", folder.join("report.html").display())?;
    }
    Ok(())
}

/// Whether it says that a check did not run. Such findings follow from others and are told together, after them.
pub(crate) fn is_not_run(finding: &ApplicantFinding) -> bool {
    finding.code() == codes::SYS_CHECK_NOT_RUN.name()
}

/// The name of a finding's evidence.
pub(crate) fn evidence(finding: &ApplicantFinding) -> String {
    let value = serde_json::to_value(finding.evidence()).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The characters in which what was entered differs from the document, where letters count: names and numbers.
pub(crate) fn difference(claim: &Claim, finding: &ApplicantFinding) -> Option<Vec<Segment>> {
    let text = |value: &Option<verify::finding::Value>| match value {
        Some(verify::finding::Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let (found, entered) = (text(&finding.measured().value)?, text(&finding.measured().limit)?);
    let entered = match finding.code() {
        "data.name_pinyin_diff" => claim.native_name.clone().unwrap_or_else(|| claim.name()),
        "data.name_char_diff" | "data.number_mismatch" => entered,
        _ => return None,
    };
    let diff = names::compare(&entered, &found).diff;
    (!diff.is_empty()).then_some(diff)
}

/// Whether day and month changed places in a finding about a date of birth.
pub(crate) fn swapped(finding: &ApplicantFinding) -> bool {
    use verify::finding::Value::Text;
    match (finding.code(), &finding.measured().value, &finding.measured().limit) {
        ("data.dob_mismatch", Some(Text(found)), Some(Text(entered))) => {
            verify::checks::birth_date::swapped(entered, found)
        }
        _ => false,
    }
}
