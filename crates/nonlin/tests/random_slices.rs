//! Kernels and parsers on random input: any length up to 4,100, any start, any bit
//! pattern, every element type and level, in place and out of place.
//!
//! The numbers are the same in every run. `NONLIN_FUZZ_ROUNDS=100000` goes on for
//! longer; `tools/sanitize.sh` runs this with an address sanitizer.

#[path = "support/random.rs"]
#[allow(dead_code, unreachable_pub)]
mod random;

use nonlin::{Activation, Channels, Element, Kernel, Level, bf16, f16};
use random::Random;

fn rounds() -> usize {
    std::env::var("NONLIN_FUZZ_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// An element type with its bits.
trait Bits: Element + PartialEq {
    fn of(bits: u64) -> Self;
    fn bits(self) -> u64;
}
macro_rules! bits {
    ($($t:ty, $b:ty;)+) => {
        $(impl Bits for $t {
            fn of(bits: u64) -> Self {
                <$t>::from_bits(bits as $b)
            }
            fn bits(self) -> u64 {
                self.to_bits().into()
            }
        })+
    };
}
bits! { f32, u32; f64, u64; f16, u16; bf16, u16; }

/// The bits, with one pattern for all NaN.
fn canonical<T: Bits>(value: T) -> u64 {
    if value.to_f64().is_nan() { u64::MAX } else { value.bits() }
}

/// Half of the numbers are any bits, half of a size as networks have them.
fn any<T: Bits>(random: &mut Random) -> T {
    let bits = random.next();
    if bits & 1 == 0 {
        T::of(bits >> 1)
    } else {
        T::from_f64(((bits >> 12) as f64 / (1u64 << 52) as f64 - 0.5) * 24.0)
    }
}

/// Elements on either side of a slice, which nothing may touch.
const GUARD: usize = 70;

fn slices<T: Bits>(seed: u64) {
    let mut random = Random(seed);
    let functions = nonlin::tuned_functions();
    let levels = Level::available();
    for _ in 0..rounds() {
        let activation = Activation::from(functions[random.below(functions.len())]);
        let level = levels[random.below(levels.len())];
        let len = match random.below(4) {
            0 => random.below(140),
            1 => 1024 * random.below(5) + random.below(4),
            _ => random.below(4_101),
        };
        let start = random.below(GUARD);
        let what = format!("{activation} in {} at {level}, {len} from {start}", T::NAME);
        let total = len + 2 * GUARD;
        let x: Vec<T> = (0..total).map(|_| any(&mut random)).collect();
        let gy: Vec<T> = (0..total).map(|_| any(&mut random)).collect();
        let range = start..start + len;
        let kernel = activation.kernel().level(level).unwrap();
        let (mut y, mut gx) = (gy.clone(), x.clone());
        kernel.forward(&x[range.clone()], &mut y[range.clone()]).unwrap();
        kernel.backward(&x[range.clone()], &gy[range.clone()], &mut gx[range.clone()]).unwrap();
        for i in (0..total).filter(|i| !range.contains(i)) {
            assert_eq!(y[i].bits(), gy[i].bits(), "{what}: wrote outside, at {i}");
            assert_eq!(gx[i].bits(), x[i].bits(), "{what}: wrote outside, at {i}");
        }
        // In place.
        let (mut z, mut g) = (x.clone(), gy.clone());
        kernel.forward_in_place(&mut z[range.clone()]).unwrap();
        kernel.backward_in_place(&x[range.clone()], &mut g[range.clone()]).unwrap();
        // A few elements by themselves.
        for i in range.clone() {
            assert_eq!(canonical(z[i]), canonical(y[i]), "{what}: in place, at {i}");
            assert_eq!(canonical(g[i]), canonical(gx[i]), "{what}: in place, at {i}");
            if random.below(64) == 0 {
                let (mut one, mut slope) = ([x[i]], [x[i]]);
                kernel.forward(&[x[i]], &mut one).unwrap();
                kernel.backward(&[x[i]], &[gy[i]], &mut slope).unwrap();
                assert_eq!(canonical(one[0]), canonical(y[i]), "{what}: alone, at {i}");
                assert_eq!(canonical(slope[0]), canonical(gx[i]), "{what}: alone, at {i}");
            }
            let (value, slope) = (y[i].to_f64(), gx[i].to_f64());
            if x[i].to_f64().is_finite() {
                assert!(value.is_finite(), "{what}: f({:e}) = {value}", x[i].to_f64());
                assert!(!slope.is_nan() || gy[i].to_f64().is_nan(), "{what}: slope, at {i}");
            }
        }
        channels(&mut random, &activation, level, &x[range.clone()], &gy[range]);
    }
}

/// Channels with equal parameters are the shared kernel.
fn channels<T: Bits>(
    random: &mut Random,
    activation: &Activation,
    level: Level,
    x: &[T],
    gy: &[T],
) {
    let per = activation.values().len();
    let (count, inner) = (1 + random.below(9), 1 + random.below(150));
    let len = x.len() / (count * inner) * (count * inner);
    if per == 0 || len == 0 {
        return;
    }
    let (x, gy) = (&x[..len], &gy[..len]);
    let parameters = activation.values().repeat(count);
    let function = activation.function();
    let kernel = Kernel::per_channel(function, &parameters, Channels { count, inner })
        .and_then(|kernel| kernel.level(level))
        .unwrap();
    let shared = activation.kernel().level(level).unwrap();
    let (mut a, mut b) = (x.to_vec(), x.to_vec());
    kernel.forward(x, &mut a).unwrap();
    shared.forward(x, &mut b).unwrap();
    let same = a.iter().zip(&b).all(|(&a, &b)| canonical(a) == canonical(b));
    assert!(same, "{activation} at {level}: {count} channels of {inner}");
    let mut gp = vec![0.0; parameters.len()];
    kernel.backward_parameters(x, gy, &mut a, &mut gp).unwrap();
    shared.backward(x, gy, &mut b).unwrap();
    let same = a.iter().zip(&b).all(|(&a, &b)| canonical(a) == canonical(b));
    assert!(same, "{activation} at {level}: gradients of {count} channels of {inner}");
}

#[test]
fn f32_slices() {
    slices::<f32>(1);
}

#[test]
fn f64_slices() {
    slices::<f64>(2);
}

#[test]
fn f16_slices() {
    slices::<f16>(3);
}

#[test]
fn bf16_slices() {
    slices::<bf16>(4);
}

/// Where few elements are out of the range of polynomials, or have gradients that are not
/// finite, these are packed; all have the results that they have alone.
fn few_are_packed<T: Bits>(seed: u64) {
    let mut random = Random(seed);
    // More than are packed together.
    let len = 20_003;
    let mut mostly = |share: usize| -> Vec<T> {
        let one = |random: &mut Random| match random.below(share) {
            0 => any(random),
            _ => T::from_f64(2.0 * (random.unit() + random.unit())),
        };
        (0..len).map(|_| one(&mut random)).collect()
    };
    let (x, gy) = (mostly(20), mostly(5));
    for function in nonlin::tuned_functions() {
        let activation = Activation::from(*function);
        for level in Level::available() {
            let kernel = activation.kernel().level(level).unwrap();
            let (mut y, mut gx, mut gx2) = (x.clone(), x.clone(), x.clone());
            kernel.forward_backward(&x, &gy, &mut y, &mut gx).unwrap();
            kernel.backward(&x, &gy, &mut gx2).unwrap();
            for i in 0..len {
                let what = || format!("{activation} in {} at {level}, at {i}", T::NAME);
                assert_eq!(canonical(gx[i]), canonical(gx2[i]), "{}", what());
                if i % 5 == 0 || !(-3.0..3.0).contains(&x[i].to_f64()) {
                    let (mut one, mut slope) = ([x[i]], [x[i]]);
                    kernel.forward(&[x[i]], &mut one).unwrap();
                    kernel.backward(&[x[i]], &[gy[i]], &mut slope).unwrap();
                    assert_eq!(canonical(one[0]), canonical(y[i]), "{}", what());
                    assert_eq!(canonical(slope[0]), canonical(gx[i]), "{}", what());
                }
            }
        }
    }
}

#[test]
fn few_f32_elements_are_packed() {
    few_are_packed::<f32>(6);
}

#[test]
fn few_f16_elements_are_packed() {
    few_are_packed::<f16>(7);
}

#[test]
fn few_bf16_elements_are_packed() {
    few_are_packed::<bf16>(8);
}

/// Arrays that are written past the cache have the results of those that are not.
#[test]
fn large_arrays_have_the_results_of_small_ones() {
    let mut random = Random(5);
    // An odd number of elements from an odd start, above the threshold.
    let len = (25 << 18) + 13;
    let x: Vec<f32> = (0..len + 3).map(|_| any(&mut random)).collect();
    let gy: Vec<f32> = (0..len + 3).map(|_| any(&mut random)).collect();
    let (x, gy) = (&x[3..], &gy[3..]);
    for text in ["mish", "swish(beta=1.3)"] {
        let activation: Activation = text.parse().unwrap();
        let kernel = activation.kernel();
        let (mut y, mut gx) = (vec![0.0f32; len + 1], vec![0.0f32; len + 1]);
        kernel.forward_backward(x, gy, &mut y[1..], &mut gx[1..]).unwrap();
        let mut gp = vec![0.0; activation.values().len()];
        let mut gx2 = vec![0.0; len];
        kernel.backward_parameters(x, gy, &mut gx2, &mut gp).unwrap();
        let (mut part_y, mut part_gx) = (vec![0.0f32; 4099], vec![0.0f32; 4099]);
        for start in (0..len).step_by(4099) {
            let range = start..(start + 4099).min(len);
            let (y0, gx0) = (&mut part_y[..range.len()], &mut part_gx[..range.len()]);
            kernel.forward_backward(&x[range.clone()], &gy[range.clone()], y0, gx0).unwrap();
            for (k, i) in range.enumerate() {
                assert_eq!(canonical(y0[k]), canonical(y[1 + i]), "{activation} at {i}");
                assert_eq!(canonical(gx0[k]), canonical(gx[1 + i]), "{activation} at {i}");
                assert_eq!(canonical(gx0[k]), canonical(gx2[i]), "{activation} at {i}");
            }
        }
    }
}

/// No text makes a parser panic, and what is understood is printed as it reads.
#[test]
fn parsers_survive_any_text() {
    let mut random = Random(6);
    let words = [
        "swish",
        "zorro_symmetric",
        "telu",
        "elu",
        "(",
        ")",
        "=",
        ",",
        "beta",
        "alpha",
        "a",
        "b",
        "1",
        "-2.5",
        "1e400",
        "nan",
        "inf",
        "e",
        ".",
        " ",
        "β",
        "\u{0}",
        "((",
        "\n",
        "−1",
        "relu",
    ];
    for _ in 0..50 * rounds() {
        let text: String = (0..random.below(9)).map(|_| words[random.below(words.len())]).collect();
        if let Ok(activation) = text.parse::<Activation>() {
            let printed = activation.to_string();
            assert_eq!(printed.parse::<Activation>().unwrap(), activation, "{text:?}");
        }
        let _ = nonlin::parse_list(&text);
        let _ = text.parse::<Level>();
        let bytes: Vec<u8> = (0..random.below(12)).map(|_| random.next() as u8).collect();
        let _ = String::from_utf8_lossy(&bytes).parse::<Activation>();
    }
}
