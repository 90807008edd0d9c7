//! Image networks as published, with the activation function left open.

mod densenet;
mod efficientnet;
mod lenet;
mod mobilenet;
mod preact;
mod resnet;
mod squeezenet;
mod vgg;

use burn::module::Module;
use burn::tensor::{Device, Tensor};
use nonlin_burn::ActivationConfig;

use super::builder::Builder;
use super::layer::Layer;
use super::mlp;
use super::parameters::{Collector, Initial, Parameter, initialise};
use super::slot::Taps;
use crate::error::{Error, Result};
use crate::random::Random;
use crate::run::names;

names! {
    /// A published image network by name.
    ImageArchitecture, "network":
    /// LeCun, Bottou, Bengio, Haffner 1998, with the plain averages and full connections
    /// that later texts give it.
    LeNet5 = "lenet-5",
    /// Simonyan and Zisserman 2014, arXiv:1409.1556, configuration D with batch normalisation.
    Vgg16Bn = "vgg-16-bn",
    /// He, Zhang, Ren, Sun 2015, arXiv:1512.03385.
    ResNet18 = "resnet-18",
    /// As ResNet-18, 34 layers.
    ResNet34 = "resnet-34",
    /// As ResNet-18, 50 layers with bottlenecks; stride in the 3×3 convolution, as torchvision has it.
    ResNet50 = "resnet-50",
    /// He, Zhang, Ren, Sun 2016, arXiv:1603.05027, with normalisation and activation
    /// after the last block.
    PreActResNet18 = "preact-resnet-18",
    /// As PreActResNet-18, 34 layers.
    PreActResNet34 = "preact-resnet-34",
    /// Iandola et al. 2016, arXiv:1602.07360, version 1.1.
    SqueezeNet11 = "squeezenet-1.1",
    /// Sandler et al. 2018, arXiv:1801.04381. ReLU6 is replaced.
    MobileNetV2 = "mobilenet-v2",
    /// Tan and Le 2019, arXiv:1905.11946. SiLU is replaced, also in the squeeze-and-excitation
    /// blocks, whose sigmoid stays.
    EfficientNetB0 = "efficientnet-b0",
    /// Huang, Liu, van der Maaten, Weinberger 2016, arXiv:1608.06993.
    DenseNet121 = "densenet-121",
}

names! {
    /// How a network begins.
    Stem, "stem":
    /// For images of 32×32 or so: the first convolution is 3×3 at stride 1 and no pooling
    /// follows; VGG-16 has one fully connected layer.
    Cifar = "cifar",
    /// For images of 224×224 or so, as published and in torchvision.
    ImageNet = "imagenet",
}

impl Stem {
    /// The stride that a stage has on large images.
    fn stride(self, large: usize) -> usize {
        match self {
            Stem::Cifar => 1,
            Stem::ImageNet => large,
        }
    }
}

/// The configuration of an [`ImageNetwork`].
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use nonlin_burn::ActivationConfig;
/// use nonlin_lab::networks::{ImageArchitecture, ImageNetworkConfig};
///
/// let config = ImageNetworkConfig::new(ImageArchitecture::LeNet5, [1, 28, 28], 10);
/// let network = config.init(&ActivationConfig::named("telu"), 0, &Device::flex())?;
/// let logits = network.forward(Tensor::zeros([2, 1, 28, 28], &Device::flex()));
/// assert_eq!(logits.dims(), [2, 10]);
/// # Ok::<(), nonlin_lab::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ImageNetworkConfig {
    /// Which network.
    pub architecture: ImageArchitecture,
    /// How it begins. LeNet-5 has one form only.
    pub stem: Stem,
    /// Channels, height and width of the images.
    pub input: [usize; 3],
    /// Number of classes.
    pub classes: usize,
    /// How the weights start.
    pub initial: Initial,
}

impl ImageNetworkConfig {
    /// With the stem that suits the size of the images, and He's uniform weights.
    #[must_use]
    pub fn new(architecture: ImageArchitecture, input: [usize; 3], classes: usize) -> Self {
        let stem = if input[1].min(input[2]) < 96 { Stem::Cifar } else { Stem::ImageNet };
        Self { architecture, stem, input, classes, initial: Initial::default() }
    }

