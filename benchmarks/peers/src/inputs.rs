//! The numbers that all implementations get, and samples of what they make of them.

use std::fs;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::Path;

use half::{bf16, f16};

use crate::peer::{Absent, Outcome, Sample};

/// An element type that all three libraries know.
pub(crate) trait Number:
    nonlin::Element + bytemuck::Zeroable + burn::tensor::Element + candle_core::WithDType
{
    /// For burn and candle, whose names differ.
    const BURN: burn::tensor::DType;
}

impl Number for f32 {
    const BURN: burn::tensor::DType = burn::tensor::DType::F32;
}
impl Number for f64 {
    const BURN: burn::tensor::DType = burn::tensor::DType::F64;
}
impl Number for f16 {
    const BURN: burn::tensor::DType = burn::tensor::DType::F16;
}
impl Number for bf16 {
    const BURN: burn::tensor::DType = burn::tensor::DType::BF16;
}

/// The input and the upstream gradient.
pub(crate) struct Inputs<T> {
    pub(crate) x: Vec<T>,
    pub(crate) gy: Vec<T>,
}

impl<T: Number> Inputs<T> {
    /// The first numbers of `x.f32` and `gy.f32`, rounded to the element type.
    pub(crate) fn read(folder: &str, size: usize) -> Outcome<Self> {
        let read = |name: &str| {
            let path = Path::new(folder).join(name);
            numbers(&path, size)
                .map_err(|error| Absent::failed(format!("{}: {error}", path.display())))
        };
        Ok(Inputs { x: read("x.f32")?, gy: read("gy.f32")? })
    }
}

fn numbers<T: Number>(path: &Path, size: usize) -> io::Result<Vec<T>> {
    let bytes = fs::read(path)?;
    let (words, _) = bytes.as_chunks::<4>();
    let words = words.get(..size).ok_or(io::ErrorKind::UnexpectedEof)?;
    let number = |&word| nonlin::Element::from_f64(f64::from(f32::from_le_bytes(word)));
    Ok(words.iter().map(number).collect())
}

/// An array that begins at a multiple of 64 bytes, as those of PyTorch and JAX do.
/// A `Vec` begins where the allocator likes, and vectors then lie across the lines
/// of the cache.
pub(crate) struct Aligned<T> {
    all: Vec<T>,
    start: usize,
    len: usize,
}

impl<T: Copy> Aligned<T> {
    pub(crate) fn copy_of(values: &[T]) -> Self {
        let Some(&first) = values.first() else {
            return Aligned { all: Vec::new(), start: 0, len: 0 };
        };
        let mut all = vec![first; values.len() + LINE];
        // At most a line's worth of bytes, hence of elements.
        let start = all.as_ptr().align_offset(LINE).min(LINE);
        all[start..start + values.len()].copy_from_slice(values);
        Aligned { all, start, len: values.len() }
    }
}

/// Bytes in a line of the cache, and in the widest vector.
const LINE: usize = 64;

impl<T> Deref for Aligned<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.all[self.start..self.start + self.len]
    }
}

impl<T> DerefMut for Aligned<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.all[self.start..self.start + self.len]
    }
}

/// At most so many results are compared.
const SAMPLES: usize = 1 << 16;

/// Every so-manieth number of an array.
pub(crate) fn thin<T: Copy>(all: &[T], number: impl Fn(T) -> f64) -> Vec<f32> {
    let step = (all.len() / SAMPLES).max(1);
    all.iter().step_by(step).take(SAMPLES).map(|&value| number(value) as f32).collect()
}

/// Writes the arrays of a sample one after the other.
pub(crate) fn write_sample(path: &str, sample: &Sample) -> Outcome<()> {
    let bytes: Vec<u8> = sample.arrays.iter().flatten().flat_map(|v| v.to_le_bytes()).collect();
    fs::write(path, bytes).map_err(|error| Absent::failed(format!("{path}: {error}")))
}
