//! Builds the model's dictionary: parts of speech from a treebank, classes from word lists, and from the annotated articles how often words
//! are cues and which of them get vectors of their own.

use super::resources::TreeWord;
use super::{Descent, Prepared, Resources};
use crate::model::dictionary::{Dictionary, Entry, PENN, class, ending_key, key};
use std::collections::{BTreeMap, HashMap};

/// Everything in a dictionary that does not depend on the annotated articles.
pub(super) struct Base {
    entries: BTreeMap<u64, Entry>,
}

/// How often words are cues and sources in one article.
#[derive(Default)]
pub(super) struct Counts {
    words: HashMap<u64, WordCount>,
}

#[derive(Clone, Copy, Default)]
struct WordCount {
    all: f32,
    head: f32,
    in_cue: f32,
}

impl Base {
    /// Reads the treebank and the lists.
    pub(super) fn new(resources: &Resources) -> Self {
        let mut entries: BTreeMap<u64, Entry> = BTreeMap::new();
        let lemmas = parts_of_speech(resources, &mut entries);
        for (list, bits) in &resources.classes {
            for word in list {
                for form in forms(word, *bits, &lemmas) {
                    entries.entry(key(&form)).or_default().classes |= bits;
                }
            }
        }
        Self { entries }
    }

    /// Gives the frequent words of the articles numbers of vectors, and returns the words in their order.
    pub(super) fn give_vectors(&mut self, articles: &[Prepared<'_>], descent: &Descent) -> Vec<u64> {
        let mut frequency: HashMap<u64, u32> = HashMap::new();
        for article in articles {
            for token in 0..article.segmented.tokens.len() {
                *frequency.entry(key(article.segmented.word(token))).or_default() += 1;
            }
        }
        let mut words: Vec<(u32, u64)> = frequency.into_iter().map(|(key, n)| (n, key)).collect();
        words.retain(|w| w.0 >= descent.least);
        words.sort_unstable_by_key(|w| (std::cmp::Reverse(w.0), w.1));
        words.truncate(descent.words.min(usize::from(u16::MAX)));
        for (number, word) in words.iter().enumerate() {
            self.entries.entry(word.1).or_default().vector = number as u16 + 1;
        }
        words.into_iter().map(|w| w.1).collect()
    }

    /// The dictionary with what `counts` tells about cues and sources, less what `without` tells.
    pub(super) fn dictionary(&self, counts: &Counts, without: &Counts) -> Dictionary<'static> {
        let mut entries = self.entries.clone();
        for (&key, all) in &counts.words {
            let w = without.words.get(&key).copied().unwrap_or_default();
            let n = all.all - w.all;
            if n < 1.5 {
                continue;
            }
            let entry = entries.entry(key).or_default();
            entry.cue = strength((all.head - w.head + 0.1) / (n + 3.0));
        }
        // Frequent words first, which are those with the lowest numbers of vectors: so they are found where they are looked for first.
        let mut entries: Vec<(u64, Entry)> = entries.into_iter().collect();
        entries.sort_by_key(|(_, entry)| entry.vector.wrapping_sub(1));
        Dictionary::new(entries.into_iter())
    }
}

/// A share as a strength from 0 to 15.
fn strength(share: f32) -> u8 {
    const STEPS: [f32; 15] = [0.003, 0.006, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.92];
    STEPS.iter().filter(|&&s| s <= share).count() as u8
}

