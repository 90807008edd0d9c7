# Written by tools/stubs.py from the catalogue.
from nonlin._catalogue import Kink as Kink
from nonlin._catalogue import Parameter as Parameter
from nonlin._catalogue import Properties as Properties
from nonlin._catalogue import Reference as Reference
from nonlin._find import formula as formula
from nonlin._find import get as get
from nonlin._find import onnx as onnx
from nonlin._function import Function as Function

__version__: str

def functions(family: str | None = None) -> list[Function]: ...
def tuned_functions() -> list[Function]: ...

binary_step: Function
"""Binary step: 1 from 0 up, 0 below."""
sigmoid: Function
"""Logistic sigmoid: The logistic function 1 / (1 + exp(-x))."""
hard_sigmoid_pt: Function
"""Hard sigmoid (slope 1/6): Piecewise linear sigmoid of slope 1/6."""
hard_sigmoid_02: Function
"""Hard sigmoid (slope 0.2): Piecewise linear sigmoid of slope 0.2."""
log_sigmoid: Function
"""Log-sigmoid: The logarithm of the sigmoid."""
tanh: Function
"""Hyperbolic tangent: The hyperbolic tangent."""
hardtanh: Function
"""HardTanh: The identity between two bounds, constant outside."""
arctan: Function
"""Arctangent: The arctangent."""
softsign: Function
"""Softsign: x / (1 + |x|)."""
dsilu: Function
"""Derivative of SiLU: The derivative of SiLU."""
dgelu: Function
"""Derivative of GELU: The derivative of GELU."""
relu: Function
"""ReLU: max(0, x)."""
leaky_relu: Function
"""Leaky ReLU: x, and a fixed small slope for negative x."""
prelu: Function
"""PReLU: x, and a trained slope for negative x."""
rrelu: Function
"""Randomized leaky ReLU: x, and a slope for negative x that is drawn per element in training."""
relu6: Function
"""ReLU6: ReLU bounded at 6."""
squared_relu: Function
"""Squared ReLU: The square of ReLU."""
threshold: Function
"""Threshold: x above a threshold, a constant otherwise."""
elu: Function
"""ELU: x, and alpha (exp(x) - 1) for negative x."""
celu: Function
"""CELU: x, and alpha (exp(x / alpha) - 1) for negative x."""
selu: Function
"""SELU: A scaled ELU whose constants keep mean 0 and variance 1."""
softplus: Function
"""Softplus: The smooth ReLU ln(1 + exp(beta x)) / beta."""
hard_swish: Function
"""Hard swish: x relu6(x + 3) / 6."""
silu: Function
"""SiLU: x sigmoid(x)."""
swish: Function
"""Swish: x sigmoid(beta x)."""
gelu: Function
"""GELU: x times the normal distribution function of x."""
gelu_tanh: Function
"""GELU (tanh approximation): The tanh approximation of GELU."""
quick_gelu: Function
"""Quick GELU: x sigmoid(1.702 x)."""
mish: Function
"""Mish: x tanh(softplus(x))."""
logish: Function
"""Logish: alpha x ln(1 + sigmoid(beta x))."""
smish: Function
"""Smish: alpha x tanh(ln(1 + sigmoid(beta x)))."""
telu: Function
"""TeLU: x tanh(exp(x))."""
serf: Function
"""Serf: x erf(softplus(x))."""
tanhsoft: Function
"""TanhSoft: tanh(alpha x + beta exp(gamma x)) ln(delta + exp(x))."""
tanhsoft1: Function
"""TanhSoft-1: tanh(alpha x) softplus(x)."""
tanhsoft2: Function
"""TanhSoft-2: x tanh(beta exp(gamma x))."""
tanhsoft3: Function
"""TanhSoft-3: ln(1 + exp(x) tanh(delta x))."""
eis: Function
"""EIS: x softplus(x)^alpha / (sqrt(beta + gamma x^2) + delta exp(-theta x))."""
eis1: Function
"""EIS-1: x softplus(x) / (x + delta exp(-theta x))."""
eis2: Function
"""EIS-2: x softplus(x) / sqrt(beta + gamma x^2)."""
eis3: Function
"""EIS-3: x / (1 + delta exp(-theta x))."""
zorro_symmetric: Function
"""Symmetric-Zorro: The identity on [0, 1] between two mirrored arms."""
zorro_asymmetric: Function
"""Asymmetric-Zorro: The identity on [0, 1] between two arms of their own."""
zorro_sigmoid: Function
"""Sigmoid-Zorro: Symmetric-Zorro of m x + 1/2: linear about 0, from 0 to 1."""
zorro_tanh: Function
"""Tanh-Zorro: The odd Zorro: linear about 0, from -1 to 1."""
zorro_sloped: Function
"""Sloped-Zorro: Symmetric-Zorro of m x: a steeper linear part."""
sign: Function
"""Sign: A step: zero at zero, odd, increasing, bounded."""
trained_step: Function
"""Trained step activation: A step: decreasing, bounded."""
rsign: Function
"""React-sign: A step: increasing, bounded."""
aranda_ordaz: Function
"""Aranda-Ordaz: A relative of the logistic function: increasing, bounded, continuous."""
elliott: Function
"""Elliott: A relative of the logistic function: increasing, bounded, continuous."""
vsf: Function
"""Variant sigmoid function: A relative of the logistic function: increasing, bounded, continuous."""
psf: Function
"""Parametric sigmoid function: A relative of the logistic function: increasing, bounded, continuous."""
probit: Function
"""Probit: A relative of the logistic function: increasing, bounded, continuous."""
cloglog: Function
"""Complementary log-log: A relative of the logistic function: decreasing, bounded, continuous."""
cloglogm: Function
"""Modified complementary log-log: A relative of the logistic function: decreasing, bounded, continuous."""
loglog: Function
"""LogLog: A relative of the logistic function: increasing, bounded, continuous."""
bimodal_sigmoid: Function
"""Bi-modal-derivative sigmoid: A relative of the logistic function: increasing, bounded, continuous."""
mef: Function
"""Modified Elliott function: A relative of the logistic function: increasing, bounded, continuous."""
msaf: Function
"""Multistate activation function (order 2): A relative of the logistic function: increasing, bounded, continuous."""
sym_msaf: Function
"""Symmetrical multistate activation function: A relative of the logistic function: increasing, bounded, continuous."""
scaled_sigmoid: Function
"""Scaled sigmoid: A relative of the logistic function: zero at zero, odd, increasing, bounded, continuous."""
mishra: Function
"""Mishra: A relative of the logistic function: zero at zero, bounded, continuous."""
soft_clipping: Function
"""Soft clipping: A relative of the logistic function: increasing, bounded, continuous."""
trained_sigmoid: Function
"""Trained sigmoid activation: A relative of the logistic function: increasing, bounded, continuous."""
improved_logistic_sigmoid: Function
"""Improved logistic sigmoid: A relative of the logistic function: increasing, continuous."""
siglin: Function
"""SigLin: A relative of the logistic function: increasing, continuous."""
smooth_step: Function
"""Smooth step: A relative of the logistic function: increasing, bounded, continuous."""
logsqnl: Function
"""Square logistic sigmoid: A relative of the logistic function: increasing, bounded, continuous."""
stepplus: Function
"""StepPlus: A relative of the logistic function: increasing, bounded, continuous."""
assf: Function
"""Adaptive slope sigmoidal function: A relative of the logistic function: increasing, bounded, continuous."""
exponential_swish: Function
"""Exponential swish: A relative of the logistic function: decreasing, bounded, continuous."""
geu: Function
"""Gaussian error unit: A relative of the logistic function: increasing, bounded, continuous."""
p_sig_ramp: Function
"""P-SIG-RAMP: A relative of the logistic function: increasing, bounded, continuous."""
psigmoid: Function
"""Parametric sigmoid: A relative of the logistic function: increasing, bounded, continuous."""
sigmoid_gumbel: Function
"""Sigmoid-Gumbel: A relative of the logistic function: increasing, bounded, continuous."""
sss: Function
"""Shifted and scaled sigmoid: A relative of the logistic function: increasing, bounded, continuous."""
ts_sigmoid: Function
"""Triple-state sigmoid: A relative of the logistic function: increasing, bounded, continuous."""
sbaf: Function
"""Saha-Bora activation function: A relative of the logistic function: bounded, continuous."""
yamada_yabuta: Function
"""Shape-autotuning sigmoid: A relative of tanh: zero at zero, bounded, continuous."""
generalized_tanh: Function
"""Generalized hyperbolic tangent: A relative of tanh: zero at zero, bounded, continuous."""
stanh: Function
"""Scaled hyperbolic tangent: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
rootsig: Function
"""Rootsig: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
unnamed_sigmoid_38: Function
"""Softsign with a slope: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
unnamed_sigmoid_39: Function
"""Inverse square root sigmoid: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
symlog: Function
"""Logarithmic activation function: A relative of tanh: zero at zero, odd, increasing, continuous."""
trainable_amplitude_tanh: Function
"""Trainable amplitude (tanh): A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
penalized_tanh: Function
"""Penalized hyperbolic tangent: A relative of tanh: zero at zero, increasing, bounded, continuous."""
isru: Function
"""Inverse square root unit: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
sqnl: Function
"""SQNL: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
sqrt_activation: Function
"""Square-root-based activation: A relative of tanh: zero at zero, odd, increasing, continuous."""
reltanh: Function
"""Rectified linear tanh: A relative of tanh: zero at zero, increasing, continuous."""
m_arcsinh: Function
"""Modified arcsinh: A relative of tanh: zero at zero, odd, increasing, continuous."""
arctan_gr: Function
"""ArctanGR: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
tanhlu: Function
"""TanhLU: A relative of tanh: zero at zero, odd, increasing, continuous."""
bipolarplus: Function
"""BipolarPlus: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
scaled_softsign: Function
"""Scaled softsign: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
dyt: Function
"""Dynamic tanh: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
arcsinh: Function
"""Inverse hyperbolic sine: A relative of tanh: zero at zero, odd, increasing, continuous."""
asilu: Function
"""Arctan SiLU: A relative of tanh: zero at zero, bounded, continuous."""
bipolar_sigmoid: Function
"""Bipolar sigmoid: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
bipolar_sigmoid_linear: Function
"""Bipolar-sigmoid/linear combination: A relative of tanh: zero at zero, increasing, bounded above, continuous."""
bipolar_sigmoid_tanh: Function
"""Bipolar-sigmoid/tanh combination: A relative of tanh: zero at zero, increasing, bounded, continuous."""
bipolar_sigmoid_zero: Function
"""Rectified bipolar sigmoid: A relative of tanh: zero at zero, increasing, bounded, continuous."""
linq: Function
"""Linear quadratic activation: A relative of tanh: zero at zero, odd, increasing, continuous."""
new_sigmoid: Function
"""NewSigmoid: A relative of tanh: zero at zero, bounded, continuous."""
root2sigmoid: Function
"""Root2sigmoid: A relative of tanh: zero at zero, bounded, continuous."""
ssinh: Function
"""Scaled sine-hyperbolic function: A relative of tanh: zero at zero, bounded, continuous."""
stac_tanh: Function
"""STAC-tanh: A relative of tanh: zero at zero, odd, increasing, continuous."""
svaf: Function
"""Slope varying activation function: A relative of tanh: zero at zero, odd, increasing, bounded, continuous."""
tanh_linear: Function
"""Tanh/linear combination: A relative of tanh: zero at zero, increasing, bounded above, continuous."""
tanh_zero: Function
"""Rectified tanh: A relative of tanh: zero at zero, increasing, bounded, continuous."""
tanhshrink: Function
"""Tanhshrink: A relative of tanh: zero at zero, odd, increasing, continuous."""
tsilu: Function
"""Tanh SiLU: A relative of tanh: zero at zero, bounded, continuous."""
thresholded_relu: Function
"""Thresholded ReLU: A relative of ReLU: zero at zero, increasing, bounded below."""
modrelu: Function
"""modReLU (real form): A relative of ReLU: zero at zero, odd, increasing, continuous."""
shifted_relu: Function
"""Shifted ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
frelu_flexible: Function
"""Flexible ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
minsin: Function
"""Minsin: A relative of ReLU: zero at zero, bounded above, continuous."""
ptelu: Function
"""Parametric tanh linear unit: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
alternating_repu: Function
"""Alternating power activation: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
gated_prelu_pelu: Function
"""Gated mixture of PReLU and PELU: A relative of ReLU: zero at zero, bounded below, continuous."""
pelu_prelu_mix: Function
"""Mixture of leaky ReLU and ELU: A relative of ReLU: zero at zero, increasing, continuous."""
signrelu: Function
"""SignReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
sine_relu: Function
"""SineReLU: A relative of ReLU: zero at zero, bounded below, continuous."""
disrelu: Function
"""Displaced ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
dlrelu: Function
"""Dynamic leaky ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
exp_dlrelu: Function
"""Exponential dynamic leaky ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
laaf_lrelu: Function
"""LAAF leaky ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
marrelu: Function
"""Margin ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
nlrelu: Function
"""Natural-logarithm ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
repu: Function
"""Rectified power unit: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
ada: Function
"""Apical dendrite activation: A relative of ReLU: zero at zero, bounded, continuous."""
apprelu: Function
"""Approximate ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
attention_relu: Function
"""Attention-based ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
evolved_tanh_relu: Function
"""Evolved tanh-ReLU (recurrent): A relative of ReLU: zero at zero, bounded below, continuous."""
lada: Function
"""Leaky apical dendrite activation: A relative of ReLU: zero at zero, bounded above, continuous."""
m_qrelu: Function
"""m-QReLU: A relative of ReLU: zero at zero, bounded below, continuous."""
qrelu: Function
"""QReLU: A relative of ReLU: zero at zero, bounded below, continuous."""
rprelu: Function
"""React-PReLU: A relative of ReLU: zero at zero, increasing, continuous."""
lelelu: Function
"""Leaky learnable ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
prenu: Function
"""Parametric rectified non-linear unit: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
squish: Function
"""Square swish: A relative of ReLU: zero at zero, bounded below, continuous."""
vlu: Function
"""Variational linear unit: A relative of ReLU: zero at zero, bounded below, continuous."""
smelu: Function
"""Smooth ReLU: A relative of ReLU: increasing, bounded below, continuous."""
starrelu: Function
"""StarReLU: A relative of ReLU: increasing, bounded below, continuous."""
shilu: Function
"""Adaptive shifted ReLU: A relative of ReLU: increasing, bounded below, continuous."""
soft_modulus_q: Function
"""SoftModulusQ: A relative of ReLU: zero at zero, even, bounded below, continuous."""
soft_modulus_t: Function
"""SoftModulusT: A relative of ReLU: zero at zero, even, bounded below, continuous."""
crrelu: Function
"""Correction regularized ReLU: A relative of ReLU: zero at zero, bounded below, continuous."""
polyrelu: Function
"""PolyReLU (PolyCom): A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
dprelu: Function
"""Dual parametric ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
drlu: Function
"""Delay ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
dual_line: Function
"""Dual line: A relative of ReLU: increasing, continuous."""
li_relu: Function
"""Li-ReLU: A relative of ReLU: zero at zero, increasing, continuous."""
ls_relu: Function
"""LS-ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
ptalu: Function
"""PTaLU: A relative of ReLU: zero at zero, increasing, bounded below."""
reblu: Function
"""Rectified BLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
sara: Function
"""Swish and ReLU activation: A relative of ReLU: zero at zero, bounded below, continuous."""
siglu: Function
"""SigLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
sloped_relu: Function
"""Sloped ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
talu: Function
"""Tangent linear unit: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
thlu: Function
"""Tanh linear unit: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
trelu2: Function
"""Tanh based ReLU, variant 2: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
trelu_tanh: Function
"""Tanh based ReLU: A relative of ReLU: zero at zero, increasing, bounded below, continuous."""
hard_sigmoid_half: Function
"""Hard sigmoid (slope 0.5): A function with hard bounds: increasing, bounded, continuous."""
bbfire: Function
"""Bounded bi-firing: A function with hard bounds: zero at zero, even, bounded, continuous."""
bounded_leaky_relu: Function
"""Bounded leaky ReLU: A function with hard bounds: zero at zero, increasing, continuous."""
bounded_relu: Function
"""Bounded ReLU: A function with hard bounds: zero at zero, increasing, bounded, continuous."""
adaptive_hardtanh: Function
"""Adaptive HardTanh: A function with hard bounds: zero at zero, odd, increasing, bounded, continuous."""
sh_hardtanh: Function
"""Horizontally shifted HardTanh: A function with hard bounds: zero at zero, odd, increasing, bounded, continuous."""
sv_hardtanh: Function
"""Vertically shifted HardTanh: A function with hard bounds: zero at zero, odd, increasing, bounded, continuous."""
aplu: Function
"""Adaptive piecewise linear unit: A piecewise linear function: bounded below, continuous."""
s_shaped_relu: Function
"""S-shaped ReLU: A piecewise linear function: zero at zero, increasing, continuous."""
mtlu: Function
"""Multi-bin trainable linear unit (4 bins): A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
plu: Function
"""Piecewise linear unit: A piecewise linear function: zero at zero, odd, increasing, continuous."""
vrelu: Function
"""V-shaped ReLU: A piecewise linear function: zero at zero, even, bounded below, continuous."""
alisa: Function
"""Adaptive linearized sigmoidal activation: A piecewise linear function: zero at zero, increasing, continuous."""
melu: Function
"""Mexican ReLU: A piecewise linear function: zero at zero, increasing, continuous."""
galu: Function
"""Gaussian ReLU component sum: A piecewise linear function: zero at zero, increasing, continuous."""
splash: Function
"""SPLASH: A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
allrelu: Function
"""Alternated left ReLU: A piecewise linear function: zero at zero, bounded below, continuous."""
pilu: Function
"""PiLU (piecewise linear unit): A piecewise linear function: zero at zero, increasing, continuous."""
pwlu: Function
"""PWLU (4 segments): A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
nactivation: Function
"""N-activation: A piecewise linear function: zero at zero, odd, continuous."""
abslu: Function
"""Absolute linear unit: A piecewise linear function: zero at zero, bounded below, continuous."""
adalu: Function
"""Adaptive linear unit: A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
cpn: Function
"""Continuous piecewise nonlinear activation (2 bins): A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
cpnnl: Function
"""CPNnl (2 pieces): A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
hardshrink: Function
"""Hardshrink: A piecewise linear function: zero at zero, odd, increasing."""
lspt_lu: Function
"""Leaky single-peaked triangle linear unit: A piecewise linear function: zero at zero, bounded above, continuous."""
mmelu: Function
"""Modified Mexican ReLU: A piecewise linear function: increasing, bounded below, continuous."""
pan: Function
"""Pan function: A piecewise linear function: zero at zero, even, bounded below, continuous."""
shrink: Function
"""Shrink: A piecewise linear function: zero at zero, odd, increasing, continuous."""
softshrink: Function
"""Softshrink: A piecewise linear function: zero at zero, odd, increasing, continuous."""
relu_spline: Function
"""Linear spline of ReLUs: A piecewise linear function: zero at zero, increasing, bounded below, continuous."""
soft_exponential: Function
"""Soft exponential: A relative of ELU: bounded, continuous."""
mpelu: Function
"""Multiple parametric ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
pelu: Function
"""Parametric ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
pelu_full: Function
"""PELU, three-parameter form: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
isrlu: Function
"""Inverse square root linear unit: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
elish: Function
"""ELiSH: A relative of ELU: zero at zero, bounded below, continuous."""
hardelish: Function
"""HardELiSH: A relative of ELU: zero at zero, bounded below, continuous."""
polu: Function
"""Power linear unit: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
pshelu: Function
"""PELU with horizontal shift: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
serlu: Function
"""SERLU: A relative of ELU: zero at zero, bounded below, continuous."""
shelu: Function
"""Horizontally shifted ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
svelu: Function
"""Vertically shifted ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
felu: Function
"""Fast ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
preu: Function
"""Parametric rectified exponential unit: A relative of ELU: zero at zero, bounded below, continuous."""
reu: Function
"""Rectified exponential unit: A relative of ELU: zero at zero, bounded below, continuous."""
p_e2_id: Function
"""P-E2-Id: A relative of ELU: zero at zero, odd, increasing, continuous."""
p_e2_relu: Function
"""P-E2-ReLU: A relative of ELU: zero at zero, increasing, continuous."""
p_e2_relu_1: Function
"""P-E2-ReLU-1: A relative of ELU: zero at zero, increasing, continuous."""
pdelu: Function
"""Parametric deformable ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
elus2l: Function
"""ELUs+2L: A relative of ELU: increasing, bounded below, continuous."""
rsigelu: Function
"""RSigELU: A relative of ELU: zero at zero, increasing, bounded below."""
rsigelud: Function
"""RSigELUD: A relative of ELU: zero at zero, increasing, bounded below."""
sqlu: Function
"""Square linear unit: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
p_felu: Function
"""P+FELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
pfplus: Function
"""Parametric FPLUS: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
erfrelu: Function
"""ErfReLU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
hardsrelue: Function
"""HardSReLUE: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
psvelu: Function
"""PELU with vertical shift: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
diffelu: Function
"""Difference ELU: A relative of ELU: zero at zero, bounded below."""
edelu: Function
"""Extended ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
lpselu: Function
"""Leaky parametric SELU: A relative of ELU: zero at zero, increasing, continuous."""
lpselu_rp: Function
"""Leaky parametric SELU with reposition: A relative of ELU: zero at zero, increasing, continuous."""
lselu: Function
"""Leaky SELU: A relative of ELU: zero at zero, increasing, continuous."""
sselu: Function
"""Scaled scaled ELU: A relative of ELU: zero at zero, increasing, bounded below, continuous."""
bfire: Function
"""Bi-firing: A relative of softplus: zero at zero, even, bounded below, continuous."""
slu: Function
"""Softplus linear unit: A relative of softplus: zero at zero, increasing, bounded below, continuous."""
bendable_linear_unit: Function
"""Bendable linear unit: A relative of softplus: zero at zero, odd, increasing, continuous."""
rand_softplus: Function
"""Rand softplus: A relative of softplus: increasing, bounded below, continuous."""
psoftplus: Function
"""Parametric softplus: A relative of softplus: increasing, bounded below, continuous."""
softplusplus: Function
"""Soft++: A relative of softplus: zero at zero, increasing, continuous."""
uaf: Function
"""Universal activation function: A relative of softplus: increasing, continuous."""
lreluplus: Function
"""LReLUPlus: A relative of softplus: increasing, continuous."""
s_plus_2l: Function
"""Parameterized softplus: A relative of softplus: increasing, bounded below, continuous."""
sau: Function
"""Smooth activation unit: A relative of softplus: increasing, continuous."""
smu: Function
"""Smooth maximum unit: A relative of softplus: zero at zero, increasing, continuous."""
sqsoftplus: Function
"""Square softplus: A relative of softplus: increasing, bounded below, continuous."""
squareplus: Function
"""Squareplus: A relative of softplus: increasing, bounded below, continuous."""
grelu: Function
"""Generalized ReLU: A relative of softplus: increasing, bounded below, continuous."""
hardshrinkplus: Function
"""HardshrinkPlus: A relative of softplus: zero at zero, odd, increasing, continuous."""
hclsh: Function
"""HcLSH: A relative of softplus: zero at zero, increasing, bounded below, continuous."""
softshrinkplus: Function
"""SoftshrinkPlus: A relative of softplus: zero at zero, odd, increasing, continuous."""
sreluplus: Function
"""SReLUPlus: A relative of softplus: zero at zero, odd, increasing, continuous."""
vreluplus: Function
"""vReLUPlus: A relative of softplus: even, bounded below, continuous."""
bent_identity: Function
"""Bent identity: A relative of softplus: zero at zero, increasing, continuous."""
logcosh: Function
"""Log-cosh: A relative of softplus: zero at zero, even, bounded below, continuous."""
maf: Function
"""Multiquadratic activation function: A relative of softplus: even, bounded below, continuous."""
resp: Function
"""Rectified softplus: A relative of softplus: increasing, bounded below, continuous."""
maxsig: Function
"""Maxsig: A self-gated function: increasing, bounded below, continuous."""
aria: Function
"""ARiA: A self-gated function: zero at zero, bounded below, continuous."""
aria2: Function
"""ARiA2: A self-gated function: zero at zero, bounded below, continuous."""
e_swish: Function
"""E-swish: A self-gated function: zero at zero, bounded below, continuous."""
fts: Function
"""Flatten-T swish: A self-gated function: increasing, bounded below, continuous."""
hard_swish_adaptive: Function
"""Hard-Swish (adaptive): A self-gated function: zero at zero, bounded below, continuous."""
lisht: Function
"""LiSHT: A self-gated function: zero at zero, even, bounded below, continuous."""
sgelu: Function
"""Symmetrical GELU: A self-gated function: zero at zero, even, bounded below, continuous."""
acon_b: Function
"""ACON-B: A self-gated function: zero at zero, increasing, continuous."""
acon_c: Function
"""ACON-C: A self-gated function: zero at zero, bounded below, continuous."""
p_swish: Function
"""Parametric swish: A self-gated function: zero at zero, bounded below, continuous."""
rmaf: Function
"""ReLU memristor-like activation: A self-gated function: zero at zero, bounded below, continuous."""
srs: Function
"""Soft-root-sign: A self-gated function: zero at zero, bounded, continuous."""
tbsrelu: Function
"""Tangent-bipolar-sigmoid ReLU: A self-gated function: zero at zero, even, bounded below, continuous."""
tbsrelu_l: Function
"""Tangent-bipolar-sigmoid ReLU learnable: A self-gated function: zero at zero, even, bounded below, continuous."""
telu_mercioni: Function
"""TeLU (Mercioni & Holban): A self-gated function: zero at zero, bounded below, continuous."""
tsrelu: Function
"""Tangent-sigmoid ReLU: A self-gated function: zero at zero, bounded below, continuous."""
colu: Function
"""Collapsing linear unit: A self-gated function: zero at zero, bounded below, continuous."""
erfact: Function
"""ErfAct: A self-gated function: zero at zero, bounded below, continuous."""
fpflu: Function
"""Faster power function linear unit: A self-gated function: zero at zero, bounded below, continuous."""
hard_mish: Function
"""Hard mish: A self-gated function: zero at zero, bounded below, continuous."""
pflu: Function
"""Power function linear unit: A self-gated function: zero at zero, bounded below, continuous."""
plogish: Function
"""Parametric logish: A self-gated function: zero at zero, bounded below, continuous."""
pserf: Function
"""Parametric serf: A self-gated function: zero at zero, bounded below, continuous."""
sc_mish: Function
"""Soft clipping mish: A self-gated function: zero at zero, increasing, bounded below, continuous."""
ahaf: Function
"""Adaptive hybrid activation function: A self-gated function: zero at zero, bounded below, continuous."""
aptx: Function
"""APTx: A self-gated function: zero at zero, bounded below, continuous."""
eanaf: Function
"""EANAF: A self-gated function: zero at zero, bounded, continuous."""
falu: Function
"""Fractional adaptive linear unit: A self-gated function: bounded below, continuous."""
lau: Function
"""Logmoid activation unit: A self-gated function: zero at zero, bounded below, continuous."""
pfpm: Function
"""Parametric flatten-p mish: A self-gated function: increasing, bounded below, continuous."""
phish: Function
"""Phish: A self-gated function: zero at zero, bounded below, continuous."""
sinlu: Function
"""Sinu-sigmoidal linear unit: A self-gated function: zero at zero, bounded below, continuous."""
coslu: Function
"""Cosinu-sigmoidal linear unit: A self-gated function: bounded below, continuous."""
delu_pishchik: Function
"""DELU: A self-gated function: zero at zero, bounded below, continuous."""
gish: Function
"""Gish: A self-gated function: zero at zero, bounded below, continuous."""
leaf: Function
"""Learnable extended activation function: A self-gated function: zero at zero, bounded below, continuous."""
logishplus: Function
"""LogishPlus: A self-gated function: zero at zero, bounded below, continuous."""
nipuna: Function
"""NIPUNA: A self-gated function: zero at zero, bounded below, continuous."""
psechsig: Function
"""Parametric SechSig: A self-gated function: bounded below, continuous."""
ptanhsig: Function
"""Parametric TanhSig: A self-gated function: bounded below, continuous."""
sechsig: Function
"""SechSig: A self-gated function: bounded below, continuous."""
swim: Function
"""Swim: A self-gated function: zero at zero, increasing, continuous."""
swishplus: Function
"""SwishPlus: A self-gated function: zero at zero, bounded below, continuous."""
tanhsig: Function
"""TanhSig: A self-gated function: zero at zero, bounded below, continuous."""
swish_t_c: Function
"""Swish-T_C: A self-gated function: zero at zero, bounded below, continuous."""
xielu: Function
"""xIELU: A self-gated function: zero at zero, bounded below, continuous."""
bsilu: Function
"""B-SiLU: A self-gated function: zero at zero, bounded below, continuous."""
golu: Function
"""Gompertz linear unit: A self-gated function: zero at zero, bounded below, continuous."""
nelu: Function
"""NeLU: A self-gated function: bounded below."""
aqulu: Function
"""Adaptive quadratic linear unit: A self-gated function: zero at zero, bounded below, continuous."""
calu: Function
"""Cauchy linear unit: A self-gated function: zero at zero, increasing, bounded below, continuous."""
double_silu: Function
"""Double SiLU: A self-gated function: zero at zero, increasing, continuous."""
generalized_swish: Function
"""Generalized swish: A self-gated function: zero at zero, increasing, continuous."""
lalu: Function
"""Laplace linear unit: A self-gated function: zero at zero, bounded below, continuous."""
loglogish: Function
"""LogLogish: A self-gated function: zero at zero, bounded below, continuous."""
msilu: Function
"""Modified SiLU: A self-gated function: bounded below, continuous."""
oaf: Function
"""Optimal activation function: A self-gated function: zero at zero, bounded below, continuous."""
pgelu: Function
"""Parametric GELU: A self-gated function: zero at zero, bounded below, continuous."""
psgu: Function
"""Parameterized self-circulating gating unit: A self-gated function: zero at zero, bounded below, continuous."""
pssilu: Function
"""Parametric shifted SiLU: A self-gated function: zero at zero, bounded below, continuous."""
pstanh: Function
"""Parametric scaled hyperbolic tangent: A self-gated function: zero at zero, bounded below, continuous."""
self_arctan: Function
"""Self arctan: A self-gated function: zero at zero, even, bounded below, continuous."""
sinsig: Function
"""SinSig: A self-gated function: zero at zero, bounded below, continuous."""
swat: Function
"""SwAT: A self-gated function: zero at zero, increasing, continuous."""
ts_swish: Function
"""Triple-state swish: A self-gated function: zero at zero, bounded below, continuous."""
cosid: Function
"""Cosid: A function of sines or cosines: decreasing, continuous."""
sine: Function
"""Sine: A function of sines or cosines: zero at zero, odd, bounded, continuous."""
fourier_series: Function
"""Fourier series activation: A function of sines or cosines: bounded, continuous."""
snake: Function
"""Snake: A function of sines or cosines: zero at zero, increasing, continuous."""
dsu: Function
"""Decaying sine unit: A function of sines or cosines: zero at zero, odd, bounded, continuous."""
gcu: Function
"""Growing cosine unit: A function of sines or cosines: zero at zero, odd, continuous."""
rowdy: Function
"""Rowdy (ReLU base): A function of sines or cosines: zero at zero, increasing, bounded below, continuous."""
ssu: Function
"""Shifted sine unit: A function of sines or cosines: bounded, continuous."""
asu: Function
"""Amplifying sine unit: A function of sines or cosines: zero at zero, even, bounded above, continuous."""
finer: Function
"""FINER: A function of sines or cosines: zero at zero, odd, bounded, continuous."""
ccaf: Function
"""Cascade chaotic activation function: A function of sines or cosines: zero at zero, odd, bounded, continuous."""
cosine_plain: Function
"""Cosine: A function of sines or cosines: even, bounded, continuous."""
one_minus_cosine: Function
"""One minus cosine: A function of sines or cosines: zero at zero, even, bounded, continuous."""
css: Function
"""Combination of sine and logistic sigmoid: A function of sines or cosines: bounded, continuous."""
expcos: Function
"""Expcos: A function of sines or cosines: even, bounded, continuous."""
shifted_sine: Function
"""Scaled sine with vertical shift: A function of sines or cosines: bounded, continuous."""
sinc_normalized: Function
"""Sinc (normalised): A function of sines or cosines: even, bounded, continuous."""
sincos: Function
"""Sincos: A function of sines or cosines: bounded, continuous."""
sinp: Function
"""SinP[N]: A function of sines or cosines: zero at zero, odd, decreasing, continuous."""
sinc_unnormalized: Function
"""Sinc (not normalised): A function of sines or cosines: even, bounded, continuous."""
gaussian: Function
"""Gaussian: A radial function: even, bounded, continuous."""
inverse_multiquadric: Function
"""Inverse multiquadric: A radial function: even, bounded, continuous."""
naf: Function
"""Neuron-adaptive activation function: A radial function: bounded, continuous."""
naf_extended: Function
"""NAF, extended: A radial function: bounded, continuous."""
mrelu: Function
"""Mirrored rectified linear unit: A radial function: even, bounded, continuous."""
rehsec: Function
"""Rectified hyperbolic secant: A radial function: zero at zero, odd, bounded, continuous."""
mogu: Function
"""Mixture of Gaussian unit (2 terms): A radial function: even, bounded, continuous."""
trained_exp_distance: Function
"""Trained exponential-distance activation: A radial function: even, bounded, continuous."""
tent: Function
"""Tent: A radial function: even, bounded, continuous."""
hat: Function
"""Hat: A radial function: zero at zero, bounded, continuous."""
meluplus: Function
"""MeLUPlus component: A radial function: even, bounded, continuous."""
pmaf: Function
"""Piecewise Mexican hat: A radial function: even, bounded, continuous."""
polyexp: Function
"""Polyexp: A radial function: bounded, continuous."""
prbf: Function
"""Piecewise radial basis function: A radial function: even, bounded, continuous."""
sigmoid_derivative: Function
"""Derivative of the logistic sigmoid: A radial function: even, bounded, continuous."""
wave: Function
"""Wave: A radial function: even, bounded, continuous."""
mwf: Function
"""Modified Weibull function: A radial function: zero at zero, even, bounded, continuous."""
arctid: Function
"""Arctid: A function of polynomials or powers: zero at zero, decreasing, continuous."""
hermite_lokhande: Function
"""Hermite activation (orthonormal, degree 4): A function of polynomials or powers: bounded below, continuous."""
slaf: Function
"""Self-learnable activation function (degree 2): A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
spocu: Function
"""SPOCU: A function of polynomials or powers: zero at zero, increasing, bounded above, continuous."""
eplaf: Function
"""Even power linear activation: A function of polynomials or powers: zero at zero, even, bounded below, continuous."""
lpaf: Function
"""Legendre polynomial activation (order 3): A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
ncu: Function
"""Non-monotonic cubic unit: A function of polynomials or powers: zero at zero, odd, continuous."""
oplaf: Function
"""Odd power linear activation: A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
squ: Function
"""Shifted quadratic unit: A function of polynomials or powers: zero at zero, bounded below, continuous."""
chpaf: Function
"""Chebyshev polynomial activation (order 3): A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
hpaf: Function
"""Hermite polynomial activation (order 3): A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
identity: Function
"""Identity: A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
triple: Function
"""Triple: A function of polynomials or powers: zero at zero, odd, increasing, continuous."""
abu: Function
"""Adaptive blending unit: A mixture of other functions: zero at zero, increasing, continuous."""
abu_shifted: Function
"""Mixed activation with shifts: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
frac_relu: Function
"""Fractional ReLU: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
vaf: Function
"""Variable activation function: A mixture of other functions: zero at zero, odd, increasing, bounded, continuous."""
apaf: Function
"""Average of a pool of activation functions: A mixture of other functions: increasing, continuous."""
hyper_sinh: Function
"""hyper-sinh: A mixture of other functions: zero at zero, bounded above, continuous."""
dknn: Function
"""Deep Kronecker activation: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
taaf: Function
"""Transformative adaptive activation (tanh): A mixture of other functions: zero at zero, odd, increasing, bounded, continuous."""
e_tanh: Function
"""E-Tanh: A mixture of other functions: zero at zero, bounded, continuous."""
tca: Function
"""Trainable compound activation: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
tca_v2: Function
"""Trainable compound activation v2: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
catact: Function
"""Catalytic activation function: A mixture of other functions: zero at zero, increasing, continuous."""
comb_h_sine: Function
"""Comb-H-sine: A mixture of other functions: zero at zero, bounded, continuous."""
dpaf: Function
"""Dual parametric activation (tanh): A mixture of other functions: zero at zero, odd, increasing, bounded, continuous."""
exponential_negative: Function
"""Negative exponential: A mixture of other functions: bounded, continuous."""
exponential_keras: Function
"""Exponential: A mixture of other functions: bounded, continuous."""
fcaf_hidden: Function
"""Fusion of chaotic activation (hidden): A mixture of other functions: zero at zero, bounded above, continuous."""
fcaf_output: Function
"""Fusion of chaotic activation (output): A mixture of other functions: bounded above, continuous."""
fpaf: Function
"""Fully parameterized activation: A mixture of other functions: zero at zero, increasing, bounded below, continuous."""
gabu: Function
"""Gating adaptive blending unit: A mixture of other functions: zero at zero, increasing, continuous."""
gln: Function
"""Global-local neuron: A mixture of other functions: zero at zero, odd, bounded, continuous."""
sexp: Function
"""Scaled exponential: A mixture of other functions: zero at zero, bounded, continuous."""
symexp: Function
"""Symexp: A mixture of other functions: zero at zero, bounded, continuous."""
era: Function
"""Enhanced rational activation (5/4): A mixture of other functions: increasing, continuous."""
