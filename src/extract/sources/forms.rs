//! Forms of one name: what may differ between two of them, within an article and across articles.

use super::names::{is_particle, is_suffix};
use crate::lexicon::formal_name;
use crate::text::lower_case;
use smallvec::SmallVec;
use std::borrow::Cow;

/// A person's name in parts, to tell variants from other people; all in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PersonName {
    /// `None` for a surname alone.
    first: Option<String>,
    middle: Vec<String>,
    last: String,
    suffix: Option<String>,
}

impl PersonName {
    /// A name with at least a first name and a surname.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::parse_any(name).filter(Self::is_full)
    }

    /// The same, or a surname alone: "Ruiz", "de la Cruz". `None` if there is no word.
    pub(crate) fn parse_any(name: &str) -> Option<Self> {
        let mut parts: SmallVec<[&str; 8]> = name.split(' ').filter(|w| !w.starts_with(['"', '“'])).collect();
        let is_suffix = |w: &str| {
            let bare = w.trim_end_matches('.');
            ["jr", "sr", "ii", "iii", "iv"].iter().any(|suffix| bare.eq_ignore_ascii_case(suffix))
        };
        let suffix = parts.last().filter(|w| is_suffix(w)).map(|w| lower_case(w));
        parts.truncate(parts.len() - usize::from(suffix.is_some()));
        let last = parts.pop()?.trim_end_matches(',');
        let last = lower_case(last);
        // "Al" in capitals is a first name, "al" is none.
        let first = parts.iter().any(|part| !is_particle(part)).then(|| lower_case(parts.remove(0)));
        let middle = if first.is_some() { parts.iter().map(|part| lower_case(part)).collect() } else { Vec::new() };
        Some(Self { first, middle, last, suffix })
    }

    /// Whether it is more than a surname.
    pub(crate) fn is_full(&self) -> bool {
        self.first.is_some()
    }

    /// The surname, without particles.
    pub(crate) fn surname(&self) -> &str {
        &self.last
    }

    /// What variants have in common: the surname, and the first name in its long form.
    pub(crate) fn key(&self) -> String {
        let first = self.first.as_deref().unwrap_or_default();
        [formal_name(first).unwrap_or(first), " ", &self.last].concat()
    }

    /// Whether a name with the same [`key`](Self::key) can be the same person's: nothing in it differs, at most something is left out.
    pub(crate) fn fits(&self, other: &Self) -> bool {
        let middle = self.middle.is_empty() || other.middle.is_empty() || {
            let same = |a: &String, b: &String| {
                a == b || (a.ends_with('.') || b.ends_with('.')) && a.chars().next() == b.chars().next()
            };
            self.middle.len() == other.middle.len() && self.middle.iter().zip(&other.middle).all(|(a, b)| same(a, b))
        };
        middle && (self.suffix.is_none() || other.suffix.is_none() || self.suffix == other.suffix)
    }
}

/// The surname of a person, as it is written in a name: "Ruiz" of "Ana Ruiz Jr.", "Kim" of "Kim Jong-un".
pub(super) fn surname(name: &str) -> &str {
    if is_surname_first(name) {
        return name.split(' ').next().unwrap_or(name);
    }
    name.split(' ').rfind(|word| !is_suffix(word)).unwrap_or(name)
}

/// Whether a name is one like "Kim Jong-un".
pub(super) fn is_surname_first(name: &str) -> bool {
    let last = name.rsplit_once(' ').and_then(|(_, given)| given.split_once('-'));
    last.is_some_and(|(_, syllable)| is_given_syllable(syllable))
}

