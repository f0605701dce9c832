//! A page that shows every judged case with its report.

use crate::cases::About;
use crate::commands::check::is_not_run;
use crate::failure::Failure;
use crate::html::{STYLE, data, escaped};
use crate::judge::Shown;
use std::fmt::Write as _;
use verify::decision::{Decision, Outcome};
use verify::finding::{AnyFinding, Evidence};
use verify::reason::codes;
use verify::texts::{Language, tell, word};

/// Longest side of a photo in the index, in pixels.
const LONGEST: u32 = 360;

const LAYOUT: &str = "
main{max-width:78rem}.cases{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem;margin-top:1.2rem}
a.case{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:8px;overflow:hidden;color:inherit;text-decoration:none}
a.case:hover,a.case:focus-visible{border-color:var(--ink)}a.case img{width:100%;aspect-ratio:4/3;object-fit:cover;display:block;background:var(--line)}
a.case div{padding:.7rem .9rem .9rem}a.case .wrong{color:var(--faint);font-size:.85rem}a.case h2{margin:.1rem 0 .3rem}a.case .outcome{font-size:.95rem;margin:0}
a.case .unexpected{color:var(--doubt);font-size:.85rem}";

/// One case, judged.
pub(crate) struct Row {
    name: String,
    pub(crate) about: About,
    pub(crate) outcome: Outcome,
    /// Every cause, those for reviewers too.
    pub(crate) codes: Vec<String>,
    /// Whether it was judged as its `case.json` says.
    pub(crate) expected: bool,
    findings: Vec<verify::finding::ApplicantFinding>,
    photo: String,
}

impl Row {
    /// # Errors
    /// [`Failure`] when its photo cannot be put in.
    pub(crate) fn new(
        name: String,
        about: About,
        decision: &Decision,
        expected: bool,
        shown: &[Shown],
    ) -> Result<Self, Failure> {
        let findings = decision.for_applicant();
        // The photo that the first cause is about.
        let of = |evidence: Evidence| shown.iter().find(|shown| shown.evidence == evidence);
        let photo = findings.first().and_then(|finding| of(finding.evidence())).or_else(|| shown.first());
        Ok(Self {
            name,
            about,
            outcome: decision.outcome,
            codes: (decision.findings.iter().map(AnyFinding::code))
                .filter(|code| *code != codes::SYS_CHECK_NOT_RUN.name())
                .map(str::to_owned)
                .collect(),
            expected,
            findings,
            photo: photo.map(|shown| data(shown, LONGEST)).transpose()?.unwrap_or_default(),
        })
    }
}

/// The page.
pub(crate) fn page(language: Language, rows: &[Row]) -> String {
    let say = |key: &str| escaped(&word(language, key));
    let title = say("report-index");
    let mut body = String::new();
    for row in rows {
        let causes = row.findings.iter().filter(|finding| !is_not_run(finding));
        let titles: Vec<String> = causes.map(|finding| tell(language, finding).title).collect();
        let heading = if titles.is_empty() { word(language, "report-no-cause") } else { titles.join(" · ") };
        let unexpected = if row.expected {
            String::new()
        } else {
            format!("<p class=\"unexpected\">{} {}</p>", say("report-unexpected"), escaped(&row.codes.join(", ")))
        };
        // Writing into a string does not fail.
        let _ = writeln!(
            body,
            "<a class=\"case\" href=\"{}/report.html\"><img alt=\"\" src=\"{}\"><div><span class=\"wrong\">{}</span>\
             <h2>{}</h2><p class=\"outcome {}\">{}</p>{unexpected}</div></a>",
            escaped(&row.name),
            row.photo,
            escaped(&row.about.wrong),
            escaped(&heading),
            row.outcome.name(),
            say(&format!("report-{}", row.outcome.name().replace('_', "-"))),
        );
    }
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}{LAYOUT}</style></head>\n<body><main><h1>{title}</h1><div class=\"cases\">\n{body}</div></main></body></html>\n",
        language.tag(),
    )
}
