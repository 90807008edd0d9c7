//! Random numbers of a run, the same on every machine and with any version of the
//! tensor library.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::run::Init;

/// The generator of a run: ChaCha with 8 rounds.
#[derive(Clone, Debug)]
pub struct Random(ChaCha8Rng);

impl Random {
    /// Starts with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Random(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number in (0, 1), in steps of 2^-53.
    pub(crate) fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    /// A standard normal number (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// So many numbers of that deviation, distributed as `init` says.
    pub(crate) fn numbers(&mut self, init: Init, deviation: f64, count: usize) -> Vec<f32> {
        let mut draw = || match init {
            Init::KaimingNormal | Init::XavierNormal => deviation * self.normal(),
            // A uniform distribution on [-b, b] has the deviation b / sqrt(3).
            Init::KaimingUniform | Init::XavierUniform => {
                deviation * 3.0f64.sqrt() * (2.0 * self.uniform() - 1.0)
            }
        };
        (0..count).map(|_| draw() as f32).collect()
    }

    /// A whole number below `count`, which must not be 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// Fisher and Yates.
    pub(crate) fn shuffle(&mut self, order: &mut [usize]) {
        for i in (1..order.len()).rev() {
            order.swap(i, self.0.random_range(0..=i));
        }
    }
}

impl Init {
    /// The standard deviation of weights of a layer with that many inputs and outputs a
    /// unit; `gain` in place of the distribution's own, √2 for He's and 1 for Glorot's.
    pub(crate) fn deviation(self, inputs: usize, outputs: usize, gain: Option<f64>) -> f64 {
        let (fan_in, fan_out) = (inputs as f64, outputs as f64);
        match self {
            Init::KaimingUniform | Init::KaimingNormal => {
                (gain.map_or(2.0, |gain| gain * gain) / fan_in).sqrt()
            }
            Init::XavierUniform | Init::XavierNormal => {
                (gain.map_or(1.0, |gain| gain * gain) * 2.0 / (fan_in + fan_out)).sqrt()
            }
        }
    }
}
