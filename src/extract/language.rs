//! Whether a text looks like English prose, the only language that quotes are looked for in.

use super::words::Words;
use crate::lexicon::WordClass;

/// How many words are looked at.
const MOST: usize = 400;
/// How many there must be for a judgement.
const LEAST: usize = 25;
/// Least share of function words. Of 1,334 English articles half have more than 0.39, all but one in a hundred 0.28 or more, and none less than
/// 0.156; the French, German, Spanish and Dutch sentences of the test below have at most 0.06.
const SHARE: f32 = 0.15;

/// What a record says of a text that hardly has a word that only English has; nothing of short ones.
pub(super) fn warning(words: &Words) -> Option<String> {
    let (mut all, mut function) = (0, 0);
    for classes in words.classes().take(MOST) {
        all += 1;
        function += usize::from(classes.intersects(WordClass::FUNCTION));
        // Enough for however many words are to come.
        if function as f32 >= SHARE * MOST as f32 {
            return None;
        }
    }
    let foreign = all >= LEAST && (function as f32) < SHARE * all as f32;
    foreign.then(|| "it does not look like English prose: quotes may be missing or wrong".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::segment;

    #[test]
    fn other_languages_are_warned_of_and_english_is_not() {
        let warned = |text: &str| warning(&Words::new(&segment(text))).is_some();
        let english = "The mayor said on Monday that the old bridge would be rebuilt before the end of the year, and that people from the \
                       next village could cross it again.";
        assert!(!warned(english) && !warned(&english.to_uppercase()));
        for other in [
            "Le maire de la ville a dit lundi que le vieux pont serait reconstruit avant la fin de l'année, et que les habitants du \
             village voisin pourraient de nouveau le traverser à pied.",
            "Der Bürgermeister sagte am Montag, dass die alte Brücke vor dem Ende des Jahres wieder aufgebaut werde und dass die Leute \
             aus dem Nachbardorf sie dann wieder zu Fuß überqueren könnten.",
            "El alcalde dijo el lunes que el viejo puente será reconstruido antes de que termine el año, y que los vecinos del pueblo \
             de al lado podrán volver a cruzarlo a pie.",
            "De burgemeester zei maandag dat de oude brug voor het einde van het jaar wordt herbouwd, en dat de mensen uit het dorp \
             ernaast haar dan weer te voet kunnen oversteken.",
        ] {
            assert!(warned(other), "{other}");
        }
        assert!(!warned("Le maire a dit oui."), "too short to tell");
    }
}
