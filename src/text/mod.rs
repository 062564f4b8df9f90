//! Positions in text: byte spans, token ranges, and their translation for output. Depends on nothing else in the crate.

mod case;
mod offsets;
mod pieces;
mod sixteen;
mod span;
mod token;

pub use case::{in_lower_case, lower_case};
pub(crate) use case::{is_caseless, is_letter};
pub use offsets::{OffsetMap, OffsetUnit};
pub use pieces::pieces;
pub(crate) use sixteen::{first_of, mixed};
pub use span::Span;
pub use token::{Token, TokenKind, TokenRange};
