//! Names that a language allows.

use nonlin::Activation;

use crate::lower::Lowered;
use crate::target::Target;

/// Words of C and C++, and what their mathematical headers declare.
const C: &str = "alignas alignof and asm auto bool break case catch char class const constexpr \
    continue decltype default delete do double else enum explicit export extern false float for \
    friend goto if inline int long main mutable namespace new not nullptr operator or private \
    protected public register restrict return short signed sizeof static struct switch template \
    this throw true try typedef typeid typename union unsigned using virtual void volatile while \
    xor acos acosh asin asinh atan atanh cbrt ceil cos cosh erf erfc exp exp2 expm1 fabs floor \
    fma fmax fmin fmod gamma hypot j0 j1 jn ldexp lgamma log log10 log1p log2 logb pow powf \
    remainder rint round sin sinh sqrt tan tanh tgamma trunc y0 y1 yn abs div index signbit \
    isinf isnan normcdf erfcx expf expm1f logf log1pf tanhf erff erfcf sinf cosf atanf asinhf \
    sqrtf fabsf floorf count blockIdx threadIdx blockDim gridDim \
    gx gy n y partial shared value slope";

const RUST: &str = "abstract as async await become box break const continue crate do dyn else \
    enum extern f32 f64 false final fn for gen if impl in let loop macro match mod move mut \
    override priv pub ref return self static struct super trait true try type typeof union \
    unsafe unsized use virtual where while yield";

const JAVASCRIPT: &str = "arguments await break case catch class const continue debugger default \
    delete do else enum eval export extends false finally for function if implements import in \
    instanceof interface let Math new null of package private protected public return static \
    super switch this throw true try typeof undefined var void while with yield value slope";

const WGSL: &str = "alias array as asm async atomic attribute auto await bitcast bool break case \
    cast catch class const const_assert constexpr continue continuing def default delete diagnostic \
    discard do else enable enum enumerate export extends extern f16 f32 false final finally fn for \
    from function goto i32 if impl import in inline interface let loop macro mat2x2 match meta mod \
    module move mut namespace new nil null of operator override package private ptr pub public ref \
    regardless requires resource restrict return sampler self set shared static std struct super \
    switch target template this throw trait true try type typedef typename u32 uniform union unless \
    using var vec2 vec3 vec4 virtual void where while with write yield abs acos acosh asin asinh \
    atan atan2 atanh ceil clamp cos cosh cross degrees distance dot exp exp2 floor fma fract frexp \
    ldexp length log log2 max min mix modf normalize pow radians reflect round saturate select sign \
    sin sinh smoothstep sqrt step tan tanh transpose trunc value slope";

const PYTHON: &str = "and as assert async await break class continue def del elif else except \
    False finally for from global if import in is lambda None nonlocal not or pass raise return \
    True try while with yield torch jax jnp tl triton abs float gy gx n y tensor parameters value \
    slope channels inner count block ctx primals tangents";

fn words(target: Target) -> &'static str {
    match target {
        Target::C | Target::Cuda => C,
        Target::Rust => RUST,
        Target::Javascript => JAVASCRIPT,
        Target::Wgsl => WGSL,
        Target::Triton | Target::Torch | Target::Jax => PYTHON,
        Target::Latex | Target::Onnx => "",
    }
}

/// Whether every language would take it for an identifier.
pub(crate) fn is_identifier(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(word)
}

fn is_word(name: &str, target: Target) -> bool {
    words(target).split_whitespace().any(|word| word == name)
}

/// Whether a function of the language may have this name.
pub(super) fn is_allowed(name: &str, target: Target) -> bool {
    is_identifier(name) && !is_word(name, target) && !name.starts_with("nonlin_") && name != "x"
}

/// The name of a function, changed where the language has it already.
pub(super) fn allowed(name: &str, target: Target) -> String {
    if is_allowed(name, target) { name.to_owned() } else { format!("{name}_activation") }
}

/// What the function is called where nothing else is asked for.
pub(crate) fn default_name(activation: &Activation) -> String {
    let function = activation.function();
    let name = match function.typed() {
        Some(formula) => formula.name().unwrap_or("activation"),
        None => function.id().split('(').next().unwrap_or_default(),
    };
    let name = plain(name);
    if is_identifier(&name) { name } else { format!("f_{name}") }
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// Gives parameters names that the language allows.
pub(super) fn rename(lowered: &mut Lowered, target: Target) {
    let function = lowered.value.name.clone();
    let mut arguments = vec!["x".to_owned()];
    for (name, _) in &mut lowered.parameters {
        *name = plain(name);
        while is_word(name, target)
            || !is_identifier(name)
            || name.starts_with("nonlin_")
            || *name == function
            || arguments.contains(name)
        {
            *name = format!("p_{name}");
        }
        arguments.push(name.clone());
    }
    for routine in [&mut lowered.value, &mut lowered.derivative, &mut lowered.gradients] {
        routine.arguments.clone_from(&arguments);
    }
}
