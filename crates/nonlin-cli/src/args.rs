//! The command line.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
#[cfg(feature = "compare")]
use nonlin_lab::recipes::Scale;
#[cfg(feature = "compare")]
use nonlin_lab::sweep::Metric;
#[cfg(feature = "compare")]
use nonlin_lab::{DataName, DataSource, Init, Optimizer};

/// Activation functions: what they are, what they cost, and which of them helps.
#[derive(Debug, Parser)]
#[command(
    name = "nonlin",
    version,
    arg_required_else_help = true,
    after_help = "\
Examples:
  nonlin list                                  all functions
  nonlin show telu                             one of them, with a plot
  nonlin compare                               train ten of them on handwritten digits
  nonlin compare --acts relu,telu,mish --seeds 10

A function's parameters go in brackets: swish(beta=2), zorro_symmetric(a=4,b=2)."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the functions.
    List(List),
    /// Show a function: formula, derivative, parameters, properties, source, plot.
    Show(Show),
    /// Evaluate a function at numbers.
    Eval(Eval),
    /// Plot functions, in the terminal or to a file.
    Plot(Plot),
    /// Measure what functions cost, against a plain copy and ReLU in the same run.
    Bench(Bench),
    /// Fit a rational unit (PAU, HP-1, ...) to a function or to points.
    Fit(Fit),
    /// Export a function as source or as an ONNX model, or a rational unit's coefficients.
    Export(Export),
    /// Read coefficients of rational units from a file.
    Import(Import),
    /// Train a network with each of several functions and say which one helps.
    Compare(Compare),
    /// Run a published experiment again, and say whether its claims hold.
    #[cfg(feature = "compare")]
    Reproduce(Reproduce),
    /// Train every combination of functions, networks, data, settings and seeds.
    #[cfg(feature = "compare")]
    Sweep(Box<Sweep>),
    /// List the data sets, or download some of them.
    #[cfg(feature = "compare")]
    Data(Data),
    /// Print completions for a shell.
    Completions(Completions),
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin list --family zorro
  nonlin list --tuned --json")]
