//! The long tail, functions that are data: names, text, ranges, clashes.

use std::collections::{HashMap, HashSet};

use nonlin::{
    Activation, Error, Family, Formula, Function, clashes, find, functions, parse_list,
    tuned_functions,
};

fn tail() -> impl Iterator<Item = &'static Function> {
    functions().iter().copied().filter(|f| !f.is_tuned())
}

/// As names are compared.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn the_lists_are_what_they_say() {
    let tuned = tuned_functions();
    assert_eq!(&functions()[..tuned.len()], tuned);
    assert!(tuned.iter().all(|f| f.is_tuned()));
    assert!(tail().count() > 300, "{}", tail().count());
    let ids: HashSet<&str> = functions().iter().map(|f| f.id()).collect();
    assert_eq!(ids.len(), functions().len());
    let others = |family: &&Family| !matches!(family, Family::Zorro | Family::Rational);
    for family in Family::ALL.iter().filter(others) {
        assert!(tail().any(|f| f.family() == *family), "{family}");
    }
}

#[test]
fn formulas_print_and_read_back() {
    for function in tail() {
        let defaults = function.parameters().iter().map(|p| format!("{}={:?}", p.name, p.default));
        let list = defaults.collect::<Vec<_>>().join(", ");
        let head = format!("{}({list})", function.id());
        let formula = Formula::parse(&format!("{head} = {}", function.formula()))
            .unwrap_or_else(|error| panic!("{}: {error}", function.id()));
        let printed = formula.to_string();
        assert_eq!(Formula::parse(&printed).unwrap(), formula, "{printed}");
        assert_eq!(Formula::parse(&printed).unwrap().to_string(), printed);
        // Entries are written as formulas print, so that lists need not read them.
        assert_eq!(formula.body(), function.formula());
        let activation = Activation::from(function);
        assert_eq!(activation.to_string(), function.id());
        assert_eq!(activation.value(0.7).to_bits(), formula.value(0.7).to_bits(), "{printed}");
    }
}

#[test]
fn parameters_are_in_their_ranges() {
    for function in tail() {
        let values: Vec<f64> = function.parameters().iter().map(|p| p.default).collect();
        function.check(&values).unwrap();
        assert_eq!(function.project(&values).unwrap(), values, "{function:?}");
        for wild in [f64::NAN, f64::INFINITY, -1e30, -1.0, 0.0, 1e-9, 50.0] {
            let projected = function.project(&vec![wild; values.len()]).unwrap();
            function.check(&projected).unwrap_or_else(|error| panic!("{wild}: {error}"));
        }
        for (parameter, value) in function.parameters().iter().zip(&values) {
            let text = format!("{}({}={value})", function.id(), parameter.name);
            assert_eq!(text.parse::<Activation>().unwrap().values(), values, "{text}");
        }
    }
}

#[test]
fn names_find_one_function_or_a_clash() {
    let shared: HashSet<String> = clashes().iter().map(|clash| plain(clash.name)).collect();
    let ids: HashSet<String> = functions().iter().map(|f| plain(f.id())).collect();
    let mut owners: HashMap<String, &str> = HashMap::new();
    for function in functions() {
        assert_eq!(find(function.id()).unwrap(), *function);
        for name in function.aliases().iter().chain([&function.name()]) {
            let name = plain(name);
            if ids.contains(&name) || shared.contains(&name) {
                continue;
            }
            assert_eq!(find(&name).unwrap(), *function, "{name}");
            let owner = owners.insert(name.clone(), function.id());
            assert!(owner.is_none_or(|owner| owner == function.id()), "{name} names {owner:?} too");
        }
        let reference = function.reference();
        assert!(!reference.authors.is_empty() && !function.summary().is_empty(), "{function:?}");
    }
}

#[test]
fn clashes_are_asked_back() {
    for clash in clashes() {
        assert!(clash.candidates.len() > 1, "{clash:?}");
        let found = find(clash.name);
        // An identifier means its own function.
        if let Ok(function) = found {
            assert_eq!(plain(function.id()), plain(clash.name));
            assert!(clash.candidates.iter().any(|(f, _)| *f == function), "{clash:?}");
            continue;
        }
        let message = found.unwrap_err().to_string();
        for (function, what) in &clash.candidates {
            let line = format!("\n  {}: {what}. {}", function.id(), function.reference());
            assert!(message.contains(&line), "{message}");
            assert_eq!(find(function.id()).unwrap(), *function);
        }
    }
    let error = "delu(a=1)".parse::<Activation>().unwrap_err();
    assert!(matches!(error, Error::AmbiguousFunction { .. }), "{error}");
}

#[test]
fn names_are_taken_like_those_of_tuned_functions() {
    let list = parse_list("relu, symlog, e_swish(a=2), Hard-Mish").unwrap();
    let texts: Vec<String> = list.iter().map(ToString::to_string).collect();
    assert_eq!(texts, ["relu", "symlog", "e_swish(a=2)", "hard_mish"]);
    assert!(list[1].function().typed().is_none());
    let message = |text: &str| text.parse::<Activation>().unwrap_err().to_string();
    assert!(message("symlogg").contains("did you mean symlog"), "{}", message("symlogg"));
    assert!(message("e_swish(b=2)").contains("its parameters are a"));
    assert!(message("nlrelu(b=-1)").contains("must be in (0, inf)"));
    assert!(message("srs(a=1,b=3)").contains("must hold"), "{}", message("srs(a=1,b=3)"));
}

/// What else a function has, on one that is known by heart.
#[test]
fn everything_follows_from_the_entry() {
    let symlog: Activation = "symlog".parse().unwrap();
    assert!((symlog.value(-3.0) + 4f64.ln()).abs() < 1e-15);
    let derivatives = symlog.derivatives(-3.0, 2).unwrap();
    assert!((derivatives[1] - 0.25).abs() < 1e-15 && (derivatives[2] - 0.0625).abs() < 1e-15);
    let properties = symlog.properties();
    assert!(properties.monotone && properties.zero_centred);
    assert!(symlog.function().formula_latex().contains("\\operatorname"));
    let (x, mut y, mut gx) = ([-3.0f32, 0.0, 1e30], [0.0; 3], [0.0; 3]);
    symlog.kernel().forward_backward(&x, &[1.0; 3], &mut y, &mut gx).unwrap();
    assert_eq!(y, [-1.386_294_4, 0.0, 69.077_55]);
    assert_eq!(gx[0], 0.25);
}
