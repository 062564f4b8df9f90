//! Where content, cue and source of every quote stand, as pieces of running text that do not overlap.

use super::super::schema::{Id, TypeName};
use crate::extract::Quote;
use crate::text::Span;
use serde::Serialize;

/// What a part of a quote is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Content,
    Cue,
    Source,
}

/// A part of a quote in the text.
#[derive(Clone, Copy, Debug)]
struct Mark {
    span: Span,
    role: Role,
    quote: usize,
    /// Whether the content of the quote begins here.
    first: bool,
}

/// The parts of all quotes of an article, by where they begin.
pub(super) struct Marks<'a> {
    text: &'a str,
    quotes: &'a [Quote],
    marks: Vec<Mark>,
    /// Index of the first mark that has not begun.
    next: usize,
    /// Indices of marks that have begun and not ended.
    open: Vec<usize>,
}

/// Running text, and what it is of which quotes.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece<'a> {
    text: &'a str,
    /// Classes: roles, and of content the types.
    class: String,
    /// Ids of the quotes, the shortest statement first.
    quotes: String,
    /// Id of the quote whose content begins here.
    begins: Option<String>,
}

impl<'a> Marks<'a> {
    pub(super) fn new(text: &'a str, quotes: &'a [Quote]) -> Self {
        let mut marks = Vec::new();
        for (index, quote) in quotes.iter().enumerate() {
            let contents = quote.content.iter().enumerate().map(|(part, &span)| (span, Role::Content, part == 0));
            let others = [(quote.cue, Role::Cue), (quote.source, Role::Source)];
            let others = others.into_iter().filter_map(|(span, role)| Some((span?, role, false)));
            marks.extend(contents.chain(others).map(|(span, role, first)| Mark { span, role, quote: index, first }));
        }
        marks.retain(|mark| !mark.span.is_empty());
        marks.sort_by_key(|mark| (mark.span.start(), mark.span.end(), mark.role));
        Self { text, quotes, marks, next: 0, open: Vec::new() }
    }

    /// The pieces of a paragraph; paragraphs must be asked for in order.
    pub(super) fn pieces(&mut self, paragraph: Span) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        let mut at = paragraph.start();
        while at < paragraph.end() {
            self.advance(at);
            let ends = self.open.iter().map(|&mark| self.marks[mark].span.end());
            let starts = self.marks.get(self.next).map(|mark| mark.span.start());
            let end = ends.chain(starts).fold(paragraph.end(), usize::min);
            pieces.push(self.piece(Span::new(at, end)));
            at = end;
        }
        pieces
    }

    /// Opens and closes marks up to a place.
    fn advance(&mut self, at: usize) {
        while self.marks.get(self.next).is_some_and(|mark| mark.span.start() <= at) {
            self.open.push(self.next);
            self.next += 1;
        }
        self.open.retain(|&mark| self.marks[mark].span.end() > at);
    }

    fn piece(&self, span: Span) -> Piece<'a> {
        let mut here: Vec<&Mark> = self.open.iter().map(|&mark| &self.marks[mark]).collect();
        here.sort_by_key(|mark| (mark.span.len(), mark.quote));
        let (mut classes, mut ids) = (Vec::new(), Vec::new());
        for mark in &here {
            let id = Id::quote(mark.quote).to_string();
            if !ids.contains(&id) {
                ids.push(id);
            }
            let class = match mark.role {
                Role::Content => match TypeName::from(self.quotes[mark.quote].kind) {
                    TypeName::Direct => "content direct",
                    TypeName::Mixed => "content mixed",
                    TypeName::Indirect => "content indirect",
                },
                Role::Cue => "cue",
                Role::Source => "source",
            };
            if !classes.contains(&class) {
                classes.push(class);
            }
        }
        let begins = here.iter().find(|mark| mark.first && mark.span.start() == span.start());
        Piece {
            text: &self.text[span],
            class: classes.join(" "),
            quotes: ids.join(" "),
            begins: begins.map(|mark| Id::quote(mark.quote).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{QuoteType, Rule};

    fn quote(content: &[Span], cue: Option<Span>, source: Option<Span>) -> Quote {
        Quote {
            kind: QuoteType::Direct,
            content: content.to_vec(),
            cue,
            source,
            speaker: None,
            channel: None,
            sentence: 0,
            paragraph: 0,
            rule: Rule::QuoteThenCue,
            confidence: 1.0,
        }
    }

    /// `[class of quotes>text]` for each marked piece; a star where a quote begins.
    fn show(text: &str, quotes: &[Quote], paragraphs: &[Span]) -> String {
        let mut marks = Marks::new(text, quotes);
        let pieces = paragraphs.iter().flat_map(|&paragraph| marks.pieces(paragraph)).map(|piece| {
            if piece.quotes.is_empty() {
                return piece.text.to_owned();
            }
            let star = if piece.begins.is_some() { "*" } else { "" };
            format!("[{star}{} of {}>{}]", piece.class, piece.quotes, piece.text)
        });
        pieces.collect()
    }

    #[test]
    fn quotes_share_sources_run_over_paragraphs_and_may_nest() {
        let text = "“A,” Bo said. “C.”\nBo: d “e” f.";
        let at = |words: &str| text.find(words).map(|start| Span::new(start, start + words.len())).unwrap();
        let line = text.find('\n').unwrap();
        let paragraphs = [Span::new(0, line), Span::new(line + 1, text.len())];
        let two = quote(&[at("“A,”"), at("“C.”")], Some(at("said")), Some(at("Bo")));
        let outer = quote(&[at("d “e” f")], None, Some(at("Bo")));
        let inner = quote(&[at("“e”")], None, None);
        assert_eq!(
            show(text, &[two, outer, inner], &paragraphs),
            "[*content direct of q1>“A,”] [source of q1 q2>Bo] [cue of q1>said]. [content direct of q1>“C.”]\
             Bo: [*content direct of q2>d ][*content direct of q3 q2>“e”][content direct of q2> f]."
        );
        let over = quote(&[Span::new(0, text.len())], None, None);
        assert_eq!(show(text, &[over], &paragraphs).matches("content direct of q1").count(), 2);
    }
}
