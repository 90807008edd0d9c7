"""What is measured: functions, implementations, and sizes."""

from dataclasses import dataclass

FUNCTIONS = (
    "relu",
    "leaky_relu",
    "prelu",
    "elu",
    "celu",
    "selu",
    "softplus",
    "hard_swish",
    "sigmoid",
    "tanh",
    "silu",
    "swish",
    "gelu",
    "gelu_tanh",
    "mish",
    "logish",
    "smish",
    "telu",
    "serf",
    "dsilu",
    "dgelu",
    "zorro_symmetric",
    "zorro_asymmetric",
    "zorro_sigmoid",
    "zorro_tanh",
    "zorro_sloped",
)

# Functions with one parameter that everybody trains, and its start value: the
# backward pass gives its gradient, too.
TRAINED = {"swish": 1.0, "prelu": 0.25}

DTYPES = ("f32", "f16", "bf16", "f64")


@dataclass(frozen=True)
class Subject:
    """An implementation, and the worker process that has it."""

    key: str
    title: str
    worker: str


OURS = "nonlin"

SUBJECTS = (
    Subject(OURS, "nonlin", "rust"),
    Subject("torch", "PyTorch", "torch"),
    Subject("torch_one_liner", "PyTorch one-liner", "torch"),
    Subject("onednn", "oneDNN", "torch"),
    Subject("jax", "JAX", "jax"),
    Subject("jax_one_liner", "JAX one-liner", "jax"),
    Subject("burn", "Burn", "rust"),
    Subject("candle", "candle", "rust"),
)

PEERS = SUBJECTS[1:]

TITLES = {subject.key: subject.title for subject in SUBJECTS}

WORKERS = ("rust", "torch", "jax")


@dataclass(frozen=True)
class Section:
    """Arrays of one size, with so many threads."""

    key: str
    title: str
    size: int
    threads: int
    dtypes: tuple[str, ...]
    # A turn is repeated until it takes about so many seconds.
    turn: float

    @property
    def per_call(self) -> bool:
        """Whether the time of a call is of interest, not that of an element."""
        return self.key == "call"


@dataclass(frozen=True)
class Case:
    """One thing to be timed."""

    subject: str
    function: str
    training: bool
    reused: bool

    def message(self) -> dict[str, object]:
        """The case as workers read it."""
        return {
            "subject": self.subject,
            "function": self.function,
            "training": self.training,
            "reused": self.reused,
        }


def cases_of(function: str) -> list[Case]:
    """All cases of a function; nonlin's come first, the others are held against them."""
    return [
        Case(subject.key, function, training, reused)
        for subject in SUBJECTS
        for training in (False, True)
        for reused in (False, True)
    ]


def sections(size: int, threads: int, dtypes: tuple[str, ...]) -> list[Section]:
    """The sections of a run."""
    return [
        Section("memory", "From memory", size, threads, dtypes, 0.02),
        Section("cache", "In cache", 32768, 1, dtypes, 0.008),
        Section("call", "Small tensors", 64, 1, dtypes[:1], 0.004),
    ]
