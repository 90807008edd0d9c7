//! A recipe as it is read.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Scale;
use super::choices::Choices;
use crate::error::{Error, Result};
use crate::run::names;

names! {
    /// The kinds of experiments.
    Experiment, "experiment":
    /// Networks are trained.
    Training = "training",
    /// |f′| at some arguments, exactly.
    Slopes = "slopes",
    /// Wall time of the kernels, forward and backward.
    Cost = "cost",
    /// A linear unit learns from activations as its inputs.
    ZigZag = "zig-zag",
    /// The parameters of functions are fitted to other functions.
    Fit = "fit",
}

names! {
    /// What the first picture of a recipe is.
    Picture, "picture":
    /// A panel a variant, a row a function.
    Rows = "rows",
    /// A curve a function, a place a variant.
    Variants = "variants",
}

/// An experiment that somebody published, or a lesson that is often taught.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The name on the command line.
    pub name: String,
    /// What it is about, in one line.
    pub title: String,
    /// Authors, title, year, identifier.
    pub paper: String,
    /// Where in the paper, or what is known of the settings and what is not.
    pub section: String,
    /// What kind of experiment it is.
    pub experiment: Experiment,
    /// What the first table shows, and the picture.
    pub metric: String,
    /// What further tables show.
    #[serde(default)]
    pub also: Vec<String>,
    /// What the picture is; rows where it is not given.
    pub picture: Option<Picture>,
    /// Whether the picture spreads values by their logarithms.
    #[serde(default)]
    pub log: bool,
    /// The functions, as `compare` takes them.
    pub functions: Vec<String>,
    /// What is claimed.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// The published settings.
    #[serde(default)]
    pub settings: Choices,
    /// Settings that the experiment is done with one after another.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// What is different at a scale; what there is not for `paper` is as published.
    #[serde(default)]
    pub scales: BTreeMap<String, Changes>,
}

/// What is different at a scale.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Changes {
    /// Settings in place of the published ones; those of a variant go before them.
    #[serde(rename = "set")]
    pub choices: Choices,
    /// The functions in place of all.
    pub functions: Vec<String>,
    /// The variants in place of all.
    pub variants: Vec<Variant>,
}

/// One of several settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What the table calls it.
    pub name: String,
    /// What is different.
    #[serde(rename = "set", default)]
    pub choices: Choices,
}

/// Something that is claimed: that one function does better than another, or that a
/// number is within bounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Claim {
    /// The function it is about.
    pub function: String,
    /// The function whose number is smaller.
    pub above: Option<String>,
    /// The function whose number is larger.
    pub below: Option<String>,
    /// The largest value that the number is claimed to have.
    pub at_most: Option<f64>,
    /// The smallest value that the number is claimed to have.
    pub at_least: Option<f64>,
    /// The number; the metric of the recipe where it is not given.
    pub metric: Option<String>,
    /// The variants it is about; all where none is given.
    pub variants: Vec<String>,
    /// The variant that the other function's number is taken from; the same where it is not given.
    pub other_variant: Option<String>,
    /// The difference that was published, to be compared with.
    pub published: Option<f64>,
}

impl Recipe {
    /// Reads a recipe; `origin` is named in errors.
    ///
    /// # Errors
    ///
    /// If the text is no recipe, or names what there is not.
    pub fn parse(text: &str, origin: &Path) -> Result<Self> {
        let bad = |problem: String| Error::Data { path: origin.into(), problem };
        let recipe: Self = toml::from_str(text).map_err(|error| bad(error.to_string()))?;
        recipe.check().map_err(bad)?;
        Ok(recipe)
    }

    fn check(&self) -> std::result::Result<(), String> {
        if self.functions.is_empty() {
            return Err("it names no functions".into());
        }
        let changed = || self.scales.values();
        for function in self.functions.iter().chain(changed().flat_map(|c| &c.functions)) {
            function.parse::<nonlin::Activation>().map_err(|error| error.to_string())?;
        }
        for scale in self.scales.keys() {
            scale.parse::<Scale>().map_err(|error| error.to_string())?;
        }
        let choices = std::iter::once(&self.settings)
            .chain(self.variants.iter().map(|variant| &variant.choices))
            .chain(changed().map(|changes| &changes.choices))
            .chain(changed().flat_map(|c| &c.variants).map(|variant| &variant.choices));
        if choices.into_iter().any(|choices| choices.device.is_some()) {
            return Err("a recipe says no device; give it by --device".into());
        }
        for claim in &self.claims {
            let functions = [Some(&claim.function), claim.above.as_ref(), claim.below.as_ref()];
            for function in functions.into_iter().flatten() {
                if !self.functions.contains(function) {
                    return Err(format!(
                        "a claim is about {function}, which is not among the functions {}",
                        self.functions.join(", ")
                    ));
                }
            }
            let kinds = [
                claim.above.is_some(),
                claim.below.is_some(),
                claim.at_most.is_some(),
                claim.at_least.is_some(),
            ];
            if kinds.iter().filter(|kind| **kind).count() != 1 {
                return Err(format!(
                    "the claim about {} needs one of above, below, at_most and at_least",
                    claim.function
                ));
            }
            let variants = self.variants.iter().chain(changed().flat_map(|c| &c.variants));
            let known = |name: &String| variants.clone().any(|variant| variant.name == *name);
            let named = claim.variants.iter().chain(&claim.other_variant);
            if let Some(unknown) = named.into_iter().find(|name| !known(name)) {
                return Err(format!(
                    "a claim is about the variant \"{unknown}\", which there is not"
                ));
            }
        }
        Ok(())
    }

    fn changes(&self, scale: Scale) -> Option<&Changes> {
        self.scales.get(scale.name())
    }

    /// The settings at a scale: the published ones, and what the scale changes.
    pub(super) fn at(&self, scale: Scale) -> Choices {
        let changes = self.changes(scale).map(|changes| changes.choices.clone());
        changes.unwrap_or_default().or(&self.settings)
    }

    /// The functions at a scale.
    pub(super) fn functions(&self, scale: Scale) -> Result<Vec<nonlin::Activation>> {
        let changed = self.changes(scale).map(|changes| &changes.functions);
        let names = changed.filter(|names| !names.is_empty()).unwrap_or(&self.functions);
        names.iter().map(|function| Ok(function.parse()?)).collect()
    }

    /// The variants at a scale; one without a name where there are none.
    pub(super) fn variants(&self, scale: Scale) -> Vec<Variant> {
        let changed = self.changes(scale).map(|changes| &changes.variants);
        let variants = changed.filter(|list| !list.is_empty()).unwrap_or(&self.variants);
        if variants.is_empty() {
            return vec![Variant { name: String::new(), choices: Choices::default() }];
        }
        variants.clone()
    }
}
