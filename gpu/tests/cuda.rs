//! CUDA C++ of the whole catalogue: written to the folder that the variable
//! `NONLIN_CUDA_SOURCES` names, where `tools/nvrtc.py` compiles it.

mod support;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use nonlin::Channels;
use nonlin_gpu::{Element, Kernel};
use support::{activations, client};

#[test]
fn kernels_become_cuda() {
    let client = client();
    let folder = std::env::var_os("NONLIN_CUDA_SOURCES").map(PathBuf::from);
    let mut written = 0;
    for (i, activation) in activations().into_iter().enumerate() {
        // Each element type in turn: what differs is the load and the store alone. Likewise
        // parameters of all elements, of neighbouring ones and of each.
        let element = [Element::F32, Element::F16, Element::BF16][i % 3];
        let inner = [None, Some(1024), Some(1)][i / 3 % 3];
        let kernel = match activation.function().parameters().is_empty() {
            true => Kernel::new(&activation),
            false => Kernel::trained(&activation, inner.map(|inner| Channels { count: 64, inner })),
        };
        let sources = kernel.cuda_source(&client, element);
        let sources = sources.unwrap_or_else(|error| panic!("{activation}: {error}"));
        assert_eq!(sources.len(), if kernel.has_trained_parameters() { 5 } else { 2 });
        for (what, text) in sources {
            assert!(text.contains("__global__"), "{activation}: {text}");
            if let Some(folder) = &folder {
                // What is the same for many functions, such as the last sums, is there once.
                let mut hash = DefaultHasher::new();
                text.hash(&mut hash);
                let head = format!("// {activation}: {what} of {}\n", element.name());
                let path = folder.join(format!("{:016x}.cu", hash.finish()));
                std::fs::write(path, head + &text).unwrap();
            }
            written += 1;
        }
    }
    println!("{written} kernels");
}
