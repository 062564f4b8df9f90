//! The pages of `--format html` in a real browser: keyboard, filters, phone width, nothing loaded, no script of an article run.
//!
//! `QUOTH_BROWSER=chromium cargo test --test browser`; without that variable there is nothing to test in, and the test says so.
#![cfg(feature = "cli")]

use assert_cmd::cargo::CommandCargoExt;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::process::Command;

/// An article that tries to be more than text, in every place that text of an article gets to.
const HOSTILE: &str = "\
Mayor <script>owned = 1</script> rebuilds</script><!--

By Zoë <img src=x onerror=owned=1>

“We will rebuild </script><script>owned = 1</script> the café,” Mayor Ana Ruiz <b onclick=owned=1>said. 😀 {{ 7 * 7 }} {% raw %}

“<!-- <script> -->” and \"><svg/onload=owned=1> said Bo O'Neil, according to <i>the ministry</i>.
";

#[test]
fn pages_work_in_a_browser() {
    let Ok(browser) = std::env::var("QUOTH_BROWSER") else {
        writeln!(std::io::stderr(), "not tested: name a Chromium in QUOTH_BROWSER").unwrap();
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("one.txt"), HOSTILE).unwrap();
    let line = |id: &str, text: &str| json!({"id": id, "text": text}).to_string() + "\n";
    let calm = "It rained.\n\nOfficials said that the bridge would stay closed.\n";
    fs::write(at("many.jsonl"), line("</script><b>", HOSTILE) + &line("b", calm) + &line("c", "")).unwrap();
    for (input, page) in [("one.txt", "one.html"), ("many.jsonl", "many.html")] {
        let run = Command::cargo_bin("quoth")
            .unwrap()
            .args([input, "-o", page, "--model", "fast"])
            .current_dir(folder.path())
            .status();
        assert!(run.unwrap().success());
    }
    let driver = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/driver.html");
    fs::copy(driver, at("driver.html")).unwrap();
    let output = Command::new(&browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--allow-file-access-from-files", "--virtual-time-budget=60000", "--window-size=1300,900", "--dump-dom"])
        .arg(format!("--user-data-dir={}", at("profile").display()))
        .arg(format!("file://{}", at("driver.html").display()))
        .output()
        .unwrap_or_else(|error| panic!("{browser} does not start: {error}"));
    let page = String::from_utf8_lossy(&output.stdout);
    let report = page.split("<pre id=\"report\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    let report = report.unwrap_or_else(|| panic!("the driver did not finish:\n{page}"));
    assert_eq!(report, "all is well");
}
