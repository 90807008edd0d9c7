//! The studentised range with infinitely many degrees of freedom: how far apart the largest
//! and the smallest of some standard normal numbers lie.

use statrs::function::erf::erfc;

/// The integrand has vanished beyond it.
const REACH: f64 = 9.0;
/// By the trapezoidal rule, whose error for a smooth integrand that vanishes at both ends is
/// far below rounding at this step.
const STEP: f64 = 0.05;

/// The chance that the range of `count` standard normal numbers is above `range`.
pub(super) fn range_tail(range: f64, count: usize) -> f64 {
    if range <= 0.0 {
        return 1.0;
    }
    let steps = (2.0 * REACH / STEP) as i32;
    let sum: f64 = (0..=steps)
        .map(|step| {
            // The largest is at z, all others within `range` below it.
            let z = -REACH + STEP * f64::from(step);
            let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
            density * (below(z) - below(z - range)).powi(count as i32 - 1)
        })
        .sum();
    (1.0 - count as f64 * STEP * sum).clamp(0.0, 1.0)
}

/// The range that is exceeded with that chance.
pub(super) fn critical_range(chance: f64, count: usize) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    // 60 halvings leave nothing of 40.
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if range_tail(middle, count) > chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The chance of a standard normal number below z.
fn below(z: f64) -> f64 {
    erfc(-z / 2f64.sqrt()) / 2.0
}

#[cfg(test)]
mod tests {
    use super::super::tests::close;
    use super::*;

    #[test]
    fn the_tail_is_that_of_mpmath() {
        // 1 - k * mp.quad(lambda z: mp.npdf(z) * (mp.ncdf(z) - mp.ncdf(z - q))**(k - 1), ...)
        for (range, count, tail) in [
            (3.633, 4, 0.05001497899537802),
            (1.0, 2, 0.4795001221869535),
            (2.5, 5, 0.3925427632412641),
            (6.0, 10, 0.0009215153038772608),
            (4.0, 40, 0.6659057525654143),
        ] {
            // The error function of statrs has ten digits after the point.
            let found = range_tail(range, count);
            assert!((found - tail).abs() < 1e-10, "{found} is not {tail}");
        }
        assert_eq!(range_tail(0.0, 3), 1.0);
        assert!((0.0..1e-10).contains(&range_tail(50.0, 3)));
    }

    #[test]
    fn critical_values_are_those_of_mpmath_and_demsar() {
        // Divided by √2; the printed ones are Table 5 of Demšar (2006).
        for (count, exact, printed) in [
            (2, 1.9599639845400543, 1.960),
            (3, 2.3437005863784086, 2.343),
            (4, 2.5690317725464835, 2.569),
            (5, 2.7277743708703763, 2.728),
            (10, 3.163683577053372, 3.164),
        ] {
            let found = critical_range(0.05, count) / 2f64.sqrt();
            close(found, exact, 1e-10);
            assert!((found - printed).abs() < 1e-3, "{found} {printed}");
        }
        close(critical_range(0.05, 20) / 2f64.sqrt(), 3.5437991315177806, 1e-10);
    }
}
