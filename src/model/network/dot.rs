//! Products of a token's bytes with the weights of the network, in integers.
//!
//! Own code, because the library's product would first bring the tokens into an order of its own, which takes as long as the product of rows as
//! short as these. Some processors multiply and add four bytes in one step (AVX-512 VNNI), many two bytes and two sums in 16 bits (AVX2); the
//! others take a loop. The sums are the same, for weights are rounded so that those in 16 bits always fit.

use super::LANES;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

/// The largest byte that may be multiplied. Twice as large, it leaves weights half as large, and scores are no better (`EXPERIMENTS.md`).
pub(super) const MOST: u8 = 63;

/// Weights of `INPUTS` inputs, for outputs in `LINES` lines of [`LANES`].
#[derive(Clone)]
pub(super) struct Weights<const INPUTS: usize, const LINES: usize> {
    rows: Vec<[[i32; LANES]; LINES]>,
    /// Four rows side by side.
    #[cfg(target_arch = "x86_64")]
    fours: Vec<[[[i8; 4]; LANES]; LINES]>,
}

/// The sums of a token's products.
pub(super) type Sums<const LINES: usize> = [[i32; LANES]; LINES];

/// What a unit of each sum counts.
pub(super) type Units<const LINES: usize> = [[f32; LANES]; LINES];

impl<const INPUTS: usize, const LINES: usize> Weights<INPUTS, LINES> {
    /// From rows of weights, one behind the other, rounded, and what a unit of each sum then counts.
    pub(super) fn round(weights: &[f32]) -> (Self, Units<LINES>) {
        let columns = LINES * LANES;
        let units: Vec<f32> = (0..columns).map(|column| unit::<INPUTS>(&weights[column..], columns)).collect();
        let round = |(at, weight): (usize, &f32)| (weight / units[at % columns]).round() as i8;
        let weights: Vec<i8> = weights.iter().enumerate().map(round).collect();
        (Self::new(&weights), std::array::from_fn(|line| units.as_chunks().0[line]))
    }

    fn new(weights: &[i8]) -> Self {
        Self {
            rows: lines::<_, INPUTS, LINES, 1>(weights, |[weight]| i32::from(weight)),
            #[cfg(target_arch = "x86_64")]
            fours: lines::<_, INPUTS, LINES, 4>(weights, |four| four),
        }
    }

    /// The products of each token's first bytes, none of which is larger than [`MOST`].
    pub(super) fn multiply<const BYTES: usize>(&self, tokens: &[[u8; BYTES]], sums: &mut [Sums<LINES>]) {
        #[cfg(target_arch = "x86_64")]
        if vectors::has_vnni() {
            return vectors::fours(&self.fours, tokens, sums);
        } else if vectors::has_avx2() {
            return vectors::pairs(&self.fours, tokens, sums);
        }
        Looping { rows: &self.rows, tokens, sums }.dispatch();
    }
}

/// What a unit of a column's weights counts, so that they fit into 8 bits, and into 16 the sums of their products with bytes: of those with the first
/// two of each four bytes, and of those with the other two. `weights` begins with the column's first, and `columns` is how far apart they stand.
fn unit<const INPUTS: usize>(weights: &[f32], columns: usize) -> f32 {
    // What rounding makes of each may be half a unit more.
    let room = f32::from(i16::MAX / i16::from(MOST)) - INPUTS as f32 / 4.0;
    let mut largest = f32::MIN_POSITIVE;
    // Of either two, what is above 0 and what is below: no sum of some of them is further from 0.
    let mut sums = [[0.0; 2]; 2];
    for (row, &weight) in weights.iter().step_by(columns).enumerate() {
        largest = largest.max(weight.abs());
        sums[row % 4 / 2][usize::from(weight < 0.0)] += weight.abs();
    }
    sums.as_flattened().iter().fold(largest / 127.0, |unit, sum| unit.max(sum / room))
}

/// Each `STEP` rows of weights put together, line by line.
fn lines<T, const INPUTS: usize, const LINES: usize, const STEP: usize>(
    weights: &[i8],
    together: impl Fn([i8; STEP]) -> T,
) -> Vec<[[T; LANES]; LINES]> {
    const { assert!(INPUTS.is_multiple_of(STEP), "no row is left over") };
    assert!(weights.len() == INPUTS * LINES * LANES, "a row of weights for each input");
    let weight = |row: usize, line: usize, at: usize| weights[(row * LINES + line) * LANES + at];
    let put = |row| {
        std::array::from_fn(|line| {
            std::array::from_fn(|at| together(std::array::from_fn(|of| weight(row + of, line, at))))
        })
    };
    (0..INPUTS).step_by(STEP).map(put).collect()
}

