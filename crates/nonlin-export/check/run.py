"""Runs what was exported: python run.py TARGET FOLDER

Each target writes its results to FOLDER/out/TARGET: of every function, in the order of
functions.tsv, the value, the slope and the derivatives by parameters, at all x, as f64.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np

TARGET, FOLDER = sys.argv[1], Path(sys.argv[2])
X = np.fromfile(FOLDER / "x")
# Compilers and interpreters that take seconds for each function run a sample of the long tail.
SLOW = ("jax", "triton")
LINES = [line.split("\t") for line in (FOLDER / "functions.tsv").read_text().splitlines()]
FUNCTIONS = [
    (name, [float(v) for v in values.split(",") if v])
    for name, values, sampled, _ in LINES
    if sampled == "1" or TARGET not in SLOW
]
# Those that have no values elsewhere are only judged.
PARTIAL = {name for name, _, _, everywhere in LINES if everywhere == "0"}


def module(path):
    """The file as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = made
    spec.loader.exec_module(made)
    return made


def same(name, what, a, b):
    """Whether two ways to a result agree, for moderate arguments."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if a.shape == X.shape:
        a, b = a[np.abs(X) < 1e3], b[np.abs(X) < 1e3]
    if not np.allclose(a, b, rtol=1e-5, atol=1e-6, equal_nan=True):
        worst = np.nanargmax(np.abs(a - b))
        raise AssertionError(f"{name}: {what}: {a.flat[worst]} is not {b.flat[worst]}")


def torch(dtype="float32"):
    import torch

    dtype = getattr(torch, dtype)
    for name, values in FUNCTIONS:
        of = module(FOLDER / "torch" / f"{name}.py")
        x = torch.tensor(X, dtype=dtype)
        results = [r.numpy() for r in getattr(of, f"{name}_gradients")(x)]
        yield results
        if name in PARTIAL:
            continue
        # Through autograd, with the parameters as tensors.
        x.requires_grad_()
        given = [torch.tensor(v, dtype=dtype, requires_grad=True) for v in values]
        y = getattr(of, name)(x, *given)
        y.backward(torch.ones_like(y))
        same(name, "value", y.detach(), results[0])
        same(name, "gradient", x.grad, results[1])
        inside = torch.tensor(X[(np.abs(X) < 5)], dtype=dtype)
        for parameter in given:
            parameter.grad = None
        if given:
            getattr(of, name)(inside, *given).sum().backward()
        for parameter, by in zip(given, results[2:], strict=True):
            total = by[np.abs(X) < 5].sum()
            assert abs(float(parameter.grad) - total) <= 1e-3 * (1 + np.abs(by[np.abs(X) < 5]).sum()), name
        # Half precision is computed in f32, and stays finite.
        half = torch.linspace(-6e4, 6e4, 1001, dtype=torch.float16, requires_grad=True)
        y = getattr(of, name)(half)
        y.backward(torch.ones_like(y))
        assert y.dtype == torch.float16 and y.isfinite().all() and half.grad.isfinite().all(), name


def jax():
    import jax
    import jax.numpy as jnp

    for name, values in FUNCTIONS:
        of = module(FOLDER / "jax" / f"{name}.py")
        x = jnp.asarray(X, jnp.float32)
        function, gradients = getattr(of, name), getattr(of, f"{name}_gradients")
        results = [np.asarray(r) for r in jax.jit(gradients)(x)]
        yield results
        if name in PARTIAL:
            continue
        same(name, "value", jax.jit(function)(x), results[0])
        slope = jax.jit(jax.vmap(jax.grad(lambda x: function(x))))(x)
        same(name, "gradient", slope, results[1])
        if values:
            by = jax.vmap(jax.grad(lambda x, p: function(x, *p), argnums=1), (0, None))
            found = by(x, [jnp.float32(v) for v in values])
            for a, b in zip(found, results[2:], strict=True):
                same(name, "derivatives by parameters", a, b)


PROBE = """

