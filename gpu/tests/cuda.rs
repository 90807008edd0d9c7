//! CUDA C++ of the whole catalogue: written to the folder that the variable
//! `NONLIN_CUDA_SOURCES` names, where `tools/nvrtc.py` compiles it.

mod support;

use std::path::PathBuf;

use nonlin_gpu::{Element, Kernel};
use support::{FORMULAS, activations, client};

#[test]
fn kernels_become_cuda() {
    let client = client();
    let folder = std::env::var_os("NONLIN_CUDA_SOURCES").map(PathBuf::from);
    let formulas = FORMULAS.iter().map(|text| text.parse().unwrap());
    let mut written = 0;
    for (i, activation) in activations().into_iter().chain(formulas).enumerate() {
        // Each element type in turn: what differs is the load and the store alone.
        let element = [Element::F32, Element::F16, Element::BF16][i % 3];
        let kernel = match activation.function().parameters().is_empty() {
            true => Kernel::new(&activation),
            false => Kernel::trained(&activation, None),
        };
        let sources = kernel.cuda_source(&client, element);
        let sources = sources.unwrap_or_else(|error| panic!("{activation}: {error}"));
        assert_eq!(sources.len(), if kernel.has_trained_parameters() { 5 } else { 2 });
        for (what, text) in sources {
            assert!(text.contains("__global__"), "{activation}: {text}");
            if let Some(folder) = &folder {
                let name = format!("{i:03}_{what}_{}.cu", element.name());
                let head = format!("// {activation}\n");
                std::fs::write(folder.join(name), head + &text).unwrap();
            }
            written += 1;
        }
    }
    println!("{written} kernels");
}
