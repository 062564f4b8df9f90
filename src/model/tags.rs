//! The tags of the sequence model, and the way from annotated spans to tags.
//!
//! Each word of a source or of content is tagged with the side on which its cue stands, so that linking needs no second model: in
//! `“X,” he said, “Y.”` the tags are content-left, source-left, cue, content-right. Words between the parts of one attribution are gaps,
//! not plain outside words: so the chain remembers that a part is still to come.

use crate::text::TokenRange;

/// What a stretch of words is in an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The words that tie source and content.
    Cue,
    /// Who or what it is attributed to.
    Source,
    /// What is attributed.
    Content,
}

/// Where a stretch stands seen from its cue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Before its cue: the cue is still to come.
    Left,
    /// Behind its cue.
    Right,
}

/// A tag, numbered as in the model's weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Tag {
    /// Part of no attribution.
    #[default]
    Outside,
    /// Between two parts of an attribution whose cue is still to come.
    GapLeft,
    /// Between two parts of an attribution whose cue has been.
    GapRight,
    /// First word of a cue.
    BeginCue,
    /// Further word of a cue.
    InsideCue,
    /// First word of a source before its cue.
    BeginSourceLeft,
    /// Further word of a source before its cue.
    InsideSourceLeft,
    /// First word of a source behind its cue.
    BeginSourceRight,
    /// Further word of a source behind its cue.
    InsideSourceRight,
    /// First word of content before its cue.
    BeginContentLeft,
    /// Further word of content before its cue.
    InsideContentLeft,
    /// First word of content behind its cue.
    BeginContentRight,
    /// Further word of content behind its cue.
    InsideContentRight,
}

impl Tag {
    /// How many there are.
    pub const COUNT: usize = 13;

    /// All of them, each at its number.
    pub const ALL: [Tag; Tag::COUNT] = [
        Tag::Outside,
        Tag::GapLeft,
        Tag::GapRight,
        Tag::BeginCue,
        Tag::InsideCue,
        Tag::BeginSourceLeft,
        Tag::InsideSourceLeft,
        Tag::BeginSourceRight,
        Tag::InsideSourceRight,
        Tag::BeginContentLeft,
        Tag::InsideContentLeft,
        Tag::BeginContentRight,
        Tag::InsideContentRight,
    ];

    /// Role and side of the stretch it belongs to; the side of a cue is `Right` by convention. `None` outside and in gaps.
    pub fn stretch(self) -> Option<(Role, Side)> {
        match self {
            Tag::Outside | Tag::GapLeft | Tag::GapRight => None,
            Tag::BeginCue | Tag::InsideCue => Some((Role::Cue, Side::Right)),
            Tag::BeginSourceLeft | Tag::InsideSourceLeft => Some((Role::Source, Side::Left)),
            Tag::BeginSourceRight | Tag::InsideSourceRight => Some((Role::Source, Side::Right)),
            Tag::BeginContentLeft | Tag::InsideContentLeft => Some((Role::Content, Side::Left)),
            Tag::BeginContentRight | Tag::InsideContentRight => Some((Role::Content, Side::Right)),
        }
    }

    /// Whether it goes on with a stretch that the word before began.
    pub fn is_inside(self) -> bool {
        matches!(
            self,
            Tag::InsideCue
                | Tag::InsideSourceLeft
                | Tag::InsideSourceRight
                | Tag::InsideContentLeft
                | Tag::InsideContentRight
        )
    }

    /// Whether it may follow `before`; `None` is the start of a paragraph. A stretch begins before it goes on.
    pub fn may_follow(self, before: Option<Tag>) -> bool {
        !self.is_inside() || before.is_some_and(|b| b.stretch() == self.stretch())
    }

    /// The tags that begin and go on with a stretch.
    pub fn of(role: Role, side: Side) -> (Tag, Tag) {
        match (role, side) {
            (Role::Cue, _) => (Tag::BeginCue, Tag::InsideCue),
            (Role::Source, Side::Left) => (Tag::BeginSourceLeft, Tag::InsideSourceLeft),
            (Role::Source, Side::Right) => (Tag::BeginSourceRight, Tag::InsideSourceRight),
            (Role::Content, Side::Left) => (Tag::BeginContentLeft, Tag::InsideContentLeft),
            (Role::Content, Side::Right) => (Tag::BeginContentRight, Tag::InsideContentRight),
        }
    }
}

