//! From a piece of a call to the loop for its element type, level, degrees and kind of
//! denominator.

use super::loops::{self, Sums};
use super::prepared::{Kind, Prepared, Sets};
use crate::kernels::convert::{Half, wide};
use crate::kernels::element::BLOCK;
use crate::kernels::plan::Job;
use crate::kernels::table::at_level;
use crate::level::Level;
use crate::numbers::{Memory, Pack, Quick, V64};

/// f32 in f64, several vectors side by side.
type Several<S> = Quick<Pack<V64<S>, { if cfg!(debug_assertions) { 2 } else { 4 } }>>;
/// f32 in f64, for degrees that take all registers.
type Two<S> = Quick<Pack<V64<S>, 2>>;

/// The loops for units of degrees below `$m` and `$n`.
macro_rules! degrees {
    ($name:ident, $t:ident, $m:literal, $n:literal, $vector:ident, $scalar:ty) => {
        fn $name<const KIND: u8>(
            unit: &Prepared<'_, $m, $n>,
            level: Level,
            limit: f64,
            job: Job<'_, $t>,
            gradient: Option<&mut [f64]>,
        ) {
            let Job { x, gy, y, gx } = job;
            match (gy, y, gradient) {
                (None, Some(y), _) => at_level!(level, true, $vector, $scalar, |V, token| {
                    loops::forward::<V, $t, $m, $n, KIND>(token, unit, limit, x, y)
                }),
                (gy, y, Some(gradient)) => {
                    let (mut sums, job) = (Sums::NONE, Job { x, gy, y, gx });
                    at_level!(level, true, $vector, $scalar, |V, token| {
                        loops::backward::<V, $t, $m, $n, KIND, true>(
                            token, unit, limit, job, &mut sums, gradient,
                        )
                    });
                    unit.fold(&sums, gradient);
                }
                (gy, y, None) => {
                    let (mut sums, job) = (Sums::NONE, Job { x, gy, y, gx });
                    at_level!(level, true, $vector, $scalar, |V, token| {
                        loops::backward::<V, $t, $m, $n, KIND, false>(
                            token,
                            unit,
                            limit,
                            job,
                            &mut sums,
                            &mut [],
                        )
                    });
                }
            }
        }
    };
}
degrees!(small_f32, f32, 6, 5, Several, Quick<f64>);
degrees!(large_f32, f32, 17, 17, Two, Quick<f64>);
degrees!(small_f64, f64, 6, 5, V64, f64);
degrees!(large_f64, f64, 17, 17, V64, f64);

/// Units of any degree, element by element.
fn single<T: Memory>(
    unit: &Prepared<'_, 1, 1>,
    limit: f64,
    job: Job<'_, T>,
    gradient: Option<&mut [f64]>,
) {
    let Job { x, gy, y, gx } = job;
    match (gy, y) {
        (None, Some(y)) => loops::forward_apart(unit, limit, x, y),
        (gy, y) => {
            let job = Job { x, gy, y, gx };
            loops::backward_apart(unit, limit, job, gradient.unwrap_or(&mut []));
        }
    }
}

macro_rules! computed_in_f64 {
    ($name:ident, $t:ident, $small:ident, $large:ident) => {
        /// Elements that share the set of that number; gradients by its coefficients are
        /// added to `gradient`.
        pub(crate) fn $name(
            sets: &Sets<'_>,
            set: usize,
            level: Level,
            limit: f64,
            job: Job<'_, $t>,
            gradient: Option<&mut [f64]>,
        ) {
            macro_rules! of_kind {
                ($degrees:ident, $unit:expr) => {
                    match Kind::number(&$unit.form) {
                        Kind::RAW => $degrees::<{ Kind::RAW }>($unit, level, limit, job, gradient),
                        Kind::ABSOLUTE => {
                            $degrees::<{ Kind::ABSOLUTE }>($unit, level, limit, job, gradient)
                        }
                        Kind::POWER_TERMS => {
                            $degrees::<{ Kind::POWER_TERMS }>($unit, level, limit, job, gradient)
                        }
                        _ => $degrees::<{ Kind::TERMS }>($unit, level, limit, job, gradient),
                    }
                };
            }
            match sets {
                Sets::Small(units) => of_kind!($small, &units[set]),
                Sets::Large(units) => of_kind!($large, &units[set]),
                Sets::Single(units) => single(&units[set], limit, job, gradient),
            }
        }
    };
}
computed_in_f64!(f32_elements, f32, small_f32, large_f32);
computed_in_f64!(f64_elements, f64, small_f64, large_f64);

/// As [`f32_elements`], converted in blocks.
pub(crate) fn half_elements<T: Half>(
    sets: &Sets<'_>,
    set: usize,
    level: Level,
    limit: f64,
    job: Job<'_, T>,
    mut gradient: Option<&mut [f64]>,
) {
    let (mut xs, mut gs, mut ys, mut ds) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
    job.parts(
        |_| BLOCK,
        |_, part| {
            let Job { x, gy, y, gx } = part;
            let len = x.len();
            let block = Job {
                x: wide(level, x, &mut xs),
                gy: gy.map(|gy| &*wide(level, gy, &mut gs)),
                y: y.is_some().then_some(&mut ys[..len]),
                gx: gx.is_some().then_some(&mut ds[..len]),
            };
            f32_elements(sets, set, level, limit, block, gradient.as_deref_mut());
            if let Some(y) = y {
                T::narrow(level, &ys[..len], y);
            }
            if let Some(gx) = gx {
                T::narrow(level, &ds[..len], gx);
            }
        },
    );
}
