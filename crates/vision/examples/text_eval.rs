//! Prints what the text stage reads in images.
use cpu_time::ProcessTime;
use vision::photo::{Channels, Photo};

#[path = "../tests/support/mod.rs"]
mod support;

fn main() {
    let engine = support::engine();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let photo = Photo::decode(&bytes, Channels::Colour).unwrap();
        // The first run loads the models.
        vision::text::read(&photo, None, None, &engine).unwrap();
        let started = ProcessTime::now();
        let lines = vision::text::read(&photo, None, None, &engine).unwrap();
        println!("{path} {} lines {} ms", lines.len(), started.elapsed().as_millis());
        for line in &lines {
            let q = line.quad.0[0];
            println!("  {:.2} ({:.0},{:.0}) {}", line.confidence, q.x, q.y, line.text);
        }
        for (name, field) in vision::fields::extract(&lines, None) {
            println!("  {name:?} = {:?} {:.2} {:?}", field.value, field.confidence, field.raw);
        }
    }
}
