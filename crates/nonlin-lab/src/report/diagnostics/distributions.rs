//! What went into functions and what came out, as histograms.

use super::{Watched, card, chosen, lasts};
use crate::networks::LayerStatistics;
use crate::report::chart::Style;
use crate::report::html::escape;
use crate::report::shapes::histogram_picture;
use crate::run::Histogram;

/// A card with two histograms of each slot.
pub(super) fn histograms(watched: &Watched<'_>, style: &Style) -> String {
    let lasts = lasts(watched);
    let Some(first) = lasts.first() else { return String::new() };
    let name = watched.activation.to_string();
    let mut pictures = String::new();
    for layer in chosen(first.layers.len()) {
        let slot = &first.layers[layer].name;
        let of = |pick: fn(&LayerStatistics) -> Option<&Histogram>| -> Vec<Histogram> {
            let layers = lasts.iter().filter_map(|seen| seen.layers.get(layer));
            layers.filter_map(pick).cloned().collect()
        };
        let pairs = [
            of(|layer| layer.histogram_before.as_ref()),
            of(|layer| layer.histogram_after.as_ref()),
        ];
        if pairs.iter().any(Vec::is_empty) {
            continue;
        }
        let [before, after] = pairs;
        let picture = |what: &str, seeds: &[Histogram]| {
            let label = format!("{what} of {name} at {slot}");
            histogram_picture(&label, &style.attributes(), seeds)
        };
        pictures.push_str(&format!(
            "<figure class=\"pair\"><figcaption>{}</figcaption><div>{}{}</div></figure>",
            escape(slot),
            picture("Inputs", &before),
            picture("Outputs", &after)
        ));
    }
    if pictures.is_empty() { pictures } else { card(&name, &pictures) }
}
