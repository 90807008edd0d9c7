//! A formula with its parameters: the entry to everything.

use crate::evaluate::Evaluator;
use crate::expression::{Graph, parse};
use crate::table::BUILT_IN;
use crate::{CompactEvaluation, Evaluation, ParseError, Want};
use rayon::prelude::*;

/// Points that one task of a parallel evaluation takes: enough to make its
/// start-up negligible, few enough to balance cheap and dear regions.
const CHUNK: usize = 256;

/// The formula of an activation function.
#[derive(Clone, Debug)]
pub struct Reference {
    id: String,
    text: String,
    parameters: Vec<(String, f64)>,
    pub(crate) graph: Graph,
}

impl Reference {
    /// The formula with this id in the built-in table.
    pub fn get(id: &str) -> Option<&'static Reference> {
        Reference::all().iter().find(|reference| reference.id == id)
    }

    /// The built-in table.
    pub fn all() -> &'static [Reference] {
        &BUILT_IN
    }

    /// Reads a formula in `x` and the named parameters, which have defaults.
    /// Its id is the text itself.
    pub fn parse(text: &str, parameters: &[(&str, f64)]) -> Result<Reference, ParseError> {
        Reference::named(text, text, parameters)
    }

    pub(crate) fn named(
        id: &str,
        text: &str,
        parameters: &[(&str, f64)],
    ) -> Result<Reference, ParseError> {
        let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
        Ok(Reference {
            id: id.to_owned(),
            text: text.to_owned(),
            parameters: parameters.iter().map(|&(name, value)| (name.to_owned(), value)).collect(),
            graph: parse(text, &names)?,
        })
    }

    /// The id in the table.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The formula as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters in order, with their defaults.
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }

    /// The default of every parameter, to be passed to `evaluate`.
    pub fn defaults(&self) -> Vec<f64> {
        self.parameters.iter().map(|&(_, default)| default).collect()
    }

    /// The value and all derivatives at exactly these doubles. Infinities give
    /// limits; NaN gives NaN.
    ///
    /// # Panics
    ///
    /// If the number of parameters is not that of the formula.
    pub fn evaluate(&self, x: f64, parameters: &[f64]) -> Evaluation {
        self.evaluate_with(x, parameters, Want::ALL)
    }

    /// [`Reference::evaluate`] for what is wanted only.
    ///
    /// # Panics
    ///
    /// If the number of parameters is not that of the formula.
    pub fn evaluate_with(&self, x: f64, parameters: &[f64], want: Want) -> Evaluation {
        self.check_count(parameters);
        Evaluator::new(&self.graph, parameters, want).at(x)
    }

    /// Evaluates at many points on all threads of rayon's pool, in order.
    ///
    /// # Panics
    ///
    /// If the number of parameters is not that of the formula.
    pub fn evaluate_many(
        &self,
        xs: &[f64],
        parameters: &[f64],
        want: Want,
    ) -> Vec<CompactEvaluation> {
        self.check_count(parameters);
        xs.par_chunks(CHUNK)
            .map_init(
                || Evaluator::new(&self.graph, parameters, want),
                |evaluator, xs| {
                    xs.iter()
                        .map(|&x| CompactEvaluation::new(&evaluator.at(x), want))
                        .collect::<Vec<_>>()
                },
            )
            .flatten_iter()
            .collect()
    }

    fn check_count(&self, parameters: &[f64]) {
        let names: Vec<&str> = self.parameters.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            parameters.len() == names.len(),
            "`{}` has {} parameters ({}), but {} were given",
            self.id,
            names.len(),
            names.join(", "),
            parameters.len(),
        );
    }
}
