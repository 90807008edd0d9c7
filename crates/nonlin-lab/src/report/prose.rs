//! The words of the report.

use super::html::escape;
use crate::compare::table::counted;
use crate::compare::{Comparison, Verdict};
use crate::run::Optimizer;

pub(super) const ACCURACY: &str = "Mean over seeds; the band is the 95 % interval of the mean. The axis is logarithmic in the error: equal steps up divide it by equal factors.";
pub(super) const LOSS: &str = "Cross-entropy on the training data after each epoch, mean over seeds with 95 % interval, logarithmic axis.";
pub(super) const DIFFERENCE: &str = "Mean difference in final test accuracy, seed by seed, with its 95 % interval. The intervals stand for themselves; \
     the verdicts of the table also correct for the number of tests, so an interval just off zero may be no verdict.";
pub(super) const GRADIENT: &str = "L2 norm of the loss gradient by each weight matrix, mean over the steps of the last epoch; whiskers are 95 % intervals \
     over seeds. A steep line is a gradient that vanishes or explodes on its way through the network.";
pub(super) const FUNCTIONS: &str = "Solid: f(x). Dotted: its derivative f′(x).";
pub(super) const LEARNED: &str = "Functions with trained parameters, layer by layer. Dotted: at the start. Solid: after training, a line for each seed.";
pub(super) const HISTOGRAMS: &str = "What the hidden units put out for the test data, all seeds together. The height is the square root of the share, so that \
     a peak at zero leaves the rest visible; the outermost thousandth at either end is cut.";

pub(super) fn title(comparison: &Comparison) -> String {
    format!(
        "{} on {}",
        counted(comparison.functions.len(), "activation function"),
        comparison.data.name
    )
}

pub(super) fn header(comparison: &Comparison) -> String {
    let settings = &comparison.settings;
    let mut widths = vec![comparison.data.features.to_string()];
    widths.extend(settings.layers.iter().map(usize::to_string));
    widths.push(comparison.data.classes.to_string());
    let facts = [
        counted(comparison.functions.len(), "function"),
        counted(comparison.seeds.len(), "seed"),
        counted(settings.epochs, "epoch"),
        format!("network {}", widths.join("–")),
        format!("{}, learning rate {}", settings.optimizer, settings.learning_rate),
    ];
    super::header(&title(comparison), &facts)
}

/// What the comparison shows, in a sentence or three.
pub(super) fn headline(comparison: &Comparison) -> String {
    let of = |verdict: &Verdict| -> Vec<String> {
        let chosen = comparison.functions.iter().filter(|function| function.verdict == *verdict);
        chosen.map(|function| function.activation.to_string()).collect()
    };
    let (better, worse, same) =
        (of(&Verdict::Better), of(&Verdict::Worse), of(&Verdict::NoDifference));
    let baseline = &comparison.baseline;
    let mut sentences = Vec::new();
    if !better.is_empty() {
        sentences.push(format!(
            "More accurate than {baseline}: <strong>{}</strong>.",
            escape(&better.join(", "))
        ));
    }
    if !worse.is_empty() {
        sentences.push(format!("Less accurate: <strong>{}</strong>.", escape(&worse.join(", "))));
    }
    if !same.is_empty() {
        let names = escape(&same.join(", "));
        sentences.push(if better.is_empty() && worse.is_empty() {
            format!(
                "No function differs from {} by more than the seeds scatter: {names}.",
                escape(baseline)
            )
        } else {
            format!("No difference shown for {names}.")
        });
    }
    if comparison.tests == 0 {
        sentences.push("Nothing could be tested; the column “verdict” says why.".into());
    }
    format!("<p class=\"headline\">{}</p>", sentences.join(" "))
}

pub(super) fn statistics(comparison: &Comparison) -> String {
    let baseline = escape(&comparison.baseline);
    let seeds = comparison.seeds.len();
    let tests = counted(comparison.tests, "comparison");
    let paragraphs = [
        format!(
            "<b>Seeds.</b> Every function was trained {seeds} times. The seed decides the initial weights and the order of \
             the samples, and is the same for all functions, so that run 1 of one function and run 1 of another started equal."
        ),
        "<b>Interval.</b> ± is the 95 % interval of the mean by Student's t: were the whole comparison repeated with other \
         seeds again and again, 95 of 100 such intervals would hold the true mean. It says how well the mean is known, not how far single runs scatter."
            .into(),
        format!(
            "<b>Paired test.</b> For each seed the final test accuracy of the function minus that of {baseline} is taken. \
             The p value is the chance of a mean difference at least this far from zero if the function made no difference. \
             Pairing takes out what the seed does to both. Accuracies are counts of test samples; differences that are the same \
             for all seeds are held to scatter by as much as the counting rounds, not by nothing."
        ),
        format!(
            "<b>Holm's correction.</b> Of {tests} some would look significant by luck alone. The correction raises the \
             p values so that the chance of even one false “better” or “worse” in the whole table stays below 5 %. \
             A verdict needs a corrected p below 0.05."
        ),
        "<b>No difference shown</b> means that these seeds do not tell the two apart, not that they are equal. More seeds show smaller differences.".into(),
        "<b>What this cannot say.</b> The verdicts hold for this network, this data set, these settings, and the accuracy after the last epoch. \
         The learning rate was not tuned for each function; a function may do better with another. Seeds do not redraw the test data."
            .into(),
    ];
    paragraphs.map(|paragraph| format!("<p>{paragraph}</p>")).concat()
}

pub(super) fn setup(comparison: &Comparison) -> String {
    let (settings, data) = (&comparison.settings, &comparison.data);
    let decay = match (settings.weight_decay, settings.optimizer) {
        (0.0, _) => "none".to_owned(),
        (decay, Optimizer::AdamW) => format!("{decay}, decoupled"),
        (decay, _) => format!("{decay}, in the gradient"),
    };
    let seeds: Vec<String> = match comparison.seeds.as_slice() {
        [first, .., last] => vec![format!("{first} to {last}")],
        seeds => seeds.iter().map(u64::to_string).collect(),
    };
    let rows = [
        ("Network", format!("multilayer perceptron, hidden layers {}", settings.layers_text())),
        ("Initial weights", settings.init.to_string()),
        ("Optimiser", settings.optimizer.to_string()),
        ("Learning rate", settings.learning_rate.to_string()),
        ("Weight decay", decay),
        ("Batch", settings.batch.to_string()),
        ("Epochs", settings.epochs.to_string()),
        ("Seeds", seeds.concat()),
        (
            "Data",
            format!(
                "{}: {} samples to train on, {} to test on, {} numbers each, {} classes",
                data.name, data.train_samples, data.test_samples, data.features, data.classes
            ),
        ),
        ("Normalisation", data.normalisation.clone()),
        ("SHA-256 of the data", data.checksum.clone()),
        ("Source and licence", data.attribution.clone()),
        ("Program", format!("nonlin {}", env!("CARGO_PKG_VERSION"))),
    ];
    let mut html = String::from("<dl>");
    for (term, text) in rows {
        html.push_str(&format!("<dt>{}</dt><dd>{}</dd>", escape(term), escape(&text)));
    }
    html.push_str(&format!(
        "</dl><p>The same command on the same machine gives the same numbers to the last bit, except for the times:</p>\
         <pre tabindex=\"0\"><code>{}</code></pre>",
        escape(&comparison.command)
    ));
    html
}
