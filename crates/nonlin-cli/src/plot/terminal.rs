//! Curves in the terminal: braille patterns, eight dots to a character, or one
//! ASCII character for a point.

use super::{Curve, heights, scale};

/// Characters across and down.
const WIDTH: usize = 64;
const HEIGHT: usize = 18;

/// The dots of a braille character, by row and column.
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// What curves are drawn with in ASCII; in braille, what marks them in colour.
const MARKS: [char; 6] = ['*', '.', 'o', '+', 'x', '#'];
const COLOURS: [&str; 6] = ["36", "33", "35", "32", "31", "34"];

/// The curves over a range of x, as lines of text.
pub(crate) fn draw(curves: &[Curve<'_>], range: (f64, f64), ascii: bool) -> String {
    use std::io::IsTerminal;
    let ascii = ascii || !speaks_utf8();
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    render(curves, range, ascii, colour)
}

/// Whether the locale says that the terminal takes UTF-8; without a word of it,
/// yes.
fn speaks_utf8() -> bool {
    let variables = ["LC_ALL", "LC_CTYPE", "LANG"];
    let set = variables.iter().filter_map(|v| std::env::var(v).ok()).find(|v| !v.is_empty());
    set.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8") || !matches!(&*locale, "c" | "posix")
    })
}

fn render(curves: &[Curve<'_>], range: (f64, f64), ascii: bool, colour: bool) -> String {
    let (low, high) = heights(curves, range);
    let (columns, rows) = if ascii { (WIDTH, HEIGHT) } else { (2 * WIDTH, 4 * HEIGHT) };
    // Which curve has a dot here, the first of several.
    let mut dots = vec![None; columns * rows];
    let row_of = |y: f64| ((high - y) / (high - low) * (rows - 1) as f64).round();
    for (index, curve) in curves.iter().enumerate().rev() {
        let mut before: Option<f64> = None;
        for (column, (_, y)) in curve.points(range, columns).into_iter().enumerate() {
            let row = row_of(y);
            let inside = (0.0..rows as f64).contains(&row);
            // Steep pieces are joined, to where they leave the picture.
            let from = before.unwrap_or(row);
            if (inside || (0.0..rows as f64).contains(&from)) && row.is_finite() {
                let (a, b) = (from.min(row).max(0.0), from.max(row).min(rows as f64 - 1.0));
                let start = if from < row { (a + 1.0).min(b) } else { a };
                let end = if from > row { (b - 1.0).max(start) } else { b };
                for r in start as usize..=end as usize {
                    dots[r * columns + column] = Some(index);
                }
            }
            before = row.is_finite().then_some(row);
        }
    }
    let mut text = String::new();
    let ticks = scale::ticks((low, high), 5);
    for line in 0..HEIGHT {
        let (top, bottom) = (edge(line, low, high), edge(line + 1, low, high));
        let tick = ticks.iter().find(|t| (bottom..top).contains(*t));
        let label = tick.map_or_else(String::new, |t| scale::label(*t));
        text.push_str(&format!("{label:>8} {}", if ascii { '|' } else { '│' }));
        for column in 0..WIDTH {
            text.push_str(&cell(&dots, columns, line, column, ascii, colour));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.push_str(&axis(range, ascii));
    let name = |(i, curve): (usize, &Curve<'_>)| {
        let mark = if ascii { MARKS[i % MARKS.len()].to_string() } else { "━".to_owned() };
        format!("{} {}", paint(&mark, i, colour), curve.name)
    };
    let legend: Vec<String> = curves.iter().enumerate().map(name).collect();
    text.push_str(&format!("{:>10}{}\n", "", legend.join("   ")));
    text
}

/// The height of the upper edge of a line.
fn edge(line: usize, low: f64, high: f64) -> f64 {
    high - (high - low) * line as f64 / HEIGHT as f64
}

fn paint(text: &str, index: usize, colour: bool) -> String {
    if colour {
        format!("\x1b[{}m{text}\x1b[0m", COLOURS[index % COLOURS.len()])
    } else {
        text.to_owned()
    }
}

/// One character of the drawing.
fn cell(
    dots: &[Option<usize>],
    columns: usize,
    line: usize,
    column: usize,
    ascii: bool,
    colour: bool,
) -> String {
    if ascii {
        let dot = dots[line * columns + column];
        return dot
            .map_or(" ".to_owned(), |i| paint(&MARKS[i % MARKS.len()].to_string(), i, colour));
    }
    let (mut pattern, mut owner) = (0u8, None);
    for (r, bits) in DOTS.iter().enumerate() {
        for (c, bit) in bits.iter().enumerate() {
            if let Some(i) = dots[(4 * line + r) * columns + 2 * column + c] {
                pattern |= bit;
                owner = Some(owner.map_or(i, |o: usize| o.min(i)));
            }
        }
    }
    let Some(owner) = owner else { return " ".to_owned() };
    let c = char::from_u32(0x2800 + u32::from(pattern)).unwrap_or(' ');
    paint(&c.to_string(), owner, colour)
}

/// The x axis with its numbers.
fn axis(range: (f64, f64), ascii: bool) -> String {
    let place =
        |x: f64| ((x - range.0) / (range.1 - range.0) * (WIDTH - 1) as f64).round() as usize;
    let ticks = scale::ticks(range, 8);
    let (corner, dash, mark) = if ascii { ('+', '-', '+') } else { ('└', '─', '┬') };
    let mut line: Vec<char> = vec![dash; WIDTH];
    let mut labels: Vec<char> = vec![' '; WIDTH + 12];
    for tick in ticks {
        line[place(tick)] = mark;
        let label = scale::label(tick);
        let start = (10 + place(tick)).saturating_sub(label.len() / 2);
        for (i, c) in label.chars().enumerate() {
            if let Some(slot) = labels.get_mut(start + i) {
                *slot = c;
            }
        }
    }
    let line: String = line.into_iter().collect();
    let labels: String = labels.into_iter().collect();
    format!("{:>9}{corner}{line}\n{}\n", "", labels.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_goes_from_corner_to_corner() {
        let text = render(&[Curve::of("x".to_owned(), |x| x)], (-1.0, 1.0), true, false);
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows.len(), HEIGHT + 3);
        let first = rows.iter().position(|row| row.contains('*')).unwrap();
        let last = rows.iter().take(HEIGHT).rposition(|row| row.contains('*')).unwrap();
        // The room above and below is a line each.
        assert_eq!((first, last), (1, HEIGHT - 2));
        assert!(rows[first].ends_with('*'));
        assert!(rows[HEIGHT + 1].trim_start().starts_with("-1"));
        assert!(rows[HEIGHT + 2].ends_with("* x"));
    }

    #[test]
    fn what_is_not_finite_is_left_out() {
        let curve = Curve::of("1/x".to_owned(), |x| 1.0 / x);
        let text = render(&[curve], (-1.0, 1.0), false, false);
        assert_eq!(text.lines().count(), HEIGHT + 3);
        assert!(!text.contains("NaN") && !text.contains("inf"));
    }
}
