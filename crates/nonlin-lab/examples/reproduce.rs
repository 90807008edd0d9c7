//! Runs a recipe: `reproduce NAME [SCALE [DATA_DIR [OUT]]]`; without a name it lists them.

use nonlin_lab::recipes::{ReproduceOptions, find, recipes, reproduce};

fn main() -> nonlin_lab::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(name) = arguments.first() else {
        for recipe in recipes()? {
            println!("{:20} {}", recipe.name, recipe.title);
        }
        return Ok(());
    };
    let mut options = ReproduceOptions::default();
    if let Some(scale) = arguments.get(1) {
        options.scale = scale.parse()?;
    }
    options.data_dir = arguments.get(2).map(Into::into);
    if let Some(out) = arguments.get(3) {
        options.out = out.into();
    }
    let outcome = reproduce(&find(name)?, &options, &mut |line| eprintln!("{line}"))?;
    println!("{}", outcome.markdown());
    Ok(())
}