    /// Makes the network with weights drawn by `seed`.
    ///
    /// # Errors
    ///
    /// If the images are too small, there is no such function, or `initial` is impossible.
    pub fn init(
        &self,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<ImageNetwork> {
        Ok(self.build(activation, seed, device)?.initialised(&self.initial, seed))
    }

    /// The network with weights that are not drawn yet and take no memory.
    pub(crate) fn build(
        &self,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<ImageNetwork> {
        self.validate()?;
        let mut builder = Builder::new(device, activation, seed);
        let b = &mut builder;
        let root = match self.architecture {
            ImageArchitecture::LeNet5 => lenet::build(b, self),
            ImageArchitecture::Vgg16Bn => vgg::build(b, self),
            ImageArchitecture::ResNet18 => resnet::build(b, self, [2, 2, 2, 2], false),
            ImageArchitecture::ResNet34 => resnet::build(b, self, [3, 4, 6, 3], false),
            ImageArchitecture::ResNet50 => resnet::build(b, self, [3, 4, 6, 3], true),
            ImageArchitecture::PreActResNet18 => preact::build(b, self, [2, 2, 2, 2]),
            ImageArchitecture::PreActResNet34 => preact::build(b, self, [3, 4, 6, 3]),
            ImageArchitecture::SqueezeNet11 => squeezenet::build(b, self),
            ImageArchitecture::MobileNetV2 => mobilenet::build(b, self),
            ImageArchitecture::EfficientNetB0 => efficientnet::build(b, self),
            ImageArchitecture::DenseNet121 => densenet::build(b, self),
        }?;
        Ok(ImageNetwork { root, input: self.input, classes: self.classes, taps: builder.taps() })
    }

    fn validate(&self) -> Result<()> {
        self.initial.validate()?;
        if self.classes == 0 {
            return Err(Error::option("classes", "a classifier has at least 1 class"));
        }
        let [channels, height, width] = self.input;
        let least = match (self.architecture, self.stem) {
            (ImageArchitecture::LeNet5, _) => 28,
            // Three poolings of 3×3 by 2 after a convolution of stride 2.
            (ImageArchitecture::SqueezeNet11, Stem::ImageNet) => 31,
            (_, Stem::Cifar) => 16,
            (_, Stem::ImageNet) => 32,
        };
        if channels == 0 || height.min(width) < least || height.max(width) > 4096 {
            return Err(Error::option(
                "network",
                format!(
                    "{} takes images of {least}×{least} to 4096×4096 with at least 1 channel, not {height}×{width} with {channels}",
                    self.architecture
                ),
            ));
        }
        if self.architecture == ImageArchitecture::LeNet5 && height != width {
            return Err(Error::option("network", "lenet-5 takes square images"));
        }
        Ok(())
    }
}

/// A classifier of images, or of rows of numbers as images of 1×1.
#[derive(Module, Debug)]
pub struct ImageNetwork {
    root: Layer,
    input: [usize; 3],
    classes: usize,
    #[module(skip)]
    taps: Taps,
}

impl ImageNetwork {
    /// A multilayer perceptron in the same form.
    pub(super) fn perceptron(
        config: &mlp::MlpConfig,
        activation: &ActivationConfig,
        seed: u64,
        device: &Device,
    ) -> Result<Self> {
        let mut builder = Builder::new(device, activation, seed);
        let root = mlp::build(&mut builder, config)?;
        Ok(ImageNetwork {
            root,
            input: [config.features, 1, 1],
            classes: config.classes,
            taps: builder.taps(),
        })
    }

    pub(super) fn initialised(self, initial: &Initial, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let list = self.parameters();
        initialise(self, &list, |parameter| initial.draw(parameter, &mut random))
    }

    /// The logits: `[samples, channels, height, width]` to `[samples, classes]`.
    ///
    /// # Panics
    ///
    /// If the images are not of the size that the network was made for.
    #[must_use]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let [samples, channels, height, width] = images.dims();
        assert_eq!(
            [channels, height, width],
            self.input,
            "images are [channels, height, width] = {:?} for this network",
            self.input
        );
        self.root.forward(images).reshape([samples, self.classes])
    }

    /// Channels, height and width of the images it takes.
    #[must_use]
    pub fn input(&self) -> [usize; 3] {
        self.input
    }

    /// All parameters, and the running statistics of normalisations, in torchvision's order.
    #[must_use]
    pub fn parameters(&self) -> Vec<Parameter> {
        Collector::gather(|list| self.root.list(list))
    }

    /// What can be seen at the slots of the activation function.
    #[must_use]
    pub fn taps(&self) -> &Taps {
        &self.taps
    }
}
