//! Devices by their names.

use burn::tensor::Device;

use crate::error::{Error, Result};

/// The devices that this build has, with the names they are given by.
const BUILT_IN: [&str; 1] = ["cpu"];

/// Backends of Burn that this build does not have.
const OTHERS: [&str; 8] = ["cuda", "rocm", "wgpu", "vulkan", "metal", "webgpu", "libtorch", "gpu"];

/// A device by its name: `cpu`, which is Burn's backend Flex, also under that name.
///
/// # Errors
///
/// If there is no such device, or it is one that this build does not have; the error says
/// which it has.
pub fn device(name: &str) -> Result<Device> {
    let plain = name.trim().to_ascii_lowercase();
    // As in cuda:0.
    let backend = plain.split(':').next().unwrap_or_default();
    match plain.as_str() {
        "cpu" | "flex" => Ok(Device::flex()),
        _ if OTHERS.contains(&backend) => Err(Error::option(
            "device",
            format!(
                "this build has no {backend}: networks run where the activation functions have kernels, which here is {}",
                BUILT_IN.join(", ")
            ),
        )),
        _ => Err(Error::option(
            "device",
            format!("there is no \"{name}\"; choose one of {}", BUILT_IN.join(", ")),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_not_is_refused_with_what_there_is() {
        assert_eq!(device("cpu").unwrap(), Device::flex());
        assert_eq!(device("Flex").unwrap(), Device::flex());
        for (name, problem) in [("cuda:1", "has no cuda"), ("gpu", "has no gpu"), ("cp", "\"cp\"")]
        {
            let message = device(name).unwrap_err().to_string();
            assert!(message.contains(problem) && message.contains("cpu"), "{message}");
        }
    }
}
