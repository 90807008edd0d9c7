//! Diagnostics of a trained network.

use super::network::Frozen;
use crate::data::Dataset;
use crate::run::{Histogram, Probes};

/// The diagnostics over all test samples; `norms` are the gradient norms of the
/// steps of the last epoch, by layer.
pub(super) fn probe(network: &Frozen, data: &Dataset, norms: &[Vec<f64>]) -> Probes {
    let samples = data.test.len();
    let mut layers = vec![Vec::new(); network.activations().len()];
    network.run(&data.test.inputs, samples, |layer, z| layers[layer] = z.to_vec());

    let mut probes = Probes::default();
    let (mut units, mut dead, mut pairs, mut saturated) = (0usize, 0usize, 0usize, 0usize);
    for (activation, z) in network.activations().iter().zip(&layers) {
        let (mut y, mut slopes) = (vec![0.0; z.len()], vec![0.0; z.len()]);
        let ones = vec![1.0f32; z.len()];
        let kernel = activation.kernel();
        if kernel.forward_backward(z, &ones, &mut y, &mut slopes).is_err() {
            // The lengths are equal by construction.
            continue;
        }
        let width = z.len() / samples.max(1);
        let mut alive = vec![false; width];
        for row in slopes.chunks_exact(width.max(1)) {
            for (alive, slope) in alive.iter_mut().zip(row) {
                let slope = f64::from(slope.abs());
                *alive |= slope >= Probes::DEAD_SLOPE;
                saturated += usize::from(slope < Probes::SATURATED_SLOPE);
            }
        }
        units += width;
        dead += alive.iter().filter(|alive| !**alive).count();
        pairs += slopes.len();

        let count = y.len().max(1) as f64;
        let mean = y.iter().map(|&v| f64::from(v)).sum::<f64>() / count;
        let variance = y.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count;
        probes.mean_activation_by_layer.push(mean);
        probes.std_activation_by_layer.push(variance.sqrt());
        probes.activation_histograms.push(Histogram::of(&y));
    }
    let trained = |a: &&nonlin::Activation| a.function().parameters().iter().any(|p| p.trainable);
    let learned = network.activations().iter().filter(trained);
    probes.learned_parameters = learned.map(|a| a.values().to_vec()).collect();
    probes.dead_share = dead as f64 / units.max(1) as f64;
    probes.saturated_share = saturated as f64 / pairs.max(1) as f64;
    let steps = norms.len().max(1) as f64;
    let layers = norms.first().map_or(0, Vec::len);
    probes.gradient_norm_by_layer =
        (0..layers).map(|layer| norms.iter().map(|n| n[layer]).sum::<f64>() / steps).collect();
    probes
}
