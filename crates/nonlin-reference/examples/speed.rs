//! Evaluations per second on one core, value and first derivative, over a
//! dense `f32` grid and over inputs that networks meet.

use nonlin_reference::{Format, Reference, Want, grid_f32, grid_f64};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let to_f64 = |xs: Vec<f32>| xs.into_iter().map(f64::from).collect::<Vec<_>>();
    let single = to_f64(grid_f32(20, &[]));
    let double = grid_f64(2, &[]);
    let everyday: Vec<f64> = (-5000..=5000).map(|i| f64::from(i) * 2e-3 + 1e-5).collect();
    let samples = [
        ("f32 grid", &single, Want::FIRST.for_format(Format::F32)),
        ("f64 grid", &double, Want::FIRST),
        ("[-10, 10]", &everyday, Want::FIRST),
    ];
    let ids: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |id: &str| {
        if ids.is_empty() {
            ["telu", "gelu", "mish"].contains(&id)
        } else {
            ids.iter().any(|i| i == id)
        }
    };
    for reference in Reference::all().iter().filter(|reference| wanted(reference.id())) {
        for (name, xs, want) in &samples {
            let start = Instant::now();
            let results =
                pool.install(|| reference.evaluate_many(xs, &reference.defaults(), *want));
            let rate = results.len() as f64 / start.elapsed().as_secs_f64();
            let unsettled = results.iter().filter(|result| !result.settled).count();
            println!("{:18} {name:10} {rate:9.0}/s, {unsettled} unsettled", reference.id());
        }
    }
    Ok(())
}
