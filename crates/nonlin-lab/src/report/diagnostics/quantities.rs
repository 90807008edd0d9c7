//! What the heat maps show.

use crate::learn::Diagnostics;
use crate::networks::LayerStatistics;
use crate::report::curves::significant;
use crate::report::heat::Colours;
use crate::run::Probes;

/// A number of each layer.
pub(super) type Of = fn(&Diagnostics) -> Vec<(String, f64)>;

/// What a heat map shows.
pub(super) struct Quantity {
    pub(super) title: &'static str,
    pub(super) caption: String,
    pub(super) of: Of,
    pub(super) colours: fn(&[f64]) -> Colours,
    pub(super) text: fn(f64) -> String,
}

fn layers(seen: &Diagnostics, of: fn(&LayerStatistics) -> f64) -> Vec<(String, f64)> {
    seen.layers.iter().map(|layer| (layer.name.clone(), of(layer))).collect()
}

fn percent(value: f64) -> String {
    format!("{:.0} %", 100.0 * value)
}

fn share(_: &[f64]) -> Colours {
    Colours::Linear(0.0, 1.0)
}

/// A logarithmic scale over positive values, of six decades at most.
fn decades(values: &[f64]) -> Colours {
    let high = values.iter().copied().filter(|v| v.is_finite()).fold(f64::MIN_POSITIVE, f64::max);
    if high == f64::MIN_POSITIVE {
        return Colours::Linear(0.0, 1.0);
    }
    let low = values.iter().copied().filter(|v| *v > 0.0).fold(high, f64::min);
    Colours::Log(low.max(high * 1e-6).min(high / 10.0), high)
}

fn signed(values: &[f64]) -> Colours {
    let most = values.iter().map(|v| v.abs()).filter(|v| v.is_finite()).fold(0.0, f64::max);
    Colours::Signed(if most > 0.0 { most } else { 1.0 })
}

/// What is shown, in this order.
pub(super) fn quantities() -> Vec<Quantity> {
    let quantity = |title, caption: &str, of, colours, text| Quantity {
        title,
        caption: caption.to_owned(),
        of,
        colours,
        text,
    };
    vec![
        quantity(
            "Dead units",
            &format!(
                "Share of units whose slope was below {:e} for every sample that was looked at in the epoch: they learn nothing.",
                Probes::DEAD_SLOPE
            ),
            |seen| layers(seen, |layer| layer.dead_share),
            share,
            percent,
        ),
        quantity(
            "Always-on units",
            "Share of units that were saturated for no sample: they are never switched off.",
            |seen| layers(seen, |layer| layer.always_on_share),
            share,
            percent,
        ),
        quantity(
            "Saturated",
            &format!(
                "Share of all slopes below {} of the largest slope that the function has: each function by its own threshold.",
                Probes::SATURATED_SLOPE
            ),
            |seen| layers(seen, |layer| layer.saturated_share),
            share,
            percent,
        ),
        quantity(
            "Effective slope",
            "Mean of |f′|: the factor by which the function scales gradients on their way back.",
            |seen| layers(seen, |layer| layer.effective_slope),
            |values| {
                Colours::Linear(
                    0.0,
                    values.iter().copied().filter(|v| v.is_finite()).fold(1.0, f64::max),
                )
            },
            significant,
        ),
        quantity(
            "Gradient by depth",
            "Norm of the gradient by each weight matrix over that of the last one. Logarithmic: what fades towards the input vanishes, what glows explodes.",
            |seen| {
                let names = seen.gradient_norms.iter().map(|(name, _)| name.clone());
                names.zip(seen.gradient_ratios()).collect()
            },
            decades,
            significant,
        ),
        quantity(
            "Mean of pre-activations",
            "What goes into the function, on average.",
            |seen| layers(seen, |layer| layer.mean_before),
            signed,
            significant,
        ),
        quantity(
            "Variance of pre-activations",
            "How far it scatters. Logarithmic.",
            |seen| layers(seen, |layer| layer.variance_before),
            decades,
            significant,
        ),
        quantity(
            "Mean of activations",
            "What comes out of the function, on average: 0 is zero-centred.",
            |seen| layers(seen, |layer| layer.mean_after),
            signed,
            significant,
        ),
        quantity(
            "Variance of activations",
            "How far it scatters. Logarithmic: a signal that fades or grows from layer to layer shows here.",
            |seen| layers(seen, |layer| layer.variance_after),
            decades,
            significant,
        ),
    ]
}
