//! Curves as a picture: SVG, and PNG made of it with an embedded font.

use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use super::{Curve, heights, scale};

/// The picture, in pixels of the SVG; a PNG has twice as many each way.
const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 520.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 58.0;
const BOTTOM: f64 = 48.0;

/// Colours that remain apart for colour-blind eyes (Okabe and Ito), black last.
const COLOURS: [&str; 8] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a5195", "#222222"];
/// Lines beyond the colours are dashed.
const DASHES: [&str; 3] = ["", " stroke-dasharray=\"7 4\"", " stroke-dasharray=\"2 3\""];

/// The curves over a range of x as SVG.
pub(crate) fn svg(curves: &[Curve<'_>], range: (f64, f64), title: &str) -> String {
    let heights = heights(curves, range);
    let legend_rows = curves.len().div_ceil(4);
    let height = HEIGHT + 22.0 * (legend_rows.saturating_sub(1)) as f64;
    let top = TOP + 22.0 * legend_rows as f64;
    let x = |v: f64| LEFT + (v - range.0) / (range.1 - range.0) * (WIDTH - LEFT - RIGHT);
    let y = |v: f64| {
        height - BOTTOM - (v - heights.0) / (heights.1 - heights.0) * (height - BOTTOM - top)
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" \
         viewBox=\"0 0 {WIDTH} {height}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" \
         font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"32\" font-size=\"19\" fill=\"#1a1a1a\">{}</text>\n",
        escape(title)
    );
    let (left, right, bottom) = (LEFT, WIDTH - RIGHT, height - BOTTOM);
    for tick in scale::ticks(range, 10) {
        let (px, axis) = (x(tick), tick.abs() < 1e-12);
        let (colour, width) = if axis { ("#8a8a8a", 1.4) } else { ("#e4e4e4", 1.0) };
        out += &format!(
            "<path d=\"M{px:.1} {top:.1}V{bottom:.1}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\
             <text x=\"{px:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#4a4a4a\">{}</text>\n",
            bottom + 20.0,
            scale::label(tick)
        );
    }
    for tick in scale::ticks(heights, 7) {
        let (py, axis) = (y(tick), tick.abs() < 1e-12);
        let (colour, width) = if axis { ("#8a8a8a", 1.4) } else { ("#e4e4e4", 1.0) };
        out += &format!(
            "<path d=\"M{left} {py:.1}H{right}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#4a4a4a\">{}</text>\n",
            left - 9.0,
            py + 4.5,
            scale::label(tick)
        );
    }
    out += &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#4a4a4a\">x</text>\n\
         <clipPath id=\"frame\"><rect x=\"{left}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"/></clipPath>\n\
         <g clip-path=\"url(#frame)\" fill=\"none\" stroke-width=\"2.4\" stroke-linejoin=\"round\">\n",
        (left + right) / 2.0,
        height - 8.0,
        right - left,
        bottom - top
    );
    for (i, curve) in curves.iter().enumerate() {
        out += &format!("<path d=\"{}\"{}/>\n", path(curve, range, heights, x, y), stroke(i));
    }
    out += "</g>\n";
    let step = (right - left) / 4.0;
    for (i, curve) in curves.iter().enumerate() {
        let (cx, cy) = (left + step * (i % 4) as f64, TOP + 22.0 * (i / 4) as f64);
        out += &format!(
            "<path d=\"M{cx:.1} {:.1}h26\" stroke-width=\"3\"{}/>\
             <text x=\"{:.1}\" y=\"{cy:.1}\" fill=\"#1a1a1a\">{}</text>\n",
            cy - 4.5,
            stroke(i),
            cx + 33.0,
            escape(&curve.name)
        );
    }
    out + "</svg>\n"
}

fn stroke(i: usize) -> String {
    let (colour, dash) = (COLOURS[i % COLOURS.len()], DASHES[i / COLOURS.len() % DASHES.len()]);
    format!(" stroke=\"{colour}\"{dash}")
}

/// The curve as path data: broken where it jumps or is not finite.
fn path(
    curve: &Curve<'_>,
    range: (f64, f64),
    heights: (f64, f64),
    x: impl Fn(f64) -> f64,
    y: impl Fn(f64) -> f64,
) -> String {
    const POINTS: usize = 1201;
    let spacing = (range.1 - range.0) / (POINTS - 1) as f64;
    let mut data = String::new();
    let mut before: Option<(f64, f64)> = None;
    for (px, py) in curve.points(range, POINTS) {
        if !py.is_finite() {
            before = None;
            continue;
        }
        // A jump is steeper in the middle than any line through its ends.
        let jump = before.is_some_and(|(bx, by)| {
            let middle = curve.at(f64::midpoint(bx, px));
            let step = (py - by).abs();
            step > 0.02 * (heights.1 - heights.0)
                && step > 20.0 * spacing
                && ((middle - by).abs() < 0.01 * step || (middle - py).abs() < 0.01 * step)
        });
        let command = if before.is_none() || jump { 'M' } else { 'L' };
        // Far outside the frame, positions only have to be outside.
        let inside = py.clamp(2.0 * heights.0 - heights.1, 2.0 * heights.1 - heights.0);
        data += &format!("{command}{:.2} {:.2}", x(px), y(inside));
        before = Some((px, py));
    }
    data
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An SVG of this module as PNG, at twice its size.
pub(crate) fn png(svg: &str) -> Result<Vec<u8>, String> {
    const ZOOM: f32 = 2.0;
    let mut options = usvg::Options { font_family: "DejaVu Sans".to_owned(), ..Default::default() };
    Arc::make_mut(&mut options.fontdb).load_font_data(dejavu::sans::regular().to_vec());
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size();
    let (width, height) = ((size.width() * ZOOM) as u32, (size.height() * ZOOM) as u32);
    let mut pixmap = tiny_skia::Pixmap::new(width, height).ok_or("the picture is too large")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(ZOOM, ZOOM), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_not_joined() {
        let step = Curve::of("step".to_owned(), |x| f64::from(u8::from(x >= 0.0)));
        let picture = svg(&[step], (-1.0, 1.0), "a < b");
        let curve = picture.lines().find(|line| line.contains("stroke=\"#0072b2\"")).unwrap();
        assert_eq!(curve.matches('M').count(), 2);
        assert!(picture.contains("a &lt; b"));
    }

    #[test]
    fn a_picture_becomes_png() {
        let picture = svg(&[Curve::of("x".to_owned(), |x| x)], (-1.0, 1.0), "x");
        let png = png(&picture).unwrap();
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    }
}
