//! What the model's dictionary is built from besides the annotated articles.

use crate::model::dictionary::class;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fs;
use std::io;
use std::path::Path;

/// Word knowledge to bake into a model. All of it is optional: a model trained without is smaller and less sure.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    /// Words of a treebank.
    pub treebank: Vec<TreeWord>,
    /// Lists of words and the class bits each stands for.
    pub classes: Vec<(Vec<String>, u8)>,
}

/// A word of a treebank.
#[derive(Clone, Debug)]
pub struct TreeWord {
    /// Its form.
    pub form: String,
    /// Its Penn tag.
    pub tag: String,
    /// Its lemma.
    pub lemma: String,
}

/// A treebank document: code-point offsets, and tokens as arrays whose first, second, fourth and fifth fields are start, end, Penn tag, lemma.
#[derive(Deserialize)]
struct Document {
    text: String,
    tokens: Vec<Token>,
}

/// Start, end, universal tag, Penn tag, lemma, and three fields about syntax.
type Token = (usize, usize, IgnoredAny, Option<String>, Option<String>, IgnoredAny, IgnoredAny, IgnoredAny);

/// Files of word lists, below `lexica/`, and what their words are.
const LISTS: [(&str, u8); 8] = [
    ("noun_person_common.txt", class::PERSON),
    ("noun_group_common.txt", class::GROUP),
    ("noun_communication.txt", class::MESSAGE),
    ("verb_communication.txt", class::SAY),
    ("verb_cognition.txt", class::THINK),
    ("first_names_female.txt", class::FIRST_NAME),
    ("first_names_male.txt", class::FIRST_NAME),
    ("dist.all.last", class::LAST_NAME),
];

/// How many family names are taken; rarer ones are mostly other words too.
const FAMILY_NAMES: usize = 8000;

impl Resources {
    /// Reads what there is of a data folder: `segmentation/*.jsonl` (treebanks) and `lexica/`.
    ///
    /// # Errors
    /// If neither is there, or a file is but cannot be read or is malformed.
    pub fn from_folder(folder: &Path) -> io::Result<Self> {
        if !["segmentation", "lexica"].iter().any(|name| folder.join(name).is_dir()) {
            let message = format!("{}: no folder segmentation or lexica in it", folder.display());
            return Err(io::Error::new(io::ErrorKind::NotFound, message));
        }
        let mut out = Self::default();
        for name in ["ewt_train.jsonl", "gum_open.jsonl"] {
            let Some(text) = read(&folder.join("segmentation").join(name))? else { continue };
            for line in text.lines() {
                let document: Document = serde_json::from_str(line)?;
                let mut bytes: Vec<usize> = document.text.char_indices().map(|(at, _)| at).collect();
                bytes.push(document.text.len());
                for &(start, end, _, ref tag, ref lemma, ..) in &document.tokens {
                    let form = document.text.get(bytes[start]..bytes[end]).unwrap_or_default().to_string();
                    let (tag, lemma) = (tag.clone().unwrap_or_default(), lemma.clone().unwrap_or_default());
                    out.treebank.push(TreeWord { form, tag, lemma });
                }
            }
        }
        for (name, bits) in LISTS {
            let Some(text) = read(&folder.join("lexica").join(name))? else { continue };
            let words = text.lines().filter_map(|l| {
                l.split_whitespace().next().filter(|w| w.len() == l.trim().len() || bits == class::LAST_NAME)
            });
            let limit = if bits == class::LAST_NAME { FAMILY_NAMES } else { usize::MAX };
            out.classes.push((words.take(limit).map(str::to_string).collect(), bits));
        }
        if let Some(text) = read(&folder.join("lexica/nationalities.json"))? {
            let value: serde_json::Value = serde_json::from_str(&text)?;
            let words = value["nationalities"].as_object().into_iter().flatten().filter_map(|(_, v)| v.as_str());
            out.classes.push((words.map(str::to_string).collect(), class::NATIONALITY));
        }
        Ok(out)
    }
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(io::Error::new(e.kind(), format!("{}: {e}", path.display()))),
    }
}
