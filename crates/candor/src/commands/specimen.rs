//! `candor specimen`.

use super::pretty;
use crate::arguments::{Photographed, SpecimenArguments};
use crate::assets;
use crate::cases::{About, KINDS, Wrong, specimen_case};
use crate::failure::Failure;
use crate::store::Store;
use crate::story::story;
use crate::terminal::{Progress, written};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Serialize;
use specimen::{HeldFault, Photograph, Severity, Shot, Specimen, SpecimenKind, SpecimenTruth, draw, photograph};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use verify::geometry::Quad;

/// The truth of one picture.
#[derive(Serialize)]
struct Truth<'a> {
    #[serde(flatten)]
    specimen: &'a SpecimenTruth,
    /// The document's place in the photo, what went wrong, and how it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    photograph: Option<&'a Photograph>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shot: Option<&'a Shot>,
    /// The zone in the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    mrz_in_photo: Option<Quad>,
}

/// Draws and photographs specimens, and writes the truth beside each.
pub(crate) fn run(arguments: &SpecimenArguments) -> Result<ExitCode, Failure> {
    let assets = assets::load(&Store::new(&arguments.models)?)?;
    let folder = &arguments.out;
    std::fs::create_dir_all(folder).map_err(|cause| Failure::unwritable(folder, &cause))?;
    if arguments.cases {
        return cases(arguments, &assets);
    }
    if arguments.story {
        return tell(arguments, &assets);
    }
    if arguments.held {
        return held(arguments, &assets);
    }
    let kinds: Vec<SpecimenKind> = if arguments.kinds.is_empty() {
        SpecimenKind::ALL.to_vec()
    } else {
        arguments.kinds.iter().map(|&kind| kind.into()).collect()
    };
    let progress = Progress::over(kinds.len() * arguments.count as usize);
    let mut done = 0;
    for kind in kinds {
        for seed in arguments.seed..arguments.seed + u64::from(arguments.count) {
            let name = format!("{}-{seed}", kind.name());
            progress.at(done, &name);
            let specimen = draw(kind, seed, &assets)?;
            one(folder, &name, &specimen, arguments, seed)?;
            done += 1;
        }
    }
    drop(progress);
    written(writeln!(anstream::stdout().lock(), "{done} specimens with their truth in {}", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a case without a fault, and one of each fault, with the policy that judges them.
fn cases(arguments: &SpecimenArguments, assets: &specimen::Assets) -> Result<ExitCode, Failure> {
    let folder = &arguments.out;
    let write =
        |place: &Path, bytes: &[u8]| std::fs::write(place, bytes).map_err(|cause| Failure::unwritable(place, &cause));
    write(&folder.join("policy.toml"), crate::cases::policy().to_toml().as_bytes())?;
    let nothing = ("nothing", None, Wrong::Nothing);
    let kinds: Vec<(&str, Option<&str>, Wrong)> =
        std::iter::once(nothing).chain(KINDS.map(|(name, code, wrong)| (name, Some(code), wrong))).collect();
    let progress = Progress::over(kinds.len() * arguments.count as usize);
    let mut done = 0;
    for (index, (name, code, wrong)) in kinds.into_iter().enumerate() {
        for count in 0..arguments.count {
            progress.at(done, name);
            // Each fault has another document.
            let seed = arguments.seed + index as u64 + 1000 * u64::from(count);
            let case = specimen_case(seed, wrong, assets)?;
            let place = folder.join(format!("{index:02}-{}-{seed}", name.replace(' ', "-")));
            std::fs::create_dir_all(&place).map_err(|cause| Failure::unwritable(&place, &cause))?;
            let about = About { wrong: name.to_owned(), code: code.map(str::to_owned), on: case.on };
            write(&place.join("front.jpg"), &case.front)?;
            for (name, bytes) in [("back.jpg", &case.back), ("selfie.jpg", &case.selfie)] {
                if let Some(bytes) = bytes {
                    write(&place.join(name), bytes)?;
                }
            }
            write(&place.join("claim.json"), pretty(&case.claim).as_bytes())?;
            write(&place.join("case.json"), pretty(&about).as_bytes())?;
            done += 1;
        }
    }
    drop(progress);
    written(writeln!(anstream::stdout().lock(), "{done} cases in {}", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the files of the demonstration.
fn tell(arguments: &SpecimenArguments, assets: &specimen::Assets) -> Result<ExitCode, Failure> {
    let folder = &arguments.out;
    let story = story(arguments.seed, super::check::today(), assets)?;
    let claim = ("claim.json", pretty(&story.claim).into_bytes());
    for (name, bytes) in story.files.iter().chain([&claim]) {
        let place = folder.join(name);
        std::fs::write(&place, bytes).map_err(|cause| Failure::unwritable(&place, &cause))?;
    }
    written(writeln!(anstream::stdout().lock(), "{} photos of a newcomer in {}", story.files.len(), folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a photo of an appeal of each kind in every hand, and of the kinds that are seen on the sheet alone one of that.
fn held(arguments: &SpecimenArguments, assets: &specimen::Assets) -> Result<ExitCode, Failure> {
    let folder = &arguments.out;
    let write =
        |place: &Path, bytes: &[u8]| std::fs::write(place, bytes).map_err(|cause| Failure::unwritable(place, &cause));
    let hands = specimen::hands(assets);
    if hands.is_empty() {
        return Err(Failure::Argument(
            "there is no font of handwriting to write with; run `candor models pull`".into(),
        ));
    }
    let known = |name: &&String| HeldFault::ALL.iter().any(|fault| fault.name() == name.as_str());
    if let Some(name) = arguments.faults.iter().find(|name| !known(name)) {
        let all = HeldFault::ALL.map(HeldFault::name).join(", ");
        return Err(Failure::Argument(format!("{name} is no fault of such a photo; there are {all}")));
    }
    let wanted =
        |fault: HeldFault| arguments.faults.is_empty() || arguments.faults.iter().any(|name| name == fault.name());
    let kinds =
        HeldFault::ALL.into_iter().filter(|fault| wanted(*fault)).flat_map(|fault| [(fault, false), (fault, true)]);
    let kinds: Vec<_> = kinds.filter(|(fault, close_up)| !close_up || fault.of_the_statement()).collect();
    let progress = Progress::over(kinds.len() * hands.len() * arguments.count as usize);
    let (mut done, mut seed) = (0, arguments.seed);
    for count in 0..arguments.count {
        for &(fault, close_up) in &kinds {
            for (hand, about) in hands.iter().enumerate() {
                let shown = if close_up { "statement" } else { "held" };
                let name = format!("{shown}-{}-{}-{}", fault.name(), about.name, arguments.seed + u64::from(count));
                progress.at(done, &name);
                if let Some(photo) = specimen::held(assets, hand, fault, close_up, seed)? {
                    write(&folder.join(format!("{name}.jpg")), &photo.jpeg)?;
                    write(&folder.join(format!("{name}.json")), pretty(&photo.truth).as_bytes())?;
                    done += 1;
                }
                seed += 1;
            }
        }
    }
    drop(progress);
    written(writeln!(anstream::stdout().lock(), "{done} photos with their truth in {}", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn one(
    folder: &Path,
    name: &str,
    specimen: &Specimen,
    arguments: &SpecimenArguments,
    seed: u64,
) -> Result<(), Failure> {
    let write = |ending: &str, bytes: &[u8]| {
        let place = folder.join(format!("{name}.{ending}"));
        std::fs::write(&place, bytes).map_err(|cause| Failure::unwritable(&place, &cause))
    };
    let severity = match arguments.photographed {
        Photographed::Flat => {
            let mut file = std::io::Cursor::new(Vec::new());
            let place = folder.join(name);
            specimen
                .image
                .write_to(&mut file, image::ImageFormat::Png)
                .map_err(|cause| Failure::unwritable(&place, &cause))?;
            write("png", file.get_ref())?;
            let truth = Truth { specimen: &specimen.truth, photograph: None, shot: None, mrz_in_photo: None };
            return write("json", pretty(&truth).as_bytes());
        }
        Photographed::Clean => Severity::Clean,
        Photographed::Mild => Severity::Mild,
        Photographed::Moderate => Severity::Moderate,
        Photographed::Hard => Severity::Hard,
    };
    // Each kind gets a shot of its own, so that a set of specimens shows more than one fault.
    let mix = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ specimen.truth.specimen as u64;
    let mut random = ChaCha8Rng::seed_from_u64(mix);
    let (width, height) = if arguments.large { (4000, 3000) } else { (1600, 1200) };
    let shot = Shot::of_severity(severity, width, height, &mut random);
    let photo = photograph(&specimen.image, &shot, seed);
    write("jpg", &photo.jpeg)?;
    let mrz_in_photo = specimen.truth.mrz.as_ref().map(|zone| photo.locate(&zone.quad));
    let truth = Truth { specimen: &specimen.truth, photograph: Some(&photo), shot: Some(&shot), mrz_in_photo };
    write("json", pretty(&truth).as_bytes())
}
