//! The kind of report the project began with: a blog's recap of a call, told by two sides, with block quotation, mixed quotes and scare
//! quotes.

use quoth::{Analyzer, QuoteType};

#[test]
fn a_recap_of_a_call() {
    let text = std::fs::read_to_string("corpus/summit-call-recap.txt").unwrap();
    let analysis = Analyzer::fast().analyze(&text);
    let found: Vec<_> =
        analysis.quotes.iter().map(|q| (q.kind, q.source.map_or("", |s| &text[s]), &text[q.content[0]])).collect();
    let has = |kind: QuoteType, source: &str, content: &str| {
        assert!(
            found.iter().any(|&(k, s, c)| k == kind && s.contains(source) && c.contains(content)),
            "no {kind:?} quote of {source:?} with {content:?} in {found:#?}"
        );
    };
    has(
        QuoteType::Indirect,
        "prime minister's office in Oslo",
        "On Sunday evening, Norwegian Prime Minister Astrid Holmboe placed a call",
    );
    has(QuoteType::Mixed, "her press service", "\"voiced their full support");
    has(QuoteType::Mixed, "Oslo", "\"examined ways to ease the remaining differences on fish imports,\"");
    has(QuoteType::Indirect, "Officials", "The two leaders reviewed preparations");
    has(QuoteType::Mixed, "Dagsposten", "“a debt of honor owed to the countries");
    has(QuoteType::Direct, "Arriagada", "“a forest cannot live on promises,");
    for scare in ["\"Every stage\"", "\"model villages\"", "\"diplomatic pouch\""] {
        assert!(found.iter().all(|&(_, _, content)| content != scare), "{scare} is no quote");
    }
}
