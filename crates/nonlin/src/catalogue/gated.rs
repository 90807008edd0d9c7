//! Self-gated functions: x times a gate between 0 and 1.

use super::sigmoidal::ramp;
use super::{Range, functions_of_family};
use crate::atoms::{ErfSoftplus, NormalCdf, Sigmoid, TanhExp, TanhSoftplus};
use crate::kernels::Layout;
use crate::wide::Wide;

/// 2 sqrt(2 / pi), and what f64 leaves of it; the rest of the tanh form's cubic
/// coefficient 0.044715 and of the quick form's 1.702, likewise.
pub(crate) const TWICE_SQRT_2_OVER_PI: f64 = 1.595_769_121_605_730_8;
const TWICE_SQRT_2_OVER_PI_REST: f64 = -9.969_308_809_110_92e-17;
const CUBE: f64 = 0.044_715;
const CUBE_REST: f64 = 2.196_021_142_708_559_5e-18;
const QUICK: f64 = 1.702;
const QUICK_REST: f64 = 4.263_256_414_560_601e-17;

functions_of_family! { SelfGated;
    /// x relu6(x + 3) / 6.
    HardSwish = "hard_swish" {
        name: "Hard swish",
        aliases: ["hardswish", "hard_silu", "h_swish"],
        reference: ("Howard, Sandler, Chu, et al.", "Searching for MobileNetV3", Some(2019), Some("arXiv:1905.02244")),
        notes: "The derivative is 0 at x = -3 and 1 at x = 3, as in PyTorch.",
        parameters: [],        piecewise_linear: true,
            formula: |x| x.absorb(ramp(x, 3.0)),
    }

    /// x sigmoid(x).
    Silu = "silu" {
        name: "SiLU",
        aliases: ["sigmoid_linear_unit", "swish_1"],
        reference: ("Elfwing, Uchibe, Doya", "Sigmoid-weighted linear units for neural network function approximation in reinforcement learning", Some(2017), Some("arXiv:1702.03118")),
        notes: "Named in the GELU paper (2016) already. Many sources call it swish.",
        parameters: [],
        spline: Layout::ramp(1.0).far().short(),
        formula: |x| x.gated::<Sigmoid>(x),
    }

    /// x sigmoid(beta x).
    Swish = "swish" {
        name: "Swish",
        aliases: ["acon_a"],
        reference: ("Ramachandran, Zoph, Le", "Searching for activation functions", Some(2017), Some("arXiv:1710.05941")),
        notes: "With beta = 1 it is SiLU; many sources mean that by swish.",
        parameters: [beta = 1.0, Range::REAL, trained, "sharpness of the gate"],
        spline: Layout::ramp(1.0).far().short(),
        formula: |x| x.gated::<Sigmoid>(beta.mul_wide(x)),
    }

    /// x times the normal distribution function of x.
    Gelu = "gelu" {
        name: "GELU",
        aliases: ["gaussian_error_linear_unit"],
        reference: ("Hendrycks, Gimpel", "Gaussian error linear units (GELUs)", Some(2016), Some("arXiv:1606.08415")),
        notes: "The exact form; gelu_tanh and quick_gelu are its approximations.",
        parameters: [],
        spline: Layout::ramp(0.62).tapered(0.08).far(),
        formula: |x| x.gated::<NormalCdf>(x),
    }

    /// The tanh approximation of GELU.
    GeluTanh = "gelu_tanh" {
        name: "GELU (tanh approximation)",
        aliases: ["gelu_new", "gelu_pytorch_tanh", "sielu"],
        reference: ("Hendrycks, Gimpel", "Gaussian error linear units (GELUs)", Some(2016), Some("arXiv:1606.08415")),
        notes: "Written as x sigmoid(2 u), which equals x (1 + tanh(u)) / 2 without its cancellation.",
        parameters: [],
        spline: Layout::ramp(0.68).tapered(0.17).far(),
        formula: |x| {
            let inner = x.mul_wide(x).times(CUBE, CUBE_REST) + x.lit(1.0);
            x.gated::<Sigmoid>((inner * x).times(TWICE_SQRT_2_OVER_PI, TWICE_SQRT_2_OVER_PI_REST))
        },
    }

    /// x sigmoid(1.702 x).
    QuickGelu = "quick_gelu" {
        name: "Quick GELU",
        aliases: ["gelu_sigmoid", "gelu_fast"],
        reference: ("Hendrycks, Gimpel", "Gaussian error linear units (GELUs)", Some(2016), Some("arXiv:1606.08415")),
        notes: "",
        parameters: [],
        spline: Layout::ramp(0.6).far(),
        formula: |x| x.gated::<Sigmoid>(Wide::from(x).times(QUICK, QUICK_REST)),
    }

    /// x tanh(softplus(x)).
    Mish = "mish" {
        name: "Mish",
        aliases: [],
        reference: ("Misra", "Mish: a self regularized non-monotonic activation function", Some(2019), Some("arXiv:1908.08681")),
        notes: "",
        parameters: [],
        spline: Layout::across(1.05).with_root(0.0).far(),
        formula: |x| x.gated::<TanhSoftplus>(x),
    }

    /// alpha x ln(1 + sigmoid(beta x)).
    Logish = "logish" {
        name: "Logish",
        aliases: [],
        reference: ("Zhu, Zeng, Liu, Zhang", "Logish: a new nonlinear nonmonotonic activation function for convolutional neural network", Some(2021), Some("doi:10.1016/j.neucom.2021.06.067")),
        notes: "The slope at +inf is alpha ln 2, not 1. The paper's best variant has beta = 10.",
        parameters: [
            alpha = 1.0, Range::REAL, fixed, "scale of the output";
            beta = 1.0, Range::REAL, fixed, "sharpness of the gate";
        ],
        spline: Layout::across(1.15).with_root(0.0).far(),
        formula: |x| (beta.mul_wide(x).log1p_sigmoid() * alpha).gate(x),
    }

    /// alpha x tanh(ln(1 + sigmoid(beta x))).
    Smish = "smish" {
        name: "Smish",
        aliases: [],
        reference: ("Wang, Ren, Wang", "Smish: a novel activation function for deep learning methods", Some(2022), Some("doi:10.3390/electronics11040540")),
        notes: "The slope at +inf is 0.6 alpha, not 1.",
        parameters: [
            alpha = 1.0, Range::REAL, fixed, "scale of the output";
            beta = 1.0, Range::REAL, fixed, "sharpness of the gate";
        ],
        spline: Layout::across(1.15).with_root(0.0).far(),
        formula: |x| (beta.mul_wide(x).tanh_log1p_sigmoid() * alpha).gate(x),
    }

    /// x tanh(exp(x)).
    Telu = "telu" {
        name: "TeLU",
        aliases: ["tanhexp", "tanh_exp", "hyperbolic_tangent_exponential_linear_unit"],
        reference: ("Liu, Di", "TanhExp: a smooth activation function with high convergence speed for lightweight neural networks", Some(2020), Some("arXiv:2003.09855")),
        notes: "Published as TanhExp by Liu & Di (2020) and again as TeLU by Fernandez & Mali (2024, arXiv:2412.20269): one function. It is tanhsoft2 with beta = gamma = 1. Mercioni & Holban (2020) use the name TeLU for another function.",
        parameters: [],
        spline: Layout::settled(1.1).far(),
        formula: |x| x.gated::<TanhExp>(x),
    }

    /// x erf(softplus(x)).
    Serf = "serf" {
        name: "Serf",
        aliases: [],
        reference: ("Nag, Bhattacharyya, Mukherjee, Kundu", "SERF: towards better training of deep neural networks using log-Softplus ERror activation Function", Some(2021), Some("arXiv:2108.09598")),
        notes: "",
        parameters: [],
        spline: Layout::across(1.1).with_root(0.0).far(),
        formula: |x| x.gated::<ErfSoftplus>(x),
    }
}
