//! Training the learned tagger from annotated articles. Deterministic: the same data, options and seed give the same file.

mod descent;
mod encoder_input;
pub mod gold;
mod likelihood;
mod network;
mod random;
pub mod resources;
mod words;

use crate::model::Model;
use crate::model::dictionary::Dictionary;
use crate::model::network::{inputs, passages};
use crate::model::observations::Observations;
use crate::model::tags::{Parts, encode};
use crate::segment::{self, Segmented};
pub use descent::Descent;
pub use encoder_input::EncoderInput;
use gold::Article;
use network::Example;
pub use resources::Resources;

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
    /// So many words have a vector of their own.
    Words(usize),
    /// An epoch is over: its number, how many there are, and its mean loss per token.
    Epoch(usize, usize, f64),
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
    let mut base = words::Base::new(resources);
    let words = base.give_vectors(&prepared, descent);
    progress(Progress::Words(words.len()));
    let counts = words::Counts::of(&prepared);
    let all = words::Counts::sum(counts.iter());
    let none = words::Counts::default();
    progress(Progress::Step("looking at the articles"));
    let mut examples = Vec::new();
    for fold in 0..FOLDS {
        let own = words::Counts::sum(counts.iter().skip(fold).step_by(FOLDS));
        let dictionary = base.dictionary(&all, &own);
        for article in prepared.iter().skip(fold).step_by(FOLDS) {
            collect(article, &dictionary, &mut examples);
        }
    }
    progress(Progress::Step("learning"));
    let rows = inputs::WORDS + words.len();
    let learned =
        descent::descend(&examples, rows, descent, |epoch, of, loss| progress(Progress::Epoch(epoch, of, loss)));
    let dictionary = base.dictionary(&all, &none);
    let kinds: Vec<(u32, [u32; 2])> = words
        .iter()
        .enumerate()
        .filter_map(|(number, &key)| Some(((inputs::WORDS + number) as u32, inputs::kind(&dictionary.get(key)?))))
        .collect();
    let tokens = prepared.iter().map(|p| p.segmented.tokens.len()).sum();
    let notes = serde_json::json!({
        "articles": articles.len(),
        "attributions": articles.iter().map(|a| a.gold.attributions.len()).sum::<usize>(),
        "tokens": tokens,
        "epochs": descent.epochs_for(tokens), "rate": descent.rate, "dropout": descent.dropout, "seed": descent.seed,
    });
    Model {
        network: learned.round(&kinds, reach(&learned, &examples)),
        transitions: learned.transitions(),
        dictionary,
        notes: notes.to_string().into(),
    }
}

/// How large the numbers get that go into the product of the network, over some of the passages.
fn reach(learned: &network::Parameters, examples: &[Example]) -> f32 {
    let step = examples.len().div_ceil(PROBED).max(1);
    let states = examples.iter().step_by(step).map(|example| learned.forward(&example.rows, None));
    states.flat_map(|states| states.heard).fold(f32::MIN_POSITIVE, f32::max)
}

/// Of how many passages.
const PROBED: usize = 500;

fn collect(article: &Prepared<'_>, dictionary: &Dictionary<'_>, out: &mut Vec<Example>) {
    let segmented = &article.segmented;
    let observations = Observations::new(segmented, dictionary, &crate::extract::hints(segmented));
    let ranges: Vec<_> = segmented.paragraphs.iter().map(|p| p.tokens).collect();
    let tags = encode(&article.parts, &ranges);
    for passage in passages(&observations.stretches()) {
        let first = passage[0].tokens.start();
        let (mut rows, mut contexts) = (Vec::new(), Vec::new());
        for stretch in passage {
            inputs::append(&observations, stretch, usize::MAX, &mut rows);
            observations.contexts(stretch, &mut contexts);
        }
        let endings: Vec<u32> = (first..).take(rows.len()).map(|at| inputs::ending(segmented.word(at))).collect();
        let rows = rows.iter().map(|row| {
            let ([pos, classes], [look, hint, frame, place]) = (row.kind, row.seen);
            [row.word, pos, classes, look, hint, frame, place]
        });
        out.push(Example {
            rows: rows.collect(),
            endings,
            chains: passage.iter().map(|s| s.tokens.start() - first..s.tokens.end() - first).collect(),
            contexts,
            tags: tags[first..passage[passage.len() - 1].tokens.end()].to_vec(),
            weight: article.weight,
        });
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
        let descent = Descent { epochs: Some(300), rate: 0.02, least: 1, ..Descent::default() };
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
