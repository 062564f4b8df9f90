//! Columns of text that fit a terminal's width. `comfy-table` lays them out; here is what it gets to see, and the colours.
//!
//! The colours are put on afterwards, with the styles the rest of the page has: `comfy-table` has its own only together with `crossterm`,
//! which would not give any where `NO_COLOR` is set, even to a user who asks for them with `--color always`.

use anstyle::Style;
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, Row, Table, TableStyle, Width,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Stand between columns and between rows while colours are put on; sanitized text holds neither.
const COLUMN_END: char = '\u{1}';
const ROW_END: char = '\u{2}';

/// No column of free text is narrower; what a terminal would draw wider in one piece is replaced.
const LEAST_COLUMN: usize = 8;

/// How many rows are laid out at a time, which takes about a kilobyte a row.
const BLOCK: usize = 1000;

/// A column of a grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) align: CellAlignment,
    pub(super) size: Size,
}

/// How wide a column may get.
#[derive(Clone, Copy, Debug)]
pub(super) enum Size {
    /// As wide as its widest cell, which is short.
    Content,
    /// As wide as its widest cell, but no wider than this.
    AtMost(u16),
    /// As wide as its widest cell, but no wider than what the other columns leave. Meant for one column of a grid.
    Rest,
}

/// The text of a cell, already fit for a terminal, and how it looks.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) style: Style,
}

/// Rows, under headings if it has any.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) columns: Vec<Column>,
    pub(super) headings: Vec<Cell>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// How many lines of a cell are shown at most; of one that needs more, the last ends in `…`.
    pub(super) lines: usize,
}

impl Grid {
    /// Appends the headings over a rule made of `rule`, and the rows, no line wider than `width`.
    pub(super) fn draw(&self, out: &mut String, width: u16, (rule, rule_style): (char, Style)) {
        let widths: Vec<_> = (0..self.columns.len()).map(|index| self.width_of(index)).collect();
        let (first, others) = self.rows.split_at(self.rows.len().min(BLOCK));
        let mut headings = (!self.headings.is_empty()).then_some(&self.headings);
        for rows in [first].into_iter().chain(others.chunks(BLOCK)) {
            let table = self.table(headings, rows, width, &widths);
            let mut rule = headings.map(|_| rule);
            let mut rows = headings.take().into_iter().chain(rows);
            let mut cells = rows.next();
            for line in table.lines() {
                if !line.starts_with(ROW_END) {
                    draw_line(out, &line, cells.into_iter().flatten());
                    continue;
                }
                cells = rows.next();
                if let Some(rule) = rule.take() {
                    let rule = String::from_iter(line.chars().map(|_| rule));
                    out.push_str(&format!("{rule_style}{rule}{rule_style:#}\n"));
                }
            }
        }
    }

    /// How wide a column is, unless that depends on the others.
    fn width_of(&self, index: usize) -> Option<u16> {
        let most = match self.columns[index].size {
            Size::Content => u16::MAX,
            Size::AtMost(most) => most,
            Size::Rest => return None,
        };
        let cells = self.rows.iter().chain([&self.headings]).filter_map(|row| row.get(index));
        let widest = cells.map(|cell| cell.text.width()).max().unwrap_or(0);
        Some(u16::try_from(widest).unwrap_or(u16::MAX).clamp(1, most))
    }

    fn table(&self, headings: Option<&Vec<Cell>>, rows: &[Vec<Cell>], width: u16, widths: &[Option<u16>]) -> Table {
        let shown = (usize::from(width) + 1) * self.lines; // columns, with the blanks that line ends swallow
        let row = |cells: &Vec<Cell>| {
            let mut row = Row::from(cells.iter().map(|cell| clipped(&cell.text, shown)).collect::<Vec<_>>());
            row.max_height(self.lines);
            row
        };
        let marks = ContentLineStyle::none().junction(COLUMN_END);
        let ends = LineStyle::none().fill(ROW_END).junction(ROW_END);
        let style =
            TableStyle::new().header_lines(marks).content_lines(marks).header_separator(ends).row_separator(ends);
        let mut table = Table::new();
        table.load_style(style).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        if let Some(headings) = headings {
            table.set_header(row(headings));
        }
        table.add_rows(rows.iter().map(row));
        let last = self.columns.len() - 1;
        for (index, (column, given)) in table.column_iter_mut().zip(&self.columns).enumerate() {
            let padding = u16::from(index < last);
            column.set_padding((0, padding)).set_cell_alignment(given.align);
            if let Some(width) = widths[index] {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + padding)));
            }
        }
        table
    }
}

