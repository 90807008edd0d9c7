use nonlin::*;
fn main() {
    let f = find(&std::env::args().nth(1).unwrap()).unwrap();
    let a = Activation::from(f);
    eprintln!("value {}", a.value(1.0));
    eprintln!("d {:?}", a.derivatives(1.0, 2));
    eprintln!("expr {}", f.expression().operations());
    eprintln!("expr {}", f.expression());
    eprintln!("expr {}", f.derivative().operations());
    eprintln!("expr {}", f.derivative());
    eprintln!("{:?}", a.properties());
}
