//! Training the learned tagger from annotated articles. Deterministic: the same data, options and seed give the same file.

pub mod clusters;
mod encoder_input;
pub mod gold;
pub mod resources;
pub mod sgd;
mod words;

use crate::model::dictionary::Dictionary;
use crate::model::features::{Extractor, TEMPLATES};
use crate::model::table::{self, ROW, Weights};
use crate::model::tags::{Parts, encode};
use crate::model::{Model, Tag};
use crate::segment::{self, Segmented};
pub use encoder_input::EncoderInput;
use gold::Article;
pub use resources::Resources;
pub use sgd::Descent;
use sgd::Example;
use std::collections::HashMap;

/// How many parts the articles are dealt into, so that no article's words are judged by its own annotation.
const FOLDS: usize = 10;

/// An article made ready.
pub struct Prepared<'a> {
    /// Its segmentation.
    pub segmented: Segmented<'a>,
    /// Its attributions.
    pub parts: Vec<Parts>,
    /// How much it counts.
    pub weight: f32,
}

/// What training tells while it runs.
#[derive(Clone, Debug)]
pub enum Progress {
    /// A step that takes a while begins.
    Step(&'static str),
    /// So many features have a place in the model.
    Features(usize),
    /// An epoch is over, with its mean loss per token.
    Epoch(usize, f64),
}

/// Trains a model on `articles`.
pub fn train(
    articles: &[Article],
    resources: &Resources,
    descent: &Descent,
    progress: &mut dyn FnMut(Progress),
) -> Model<'static> {
    progress(Progress::Step("segmenting"));
    let prepared: Vec<Prepared<'_>> = articles
        .iter()
        .map(|a| {
            let segmented = segment::segment(&a.gold.text);
            let parts = gold::parts(&a.gold, &segmented);
            Prepared { segmented, parts, weight: a.weight }
        })
        .collect();
    progress(Progress::Step("building the dictionary"));
    let unlabelled: Vec<&str> =
        resources.unlabelled.iter().map(String::as_str).chain(articles.iter().map(|a| a.gold.text.as_str())).collect();
    let base = words::Base::new(resources, &unlabelled);
    let counts = words::Counts::of(&prepared);
    let all = words::Counts::sum(counts.iter());
    let none = words::Counts::default();
    progress(Progress::Step("extracting features"));
    let mut seen = Vec::new();
    for fold in 0..FOLDS {
        let own = words::Counts::sum(counts.iter().skip(fold).step_by(FOLDS));
        let dictionary = base.dictionary(&all, &own);
        for article in prepared.iter().skip(fold).step_by(FOLDS) {
            collect(article, &dictionary, &mut seen);
        }
    }
    progress(Progress::Step("choosing features"));
    let kept = choose(&seen, descent);
    progress(Progress::Features(kept.len()));
    let mut number: HashMap<u32, u32> = HashMap::with_capacity(kept.len());
    number.extend(kept.iter().enumerate().map(|(n, &h)| (h, n as u32)));
    let fine = fine(&seen, &number);
    let examples: Vec<Example> = seen.into_iter().map(|s| s.into_example(&number, &fine)).collect();
    progress(Progress::Step("learning"));
    let learned = sgd::descend(&examples, kept.len(), descent, |epoch, loss| progress(Progress::Epoch(epoch, loss)));
    let notes = serde_json::json!({
        "articles": articles.len(),
        "attributions": articles.iter().map(|a| a.gold.attributions.len()).sum::<usize>(),
        "tokens": prepared.iter().map(|p| p.segmented.tokens.len()).sum::<usize>(),
        "epochs": descent.epochs, "rate": descent.rate, "pull": descent.pull, "dropout": descent.dropout, "seed": descent.seed,
    });
    // Only differences between tags count, so the weights of the first tag can be 0 and need no room.
    let rows: Vec<[f32; ROW]> =
        learned.rows.iter().map(|row| std::array::from_fn(|tag| row[tag + 1] - row[0])).collect();
    let top = rows.iter().flatten().fold(0.0f32, |a, w| a.max(w.abs())).max(f32::MIN_POSITIVE);
    let scale = top / 127.0;
    let rounded = rows.iter().map(|row| row.map(|w| (w / scale).round() as i8));
    Model {
        weights: Weights::new(descent.sets, kept.into_iter().zip(rounded)),
        transitions: learned.transitions,
        dictionary: base.dictionary(&all, &none),
        notes: notes.to_string().into(),
        scale,
    }
}