/// Appends a laid out line, each piece in the style of its cell, without blanks at the end.
fn draw_line<'a>(out: &mut String, line: &str, cells: impl Iterator<Item = &'a Cell>) {
    let mut blanks = 0; // not written yet
    for (piece, Cell { style, .. }) in line.split(COLUMN_END).zip(cells) {
        let text = piece.trim_start_matches(' ');
        blanks += piece.len() - text.len();
        let length = text.len();
        let text = text.trim_end_matches(' ');
        if !text.is_empty() {
            out.extend(std::iter::repeat_n(' ', std::mem::take(&mut blanks)));
            out.push_str(&format!("{style}{text}{style:#}"));
        }
        blanks += length - text.len() + 1;
    }
    out.push('\n');
}

/// As much of a text as takes just more than `width` columns: wrapping a text takes time, and it may be as long as a book.
fn clipped(text: &str, width: usize) -> String {
    if text.is_ascii() {
        return text[..text.len().min(width + 1)].to_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for cluster in text.graphemes(true) {
        let (cluster, columns) = match cluster.width() {
            columns if columns > LEAST_COLUMN => ("\u{FFFD}", 1),
            columns => (cluster, columns),
        };
        out.push_str(cluster);
        used += columns;
        if used > width {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str, width: u16, lines: usize) -> String {
        let columns = vec![Column { align: CellAlignment::Left, size: Size::Rest }];
        let rows = vec![vec![Cell { text: text.to_owned(), style: Style::new() }]];
        let mut out = String::new();
        Grid { columns, headings: Vec::new(), rows, lines }.draw(&mut out, width, ('-', Style::new()));
        out
    }

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(drawn("the mayor said no to everybody", 11, 9), "the mayor\nsaid no to\neverybody\n");
    }

    #[test]
    fn what_is_cut_says_so_however_long_it_is() {
        assert_eq!(drawn("the mayor said no to everybody", 11, 2), "the mayor\nsaid no to…\n");
        let endless = drawn(&"x".repeat(1 << 20), 50, 4);
        assert_eq!(endless, format!("{}{}…\n", format!("{}\n", "x".repeat(50)).repeat(3), "x".repeat(49)));
    }

    #[test]
    fn long_tables_have_one_head_and_straight_columns() {
        let columns = vec![
            Column { align: CellAlignment::Right, size: Size::Content },
            Column { align: CellAlignment::Left, size: Size::Rest },
        ];
        let cell = |text: String| Cell { text, style: Style::new() };
        let rows = (1..=2 * BLOCK).map(|n| vec![cell(n.to_string()), cell(format!("row {n}"))]).collect();
        let headings = vec![cell("#".to_owned()), cell("Row".to_owned())];
        let mut out = String::new();
        Grid { columns, headings, rows, lines: 1 }.draw(&mut out, 40, ('-', Style::new()));
        let lines: Vec<_> = out.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[2]), (2 * BLOCK + 2, "   #  Row", "   1  row 1"));
        for (n, line) in (1..).zip(&lines[2..]) {
            assert_eq!(*line, format!("{n:>4}  row {n}"));
        }
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(drawn("北京市长说", 9, 1), "北京市长…\n");
        assert_eq!(drawn(&"ᄀ".repeat(40), 9, 1), "\u{FFFD}\n", "in one piece, wider than the column");
    }
}
