//! Text to tokens.

use super::ParseError;
use rug::Float;

/// The kind and the text of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Number(String),
    Name(String),
    /// An operator, a comparison, a bracket or a comma.
    Symbol(&'static str),
    End,
}

impl std::fmt::Display for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Token::Number(text) => write!(f, "the number `{text}`"),
            Token::Name(text) => write!(f, "the name `{text}`"),
            Token::Symbol(text) => write!(f, "`{text}`"),
            Token::End => f.write_str("the end of the formula"),
        }
    }
}

/// Two-character symbols come first: `<=` is not `<` and `=`.
const SYMBOLS: [&str; 12] = ["<=", ">=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ","];

/// The tokens of `text`, each with its column, and an `End` token.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, ParseError> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let column = at + 1;
        if character.is_whitespace() {
            at += 1;
        } else if character.is_ascii_digit() || character == '.' {
            let end = end_of_number(&characters, at);
            let number: String = characters[at..end].iter().collect();
            if Float::parse(&number).is_err() {
                let message = format!("`{number}` is not a number; write it like 0.5 or 2e-3");
                return Err(error(text, column, message));
            }
            tokens.push((column, Token::Number(number)));
            at = end;
        } else if character.is_alphabetic() || character == '_' {
            let length =
                characters[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            tokens.push((column, Token::Name(characters[at..at + length].iter().collect())));
            at += length;
        } else {
            let matches = |symbol: &&&str| {
                symbol.chars().enumerate().all(|(i, c)| characters.get(at + i) == Some(&c))
            };
            let Some(symbol) = SYMBOLS.iter().find(matches) else {
                let message = format!("the character `{character}` has no meaning in a formula");
                return Err(error(text, column, message));
            };
            tokens.push((column, Token::Symbol(symbol)));
            at += symbol.len();
        }
    }
    tokens.push((characters.len() + 1, Token::End));
    Ok(tokens)
}

/// One past the last character of the number that starts at `start`.
fn end_of_number(characters: &[char], start: usize) -> usize {
    let digits = |from: usize| {
        characters[from..].iter().take_while(|c| c.is_ascii_digit() || **c == '.').count()
    };
    let mut end = start + digits(start);
    if matches!(characters.get(end), Some('e' | 'E')) {
        let sign = usize::from(matches!(characters.get(end + 1), Some('+' | '-')));
        let exponent = end + 1 + sign;
        if characters.get(exponent).is_some_and(char::is_ascii_digit) {
            end = exponent + digits(exponent);
        }
    }
    end
}

pub(super) fn error(text: &str, column: usize, message: String) -> ParseError {
    ParseError { text: text.to_owned(), column, message }
}
