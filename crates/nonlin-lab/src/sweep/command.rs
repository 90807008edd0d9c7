//! A run as a command that needs no plan.

use std::path::Path;

use serde_json::Value;

use super::Run;
use crate::compare::quoted;
use crate::recipes::Choices;

impl Run {
    /// The arguments of `nonlin` that make this run and nothing else: every setting is
    /// written out, so that the plan is not needed where it runs.
    #[must_use]
    pub fn arguments(&self, out: &Path, data_dir: Option<&Path>) -> Vec<String> {
        let mut words = vec!["sweep".to_owned()];
        let mut option = |name: &str, value: String| words.extend([format!("--{name}"), value]);
        option("acts", self.function.to_string());
        let Choices { network, data, label, device, .. } = &self.choices;
        // These may look like something else than a text.
        let texts = [("networks", network), ("data", data), ("label", label), ("device", device)];
        for (name, value) in texts {
            value.iter().for_each(|value| option(name, value.clone()));
        }
        let settings = serde_json::to_value(&self.choices).unwrap_or_default();
        for (key, value) in settings.as_object().into_iter().flatten() {
            if !["network", "data", "label", "device"].contains(&key.as_str()) {
                let text = value.as_str().map_or_else(|| inline(value), str::to_owned);
                option("set", format!("{key}={text}"));
            }
        }
        option("seed", self.seed.to_string());
        option("index", "0".into());
        option("out", out.display().to_string());
        if let Some(folder) = data_dir {
            option("data-dir", folder.display().to_string());
        }
        words
    }

    /// The command as a shell takes it.
    #[must_use]
    pub fn command_line(&self, out: &Path, data_dir: Option<&Path>) -> String {
        let words = self.arguments(out, data_dir);
        let quoted: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        format!("nonlin {}", quoted.join(" "))
    }
}

/// A value as TOML in one line; JSON but for tables.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(key, value)| format!("{key}={}", inline(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        Value::Array(values) => {
            format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    }
}
