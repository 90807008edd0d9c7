# Written by tools/stubs.py from the catalogue.
from nonlin._catalogue import Kink as Kink
from nonlin._catalogue import Parameter as Parameter
from nonlin._catalogue import Properties as Properties
from nonlin._catalogue import Reference as Reference
from nonlin._function import Function as Function
from nonlin._function import formula as formula
from nonlin._function import get as get
from nonlin._function import onnx as onnx

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
"""Sign: A step."""
trained_step: Function
"""Trained step activation: A step."""
rsign: Function
"""React-sign: A step."""
aranda_ordaz: Function
"""Aranda-Ordaz: An S-shaped function from one constant to another."""
elliott: Function
"""Elliott: An S-shaped function from one constant to another."""
vsf: Function
"""Variant sigmoid function: An S-shaped function from one constant to another."""
psf: Function
"""Parametric sigmoid function: An S-shaped function from one constant to another."""
probit: Function
"""Probit: An S-shaped function from one constant to another."""
cloglog: Function
"""Complementary log-log: An S-shaped function from one constant to another."""
cloglogm: Function
"""Modified complementary log-log: An S-shaped function from one constant to another."""
loglog: Function
"""LogLog: An S-shaped function from one constant to another."""
bimodal_sigmoid: Function
"""Bi-modal-derivative sigmoid: An S-shaped function from one constant to another."""
mef: Function
"""Modified Elliott function: An S-shaped function from one constant to another."""
msaf: Function
"""Multistate activation function (order 2): An S-shaped function from one constant to another."""
sym_msaf: Function
"""Symmetrical multistate activation function: An S-shaped function from one constant to another."""
scaled_sigmoid: Function
"""Scaled sigmoid: An S-shaped function from one constant to another."""
mishra: Function
"""Mishra: An S-shaped function from one constant to another."""
soft_clipping: Function
"""Soft clipping: An S-shaped function from one constant to another."""
trained_sigmoid: Function
"""Trained sigmoid activation: An S-shaped function from one constant to another."""
improved_logistic_sigmoid: Function
"""Improved logistic sigmoid: An S-shaped function from one constant to another."""
siglin: Function
"""SigLin: An S-shaped function from one constant to another."""
smooth_step: Function
"""Smooth step: An S-shaped function from one constant to another."""
logsqnl: Function
"""Square logistic sigmoid: An S-shaped function from one constant to another."""
stepplus: Function
"""StepPlus: An S-shaped function from one constant to another."""
assf: Function
"""Adaptive slope sigmoidal function: An S-shaped function from one constant to another."""
exponential_swish: Function
"""Exponential swish: An S-shaped function from one constant to another."""
geu: Function
"""Gaussian error unit: An S-shaped function from one constant to another."""
p_sig_ramp: Function
"""P-SIG-RAMP: An S-shaped function from one constant to another."""
psigmoid: Function
"""Parametric sigmoid: An S-shaped function from one constant to another."""
sigmoid_gumbel: Function
"""Sigmoid-Gumbel: An S-shaped function from one constant to another."""
sss: Function
"""Shifted and scaled sigmoid: An S-shaped function from one constant to another."""
ts_sigmoid: Function
"""Triple-state sigmoid: An S-shaped function from one constant to another."""
yamada_yabuta: Function
"""Shape-autotuning sigmoid: A relative of tanh."""
generalized_tanh: Function
"""Generalized hyperbolic tangent: A relative of tanh."""
stanh: Function
"""Scaled hyperbolic tangent: A relative of tanh."""
rootsig: Function
"""Rootsig: A relative of tanh."""
unnamed_sigmoid_38: Function
"""Softsign with a slope: A relative of tanh."""
unnamed_sigmoid_39: Function
"""Inverse square root sigmoid: A relative of tanh."""
symlog: Function
"""Logarithmic activation function: A relative of tanh."""
trainable_amplitude_tanh: Function
"""Trainable amplitude (tanh): A relative of tanh."""
penalized_tanh: Function
"""Penalized hyperbolic tangent: A relative of tanh."""
isru: Function
"""Inverse square root unit: A relative of tanh."""
sqnl: Function
"""SQNL: A relative of tanh."""
sqrt_activation: Function
"""Square-root-based activation: A relative of tanh."""
reltanh: Function
"""Rectified linear tanh: A relative of tanh."""
m_arcsinh: Function
"""Modified arcsinh: A relative of tanh."""
arctan_gr: Function
"""ArctanGR: A relative of tanh."""
tanhlu: Function
"""TanhLU: A relative of tanh."""
bipolarplus: Function
"""BipolarPlus: A relative of tanh."""
scaled_softsign: Function
"""Scaled softsign: A relative of tanh."""
dyt: Function
"""Dynamic tanh: A relative of tanh."""
arcsinh: Function
"""Inverse hyperbolic sine: A relative of tanh."""
asilu: Function
"""Arctan SiLU: A relative of tanh."""
bipolar_sigmoid: Function
"""Bipolar sigmoid: A relative of tanh."""
bipolar_sigmoid_linear: Function
"""Bipolar-sigmoid/linear combination: A relative of tanh."""
bipolar_sigmoid_tanh: Function
"""Bipolar-sigmoid/tanh combination: A relative of tanh."""
bipolar_sigmoid_zero: Function
"""Rectified bipolar sigmoid: A relative of tanh."""
linq: Function
"""Linear quadratic activation: A relative of tanh."""
new_sigmoid: Function
"""NewSigmoid: A relative of tanh."""
root2sigmoid: Function
"""Root2sigmoid: A relative of tanh."""
ssinh: Function
"""Scaled sine-hyperbolic function: A relative of tanh."""
stac_tanh: Function
"""STAC-tanh: A relative of tanh."""
svaf: Function
"""Slope varying activation function: A relative of tanh."""
tanh_linear: Function
"""Tanh/linear combination: A relative of tanh."""
tanh_zero: Function
"""Rectified tanh: A relative of tanh."""
tanhshrink: Function
"""Tanhshrink: A relative of tanh."""
tsilu: Function
"""Tanh SiLU: A relative of tanh."""
thresholded_relu: Function
"""Thresholded ReLU: A rectifier."""
modrelu: Function
"""modReLU (real form): A rectifier."""
shifted_relu: Function
"""Shifted ReLU: A rectifier."""
frelu_flexible: Function
"""Flexible ReLU: A rectifier."""
minsin: Function
"""Minsin: A rectifier."""
ptelu: Function
"""Parametric tanh linear unit: A rectifier."""
alternating_repu: Function
"""Alternating power activation: A rectifier."""
gated_prelu_pelu: Function
"""Gated mixture of PReLU and PELU: A rectifier."""
pelu_prelu_mix: Function
"""Mixture of leaky ReLU and ELU: A rectifier."""
signrelu: Function
"""SignReLU: A rectifier."""
sine_relu: Function
"""SineReLU: A rectifier."""
disrelu: Function
"""Displaced ReLU: A rectifier."""
dlrelu: Function
"""Dynamic leaky ReLU: A rectifier."""
exp_dlrelu: Function
"""Exponential dynamic leaky ReLU: A rectifier."""
laaf_lrelu: Function
"""LAAF leaky ReLU: A rectifier."""
marrelu: Function
"""Margin ReLU: A rectifier."""
nlrelu: Function
"""Natural-logarithm ReLU: A rectifier."""
repu: Function
"""Rectified power unit: A rectifier."""
ada: Function
"""Apical dendrite activation: A rectifier."""
apprelu: Function
"""Approximate ReLU: A rectifier."""
attention_relu: Function
"""Attention-based ReLU: A rectifier."""
evolved_tanh_relu: Function
"""Evolved tanh-ReLU (recurrent): A rectifier."""
lada: Function
"""Leaky apical dendrite activation: A rectifier."""
m_qrelu: Function
"""m-QReLU: A rectifier."""
qrelu: Function
"""QReLU: A rectifier."""
rprelu: Function
"""React-PReLU: A rectifier."""
lelelu: Function
"""Leaky learnable ReLU: A rectifier."""
prenu: Function
"""Parametric rectified non-linear unit: A rectifier."""
squish: Function
"""Square swish: A rectifier."""
vlu: Function
"""Variational linear unit: A rectifier."""
smelu: Function
"""Smooth ReLU: A rectifier."""
starrelu: Function
"""StarReLU: A rectifier."""
shilu: Function
"""Adaptive shifted ReLU: A rectifier."""
soft_modulus_q: Function
"""SoftModulusQ: A rectifier."""
soft_modulus_t: Function
"""SoftModulusT: A rectifier."""
crrelu: Function
"""Correction regularized ReLU: A rectifier."""
polyrelu: Function
"""PolyReLU (PolyCom): A rectifier."""
dprelu: Function
"""Dual parametric ReLU: A rectifier."""
drlu: Function
"""Delay ReLU: A rectifier."""
dual_line: Function
"""Dual line: A rectifier."""
li_relu: Function
"""Li-ReLU: A rectifier."""
ls_relu: Function
"""LS-ReLU: A rectifier."""
ptalu: Function
"""PTaLU: A rectifier."""
reblu: Function
"""Rectified BLU: A rectifier."""
sara: Function
"""Swish and ReLU activation: A rectifier."""
siglu: Function
"""SigLU: A rectifier."""
sloped_relu: Function
"""Sloped ReLU: A rectifier."""
talu: Function
"""Tangent linear unit: A rectifier."""
thlu: Function
"""Tanh linear unit: A rectifier."""
trelu2: Function
"""Tanh based ReLU, variant 2: A rectifier."""
trelu_tanh: Function
"""Tanh based ReLU: A rectifier."""
hard_sigmoid_half: Function
"""Hard sigmoid (slope 0.5): A rectifier or sigmoid with hard bounds."""
bbfire: Function
"""Bounded bi-firing: A rectifier or sigmoid with hard bounds."""
bounded_leaky_relu: Function
"""Bounded leaky ReLU: A rectifier or sigmoid with hard bounds."""
bounded_relu: Function
"""Bounded ReLU: A rectifier or sigmoid with hard bounds."""
adaptive_hardtanh: Function
"""Adaptive HardTanh: A rectifier or sigmoid with hard bounds."""
sh_hardtanh: Function
"""Horizontally shifted HardTanh: A rectifier or sigmoid with hard bounds."""
sv_hardtanh: Function
"""Vertically shifted HardTanh: A rectifier or sigmoid with hard bounds."""
aplu: Function
"""Adaptive piecewise linear unit: Straight pieces between thresholds."""
s_shaped_relu: Function
"""S-shaped ReLU: Straight pieces between thresholds."""
mtlu: Function
"""Multi-bin trainable linear unit (4 bins): Straight pieces between thresholds."""
plu: Function
"""Piecewise linear unit: Straight pieces between thresholds."""
vrelu: Function
"""V-shaped ReLU: Straight pieces between thresholds."""
alisa: Function
"""Adaptive linearized sigmoidal activation: Straight pieces between thresholds."""
melu: Function
"""Mexican ReLU: Straight pieces between thresholds."""
galu: Function
"""Gaussian ReLU component sum: Straight pieces between thresholds."""
splash: Function
"""SPLASH: Straight pieces between thresholds."""
allrelu: Function
"""Alternated left ReLU: Straight pieces between thresholds."""
pilu: Function
"""PiLU (piecewise linear unit): Straight pieces between thresholds."""
pwlu: Function
"""PWLU (4 segments): Straight pieces between thresholds."""
nactivation: Function
"""N-activation: Straight pieces between thresholds."""
abslu: Function
"""Absolute linear unit: Straight pieces between thresholds."""
adalu: Function
"""Adaptive linear unit: Straight pieces between thresholds."""
cpn: Function
"""Continuous piecewise nonlinear activation (2 bins): Straight pieces between thresholds."""
cpnnl: Function
"""CPNnl (2 pieces): Straight pieces between thresholds."""
hardshrink: Function
"""Hardshrink: Straight pieces between thresholds."""
lspt_lu: Function
"""Leaky single-peaked triangle linear unit: Straight pieces between thresholds."""
mmelu: Function
"""Modified Mexican ReLU: Straight pieces between thresholds."""
pan: Function
"""Pan function: Straight pieces between thresholds."""
shrink: Function
"""Shrink: Straight pieces between thresholds."""
softshrink: Function
"""Softshrink: Straight pieces between thresholds."""
relu_spline: Function
"""Linear spline of ReLUs: Straight pieces between thresholds."""
soft_exponential: Function
"""Soft exponential: A rectifier with an exponential negative part."""
mpelu: Function
"""Multiple parametric ELU: A rectifier with an exponential negative part."""
pelu: Function
"""Parametric ELU: A rectifier with an exponential negative part."""
pelu_full: Function
"""PELU, three-parameter form: A rectifier with an exponential negative part."""
isrlu: Function
"""Inverse square root linear unit: A rectifier with an exponential negative part."""
elish: Function
"""ELiSH: A rectifier with an exponential negative part."""
hardelish: Function
"""HardELiSH: A rectifier with an exponential negative part."""
polu: Function
"""Power linear unit: A rectifier with an exponential negative part."""
pshelu: Function
"""PELU with horizontal shift: A rectifier with an exponential negative part."""
serlu: Function
"""SERLU: A rectifier with an exponential negative part."""
shelu: Function
"""Horizontally shifted ELU: A rectifier with an exponential negative part."""
svelu: Function
"""Vertically shifted ELU: A rectifier with an exponential negative part."""
felu: Function
"""Fast ELU: A rectifier with an exponential negative part."""
preu: Function
"""Parametric rectified exponential unit: A rectifier with an exponential negative part."""
reu: Function
"""Rectified exponential unit: A rectifier with an exponential negative part."""
p_e2_id: Function
"""P-E2-Id: A rectifier with an exponential negative part."""
p_e2_relu: Function
"""P-E2-ReLU: A rectifier with an exponential negative part."""
p_e2_relu_1: Function
"""P-E2-ReLU-1: A rectifier with an exponential negative part."""
pdelu: Function
"""Parametric deformable ELU: A rectifier with an exponential negative part."""
elus2l: Function
"""ELUs+2L: A rectifier with an exponential negative part."""
rsigelu: Function
"""RSigELU: A rectifier with an exponential negative part."""
rsigelud: Function
"""RSigELUD: A rectifier with an exponential negative part."""
sqlu: Function
"""Square linear unit: A rectifier with an exponential negative part."""
p_felu: Function
"""P+FELU: A rectifier with an exponential negative part."""
pfplus: Function
"""Parametric FPLUS: A rectifier with an exponential negative part."""
erfrelu: Function
"""ErfReLU: A rectifier with an exponential negative part."""
hardsrelue: Function
"""HardSReLUE: A rectifier with an exponential negative part."""
psvelu: Function
"""PELU with vertical shift: A rectifier with an exponential negative part."""
diffelu: Function
"""Difference ELU: A rectifier with an exponential negative part."""
edelu: Function
"""Extended ELU: A rectifier with an exponential negative part."""
lpselu: Function
"""Leaky parametric SELU: A rectifier with an exponential negative part."""
lpselu_rp: Function
"""Leaky parametric SELU with reposition: A rectifier with an exponential negative part."""
lselu: Function
"""Leaky SELU: A rectifier with an exponential negative part."""
sselu: Function
"""Scaled scaled ELU: A rectifier with an exponential negative part."""
bfire: Function
"""Bi-firing: A smooth relative of a rectifier."""
slu: Function
"""Softplus linear unit: A smooth relative of a rectifier."""
bendable_linear_unit: Function
"""Bendable linear unit: A smooth relative of a rectifier."""
rand_softplus: Function
"""Rand softplus: A smooth relative of a rectifier."""
psoftplus: Function
"""Parametric softplus: A smooth relative of a rectifier."""
softplusplus: Function
"""Soft++: A smooth relative of a rectifier."""
uaf: Function
"""Universal activation function: A smooth relative of a rectifier."""
lreluplus: Function
"""LReLUPlus: A smooth relative of a rectifier."""
s_plus_2l: Function
"""Parameterized softplus: A smooth relative of a rectifier."""
sau: Function
"""Smooth activation unit: A smooth relative of a rectifier."""
smu: Function
"""Smooth maximum unit: A smooth relative of a rectifier."""
sqsoftplus: Function
"""Square softplus: A smooth relative of a rectifier."""
squareplus: Function
"""Squareplus: A smooth relative of a rectifier."""
grelu: Function
"""Generalized ReLU: A smooth relative of a rectifier."""
hardshrinkplus: Function
"""HardshrinkPlus: A smooth relative of a rectifier."""
hclsh: Function
"""HcLSH: A smooth relative of a rectifier."""
softshrinkplus: Function
"""SoftshrinkPlus: A smooth relative of a rectifier."""
sreluplus: Function
"""SReLUPlus: A smooth relative of a rectifier."""
vreluplus: Function
"""vReLUPlus: A smooth relative of a rectifier."""
bent_identity: Function
"""Bent identity: A smooth relative of a rectifier."""
logcosh: Function
"""Log-cosh: A smooth relative of a rectifier."""
maf: Function
"""Multiquadratic activation function: A smooth relative of a rectifier."""
resp: Function
"""Rectified softplus: A smooth relative of a rectifier."""
maxsig: Function
"""Maxsig: x times a gate."""
aria: Function
"""ARiA: x times a gate."""
aria2: Function
"""ARiA2: x times a gate."""
e_swish: Function
"""E-swish: x times a gate."""
fts: Function
"""Flatten-T swish: x times a gate."""
hard_swish_adaptive: Function
"""Hard-Swish (adaptive): x times a gate."""
lisht: Function
"""LiSHT: x times a gate."""
sgelu: Function
"""Symmetrical GELU: x times a gate."""
acon_b: Function
"""ACON-B: x times a gate."""
acon_c: Function
"""ACON-C: x times a gate."""
p_swish: Function
"""Parametric swish: x times a gate."""
rmaf: Function
"""ReLU memristor-like activation: x times a gate."""
srs: Function
"""Soft-root-sign: x times a gate."""
tbsrelu: Function
"""Tangent-bipolar-sigmoid ReLU: x times a gate."""
tbsrelu_l: Function
"""Tangent-bipolar-sigmoid ReLU learnable: x times a gate."""
telu_mercioni: Function
"""TeLU (Mercioni & Holban): x times a gate."""
tsrelu: Function
"""Tangent-sigmoid ReLU: x times a gate."""
colu: Function
"""Collapsing linear unit: x times a gate."""
erfact: Function
"""ErfAct: x times a gate."""
fpflu: Function
"""Faster power function linear unit: x times a gate."""
hard_mish: Function
"""Hard mish: x times a gate."""
pflu: Function
"""Power function linear unit: x times a gate."""
plogish: Function
"""Parametric logish: x times a gate."""
pserf: Function
"""Parametric serf: x times a gate."""
sc_mish: Function
"""Soft clipping mish: x times a gate."""
ahaf: Function
"""Adaptive hybrid activation function: x times a gate."""
aptx: Function
"""APTx: x times a gate."""
eanaf: Function
"""EANAF: x times a gate."""
falu: Function
"""Fractional adaptive linear unit: x times a gate."""
lau: Function
"""Logmoid activation unit: x times a gate."""
pfpm: Function
"""Parametric flatten-p mish: x times a gate."""
phish: Function
"""Phish: x times a gate."""
sinlu: Function
"""Sinu-sigmoidal linear unit: x times a gate."""
coslu: Function
"""Cosinu-sigmoidal linear unit: x times a gate."""
delu_pishchik: Function
"""DELU: x times a gate."""
gish: Function
"""Gish: x times a gate."""
leaf: Function
"""Learnable extended activation function: x times a gate."""
logishplus: Function
"""LogishPlus: x times a gate."""
nipuna: Function
"""NIPUNA: x times a gate."""
psechsig: Function
"""Parametric SechSig: x times a gate."""
ptanhsig: Function
"""Parametric TanhSig: x times a gate."""
sechsig: Function
"""SechSig: x times a gate."""
swim: Function
"""Swim: x times a gate."""
swishplus: Function
"""SwishPlus: x times a gate."""
tanhsig: Function
"""TanhSig: x times a gate."""
swish_t_c: Function
"""Swish-T_C: x times a gate."""
xielu: Function
"""xIELU: x times a gate."""
bsilu: Function
"""B-SiLU: x times a gate."""
golu: Function
"""Gompertz linear unit: x times a gate."""
nelu: Function
"""NeLU: x times a gate."""
aqulu: Function
"""Adaptive quadratic linear unit: x times a gate."""
calu: Function
"""Cauchy linear unit: x times a gate."""
double_silu: Function
"""Double SiLU: x times a gate."""
generalized_swish: Function
"""Generalized swish: x times a gate."""
lalu: Function
"""Laplace linear unit: x times a gate."""
loglogish: Function
"""LogLogish: x times a gate."""
msilu: Function
"""Modified SiLU: x times a gate."""
oaf: Function
"""Optimal activation function: x times a gate."""
pgelu: Function
"""Parametric GELU: x times a gate."""
psgu: Function
"""Parameterized self-circulating gating unit: x times a gate."""
pssilu: Function
"""Parametric shifted SiLU: x times a gate."""
pstanh: Function
"""Parametric scaled hyperbolic tangent: x times a gate."""
self_arctan: Function
"""Self arctan: x times a gate."""
sinsig: Function
"""SinSig: x times a gate."""
swat: Function
"""SwAT: x times a gate."""
ts_swish: Function
"""Triple-state swish: x times a gate."""
cosid: Function
"""Cosid: A function made of sines or cosines."""
sine: Function
"""Sine: A function made of sines or cosines."""
fourier_series: Function
"""Fourier series activation: A function made of sines or cosines."""
snake: Function
"""Snake: A function made of sines or cosines."""
dsu: Function
"""Decaying sine unit: A function made of sines or cosines."""
gcu: Function
"""Growing cosine unit: A function made of sines or cosines."""
rowdy: Function
"""Rowdy (ReLU base): A function made of sines or cosines."""
ssu: Function
"""Shifted sine unit: A function made of sines or cosines."""
asu: Function
"""Amplifying sine unit: A function made of sines or cosines."""
finer: Function
"""FINER: A function made of sines or cosines."""
ccaf: Function
"""Cascade chaotic activation function: A function made of sines or cosines."""
cosine_plain: Function
"""Cosine: A function made of sines or cosines."""
one_minus_cosine: Function
"""One minus cosine: A function made of sines or cosines."""
css: Function
"""Combination of sine and logistic sigmoid: A function made of sines or cosines."""
expcos: Function
"""Expcos: A function made of sines or cosines."""
shifted_sine: Function
"""Scaled sine with vertical shift: A function made of sines or cosines."""
sinc_normalized: Function
"""Sinc (normalised): A function made of sines or cosines."""
sincos: Function
"""Sincos: A function made of sines or cosines."""
sinp: Function
"""SinP[N]: A function made of sines or cosines."""
sinc_unnormalized: Function
"""Sinc (not normalised): A function made of sines or cosines."""
gaussian: Function
"""Gaussian: A bump about a centre."""
inverse_multiquadric: Function
"""Inverse multiquadric: A bump about a centre."""
naf: Function
"""Neuron-adaptive activation function: A bump about a centre."""
naf_extended: Function
"""NAF, extended: A bump about a centre."""
mrelu: Function
"""Mirrored rectified linear unit: A bump about a centre."""
rehsec: Function
"""Rectified hyperbolic secant: A bump about a centre."""
mogu: Function
"""Mixture of Gaussian unit (2 terms): A bump about a centre."""
trained_exp_distance: Function
"""Trained exponential-distance activation: A bump about a centre."""
tent: Function
"""Tent: A bump about a centre."""
hat: Function
"""Hat: A bump about a centre."""
meluplus: Function
"""MeLUPlus component: A bump about a centre."""
pmaf: Function
"""Piecewise Mexican hat: A bump about a centre."""
polyexp: Function
"""Polyexp: A bump about a centre."""
prbf: Function
"""Piecewise radial basis function: A bump about a centre."""
sigmoid_derivative: Function
"""Derivative of the logistic sigmoid: A bump about a centre."""
wave: Function
"""Wave: A bump about a centre."""
arctid: Function
"""Arctid: A polynomial, a power, or pieces of them."""
hermite_lokhande: Function
"""Hermite activation (orthonormal, degree 4): A polynomial, a power, or pieces of them."""
slaf: Function
"""Self-learnable activation function (degree 2): A polynomial, a power, or pieces of them."""
spocu: Function
"""SPOCU: A polynomial, a power, or pieces of them."""
eplaf: Function
"""Even power linear activation: A polynomial, a power, or pieces of them."""
lpaf: Function
"""Legendre polynomial activation (order 3): A polynomial, a power, or pieces of them."""
ncu: Function
"""Non-monotonic cubic unit: A polynomial, a power, or pieces of them."""
oplaf: Function
"""Odd power linear activation: A polynomial, a power, or pieces of them."""
squ: Function
"""Shifted quadratic unit: A polynomial, a power, or pieces of them."""
chpaf: Function
"""Chebyshev polynomial activation (order 3): A polynomial, a power, or pieces of them."""
hpaf: Function
"""Hermite polynomial activation (order 3): A polynomial, a power, or pieces of them."""
identity: Function
"""Identity: A polynomial, a power, or pieces of them."""
triple: Function
"""Triple: A polynomial, a power, or pieces of them."""
abu: Function
"""Adaptive blending unit: A mixture of other functions."""
abu_shifted: Function
"""Mixed activation with shifts: A mixture of other functions."""
frac_relu: Function
"""Fractional ReLU: A mixture of other functions."""
vaf: Function
"""Variable activation function: A mixture of other functions."""
apaf: Function
"""Average of a pool of activation functions: A mixture of other functions."""
hyper_sinh: Function
"""hyper-sinh: A mixture of other functions."""
dknn: Function
"""Deep Kronecker activation: A mixture of other functions."""
taaf: Function
"""Transformative adaptive activation (tanh): A mixture of other functions."""
e_tanh: Function
"""E-Tanh: A mixture of other functions."""
tca: Function
"""Trainable compound activation: A mixture of other functions."""
tca_v2: Function
"""Trainable compound activation v2: A mixture of other functions."""
catact: Function
"""Catalytic activation function: A mixture of other functions."""
comb_h_sine: Function
"""Comb-H-sine: A mixture of other functions."""
dpaf: Function
"""Dual parametric activation (tanh): A mixture of other functions."""
exponential_negative: Function
"""Negative exponential: A mixture of other functions."""
exponential_keras: Function
"""Exponential: A mixture of other functions."""
fcaf_hidden: Function
"""Fusion of chaotic activation (hidden): A mixture of other functions."""
fcaf_output: Function
"""Fusion of chaotic activation (output): A mixture of other functions."""
fpaf: Function
"""Fully parameterized activation: A mixture of other functions."""
gabu: Function
"""Gating adaptive blending unit: A mixture of other functions."""
gln: Function
"""Global-local neuron: A mixture of other functions."""
sexp: Function
"""Scaled exponential: A mixture of other functions."""
symexp: Function
"""Symexp: A mixture of other functions."""
