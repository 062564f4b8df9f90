//! Products of a token's numbers with the weights of the network, in integers.
//!
//! Own code, because the library's product would first bring the tokens into an order of its own, which takes as long as the product of rows as
//! short as these. Some processors multiply and add four bytes, or two numbers of 16 bits, in one step (AVX-512 VNNI), many two numbers of 16 bits
//! (AVX2); the others take a loop. The sums are the same.

use super::LANES;
use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

/// Weights of `INPUTS` inputs, for outputs in `LINES` lines of [`LANES`].
#[derive(Clone)]
pub(super) struct Weights<const INPUTS: usize, const LINES: usize> {
    rows: Vec<[[i32; LANES]; LINES]>,
    /// Two rows side by side.
    #[cfg(target_arch = "x86_64")]
    pairs: Vec<[[[i16; 2]; LANES]; LINES]>,
}

/// The same for inputs that are bytes, of weights that are bytes.
#[derive(Clone)]
pub(super) struct ByteWeights<const INPUTS: usize, const LINES: usize> {
    weights: Weights<INPUTS, LINES>,
    /// Four rows side by side.
    #[cfg(target_arch = "x86_64")]
    fours: Vec<[[[i8; 4]; LANES]; LINES]>,
}

/// The sums of a token's products.
pub(super) type Sums<const LINES: usize> = [[i32; LANES]; LINES];

impl<const INPUTS: usize, const LINES: usize> Weights<INPUTS, LINES> {
    /// From rows of weights, one behind the other. All sums must fit into 32 bits.
    pub(super) fn new(weights: &[i16]) -> Self {
        Self {
            rows: lines::<_, _, INPUTS, LINES, 1>(weights, |[weight]| i32::from(weight)),
            #[cfg(target_arch = "x86_64")]
            pairs: lines::<_, _, INPUTS, LINES, 2>(weights, |pair| pair),
        }
    }

    /// The products of each token's numbers.
    pub(super) fn multiply(&self, tokens: &[[i16; INPUTS]], sums: &mut [Sums<LINES>]) {
        #[cfg(target_arch = "x86_64")]
        if vectors::has_vnni() {
            return vectors::pairs_at_once::<_, _, 8>(&self.pairs, tokens, sums);
        } else if vectors::has_avx2() {
            return vectors::pairs::<_, _, _, 4>(&self.pairs, tokens, sums);
        }
        Looping { rows: &self.rows, tokens, sums }.dispatch();
    }
}

impl<const INPUTS: usize, const LINES: usize> ByteWeights<INPUTS, LINES> {
    /// From rows of weights, one behind the other.
    pub(super) fn new(weights: &[i8]) -> Self {
        let wide: Vec<i16> = weights.iter().copied().map(i16::from).collect();
        Self {
            weights: Weights::new(&wide),
            #[cfg(target_arch = "x86_64")]
            fours: lines::<_, _, INPUTS, LINES, 4>(weights, |four| four),
        }
    }

    /// The products of each token's bytes.
    pub(super) fn multiply(&self, tokens: &[[u8; INPUTS]], sums: &mut [Sums<LINES>]) {
        #[cfg(target_arch = "x86_64")]
        if vectors::has_vnni() {
            return vectors::fours::<_, _, 4>(&self.fours, tokens, sums);
        } else if vectors::has_avx2() {
            return vectors::pairs::<_, _, _, 1>(&self.weights.pairs, tokens, sums);
        }
        Looping { rows: &self.weights.rows, tokens, sums }.dispatch();
    }
}

/// Each `STEP` rows of weights put together, line by line.
fn lines<W: Copy, T, const INPUTS: usize, const LINES: usize, const STEP: usize>(
    weights: &[W],
    together: impl Fn([W; STEP]) -> T,
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
struct Looping<'a, T, const INPUTS: usize, const LINES: usize> {
    rows: &'a [[[i32; LANES]; LINES]],
    tokens: &'a [[T; INPUTS]],
    sums: &'a mut [Sums<LINES>],
}

