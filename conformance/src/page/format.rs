//! Numbers as the page shows them.

/// A number in few digits.
pub(crate) fn number(x: f64) -> String {
    if x.is_nan() {
        return "NaN".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    if x == 0.0 {
        return if x.is_sign_negative() { "-0".to_owned() } else { "0".to_owned() };
    }
    if !(1e-3..1e5).contains(&x.abs()) {
        return tidy(&format!("{x:.3e}"));
    }
    let digits = 4 - x.abs().log10().floor() as i32;
    tidy(&format!("{x:.*}", digits.max(0) as usize))
}

/// Without the zeros at the end of a fraction.
fn tidy(text: &str) -> String {
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, format!("e{exponent}")),
        None => (text, String::new()),
    };
    if !mantissa.contains('.') {
        return text.to_owned();
    }
    format!("{}{exponent}", mantissa.trim_end_matches('0').trim_end_matches('.'))
}

/// An error in units in the last place.
pub(crate) fn ulps(ulp: f64) -> String {
    match ulp {
        _ if ulp.is_infinite() => "inf".to_owned(),
        _ if ulp >= 1e4 => format!("{ulp:.1e}"),
        _ if ulp >= 100.0 => format!("{ulp:.0}"),
        _ if ulp >= 10.0 => format!("{ulp:.1}"),
        _ => format!("{ulp:.2}"),
    }
}

/// A count with its thousands set apart.
pub(crate) fn count(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
