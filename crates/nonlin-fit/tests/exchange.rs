//! Files of coefficients, read and written.

#[path = "support/published.rs"]
#[allow(dead_code, unreachable_pub)]
mod published;

use std::path::PathBuf;

use nonlin::rational::{Denominator, Form, Unit};
use nonlin_fit::{Named, read_coefficients, to_json, to_rational_activations};
use published::PUBLISHED;

/// A folder that goes away with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nonlin-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
    fn file(&self, text: &str) -> PathBuf {
        let path = self.0.join("file.json");
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn published_coefficients_go_there_and_back() {
    let folder = Folder::new("exchange");
    let units: Vec<Named> = PUBLISHED
        .iter()
        .map(|(version, name, coefficients)| {
            let version = Denominator::of_letter(*version).unwrap();
            let unit = Unit::new(Form { version, ..Form::PAU }, coefficients.to_vec()).unwrap();
            Named { name: (*name).to_owned(), unit }
        })
        .collect();
    let text = to_rational_activations(&units).unwrap();
    assert!(text.contains("\"Rational_version_A5/4\"") && text.contains("\"init_w_denominator\""));
    let read = read_coefficients(&folder.file(&text)).unwrap();
    assert_eq!(read.len(), units.len());
    assert!(units.iter().all(|unit| read.contains(unit)));
}

#[test]
fn files_of_the_project_are_read() {
    let folder = Folder::new("project");
    // Version C has one coefficient more, raw units may have poles, other fields are theirs.
    let text = r#"{
        "Rational_version_C2/1": {"f": {"init_w_numerator": [1, 2.5, -3e-2],
            "init_w_denominator": [0.5, 4], "ub": 3, "lb": -3}},
        "Rational_version_N1/1": {"g": {"init_w_numerator": [0.0, 1.0], "init_w_denominator": [2.0]}}
    }"#;
    let read = read_coefficients(&folder.file(text)).unwrap();
    assert_eq!(read[0].unit.form().to_string(), "safe_pau(m=2,n=1,version=C)");
    assert_eq!(read[0].unit.coefficients(), [1.0, 2.5, -0.03, 0.5, 4.0]);
    assert_eq!(read[1].unit.poles(), [-0.5]);
}

#[test]
fn every_form_has_a_place_in_our_own_files() {
    let folder = Folder::new("own");
    for form in ["hp1(m=1,n=1)", "safe_opau(basis=laguerre,m=1,n=1,version=D,noise=0.25)"] {
        let unit = Unit::new(form.parse().unwrap(), vec![0.1, -2e-300, 1.0 / 3.0]).unwrap();
        let named = Named { name: "mine".to_owned(), unit };
        let read = read_coefficients(&folder.file(&to_json(&named))).unwrap();
        assert_eq!(read, std::slice::from_ref(&named));
        let error = to_rational_activations(&[named]).unwrap_err().to_string();
        assert!(error.contains("monomials only"), "{error}");
    }
    let form: Form = "safe_pau(m=1,n=1,version=C,floor=0.5)".parse().unwrap();
    let unit = Unit::new(form, vec![1.0; 4]).unwrap();
    let error = to_rational_activations(&[Named { name: "f".to_owned(), unit }]).unwrap_err();
    assert!(error.to_string().contains("cannot say floor"), "{error}");
}

#[test]
fn faulty_files_say_where() {
    let folder = Folder::new("faulty");
    for (text, said) in [
        ("{", "no JSON"),
        ("[1]", "an object is expected"),
        ("{}", "no unit"),
        (r#"{"PAU": {}}"#, "'PAU': a key such as Rational_version_A5/4"),
        (r#"{"Rational_version_Q5/4": {}}"#, "a key such as"),
        (r#"{"Rational_version_A5/x": {}}"#, "a key such as"),
        (r#"{"Rational_version_A99/4": {}}"#, "degrees go up to 64"),
        (r#"{"Rational_version_A1/1": {"f": {}}}"#, "A1/1, f: a list init_w_numerator"),
        (
            r#"{"Rational_version_A1/1": {"f": {"init_w_numerator": [1], "init_w_denominator": [1]}}}"#,
            "init_w_numerator has 1 numbers; safe_pau(m=1,n=1) has 2",
        ),
        (
            r#"{"Rational_version_A0/1": {"f": {"init_w_numerator": ["x"], "init_w_denominator": [1]}}}"#,
            "\"x\" is not a finite number",
        ),
        (r#"{"unit": "hp3"}"#, "did you mean hp1"),
        (r#"{"unit": "hp1", "numerator": [1]}"#, "numerator has 1 numbers; hp1 has 6"),
    ] {
        let error = read_coefficients(&folder.file(text)).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains("file.json"), "{text}: {error}");
    }
    let missing = read_coefficients(&folder.0.join("none.json")).unwrap_err().to_string();
    assert!(missing.contains("cannot read") && missing.contains("none.json"), "{missing}");
}
