//! `quoth check PATH...` and `quoth explain RULE`: what an editor should look at.

use super::args::{Check, CheckFormat, Color, Output, ReadWrite, Unit};
use super::batch::{self, Limits, Sink, Weigh};
use super::interrupt::Interrupt;
use super::messages::Messages;
use super::settings::Settings;
use super::{Outcome, model, print, run};
use anyhow::Context;
use quoth::check::{self, Across, Change, Edit, Finding, Place, Quotations, Rule};
use quoth::read::{Articles, Pending};
use quoth::report::one_line;
use serde_json::{Value, json};
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;

pub(crate) fn run(args: Check) -> anyhow::Result<Outcome> {
    let Check { input, format, fail_on, batch, model } = args;
    let color = Color::Never;
    let output = Output { format: None, output_file: None, sources: false, offsets: Unit::Chars, color };
    let settings = Settings::resolve(ReadWrite { input, output, batch }, "a check", |_| true)?;
    let analyzer = model::analyzer(&model)?;
    let reading = settings.reading.clone();
    let work = move |pending: Pending| {
        let article = pending.load(&reading)?;
        let analysis = analyzer.analyze(&article.text);
        let (findings, quotations) = check::article(&article.id, article.path.as_deref(), &article.text, &analysis);
        Ok(Checked { findings, quotations })
    };
    let articles = Articles::new(settings.paths.clone(), settings.own_output(), settings.reading.clone());
    let pending = articles.map(|item| item.map_err(anyhow::Error::from));
    let mut desk = Desk {
        across: Across::default(),
        findings: Vec::new(),
        articles: 0,
        failed: 0,
        fail_fast: settings.fail_fast,
        interrupt: Interrupt::listen()?,
    };
    let limits = Limits { jobs: settings.jobs, items: settings.jobs * run::ITEMS_PER_JOB, bytes: run::BYTES };
    let flow =
        batch::run(pending, work, limits, &mut desk).context("the system gives no more threads; lower --jobs")?;
    if desk.interrupt.came() {
        return Ok(Outcome::Interrupted);
    }
    let format = format.unwrap_or(if io::stdout().is_terminal() { CheckFormat::Table } else { CheckFormat::Jsonl });
    let text = match format {
        CheckFormat::Jsonl => desk.findings.iter().map(|finding| record(finding).to_string() + "\n").collect(),
        CheckFormat::Table => listing(&desk.findings, desk.articles),
    };
    let outcome = print(text.as_bytes())?;
    let asked_for = desk.findings.iter().any(|finding| fail_on.contains(&finding.rule));
    Ok(if asked_for || desk.failed > 0 || flow.is_break() { Outcome::Failure } else { outcome })
}

/// `quoth explain RULE`; without a rule, all of them in short.
pub(crate) fn explain(rule: Option<Rule>) -> anyhow::Result<Outcome> {
    let text = match rule {
        Some(rule) => format!("{}\n\n{}\n", rule.name(), rule.explanation()),
        None => {
            let short = |rule: Rule| rule.explanation().split("\n\n").next().unwrap_or_default();
            Rule::ALL.iter().map(|&rule| format!("{:14} {}\n", rule.name(), short(rule))).collect()
        }
    };
    print(text.as_bytes())
}

/// An article that was looked at.
struct Checked {
    findings: Vec<Finding>,
    quotations: Quotations,
}

impl Weigh for Checked {
    fn weight(&self) -> usize {
        self.quotations.size() + self.findings.len() * size_of::<Finding>()
    }
}

/// Where articles arrive, one after the other.
struct Desk {
    across: Across,
    findings: Vec<Finding>,
    articles: usize,
    failed: usize,
    fail_fast: bool,
    interrupt: Interrupt,
}

impl Sink<Checked> for Desk {
    fn take(&mut self, result: anyhow::Result<Checked>) -> ControlFlow<()> {
        match result {
            Ok(checked) => {
                self.articles += 1;
                self.findings.extend(checked.findings);
                self.findings.extend(self.across.add(checked.quotations));
            }
            Err(error) => {
                self.failed += 1;
                Messages::default().error(&format!("{error:#}"));
                if self.fail_fast {
                    return ControlFlow::Break(());
                }
            }
        }
        self.idle()
    }

    fn idle(&mut self) -> ControlFlow<()> {
        if self.interrupt.came() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// A finding as a JSON line.
fn record(finding: &Finding) -> Value {
    let quote = |place: &Place| place.quote.map(|index| format!("q{}", index + 1));
    let other = finding
        .other
        .as_ref()
        .map(|other| json!({"article": other.article, "path": other.path, "quote": quote(other)}));
    let edits: Vec<_> = finding
        .edits
        .iter()
        .map(|Edit { change, words }| {
            let change = match change {
                Change::Kept => "kept",
                Change::Removed => "removed",
                Change::Added => "added",
            };
            json!({"change": change, "words": words})
        })
        .collect();
    json!({
        "rule": finding.rule.name(), "article": finding.place.article, "path": finding.place.path,
        "quote": quote(&finding.place), "message": finding.message, "other": other, "difference": edits,
    })
}

/// Findings for a person, article by article.
fn listing(findings: &[Finding], articles: usize) -> String {
    let mut out = String::new();
    let mut last = None;
    for finding in findings {
        let article = &finding.place.article;
        if last != Some(article) {
            out += &format!("{}{}\n", if last.is_some() { "\n" } else { "" }, one_line(article));
            last = Some(article);
        }
        out += &format!("  {:14} {}\n", finding.rule.name(), one_line(&finding.message));
        if !finding.edits.is_empty() {
            let words: Vec<_> = finding
                .edits
                .iter()
                .map(|Edit { change, words }| match change {
                    Change::Kept => words.clone(),
                    Change::Removed => format!("[-{words}-]"),
                    Change::Added => format!("{{+{words}+}}"),
                })
                .collect();
            out += &format!("  {:14} {}\n", "", one_line(&words.join(" ")));
        }
    }
    let (count, s) = (findings.len(), |count: usize| if count == 1 { "" } else { "s" });
    let gap = if findings.is_empty() { "" } else { "\n" };
    out + &format!("{gap}{count} finding{} in {articles} article{}\n", s(count), s(articles))
}
