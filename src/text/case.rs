//! Lower case of short words, and what has no case.

/// Whether a character is one of the dashes, quotation marks and spaces at U+2000 to U+206F: not ASCII, but no letter, no digit and without
/// case. They are common in news, and to look in the tables for all of Unicode takes long.
#[inline]
pub(crate) fn is_general_punctuation(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206F}')
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
    fn general_punctuation_has_no_letters_digits_or_case() {
        for c in ('\0'..=char::MAX).filter(|&c| is_general_punctuation(c)) {
            assert!(
                !c.is_alphanumeric() && !c.is_numeric() && c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]),
                "{c:?}"
            );
        }
    }

    #[test]
    fn it_is_that_of_the_standard_library() {
        for word in ["", "Sen.", "ÉTÉ", "Chancellor-Designate", &"Abc".repeat(20)] {
            in_lower_case(word, |lower| assert_eq!(lower, word.to_lowercase()));
            assert_eq!(lower_case(word), word.to_lowercase());
        }
    }
}
