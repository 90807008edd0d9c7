//! The formula language: what it reads, what it refuses, and that printing is the
//! inverse of reading.

#[path = "support/random.rs"]
#[allow(dead_code, unreachable_pub)]
mod random;

use nonlin::{Error, Formula, tuned_functions};
use nonlin_reference::{Reference, Want};
use random::Random;

/// A random formula, with brackets and spaces where they are not needed.
fn random_number(random: &mut Random, depth: usize) -> String {
    let one = |random: &mut Random| random_number(random, depth.saturating_sub(1));
    let pick = |random: &mut Random, n: u64| random.next() % n;
    if depth == 0 {
        return match pick(random, 8) {
            0 => "pi".to_owned(),
            1 => "beta".to_owned(),
            2 => "a_1".to_owned(),
            3 => format!("{}", pick(random, 100)),
            4 => format!("{}.{}", pick(random, 10), pick(random, 100)),
            5 => format!("{}e-{}", 1 + pick(random, 9), pick(random, 9)),
            _ => "x".to_owned(),
        };
    }
    let space = if pick(random, 3) == 0 { " " } else { "" };
    match pick(random, 12) {
        0 | 1 => format!("{}{space}+{space}{}", one(random), one(random)),
        2 => format!("{}{space}-{space}{}", one(random), one(random)),
        3 | 4 => format!("({})*({})", one(random), one(random)),
        5 => format!("{space}({})/{space}({}{space})", one(random), one(random)),
        6 => format!("-{}", one(random)),
        7 => format!("({})^{}", one(random), pick(random, 4)),
        8 => {
            let names = ["tanh", "sigmoid", "atan", "abs", "asinh", "sin", "softplus", "erf"];
            format!("{}({})", names[pick(random, 8) as usize], one(random))
        }
        9 => {
            let name = if pick(random, 2) == 0 { "min" } else { "max" };
            format!("{name}({}, {})", one(random), one(random))
        }
        10 => {
            format!("if({}, {}, {})", random_condition(random, depth - 1), one(random), one(random))
        }
        _ => format!("{}*{}", one(random), one(random)),
    }
}

fn random_condition(random: &mut Random, depth: usize) -> String {
    let signs = ["<", "<=", ">", ">="];
    let sign = signs[(random.next() % 4) as usize];
    format!("{} {sign} {}", random_number(random, depth / 2), random_number(random, depth / 2))
}

const HEAD: &str = "f(beta=1.5, a_1=-0.25) = ";

