//! A report in one file that opens anywhere: each cause told, and drawn on the applicant's own photo.

use crate::commands::check::{difference, evidence, is_not_run, swapped};
use crate::failure::Failure;
use crate::judge::Shown;
use base64::Engine as _;
use image::codecs::jpeg::JpegEncoder;
use jiff::civil::Date;
use std::fmt::Write as _;
use verify::claim::Claim;
use verify::decision::{Decision, Outcome};
use verify::finding::{ApplicantFinding, Effect};
use verify::geometry::{Point, Region};
use verify::names::Segment;
use verify::texts::{Language, tell, word};

/// Longest side of a photo in the report, in pixels.
const LONGEST: u32 = 1000;
const QUALITY: u8 = 80;
/// Room between what is outlined and its outline, as a share of the photo's width.
const ROOM: f32 = 0.008;

/// Colours and type of every page.
pub(crate) const STYLE: &str = "
:root{color-scheme:light dark;--ink:#1c2430;--paper:#f6f7f9;--card:#fff;--line:#d9dee6;--faint:#5c6675;--bad:#b3261e;--doubt:#8a5a00;--good:#1b6e3c;--mark:#d6281d}
@media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--paper:#14181e;--card:#1d232b;--line:#343c48;--faint:#9aa5b4;--bad:#ff8a80;--doubt:#ffc861;--good:#7bd89a;--mark:#ff6b60}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI','Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif}
main{max-width:46rem;margin:0 auto;padding:1.5rem 1rem 3rem}h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:0 0 .4rem}
.outcome{font-weight:600;font-size:1.15rem;margin:.3rem 0 1.2rem}.approved{color:var(--good)}.needs_resubmission,.declined{color:var(--bad)}.in_review{color:var(--doubt)}
section{background:var(--card);border:1px solid var(--line);border-left:5px solid var(--bad);border-radius:8px;padding:1rem 1.1rem;margin:0 0 1rem}
section.review{border-left-color:var(--doubt)}section.hint{border-left-color:var(--line)}
.place{color:var(--faint);font-size:.85rem;float:right;margin-left:1rem}p{margin:.25rem 0}.do{font-weight:600}.code{color:var(--faint);font-size:.8rem;margin-top:.5rem}
table{border-spacing:0;margin:.5rem 0;max-width:100%;display:block;overflow-x:auto}th{font-weight:400;color:var(--faint);text-align:left;padding-right:1rem;white-space:nowrap}td{font:1.1rem/1.6 ui-monospace,'DejaVu Sans Mono',monospace;white-space:pre}
mark{background:none;color:var(--bad);border-bottom:3px solid var(--bad);font-weight:700}
figure{margin:.7rem 0 0;position:relative}figure img{width:100%;display:block;border-radius:6px}figure svg{position:absolute;inset:0;width:100%;height:100%}
polygon{fill:none;stroke:var(--mark);stroke-width:4;vector-effect:non-scaling-stroke}polygon.halo{stroke:#fff;stroke-width:8}
footer{color:var(--faint);font-size:.85rem}";

/// The report as one page.
///
/// # Errors
/// [`Failure`] when a photo cannot be put in.
pub(crate) fn page(
    language: Language,
    claim: &Claim,
    decision: &Decision,
    on: Date,
    shown: &[Shown],
) -> Result<String, Failure> {
    let say = |key: &str| escaped(&word(language, key));
    let outcome = decision.outcome;
    let findings = decision.for_applicant();
    let mut body = String::new();
    let (not_run, causes): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| is_not_run(finding));
    for finding in causes {
        section(&mut body, language, claim, finding, shown)?;
    }
    if !not_run.is_empty() {
        let _ = write!(body, "<section class=\"hint\"><h2>{}</h2>", say("report-not-checked"));
        for finding in not_run {
            let told = tell(language, finding);
            let _ = write!(body, "<p>{} {}</p>", escaped(&told.saw), escaped(&told.need));
        }
        body.push_str("</section>");
    }
    if findings.is_empty() && outcome == Outcome::Approved {
        let _ = write!(body, "<p>{}</p>", say("report-nothing"));
    }
    let title = say("report-title");
    let told = say(&format!("report-{}", outcome.name().replace('_', "-")));
    Ok(format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body><main><h1>{title}</h1><p class=\"outcome {}\">{told}</p>\n{body}\
         <footer>{} {on}</footer></main></body></html>\n",
        language.tag(),
        outcome.name(),
        say("report-decided"),
    ))
}

