//! Word clusters from unlabelled text by the exchange method (Kneser and Ney 1993; Martin, Liermann and Ney 1998): each word moves to the
//! class in which a bigram model over classes gives the text the greatest likelihood, until a number of rounds is over.

use std::collections::HashMap;

/// Class numbers, from 1, of words `0..words`, given the text as word numbers. Word numbers are by falling frequency; [`BREAK`] is no word.
pub fn exchange(text: &[u32], words: usize, classes: usize, rounds: usize) -> Vec<u16> {
    let neighbours = Neighbours::count(text, words);
    let classes = classes.min(words.max(1));
    let mut class_of: Vec<usize> = (0..words).map(|w| w % classes).collect();
    // Counts of class pairs and of classes.
    let mut pairs = vec![0i64; classes * classes];
    let mut totals = vec![0i64; classes];
    for w in 0..words {
        totals[class_of[w]] += i64::from(neighbours.frequency[w]);
        for &(v, n) in &neighbours.behind[w] {
            pairs[class_of[w] * classes + class_of[v as usize]] += i64::from(n);
        }
    }
    let xlogx: Vec<f32> = (0..1 << 16).map(|n| if n == 0 { 0.0 } else { n as f32 * (n as f32).ln() }).collect();
    let f = |n: i64| if (n as usize) < xlogx.len() { xlogx[n as usize] } else { n as f32 * (n as f32).ln() };
    let mut ahead = vec![0i64; classes];
    let mut back = vec![0i64; classes];
    for _ in 0..rounds {
        let mut moved = 0;
        for w in 0..words {
            let own = class_of[w];
            let itself = neighbours.behind[w].iter().find(|n| n.0 as usize == w).map_or(0, |n| i64::from(n.1));
            let (mut ahead_used, mut back_used) = (Vec::new(), Vec::new());
            for (list, sums, used) in [
                (&neighbours.behind[w], &mut ahead, &mut ahead_used),
                (&neighbours.before[w], &mut back, &mut back_used),
            ] {
                for &(v, n) in list.iter().filter(|n| n.0 as usize != w) {
                    let class = class_of[v as usize];
                    if sums[class] == 0 {
                        used.push(class);
                    }
                    sums[class] += i64::from(n);
                }
            }
            let frequency = i64::from(neighbours.frequency[w]);
            // Take the word out.
            for &c in &ahead_used {
                pairs[own * classes + c] -= ahead[c];
            }
            for &c in &back_used {
                pairs[c * classes + own] -= back[c];
            }
            pairs[own * classes + own] -= itself;
            totals[own] -= frequency;
            // Gain of putting it in each class.
            let mut best = (f32::NEG_INFINITY, own);
            for class in 0..classes {
                let mut gain = 2.0 * (f(totals[class]) - f(totals[class] + frequency));
                let row = &pairs[class * classes..][..classes];
                for &c in &ahead_used {
                    let extra = if c == class { back[class] + itself } else { 0 };
                    gain += f(row[c] + ahead[c] + extra) - f(row[c]);
                }
                for &c in back_used.iter().filter(|&&c| c != class || ahead[c] == 0) {
                    let n = pairs[c * classes + class];
                    let extra = if c == class { itself } else { 0 };
                    gain += f(n + back[c] + extra) - f(n);
                }
                if gain > best.0 {
                    best = (gain, class);
                }
            }
            let class = best.1;
            for &c in &ahead_used {
                pairs[class * classes + c] += ahead[c];
                ahead[c] = 0;
            }
            for &c in &back_used {
                pairs[c * classes + class] += back[c];
                back[c] = 0;
            }
            pairs[class * classes + class] += itself;
            totals[class] += frequency;
            moved += usize::from(class != own);
            class_of[w] = class;
        }
        if moved * 200 < words {
            break;
        }
    }
    class_of.into_iter().map(|c| c as u16 + 1).collect()
}

/// A place in the text where neighbours are not counted: an end of a sentence, a rare word.
pub const BREAK: u32 = u32::MAX;

struct Neighbours {
    frequency: Vec<u32>,
    behind: Vec<Vec<(u32, u32)>>,
    before: Vec<Vec<(u32, u32)>>,
}

impl Neighbours {
    fn count(text: &[u32], words: usize) -> Self {
        let mut frequency = vec![0; words];
        let mut bigrams: HashMap<(u32, u32), u32> = HashMap::new();
        for pair in text.windows(2) {
            if pair[0] != BREAK && pair[1] != BREAK {
                *bigrams.entry((pair[0], pair[1])).or_default() += 1;
            }
        }
        for &w in text.iter().filter(|&&w| w != BREAK) {
            frequency[w as usize] += 1;
        }
        let mut bigrams: Vec<_> = bigrams.into_iter().collect();
        bigrams.sort_unstable();
        let (mut behind, mut before) = (vec![Vec::new(); words], vec![Vec::new(); words]);
        for ((a, b), n) in bigrams {
            behind[a as usize].push((b, n));
            before[b as usize].push((a, n));
        }
        Self { frequency, behind, before }
    }
}
