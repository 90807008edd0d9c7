//! The command line that gives a comparison again.

use super::CompareOptions;
use crate::device::is_cpu;

impl CompareOptions {
    /// The command that makes the same comparison, with every option written out.
    ///
    /// Number of threads, output folder and `--resume` are left out: the result
    /// does not depend on them.
    pub fn command_line(&self) -> String {
        let settings = &self.settings;
        let activations: Vec<String> = self.activations.iter().map(ToString::to_string).collect();
        let mut words = vec!["nonlin".to_owned(), "compare".into()];
        let mut option =
            |name: &str, value: String| words.extend([format!("--{name}"), quoted(&value)]);
        option("acts", activations.join(","));
        option("baseline", self.baseline.to_string());
        option("seeds", self.seeds.to_string());
        option("epochs", settings.epochs.to_string());
        option("data", settings.data.to_string());
        if let Some(folder) = &self.data_dir {
            option("data-dir", folder.display().to_string());
        }
        if let Some(label) = &settings.label {
            option("label", label.clone());
        }
        if !is_cpu(&settings.device) {
            option("device", settings.device.clone());
        }
        option("layers", settings.layers_text());
        option("lr", settings.learning_rate.to_string());
        option("batch", settings.batch.to_string());
        option("optimizer", settings.optimizer.to_string());
        option("init", settings.init.to_string());
        if settings.weight_decay != 0.0 {
            option("weight-decay", settings.weight_decay.to_string());
        }
        words.join(" ")
    }
}

/// A word as a shell takes it.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.,/:+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted("relu,gelu"), "relu,gelu");
        assert_eq!(quoted("swish(beta=2)"), "'swish(beta=2)'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn the_command_names_every_setting() {
        let command = CompareOptions::default().command_line();
        assert_eq!(
            command,
            "nonlin compare --acts relu,leaky_relu,elu,gelu,silu,mish,telu,zorro_symmetric,zorro_sloped,tanh \
             --baseline relu --seeds 5 --epochs 20 --data optdigits --layers 128,128 --lr 0.001 --batch 64 \
             --optimizer adam --init kaiming-uniform"
        );
    }
}
