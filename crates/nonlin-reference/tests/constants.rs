//! Every built-in formula against numbers that mpmath computed from formulas
//! of its own; `data/constants.py` says how.

use nonlin_reference::{Reference, rug::Float};
use std::collections::HashSet;

/// To what the oracle promises, 80 bits or 2^-1200, and mpmath's 36 digits.
fn agree(found: &Float, wanted: &str) -> bool {
    let wanted = Float::with_val(200, Float::parse(wanted).unwrap());
    let difference = Float::with_val(200, found - &wanted).abs();
    let smallest = Float::with_val(200, 1) >> 1200;
    difference <= smallest + (wanted.abs() >> 80) * 1.01f64
}

#[test]
fn all_formulas_agree_with_mpmath() {
    let mut seen = HashSet::new();
    let mut compared = 0;
    let mut wrong = Vec::new();
    for line in include_str!("data/constants.txt").lines() {
        let mut fields = line.split(' ');
        let mut field = || fields.next().unwrap_or_else(|| panic!("a short line: {line}"));
        let (id, parameters, x) = (field(), field(), field());
        let numbers = parameters.split(',').filter(|text| *text != "-");
        let parameters: Vec<f64> = numbers.map(|text| text.parse().unwrap()).collect();
        let reference = Reference::get(id).unwrap_or_else(|| panic!("no {id}"));
        if seen.insert(id) {
            assert_eq!(parameters, reference.defaults(), "defaults of {id}");
        }
        let truth = reference.evaluate(x.parse().unwrap(), &parameters);
        assert!(truth.settled, "{line}");
        let results = [&truth.value, &truth.d1, &truth.d2].into_iter().chain(&truth.dp);
        for (place, result) in results.enumerate() {
            compared += 1;
            let wanted = field();
            if !agree(result, wanted) {
                wrong.push(format!("{id}{parameters:?}({x}) #{place}: {result}, mpmath {wanted}"));
            }
        }
        assert_eq!(fields.next(), None, "a long line: {line}");
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
    let all: HashSet<&str> = Reference::all().iter().map(Reference::id).collect();
    assert_eq!(seen, all);
    assert!(compared > 3000, "{compared}");
}

/// `python -c "from mpmath import *; mp.dps = 900; print(nstr(EXPRESSION, 36))"`
#[test]
fn extreme_values_agree_with_mpmath() {
    let cases = [
        // -20*(1 + erf(-20/sqrt(mpf(2))))/2
        ("gelu", -20.0, "-5.50724823721246739015124556171493067e-88"),
        // -700*tanh(log(1 + exp(mpf(-700))))
        ("mish", -700.0, "-6.90177358063183959969376106349462557e-302"),
        // mpf(-1e-310)*tanh(exp(mpf(-1e-310)))
        ("telu", -1e-310, "-7.61594155955762561398094851441562159e-311"),
        // tanh(exp(5))*5
        ("telu", 5.0, "5.0"),
        // expm1(mpf(-5e-324))
        ("elu", -5e-324, "-4.94065645841246544176568792868221372e-324"),
        // mpf(1e308)/(1 + mpf(1e308))
        ("softsign", 1e308, "1.0"),
        // atan(mpf(-1e300))
        ("arctan", -1e300, "-1.57079632679489661923132169163975144"),
        // log(1 + exp(mpf(-745)))
        ("softplus", -745.0, "2.82235073047193707635344008205978262e-324"),
    ];
    for (id, x, wanted) in cases {
        let reference = Reference::get(id).unwrap();
        let value = reference.evaluate(x, &reference.defaults()).value;
        assert!(agree(&value, wanted), "{id}({x:e}): {value}, mpmath {wanted}");
    }
}
