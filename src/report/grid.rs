//! Columns of text that fit a terminal's width: wrapping, cutting, alignment. Widths are in terminal columns; a wide character takes two.
//!
//! Written here rather than taken from a table package because of three needs together: text is wrapped only as far as it is shown (a quote
//! may be as long as a book), wide characters never pass the edge, and a row can be without any frame.

use anstyle::Style;
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns between two columns.
const GAP: usize = 2;

/// A column of a grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its heading.
    pub(super) title: &'static str,
    /// On which side its cells are flush.
    pub(super) align: Align,
    /// How wide it may get at most, however wide its cells are.
    pub(super) size: Size,
    /// How many lines of a cell are shown at most.
    pub(super) lines: usize,
}

/// On which side text is flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// How wide a column may get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// As wide as its widest cell, but no wider than this.
    AtMost(usize),
    /// As wide as its widest cell, but no wider than what the other columns leave. Meant for one column of a grid.
    Rest,
}

/// The text of a cell, already fit for a terminal, and how it looks.
#[derive(Clone, Debug)]
pub(super) struct Cell<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) style: Style,
}

/// Rows under headings.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Cell<'a>>>,
}

impl Grid<'_> {
    /// The width each column gets out of `total`.
    pub(super) fn widths(&self, total: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = self.columns.iter().map(|column| column.title.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        for (width, column) in widths.iter_mut().zip(&self.columns) {
            if let Size::AtMost(most) = column.size {
                *width = (*width).min(most);
            }
        }
        if let Some(rest) = self.columns.iter().position(|column| column.size == Size::Rest) {
            let others = widths.iter().sum::<usize>() - widths[rest] + GAP * (widths.len() - 1);
            widths[rest] = widths[rest].min(total.saturating_sub(others)).max(2);
        }
        widths
    }

    /// Appends the headings, a rule, and the rows.
    pub(super) fn draw(&self, out: &mut String, widths: &[usize], label: Style) {
        let headings: Vec<_> =
            self.columns.iter().map(|column| Cell { text: column.title.into(), style: label }).collect();
        self.draw_row(out, widths, &headings);
        let rule = "─".repeat(widths.iter().sum::<usize>() + GAP * (widths.len() - 1));
        draw_piece(out, &rule, label);
        out.push('\n');
        for row in &self.rows {
            self.draw_row(out, widths, row);
        }
    }

    fn draw_row(&self, out: &mut String, widths: &[usize], cells: &[Cell<'_>]) {
        let wrapped: Vec<_> = cells
            .iter()
            .zip(widths)
            .zip(&self.columns)
            .map(|((cell, &width), column)| wrap(&cell.text, width, column.lines))
            .collect();
        for number in 0..wrapped.iter().map(Vec::len).max().unwrap_or(0) {
            let mut owed = 0; // blanks not written yet, so that no line ends in any
            for (index, &width) in widths.iter().enumerate() {
                let piece = wrapped[index].get(number).map_or("", String::as_str);
                let blank = width.saturating_sub(piece.width());
                let (before, after) = if self.columns[index].align == Align::Right { (blank, 0) } else { (0, blank) };
                if piece.is_empty() {
                    owed += width;
                } else {
                    out.extend(std::iter::repeat_n(' ', owed + before));
                    draw_piece(out, piece, cells[index].style);
                    owed = after;
                }
                owed += GAP;
            }
            out.push('\n');
        }
    }
}

/// Appends text in a style, with its end so that the next text is plain again.
pub(super) fn draw_piece(out: &mut String, text: &str, style: Style) {
    use std::fmt::Write;
    write!(out, "{style}{text}{style:#}").expect("writing to a string does not fail");
}

/// Cuts a text into lines no wider than `width` (at least 2) at spaces, inside a word only where one is wider than a line. Of a text that
/// needs more than `most` lines, the last one shown ends in `…`, and the rest is not looked at.
pub(super) fn wrap(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines = Lines { width, most, done: Vec::new(), line: String::new(), used: 0 };
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !lines.push_word(word) {
            return lines.cut();
        }
    }
    lines.done.push(lines.line);
    lines.done
}

