//! That all ways to call a kernel agree to the bit.

#![allow(dead_code, unreachable_pub)]

use nonlin::{Element, Kernel};

/// Numbers between -8 and 8, without a pattern that a kernel could see.
pub fn numbers<T: Element>(n: usize) -> Vec<T> {
    (0..n).map(|i| T::from_f64((i as f64 * 0.754_877_666_246_692_7).fract() * 16.0 - 8.0)).collect()
}

pub fn bits<T: Element>(values: &[T]) -> Vec<u64> {
    values.iter().map(|v| v.to_f64().to_bits()).collect()
}

/// Calls the kernel, which has so many parameters, over `n` elements in every way, in place
/// and apart, on some threads; the values.
pub fn agree<T: Element>(kernel: &Kernel<'_>, parameters: usize, n: usize, name: &str) -> Vec<T> {
    let (x, gy) = (numbers::<T>(n), numbers::<T>(n + 3)[3..].to_vec());
    let zero = vec![T::from_f64(0.0); n];
    let (mut y, mut gx) = (zero.clone(), zero.clone());
    kernel.forward(&x, &mut y).unwrap();
    kernel.backward(&x, &gy, &mut gx).unwrap();

    let (mut both_y, mut both_gx) = (zero.clone(), zero.clone());
    kernel.forward_backward(&x, &gy, &mut both_y, &mut both_gx).unwrap();
    assert_eq!(bits(&both_y), bits(&y), "{name} {n}");
    assert_eq!(bits(&both_gx), bits(&gx), "{name} {n}");

    let (mut in_place, mut gradient) = (x.clone(), gy.clone());
    kernel.forward_in_place(&mut in_place).unwrap();
    kernel.backward_in_place(&x, &mut gradient).unwrap();
    assert_eq!(bits(&in_place), bits(&y), "{name} {n}");
    assert_eq!(bits(&gradient), bits(&gx), "{name} {n}");

    let (mut by_input, mut sums) = (zero.clone(), vec![7.0; parameters]);
    kernel.backward_parameters(&x, &gy, &mut by_input, &mut sums).unwrap();
    assert_eq!(bits(&by_input), bits(&gx), "{name} {n}");

    for threads in [1, 2, 7] {
        let kernel = kernel.clone().threads(threads);
        let (mut other, mut other_sums) = (zero.clone(), vec![0.0; sums.len()]);
        kernel.forward(&x, &mut other).unwrap();
        assert_eq!(bits(&other), bits(&y), "{name} {n} on {threads} threads");
        kernel.backward_parameters(&x, &gy, &mut other, &mut other_sums).unwrap();
        assert_eq!(bits(&other), bits(&gx), "{name} {n} on {threads} threads");
        assert_eq!(other_sums, sums, "{name} {n} on {threads} threads");
        let mut other = x.clone();
        kernel.forward_in_place(&mut other).unwrap();
        assert_eq!(bits(&other), bits(&y), "{name} {n} on {threads} threads");
    }
    y
}