pub(crate) struct List {
    /// Only this family, such as step, sigmoidal, tanh-like, rectifier, self-gated, periodic or
    /// rational; another name is answered with all of them.
    #[arg(long, value_name = "F")]
    pub(crate) family: Option<String>,
    /// Only functions that have kernels of their own; the others run as typed formulas do.
    #[arg(long)]
    pub(crate) tuned: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin show gelu
  nonlin show 'swish(beta=2)' --no-plot
  nonlin show zorro_symmetric -p a=4 -p b=2 --json")]
pub(crate) struct Show {
    /// The function.
    pub(crate) name: String,
    /// A parameter value; may be given several times.
    #[arg(short, long = "parameter", value_name = "K=V", allow_hyphen_values = true)]
    pub(crate) parameter: Vec<String>,
    /// Leave the plot out.
    #[arg(long)]
    pub(crate) no_plot: bool,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub(crate) ascii: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin eval telu -1 0 1 2.5
  nonlin eval gelu --order 3 0.5
  nonlin eval silu --dtype bf16 --grad -3 3
  seq -5 5 | nonlin eval mish --grad")]
pub(crate) struct Eval {
    /// The function.
    pub(crate) name: String,
    /// The numbers; without any, one a line on standard input.
    #[arg(allow_negative_numbers = true, value_name = "X")]
    pub(crate) x: Vec<String>,
    /// A parameter value; may be given several times.
    #[arg(short, long = "parameter", value_name = "K=V", allow_hyphen_values = true)]
    pub(crate) parameter: Vec<String>,
    /// The derivative, too.
    #[arg(long)]
    pub(crate) grad: bool,
    /// All derivatives up to this order, at most 4; in f64.
    #[arg(long, value_name = "N", conflicts_with = "grad")]
    pub(crate) order: Option<usize>,
    /// Compute with the kernels of this element type: f32, f64, f16 or bf16.
    #[arg(long, value_name = "D")]
    pub(crate) dtype: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin plot telu gelu mish
  nonlin plot relu 'swish(beta=3)' --derivative -o slopes.svg
  nonlin plot zorro_symmetric zorro_tanh --range -4:4 -o zorro.png")]
pub(crate) struct Plot {
    /// The functions.
    #[arg(required = true)]
    pub(crate) name: Vec<String>,
    /// A parameter value for all functions that have the parameter.
    #[arg(short, long = "parameter", value_name = "K=V", allow_hyphen_values = true)]
    pub(crate) parameter: Vec<String>,
    /// The derivatives instead of the functions.
    #[arg(long)]
    pub(crate) derivative: bool,
    /// The range of x.
    #[arg(long, value_name = "A:B", default_value = "-5:5", allow_hyphen_values = true)]
    pub(crate) range: String,
    /// Write a picture: a path that ends in .svg or .png.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub(crate) ascii: bool,
    /// Print the points as JSON instead of drawing them.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin bench
  nonlin bench telu mish --dtype bf16
  nonlin bench gelu --size 16777216 --threads 2
  nonlin bench silu --level AVX2 --json
  nonlin bench silu mish --instructions

A figure is the median of several rounds; all functions take turns in each.")]
pub(crate) struct Bench {
    /// The functions; a dozen well-known ones if none is named.
    pub(crate) name: Vec<String>,
    /// The element type: f32, f64, f16 or bf16.
    #[arg(long, value_name = "D", default_value = "f32")]
    pub(crate) dtype: String,
    /// Elements in an array.
    #[arg(long, value_name = "N", default_value_t = 1 << 20)]
    pub(crate) size: usize,
    /// Threads; as many as there are cores by default.
    #[arg(long, value_name = "T")]
    pub(crate) threads: Option<NonZero<usize>>,
    /// The SIMD level: scalar, SSE4.2, AVX2, AVX-512 or NEON; the machine's best by default.
    #[arg(long, value_name = "L")]
    pub(crate) level: Option<String>,
    /// Rounds.
    #[arg(long, value_name = "R", default_value_t = 9)]
    pub(crate) rounds: usize,
    /// Measure everything that the performance page shows, and print that page.
    #[arg(long, conflicts_with_all = ["name", "dtype", "size", "threads", "level", "json"])]
    pub(crate) suite: bool,
    /// Count machine instructions per element instead of time (Linux on x86-64).
    #[arg(long, conflicts_with_all = ["suite", "size", "threads", "rounds"])]
    pub(crate) instructions: bool,
    /// Stop before and after this pass, so that the process that started this one can count.
    #[arg(long, hide = true, value_name = "PASS")]
    pub(crate) traced: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin fit gelu
  nonlin fit relu --unit hp1 --output hp1-relu.json
  nonlin fit tanh --unit 'safe_pau(m=7,n=6,version=B)' --range -5:5 --picture tanh.svg
  nonlin fit --points measured.csv --unit 'safe_opau(basis=chebyshev)' --norm least-squares

Units are pau, safe_pau, opau, safe_opau, hp1 and hp2, with basis, m, n and version (A: sum of
absolute values, B: absolute value of the sum, C: with a floor, N: raw) in brackets.")]
pub(crate) struct Fit {
    /// The function; its parameters go in brackets.
    #[arg(required_unless_present = "points")]
    pub(crate) name: Option<String>,
    /// Fit the points of a file instead: x, y and perhaps a weight on each line.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "range"])]
    pub(crate) points: Option<PathBuf>,
    /// The rational unit.
    #[arg(long, value_name = "U", default_value = "safe_pau")]
    pub(crate) unit: String,
    /// Where the fit counts.
    #[arg(long, value_name = "A:B", default_value = "-3:3", allow_hyphen_values = true)]
    pub(crate) range: String,
    /// What is to be small: minimax (the largest error) or least-squares.
    #[arg(long, value_name = "N", default_value = "minimax")]
    pub(crate) norm: String,
    /// Count errors as often as a normal distribution of this deviation has their x.
    #[arg(long, value_name = "D", allow_negative_numbers = true)]
    pub(crate) normal: Option<f64>,
    /// Leave fits with poles out, which raw denominators (pau, opau) may have.
    #[arg(long)]
    pub(crate) no_poles: bool,
    /// The largest magnitude that a coefficient may have.
    #[arg(long, value_name = "C", allow_negative_numbers = true)]
    pub(crate) largest: Option<f64>,
    /// Starting points.
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub(crate) starts: usize,
    /// The seed of the starting points.
    #[arg(long, value_name = "S", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Write the coefficients and the report to a JSON file.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write a picture of unit and function: a path that ends in .svg or .png.
    #[arg(long, value_name = "FILE")]
    pub(crate) picture: Option<PathBuf>,
    /// Leave the plot out.
    #[arg(long)]
    pub(crate) no_plot: bool,
    /// Draw with ASCII characters only.
    #[arg(long)]
    pub(crate) ascii: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is left of `nonlin compare` where it is not built in.
#[cfg(not(feature = "compare"))]
#[derive(Debug, ClapArgs)]
pub(crate) struct Compare {
    /// Not looked at.
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    pub(crate) rest: Vec<std::ffi::OsString>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin export gelu --to cuda --gradients
  nonlin export 'x*tanh(exp(x))' --to javascript --derivative
  nonlin export 'swish(beta=1.5)' --to onnx --out swish.onnx
  nonlin export 'hp1(init=gelu)' --to c --fixed
  nonlin export 'safe_pau(init=silu)' --to rational-activations --label swish

Formats are, for any function, latex, c, rust, javascript, wgsl, cuda, triton, torch, jax, onnx and
text; for rational units, json and rational-activations (the coefficient file of that project).")]
pub(crate) struct Export {
    /// The function or formula; a rational unit's coefficients go in brackets.
    pub(crate) name: String,
    /// A parameter value; may be given several times.
    #[arg(short, long = "parameter", value_name = "K=V", allow_hyphen_values = true)]
    pub(crate) parameter: Vec<String>,
    /// The format.
    #[arg(long, value_name = "F", default_value = "json")]
    pub(crate) to: String,
    /// The derivative by x instead of the value.
    #[arg(long)]
    pub(crate) derivative: bool,
    /// The value with all derivatives, by x and by each parameter, and a backward pass where
    /// the format has kernels.
    #[arg(long, conflicts_with = "derivative")]
    pub(crate) gradients: bool,
    /// The parameters' values as constants; otherwise they are arguments.
    #[arg(long)]
    pub(crate) fixed: bool,
    /// What the source computes in: f32 or f64.
    #[arg(long, value_name = "D")]
    pub(crate) dtype: Option<String>,
    /// The version of ONNX's operators that a model may use, 18 to 25; by default the least
    /// that has the function.
    #[arg(long, value_name = "N")]
    pub(crate) opset: Option<u32>,
    /// How many dimensions the tensors of an ONNX model have.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) rank: usize,
    /// What the function is called in the source, or what a unit stands for in the file; its own
    /// name by default.
    #[arg(long, value_name = "NAME")]
    pub(crate) label: Option<String>,
    /// Write a file instead of printing.
    #[arg(short, long, visible_alias = "out", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin import rationals_config.json
  nonlin import rationals_config.json gelu --unit 'safe_pau(version=B)'
  nonlin plot \"$(nonlin import hp1-gelu.json)\" gelu

The file is that of the rational-activations project, or one that fit or export wrote. One unit is
printed as other commands take it, several as a table.")]
pub(crate) struct Import {
    /// The file.
    pub(crate) file: PathBuf,
    /// Only units for this function.
    pub(crate) name: Option<String>,
    /// Only units of this form.
    #[arg(long, value_name = "U")]
    pub(crate) unit: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "compare")]
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin reproduce                                 all recipes
  nonlin reproduce saturation
  nonlin reproduce persistence --scale small --data-dir ~/data
  nonlin reproduce mine.toml                       a copy of a recipe that you have changed
  nonlin reproduce --index --out nonlin-reproduce  a page that lists what is there

Page, pictures and numbers are written to OUT/RECIPE-SCALE.md, .svg and .json; a run that was stopped goes
on where it was.")]
pub(crate) struct Reproduce {
    /// The recipe, or a file that ends in .toml.
    pub(crate) name: Option<String>,
    /// List the recipes.
    #[arg(long)]
    pub(crate) list: bool,
    /// How large: smoke (seconds), small (minutes to an hour) or paper (as published, for a GPU).
    #[arg(long, value_name = "S", default_value_t = Scale::Smoke)]
    pub(crate) scale: Scale,
    /// The folder with the files of the data sets.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The folder for results and checkpoints.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Where networks run: cpu, or what the command was compiled with (`--features wgpu`).
    #[arg(long, value_name = "D", default_value = "cpu")]
    pub(crate) device: String,
    /// Write OUT/README.md, which lists all results in OUT, afterwards or without a recipe.
    #[arg(long)]
    pub(crate) index: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "compare")]
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin compare
  nonlin compare --acts relu,telu,'zorro_symmetric(a=4,b=2)' --seeds 10 --epochs 30
  nonlin compare --acts relu,hp1,hp2,pau,'opau(basis=legendre)'
  nonlin compare --data fashion-mnist --data-dir ~/data --layers 256,256 --out fashion
  nonlin compare --data measurements.csv --label species --layers 32,32
  nonlin compare --resume          go on after an interruption

The runs are kept in OUT/runs.redb as they finish, the report is OUT/report.html. With --resume a run
that was interrupted goes on at its last epoch.")]
pub(crate) struct Compare {
    /// The functions.
    #[arg(long, value_name = "A,B,...")]
    pub(crate) acts: Option<String>,
    /// The function that the others are tested against.
    #[arg(long, value_name = "F", default_value = "relu")]
    pub(crate) baseline: String,
    /// Seeds for each function.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) seeds: u64,
    /// Passes over the training data.
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<usize>,
    /// The data: optdigits (comes with the program), mnist, fashion-mnist, cifar-10 or cifar-100, or
    /// a CSV file with a class in each row.
    #[arg(long, value_name = "D", default_value_t = DataSource::Named(DataName::Optdigits))]
    pub(crate) data: DataSource,
    /// The column of a CSV file that holds the class, by name or number; the last by default.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(crate) label: Option<String>,
    /// The folder with the files of the other data sets.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Where networks are trained: cpu, or what the command was compiled with (`--features wgpu`).
    #[arg(long, value_name = "D", default_value = "cpu")]
    pub(crate) device: String,
    /// Widths of the hidden layers.
    #[arg(long, value_name = "W,W,...")]
    pub(crate) layers: Option<String>,
    /// The learning rate; each optimiser has a default of its own.
    #[arg(long, value_name = "R", allow_negative_numbers = true)]
    pub(crate) lr: Option<f64>,
    /// Samples in a step.
    #[arg(long, value_name = "N")]
    pub(crate) batch: Option<usize>,
    /// The optimiser: sgd, momentum, adam, adamw or rmsprop.
    #[arg(long, value_name = "O", default_value_t = Optimizer::Adam)]
    pub(crate) optimizer: Optimizer,
    /// Weight decay, on weight matrices only.
    #[arg(long, value_name = "D", allow_negative_numbers = true)]
    pub(crate) weight_decay: Option<f64>,
    /// Initial weights: kaiming-uniform, kaiming-normal, xavier-uniform or xavier-normal.
    #[arg(long, value_name = "I", default_value_t = Init::KaimingUniform)]
    pub(crate) init: Init,
    /// Runs trained at the same time; as many as there are cores by default, one on a GPU.
    #[arg(long, value_name = "T")]
    pub(crate) threads: Option<NonZero<usize>>,
    /// The folder for the report and the store of runs.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print JSON instead of the table.
    #[arg(long)]
    pub(crate) json: bool,
    /// Use the runs that an earlier, interrupted comparison has finished.
    #[arg(long)]
    pub(crate) resume: bool,
}

#[cfg(feature = "compare")]
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin sweep plan.toml
  nonlin sweep --acts relu,telu,gelu --networks mlp,lenet-5 --data mnist --data-dir ~/data --seeds 5
  nonlin sweep --acts relu,telu --set learning_rate=0.01,0.1 --set epochs=5 --jobs 2
  nonlin sweep --acts relu,telu --data measurements.csv --label species
  nonlin sweep plan.toml --print > runs.sh         a command for each run, for a cluster
  nonlin sweep plan.toml --index 7                 the run with that number, and no other
  nonlin sweep plan.toml --merge elsewhere         take over what was made there, then go on

Every result is a file in OUT/runs as soon as it is there; the same command goes on where it was.
OUT/report.html, report.md and report.json sum up. Options go before what the plan says. Settings
are those of recipes: `nonlin sweep --set x=1` names them.")]
pub(crate) struct Sweep {
    /// The plan: a file that ends in .toml. Without it, the options are the plan.
    pub(crate) plan: Option<PathBuf>,
    /// The functions.
    #[arg(long, value_name = "A,B,...")]
    pub(crate) acts: Option<String>,
    /// The function that the others are tested against; the first by default.
    #[arg(long, value_name = "F")]
    pub(crate) baseline: Option<String>,
    /// The networks.
    #[arg(long, value_name = "N,M,...", value_delimiter = ',')]
    pub(crate) networks: Vec<String>,
    /// The data sets, or CSV files with a class in each row.
    #[arg(long, value_name = "D,E,...", value_delimiter = ',')]
    pub(crate) data: Vec<String>,
    /// The column of CSV files that holds the class, by name or number; the last by default.
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    pub(crate) label: Option<String>,
    /// Where networks are trained: cpu, or what the command was compiled with (`--features wgpu`).
    #[arg(long, value_name = "D")]
    pub(crate) device: Option<String>,
    /// How many seeds.
    #[arg(long, value_name = "N")]
    pub(crate) seeds: Option<u64>,
    /// Which seeds.
    #[arg(long, value_name = "S,T,...", value_delimiter = ',', conflicts_with = "seeds")]
    pub(crate) seed: Vec<u64>,
    /// A setting, or several values of one; may be given several times.
    #[arg(long, value_name = "K=V,...")]
    pub(crate) set: Vec<String>,
    /// What is judged: test-accuracy, test-loss, validation-accuracy, validation-loss or train-loss.
    #[arg(long, value_name = "M")]
    pub(crate) metric: Option<Metric>,
    /// Print a command for each run instead of running it.
    #[arg(long, conflicts_with_all = ["index", "merge", "report", "jobs"])]
    pub(crate) print: bool,
    /// Make this run alone; the first is 0.
    #[arg(long, value_name = "I", conflicts_with_all = ["merge", "report", "jobs", "json"])]
    pub(crate) index: Option<usize>,
    /// Take over the results of another sweep's folder; may be given several times.
    #[arg(long, value_name = "DIR")]
    pub(crate) merge: Vec<PathBuf>,
    /// Sum up what is there, and train nothing.
    #[arg(long)]
    pub(crate) report: bool,
    /// Runs made at the same time; as many as there are cores by default, one on a GPU.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// The folder with the files of data sets that are not embedded.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The folder for results, checkpoints and the report.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Print JSON instead of the tables.
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "compare")]
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin data                                    what there is
  nonlin data mnist fashion-mnist                download both into the user's cache
  nonlin data cifar-10 --data-dir ~/data

Every file is checked against its SHA-256; what is there is not downloaded again. Commands that train
look into the cache when they are given no --data-dir.")]
pub(crate) struct Data {
    /// The data sets to download; without any, all are listed.
    pub(crate) name: Vec<String>,
    /// The folder for them, one subfolder each; a folder in the user's cache by default.
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  nonlin completions bash > ~/.local/share/bash-completion/completions/nonlin
  nonlin completions zsh > ~/.zfunc/_nonlin")]
pub(crate) struct Completions {
    /// The shell.
    pub(crate) shell: clap_complete::Shell,
}
