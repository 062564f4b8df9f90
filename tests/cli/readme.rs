//! What the README shows is what the binary prints.

use crate::fixture::Fixture;

/// The first console block of the README, as (command line, output).
fn first_example(readme: &str) -> (&str, &str) {
    let block = readme.split("```console\n$ ").nth(1).expect("the README opens with an example");
    let block = block.split("\n```").next().expect("a block ends");
    block.split_once('\n').expect("a command and its output")
}

#[test]
fn the_first_example_is_real() {
    let root = env!("CARGO_MANIFEST_DIR");
    let readme = std::fs::read_to_string(format!("{root}/README.md")).unwrap();
    let (command, shown) = first_example(&readme);
    let path = command.strip_prefix("quoth ").expect("a command of quoth");
    // On a terminal the table is what a bare `quoth PATH` prints.
    let run = Fixture::new()
        .command(&[path, "--format", "table"])
        .env_remove("QUOTH_MODEL")
        .current_dir(root)
        .output()
        .unwrap();
    let printed = String::from_utf8(run.stdout).unwrap();
    assert_eq!(
        printed.trim_end(),
        shown.trim_end(),
        "the README's first example is out of date: put in what `quoth {path} --format table | cat` prints"
    );
}
