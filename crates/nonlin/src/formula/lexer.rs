//! A formula's text as tokens.

use super::definition::Fault;

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Name(&'a str),
    Symbol(&'static str),
    End,
}

impl Token<'_> {
    /// What it is called in an error.
    pub(super) fn describe(self) -> String {
        match self {
            Token::Number(value) => format!("the number {value}"),
            Token::Name(name) => format!("'{name}'"),
            Token::Symbol(symbol) => format!("'{symbol}'"),
            Token::End => "the end".to_owned(),
        }
    }
}

/// Symbols, longer ones before their beginnings.
const SYMBOLS: &[&str] =
    &["<=", ">=", "==", "!=", "**", "<", ">", "=", "+", "-", "*", "/", "^", "(", ")", ","];

/// What people write instead of something of the language.
const INSTEAD: &[(&str, &str)] = &[
    ("&&", "write 'and'"),
    ("||", "write 'or'"),
    ("!", "write 'not'"),
    ("\u{b7}", "write '*'"),
    ("\u{d7}", "write '*'"),
    ("\u{f7}", "write '/'"),
    ("\u{2212}", "write '-'"),
    ("\u{221a}", "write 'sqrt'"),
    ("\u{3c0}", "write 'pi'"),
    ("\u{3c3}", "write 'sigmoid'"),
    ("\u{3b1}", "write 'alpha'"),
    ("\u{3b2}", "write 'beta'"),
    ("\u{3b3}", "write 'gamma'"),
    ("\u{3bb}", "write 'lambda'"),
    ("|", "write 'abs(...)'"),
    ("?", "write 'if(condition, a, b)'"),
    (";", "write one formula at a time"),
    ("[", "write '('"),
    ("{", "write '('"),
];

/// The tokens with the bytes at which they begin; the last is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token<'_>)>, Fault> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            tokens.push((at, Token::End));
            return Ok(tokens);
        };
        let (token, length) = if first.is_ascii_digit() || first == '.' {
            number(rest, at)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let name = &rest[..end.unwrap_or(rest.len())];
            (Token::Name(name), name.len())
        } else if let Some(&symbol) = SYMBOLS.iter().find(|&&symbol| rest.starts_with(symbol)) {
            (Token::Symbol(if symbol == "**" { "^" } else { symbol }), symbol.len())
        } else {
            let hint = INSTEAD.iter().find(|(other, _)| rest.starts_with(other));
            let hint = hint.map_or_else(String::new, |(_, hint)| format!("; {hint}"));
            return Err(Fault::new(
                at,
                format!("'{}' is not part of the language{hint}", first.escape_debug()),
            ));
        };
        tokens.push((at, token));
        at += length;
    }
}

/// The number at the start of `rest`, and its length.
fn number(rest: &str, at: usize) -> Result<(Token<'static>, usize), Fault> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| {
        bytes[from..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count()
    };
    let mut end = digits(0);
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if bytes.get(end + 1 + sign).is_some_and(u8::is_ascii_digit) {
            end += 1 + sign + digits(end + 1 + sign);
        }
    }
    let text = &rest[..end];
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok((Token::Number(value), end)),
        Ok(_) => Err(Fault::new(at, format!("{text} is beyond the largest number, 1.8e308"))),
        Err(_) => Err(Fault::new(at, format!("'{text}' is not a number"))),
    }
}
