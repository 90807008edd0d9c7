//! Timing: rounds in which every subject takes its turn, and medians over them.

use std::ops::Range;
use std::time::Instant;

use nonlin::{Activation, Channels, Element, Kernel, Level};

use crate::output::{Outcome, fail};

/// Memory that the arrays of a measurement may take.
const MEMORY: usize = 8 << 30;

/// What is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// `y = f(x)`.
    Forward,
    /// `gx = gy f'(x)`.
    Backward,
    /// Both in one pass.
    Both,
    /// The backward pass with the gradients of the parameters.
    Parameters,
}

/// What a formula runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The fastest that there is.
    AsIs,
    /// What it runs as where the catalogue does not have its function.
    Unknown,
    /// Register code.
    Code,
}

/// A function in the form in which it is timed.
pub(super) struct Subject {
    pub(super) activation: Activation,
    /// A set of parameters for each of so many channels, in this pass.
    pub(super) channels: Option<usize>,
    pub(super) form: Form,
    pub(super) pass: Pass,
    pub(super) level: Level,
}

impl Subject {
    pub(super) fn new(activation: &Activation, pass: Pass, level: Level) -> Subject {
        Subject { activation: activation.clone(), channels: None, form: Form::AsIs, pass, level }
    }
}

/// The arrays of a measurement, and how it is done.
pub(super) struct Setting {
    pub(super) size: usize,
    pub(super) threads: usize,
    pub(super) rounds: usize,
    /// The standard deviation of the inputs.
    pub(super) spread: f64,
}

/// Nanoseconds per element: of a plain copy, and of each subject.
pub(super) struct Times {
    pub(super) copy: f64,
    pub(super) subjects: Vec<f64>,
}

/// Medians over rounds in which all subjects take turns.
pub(super) fn measure<T: Element>(setting: &Setting, subjects: &[Subject]) -> Outcome<Times> {
    let Setting { size, threads, rounds, spread } = *setting;
    if size.saturating_mul(4 * size_of::<T>()) > MEMORY {
        return fail(format!(
            "--size {size} needs four arrays of {} GiB; at most {} GiB are used in all",
            size.saturating_mul(size_of::<T>()) >> 30,
            MEMORY >> 30
        ));
    }
    // All arrays are written once before anything is timed.
    let x: Vec<T> = normals(0..size, spread);
    let gy: Vec<T> = normals(size..2 * size, 1.0);
    let (mut y, mut gx) = (x.clone(), gy.clone());
    // Small arrays are gone through several times, or the clock would be measured.
    let repeats = (1 << 16) / size.min(1 << 16);

    let parameters: Vec<Vec<f64>> =
        subjects.iter().map(|s| s.activation.values().repeat(s.channels.unwrap_or(1))).collect();
    let kernels: Vec<Kernel<'_>> = subjects
        .iter()
        .zip(&parameters)
        .map(|(subject, parameters)| {
            let function = subject.activation.function();
            let kernel = match subject.channels {
                Some(count) => {
                    // Images of 56 by 56 elements, or what fits.
                    let inner = (size / count).clamp(1, 3136);
                    Kernel::per_channel(function, parameters, Channels { count, inner })?
                }
                None => Kernel::new(function, parameters)?,
            };
            let kernel = match subject.form {
                Form::AsIs => kernel,
                Form::Unknown => kernel.as_unknown(),
                Form::Code => kernel.as_register_code(),
            };
            Ok(kernel.threads(threads).level(subject.level)?)
        })
        .collect::<Outcome<_>>()?;
    let mut copies = Vec::new();
    let mut times = vec![Vec::new(); kernels.len()];
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let copy = clock(repeats, || {
            copy_with(threads, &x, &mut y);
            Ok(())
        })?;
        if round > 0 {
            copies.push(copy);
        }
        for (((subject, kernel), times), parameters) in
            subjects.iter().zip(&kernels).zip(&mut times).zip(&parameters)
        {
            // Whole channels only.
            let len = match subject.channels {
                Some(count) => {
                    let whole = count * (size / count).clamp(1, 3136);
                    size / whole * whole
                }
                None => size,
            };
            let (x, gy, y, gx) = (&x[..len], &gy[..len], &mut y[..len], &mut gx[..len]);
            let mut gp = vec![0.0; parameters.len()];
            let seconds = clock(repeats, || match subject.pass {
                Pass::Forward => kernel.forward(x, y),
                Pass::Backward => kernel.backward(x, gy, gx),
                Pass::Both => kernel.forward_backward(x, gy, y, gx),
                Pass::Parameters => kernel.backward_parameters(x, gy, gx, &mut gp),
            })?;
            if round > 0 {
                times.push(seconds / len as f64);
            }
        }
    }
    Ok(Times {
        copy: median(&mut copies) * 1e9 / size as f64,
        subjects: times.iter_mut().map(|t| median(t) * 1e9).collect(),
    })
}

/// The seconds that one of `repeats` takes.
fn clock(repeats: usize, mut body: impl FnMut() -> nonlin::Result<()>) -> Outcome<f64> {
    let start = Instant::now();
    for _ in 0..repeats {
        body()?;
    }
    Ok(start.elapsed().as_secs_f64() / repeats as f64)
}

/// A plain copy by so many threads.
fn copy_with<T: Element>(threads: usize, from: &[T], to: &mut [T]) {
    let part = from.len().div_ceil(threads.max(1)).max(1);
    if threads == 1 || from.len() < 1 << 16 {
        to.copy_from_slice(from);
        return;
    }
    // This thread copies, too: were it idle, the system might start two others on one core.
    std::thread::scope(|scope| {
        let mut parts = from.chunks(part).zip(to.chunks_mut(part));
        let own = parts.next();
        for (from, to) in parts {
            scope.spawn(|| to.copy_from_slice(from));
        }
        if let Some((from, to)) = own {
            to.copy_from_slice(from);
        }
    });
}

/// Numbers as a normalised layer has them, the same in every run.
pub(super) fn normals<T: Element>(which: Range<usize>, spread: f64) -> Vec<T> {
    which.map(|i| T::from_f64(spread * normal(i))).collect()
}

/// The i-th of a fixed sequence of normal numbers (Box and Muller).
fn normal(i: usize) -> f64 {
    let uniform = |salt: u64| {
        let mut z = (i as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(salt);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    };
    let angle = std::f64::consts::TAU * uniform(1);
    (-2.0 * (1.0 - uniform(2)).ln()).sqrt() * angle.cos()
}

pub(super) fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
