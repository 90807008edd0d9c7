//! Text into HTML.

/// Text that stands for itself between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// The name of a function, which may be broken between its parameters, and on
/// narrow screens also after `_`.
pub(super) fn name(text: &str) -> String {
    escape(text)
        .replace('(', "(<wbr>")
        .replace(',', ",<wbr>")
        .replace('_', "_<wbr class=\"narrow\">")
}

/// JSON that cannot end the script element it stands in.
pub(super) fn script_json(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A coordinate: a tenth of a pixel is enough.
pub(super) fn px(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("<b a='1' c=\"2\">&"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;");
        assert_eq!(name("hp_1(a=2)"), "hp_<wbr class=\"narrow\">1(<wbr>a=2)");
        assert_eq!(script_json("[\"</script>\"]"), "[\"\\u003c/script>\"]");
        assert_eq!((px(3.04), px(-0.26)), ("3".into(), "-0.3".into()));
    }
}
