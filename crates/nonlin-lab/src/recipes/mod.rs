//! What the papers measured, run again: experiments as files that a person can read and
//! copy, at three scales.
//!
//! | file | what |
//! |---|---|
//! | `recipes/*.toml` of this crate | the recipes |
//! | `recipe.rs` | a recipe as it is read |
//! | `choices.rs` | settings of network, data and training, each of which may be left open |
//! | `plan.rs` | choices made into an experiment |
//! | `training.rs`, `slopes.rs`, `cost.rs`, `zigzag.rs`, `fit.rs` | the kinds of experiments |
//! | `single.rs` | a training by itself, for sweeps |
//! | `verdict.rs` | whether a claim holds, by intervals over seeds |
//! | `outcome.rs`, `pictures.rs` | tables, sentences, JSON; pictures |
//! | `index.rs` | a page that lists the outcomes in a folder |

mod choices;
mod cost;
mod fit;
mod index;
mod outcome;
mod pictures;
mod plan;
mod recipe;
mod single;
mod slopes;
#[cfg(test)]
mod tests;
mod training;
mod verdict;
mod zigzag;

use std::path::PathBuf;

use burn::tensor::Device;

use crate::error::{Error, Result};
use crate::run::names;

pub use choices::Choices;
pub use index::write_index;
pub use outcome::{Measurement, Outcome};
pub use recipe::{Changes, Claim, Experiment, Picture, Recipe, Variant};
pub(crate) use single::Loaded;
pub use verdict::{Answer, Verdict};

names! {
    /// How large an experiment is.
    Scale, "scale":
    /// Seconds: shows that the recipe runs.
    Smoke = "smoke",
    /// Minutes to an hour on two cores, on real data.
    Small = "small",
    /// The published settings; meant for a GPU.
    Paper = "paper",
}

/// How a recipe is run.
#[derive(Clone, Debug)]
pub struct ReproduceOptions {
    /// How large.
    pub scale: Scale,
    /// Where the files of data sets that are not embedded lie.
    pub data_dir: Option<PathBuf>,
    /// Where the networks run.
    pub device: Device,
    /// The folder for results and checkpoints.
    pub out: PathBuf,
}

impl Default for ReproduceOptions {
    fn default() -> Self {
        Self {
            scale: Scale::Smoke,
            data_dir: None,
            device: Device::flex(),
            out: PathBuf::from("nonlin-reproduce"),
        }
    }
}

/// The texts of recipes by the names of their files.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(include_str!(concat!("../../recipes/", $name, ".toml"))),+]
    };
}

/// The recipes that come with the program: of TeLU, of HP-1 and HP-2, of Zorro, the classics.
const RECIPES: &[&str] = files![
    "shape",
    "saturation",
    "persistence",
    "persistence-densenet",
    "near-linearity",
    "cost",
    "vae",
    "autoencoder",
    "elman",
    "lstm",
    "depth",
    "initialisation",
    "weight-decay",
    "noise",
    "transformer",
    "optimizers",
    "lenet",
    "hp-mobilenet",
    "hp-preact-resnet",
    "hp-efficientnet",
    "hp-bases",
    "zorro",
    "zorro-fit",
    "zorro-lstm",
    "vanishing-gradient",
    "zig-zag",
    "dead-relu",
    "exponential",
];

/// The recipes that come with the program.
///
/// # Errors
///
/// None that a user can cause: a test reads them all.
pub fn recipes() -> Result<Vec<Recipe>> {
    RECIPES.iter().map(|text| Recipe::parse(text, "a recipe of the program".as_ref())).collect()
}

/// A recipe by its name, or from a file that ends in `.toml`.
///
/// # Errors
///
/// If there is no such recipe; the error lists those there are. If the file cannot be
/// read or is not a recipe; the error says where and why.
pub fn find(name: &str) -> Result<Recipe> {
    if name.ends_with(".toml") {
        let path = PathBuf::from(name);
        let text = std::fs::read_to_string(&path).map_err(|source| Error::File {
            path: path.clone(),
            action: "read",
            source,
        })?;
        return Recipe::parse(&text, &path);
    }
    let recipes = recipes()?;
    let names: Vec<String> = recipes.iter().map(|recipe| recipe.name.clone()).collect();
    recipes.into_iter().find(|recipe| recipe.name == name).ok_or_else(|| {
        Error::option(
            "recipe",
            format!(
                "there is no \"{name}\"; choose one of {}, or give a file that ends in .toml",
                names.join(", ")
            ),
        )
    })
}

/// Runs a recipe. `progress` gets a line for each part that is done.
///
/// # Errors
///
/// If data are missing, settings do not fit, or results cannot be written. A training
/// that diverges is a result, not an error.
pub fn reproduce(
    recipe: &Recipe,
    options: &ReproduceOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<Outcome> {
    let start = std::time::Instant::now();
    let measurements = match recipe.experiment {
        Experiment::Training => training::run(recipe, options, progress),
        Experiment::Slopes => slopes::run(recipe, options.scale),
        Experiment::Cost => cost::run(recipe, options.scale, progress),
        Experiment::ZigZag => zigzag::run(recipe, options.scale),
        Experiment::Fit => fit::run(recipe, options.scale),
    }?;
    let seconds = start.elapsed().as_secs_f64();
    let outcome = Outcome::new(recipe, options, measurements, seconds);
    outcome.write(&options.out)?;
    Ok(outcome)
}
