//! The atoms: worst errors over the whole range, and derivative rules.

mod support;

use nonlin::atoms::AtomId;
use nonlin_reference::{Format, Reference, Want};
use support::atoms::{Row, domain, rows};

#[test]
fn every_atom_has_a_row() {
    let rows: Vec<AtomId> = rows().into_iter().map(|row| row.0).collect();
    assert_eq!(rows, AtomId::ALL);
}

#[test]
fn worst_errors_are_within_bounds() {
    let mut failures = Vec::new();
    for row in rows() {
        for (format, bound) in [(Format::F32, row.2), (Format::F64, row.3)] {
            let worst = row.worst(format);
            if worst.ulp > bound || worst.ulp.is_nan() {
                failures.push(format!("{}: {worst:?} in {format:?}", row.0.name()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn rules_are_the_derivatives() {
    for Row(atom, text, ..) in rows() {
        let reference = Reference::parse(text, &[]).unwrap();
        for i in -400..400 {
            let x = f64::from(i) * 0.05 + 0.013;
            if !domain(atom, x) {
                continue;
            }
            let truth = reference.evaluate_with(x, &[], Want::FIRST).d1.to_f64();
            let found = atom.derivative(x);
            // Tails of slopes are not carried in two parts twice.
            let tolerance = 1e-11 * truth.abs() + 1e-14;
            assert!(
                (found - truth).abs() <= tolerance,
                "{}'({x}) = {found}, not {truth}",
                atom.name()
            );
        }
    }
}

#[test]
fn sine_and_cosine_reduce_every_argument() {
    let sin = Reference::parse("sin(x)", &[]).unwrap();
    for x in [1e15, 1e22, 6.3e50, 1.5e100] {
        let truth = sin.evaluate_with(x, &[], Want::VALUE).value.to_f64();
        assert!((AtomId::Sin.eval(x) - truth).abs() < 1e-15, "{x}");
    }
}
