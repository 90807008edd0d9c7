//! Times of the kernels.

use std::time::Instant;

use nonlin::Activation;
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::cubecl::future::block_on;
use nonlin_gpu::{Array, Element, Kernel};

use crate::Result;

/// Seconds.
pub(crate) struct Times {
    pub(crate) forward: f64,
    pub(crate) backward: f64,
    /// Backward with the gradients by parameters, if there are any.
    pub(crate) parameters: Option<f64>,
}

pub(crate) struct Measured {
    /// Of a copy.
    pub(crate) copy: f64,
    pub(crate) functions: Vec<Times>,
}

fn wait(client: &Client) -> Result<()> {
    block_on(client.sync()).map_err(|error| format!("the device failed: {error}").into())
}

/// The seconds of one run, the least of several batches.
fn seconds(client: &Client, mut run: impl FnMut() -> nonlin_gpu::Result<()>) -> Result<f64> {
    let mut batch = |count: u32| -> Result<f64> {
        wait(client)?;
        let start = Instant::now();
        for _ in 0..count {
            run()?;
        }
        wait(client)?;
        Ok(start.elapsed().as_secs_f64() / f64::from(count))
    };
    // Compiles, and says how many runs make a batch.
    batch(1)?;
    let count = (0.02 / batch(3)?).clamp(1.0, 1000.0) as u32;
    (0..5).try_fold(f64::INFINITY, |least, _| Ok(least.min(batch(count)?)))
}

/// The functions on so many elements.
pub(crate) fn all(
    client: &Client,
    functions: &[Activation],
    len: usize,
    element: Element,
) -> Result<Measured> {
    let values: Vec<f32> = (0..len).map(|i| ((i * 7919) % 8192) as f32 / 1024.0 - 4.0).collect();
    let x = Array::from_f32(client, &values, element);
    let g = Array::from_f32(client, &values, element);
    let identity = Kernel::new(&"x".parse()?);
    let copy = seconds(client, || identity.forward(client, &x, None).map(drop))?;
    let mut times = Vec::new();
    for (i, activation) in functions.iter().enumerate() {
        eprint!("\r{} {}/{} {activation:30.30}", element.name(), i + 1, functions.len());
        let kernel = Kernel::new(activation);
        let forward = seconds(client, || kernel.forward(client, &x, None).map(drop))?;
        let backward = seconds(client, || kernel.backward(client, &x, &g, None).map(drop))?;
        let parameters = match activation.values() {
            [] => None,
            values => {
                let values: Vec<f32> = values.iter().map(|&v| v as f32).collect();
                let p = Array::from_f32(client, &values, Element::F32);
                let kernel = Kernel::trained(activation, None);
                let run = || kernel.backward_parameters(client, &x, &g, &p).map(drop);
                Some(seconds(client, run)?)
            }
        };
        times.push(Times { forward, backward, parameters });
    }
    eprintln!();
    Ok(Measured { copy, functions: times })
}