/// An attribution as ranges of tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    /// Its content, in text order.
    pub content: Vec<TokenRange>,
    /// Its source.
    pub source: Vec<TokenRange>,
    /// Its cue.
    pub cue: Vec<TokenRange>,
}

/// Tags for the tokens of an article, from its attributions and the token ranges of its paragraphs.
///
/// Where parts of two attributions overlap, cues win over sources, sources over content, and the later over the earlier. Content without a
/// cue counts as left of it. A stretch that goes on over a paragraph's end begins anew there.
pub fn encode(attributions: &[Parts], paragraphs: &[TokenRange]) -> Vec<Tag> {
    let tokens = paragraphs.last().map_or(0, |p| p.end());
    let mut tags = vec![Tag::Outside; tokens];
    let anchor = |a: &Parts| a.cue.iter().map(|c| c.start()).min().unwrap_or(usize::MAX);
    for role in [Role::Content, Role::Source, Role::Cue] {
        for attribution in attributions {
            let parts = match role {
                Role::Content => &attribution.content,
                Role::Source => &attribution.source,
                Role::Cue => &attribution.cue,
            };
            for part in parts {
                let side = if part.start() < anchor(attribution) { Side::Left } else { Side::Right };
                let (begin, inside) = Tag::of(role, side);
                for (n, tag) in tags[part.indices()].iter_mut().enumerate() {
                    *tag = if n == 0 { begin } else { inside };
                }
            }
        }
    }
    for paragraph in paragraphs {
        for attribution in attributions {
            let anchor = anchor(attribution);
            let inside = || {
                let parts = attribution.content.iter().chain(&attribution.source).chain(&attribution.cue);
                parts.filter(|p| p.start() < paragraph.end() && p.end() > paragraph.start())
            };
            let (Some(first), Some(last)) = (inside().map(|p| p.end()).min(), inside().map(|p| p.start()).max()) else {
                continue;
            };
            let from = first.max(paragraph.start());
            let to = last.min(paragraph.end()).max(from);
            for (at, tag) in (from..to).zip(&mut tags[from..to]).filter(|(_, tag)| **tag == Tag::Outside) {
                *tag = if at < anchor { Tag::GapLeft } else { Tag::GapRight };
            }
        }
        let mut before = None;
        for tag in &mut tags[paragraph.indices()] {
            if !tag.may_follow(before) {
                let (role, side) = tag.stretch().expect("a tag inside a stretch has one");
                *tag = Tag::of(role, side).0;
            }
            before = Some(*tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize) -> TokenRange {
        TokenRange::new(start, end)
    }

    /// “ X , ” he then said , “ Y . ”
    #[test]
    fn sides_are_seen_from_the_cue_and_gaps_fill_what_lies_between() {
        let parts =
            Parts { content: vec![range(0, 3), range(8, 10)], source: vec![range(3, 4)], cue: vec![range(5, 6)] };
        let tags = encode(&[parts], &[range(0, 11)]);
        use Tag::*;
        assert_eq!(
            tags,
            [
                BeginContentLeft,
                InsideContentLeft,
                InsideContentLeft,
                BeginSourceLeft,
                GapLeft,
                BeginCue,
                GapRight,
                GapRight,
                BeginContentRight,
                InsideContentRight,
                Outside
            ]
        );
    }

    #[test]
    fn a_stretch_begins_anew_in_the_next_paragraph_and_behind_what_cuts_it() {
        let long = Parts { content: vec![range(1, 6)], source: vec![], cue: vec![range(0, 1)] };
        let inner = Parts { content: vec![], source: vec![], cue: vec![range(2, 3)] };
        let tags = encode(&[long, inner], &[range(0, 4), range(4, 6)]);
        use Tag::*;
        assert_eq!(
            tags,
            [BeginCue, BeginContentRight, BeginCue, BeginContentRight, BeginContentRight, InsideContentRight]
        );
    }

    #[test]
    fn tags_stand_at_their_numbers() {
        for (number, tag) in Tag::ALL.into_iter().enumerate() {
            assert_eq!(tag as usize, number);
        }
    }
}
