//! `candor channel`.

use super::check::{day, today};
use crate::arguments::{ChannelAction, ChannelArguments, Checked};
use crate::failure::Failure;
use crate::keys::{self, FileKey};
use crate::terminal::{BAD, DOUBTFUL, FAINT, GOOD, complain, written};
use serde::Serialize;
use serde_json::Value;
use server::apps::{self, AppError, Looked};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use verify::channel::{Answer, ChannelError, ChannelList, Verdict, check, check_app, check_other_file};
use verify::record::SignedRecord;
use verify::texts::{Language, put, word};

/// Checks, signs or verifies.
pub(crate) fn run(arguments: &ChannelArguments) -> Result<ExitCode, Failure> {
    act(&arguments.action).or_else(|failure| {
        complain(&failure);
        Ok(ExitCode::from(super::SOME_FAILED))
    })
}

fn act(action: &ChannelAction) -> Result<ExitCode, Failure> {
    let mut out = anstream::stdout().lock();
    match action {
        ChannelAction::Check(checked) => return all(&mut out, checked),
        ChannelAction::Sign { list, key, relying_party, list_version, on } => {
            let since = on.as_deref().map_or_else(|| Ok(today()), day)?;
            let (list, _) = read(list)?;
            let signed = list.signed(relying_party, *list_version, &format!("{since}T00:00:00Z"), &FileKey::read(key)?);
            written(out.write_all(super::pretty(&signed).as_bytes()))?;
        }
        ChannelAction::Verify { list, key } => {
            let (_, record) = read(list)?;
            let record = record.ok_or_else(|| unsigned(list))?;
            record.verify(&keys::digits(key)?)?;
            written(writeln!(out, "{GOOD}ok{GOOD:#} the key signed this list, and nothing was changed"))?;
            written(writeln!(out, "  {}", whose(&record)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unsigned(path: &Path) -> Failure {
    Failure::Argument(format!("{} is not signed; sign it with `candor channel sign`", path.display()))
}

/// The list in a file, and the signed document where it is one.
fn read(path: &Path) -> Result<(ChannelList, Option<SignedRecord>), Failure> {
    let text = super::text(path).map_err(|cause| Failure::Image { path: path.into(), cause: Box::new(cause) })?;
    let wrong = |cause: ChannelError| Failure::Channels { path: path.into(), cause };
    if !text.trim_start().starts_with('{') {
        return Ok((ChannelList::parse_toml(&text).map_err(wrong)?, None));
    }
    let record = SignedRecord::parse(&text)?;
    Ok((ChannelList::of_record(&record).map_err(wrong)?, Some(record)))
}

/// Whose list it is, which version and of which day.
fn whose(record: &SignedRecord) -> String {
    let said = |name: &str| match record.record.get(name) {
        // Whoever signed may have written anything: nothing of it moves the cursor or ends the line.
        Some(Value::String(text)) => text.chars().filter(|letter| !letter.is_control()).take(80).collect(),
        Some(Value::Number(number)) => number.to_string(),
        _ => "unknown".to_owned(),
    };
    let day = said("updated_at").split('T').next().unwrap_or_default().to_owned();
    format!("the list of {}, version {}, of {day}", said("relying_party"), said("list_version"))
}

/// Says whether the list is the one that was asked for, and tells whose it is: a server signs those of all its relying parties with one key.
fn expected(checked: &Checked, record: Option<&SignedRecord>) -> Result<(), Failure> {
    let Some(record) = record else {
        return if checked.key.is_some() || checked.relying_party.is_some() {
            Err(unsigned(&checked.list))
        } else {
            Ok(())
        };
    };
    if let Some(key) = &checked.key {
        record.verify(&keys::digits(key)?)?;
    }
    let whose = whose(record);
    if let Some(party) = &checked.relying_party
        && record.record.get("relying_party").and_then(Value::as_str) != Some(party.as_str())
    {
        let said = format!("this is {whose}, and not that of {party}; name the channels.json of {party} by --list");
        return Err(Failure::Argument(said));
    }
    let missing = match (&checked.key, &checked.relying_party) {
        (None, _) => "; whether it is the relying party's was not verified: name its public key by --key",
        (_, None) => "; the key may have signed lists of others: name whose it must be by --relying-party",
        _ => "",
    };
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(anstream::stderr(), "{DOUBTFUL}note{DOUBTFUL:#} {whose}{missing}");
    Ok(())
}

fn all(out: &mut impl Write, checked: &Checked) -> Result<ExitCode, Failure> {
    let (list, record) = read(&checked.list)?;
    expected(checked, record.as_ref())?;
    let language = checked.lang.into();
    let mut worst = 0;
    for what in &checked.what {
        let answer = match one(&list, what) {
            Ok(answer) => answer,
            Err(failure) => {
                worst = super::SOME_FAILED;
                if checked.json {
                    written(super::line(out, &super::ErrorLine::new(what, &failure)))?;
                } else {
                    complain(&failure);
                }
                continue;
            }
        };
        if answer.answer != Verdict::Official {
            worst = worst.max(1);
        }
        if checked.json {
            written(super::line(out, &Line { what, answer: &answer }))?;
        } else {
            written(tell(out, language, &answer))?;
        }
    }
    Ok(ExitCode::from(worst))
}

/// An answer, with what was asked.
#[derive(Serialize)]
struct Line<'a> {
    what: &'a str,
    #[serde(flatten)]
    answer: &'a Answer,
}

/// The answer on a file where there is one of that path, and else on the text.
fn one(list: &ChannelList, what: &str) -> Result<Answer, Failure> {
    let path = Path::new(what);
    if !path.exists() {
        // What can be nothing but the path of a file is not looked for in texts. With a point before the first slash it is a link rather.
        let (first, more) = what.split_once(['/', '\\', '?', '#']).map_or((what, false), |(first, _)| (first, true));
        let local = what.starts_with(['/', '.']) && !what.starts_with("//")
            || what.to_lowercase().ends_with(".apk") && !what.contains("//") && !(more && first.contains('.'));
        if local {
            return Err(Failure::App {
                path: path.into(),
                cause: AppError::Unreadable("there is no such file".into()),
            });
        }
        return check(list, what).map_err(|cause| Failure::Channel { text: what.to_owned(), cause });
    }
    let looked = apps::look(path).map_err(|cause| Failure::App { path: path.into(), cause })?;
    Ok(match looked {
        Looked::App(file) => check_app(list, &file),
        Looked::Other(kind) => {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let answer = check_other_file(list, &name);
            Answer { shown: format!("{} ({})", answer.shown, kind.name()), ..answer }
        }
    })
}

/// Tells people what was seen, what it imitates and how, and what to do.
fn tell(out: &mut impl Write, language: Language, answer: &Answer) -> std::io::Result<()> {
    let style = match answer.answer {
        Verdict::Official => GOOD,
        Verdict::NotOfficial => DOUBTFUL,
        Verdict::LooksLike => BAD,
    };
    let verdict = named(&answer.answer);
    writeln!(out, "{style}{}{style:#} {}", word(language, &format!("channel-{verdict}")), answer.shown)?;
    let kind = word(language, &format!("channel-kind-{}", named(&answer.kind)));
    let entry = answer.entry.as_deref().unwrap_or_default();
    let mut lines = vec![put(language, &format!("channel-{verdict}-saw"), &[("kind", &kind), ("entry", entry)])];
    if let Some(method) = answer.method {
        lines.push(put(language, &format!("channel-method-{}", dashed(method.name())), &[("entry", entry)]));
    }
    lines.extend(answer.hidden.iter().map(|hidden| word(language, &format!("channel-hidden-{}", named(hidden)))));
    lines.push(word(language, &format!("channel-{verdict}-do")));
    lines.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    writeln!(out, "  {FAINT}{}{FAINT:#}", word(language, "channel-unopened"))
}

/// The name that programs know `value` by, as messages have it.
fn named(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(dashed)).unwrap_or_default()
}

fn dashed(name: &str) -> String {
    name.replace('_', "-")
}
