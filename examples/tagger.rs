//! Trains and tries models: `tagger train DATA OUT.model [key=value ...]`, `tagger tag MODEL GOLD.jsonl OUT.jsonl [bias]`.
#![allow(clippy::print_stderr)]

use quoth::model::{Model, Tagger};
use quoth::text::{OffsetMap, OffsetUnit, Span};
use quoth::train::{self, Descent, Progress, Resources, gold::Article};
use std::path::Path;
use std::time::Instant;
use std::{env, fs};

fn articles(path: &str) -> Vec<Article> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn main() {
    let args: Vec<String> = env::args().collect();
    let start = Instant::now();
    if args[1] == "train" {
        let mut descent = Descent::default();
        let (mut hold, mut fold, mut cluster_words) = (0, 3, None);
        let mut earlier = String::new();
        for pair in &args[4..] {
            let (key, value) = pair.split_once('=').unwrap();
            match key {
                "epochs" => descent.epochs = value.parse().unwrap(),
                "rate" => descent.rate = value.parse().unwrap(),
                "pull" => descent.pull = value.parse().unwrap(),
                "dropout" => descent.dropout = value.parse().unwrap(),
                "seed" => descent.seed = value.parse().unwrap(),
                "average" => descent.average = value.parse().unwrap(),
                "blind" => descent.blindness = value.parse().unwrap(),
                "least" => descent.least = value.parse().unwrap(),
                "sets" => descent.sets = value.parse().unwrap(),
                "earlier" => earlier = value.to_string(),
                "hold" => hold = value.parse().unwrap(),
                "fold" => fold = value.parse().unwrap(),
                "words" => cluster_words = Some(value.parse().unwrap()),
                _ => panic!("{key}"),
            }
        }
        let mut resources = Resources::from_folder(Path::new(&args[2])).unwrap();
        resources.cluster_words = cluster_words.unwrap_or(resources.cluster_words);
        if !earlier.is_empty() {
            let bytes = fs::read(&earlier).unwrap();
            resources.earlier = Some(quoth::model::dictionary::Dictionary::from_bytes(&bytes).unwrap().into_owned());
        }
        let mut gold = articles(&format!("{}/polnear/train.jsonl", args[2]));
        if hold > 0 {
            gold = gold.into_iter().enumerate().filter(|(i, _)| i % hold != fold).map(|(_, a)| a).collect();
        }
        let model = train::train(&gold, &resources, &descent, &mut |p| match p {
            Progress::Step(s) => eprintln!("{:6.1} {s}", start.elapsed().as_secs_f32()),
            Progress::Features(n) => eprintln!("{n} features"),
            Progress::Epoch(e, loss) => eprintln!("{:6.1} epoch {e} loss {loss:.4}", start.elapsed().as_secs_f32()),
        });
        fs::write(&args[3], model.to_bytes()).unwrap();
        return;
    }
    let bytes = fs::read(&args[2]).unwrap();
    let tagger =
        Tagger::new(Model::from_trusted_bytes(&bytes).unwrap(), args.get(5).map_or(1.0, |b| b.parse().unwrap()));
    let mut out = String::new();
    let (mut words, mut time) = (0, 0.0);
    for article in articles(&args[3]) {
        let segmented = quoth::segment::segment(&article.text);
        let start = Instant::now();
        let (quotes, _) = quoth::extract::extract(&segmented, Some(&tagger), 0.0);
        time += start.elapsed().as_secs_f64();
        words += segmented.words();
        let map = OffsetMap::new(&article.text, OffsetUnit::Chars);
        let pair = |s: Span| [map.get(s.start()), map.get(s.end())];
        let rows: Vec<_> = quotes
            .iter()
            .map(|q| {
                serde_json::json!({
                    "content": q.content.iter().map(|&c| pair(c)).collect::<Vec<_>>(),
                    "cue": q.cue.map(pair).into_iter().collect::<Vec<_>>(),
                    "source": q.source.map(pair).into_iter().collect::<Vec<_>>(),
                    "confidence": q.confidence,
                })
            })
            .collect();
        out += &serde_json::json!({"id": article.id, "attributions": rows}).to_string();
        out.push('\n');
    }
    fs::write(&args[4], out).unwrap();
    eprintln!("{words} words, {:.0} words/s", words as f64 / time);
}