@triton.jit
def probe(x_ptr, y_ptr, count, block: tl.constexpr):
    places = tl.program_id(0) * block + tl.arange(0, block)
    x = tl.load(x_ptr + places, mask=places < count, other=0.0)
    {names} = {name}_gradients(x{values})
{stores}
"""


def triton():
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    for name, values in FUNCTIONS:
        path = FOLDER / "triton" / f"{name}.py"
        names = [f"r{k}" for k in range(len(values) + 2)]
        stores = [f"    tl.store(y_ptr + {k} * count + places, {r}, mask=places < count)" for k, r in enumerate(names)]
        probe = PROBE.format(
            name=name, names=", ".join(names), values="".join(f", tl.full([], {v!r}, tl.float32)" for v in values), stores="\n".join(stores)
        )
        copy = path.with_name(f"probe_{name}.py")
        copy.write_text(path.read_text() + probe)
        of = module(copy)
        x = torch.tensor(X, dtype=torch.float32, device=device)
        y = torch.empty(len(names), len(X), dtype=torch.float32, device=device)
        of.probe[(-(-len(X) // 1024),)](x, y, len(X), 1024)
        results = list(y.cpu().numpy())
        yield results
        if name in PARTIAL:
            continue
        forward, backward = getattr(of, f"{name}_forward"), getattr(of, f"{name}_backward")
        same(name, "value", forward(x).cpu(), results[0])
        gx, sums = backward(x, torch.ones_like(x))
        same(name, "gradient", gx.cpu(), results[1])
        # One value of each parameter for each channel.
        x = torch.tensor(X[np.abs(X) < 5][:210].reshape(2, 3, 35), dtype=torch.float32, device=device)
        channels = [torch.full((3,), v, device=device) for v in values]
        gx, sums = backward(x, torch.ones_like(x), *channels)
        same_x, whole = backward(x, torch.ones_like(x))
        same(name, "gradient by channels", gx.cpu(), same_x.cpu())
        largest = float(whole.abs().max()) if values else 0.0
        assert np.allclose(sums.sum(1).cpu(), whole[:, 0].cpu(), rtol=0, atol=1e-5 * largest + 1e-5), name


SHADER = """
@group(0) @binding(0) var<storage, read> inputs: array<f32>;
@group(0) @binding(1) var<storage, read_write> outputs: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) place: vec3<u32>) {{
    let count = arrayLength(&inputs);
    let i = place.x;
    if i < count {{
        let all = {name}_gradients(inputs[i]{values});
{stores}
    }}
}}
"""


def wgsl():
    from wgpu.utils.compute import compute_with_buffers

    x = X.astype(np.float32)
    for name, values in FUNCTIONS:
        text = (FOLDER / "wgsl" / f"{name}.wgsl").read_text()
        fields = text.split("struct ")[1].split("{")[1].split("}")[0].split(",")
        fields = [field.split(":")[0].strip() for field in fields if ":" in field]
        stores = [f"        outputs[{k}u * count + i] = all.{field};" for k, field in enumerate(fields)]
        values = "".join(f", {v!r}f" for v in values)
        shader = text + SHADER.format(name=name, values=values, stores="\n".join(stores))
        size = len(fields) * len(x)
        made = compute_with_buffers({0: x}, {1: (size, "f")}, shader, n=(-(-len(x) // 64), 1, 1))
        yield list(np.frombuffer(made[1], np.float32).reshape(len(fields), len(x)))


def onnx(native=False):
    import onnx
    import onnxruntime

    onnxruntime.set_default_logger_severity(3)
    x = X.astype(np.float32)
    for name, _ in FUNCTIONS:
        results = []
        for part in ("gradients", "value"):
            path = FOLDER / "onnx" / f"{name}.{part}.onnx"
            onnx.checker.check_model(str(path), full_check=True)
            try:
                session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
                made = session.run(None, {"x": x})
            except Exception as error:
                if part == "gradients" or "opset" not in str(error) and "NOT_IMPLEMENTED" not in str(error):
                    raise
                print(f"{name}: this runtime has not yet the operator: {str(error)[:150]}", file=sys.stderr)
                continue
            assert all(m.shape == x.shape for m in made), name
            if part == "gradients":
                results = list(made)
            elif native:
                results[0] = made[0]
        yield results


def cuda():
    """Compiles for two architectures; there is nothing to run without a device."""
    import ctypes
    import glob

    found = [p for base in sys.path for p in glob.glob(f"{base}/nvidia/**/libnvrtc.so.*", recursive=True)]
    nvrtc = ctypes.CDLL(found[0])
    for name, _ in FUNCTIONS:
        text = (FOLDER / "cuda" / f"{name}.cu").read_bytes()
        for architecture in (b"compute_75", b"compute_90"):
            program = ctypes.c_void_p()
            assert nvrtc.nvrtcCreateProgram(ctypes.byref(program), text, name.encode(), 0, None, None) == 0
            options = (ctypes.c_char_p * 1)(b"--gpu-architecture=" + architecture)
            code = nvrtc.nvrtcCompileProgram(program, 1, options)
            if code:
                size = ctypes.c_size_t()
                nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size))
                log = ctypes.create_string_buffer(size.value)
                nvrtc.nvrtcGetProgramLog(program, log)
                raise SystemExit(f"{name}: {log.value.decode()}")
            nvrtc.nvrtcDestroyProgram(ctypes.byref(program))
        yield []


TARGETS = {
    "torch": torch,
    "torch64": lambda: torch("float64"),
    "jax": jax,
    "triton": triton,
    "wgsl": wgsl,
    "onnx": onnx,
    "onnx_native": lambda: onnx(native=True),
    "cuda": cuda,
}

with np.errstate(all="ignore"):
    rows = [np.asarray(row, np.float64) for results in TARGETS[TARGET]() for row in results]
if rows:
    np.concatenate(rows).tofile(FOLDER / "out" / TARGET)
print(f"{TARGET}: {len(FUNCTIONS)} functions")
