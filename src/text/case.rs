//! Lower case of short words, and what has no case or is a letter, without looking in the tables for all of Unicode where it can be told sooner.

/// Whether a character is one of the dashes, quotation marks and spaces at U+2000 to U+206F: not ASCII, but no letter, no digit and without
/// case. They are common in news, and to look in the tables for all of Unicode takes long.
#[inline]
fn is_general_punctuation(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206F}')
}

/// Whether a character is a letter of one of the scripts without case that whole articles are written in: Devanagari, Chinese, Korean.
#[inline]
fn is_caseless_letter(c: char) -> bool {
    matches!(c, '\u{904}'..='\u{939}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether a character is a letter, as the standard library has it, but sooner said of what is common in texts.
#[inline]
pub(crate) fn is_letter(c: char) -> bool {
    !is_general_punctuation(c) && (is_caseless_letter(c) || c.is_alphabetic())
}

/// Whether a character is known not to have case, nor to be ASCII or a number: [general punctuation](is_general_punctuation), and letters and signs of
/// such scripts.
#[inline]
pub(crate) fn is_caseless(c: char) -> bool {
    is_general_punctuation(c) || is_caseless_letter(c) || matches!(c, '\u{93A}'..='\u{963}')
}

/// What `ask` says of `word` in lower case. That is written on the stack for the short words in ASCII that nearly all are.
pub fn in_lower_case<R>(word: &str, ask: impl FnOnce(&str) -> R) -> R {
    let mut short = [0; 32];
    match short.get_mut(..word.len()) {
        Some(lower) if word.is_ascii() => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            ask(str::from_utf8(lower).expect("ASCII is UTF-8"))
        }
        _ => ask(&word.to_lowercase()),
    }
}

/// A text in lower case: faster than the standard library's where it is short and in ASCII.
pub fn lower_case(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_caseless_has_neither_case_nor_digits() {
        let same = |c: char| c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]);
        for c in ('\0'..=char::MAX).filter(|&c| is_caseless(c)) {
            assert!(!c.is_ascii() && !c.is_numeric() && same(c), "{c:?}");
        }
        assert!(('\0'..=char::MAX).all(|c| is_letter(c) == c.is_alphabetic()));
    }

    #[test]
    fn it_is_that_of_the_standard_library() {
        for word in ["", "Sen.", "ÉTÉ", "Chancellor-Designate", &"Abc".repeat(20)] {
            in_lower_case(word, |lower| assert_eq!(lower, word.to_lowercase()));
            assert_eq!(lower_case(word), word.to_lowercase());
        }
    }
}
