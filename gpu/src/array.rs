//! Arrays in the memory of a device.

use cubecl::client::Client;
use cubecl::features::TypeUsage;
use cubecl::ir::FloatKind;
use cubecl::prelude::*;
use cubecl::server::Handle;
use cubecl::std::tensor::TensorHandle;
use half::{bf16, f16};

/// The type of the elements of an array. All are computed with in single precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// Single precision.
    F32,
    /// Half precision.
    F16,
    /// Single precision without its last 16 bits.
    BF16,
}

impl Element {
    /// The name, as in `f32`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Element::F32 => "f32",
            Element::F16 => "f16",
            Element::BF16 => "bf16",
        }
    }

    /// The bytes of an element.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Element::F32 => 4,
            Element::F16 | Element::BF16 => 2,
        }
    }

    /// The largest number.
    #[must_use]
    pub const fn largest(self) -> f32 {
        match self {
            Element::F32 => f32::MAX,
            Element::F16 => 65504.0,
            Element::BF16 => 3.389_531_4e38,
        }
    }

    /// The element type as CubeCL has it.
    #[must_use]
    pub const fn elem_type(self) -> ElemType {
        ElemType::Float(match self {
            Element::F32 => FloatKind::F32,
            Element::F16 => FloatKind::F16,
            Element::BF16 => FloatKind::BF16,
        })
    }

    /// Whether a device stores and converts such elements.
    #[must_use]
    pub fn is_supported(self, client: &Client) -> bool {
        let uses = match self {
            Element::F32 => return true,
            Element::F16 => f16::supported_uses(client),
            Element::BF16 => bf16::supported_uses(client),
        };
        uses.contains(TypeUsage::Conversion) && uses.contains(TypeUsage::Buffer)
    }
}

/// An array of numbers in the memory of a device, without gaps.
#[derive(Clone, Debug)]
pub struct Array {
    pub(crate) handle: Handle,
    pub(crate) len: usize,
    pub(crate) element: Element,
}

impl Array {
    /// The array in a handle.
    #[must_use]
    pub fn new(handle: Handle, len: usize, element: Element) -> Self {
        Array { handle, len, element }
    }

    /// A new array, whose contents are not set.
    #[must_use]
    pub fn empty(client: &Client, len: usize, element: Element) -> Self {
        // No device has memory of no bytes.
        let bytes = (len * element.size()).max(4);
        Array::new(client.empty(bytes), len, element)
    }

    /// The numbers as an array of a device.
    #[must_use]
    pub fn from_f32(client: &Client, values: &[f32], element: Element) -> Self {
        let bytes: Vec<u8> = match element {
            Element::F32 => values.iter().flat_map(|v| v.to_ne_bytes()).collect(),
            Element::F16 => values.iter().flat_map(|&v| f16::from_f32(v).to_ne_bytes()).collect(),
            Element::BF16 => values.iter().flat_map(|&v| bf16::from_f32(v).to_ne_bytes()).collect(),
        };
        if bytes.is_empty() {
            return Array::empty(client, 0, element);
        }
        Array::new(client.create_from_slice(&bytes), values.len(), element)
    }

    /// The numbers.
    ///
    /// # Panics
    ///
    /// If the device failed; CubeCL reports failures of kernels where results are read.
    #[must_use]
    pub fn to_f32(&self, client: &Client) -> Vec<f32> {
        let bytes = client.read_one_unchecked(self.handle.clone());
        let bytes = &bytes[..self.len * self.element.size()];
        let halves = |number: fn([u8; 2]) -> f32| {
            bytes.chunks_exact(2).map(|b| number([b[0], b[1]])).collect()
        };
        match self.element {
            Element::F32 => {
                let four = |b: &[u8]| f32::from_ne_bytes([b[0], b[1], b[2], b[3]]);
                bytes.chunks_exact(4).map(four).collect()
            }
            Element::F16 => halves(|b| f16::from_ne_bytes(b).to_f32()),
            Element::BF16 => halves(|b| bf16::from_ne_bytes(b).to_f32()),
        }
    }

    /// The handle.
    #[must_use]
    pub fn into_handle(self) -> Handle {
        self.handle
    }

    /// The number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The type of the elements.
    #[must_use]
    pub fn element(&self) -> Element {
        self.element
    }

    pub(crate) fn arg(&self) -> BufferArg {
        let shape = [self.len.max(1)];
        let tensor =
            TensorHandle::new_contiguous(shape, self.handle.clone(), self.element.elem_type());
        tensor.into_arg().into_buffer_arg()
    }

    pub(crate) fn describe(&self) -> String {
        format!("{} elements of {}", self.len, self.element.name())
    }
}
