use nonlin::*;
fn main() {
    for f in functions() {
        let a = Activation::from(*f);
        println!("{:18} {}\n      d = {}", f.id(), f.expression(), f.derivative());
        for x in [
            -1e30,
            -100.0,
            -5.0,
            -1.0,
            0.0,
            0.5,
            1.0,
            3.0,
            100.0,
            1e30,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            let d = a.derivatives(x, 2).unwrap();
            let mut y = [0f32];
            let mut gx = [0f32];
            a.kernel().forward_backward(&[x as f32], &[1.0], &mut y, &mut gx).unwrap();
            println!(
                "   {x:>8} {:?} f32 {:?} {:?} pg {:?}",
                d,
                y[0],
                gx[0],
                a.parameter_gradient(x)
            );
        }
    }
    let a = Activation::new("telu").unwrap();
    let n = 1 << 15;
    let x: Vec<f32> = (0..n).map(|i| (i as f32 / n as f32 - 0.5) * 8.0).collect();
    let mut y = vec![0f32; n];
    let mut gx = vec![0f32; n];
    let gy = vec![1f32; n];
    for name in [
        "relu",
        "sigmoid",
        "tanh",
        "silu",
        "gelu",
        "gelu_tanh",
        "mish",
        "telu",
        "softplus",
        "elu",
        "logish",
        "smish",
        "serf",
        "zorro_symmetric",
        "swish",
        "dsilu",
        "dgelu",
    ] {
        let a = Activation::new(name).unwrap();
        let mut out = vec![];
        for l in Level::available() {
            let k = a.kernel().level(l).unwrap().threads(1);
            let t = |f: &mut dyn FnMut()| {
                f();
                let mut best = f64::MAX;
                for _ in 0..7 {
                    let s = std::time::Instant::now();
                    for _ in 0..20 {
                        f();
                    }
                    best = best.min(s.elapsed().as_secs_f64() / 20.0);
                }
                best * 1e9 / n as f64
            };
            let fw = t(&mut || k.forward(&x, &mut y).unwrap());
            let bw = t(&mut || k.backward(&x, &gy, &mut gx).unwrap());
            out.push(format!("{l}: {fw:.3} {bw:.3}"));
        }
        println!("{name:16} {}", out.join(" | "));
    }
    let _ = a;
}
