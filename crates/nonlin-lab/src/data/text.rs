//! Texts as rows of words or characters.

use std::collections::HashMap;
use std::path::Path;

use super::checksum;
use super::packed::{bad, find_packed, read_text};
use crate::error::{Error, Result};
use crate::run::names;

names! {
    /// What a text is made of.
    Level, "level":
    /// Words between white space; the end of a line is one, `<eos>`.
    Word = "word",
    /// Characters, line ends among them.
    Character = "character",
}

/// The word that stands for the end of a line.
const END: &str = "<eos>";
/// The word that stands for those not in the vocabulary.
const UNKNOWN: &str = "<unk>";

/// A text in three parts, as numbers of words or characters.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it is made of.
    pub level: Level,
    /// The words or characters by number, in the order in which the training part has them.
    pub vocabulary: Vec<String>,
    /// The part to train on.
    pub train: TextSplit,
    /// The part to choose settings by.
    pub validation: TextSplit,
    /// The part to test on.
    pub test: TextSplit,
    /// SHA-256 of the parts, in hexadecimal.
    pub checksum: String,
}

/// One part of a [`Text`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextSplit {
    /// The numbers of its words or characters.
    pub tokens: Vec<u32>,
}

impl Text {
    /// The Penn Treebank as Mikolov prepared it: `ptb.train.txt`, `ptb.valid.txt` and
    /// `ptb.test.txt` in a folder or its subfolder `ptb`.
    ///
    /// # Errors
    ///
    /// If a file is missing, empty or no text, or has a word that the training part does
    /// not have and there is no `<unk>`.
    pub fn penn_treebank(folder: &Path, level: Level) -> Result<Self> {
        let places = [folder.join("ptb"), folder.to_path_buf()];
        let mut parts = Vec::with_capacity(3);
        for part in ["train", "valid", "test"] {
            let file = format!("ptb.{part}.txt");
            let path = find_packed(&places, &[&file]).ok_or_else(|| {
                bad(
                    &folder.join(&file),
                    "not found, neither packed nor plain, neither there nor in the subfolder ptb; the Penn Treebank needs this file",
                )
            })?;
            let text = read_text(&path)?;
            parts.push((path, text));
        }
        let mut words = Vocabulary::default();
        let mut splits = Vec::with_capacity(3);
        for (index, (path, text)) in parts.iter().enumerate() {
            let tokens = tokens(text, level);
            let tokens = if index == 0 { Ok(words.learn(tokens)) } else { words.number(tokens) };
            let tokens = tokens.map_err(|problem| bad(path, problem))?;
            splits.push(long_enough(path, tokens)?);
        }
        let texts: Vec<&[u8]> = parts.iter().map(|(_, text)| text.as_bytes()).collect();
        let [train, validation, test] = [0, 1, 2].map(|index| std::mem::take(&mut splits[index]));
        let checksum = checksum(&texts);
        Ok(Self { level, vocabulary: words.words, train, validation, test, checksum })
    }

    /// A single file, cut by position: the first 90 % to train on, the next 5 % to choose
    /// by, the rest to test on. The vocabulary is that of the whole.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no text, or is too short to be cut.
    pub fn from_file(path: &Path, level: Level) -> Result<Self> {
        Self::cut(&read_text(path)?, path, level)
    }

    /// A short English text that comes with the program, the description of the digits,
    /// cut as [`Self::from_file`] cuts; to try things out.
    ///
    /// # Errors
    ///
    /// None that a user can cause.
    pub fn embedded(level: Level) -> Result<Self> {
        let text = include_str!("../../data/optdigits.names");
        Self::cut(text, "data/optdigits.names".as_ref(), level)
    }

    /// `path` is named in errors.
    fn cut(text: &str, path: &Path, level: Level) -> Result<Self> {
        let mut words = Vocabulary::default();
        let all = words.learn(tokens(text, level));
        let [first, second] = [all.len() * 9 / 10, all.len() * 19 / 20];
        let split = |tokens: &[u32]| long_enough(path, tokens.to_vec());
        Ok(Self {
            level,
            train: split(&all[..first])?,
            validation: split(&all[first..second])?,
            test: split(&all[second..])?,
            vocabulary: words.words,
            checksum: checksum(&[text.as_bytes()]),
        })
    }
}

fn long_enough(path: &Path, tokens: Vec<u32>) -> Result<TextSplit> {
    if tokens.len() < 2 {
        return Err(bad(
            path,
            "the text is too short; each part needs at least two words or characters",
        ));
    }
    Ok(TextSplit { tokens })
}

fn tokens(text: &str, level: Level) -> Vec<&str> {
    match level {
        Level::Word => text
            .lines()
            .flat_map(|line| line.split_whitespace().chain(std::iter::once(END)))
            .collect(),
        Level::Character => text
            .char_indices()
            .map(|(start, character)| &text[start..start + character.len_utf8()])
            .collect(),
    }
}

/// Numbers by word.
#[derive(Default)]
struct Vocabulary {
    words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Vocabulary {
    fn learn(&mut self, tokens: Vec<&str>) -> Vec<u32> {
        let number = |token: &str| {
            if let Some(number) = self.numbers.get(token) {
                return *number;
            }
            let number = self.words.len() as u32;
            self.words.push(token.to_owned());
            self.numbers.insert(token.to_owned(), number);
            number
        };
        tokens.into_iter().map(number).collect()
    }

    fn number(&self, tokens: Vec<&str>) -> std::result::Result<Vec<u32>, String> {
        let unknown = self.numbers.get(UNKNOWN);
        let number = |token: &str| {
            self.numbers.get(token).or(unknown).copied().ok_or_else(|| {
                format!(
                    "\"{}\" is not in the training part, which has no {UNKNOWN} either",
                    token.escape_debug()
                )
            })
        };
        tokens.into_iter().map(number).collect()
    }
}

impl TextSplit {
    /// The text as `streams` rows that are read side by side, `length` tokens at a time,
    /// so that a state can be carried on; what does not fill the rows is left out.
    ///
    /// # Errors
    ///
    /// If a row would have less than two tokens, or `length` is 0.
    pub fn streams(&self, streams: usize, length: usize) -> Result<TextStreams<'_>> {
        let row = self.tokens.len().checked_div(streams).unwrap_or(0);
        if row < 2 || length == 0 {
            return Err(Error::option(
                "batch",
                format!(
                    "{} tokens do not make {streams} rows of at least 2 to read {length} at a time",
                    self.tokens.len()
                ),
            ));
        }
        Ok(TextStreams { tokens: &self.tokens, streams, row, length, at: 0 })
    }
}

/// Pieces of rows of text: words, and the words that follow each of them.
#[derive(Clone, Debug)]
pub struct TextStreams<'a> {
    tokens: &'a [u32],
    streams: usize,
    row: usize,
    length: usize,
    at: usize,
}

impl Iterator for TextStreams<'_> {
    /// Words and next words, row by row, and how many there are in a row; the last piece
    /// may be shorter.
    type Item = (Vec<u32>, Vec<u32>, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let length = self.length.min(self.row - 1 - self.at);
        if length == 0 {
            return None;
        }
        let take = |shift: usize| {
            let rows = (0..self.streams).map(|stream| stream * self.row + self.at + shift);
            rows.flat_map(|start| self.tokens[start..start + length].iter().copied()).collect()
        };
        let piece = (take(0), take(1), length);
        self.at += length;
        Some(piece)
    }
}
