//! CPU time of counting by a calendar: at most 5 microseconds a due time, so that a queue of 10,000 is counted in 50 milliseconds.

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use std::hint::black_box;
use verify::business::Calendar;

fn counting(criterion: &mut Criterion) {
    let submitted = black_box(Timestamp::from_second(1_795_000_000).unwrap_or_default());
    for name in Calendar::SHIPPED {
        let Some(calendar) = Calendar::shipped(name) else { continue };
        criterion.bench_function(&format!("{name} due"), |b| b.iter(|| calendar.due(submitted, 3)));
        let due = calendar.due(submitted, 3);
        criterion.bench_function(&format!("{name} at risk"), |b| b.iter(|| calendar.before_opening(due, 14_400_000)));
        criterion.bench_function(&format!("{name} between"), |b| b.iter(|| calendar.opening_between(submitted, due)));
        criterion.bench_function(&format!("{name} parse"), |b| b.iter(|| Calendar::shipped(black_box(name))));
    }
}

criterion_group!(benches, counting);
criterion_main!(benches);