impl Counts {
    /// The sum of several.
    pub(super) fn sum<'a>(all: impl Iterator<Item = &'a Counts>) -> Counts {
        let mut sum = Counts::default();
        for counts in all {
            for (&key, c) in &counts.words {
                let s = sum.words.entry(key).or_default();
                s.all += c.all;
                s.head += c.head;
                s.in_cue += c.in_cue;
            }
        }
        sum
    }

    /// Counts of each article. The main word of a cue is the one that is in cues most often among all its occurrences, in two rounds: first
    /// by share of occurrences in cues, then by share of occurrences as the main word.
    pub(super) fn of(articles: &[Prepared<'_>]) -> Vec<Counts> {
        let mut out: Vec<Counts> = Vec::new();
        for article in articles {
            let mut counts = Counts::default();
            let keys: Vec<u64> = (0..article.segmented.tokens.len()).map(|t| key(article.segmented.word(t))).collect();
            for &k in &keys {
                counts.words.entry(k).or_default().all += 1.0;
            }
            for at in article.parts.iter().flat_map(|p| &p.cue).flat_map(|cue| cue.indices()) {
                counts.words.entry(keys[at]).or_default().in_cue += 1.0;
            }
            out.push(counts);
        }
        for round in 0..3 {
            let sum = Counts::sum(out.iter());
            let share = |k: u64| {
                let c = sum.words[&k];
                let n = if round == 0 { c.in_cue } else { c.head };
                n / (c.all + 2.0)
            };
            for (article, counts) in articles.iter().zip(&mut out) {
                counts.words.values_mut().for_each(|c| c.head = 0.0);
                for cue in article.parts.iter().flat_map(|p| &p.cue) {
                    let keys = cue.indices().map(|t| key(article.segmented.word(t)));
                    if let Some(head) = keys.max_by(|&a, &b| share(a).total_cmp(&share(b))) {
                        counts.words.entry(head).or_default().head += 1.0;
                    }
                }
            }
        }
        out
    }
}

/// Fills in parts of speech; returns the forms of each lemma.
fn parts_of_speech(resources: &Resources, entries: &mut BTreeMap<u64, Entry>) -> HashMap<String, Vec<String>> {
    let mut words: BTreeMap<u64, [u32; PENN.len()]> = BTreeMap::new();
    let mut surface: BTreeMap<u64, &str> = BTreeMap::new();
    let mut lemmas: HashMap<String, Vec<String>> = HashMap::new();
    for TreeWord { form, tag, lemma } in &resources.treebank {
        let Some(tag) = PENN.iter().position(|p| p == tag) else { continue };
        words.entry(key(form)).or_insert([0; PENN.len()])[tag] += 1;
        surface.entry(key(form)).or_insert(form);
        let forms = lemmas.entry(lemma.to_lowercase()).or_default();
        let form = form.to_lowercase();
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    let best = |counts: &[u32; PENN.len()]| {
        (0..PENN.len()).max_by_key(|&t| (counts[t], std::cmp::Reverse(t))).unwrap_or(0) as u8
    };
    let mut endings: BTreeMap<u64, [u32; PENN.len()]> = BTreeMap::new();
    for (k, counts) in &words {
        entries.entry(*k).or_default().pos = best(counts);
        if counts.iter().sum::<u32>() <= 3 {
            for letters in [2, 3] {
                let ending = endings.entry(ending_key(surface[k], letters)).or_insert([0; PENN.len()]);
                for (e, c) in ending.iter_mut().zip(counts) {
                    *e += c;
                }
            }
        }
    }
    for (k, counts) in endings {
        if counts.iter().sum::<u32>() >= 3 {
            entries.entry(k).or_default().pos = best(&counts);
        }
    }
    lemmas
}

/// The inflected forms of a word of a list, by spelling and by the treebank.
fn forms(word: &str, bits: u8, lemmas: &HashMap<String, Vec<String>>) -> Vec<String> {
    let mut out = vec![word.to_string()];
    let stem = word.strip_suffix('e').unwrap_or(word);
    let y = word.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o', 'u']));
    let hisses = word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh");
    let plural = match y {
        Some(y) => format!("{y}ies"),
        None if hisses => format!("{word}es"),
        None => format!("{word}s"),
    };
    if bits & (class::SAY | class::THINK) != 0 {
        out.push(plural);
        out.push(y.map_or_else(|| format!("{stem}ed"), |y| format!("{y}ied")));
        out.push(format!("{stem}ing"));
        out.extend(lemmas.get(word).into_iter().flatten().cloned());
    } else if bits & (class::PERSON | class::GROUP | class::MESSAGE) != 0 {
        if let Some(man) = word.strip_suffix("man") {
            out.push(format!("{man}men"));
        }
        out.push(plural);
    }
    out
}
