//! CPU time of comparing two names: at most 20 microseconds a pair.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use verify::names::compare;

fn names(criterion: &mut Criterion) {
    let pairs = [
        ("same", "ERIKSSON ANNA MARIA", "Eriksson Anna Maria"),
        ("latin", "MÜLLER JÖRG HANS", "MUELLER JOERG HANS"),
        ("cyrillic", "Щербаков Юрий Петрович", "SHCHERBAKOV IURII PETROVICH"),
        ("arabic", "محمد عبد الله", "MOHAMMED ABDALLAH"),
        ("korean", "김민수", "KIM MINSU"),
        ("latin that differs", "Dr. MÜLLER-LÜDENSCHEIDT JÖRG geb. KOCH", "MUELLER LUEDENSCHEIT JOERG"),
        ("cyrillic that differs", "Щербаков Юрий Петрович", "SHCHERBAKOV IVAN PETROVICH"),
        ("chinese", "单文清", "SHAN WENQING"),
        ("chinese that differs", "单文清", "SHEN WENQING"),
    ];
    for (name, one, other) in pairs {
        criterion.bench_function(name, |b| b.iter(|| compare(black_box(one), black_box(other))));
    }
}

criterion_group!(benches, names);
criterion_main!(benches);
