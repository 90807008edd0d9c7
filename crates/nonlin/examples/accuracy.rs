//! Measures.
#[path = "../tests/support/mod.rs"]
mod support;
use nonlin::*;
use support::*;
fn main() {
    let only = std::env::args().nth(1);
    let per: usize = std::env::args().nth(2).map_or(20, |s| s.parse().unwrap());
    for a in activations() {
        if let Some(o) = &only {
            if o != "all" && !a.to_string().starts_with(o.as_str()) {
                continue;
            }
        }
        let truth = Truth::new(&a, points_f32(&a, per, per * 400), nonlin_reference::Format::F32);
        let mut line = format!("{:30}", a.to_string());
        for level in [Level::Avx512, Level::Sse42] {
            let e = truth.measure::<f32>(level);
            line += &format!(
                " | {:8.2} @{:<12e} {:8.2} @{:<12e} p {:9.1} @{:<10e} nf {}",
                e.value.ulp,
                e.value.at,
                e.slope.ulp,
                e.slope.at,
                e.parameters.ulp,
                e.parameters.at,
                e.not_finite.len()
            );
            if let Some(x) = e.not_finite.first() {
                line += &format!("({x:e})");
            }
        }
        println!("{line}");
    }
}