/// The products on any processor.
struct Looping<'a, const BYTES: usize, const LINES: usize> {
    rows: &'a [[[i32; LANES]; LINES]],
    tokens: &'a [[u8; BYTES]],
    sums: &'a mut [Sums<LINES>],
}

impl<const BYTES: usize, const LINES: usize> SimdOp for Looping<'_, BYTES, LINES> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.i32();
        for (token, sums) in self.tokens.iter().zip(self.sums) {
            for (number, sums) in sums.iter_mut().enumerate() {
                for lane in (0..LANES).step_by(ops.len()) {
                    let mut sum = ops.zero();
                    for (row, &input) in self.rows.iter().zip(token) {
                        sum = ops.add(sum, ops.mul(ops.splat(input.into()), ops.load(&row[number][lane..])));
                    }
                    ops.store(sum, &mut sums[lane..]);
                }
            }
        }
    }
}

/// The products with the instructions for them. The only unsafe code: the compiler must be told that the processor was asked for them, and how to load
/// a vector of theirs.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod vectors {
    use super::{LANES, Sums};
    use std::arch::x86_64::_mm512_storeu_si512;
    use std::arch::x86_64::{__m256i, __m512i};
    use std::arch::x86_64::{_mm256_add_epi16, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16};
    use std::arch::x86_64::{_mm256_set1_epi16, _mm256_set1_epi32, _mm256_setzero_si256, _mm256_storeu_si256};
    use std::arch::x86_64::{_mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512};

    pub(super) fn has_vnni() -> bool {
        is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")
    }

    pub(super) fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
    }

    /// Multiplies `N` tokens at a time, so that no sum waits for another and weights are loaded once for several, and then those left over.
    macro_rules! in_blocks {
        ($some:ident($weights:ident, $tokens:ident, $sums:ident)) => {
            let (tokens, rest) = $tokens.as_chunks::<N>();
            let (sums, rest_of_sums) = $sums.as_chunks_mut::<N>();
            tokens.iter().zip(sums).for_each(|(tokens, sums)| $some($weights, tokens, sums));
            let rest = rest.iter().zip(rest_of_sums);
            let one = |(token, sums)| (std::array::from_ref(token), std::array::from_mut(sums));
            rest.map(one).for_each(|(token, sums)| $some($weights, token, sums));
        };
    }

    /// Four bytes in one step.
    pub(super) fn fours<const BYTES: usize, const LINES: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]],
        sums: &mut [Sums<LINES>],
    ) {
        assert!(has_vnni());
        let all = if LINES == 1 { all_fours::<BYTES, LINES, 8> } else { all_fours::<BYTES, LINES, 4> };
        // SAFETY: the processor was asked.
        unsafe { all(weights, tokens, sums) }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all_fours<const BYTES: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]],
        sums: &mut [Sums<LINES>],
    ) {
        in_blocks!(some_fours(weights, tokens, sums));
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn some_fours<const BYTES: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]; N],
        sums: &mut [Sums<LINES>; N],
    ) {
        let mut parts = [[_mm512_setzero_si512(); LINES]; N];
        for (at, lines) in weights.iter().enumerate() {
            let weights = lines.each_ref().map(|line| load(line));
            for (token, parts) in tokens.iter().zip(&mut parts) {
                let bytes = _mm512_set1_epi32(four(token, at));
                for (part, weights) in parts.iter_mut().zip(weights) {
                    *part = _mm512_dpbusd_epi32(*part, bytes, weights);
                }
            }
        }
        let sums = sums.as_flattened_mut().iter_mut();
        sums.zip(parts.as_flattened()).for_each(|(sums, &part)| store(part, sums));
    }

    /// Two bytes in two steps, and half a line at a time: each half has two sums in 16 bits for each output, put together at the end.
    pub(super) fn pairs<const BYTES: usize, const LINES: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]],
        sums: &mut [Sums<LINES>],
    ) {
        assert!(has_avx2());
        let all = if LINES == 1 { all_pairs::<BYTES, LINES, 4> } else { all_pairs::<BYTES, LINES, 1> };
        // SAFETY: the processor was asked.
        unsafe { all(weights, tokens, sums) }
    }

    #[target_feature(enable = "avx2")]
    fn all_pairs<const BYTES: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]],
        sums: &mut [Sums<LINES>],
    ) {
        in_blocks!(some_pairs(weights, tokens, sums));
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn some_pairs<const BYTES: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; BYTES]; N],
        sums: &mut [Sums<LINES>; N],
    ) {
        let mut parts = [[[_mm256_setzero_si256(); 2]; LINES]; N];
        for (at, lines) in weights.iter().enumerate() {
            for (token, parts) in tokens.iter().zip(&mut parts) {
                let bytes = _mm256_set1_epi32(four(token, at));
                for (parts, line) in parts.iter_mut().zip(lines) {
                    for (part, half) in parts.iter_mut().zip(line.as_chunks().0) {
                        *part = _mm256_add_epi16(*part, _mm256_maddubs_epi16(bytes, load_half(half)));
                    }
                }
            }
        }
        let once = _mm256_set1_epi16(1);
        for (sums, parts) in sums.as_flattened_mut().iter_mut().zip(parts.as_flattened()) {
            let halves = sums.as_chunks_mut().0.iter_mut();
            halves.zip(parts).for_each(|(sums, &part)| store_half(_mm256_madd_epi16(part, once), sums));
        }
    }

    /// Four of a token's bytes as one number.
    #[inline(always)]
    fn four<const BYTES: usize>(token: &[u8; BYTES], at: usize) -> i32 {
        i32::from_le_bytes(token.as_chunks().0[at])
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load(line: &[[i8; 4]; LANES]) -> __m512i {
        // SAFETY: sixty-four numbers of 8 bits are one vector.
        unsafe { _mm512_loadu_si512(std::ptr::from_ref(line).cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn store(part: __m512i, sums: &mut [i32; LANES]) {
        // SAFETY: sixteen numbers of 32 bits are one vector.
        unsafe { _mm512_storeu_si512(std::ptr::from_mut(sums).cast(), part) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load_half(half: &[[i8; 4]; LANES / 2]) -> __m256i {
        // SAFETY: thirty-two numbers of 8 bits are one vector.
        unsafe { _mm256_loadu_si256(std::ptr::from_ref(half).cast()) }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn store_half(part: __m256i, sums: &mut [i32; LANES / 2]) {
        // SAFETY: eight numbers of 32 bits are one vector.
        unsafe { _mm256_storeu_si256(std::ptr::from_mut(sums).cast(), part) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that follow no rule.
    fn random() -> impl FnMut() -> u32 {
        let mut x = 1u32;
        move || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        }
    }

    fn products_are_those_of_the_schoolbook<const INPUTS: usize, const LINES: usize>(
        floats: &[f32],
        tokens: &[[u8; INPUTS]],
    ) {
        let (weights, units) = Weights::<INPUTS, LINES>::round(floats);
        let mut found = vec![vec![[[1; LANES]; LINES]; tokens.len()]; 3];
        weights.multiply(tokens, &mut found[0]);
        Looping { rows: &weights.rows, tokens, sums: &mut found[1] }.dispatch();
        found[2] = found[1].clone();
        #[cfg(target_arch = "x86_64")]
        if vectors::has_avx2() {
            vectors::pairs(&weights.fours, tokens, &mut found[2]);
        }
        for (at, token) in tokens.iter().enumerate() {
            for column in 0..LINES * LANES {
                let unit = units.as_flattened()[column];
                let weights =
                    floats[column..].iter().step_by(LINES * LANES).map(|weight| (weight / unit).round() as i32);
                let sum: i32 = token.iter().zip(weights).map(|(&byte, weight)| i32::from(byte) * weight).sum();
                found.iter().for_each(|found| assert_eq!(found[at].as_flattened()[column], sum));
            }
        }
    }

    #[test]
    fn products_are_those_of_the_schoolbook_on_every_way() {
        let mut next = random();
        let floats: Vec<f32> = (0..64 * 64).map(|_| next() as i16 as f32 / 1e4).collect();
        // Not all together: some are left over.
        let bytes: Vec<[u8; 64]> = (0..19).map(|_| std::array::from_fn(|_| next() as u8 % (MOST + 1))).collect();
        let fewer: Vec<[u8; 32]> = bytes.iter().map(|bytes| *bytes.first_chunk().expect("as many")).collect();
        products_are_those_of_the_schoolbook::<32, 4>(&floats[..32 * 64], &fewer);
        products_are_those_of_the_schoolbook::<64, 1>(&floats[..64 * LANES], &bytes);
    }

    #[test]
    fn the_largest_sums_fit() {
        for weight in [1.0, -1.0, 0.5] {
            products_are_those_of_the_schoolbook::<64, 1>(&[weight; 64 * LANES], &[[MOST; 64]]);
            products_are_those_of_the_schoolbook::<32, 4>(&[weight; 32 * 64], &[[MOST; 32]]);
        }
    }
}
