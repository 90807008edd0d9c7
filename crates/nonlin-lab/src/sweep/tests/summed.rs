//! What is made of results.

use super::*;
use crate::compare::Verdict;

/// A sweep of 3 functions in 4 settings with 6 seeds: telu is a point better, elu no different.
fn four_settings() -> (Sweep, Vec<Option<RunResult>>) {
    let mut plan = quick(&["relu", "telu", "elu"]);
    plan.seeds = Seeds::Count(6);
    plan.set("learning_rate=0.1,0.01,0.001,0.0001").unwrap();
    let sweep = Sweep::new(&plan).unwrap();
    let results = sweep.runs.iter().map(|run| Some(made_up(run, accuracy(run)))).collect();
    (sweep, results)
}

fn accuracy(run: &Run) -> f64 {
    let luck = [0.0, 0.004, -0.003, 0.002, -0.001, 0.001][run.seed as usize];
    let own = [0.0, 1e-3, -2e-3, 1e-3, -1e-3, 2e-3][(run.seed as usize + run.block) % 6];
    let gain = match run.function.to_string().as_str() {
        "telu" => 0.01 + own,
        "elu" => own,
        _ => 0.0,
    };
    0.9 + luck + gain + 0.01 * run.block as f64
}

#[test]
fn differences_are_found_and_so_is_none() {
    let (sweep, results) = four_settings();
    let summary = sweep.summary(&results);
    assert_eq!((summary.tests, summary.missing, summary.baseline.as_str()), (8, 0, "relu"));
    for block in &summary.blocks {
        let verdict = |name: &str| {
            block.rows.iter().find(|row| row.function == name).unwrap().verdict.clone()
        };
        assert_eq!(block.rows[0].function, "telu");
        assert_eq!((verdict("telu"), verdict("elu")), (Verdict::Better, Verdict::NoDifference));
        let against = block.rows[0].against.as_ref().unwrap();
        assert!((against.test.mean - 0.01).abs() < 1e-3 && against.adjusted_p < 0.01);
        // Six differences of one sign: 2/64.
        assert_eq!(against.signed_rank.unwrap().p, 0.03125);
        assert!(against.interval.unwrap().holds(0.01) && against.effect.unwrap().g.unwrap() > 2.0);
    }
    let overall = summary.overall.as_ref().unwrap();
    assert_eq!((overall.blocks, overall.data), (4, 1));
    assert_eq!(overall.friedman.mean_ranks[1], 1.0);
    let text = summary.markdown();
    for said in [
        "Better than relu: telu (all 4 settings).",
        "No difference from relu shown: elu (all 4 settings).",
        "Friedman's test over 4 settings",
        "they are not independent",
        "| function | mean rank |",
        "## learning_rate=0.001",
        " (1.00×)",
        "100 MiB",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("NaN"));
}

#[test]
fn losses_are_better_when_lower() {
    let (mut sweep, results) = four_settings();
    sweep.plan.metric = Metric::TestLoss;
    let summary = sweep.summary(&results);
    let row = &summary.blocks[0].rows[0];
    assert_eq!((row.function.as_str(), &row.verdict), ("telu", &Verdict::Better));
    let against = row.against.as_ref().unwrap();
    assert!(against.test.mean < 0.0 && against.effect.unwrap().superiority > 0.5);
    assert_eq!(summary.overall.unwrap().friedman.mean_ranks[1], 1.0);
}

#[test]
fn who_diverges_is_not_tested_and_ranks_last() {
    let (sweep, mut results) = four_settings();
    let telu = sweep.runs.iter().position(|run| run.function.to_string() == "telu").unwrap();
    results[telu].as_mut().unwrap().failure = Some("diverged in epoch 3: made up".into());
    results[telu + 4] = None;
    let summary = sweep.summary(&results);
    assert_eq!((summary.missing, summary.tests), (1, 7));
    let last = summary.blocks[0].rows.last().unwrap();
    assert_eq!(last.verdict, Verdict::NotTested("1 of 6 runs diverged".into()));
    assert!(summary.overall.as_ref().unwrap().friedman.mean_ranks[1] > 1.0);
    let sentences = summary.sentences().join("\n");
    assert!(sentences.contains("1 of 72 runs have no result yet"), "{sentences}");
    assert!(sentences.contains("telu failed in 1 of 6 runs"), "{sentences}");
}

#[test]
fn nothing_and_one_seed_have_a_page_too() {
    let (sweep, results) = four_settings();
    let none = vec![None; sweep.runs.len()];
    let mut one = none.clone();
    one[..12].clone_from_slice(&results[..12]);
    let mut first = none.clone();
    first[0].clone_from(&results[0]);
    for results in [&results, &none, &one, &first] {
        let html = sweep.report_html(results);
        crate::report::tests::assert_well_formed(&html);
        assert!(!html.contains("NaN"), "NaN");
        let text = sweep.summary(results).markdown();
        assert!(!text.contains("NaN") && text.contains("| relu |"));
        for block in 0..4 {
            if let Some(page) = sweep.diagnostics_html(results, block) {
                crate::report::tests::assert_well_formed(&page);
                assert!(!page.contains("NaN"));
            }
        }
    }
    assert_eq!(sweep.diagnostics_html(&none, 0), None);
    let html = sweep.report_html(&results);
    // A bar over relu and elu, which telu is not under; a front in each of two plots a setting.
    assert!(html.contains("class=\"clique\"") && html.contains("class=\"front\""));
    assert_eq!(html.matches("class=\"front\"").count(), 8);
    let page = sweep.diagnostics_html(&results, 0).unwrap();
    for said in ["Dead units", "Saturated", "Gradient by depth", "Distributions", "Effective slope"]
    {
        assert!(page.contains(said), "{said}");
    }
    // Nothing is learned by these three.
    assert!(!page.contains("What was learned</h2>"));
}

#[test]
fn the_files_are_there_and_whole() {
    let (sweep, results) = four_settings();
    let folder = tempfile::tempdir().unwrap();
    let files = sweep.write_report(&results, folder.path()).unwrap();
    let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
    assert_eq!(read(&files.report), sweep.report_html(&results));
    assert_eq!(read(&files.markdown), sweep.summary(&results).markdown());
    let json: serde_json::Value = serde_json::from_str(&read(&files.json)).unwrap();
    assert_eq!(json["blocks"][0]["rows"][0]["verdict"], "better");
    assert!(read(&folder.path().join("diagnostics-3.html")).contains("learning_rate=0.0001"));
}

#[test]
#[ignore = "writes pages of made-up results to look at, to the folder in NONLIN_LAB_REPORT"]
fn look() {
    let folder = std::env::var_os("NONLIN_LAB_REPORT").expect("a folder to write to");
    let mut plan = quick(&["relu", "telu", "elu", "gelu", "prelu", "hp1", "tanh", "sigmoid"]);
    plan.seeds = Seeds::Count(5);
    plan.set("learning_rate=0.1,0.01,0.001,0.0001,0.00001,0.5").unwrap();
    let sweep = Sweep::new(&plan).unwrap();
    let skill = |run: &Run| 0.01 * (run.function.to_string().len() % 5) as f64;
    let noise = |run: &Run| 0.003 * ((run.seed * 7 + run.block as u64 * 13) % 11) as f64;
    let results: Vec<_> =
        sweep.runs.iter().map(|run| Some(made_up(run, 0.85 + skill(run) + noise(run)))).collect();
    sweep.write_report(&results, std::path::Path::new(&folder)).unwrap();
}