#[test]
fn printing_and_reading_are_inverse() {
    let mut random = Random(1);
    for depth in (0..6).cycle().take(4000) {
        let text = format!("{HEAD}{}", random_number(&mut random, depth));
        let formula = Formula::parse(&text).unwrap_or_else(|e| panic!("{e}"));
        let printed = formula.to_string();
        let again = Formula::parse(&printed).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(formula, again, "{text}");
        assert_eq!(printed, again.to_string());
    }
    // Forms that the generator does not make.
    for text in [
        "x^2^3",
        "(x^2)^3",
        "-x^2",
        "(-x)^2",
        "x^-2",
        "x^-(x^2)",
        "--x",
        "2 - (3 - x)",
        "x/(2/x)",
        "x/2/x",
        "x*(2*x)",
        "-(x*2)",
        "-x*2",
        "x - -x",
        "1e300*x + 1e-300",
        "if(not (x > 0 and x < 1) or x == 3, 1, 2)",
        "if(x > 0 or x < -1 and x != -3, 1, 2)",
        "if((x > 0 or x < -1) and x <= 3, 1, 2)",
        "where(not x >= 1, e, pi)",
        "max(1, x, -x, 3)",
        "clamp(x, -1, 1)",
        "(1 + x)*sech2(x)",
        "(2*x)^(1/3)",
        "0.1 + 123456789012345680000*x",
    ] {
        let formula = Formula::parse(text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(Formula::parse(&formula.to_string()), Ok(formula), "{text}");
    }
}

#[test]
fn the_meaning_is_that_of_an_independent_reader() {
    let mut random = Random(2);
    let mut compared = 0;
    for depth in (1..5).cycle().take(600) {
        let body = random_number(&mut random, depth);
        let formula = Formula::parse(&format!("{HEAD}{body}")).unwrap();
        let reference = Reference::parse(&body, &[("beta", 1.5), ("a_1", -0.25)]).unwrap();
        for x in [-2.3, -0.4, 0.7, 1.9] {
            let found = formula.program().evaluate(x, &[1.5, -0.25])[0];
            let truth = reference.evaluate_with(x, &[1.5, -0.25], Want::VALUE);
            let truth = truth.value.to_f64();
            if !truth.is_finite() || !truth.is_normal() || truth.abs() > 1e100 {
                continue;
            }
            // Terms that cancel lose digits in both f64 and this bound.
            let close = (found - truth).abs() <= 1e-9 * (1.0 + truth.abs());
            assert!(close || truth.abs() > 1e6, "{body} at {x}: {found}, not {truth}");
            compared += 1;
        }
    }
    assert!(compared > 1500, "{compared}");
}

#[test]
fn every_function_of_the_catalogue_reads_back() {
    for function in tuned_functions() {
        let p = function.parameters();
        let list: Vec<String> = p.iter().map(|p| format!("{}={}", p.name, p.default)).collect();
        let head = if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) };
        let text = format!("f{head} = {}", function.expression());
        let formula = Formula::parse(&text).unwrap_or_else(|e| panic!("{}: {e}", function.id()));
        let values: Vec<f64> = p.iter().map(|p| p.default).collect();
        for i in -40..=40 {
            let x = f64::from(i) * 0.17;
            let found = formula.program().evaluate(x, &values)[0];
            let expected = function.expression().evaluate(x, &values);
            let close = (found - expected).abs() <= 1e-9 * (1.0 + expected.abs());
            assert!(close, "{text} at {x}: {found}, not {expected}");
        }
    }
}

