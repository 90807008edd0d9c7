//! Steps and sigmoidal functions.

use super::functions_of_family;
use crate::atoms::Atoms;
use crate::kernels::Layout;
use crate::real::Real;
/// From 0 at `-end` to 1 at `end`, linearly; the comparisons are with `x` itself,
/// whose sum with `end` may round.
#[inline(always)]
pub(super) fn ramp<R: Real>(x: R, end: f64) -> R {
    let (low, high) = (x.lit(-end), x.lit(end));
    let inside = x.plus(end) / x.lit(2.0 * end);
    R::select(x.le(low), x.lit(0.0), R::select(high.le(x), x.lit(1.0), inside))
}

pub(super) mod step {
    use super::functions_of_family;

    functions_of_family! { Step;
        /// 1 from 0 up, 0 below.
        BinaryStep = "binary_step" {
            name: "Binary step",
            aliases: ["heaviside", "unit_step", "hard_limiter"],
            reference: ("McCulloch, Pitts", "A logical calculus of the ideas immanent in nervous activity", Some(1943), Some("doi:10.1007/BF02478259")),
            notes: "The value at 0 is 1; other authors take 0 or 1/2. The derivative is 0 everywhere, at 0 by convention.",
            parameters: [],
            piecewise_linear: true,
            formula: |x| {
                let (zero, one) = (x.lit(0.0), x.lit(1.0));
                // The innermost branch is left for NaN.
                R::select(zero.le(x), one, R::select(x.lt(zero), zero, x))
            },
        }
    }
}

functions_of_family! { Sigmoidal;
    /// The logistic function 1 / (1 + exp(-x)).
    SigmoidFunction = "sigmoid" {
        name: "Logistic sigmoid",
        aliases: ["logistic", "expit", "soft_step"],
        reference: ("Rumelhart, Hinton, Williams", "Learning representations by back-propagating errors", Some(1986), Some("doi:10.1038/323533a0")),
        notes: "",
        parameters: [],
        spline: Layout::step(1.0).far().short(),
        formula: |x| x.sigmoid(),
    }

    /// Piecewise linear sigmoid of slope 1/6.
    HardSigmoidSixth = "hard_sigmoid_pt" {
        name: "Hard sigmoid (slope 1/6)",
        aliases: ["hard_sigmoid_sixth"],
        reference: ("Howard, Sandler, Chu, et al.", "Searching for MobileNetV3", Some(2019), Some("arXiv:1905.02244")),
        notes: "The form of PyTorch, Keras 3 and JAX. The derivative at both kinks, x = -3 and x = 3, is 0. See hard_sigmoid_02 for the older slope.",
        parameters: [],        piecewise_linear: true,
            formula: |x| ramp(x, 3.0),
    }

    /// Piecewise linear sigmoid of slope 0.2.
    HardSigmoidFifth = "hard_sigmoid_02" {
        name: "Hard sigmoid (slope 0.2)",
        aliases: [],
        reference: ("Courbariaux, Bengio, David", "BinaryConnect: training deep neural networks with binary weights during propagations", Some(2015), Some("arXiv:1511.00363")),
        notes: "The form of Keras 2, ONNX and Burn; the cited paper uses the slope 1/2, and no first source of 0.2 is known. The derivative at both kinks, x = -2.5 and x = 2.5, is 0. See hard_sigmoid_pt for the slope 1/6.",
        parameters: [],        piecewise_linear: true,
            formula: |x| ramp(x, 2.5),
    }

    /// The logarithm of the sigmoid.
    LogSigmoid = "log_sigmoid" {
        name: "Log-sigmoid",
        aliases: ["logsigmoid"],
        reference: ("framework function", "", None, None),
        notes: "Not bounded below: it approaches x for negative x.",
        parameters: [],
        formula: |x| -(-x).softplus(),
    }

    /// The hyperbolic tangent.
    TanhFunction = "tanh" {
        name: "Hyperbolic tangent",
        aliases: [],
        reference: ("LeCun, Bottou, Bengio, Haffner", "Gradient-based learning applied to document recognition", Some(1998), Some("doi:10.1109/5.726791")),
        notes: "",
        parameters: [],
        spline: Layout::odd(0.6).far().short(),
        formula: |x| x.tanh(),
    }

    /// The identity between two bounds, constant outside.
    Hardtanh = "hardtanh" {
        name: "HardTanh",
        aliases: ["hard_tanh", "clip"],
        reference: ("Collobert", "Large scale machine learning (PhD thesis)", Some(2004), None),
        notes: "The derivative at both kinks is 0, as in PyTorch.",
        parameters: [
            a = -1.0, crate::catalogue::Range::REAL, fixed, "lower bound";
            b = 1.0, crate::catalogue::Range::REAL, fixed, "upper bound";
        ],
        check: |p| (p[0] >= p[1]).then(|| format!("the lower bound a = {} must be below the upper bound b = {}", p[0], p[1])),
        piecewise_linear: true,
            formula: |x| R::select(x.le(a), a, R::select(b.le(x), b, x)),
    }

    /// The arctangent.
    Arctan = "arctan" {
        name: "Arctangent",
        aliases: ["atan"],
        reference: ("Sivri, Akman, Berkol", "Multiclass classification using arctangent activation function and its variations", Some(2022), Some("doi:10.1109/ECAI54874.2022.9847486")),
        notes: "In use since the 1990s; the cited paper examines it anew.",
        parameters: [],
        formula: |x| x.atan(),
    }

    /// x / (1 + |x|).
    SoftsignFunction = "softsign" {
        name: "Softsign",
        aliases: ["symmetric_elliott"],
        reference: ("Turian, Bergstra, Bengio", "Quadratic features and deep architectures for chunking", Some(2009), Some("doi:10.3115/1620853.1620921")),
        notes: "",
        parameters: [],
        formula: |x| x.softsign(),
    }

    /// The derivative of SiLU.
    Dsilu = "dsilu" {
        name: "Derivative of SiLU",
        aliases: ["d_silu"],
        reference: ("Elfwing, Uchibe, Doya", "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning", Some(2017), Some("arXiv:1702.03118")),
        notes: "Not the DoubleSiLU that its authors abbreviate DSiLU as well.",
        parameters: [],
        spline: Layout::step(0.8).with_root(-1.278_464_542_761_074).far(),
        formula: |x| x.silu_slope(),
    }

    /// The derivative of GELU.
    Dgelu = "dgelu" {
        name: "Derivative of GELU",
        aliases: ["d_gelu"],
        reference: ("Roodschild, Gotay-Sardiñas, Jiménez, Will", "Zorro: a flexible and differentiable parametric family of activation functions that extends ReLU and GELU", Some(2024), Some("arXiv:2409.19239")),
        notes: "Named in the cited paper; no separate first paper is known.",
        parameters: [],
        spline: Layout::step(0.62).with_root(-0.751_791_524_693_564_5).tapered(0.145).far(),
        formula: |x| x.gelu_slope(),
    }
}
