//! The operation on Flex, Burn's CPU backend: the kernels of `nonlin` on its
//! storage.

use burn::backend::Flex;
use burn::tensor::{DType, bf16, f16};
use burn_flex::FlexTensor;
use nonlin::{Element, Kernel};

use crate::op::{ActivationOps, Call};

/// An element type of both Flex and nonlin.
trait Stored: Element + burn::tensor::Element + bytemuck::Pod {}
impl<T: Element + burn::tensor::Element + bytemuck::Pod> Stored for T {}

/// Runs `$body` with `$T` the element type of the tensor.
macro_rules! by_dtype {
    ($tensor:expr, |$T:ident| $body:expr) => {
        match $tensor.dtype() {
            DType::F64 => {
                type $T = f64;
                $body
            }
            DType::F16 => {
                type $T = f16;
                $body
            }
            DType::BF16 => {
                type $T = bf16;
                $body
            }
            // Flex has no other float type, and stores flex32 as f32.
            _ => {
                type $T = f32;
                $body
            }
        }
    };
}

/// The elements of a contiguous tensor.
fn elements<T: Stored>(tensor: &FlexTensor) -> &[T] {
    tensor.as_slice::<T>().unwrap_or(&[])
}

/// The tensor with its elements in order and nobody else's hands on them, where
/// results can take the place of the input.
fn owned<T: Stored>(tensor: FlexTensor) -> FlexTensor {
    let mut tensor = tensor.to_contiguous();
    let whole = tensor.as_slice::<T>().map(<[T]>::len) == Some(tensor.storage::<T>().len());
    if whole && tensor.try_storage_mut::<T>().is_some() {
        return tensor;
    }
    let mut copy = FlexTensor::empty(tensor.layout().shape().clone(), tensor.dtype());
    copy.storage_mut::<T>().copy_from_slice(elements(&tensor));
    copy
}

/// What the kernel of a call is to do. Trained parameters are brought back into
/// their ranges; where one is not a number, neither is any result.
fn with_kernel<R>(
    call: &Call,
    parameters: &[f64],
    run: impl FnOnce(&Kernel<'_>) -> nonlin::Result<R>,
) -> Option<R> {
    if parameters.iter().any(|p| p.is_nan()) {
        return None;
    }
    let per = call.function.parameters().len();
    let values: Vec<f64> = if per == 0 {
        Vec::new()
    } else {
        let sets = parameters.chunks(per).map(|set| call.function.project(set));
        match sets.collect::<nonlin::Result<Vec<_>>>() {
            Ok(sets) => sets.concat(),
            Err(error) => panic!("{error}"),
        }
    };
    let kernel = match call.channels {
        Some(channels) => Kernel::per_channel(call.function, &values, channels),
        None => Kernel::new(call.function, &values),
    };
    let kernel = kernel.map(|kernel| match call.seed {
        Some(seed) => kernel.training(seed),
        None => kernel,
    });
    // Shapes are checked before the operation is recorded, values are projected:
    // what is left is a mistake in this crate.
    match kernel.and_then(|kernel| run(&kernel)) {
        Ok(result) => Some(result),
        Err(error) => panic!("{error}"),
    }
}

/// Parameter values as f64.
fn values(parameters: &FlexTensor) -> Vec<f64> {
    let parameters = parameters.to_contiguous();
    by_dtype!(parameters, |T| elements::<T>(&parameters)
        .iter()
        .map(|p| Element::to_f64(*p))
        .collect())
}

fn forward(x: FlexTensor, parameters: &[f64], call: &Call) -> FlexTensor {
    by_dtype!(x, |T| {
        let mut y = owned::<T>(x);
        let slice = y.storage_mut::<T>();
        if with_kernel(call, parameters, |kernel| kernel.forward_in_place(slice)).is_none() {
            y.storage_mut::<T>().fill(<T as Element>::from_f64(f64::NAN));
        }
        y
    })
}

fn backward(x: &FlexTensor, gradient: FlexTensor, parameters: &[f64], call: &Call) -> FlexTensor {
    let x = x.to_contiguous();
    by_dtype!(x, |T| {
        let mut g = owned::<T>(gradient);
        let slice = g.storage_mut::<T>();
        let done = with_kernel(call, parameters, |kernel| {
            kernel.backward_in_place(elements::<T>(&x), slice)
        });
        if done.is_none() {
            g.storage_mut::<T>().fill(<T as Element>::from_f64(f64::NAN));
        }
        g
    })
}

impl ActivationOps for Flex {
    fn activation(x: FlexTensor, call: Call) -> FlexTensor {
        let parameters = call.values.clone();
        forward(x, &parameters, &call)
    }

    fn activation_with(x: FlexTensor, parameters: FlexTensor, call: Call) -> FlexTensor {
        forward(x, &values(&parameters), &call)
    }

    fn activation_backward(x: FlexTensor, gradient: FlexTensor, call: Call) -> FlexTensor {
        let parameters = call.values.clone();
        backward(&x, gradient, &parameters, &call)
    }

    fn activation_backward_with(
        x: FlexTensor,
        parameters: FlexTensor,
        gradient: FlexTensor,
        call: Call,
    ) -> (FlexTensor, FlexTensor) {
        let p = values(&parameters);
        let (x, gradient) = (x.to_contiguous(), gradient.to_contiguous());
        let mut by_parameters =
            FlexTensor::empty(parameters.layout().shape().clone(), parameters.dtype());
        let (by_input, sums) = by_dtype!(x, |T| {
            let mut gx = FlexTensor::empty(x.layout().shape().clone(), x.dtype());
            let mut sums = vec![0.0; p.len()];
            let slice = gx.storage_mut::<T>();
            let done = with_kernel(&call, &p, |kernel| {
                let (x, g) = (elements::<T>(&x), elements::<T>(&gradient));
                kernel.backward_parameters(x, g, slice, &mut sums)
            });
            if done.is_none() {
                gx.storage_mut::<T>().fill(<T as Element>::from_f64(f64::NAN));
                sums.fill(f64::NAN);
            }
            (gx, sums)
        });
        by_dtype!(by_parameters, |T| {
            for (to, &from) in by_parameters.storage_mut::<T>().iter_mut().zip(&sums) {
                *to = <T as Element>::from_f64(from);
            }
        });
        (by_input, by_parameters)
    }
}