/// The features worth a row: those seen often enough, the most frequent first where room is short.
fn choose(seen: &[Seen], descent: &Descent) -> Vec<u32> {
    let mut all: Vec<u32> = seen.iter().flat_map(|s| s.features.as_flattened().iter().copied()).collect();
    all.sort_unstable();
    let mut counted: Vec<(u32, u32)> = all.chunk_by(|a, b| a == b).map(|c| (c.len() as u32, c[0])).collect();
    counted.retain(|c| c.0 >= descent.least);
    counted.sort_unstable_by_key(|c| (std::cmp::Reverse(c.0), c.1));
    table::placed(descent.sets, counted.into_iter().map(|c| c.1))
}

/// A paragraph with all its features.
struct Seen {
    features: Vec<[u32; TEMPLATES]>,
    /// For each token which transition table counts.
    contexts: Vec<u8>,
    tags: Vec<Tag>,
    weight: f32,
}

impl Seen {
    fn into_example(self, number: &HashMap<u32, u32>, fine: &[bool]) -> Example {
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for hashes in &self.features {
            let of =
                |wanted: bool| hashes.iter().zip(fine).filter(move |f| *f.1 == wanted).filter_map(|f| number.get(f.0));
            rows.extend(of(false));
            let coarse = rows.len() as u32;
            rows.extend(of(true));
            ends.push((coarse, rows.len() as u32));
        }
        Example { rows, ends, contexts: self.contexts, tags: self.tags, weight: self.weight }
    }
}

/// Which templates are fine: those with more than [`FINE`] different features among the kept.
fn fine(seen: &[Seen], number: &HashMap<u32, u32>) -> Vec<bool> {
    let mut first_template = vec![u8::MAX; number.len()];
    let mut kinds = [0usize; TEMPLATES];
    for hashes in seen.iter().flat_map(|s| &s.features) {
        for (template, hash) in hashes.iter().enumerate() {
            if let Some(&n) = number.get(hash)
                && first_template[n as usize] == u8::MAX
            {
                first_template[n as usize] = template as u8;
                kinds[template] += 1;
            }
        }
    }
    kinds.iter().map(|&k| k > FINE).collect()
}

/// Different features from which a template counts as fine.
const FINE: usize = 2000;

fn collect(article: &Prepared<'_>, dictionary: &Dictionary<'_>, out: &mut Vec<Seen>) {
    let extractor = Extractor::new(&article.segmented, dictionary, &crate::extract::hints(&article.segmented));
    let ranges: Vec<_> = article.segmented.paragraphs.iter().map(|p| p.tokens).collect();
    let tags = encode(&article.parts, &ranges);
    for stretch in extractor.stretches() {
        let range = stretch.tokens;
        let (mut features, mut contexts) = (Vec::with_capacity(range.len()), Vec::with_capacity(range.len()));
        extractor.features(&stretch, |hashes, context| {
            features.push(*hashes);
            contexts.push(context);
        });
        out.push(Seen { features, contexts, tags: tags[range.indices()].to_vec(), weight: article.weight });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::{self, Annotation};
    use crate::model::{Model, Tagger};
    use crate::text::Span;

    /// “… he said so.” with everything annotated.
    fn articles() -> Vec<Article> {
        ["It rained", "We won", "They left early", "Nobody came"]
            .iter()
            .enumerate()
            .map(|(n, content)| {
                let text = format!("{content}, Ruiz said. The door was open.");
                let end = content.len();
                let attribution = Annotation {
                    content: vec![Span::new(0, end)],
                    source: vec![Span::new(end + 2, end + 6)],
                    cue: vec![Span::new(end + 7, end + 11)],
                };
                let gold = eval::Article { id: n.to_string(), text, attributions: vec![attribution] };
                Article { gold, weight: 1.0 }
            })
            .collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_file_and_it_knows_what_it_learned() {
        let descent = Descent { epochs: 20, dropout: 0.1, sets: 1 << 12, least: 1, ..Descent::default() };
        let resources = Resources::default();
        let bytes = train(&articles(), &resources, &descent, &mut |_| {}).to_bytes();
        assert!(bytes == train(&articles(), &resources, &descent, &mut |_| {}).to_bytes(), "two runs differ");

        let tagger = Tagger::new(Model::from_bytes(&bytes).unwrap(), 0.0);
        let article = &articles()[2].gold;
        let segmented = segment::segment(&article.text);
        let gold = encode(&gold::parts(article, &segmented), &[segmented.paragraphs[0].tokens]);
        assert_eq!(tagger.tag(&segmented, &crate::extract::hints(&segmented)).tags, gold);
    }
}
