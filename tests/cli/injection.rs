//! Articles and file names are untrusted: whatever is in them, no output does anything to a terminal or a spreadsheet.

use crate::fixture::{Fixture, Run};

/// Escape sequences by ESC and by U+009B, a bell, DEL, a change of direction, and what spreadsheets compute.
const HOSTILE: &str = "=HYPERLINK(\"http://x.test\") \u{1B}]0;owned\u{7}\u{1B}[31m\n\n\
    “\u{1B}[2J\u{9B}31m=1+1 \u{202E}\u{7F}evil,” Mayor \u{1B}[1mAna \u{9B}5mRuiz said.\n\n\
    “=cmd|' /C calc'!A0,” +Bob -Roe said.\n\n@Ann Li said that =2+2 is five.\n\n“＝1+1,” ＠Al Roe said.\n";

/// Hostile articles, one of them in a file and one in a line; what is broken is named in messages.
fn hostile() -> Fixture {
    let line = serde_json::json!({"id": "=1+1", "text": HOSTILE, "=x\u{9B}": "+1\u{1B}[31m", "y": "\t=1", "z": "\n=1"});
    let fixture = Fixture::new().file("in/a.jsonl", format!("{line}\n{{\"\u{9B}31m\u{1B}\": 1}}\n"));
    let name = if cfg!(windows) { "in/@evil.txt" } else { "in/@evil\u{1B}[31m\u{9B}5m\n\u{202E}.txt" };
    fixture.file(name, HOSTILE).file(&format!("{name}.gz"), "no gzip")
}

#[test]
fn no_output_speaks_to_a_terminal() {
    let fixture = hostile();
    for command in [&["in"][..], &["tokens", "in"], &["sentences", "in"]] {
        for format in ["table", "json", "jsonl"] {
            let Run { code, stdout, stderr } = fixture.quoth(&[command, &["--format", format]].concat());
            assert_eq!((code, stderr.lines().count()), (Some(1), 3), "{stderr}");
            for (stream, text) in [("output", &stdout), ("messages", &stderr)] {
                let control = text.chars().find(|&c| c.is_control() && c != '\n');
                assert_eq!(control, None, "{command:?}, {format}, {stream}");
            }
            let hidden = |text: &str| text.contains('\u{202E}');
            assert!(!hidden(&stderr) && (format != "table" || !hidden(&stdout)), "{command:?}, {format}");
        }
    }
    let text = fixture.quoth(&["in"]).lines().iter().find_map(|record| Some(record["title"].as_str()?.to_owned()));
    assert!(text.unwrap().contains("\u{1B}[31m"), "what a program reads is what was there");
}

#[test]
fn no_cell_is_a_formula() {
    let fixture = hostile();
    let cells = |args: &[&str], delimiter| -> Vec<String> {
        let table = fixture.quoth(args).stdout;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(table.as_bytes());
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let mut disarmed = 0;
    for args in [&["in"][..], &["in", "--sources"], &["tokens", "in"], &["sentences", "in"]] {
        for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
            for cell in cells(&[args, &["--format", format]].concat(), delimiter) {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
                assert!(!formula, "{args:?}, {format}: {cell:?}");
                disarmed += usize::from(cell.starts_with("'="));
            }
        }
    }
    assert!(disarmed > 10, "nothing was hostile enough");
}
