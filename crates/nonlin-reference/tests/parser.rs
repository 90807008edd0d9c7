//! What the expression language says to formulas it cannot read, and how it
//! reads those it can.

use nonlin_reference::{Reference, TableError, parse_table};

fn complaint(text: &str, parameters: &[(&str, f64)]) -> (usize, String) {
    let error = Reference::parse(text, parameters).expect_err(text);
    assert!(error.to_string().starts_with(&format!("column {} of `{text}`: ", error.column)));
    (error.column, error.message)
}

#[test]
fn errors_name_the_place_and_what_would_be_right() {
    let cases: [(&str, usize, &str); 19] = [
        ("", 1, "expected a number, a name or `(`, found the end of the formula"),
        ("x *", 4, "expected a number, a name or `(`, found the end of the formula"),
        ("2x", 2, "expected an operator such as `*`, or the end, found the name `x`"),
        ("2 e-3", 3, "expected an operator such as `*`, or the end, found the name `e`"),
        ("x ** 2", 4, "expected a number, a name or `(`, found `*`"),
        ("(x + 1", 7, "expected `)`, found the end of the formula"),
        ("x + 1)", 6, "expected an operator such as `*`, or the end, found `)`"),
        ("x + beta*x", 5, "unknown name `beta`; the names here are x, pi, e, a"),
        ("3*exp + x", 3, "`exp` needs its arguments, as in `exp(...)`"),
        (
            "x*tan(x)",
            3,
            "unknown function `tan`; the functions are abs, sqrt, exp, expm1, ln, \
          log, log1p, sin, cos, sinh, cosh, tanh, atan, asinh, erf, erfc, sigmoid, softplus, \
          min, max, if",
        ),
        ("exp(x, 2)", 6, "expected `)`, since `exp` takes 1 argument, found `,`"),
        ("exp()", 5, "expected a number, a name or `(`, found `)`"),
        ("max(x)", 6, "expected `,`, since `max` takes 2 arguments, found `)`"),
        ("min(1, x, 2)", 9, "expected `)`, since `min` takes 2 arguments, found `,`"),
        ("if(x, 1, 2)", 5, "expected one of `<`, `<=`, `>`, `>=` in the condition, found `,`"),
        (
            "if(x < 0, 1)",
            12,
            "expected `,`, since `if` takes a condition and two values, found `)`",
        ),
        ("x < 0", 3, "expected an operator such as `*`, or the end, found `<`"),
        ("x + 1.2.3", 5, "`1.2.3` is not a number; write it like 0.5 or 2e-3"),
        ("x + α·2", 6, "the character `·` has no meaning in a formula"),
    ];
    for (text, column, message) in cases {
        assert_eq!(complaint(text, &[("a", 1.0)]), (column, message.to_owned()), "{text}");
    }
}

#[test]
fn parameter_names_are_checked() {
    for name in ["x", "e", "pi", "exp", "if", "max"] {
        let (_, message) = complaint("x", &[(name, 1.0)]);
        let wanted =
            format!("a parameter cannot be called `{name}`, which has a meaning of its own");
        assert_eq!(message, wanted);
    }
    assert_eq!(complaint("a", &[("a", 1.0), ("a", 2.0)]).1, "the parameter `a` is declared twice");
    for name in ["", "2a", "a b"] {
        let wanted =
            format!("`{name}` cannot be a parameter; use a letter, then letters, digits or `_`");
        assert_eq!(complaint("x", &[(name, 1.0)]).1, wanted);
    }
}

#[test]
fn depth_is_bounded_and_length_is_not() {
    let deep = format!("{}x{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(complaint(&deep, &[]).1, "nested deeper than 200 levels");
    assert_eq!(complaint(&"-".repeat(100_000), &[]).1, "nested deeper than 200 levels");
    let towers = "x^".repeat(100_000);
    assert_eq!(complaint(&towers, &[]).1, "nested deeper than 200 levels");
    let long = Reference::parse(&format!("x{}", "+x*x".repeat(20_000)), &[]).unwrap();
    assert_eq!(long.evaluate(0.5, &[]).value, 0.5 + 20_000.0 * 0.25);
}

#[test]
fn operators_bind_as_in_mathematics() {
    let cases = [
        ("-x^2", -9.0),
        ("2^-x", 0.125),
        ("2^x^2", 512.0),
        ("-2^2", -4.0),
        ("(-2)^3", -8.0),
        ("12/x/2", 2.0),
        ("12/x*2", 8.0),
        ("10 - x - 2", 5.0),
        ("1 + 2*x", 7.0),
        ("--x", 3.0),
        ("+x - +x", 0.0),
        ("2*-x", -6.0),
        ("1e1 + .5 + 1. + 2E-1*5", 12.5),
        (
            "if(x > 3, 1, 2) + if(x >= 3, 10, 20) + if(x < 3, 100, 200) + if(x <= 3, 1000, 2000)",
            1212.0,
        ),
        ("min(x, 2)*max(x, 5)", 10.0),
        ("sqrt(x*x)*abs(-x)", 9.0),
        ("ln(e) + log(e^2)*cos(pi)", -1.0),
    ];
    for (text, wanted) in cases {
        let value = Reference::parse(text, &[]).unwrap().evaluate(3.0, &[]).value;
        assert_eq!(value.to_f64(), wanted, "{text}");
    }
}

#[test]
fn tables_name_the_line() {
    let cases = [
        (
            "relu() = x\n\nfoo = x",
            "line 3: no `(` after the id in `foo = x`; \
          write id(parameter=default, ...) = formula",
        ),
        (
            "foo( = x",
            "line 1: no `)` after the parameters in `foo( = x`; \
          write id(parameter=default, ...) = formula",
        ),
        (
            "foo() x",
            "line 1: no `=` after `)` in `foo() x`; \
          write id(parameter=default, ...) = formula",
        ),
        (
            "foo(a) = x",
            "line 1: no default for `a` in `foo(a) = x`; \
          write id(parameter=default, ...) = formula",
        ),
        (
            "foo(a=one) = x",
            "line 1: no number after `a=` in `foo(a=one) = x`; \
          write id(parameter=default, ...) = formula",
        ),
        ("() = x", "line 1: no id in `() = x`; write id(parameter=default, ...) = formula"),
        ("a() = x # one\na() = x", "line 2: `a` is defined a second time"),
        (
            "# c\na(b=1) = x +\n  y",
            "line 2: formula of `a`: column 5 of `x + y`: \
          unknown name `y`; the names here are x, pi, e, b",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(parse_table(text).expect_err(text).to_string(), wanted);
    }
    let error = parse_table("a() = y").unwrap_err();
    assert!(matches!(error, TableError::Formula { line: 1, .. }));
}

#[test]
#[should_panic(expected = "`swish` has 1 parameters (beta), but 2 were given")]
fn the_number_of_parameters_is_checked() {
    Reference::get("swish").unwrap().evaluate(1.0, &[1.0, 2.0]);
}
