//! Rectifiers: the identity for positive x, little or nothing for negative.

use super::{Range, Sampling, Table, functions_of_family};
use crate::atoms::Atoms;
use crate::kernels::Layout;
use crate::real::{Real, div_wide};

/// The leaky line that rrelu draws its slope for.
static LEAKY: Table = Table::of::<LeakyRelu>();

/// x above 0, `slope` x from 0 down: the derivative at 0 is the slope, as in
/// PyTorch.
#[inline(always)]
fn leaky<R: Real>(x: R, slope: R) -> R {
    R::select(x.lit(0.0).lt(x), x, slope * x)
}

functions_of_family! { Rectifier;
    /// max(0, x).
    Relu = "relu" {
        name: "ReLU",
        aliases: ["rectified_linear_unit", "ramp"],
        reference: ("Fukushima", "Visual feature extraction by a multilayered network of analog threshold elements", Some(1969), Some("doi:10.1109/TSSC.1969.300225")),
        notes: "Made popular by Nair & Hinton (2010). The derivative at 0 is 0.",
        parameters: [],
        piecewise_linear: true,
            formula: |x| x.at_least(0.0),
    }

    /// x, and a fixed small slope for negative x.
    LeakyRelu = "leaky_relu" {
        name: "Leaky ReLU",
        aliases: ["lrelu"],
        reference: ("Maas, Hannun, Ng", "Rectifier nonlinearities improve neural network acoustic models", Some(2013), Some("ICML Workshop on Deep Learning for Audio, Speech and Language Processing")),
        notes: "The default slope is that of PyTorch and JAX; TensorFlow has 0.2, old Keras 0.3. The derivative at 0 is alpha.",
        parameters: [alpha = 0.01, Range::REAL, fixed, "slope for negative x"],
        piecewise_linear: true,
            formula: |x| leaky(x, alpha),
    }

    /// x, and a trained slope for negative x.
    Prelu = "prelu" {
        name: "PReLU",
        aliases: ["parametric_relu"],
        reference: ("He, Zhang, Ren, Sun", "Delving deep into rectifiers: surpassing human-level performance on ImageNet classification", Some(2015), Some("arXiv:1502.01852")),
        notes: "One slope, or one per channel. The derivative at 0 is a.",
        parameters: [a = 0.25, Range::REAL, trained, "slope for negative x"],
        piecewise_linear: true,
            formula: |x| leaky(x, a),
    }

    /// x, and a slope for negative x that is drawn per element in training.
    Rrelu = "rrelu" {
        name: "Randomized leaky ReLU",
        aliases: ["randomized_relu"],
        reference: ("Xu, Wang, Chen, Li", "Empirical evaluation of rectified activations in convolutional network", Some(2015), Some("arXiv:1505.00853")),
        notes: "In training each element draws its slope from the uniform distribution on [lower, upper]; in evaluation the slope is the mean. PyTorch's reading; the paper draws the divisor from [3, 8] and divides by 5.5 at test.",
        parameters: [
            lower = 0.125, Range::REAL, fixed, "least slope for negative x";
            upper = 1.0 / 3.0, Range::REAL, fixed, "greatest slope for negative x";
        ],
        check: |p| (p[0] > p[1]).then(|| format!("lower = {} must not be above upper = {}", p[0], p[1])),
        sampling: Sampling { table: &LEAKY },
        piecewise_linear: true,
            formula: |x| leaky(x, (lower + upper).times(0.5)),
    }

    /// ReLU bounded at 6.
    Relu6 = "relu6" {
        name: "ReLU6",
        aliases: ["relu_6"],
        reference: ("Krizhevsky", "Convolutional deep belief networks on CIFAR-10", Some(2010), None),
        notes: "The derivative at both kinks, x = 0 and x = 6, is 0.",
        parameters: [],
        piecewise_linear: true,
            formula: |x| x.at_least(0.0).at_most(6.0),
    }

    /// The square of ReLU.
    SquaredRelu = "squared_relu" {
        name: "Squared ReLU",
        aliases: ["relu2", "relu_squared", "requ", "rectified_quadratic_unit"],
        reference: ("So, Mańke, Liu, Dai, Shazeer, Le", "Primer: searching for efficient transformers for language modeling", Some(2021), Some("arXiv:2109.08668")),
        notes: "Values beyond the range of the element type saturate at its largest number.",
        parameters: [],
        grows: true,
        piecewise_linear: true,
            formula: |x| x.at_least(0.0).square(),
    }

    /// x above a threshold, a constant otherwise.
    Threshold = "threshold" {
        name: "Threshold",
        aliases: [],
        reference: ("framework function", "", None, None),
        notes: "The derivative at the threshold is 0.",
        parameters: [
            a = 0.0, Range::REAL, fixed, "threshold";
            v = 0.0, Range::REAL, fixed, "value up to the threshold";
        ],
        piecewise_linear: true,
            formula: |x| R::select(x.le(a), v, x),
    }

    /// x, and alpha (exp(x) - 1) for negative x.
    Elu = "elu" {
        name: "ELU",
        aliases: ["exponential_linear_unit"],
        reference: ("Clevert, Unterthiner, Hochreiter", "Fast and accurate deep network learning by exponential linear units (ELUs)", Some(2015), Some("arXiv:1511.07289")),
        notes: "The derivative at 0 is alpha.",
        parameters: [alpha = 1.0, Range::POSITIVE, fixed, "depth: the limit at -inf is -alpha"],
        spline: Layout::bent(1.0).far().short(),
        formula: |x| R::select(x.lit(0.0).lt(x), x, alpha * x.expm1()),
    }

    /// x, and alpha (exp(x / alpha) - 1) for negative x.
    Celu = "celu" {
        name: "CELU",
        aliases: ["continuously_differentiable_elu"],
        reference: ("Barron", "Continuously differentiable exponential linear units", Some(2017), Some("arXiv:1704.07483")),
        notes: "Continuously differentiable for every alpha.",
        parameters: [alpha = 1.0, Range::POSITIVE, fixed, "depth: the limit at -inf is -alpha"],
        spline: Layout::bent(1.0).far().short(),
        formula: |x| R::select(x.lit(0.0).lt(x), x, alpha * div_wide(x, alpha).expm1().collapse()),
    }

    /// A scaled ELU whose constants keep mean 0 and variance 1.
    Selu = "selu" {
        name: "SELU",
        aliases: ["scaled_elu"],
        reference: ("Klambauer, Unterthiner, Mayr, Hochreiter", "Self-normalizing neural networks", Some(2017), Some("arXiv:1706.02515")),
        notes: "The derivative at 0 is that of the negative branch, lambda alpha, as in PyTorch. Values beyond the range of the element type saturate at its largest number.",
        parameters: [
            lambda = 1.050_700_987_355_480_5, Range::POSITIVE, fixed, "scale: the slope for positive x";
            alpha = 1.673_263_242_354_377_2, Range::POSITIVE, fixed, "depth before scaling";
        ],
        spline: Layout::bent(1.0).far().short(),
        formula: |x| lambda * R::select(x.lit(0.0).lt(x), x, alpha * x.expm1()),
    }

    /// The smooth ReLU ln(1 + exp(beta x)) / beta.
    SoftplusFunction = "softplus" {
        name: "Softplus",
        aliases: [],
        reference: ("Dugas, Bengio, Bélisle, Nadeau, Garcia", "Incorporating second-order functional knowledge for better option pricing", Some(2000), Some("NIPS 13")),
        notes: "Exact over the whole range; PyTorch replaces it by x above beta x = 20.",
        parameters: [beta = 1.0, Range::POSITIVE, fixed, "sharpness of the bend"],
        spline: Layout::across(1.2).far(),
        formula: |x| {
            let u = beta.mul_wide(x);
            if R::ROOMY {
                // One softplus, and of a negative argument: its derivative by beta
                // does not cancel.
                let right = x.lit(0.0).lt(x);
                let below = R::select(right, -u.hi, u.hi).softplus() * beta.recip();
                return R::select(right, x, x.lit(0.0)) + below;
            }
            let plain = u.softplus().map(#[inline(always)] |v| v / beta).collapse();
            // beta x may overflow where x does not.
            let right = x + (-u).softplus().collapse() / beta;
            R::stable(x.lit(0.0).lt(x), right, plain)
        },
    }
}