impl<T: Copy + Into<i32>, const INPUTS: usize, const LINES: usize> SimdOp for Looping<'_, T, INPUTS, LINES> {
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
    use std::arch::x86_64::{__m256i, __m512i};
    use std::arch::x86_64::{_mm256_add_epi32, _mm256_loadu_si256, _mm256_madd_epi16, _mm256_set1_epi32};
    use std::arch::x86_64::{_mm256_setzero_si256, _mm256_storeu_si256, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32};
    use std::arch::x86_64::{_mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512};

    pub(super) fn has_vnni() -> bool {
        is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")
    }

    pub(super) fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
    }

    /// Multiplies `N` tokens at a time, so that no sum waits for another and weights are loaded once for several, and then those left over.
    macro_rules! in_blocks {
        ($some:ident($weights:ident, $tokens:ident, $sums:ident $(, $how:expr)*)) => {
            let (tokens, rest) = $tokens.as_chunks::<N>();
            let (sums, rest_of_sums) = $sums.as_chunks_mut::<N>();
            tokens.iter().zip(sums).for_each(|(tokens, sums)| $some($weights, tokens, sums $(, $how)*));
            let rest = rest.iter().zip(rest_of_sums);
            let one = |(token, sums)| (std::array::from_ref(token), std::array::from_mut(sums));
            rest.map(one).for_each(|(token, sums)| $some($weights, token, sums $(, $how)*));
        };
    }

    /// Four bytes in one step.
    pub(super) fn fours<const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        assert!(has_vnni());
        // SAFETY: the processor was asked.
        unsafe { all_fours::<INPUTS, LINES, N>(weights, tokens, sums) }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all_fours<const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i8; 4]; LANES]; LINES]],
        tokens: &[[u8; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        let four = |token: &[u8; INPUTS], at: usize| i32::from_le_bytes(token.as_chunks().0[at]);
        let step = |sum, bytes, weights| _mm512_dpbusd_epi32(sum, bytes, weights);
        in_blocks!(some_at_once(weights, tokens, sums, four, step));
    }

    /// Two numbers of 16 bits in one step.
    pub(super) fn pairs_at_once<const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i16; 2]; LANES]; LINES]],
        tokens: &[[i16; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        assert!(has_vnni());
        // SAFETY: the processor was asked.
        unsafe { all_pairs_at_once::<INPUTS, LINES, N>(weights, tokens, sums) }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all_pairs_at_once<const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i16; 2]; LANES]; LINES]],
        tokens: &[[i16; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        let step = |sum, numbers, weights| _mm512_dpwssd_epi32(sum, numbers, weights);
        in_blocks!(some_at_once(weights, tokens, sums, pair, step));
    }

    /// Some tokens: what of each is multiplied in one step comes from `inputs`, and `step` adds its products with a line of weights.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn some_at_once<T, W, const G: usize, const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[W; G]; LANES]; LINES]],
        tokens: &[[T; INPUTS]; N],
        sums: &mut [Sums<LINES>; N],
        inputs: impl Fn(&[T; INPUTS], usize) -> i32,
        step: impl Fn(__m512i, __m512i, __m512i) -> __m512i,
    ) {
        let mut parts = [[_mm512_setzero_si512(); LINES]; N];
        for (at, lines) in weights.iter().enumerate() {
            let weights = lines.each_ref().map(|line| load(line));
            for (token, parts) in tokens.iter().zip(&mut parts) {
                let inputs = _mm512_set1_epi32(inputs(token, at));
                for (part, weights) in parts.iter_mut().zip(weights) {
                    *part = step(*part, inputs, weights);
                }
            }
        }
        let sums = sums.as_flattened_mut().iter_mut();
        sums.zip(parts.as_flattened()).for_each(|(sums, &part)| store(part, sums));
    }

    /// Two numbers of 16 bits in two steps, and half a line at a time.
    pub(super) fn pairs<T: Copy + Into<i16>, const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i16; 2]; LANES]; LINES]],
        tokens: &[[T; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        assert!(has_avx2());
        // SAFETY: the processor was asked.
        unsafe { all_pairs::<T, INPUTS, LINES, N>(weights, tokens, sums) }
    }

    #[target_feature(enable = "avx2")]
    fn all_pairs<T: Copy + Into<i16>, const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i16; 2]; LANES]; LINES]],
        tokens: &[[T; INPUTS]],
        sums: &mut [Sums<LINES>],
    ) {
        in_blocks!(some_pairs(weights, tokens, sums));
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn some_pairs<T: Copy + Into<i16>, const INPUTS: usize, const LINES: usize, const N: usize>(
        weights: &[[[[i16; 2]; LANES]; LINES]],
        tokens: &[[T; INPUTS]; N],
        sums: &mut [Sums<LINES>; N],
    ) {
        let tokens = tokens.map(|token| token.map(Into::into));
        let mut parts = [[[_mm256_setzero_si256(); 2]; LINES]; N];
        for (at, lines) in weights.iter().enumerate() {
            for (token, parts) in tokens.iter().zip(&mut parts) {
                let two = _mm256_set1_epi32(pair(token, at));
                for (parts, line) in parts.iter_mut().zip(lines) {
                    for (part, half) in parts.iter_mut().zip(line.as_chunks().0) {
                        *part = _mm256_add_epi32(*part, _mm256_madd_epi16(two, load_half(half)));
                    }
                }
            }
        }
        for (sums, parts) in sums.as_flattened_mut().iter_mut().zip(parts.as_flattened()) {
            sums.as_chunks_mut().0.iter_mut().zip(parts).for_each(|(sums, &part)| store_half(part, sums));
        }
    }

    /// A pair of a token's numbers as one.
    #[inline(always)]
    fn pair<const INPUTS: usize>(token: &[i16; INPUTS], at: usize) -> i32 {
        let [[a, b], [c, d]] = token.as_chunks().0[at].map(i16::to_le_bytes);
        i32::from_le_bytes([a, b, c, d])
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn load<T, const N: usize>(line: &[[T; N]; LANES]) -> __m512i {
        const { assert!(size_of::<[[T; N]; LANES]>() == size_of::<__m512i>()) };
        // SAFETY: so many bytes are there, and any are integers.
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
    fn load_half(half: &[[i16; 2]; LANES / 2]) -> __m256i {
        // SAFETY: sixteen numbers of 16 bits are one vector.
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

    #[test]
    fn products_are_those_of_the_schoolbook_on_every_way() {
        let mut x = 1u32;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        };
        let of_bytes: Vec<i8> = (0..32 * 64).map(|_| next() as i8).collect();
        let of_numbers: Vec<i16> = (0..64 * LANES).map(|_| (next() % 2047) as i16 - 1023).collect();
        // Not all together: some are left over.
        let bytes: Vec<[u8; 32]> = (0..19).map(|_| std::array::from_fn(|_| next() as u8)).collect();
        let numbers: Vec<[i16; 64]> = (0..19).map(|_| std::array::from_fn(|_| next() as i16)).collect();
        let for_bytes = ByteWeights::<32, 4>::new(&of_bytes);
        let mut found = vec![vec![[[1; LANES]; 4]; 19]; 3];
        for_bytes.multiply(&bytes, &mut found[0]);
        Looping { rows: &for_bytes.weights.rows, tokens: &bytes, sums: &mut found[1] }.dispatch();
        let for_numbers = Weights::<64, 1>::new(&of_numbers);
        let mut others = vec![vec![[[1; LANES]; 1]; 19]; 3];
        for_numbers.multiply(&numbers, &mut others[0]);
        Looping { rows: &for_numbers.rows, tokens: &numbers, sums: &mut others[1] }.dispatch();
        (found[2], others[2]) = (found[1].clone(), others[1].clone());
        #[cfg(target_arch = "x86_64")]
        if vectors::has_avx2() {
            vectors::pairs::<_, _, _, 1>(&for_bytes.weights.pairs, &bytes, &mut found[2]);
            vectors::pairs::<_, _, _, 4>(&for_numbers.pairs, &numbers, &mut others[2]);
        }
        for token in 0..19 {
            for column in 0..64 {
                let products = bytes[token].iter().zip(of_bytes[column..].iter().step_by(64));
                let sum: i32 = products.map(|(&byte, &weight)| i32::from(byte) * i32::from(weight)).sum();
                found.iter().for_each(|found| assert_eq!(found[token].as_flattened()[column], sum));
            }
            for column in 0..LANES {
                let products = numbers[token].iter().zip(of_numbers[column..].iter().step_by(LANES));
                let sum: i32 = products.map(|(&number, &weight)| i32::from(number) * i32::from(weight)).sum();
                others.iter().for_each(|found| assert_eq!(found[token].as_flattened()[column], sum));
            }
        }
    }
}
