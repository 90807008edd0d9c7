//! The page as a whole, over made-up runs.

use crate::compare::{Comparison, Quiet, compare_with};
use crate::synthetic::{Synthetic, options};

fn comparison(acts: &str, seeds: u64, epochs: usize, trainer: &Synthetic) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    compare_with(&options(acts, seeds, epochs, folder.path()), trainer, &mut Quiet).unwrap()
}

/// Tags that are opened are closed, in order.
pub(crate) fn assert_well_formed(html: &str) {
    let body = &html[html.find("<body>").unwrap()..html.find("<script").unwrap()];
    let mut open: Vec<&str> = Vec::new();
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("<{tag} has no end"));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else if !tag.ends_with('/') && name != "wbr" {
            open.push(name);
        }
    }
    // The scripts that follow are left out of the check.
    assert_eq!(open, ["body"]);
}

#[test]
fn the_page_is_whole_and_needs_nothing_else() {
    let html =
        comparison(crate::compare::DEFAULT_ACTIVATIONS, 5, 12, &Synthetic::default()).report_html();
    assert_well_formed(&html);
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    for outside in ["src=", "@import", "url(", "<link", "<img", "fetch(", "<iframe"] {
        assert!(!html.contains(outside), "{outside}");
    }
    for wanted in
        ["CC BY 4.0", "name=\"viewport\"", "prefers-color-scheme", "--seeds 5", "Holm", "f′(x)"]
    {
        assert!(html.contains(wanted), "{wanted}");
    }
    assert!(!html.contains("NaN") && !html.contains("inf\""));
    // Ten lines each in two learning curves and the gradient chart, legend and table, and a picture of each function.
    assert_eq!(html.matches("class=\"line\"").count(), 10 * 6);
    assert_eq!(html.matches("class=\"band\"").count(), 10 * 2);
    assert_eq!(html.matches("class=\"bars\"").count(), 10 * 2);
    assert_eq!(html.matches("class=\"interval\"").count(), 9);
}

#[test]
fn one_function_one_seed_one_epoch_have_a_page_too() {
    for (acts, seeds, epochs) in [("relu", 1, 1), ("gelu", 1, 2), ("relu,gelu", 2, 1)] {
        let html = comparison(acts, seeds, epochs, &Synthetic::default()).report_html();
        assert_well_formed(&html);
        assert!(!html.contains("NaN"), "{acts} {seeds} {epochs}");
    }
    let html = comparison("relu", 1, 1, &Synthetic::default()).report_html();
    assert!(html.contains("Nothing was tested"));
}

#[test]
fn functions_that_never_finished_have_a_page_too() {
    let trainer = Synthetic { diverges: Some(("gelu", 0)), ..Synthetic::default() };
    let html = comparison("relu,gelu", 3, 5, &trainer).report_html();
    assert_well_formed(&html);
    assert!(html.contains("not tested (3 of 3 runs diverged)"));
    assert!(!html.contains("NaN"));
    // Neither legend nor table forget it.
    assert_eq!(html.matches("data-key=").count(), 2);
}

#[test]
fn text_from_outside_is_text() {
    let mut comparison = comparison("relu,gelu", 2, 2, &Synthetic::default());
    comparison.command = "nonlin compare --data-dir '</script><script>alert(1)'".into();
    comparison.data.normalisation = "<b>&".into();
    let html = comparison.report_html();
    assert!(!html.contains("<script>alert") && html.contains("&lt;script&gt;alert"));
    assert!(html.contains("&lt;b&gt;&amp;"));
}

#[test]
fn the_file_is_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let comparison = comparison("relu,gelu", 2, 2, &Synthetic::default());
    let path = folder.path().join("out/report.html");
    comparison.write_report(&path).unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), comparison.report_html());
}

#[test]
#[ignore = "writes the report of made-up runs to look at, to the path in NONLIN_LAB_REPORT"]
fn look() {
    let path = std::env::var_os("NONLIN_LAB_REPORT").expect("a path to write to");
    let comparison = comparison(crate::compare::DEFAULT_ACTIVATIONS, 5, 20, &Synthetic::default());
    comparison.write_report(std::path::Path::new(&path)).unwrap();
    println!("{}\n{}", comparison.table_text(120), comparison.table_text(60));
}