/// Whether a word has the shape of a syllable of Korean and Chinese names in Latin letters, as "un" of "Jong-un": a consonant, vowels and a
/// final consonant, of which only vowels must be there. English words that stand behind hyphens are none.
pub(super) fn is_given_syllable(word: &str) -> bool {
    const INITIALS: [&str; 9] = ["zh", "ch", "sh", "ts", "hs", "ng", "ph", "th", "kh"];
    let english = matches!(
        word,
        "run"
            | "won"
            | "win"
            | "hit"
            | "cut"
            | "set"
            | "out"
            | "up"
            | "on"
            | "to"
            | "at"
            | "all"
            | "long"
            | "man"
            | "men"
            | "new"
            | "day"
            | "way"
            | "year"
            | "wing"
            | "law"
            | "low"
            | "lean"
            | "size"
            | "free"
    );
    let rest = INITIALS.iter().find_map(|initial| word.strip_prefix(initial));
    let rest = rest.or_else(|| word.strip_prefix(|c: char| "bpmfdtnlgkhjqxrzcsv".contains(c))).unwrap_or(word);
    let end = rest.trim_start_matches(|c: char| "aeiouyw".contains(c));
    let vowels = rest.len() - end.len();
    !english
        && word.len() > 1
        && (1..=4).contains(&vowels)
        && matches!(end, "" | "n" | "ng" | "k" | "l" | "m" | "p" | "t" | "h" | "r")
}

/// First letters of the words of a body's name, "of" and the like left out, lower case.
pub(crate) fn acronym(name: &str) -> String {
    let parts = name.split([' ', '-']).filter(|w| w.starts_with(char::is_uppercase) && *w != "The");
    parts.filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect()
}

/// "i.r.s." as "irs"; `None` for what is too long to be an acronym.
pub(crate) fn acronym_key(key: &str) -> Option<Cow<'_, str>> {
    let letters = key.bytes().filter(|&byte| byte != b'.').count();
    (2..=7).contains(&letters).then(|| if letters < key.len() { key.replace('.', "").into() } else { key.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|name| PersonName::parse(name).unwrap());
        assert_eq!(a.fits(&b), b.fits(&a));
        a.key() == b.key() && a.fits(&b)
    }

    #[test]
    fn variants_leave_out_or_abbreviate() {
        for (a, b) in [
            ("Leonard E. Burman", "Leonard Burman"),
            ("Leonard E. Burman", "Leonard Eugene Burman"),
            ("Mike Pence", "Michael Pence"),
            ("Joseph R. Biden Jr.", "Joseph Biden"),
            ("Marcia \"Cia\" Price", "Marcia Price"),
        ] {
            assert!(fit(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn what_differs_is_somebody_else() {
        for (a, b) in [
            ("Leonard E. Burman", "Leonard X. Burman"),
            ("Bill Clinton", "Hillary Clinton"),
            ("Martin King Jr.", "Martin King Sr."),
        ] {
            assert!(!fit(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn syllables_of_names_are_no_english_words() {
        for syllable in ["un", "in", "wen", "moon", "shing", "hye", "yeol", "jeou", "hyun", "kwok", "ngor", "koo"] {
            assert!(is_given_syllable(syllable), "{syllable}");
        }
        for word in
            ["led", "run", "backed", "style", "era", "based", "born", "owned", "like", "year", "wing", "elect", "x"]
        {
            assert!(!is_given_syllable(word), "{word}");
        }
        let surnames = ["Kim Jong-un", "Ana Ruiz Jr.", "Douglas Holtz-Eakin", "Yu Hoi-kwan"].map(surname);
        assert_eq!(surnames, ["Kim", "Ruiz", "Holtz-Eakin", "Yu"]);
    }

    #[test]
    fn a_surname_may_have_particles() {
        assert!(PersonName::parse("de la Cruz").is_none());
        assert_eq!(PersonName::parse_any("de la Cruz").unwrap().surname(), "cruz");
        assert!(PersonName::parse("Al Gore").is_some());
        assert_eq!(PersonName::parse("Ana de la Cruz").unwrap().surname(), "cruz");
        assert!(PersonName::parse_any("").is_some_and(|name| name.surname().is_empty()));
    }
}
