//! How fast the kernels are, as a share of what the card copies: a table as in
//! `docs/gpu.md`.
//!
//! ```text
//! cargo run --release --example bandwidth                      # 64 Mi elements
//! cargo run --release --example bandwidth -- 22 gelu,telu,hp1  # 2^22 elements, these functions
//! ```
//!
//! A copy is the kernel of the formula `x`, which loads and stores as the others do; its own
//! rate is printed in bytes, so that it can be held against what the card's maker promises.

use std::time::Instant;

use nonlin::Activation;
use nonlin_gpu::cubecl::Device;
use nonlin_gpu::cubecl::client::Client;
use nonlin_gpu::cubecl::future::block_on;
use nonlin_gpu::cubecl::wgpu::WgpuDevice;
use nonlin_gpu::{Array, Element, Kernel};

const FUNCTIONS: &str = "relu,leaky_relu,gelu,gelu_tanh,silu,swish,mish,telu,elu,selu,softplus,\
                         tanh,sigmoid,hardswish,softsign,snake,prelu,safe_pau(init=gelu),hp1(init=gelu)";

/// The seconds of one run, the least of several batches.
fn seconds(client: &Client, mut run: impl FnMut()) -> f64 {
    let mut batch = |count: u32| {
        wait(client);
        let start = Instant::now();
        (0..count).for_each(|_| run());
        wait(client);
        start.elapsed().as_secs_f64() / f64::from(count)
    };
    // Compiles, and says how many runs make a tenth of a second.
    batch(1);
    let count = (0.1 / batch(3)).clamp(1.0, 1000.0) as u32;
    (0..5).map(|_| batch(count)).fold(f64::INFINITY, f64::min)
}

fn wait(client: &Client) {
    if let Err(error) = block_on(client.sync()) {
        eprintln!("the device failed: {error}");
        std::process::exit(1);
    }
}

fn measure(
    client: &Client,
    list: &[Activation],
    len: usize,
    element: Element,
) -> nonlin_gpu::Result<()> {
    let values: Vec<f32> = (0..len).map(|i| ((i * 7919) % 8192) as f32 / 1024.0 - 4.0).collect();
    let x = Array::from_f32(client, &values, element);
    let g = Array::from_f32(client, &values, element);
    let bytes = (len * element.size()) as f64;
    let copy = match "x".parse() {
        Ok(identity) => Kernel::new(&identity),
        Err(error) => return Err(nonlin_gpu::Error::Function(error)),
    };
    let rate = 2.0 * bytes / seconds(client, || drop(copy.forward(client, &x, None)));
    println!("\n{} x {len}; a copy moves {:.1} GB/s\n", element.name(), rate / 1e9);
    println!("| function | forward | backward | backward with parameters |");
    println!("|---|---|---|---|");
    for activation in list {
        let kernel = Kernel::new(activation);
        let share =
            |arrays: f64, time: f64| format!("{:.0} %", 100.0 * arrays * bytes / time / rate);
        // Mistakes show here, not in the clock.
        kernel.forward(client, &x, None)?;
        let forward = seconds(client, || drop(kernel.forward(client, &x, None)));
        let backward = seconds(client, || drop(kernel.backward(client, &x, &g, None)));
        let parameters = match activation.values() {
            [] => "-".to_owned(),
            values => {
                let values: Vec<f32> = values.iter().map(|&v| v as f32).collect();
                let p = Array::from_f32(client, &values, Element::F32);
                let kernel = Kernel::trained(activation, None);
                kernel.backward_parameters(client, &x, &g, &p)?;
                let run = || drop(kernel.backward_parameters(client, &x, &g, &p));
                share(3.0, seconds(client, run))
            }
        };
        let (forward, backward) = (share(2.0, forward), share(3.0, backward));
        println!("| {activation} | {forward} | {backward} | {parameters} |");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let power: u32 = arguments.next().map_or(Ok(26), |text| text.parse())?;
    let names = arguments.next().unwrap_or_else(|| FUNCTIONS.to_owned());
    let list = nonlin::parse_list(&names)?;
    let client = Device::Wgpu(WgpuDevice::default()).client();
    println!("{} on {}", client.properties().identity.name, client.name());
    for element in [Element::F32, Element::F16, Element::BF16] {
        if element.is_supported(&client) {
            measure(&client, &list, 1 << power, element)?;
        } else {
            println!("\nno {} on this device", element.name());
        }
    }
    Ok(())
}
