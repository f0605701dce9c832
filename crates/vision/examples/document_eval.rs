//! How well documents are found in a folder of photos with `truth.json`.
//!
//! `truth.json` maps file names to objects whose `quad` holds the four true corners, in any order, or null where the
//! photo shows no document. Prints a line for each photo, then the shares that decide.
//!
//! `cargo run --release -p vision --example document_eval -- FOLDER [--models DIR] [--grey]`

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use verify::geometry::Quad;
use vision::model::{Model, ModelError, RtenModel};
use vision::photo::Channels;
use vision::{Engine, ModelName, ModelSource, Photo};

struct Folder(PathBuf);

impl ModelSource for Folder {
    fn load(&self, name: ModelName) -> Result<Box<dyn Model>, ModelError> {
        let place = self.0.join(format!("{}.onnx", name.name()));
        let bytes = std::fs::read(&place)
            .map_err(|_| ModelError::Missing { name: name.name().into(), place: place.display().to_string() })?;
        let pool = Arc::new(rten::ThreadPool::with_num_threads(1));
        Ok(Box::new(RtenModel::load(name.name(), bytes, Some(pool))?))
    }
}

/// CPU milliseconds that all threads of this process have used; on systems that do not say, those on the clock.
fn cpu_ms(started: Instant) -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return started.elapsed().as_secs_f64() * 1e3 };
    let spent = threads.flatten().filter_map(|thread| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    });
    spent.sum::<f64>() / 1e6
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = PathBuf::from(arguments.first().ok_or("name a folder with truth.json")?);
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
    let named = arguments.iter().position(|argument| argument == "--models").and_then(|at| arguments.get(at + 1));
    let channels =
        if arguments.iter().any(|argument| argument == "--grey") { Channels::Luma } else { Channels::Colour };
    let engine = Engine::new(Box::new(Folder(named.map_or(own, PathBuf::from))));
    let truth: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&std::fs::read(folder.join("truth.json"))?)?;

    #[expect(clippy::disallowed_methods, reason = "an example is its own caller and owns the clock")]
    let started = Instant::now();
    let (mut overlaps, mut without, mut invented, mut spent) = (Vec::new(), 0, 0, Vec::new());
    for (file, truth) in &truth {
        let photo = Photo::decode(&std::fs::read(folder.join(file))?, channels)?;
        let before = cpu_ms(started);
        let found = vision::document::locate(&photo, &engine)?;
        let ms = cpu_ms(started) - before;
        spent.push(ms);
        let confidence = found.as_ref().map_or(0.0, |document| document.confidence);
        let Ok(quad) = serde_json::from_value::<Quad>(truth["quad"].clone()) else {
            without += 1;
            invented += usize::from(found.is_some());
            println!(
                "{file:40} none {} confidence {confidence:.2} {ms:6.1} ms",
                if found.is_some() { "INVENTED" } else { "ok" }
            );
            continue;
        };
        let overlap = found.as_ref().map_or(0.0, |document| document.quad.intersection_over_union(&quad));
        overlaps.push(overlap);
        let corners = found.map(|document| serde_json::to_string(&document.quad)).transpose()?.unwrap_or_default();
        println!("{file:40} {overlap:.4} confidence {confidence:.2} {ms:6.1} ms {corners}");
    }
    // The first run loads and prepares the model.
    let warm = &spent[spent.len().min(1)..];
    let mean = warm.iter().sum::<f64>() / warm.len().max(1) as f64;
    let share = |least: f32| {
        let reached = overlaps.iter().filter(|&&overlap| overlap >= least).count();
        100.0 * reached as f64 / overlaps.len().max(1) as f64
    };
    println!("{} with a document: IoU 0.90 {:.1} %, 0.95 {:.1} %", overlaps.len(), share(0.90), share(0.95));
    println!("{without} without: {invented} invented; locate {mean:.1} ms of CPU, decoding not included");
    Ok(())
}
