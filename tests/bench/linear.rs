//! Time a byte over sizes from 1 KB to 16 MB, for texts of shapes that could make some part of the analysis slower than linear. Prints a
//! table; what is linear has the same figure in all columns.
//!
//! ```sh
//! cargo bench --bench linear              # all shapes
//! cargo bench --bench linear -- marks     # those whose names have that in them
//! ```
#![allow(clippy::print_stdout)]

use quoth::Analyzer;
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Sizes of texts in kilobytes.
const SIZES: [usize; 5] = [1, 16, 256, 4096, 16384];

/// A text of any size, as what it opens with and what comes again and again; `{n}` in it counts.
const SHAPES: &[(&str, &str, &str)] = &[
    (
        "plain prose",
        "",
        "The council met again on Monday night. It was late when the mayor left, and nobody spoke of the bridge.\n\n",
    ),
    (
        "news",
        "",
        "“We will rebuild,” Mayor Ana Ruiz said. Officials fear the bridge may not last, according to a report.\n\n",
    ),
    (
        "one giant paragraph",
        "",
        "“We will rebuild,” Ana Ruiz said. She said that work starts in May, according to a report. ",
    ),
    ("only quotation marks", "", "\""),
    ("only curly marks", "", "“‘’”"),
    ("only opening marks", "", "“"),
    ("only names", "", "Ana Ruiz Tom Baker Mary Ann Li "),
    ("only different names", "", "Ana Ruiz{n} "),
    ("deeply nested quotes", "", "“She said ‘he said "),
    ("no spaces", "", "a"),
    ("no spaces, in Chinese", "", "中"),
    ("only newlines", "", "\n"),
    ("only full stops", "", "."),
    ("short quotes by one speaker", "", "“Yes,” Ana Ruiz said. “No,” she said.\n"),
    ("short quotes by many", "", "“Yes,” Ana Ruiz{n} said.\n"),
    ("one endless sentence", "She said that ", "the mayor, who said he would, "),
    ("only cues", "", "said according to "),
];

/// The shape in that size.
fn text(opening: &str, piece: &str, size: usize) -> String {
    let mut text = opening.to_owned();
    for n in 0.. {
        if text.len() >= size {
            break;
        }
        // A number in letters, because digits make no name.
        let letters = [n, n / 26, n / 676, n / 17_576].map(|n| char::from(b'a' + (n % 26) as u8));
        text += &piece.replace("{n}", &letters.iter().collect::<String>());
    }
    text
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let analyzer = Analyzer::fast();
    print!("{:<28}", "nanoseconds a byte");
    SIZES.iter().for_each(|size| print!("{:>9} KB", size));
    println!();
    for (name, opening, piece) in
        SHAPES.iter().filter(|(name, ..)| wanted.is_empty() || wanted.iter().any(|w| name.contains(w.as_str())))
    {
        print!("{name:<28}");
        for size in SIZES {
            let text = text(opening, piece, size << 10);
            print!("{:>12.1}", time(&analyzer, &text).as_nanos() as f64 / text.len() as f64);
            std::io::stdout().flush().expect("standard output");
        }
        println!();
    }
}

/// The mean of some runs: as many as take half a second, at least one. (Single short runs cannot be told: the system counts in ticks.)
fn time(analyzer: &Analyzer, text: &str) -> Duration {
    let (begun, mut runs) = (Instant::now(), 0);
    let start = processor_time(begun);
    loop {
        black_box(analyzer.analyze(black_box(text)));
        runs += 1;
        let taken = processor_time(begun) - start;
        if taken >= Duration::from_millis(500) {
            return taken / runs;
        }
    }
}

/// Time that this thread had a processor, which a busy machine does not stretch; where the system does not tell, time since `begun`.
fn processor_time(begun: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| begun.elapsed(), Duration::from_nanos)
}
