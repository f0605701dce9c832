use cpu_time::ProcessTime;
use vision::ModelName;
use vision::model::Tensor;
#[path = "../tests/support/mod.rs"]
mod support;
fn main() {
    let engine = support::engine();
    let time = |name: ModelName, shape: [usize; 4]| {
        let model = engine.model(name).unwrap();
        let mut best = f64::MAX;
        for _ in 0..3 {
            let data = vec![0.1; shape.iter().product()];
            let s = ProcessTime::now();
            model.run(vec![Tensor::new(shape, data)]).unwrap();
            best = best.min(s.elapsed().as_secs_f64() * 1e3);
        }
        println!("{} {shape:?} {best:.0} ms", name.name());
    };
    for (h, w) in [(640, 960), (640, 640), (480, 736)] {
        time(ModelName::TextDetector, [1, 3, h, w]);
    }
    for (n, w) in [(1, 160), (1, 320), (4, 320), (1, 640), (1, 960)] {
        time(ModelName::TextSkimmer, [n, 3, 48, w]);
        time(ModelName::TextRecogniser, [n, 3, 48, w]);
    }
}
