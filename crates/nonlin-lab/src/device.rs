//! Devices by their names.

use burn::tensor::Device;

use crate::error::{Error, Result};

/// Makes the device of that number; the first is 0.
type Make = fn(usize) -> Device;

/// The devices that this build has, with the names they are given by.
const BUILT_IN: &[(&str, Make)] = &[
    ("cpu", |_| Device::flex()),
    #[cfg(feature = "cuda")]
    ("cuda", |index| Device::cuda(index)),
    #[cfg(feature = "rocm")]
    ("rocm", |index| Device::rocm(index)),
    #[cfg(feature = "wgpu")]
    ("wgpu", |index| Device::wgpu(graphics(index))),
    #[cfg(feature = "vulkan")]
    ("vulkan", |index| Device::vulkan(graphics(index))),
    #[cfg(feature = "metal")]
    ("metal", |index| Device::metal(graphics(index))),
];

/// Backends that a build has by a feature of the same name.
const BY_FEATURE: [&str; 5] = ["cuda", "rocm", "wgpu", "vulkan", "metal"];

/// The best device of a graphics interface, or one of its cards.
#[cfg(any(feature = "wgpu", feature = "vulkan", feature = "metal"))]
fn graphics(index: usize) -> burn::tensor::DeviceKind {
    match index {
        0 => burn::tensor::DeviceKind::DefaultDevice,
        card => burn::tensor::DeviceKind::DiscreteGpu(card),
    }
}

/// A device by its name: `cpu`, which is Burn's backend Flex, and what the features of this
/// crate bring: `cuda`, `rocm`, `wgpu`, `vulkan`, `metal`, with the number of a card behind a
/// colon where there are several, as in `cuda:1`.
///
/// # Errors
///
/// If there is no such device, or it is one that this build does not have; the error says
/// which it has.
pub fn device(name: &str) -> Result<Device> {
    let plain = name.trim().to_ascii_lowercase();
    let (backend, index) = match plain.split_once(':') {
        Some((backend, index)) => (backend, index.parse().ok()),
        None => (plain.as_str(), Some(0)),
    };
    let backend = if backend == "flex" { "cpu" } else { backend };
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let problem = match BUILT_IN.iter().find(|(name, _)| *name == backend) {
        Some((_, make)) => match index {
            Some(index) => return Ok(make(index)),
            None => {
                format!("\"{name}\" has no number of a device behind the colon, as {backend}:0 has")
            }
        },
        None if BY_FEATURE.contains(&backend) => format!(
            "this build has no {backend}, which `--features {backend}` brings when it is compiled; it has {names}"
        ),
        None => format!("there is no \"{name}\"; choose one of {names}"),
    };
    Err(Error::option("device", problem))
}

/// Whether a name is that of the CPU.
pub(crate) fn is_cpu(name: &str) -> bool {
    device(name).is_ok_and(|device| device == Device::flex())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_not_is_refused_with_what_there_is() {
        assert_eq!(device("cpu").unwrap(), Device::flex());
        assert_eq!(device("Flex").unwrap(), Device::flex());
        for (name, problem) in [("cpu:x", "no number"), ("gpu", "no \"gpu\""), ("cp", "\"cp\"")] {
            let message = device(name).unwrap_err().to_string();
            assert!(message.contains(problem) && message.contains("cpu"), "{message}");
        }
        for name in BY_FEATURE {
            if BUILT_IN.iter().any(|(built_in, _)| *built_in == name) {
                continue;
            }
            let message = device(&format!("{name}:1")).unwrap_err().to_string();
            assert!(message.contains(&format!("--features {name}")), "{message}");
        }
    }
}
