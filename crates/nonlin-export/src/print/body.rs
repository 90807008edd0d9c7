//! Statements and expressions.

use crate::definitions;
use crate::operations::{Callee, Id, Op, Routine};

/// How tightly the outermost operation of an expression binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Selection,
    Truth,
    Sum,
    Product,
    Whole,
}

/// Operations that every language has as a function of one argument.
#[derive(Clone, Copy)]
pub(super) enum Basic {
    Abs,
    Sqrt,
    Floor,
}

/// What differs between languages.
pub(super) trait Syntax {
    fn number(&self, c: f64) -> String;
    fn basic(&self, basic: Basic) -> &'static str;
    /// How the language calls it: a function, or a text in which `{u}` and `{v}` stand for
    /// the arguments. `None` for what must be helped out with.
    fn native(&self, callee: Callee) -> Option<&'static str>;
    /// A selection; operands are given with what encloses them where they need it. `like`
    /// is an argument of the routine, for the type of constants.
    fn select(&self, mask: &str, yes: &str, no: &str, like: &str) -> (String, Binding);
    /// How tightly the first of two alternatives must bind.
    fn alternative(&self) -> Binding {
        Binding::Truth
    }
    /// The words for and, or, is equal to.
    fn logic(&self) -> [&'static str; 3] {
        ["&&", "||", "=="]
    }
    fn truth(&self, truth: bool) -> &'static str {
        if truth { "true" } else { "false" }
    }
    /// A statement that gives a name to an expression.
    fn named(&self, name: &str, text: &str, truth: bool) -> String;
}

/// The statements of a routine, and its results as expressions.
pub(super) struct Body {
    pub(super) lines: Vec<String>,
    pub(super) results: Vec<String>,
}

/// Longer expressions get a name.
const LONGEST: usize = 72;

impl Body {
    pub(super) fn of(routine: &Routine, syntax: &dyn Syntax) -> Body {
        let mut uses = vec![0; routine.ops.len()];
        for op in &routine.ops {
            op.operands().for_each(|id| uses[id] += 1);
        }
        let temporary =
            if routine.arguments.iter().any(|a| is_temporary(a)) { "tmp_" } else { "t" };
        let mut writer = Writer { routine, syntax, texts: Vec::new() };
        let mut lines = Vec::new();
        for (id, op) in routine.ops.iter().enumerate() {
            let (text, binding) = writer.expression(*op);
            let leaf = matches!(op, Op::Argument(_) | Op::Constant(_) | Op::Known(_));
            let result = routine.results.contains(&id);
            let named = !leaf
                && (uses[id] + usize::from(result) > 1 || text.len() > LONGEST && uses[id] > 0);
            writer.texts.push(if named {
                let name = format!("{temporary}{}", lines.len() + 1);
                lines.push(syntax.named(&name, &text, op.is_truth()));
                (name, Binding::Whole)
            } else {
                (text, binding)
            });
        }
        let results = routine.results.iter().map(|&id| writer.texts[id].0.clone()).collect();
        Body { lines, results }
    }
}

fn is_temporary(name: &str) -> bool {
    name.strip_prefix('t').is_some_and(|n| n.chars().all(|c| c.is_ascii_digit()))
}

struct Writer<'a> {
    routine: &'a Routine,
    syntax: &'a dyn Syntax,
    texts: Vec<(String, Binding)>,
}

impl Writer<'_> {
    /// The operand, in brackets unless it binds as tightly.
    fn at_least(&self, id: Id, binding: Binding) -> String {
        let (text, own) = &self.texts[id];
        if *own >= binding { text.clone() } else { format!("({text})") }
    }

    fn expression(&self, op: Op) -> (String, Binding) {
        use Binding::{Product, Selection, Sum, Truth, Whole};
        let syntax = self.syntax;
        let infix = |a, left, sign: &str, b, right, own| {
            (format!("{} {sign} {}", self.at_least(a, left), self.at_least(b, right)), own)
        };
        let basic = |basic, a| {
            let name = syntax.basic(basic);
            (format!("{name}({})", self.at_least(a, Selection)), Whole)
        };
        let [and, or, equal] = syntax.logic();
        match op {
            Op::Argument(k) => (self.routine.arguments[k].clone(), Whole),
            Op::Constant(bits) => {
                let c = f64::from_bits(bits);
                let binding = if c.is_sign_negative() { Sum } else { Whole };
                (syntax.number(c), binding)
            }
            Op::Known(truth) => (syntax.truth(truth).to_owned(), Whole),
            Op::Neg(a) => (format!("-{}", self.at_least(a, Product)), Sum),
            Op::Add(a, b) => infix(a, Sum, "+", b, Product, Sum),
            Op::Sub(a, b) => infix(a, Sum, "-", b, Product, Sum),
            Op::Mul(a, b) => infix(a, Product, "*", b, Whole, Product),
            Op::Div(a, b) => infix(a, Product, "/", b, Whole, Product),
            Op::Abs(a) => basic(Basic::Abs, a),
            Op::Sqrt(a) => basic(Basic::Sqrt, a),
            Op::Floor(a) => basic(Basic::Floor, a),
            Op::Less(a, b) => infix(a, Sum, "<", b, Sum, Truth),
            Op::LessEqual(a, b) => infix(a, Sum, "<=", b, Sum, Truth),
            Op::Equal(a, b) => infix(a, Sum, equal, b, Sum, Truth),
            Op::And(a, b) => infix(a, Whole, and, b, Whole, Truth),
            Op::Or(a, b) => infix(a, Whole, or, b, Whole, Truth),
            Op::Select(mask, yes, no) => {
                let mask = self.at_least(mask, Truth);
                let yes = self.at_least(yes, syntax.alternative());
                let no = self.at_least(no, Selection);
                syntax.select(&mask, &yes, &no, &self.routine.arguments[0])
            }
            Op::Call(callee, a, b) => {
                let a = self.at_least(a, Selection);
                let b = b.map(|b| self.at_least(b, Selection));
                (call(syntax, callee, &a, b.as_deref()), Whole)
            }
        }
    }
}

fn call(syntax: &dyn Syntax, callee: Callee, u: &str, v: Option<&str>) -> String {
    let helper;
    let name = match syntax.native(callee) {
        Some(text) if text.contains("{u}") => {
            return text.replace("{u}", u).replace("{v}", v.unwrap_or_default());
        }
        Some(name) => name,
        None => {
            helper = definitions::name(callee);
            &helper
        }
    };
    match v {
        Some(v) => format!("{name}({u}, {v})"),
        None => format!("{name}({u})"),
    }
}

/// Lines, each indented by so many spaces.
pub(super) fn indented(lines: &[String], spaces: usize) -> String {
    let space = " ".repeat(spaces);
    lines
        .iter()
        .flat_map(|line| line.lines())
        .map(|line| if line.is_empty() { "\n".to_owned() } else { format!("{space}{line}\n") })
        .collect()
}
