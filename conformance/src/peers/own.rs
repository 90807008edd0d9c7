//! The library that this suite belongs to, by the same measure.

use super::{Results, Run};
use crate::Failure;
use crate::dtype::Dtype;
use crate::exchange::Work;
use nonlin::{Activation, Element, bf16, f16};

/// Runs every function of its catalogue.
pub(super) fn run(work: &Work) -> Result<(), Failure> {
    let how = "`Kernel::forward` and `Kernel::backward` with default parameters, at the machine's \
               strongest SIMD level.";
    let mut run = Run::new(work, (70, "nonlin", "nonlin (this library)"), how, &["nonlin"]);
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        for dtype in Dtype::ALL {
            run.case(function.id(), function.id(), dtype, |x| match dtype {
                Dtype::F32 => evaluate::<f32>(&activation, x, |x| x as f32, f64::from),
                Dtype::F64 => evaluate::<f64>(&activation, x, |x| x, |y| y),
                Dtype::F16 => evaluate(&activation, x, f16::from_f64, f16::to_f64),
                Dtype::Bf16 => evaluate(&activation, x, bf16::from_f64, bf16::to_f64),
            })?;
        }
    }
    run.finish()
}

fn evaluate<T: Element + Copy>(
    activation: &Activation,
    x: &[f64],
    from: impl Fn(f64) -> T,
    to: impl Fn(T) -> f64,
) -> Results {
    let x: Vec<T> = x.iter().map(|&x| from(x)).collect();
    let ones = vec![from(1.0); x.len()];
    let kernel = activation.kernel();
    let (mut y, mut gx) = (ones.clone(), ones.clone());
    let forward = kernel.forward(&x, &mut y);
    let backward = kernel.backward(&x, &ones, &mut gx);
    let numbers = |numbers: &[T]| numbers.iter().map(|&n| to(n)).collect();
    (
        forward.map(|()| numbers(&y)).map_err(|error| error.to_string()),
        backward.map(|()| numbers(&gx)).map_err(|error| error.to_string()),
    )
}