/// Lines in the making.
struct Lines {
    width: usize,
    most: usize,
    done: Vec<String>,
    line: String,
    /// Width of `line`, or more: the width of joined pieces is never above the sum of theirs.
    used: usize,
}

impl Lines {
    /// Appends a word; says no if there is no line left for it.
    fn push_word(&mut self, word: &str) -> bool {
        let width = word.width();
        let gap = usize::from(self.used > 0);
        let fits_a_line = width <= self.width;
        if self.used + gap + width > self.width && (fits_a_line || self.used + gap >= self.width) {
            if !self.break_line() {
                return false;
            }
        } else if gap > 0 {
            self.push(" ", 1);
        }
        if fits_a_line {
            self.push(word, width);
            return true;
        }
        word.graphemes(true).all(|cluster| self.push_cluster(cluster))
    }

    /// Appends a part of a word that is wider than a line.
    fn push_cluster(&mut self, cluster: &str) -> bool {
        let (cluster, width) = match cluster.width() {
            width if width > self.width => ("\u{FFFD}", 1),
            width => (cluster, width),
        };
        if self.used + width > self.width && !self.break_line() {
            return false;
        }
        self.push(cluster, width);
        true
    }

    fn push(&mut self, piece: &str, width: usize) {
        self.line.push_str(piece);
        self.used += width;
    }

    /// Starts the next line, unless this was the last one allowed.
    fn break_line(&mut self) -> bool {
        let last = self.done.len() + 1 >= self.most;
        if !last {
            self.line.truncate(self.line.trim_end().len());
            self.done.push(std::mem::take(&mut self.line));
            self.used = 0;
        }
        !last
    }

    /// The lines, the last of them with a sign that there is more, behind a whole word if one ends in the line's second half.
    fn cut(mut self) -> Vec<String> {
        let whole = self.line.len();
        while self.line.width() + 1 > self.width {
            let Some((at, _)) = self.line.grapheme_indices(true).next_back() else { break };
            self.line.truncate(at);
        }
        if self.line.len() < whole
            && let Some(space) = self.line.rfind(' ').filter(|&space| space > self.line.len() / 2)
        {
            self.line.truncate(space);
        }
        self.line.truncate(self.line.trim_end().len());
        self.line.push('…');
        self.done.push(self.line);
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrap("the mayor said no", 9, 9), ["the mayor", "said no"]);
        assert_eq!(wrap("a Donaudampfschiff b", 8, 9), ["a Donaud", "ampfschi", "ff b"]);
        assert_eq!(wrap("", 8, 9), [""]);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(wrap("北京市长说", 5, 9), ["北京", "市长", "说"]);
        assert_eq!(wrap("x 北京市长说", 5, 9), ["x 北", "京市", "长说"]);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(wrap("one two three four", 8, 2), ["one two", "three…"]);
        assert_eq!(wrap("three four five", 10, 1), ["three…"]);
        assert_eq!(wrap("one twenty three", 10, 1), ["one twent…"]);
        assert_eq!(wrap("北京市长说", 4, 1), ["北…"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_nothing(text in "([a-z]{1,12}|[北京市]{1,9}|é|😀|e\u{301}|[ᄀ-ᄃ]{3})( ([a-z]{1,12}|[北京市]{1,9}|😀)){0,20}", width in 2_usize..40) {
            let lines = wrap(&text, width, usize::MAX);
            for line in &lines {
                prop_assert!(line.width() <= width, "{line:?} is wider than {width}");
            }
            let bare = |s: &str| s.replace([' ', '\u{FFFD}'], "");
            if !text.contains(['ᄀ', 'ᄁ', 'ᄂ', 'ᄃ']) {
                prop_assert_eq!(bare(&lines.concat()), bare(&text));
            }
            let few = wrap(&text, width, 2);
            prop_assert!(few.len() <= 2 && few.iter().all(|line| line.width() <= width), "{few:?}");
            prop_assert_eq!(few.len() < lines.len(), lines.len() > 2);
        }
    }
}