#[test]
fn errors_point_at_the_column_and_say_what_is_right() {
    for (text, column, words) in [
        ("", 1, "a number, x, a parameter or a function expected, found the end"),
        ("x +", 4, "found the end"),
        ("x*tanh(", 8, "found the end"),
        ("x*tanh(x", 9, "')'"),
        ("x*tanh x", 8, "'(' after the function 'tanh'"),
        ("2x", 2, "products are written with '*'"),
        ("x(2)", 1, "'x' is no function"),
        ("x*tnah(x)", 3, "did you mean tanh"),
        ("beta*x", 1, "f(beta=1) = ..."),
        ("x*swash(x)", 3, "unknown function 'swash'"),
        ("f(beta) = x", 7, "the default of 'beta', as in beta=1,"),
        ("f(beta=x) = x", 8, "a finite number expected"),
        ("f(beta=1/0) = x", 8, "a finite number expected"),
        ("f(beta=1, beta=2) = x", 11, "there already"),
        ("f(tanh=1) = x", 3, "has a meaning already"),
        ("f(a=1) = x = 2", 12, "'==' compares"),
        ("if(x, 1, 2)", 4, "a comparison expected, such as x > 0, found a number"),
        ("(x > 0)*x", 1, "a number expected, found a comparison"),
        ("x > 0", 1, "a number expected, found a comparison"),
        ("if(0 < x < 1, 1, 2)", 10, "do not chain"),
        ("if(x > 0, 1)", 12, "',' and the value where it does not"),
        ("max(x)", 6, "takes 2"),
        ("tanh(x, 2)", 7, "takes 1 argument(s)"),
        ("clamp(x, 1)", 11, "takes 3"),
        ("x && 1", 3, "write 'and'"),
        ("x*β", 3, "write 'beta'"),
        ("é + é*", 1, "not part of the language"),
        ("1e999*x", 1, "beyond the largest number"),
        ("1.2.3*x", 1, "'1.2.3' is not a number"),
        ("x + )", 5, "found ')'"),
        ("x)", 2, "an operator or the end"),
        ("3 = x", 1, "a name in front of '='"),
    ] {
        match Formula::parse(text) {
            Err(Error::Formula { column: found, problem, .. }) => {
                assert_eq!(found, column, "{text}: {problem}");
                assert!(problem.contains(words), "{text}: {problem}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let message = Formula::parse("x*tanh(x").unwrap_err().to_string();
    assert!(message.ends_with("\n  x*tanh(x\n          ^"), "{message}");
    let long = format!("{}x x", "x+".repeat(90));
    let message = Formula::parse(&long).unwrap_err().to_string();
    assert!(message.lines().all(|line| line.len() < 140), "{message}");
}

#[test]
fn hostile_text_is_refused_at_once() {
    let deep = 50_000;
    for text in [
        "(".repeat(deep),
        "-".repeat(deep),
        "x^".repeat(deep / 2),
        "tanh(".repeat(deep / 5),
        "not ".repeat(deep / 4),
        "if(x<".repeat(deep / 5),
        "x+".repeat(deep / 2),
        format!("{}x{}", "(".repeat(9000), ")".repeat(9000)),
        format!("x{}", "*x".repeat(9000)),
        "x".repeat(200_000),
        "=".repeat(1000),
        format!("max({}x)", "x,".repeat(9000)),
    ] {
        assert!(Formula::parse(&text).is_err(), "{}", &text[..20]);
    }
    // At the limits: 200 deep, 10,000 terms.
    let mut nested = "x".to_owned();
    for _ in 0..199 {
        nested = format!("tanh({nested})");
    }
    assert!(Formula::parse(&nested).is_ok());
    assert!(Formula::parse(&format!("tanh({nested})")).is_err());
    let mut wide: Vec<String> = (0..2048).map(|i| format!("if(x<{i},sin({i}*x),x)")).collect();
    while wide.len() > 1 {
        wide = wide.chunks(2).map(|pair| format!("({})", pair.join("+"))).collect();
    }
    assert!(Formula::parse(&wide[0]).is_err());
    assert!(Formula::parse(&wide[0][1..wide[0].len() / 4]).is_err());
}

#[test]
fn no_text_crashes() {
    let words = [
        "x", "(", ")", "+", "-", "*", "/", "^", "**", ",", "if", "tanh", "max", "1", "2.5e3", ".",
        "<", ">=", "==", "=", "and", "not", "or", "f", "beta", "e", "pi", "!", "|", "é", "\0",
        "\n", " ", "1e", "_", "clamp", "where",
    ];
    let mut random = Random(3);
    let mut accepted = 0;
    for length in (1..14).cycle().take(30_000) {
        let text: String =
            (0..length).map(|_| words[(random.next() % words.len() as u64) as usize]).collect();
        match Formula::parse(&text) {
            Ok(formula) => {
                accepted += 1;
                assert_eq!(Formula::parse(&formula.to_string()).as_ref(), Ok(&formula), "{text}");
                let _ = (formula.latex(), formula.program().evaluate(0.5, &[1.0; 32]));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    assert!(accepted > 300, "{accepted}");
}

#[test]
fn latex_is_typeset_as_in_papers() {
    for (text, latex) in [
        ("x*sigmoid(beta*x)", "x\\,\\sigma\\left(\\beta\\,x\\right)"),
        ("x/(1 + exp(-x))", "\\frac{x}{1 + e^{-x}}"),
        (
            "if(x > 0, x, exp(x) - 1)",
            "\\begin{cases} x & x > 0 \\\\ e^{x} - 1 & \\text{otherwise} \\end{cases}",
        ),
        ("(x + 1)^2*pi", "\\left(x + 1\\right)^{2}\\,\\pi"),
        ("max(0, x)", "\\max\\left(0, x\\right)"),
    ] {
        let formula = Formula::parse(&format!("f(beta=1) = {text}")).unwrap();
        assert_eq!(formula.latex(), latex);
    }
}
