//! The operation on GPUs, Burn's CubeCL backends: the kernels of `nonlin-gpu` on their
//! tensors.
//!
//! What those kernels do not have goes over the host, slowly but with the bits of the CPU:
//! the draws of stochastic functions in training, and tensors of f64.

use burn::backend::Flex;
use burn::backend::TensorMetadata;
use burn::backend::ops::FloatTensorOps;
use burn::backend::tensor::FloatTensor;
use burn::tensor::{DType, FloatDType, read_sync};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;
use burn_flex::FlexTensor;
use nonlin::Activation;
use nonlin_gpu::{Array, Element, Kernel};

use crate::op::{ActivationOps, Call};

/// The elements of a tensor in their order, if kernels have their type.
fn array(tensor: CubeTensor) -> Option<(CubeTensor, Array)> {
    let element = match tensor.dtype {
        // Stored as f32.
        DType::F32 | DType::Flex32 => Element::F32,
        DType::F16 => Element::F16,
        DType::BF16 => Element::BF16,
        _ => return None,
    };
    let tensor = into_contiguous(tensor);
    let len = tensor.meta.num_elements();
    let array = Array::new(tensor.handle.clone(), len, element);
    Some((tensor, array))
}

/// An array as a tensor like another one.
fn like(tensor: &CubeTensor, array: Array) -> CubeTensor {
    CubeTensor::new_contiguous(
        tensor.client.clone(),
        tensor.device.clone(),
        tensor.shape(),
        array.into_handle(),
        tensor.dtype,
    )
}

/// Shapes are checked before the operation is recorded: what is left is a mistake in this
/// crate.
fn done<T>(result: nonlin_gpu::Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

fn to_host(tensor: CubeTensor) -> FlexTensor {
    match read_sync(CubeBackend::float_into_data(tensor)) {
        Ok(data) => Flex::float_from_data(data, &Default::default()),
        Err(error) => panic!("{error}"),
    }
}

fn to_device(tensor: FlexTensor, like: &CubeTensor) -> CubeTensor {
    match read_sync(Flex::float_into_data(tensor)) {
        Ok(data) => CubeBackend::float_from_data(data, &like.device),
        Err(error) => panic!("{error}"),
    }
}

/// The kernel of a call, if there is one.
fn kernel(call: &Call, trained: bool) -> Option<Kernel> {
    if call.seed.is_some() && call.function.is_stochastic() {
        return None;
    }
    let activation = match Activation::from(call.function).with_values(&call.values) {
        Ok(activation) => activation,
        Err(error) => panic!("{error}"),
    };
    Some(match trained {
        true => Kernel::trained(&activation, call.channels),
        false => Kernel::new(&activation),
    })
}

/// Parameters as kernels read them. Those that are bound to each other are brought back
/// into their ranges on the host, which waits for the device.
fn parameters(kernel: &Kernel, call: &Call, tensor: CubeTensor) -> Array {
    let tensor = match tensor.dtype {
        DType::F32 => tensor,
        _ => CubeBackend::float_cast(tensor, FloatDType::F32),
    };
    let client = tensor.client.clone();
    let tensor = into_contiguous(tensor);
    let len = tensor.meta.num_elements();
    let array = Array::new(tensor.handle, len, Element::F32);
    if !kernel.has_joint_ranges() {
        return array;
    }
    let per = call.function.parameters().len().max(1);
    let mut values = array.to_f32(&client);
    for set in values.chunks_mut(per) {
        // NaN stays: it is no allowed value, and shows in all results.
        if set.iter().any(|v| v.is_nan()) {
            continue;
        }
        let wide: Vec<f64> = set.iter().map(|&v| v.into()).collect();
        if let Ok(allowed) = call.function.project(&wide) {
            set.iter_mut().zip(allowed).for_each(|(to, from)| *to = from as f32);
        }
    }
    Array::from_f32(&client, &values, Element::F32)
}

impl ActivationOps for CubeBackend {
    fn activation(x: FloatTensor<Self>, call: Call) -> FloatTensor<Self> {
        let Some((kernel, (tensor, x))) = kernel(&call, false).zip(array(x.clone())) else {
            return to_device(Flex::activation(to_host(x.clone()), call), &x);
        };
        like(&tensor, done(kernel.forward(&tensor.client, &x, None)))
    }

    fn activation_with(
        x: FloatTensor<Self>,
        p: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self> {
        let Some((kernel, (tensor, x))) = kernel(&call, true).zip(array(x.clone())) else {
            let y = Flex::activation_with(to_host(x.clone()), to_host(p), call);
            return to_device(y, &x);
        };
        let p = parameters(&kernel, &call, p);
        like(&tensor, done(kernel.forward(&tensor.client, &x, Some(&p))))
    }

    fn activation_backward(
        x: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> FloatTensor<Self> {
        let arrays = array(x.clone()).zip(array(gradient.clone()));
        let Some((kernel, ((tensor, x), (_, g)))) = kernel(&call, false).zip(arrays) else {
            let gx = Flex::activation_backward(to_host(x.clone()), to_host(gradient), call);
            return to_device(gx, &x);
        };
        like(&tensor, done(kernel.backward(&tensor.client, &x, &g, None)))
    }

    fn activation_backward_with(
        x: FloatTensor<Self>,
        p: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        call: Call,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        let arrays = array(x.clone()).zip(array(gradient.clone()));
        let Some((kernel, ((tensor, x), (_, g)))) = kernel(&call, true).zip(arrays) else {
            let (host, gradient) = (to_host(x.clone()), to_host(gradient));
            let (gx, gp) = Flex::activation_backward_with(host, to_host(p.clone()), gradient, call);
            return (to_device(gx, &x), to_device(gp, &p));
        };
        let values = parameters(&kernel, &call, p.clone());
        let (gx, gp) = done(kernel.backward_parameters(&tensor.client, &x, &g, &values));
        let gp = CubeTensor::new_contiguous(
            tensor.client.clone(),
            tensor.device.clone(),
            p.shape(),
            gp.into_handle(),
            DType::F32,
        );
        let gp = match float_dtype(p.dtype) {
            Some(dtype) => CubeBackend::float_cast(gp, dtype),
            None => gp,
        };
        (like(&tensor, gx), gp)
    }
}

/// The type to convert f32 to, if another is wanted.
fn float_dtype(dtype: DType) -> Option<FloatDType> {
    match dtype {
        DType::F32 => None,
        other => Some(other.into()),
    }
}
