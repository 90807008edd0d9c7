//! The long tail against arbitrary precision: values, slopes, derivatives by parameters,
//! and the properties that entries list.

mod support;

use nonlin::{Activation, Family, functions};
use rayon::prelude::*;
use support::tail::left_out::LEFT_OUT;
use support::tail::properties::properties;
use support::tail::{Domain, measure, reference};

/// What is wrong with a function, or nothing.
fn faults(activation: &Activation) -> Vec<String> {
    let function = activation.function();
    let published = function.published_formula().map(str::to_owned);
    let text = published.unwrap_or_else(|| function.formula());
    let reference = reference(activation, &text).unwrap_or_else(|error| panic!("{error}"));
    let domain = Domain::of(activation);
    let mut faults = measure(activation, &reference, domain).faults();
    let found = properties(activation, &reference, domain);
    if found != function.listed_properties() {
        faults.push(format!("is {}", found.join(", ")));
    }
    faults.into_iter().map(|fault| format!("{activation}: {fault}")).collect()
}

fn judge(families: impl Fn(Family) -> bool) {
    let chosen: Vec<Activation> = functions()
        .iter()
        .filter(|f| !f.is_tuned() && families(f.family()))
        .map(|f| Activation::from(*f))
        .collect();
    assert!(!chosen.is_empty());
    let faults: Vec<String> = chosen.par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn is_gated(family: Family) -> bool {
    matches!(family, Family::SelfGated | Family::SoftplusLike)
}

#[test]
fn gated_and_smooth_functions_are_accurate() {
    judge(is_gated);
}

#[test]
fn the_others_are_accurate() {
    judge(|family| !is_gated(family));
}

/// Nothing is left out that would pass.
#[test]
fn what_is_left_out_fails() {
    let measured = LEFT_OUT.iter().filter(|left| left.is_measured());
    let passing: Vec<&str> = measured.filter(|l| l.faults().is_empty()).map(|l| l.id).collect();
    assert!(passing.is_empty(), "could be brought in: {passing:?}");
}
