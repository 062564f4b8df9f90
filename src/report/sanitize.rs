//! Makes untrusted text harmless on a terminal.
//!
//! An article may hold escape sequences that recolour, move or retitle the terminal, and characters that reorder or hide what is shown.
//! Only the table and messages need this: JSON escapes controls itself and is not for the eye.

/// The text on one line, every run of white space a single space, controls as pictures (`␛` for escape), and nothing that is invisible or
/// changes the direction of writing.
///
/// Zero-width joiners go too: terminals disagree about the width of what they join. An emoji family falls apart into its members.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
        } else if !is_invisible(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(picture(c));
        }
    }
    out
}

/// Format characters without a width: direction marks, embeddings, overrides and isolates, joiners and zero-width spaces, the soft hyphen,
/// the byte order mark, interlinear annotation, tags.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Something visible for a control character; any other character as it is.
fn picture(c: char) -> char {
    match c {
        '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        '\x7F' => '␡',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_lose_their_power() {
        assert_eq!(one_line("\x1b[31mred\x1b[0m"), "␛[31mred␛[0m");
        assert_eq!(one_line("\x1b]0;title\x07"), "␛]0;title␇");
        assert_eq!(one_line("a\u{9b}31m \0 \x7f"), "a\u{FFFD}31m ␀ ␡");
    }

    #[test]
    fn nothing_is_reordered_or_hidden() {
        assert_eq!(one_line("user\u{202E}gnp.exe\u{202C}"), "usergnp.exe");
        assert_eq!(one_line("\u{2066}a\u{2069} pass\u{200B}word\u{FEFF}"), "a password");
    }

    #[test]
    fn white_space_is_folded() {
        assert_eq!(one_line(" one\r\n\ttwo\u{A0}\u{2028}three\u{85} "), "one two three");
        assert_eq!(one_line("a \u{200B} b"), "a b");
        assert_eq!(one_line(" \n "), "");
    }

    #[test]
    fn letters_and_accents_of_any_script_stay() {
        let text = "Señor Müller — “naïve” — 北京 שלום e\u{301} 😀";
        assert_eq!(one_line(text), text);
    }

    proptest! {
        #[test]
        fn no_control_survives(text in any::<String>()) {
            let line = one_line(&text);
            prop_assert!(!line.chars().any(|c| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)), "{line:?}");
            prop_assert_eq!(&one_line(&line), &line);
        }
    }
}