fn section(
    body: &mut String,
    language: Language,
    claim: &Claim,
    finding: &ApplicantFinding,
    shown: &[Shown],
) -> Result<(), Failure> {
    let told = tell(language, finding);
    let say = |key: &str| escaped(&word(language, key));
    let class = match finding.effect() {
        Effect::Refuse => "refuse",
        Effect::Review => "review",
        Effect::Hint => "hint",
    };
    let place = say(&format!("report-{}", evidence(finding)));
    // Writing into a string does not fail.
    let _ = write!(
        body,
        "<section class=\"{class}\"><span class=\"place\">{place}</span><h2>{}</h2><p>{}</p><p>{}</p>",
        escaped(&told.title),
        escaped(&told.saw),
        escaped(&told.need),
    );
    if let Some(segments) = difference(claim, finding) {
        body.push_str("<table>");
        for (label, first) in [("report-entered", true), ("report-document", false)] {
            let _ = write!(body, "<tr><th>{}</th><td>{}</td></tr>", say(label), letters(&segments, first));
        }
        body.push_str("</table>");
    }
    if swapped(finding) {
        let _ = write!(body, "<p>{}</p>", say("report-swapped"));
    }
    let _ = write!(body, "<p class=\"do\">{}</p>", escaped(&told.remedy));
    let photo = shown.iter().find(|shown| shown.evidence == finding.evidence());
    if let (Some(region), Some(shown)) = (&finding.measured().region, photo) {
        let scale = shown.photo.scale();
        let luma = shown.photo.luma();
        let (width, height) = (luma.width() as f32 * scale, luma.height() as f32 * scale);
        let points = around(region, ROOM * width);
        let _ = write!(
            body,
            "<figure><img alt=\"{place}\" src=\"{}\"><svg viewBox=\"0 0 {width:.0} {height:.0}\"><polygon class=\"halo\" points=\"{points}\"/>\
             <polygon points=\"{points}\"/></svg></figure>",
            data(shown, LONGEST)?,
        );
    }
    let _ = writeln!(body, "<p class=\"code\">{}</p></section>", escaped(finding.code()));
    Ok(())
}

/// The corners of `region`, each moved outwards by `room` pixels, so that the stroke hides nothing of what it is about.
fn around(region: &Region, room: f32) -> String {
    let count = region.0.len().max(1) as f32;
    let middle = |of: fn(&Point) -> f32| region.0.iter().map(of).sum::<f32>() / count;
    let (x, y) = (middle(|point| point.x), middle(|point| point.y));
    let out = |from: f32, middle: f32| from + room * (from - middle).signum();
    let corners = region.0.iter().map(|point| format!("{:.0},{:.0}", out(point.x, x), out(point.y, y)));
    corners.collect::<Vec<_>>().join(" ")
}

/// One line of a diff, with the letters marked that the other does not have.
fn letters(segments: &[Segment], first: bool) -> String {
    let mut line = String::new();
    for segment in segments {
        match segment {
            Segment::Same { same } => line.push_str(&escaped(same)),
            Segment::Changed { one, other } => {
                let part = if first { one } else { other };
                let part = if part.is_empty() { "\u{a0}" } else { part };
                let _ = write!(line, "<mark>{}</mark>", escaped(part));
            }
        }
    }
    line
}

/// The photo as a data URL, of at most `longest` pixels a side.
pub(crate) fn data(shown: &Shown, longest: u32) -> Result<String, Failure> {
    let failed = |cause: image::ImageError| Failure::Unreadable(cause.to_string());
    let Some(rgb) = shown.photo.rgb() else { return Ok(String::new()) };
    let shrink = (longest as f32 / rgb.width().max(rgb.height()) as f32).min(1.0);
    let side = |pixels: u32| ((pixels as f32 * shrink) as u32).max(1);
    let small = image::imageops::thumbnail(rgb, side(rgb.width()), side(rgb.height()));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&small).map_err(failed)?;
    Ok(format!("data:image/jpeg;base64,{}", base64::engine::general_purpose::STANDARD.encode(bytes)))
}

/// `text` as it stands in HTML.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
