//! Products of a token's numbers with the weights of the network, in integers.
//!
//! Processors that multiply and add four bytes, or two numbers of 16 bits, in one step (AVX-512 VNNI) do so here, where the library's product would
//! first bring the tokens into an order of its own, which takes as long again. Others take the library's, or loops. The sums are the same.

use super::{Bytes, GATES, HEARD, Numbers, WIDTH};
use crate::model::alone;
use crate::model::crf::LANES;
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_simd::{Isa, SimdOp};
use rten_tensor::NdTensorView;

/// Weights of what the recurrence hears.
#[derive(Clone)]
pub(super) struct GateWeights {
    /// Four rows side by side, sixteen columns at a time.
    lines: Vec<[[i8; 4]; LANES]>,
    /// As the library likes them.
    packed: PackedBMatrix<i8>,
}

impl GateWeights {
    /// From rows of [`GATES`] weights.
    pub(super) fn new(weights: &[[i8; GATES]; HEARD]) -> Self {
        let lines = weights.as_chunks().0.iter().flat_map(|four: &[_; 4]| {
            (0..GATES)
                .step_by(LANES)
                .map(|first| std::array::from_fn(|at| std::array::from_fn(|row| four[row][first + at])))
        });
        let rows = NdTensorView::from_data([HEARD, GATES], weights.as_flattened());
        Self { lines: lines.collect(), packed: GemmExecutor::<u8, i8, i32>::new().prepack_b(rows) }
    }

    /// The products of each token's numbers.
    pub(super) fn multiply(&self, gemm: &GemmExecutor<u8, i8, i32>, heard: &[Bytes], sums: &mut [[i32; GATES]]) {
        #[cfg(target_arch = "x86_64")]
        if vnni::is_there() {
            return vnni::of_bytes(&self.lines, heard, sums);
        }
        alone::stay();
        let heard = NdTensorView::from_data([heard.len(), HEARD], heard.as_flattened());
        let (heard, weights) = (GemmInputA::Unpacked(heard), GemmInputB::Packed(&self.packed));
        gemm.gemm(sums.as_flattened_mut(), heard, weights, GemmOptions::default()).expect("the shapes fit");
    }
}

/// Weights of the scores.
#[derive(Clone)]
pub(super) struct HeadWeights {
    /// Two rows side by side.
    lines: Vec<[[i16; 2]; LANES]>,
}

impl HeadWeights {
    /// From rows of weights; none is larger than 1,023, so that sums fit.
    pub(super) fn new(weights: &[[i16; LANES]; WIDTH]) -> Self {
        let lines = weights.as_chunks().0.iter().map(|[one, other]| std::array::from_fn(|at| [one[at], other[at]]));
        Self { lines: lines.collect() }
    }

    /// The products of each token's numbers.
    pub(super) fn multiply(&self, states: &[Numbers], sums: &mut [[i32; LANES]]) {
        #[cfg(target_arch = "x86_64")]
        if vnni::is_there() {
            return vnni::of_numbers(&self.lines, states, sums);
        }
        Looping { lines: &self.lines, states, sums }.dispatch();
    }
}

/// What [`HeadWeights::multiply`] does on other processors.
struct Looping<'a> {
    lines: &'a [[[i16; 2]; LANES]],
    states: &'a [Numbers],
    sums: &'a mut [[i32; LANES]],
}

impl SimdOp for Looping<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        for (state, sums) in self.states.iter().zip(self.sums) {
            *sums = [0; LANES];
            for (weights, &[one, other]) in self.lines.iter().zip(state.as_chunks().0) {
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum += i32::from(one) * i32::from(weights[0]) + i32::from(other) * i32::from(weights[1]);
                }
            }
        }
    }
}

/// The same with the instructions for it. The only unsafe code: the compiler cannot know that a processor has them, nor load a vector of theirs.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod vnni {
    use super::{Bytes, GATES, LANES, Numbers};
    use std::arch::x86_64::{__m512i, _mm512_dpbusd_epi32, _mm512_dpwssd_epi32, _mm512_loadu_si512};
    use std::arch::x86_64::{_mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512};

    /// How many tokens are multiplied together, so that weights are loaded once for them.
    const TOGETHER: usize = 4;
    /// How many vectors the sums of a token's gates are.
    const PARTS: usize = GATES / LANES;

    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")
    }

    pub(super) fn of_bytes(lines: &[[[i8; 4]; LANES]], heard: &[Bytes], sums: &mut [[i32; GATES]]) {
        assert!(is_there() && heard.len() == sums.len());
        // SAFETY: the instructions are there, as was just asked.
        unsafe { all_bytes(lines, heard, sums) }
    }

    pub(super) fn of_numbers(lines: &[[[i16; 2]; LANES]], states: &[Numbers], sums: &mut [[i32; LANES]]) {
        assert!(is_there() && states.len() == sums.len());
        // SAFETY: as above.
        unsafe { all_numbers(lines, states, sums) }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all_bytes(lines: &[[[i8; 4]; LANES]], heard: &[Bytes], sums: &mut [[i32; GATES]]) {
        let (heard, rest) = heard.as_chunks::<TOGETHER>();
        let (sums, rest_of_sums) = sums.as_chunks_mut::<TOGETHER>();
        heard.iter().zip(sums).for_each(|(heard, sums)| some_bytes(lines, heard, sums));
        rest.iter()
            .zip(rest_of_sums)
            .for_each(|(&heard, sums)| some_bytes(lines, &[heard], std::array::from_mut(sums)));
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn some_bytes<const N: usize>(lines: &[[[i8; 4]; LANES]], heard: &[Bytes; N], sums: &mut [[i32; GATES]; N]) {
        let mut parts = [[_mm512_setzero_si512(); PARTS]; N];
        for (at, lines) in lines.as_chunks::<PARTS>().0.iter().enumerate() {
            let weights = lines.each_ref().map(|line| load(line));
            for (heard, parts) in heard.iter().zip(&mut parts) {
                let four = _mm512_set1_epi32(i32::from_le_bytes(heard.as_chunks().0[at]));
                for (part, weights) in parts.iter_mut().zip(weights) {
                    *part = _mm512_dpbusd_epi32(*part, four, weights);
                }
            }
        }
        for (sums, parts) in sums.iter_mut().zip(parts) {
            sums.as_chunks_mut().0.iter_mut().zip(parts).for_each(|(sums, part)| store(part, sums));
        }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all_numbers(lines: &[[[i16; 2]; LANES]], states: &[Numbers], sums: &mut [[i32; LANES]]) {
        let (states, rest) = states.as_chunks::<{ 2 * TOGETHER }>();
        let (sums, rest_of_sums) = sums.as_chunks_mut::<{ 2 * TOGETHER }>();
        states.iter().zip(sums).for_each(|(states, sums)| some_numbers(lines, states, sums));
        rest.iter()
            .zip(rest_of_sums)
            .for_each(|(&state, sums)| some_numbers(lines, &[state], std::array::from_mut(sums)));
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn some_numbers<const N: usize>(lines: &[[[i16; 2]; LANES]], states: &[Numbers; N], sums: &mut [[i32; LANES]; N]) {
        let mut parts = [_mm512_setzero_si512(); N];
        for (at, line) in lines.iter().enumerate() {
            let weights = load(line);
            for (state, part) in states.iter().zip(&mut parts) {
                let [one, other] = state.as_chunks().0[at].map(i16::to_le_bytes);
                let two = _mm512_set1_epi32(i32::from_le_bytes([one[0], one[1], other[0], other[1]]));
                *part = _mm512_dpwssd_epi32(*part, two, weights);
            }
        }
        sums.iter_mut().zip(parts).for_each(|(sums, part)| store(part, sums));
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_schoolbook() {
        let mut x = 1u32;
        let mut next = || {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x >> 8
        };
        let gates: [[i8; GATES]; HEARD] = std::array::from_fn(|_| std::array::from_fn(|_| next() as i8));
        let head: [[i16; LANES]; WIDTH] =
            std::array::from_fn(|_| std::array::from_fn(|_| (next() % 2047) as i16 - 1023));
        // Not all together: some are left over.
        let heard: Vec<Bytes> = (0..19).map(|_| std::array::from_fn(|_| next() as u8)).collect();
        let states: Vec<Numbers> = (0..19).map(|_| std::array::from_fn(|_| (next() % 50_000) as i16)).collect();
        let mut sums = vec![[1; GATES]; 19];
        GateWeights::new(&gates).multiply(&GemmExecutor::new(), &heard, &mut sums);
        for (heard, sums) in heard.iter().zip(&sums) {
            for (column, &sum) in sums.iter().enumerate() {
                let expected: i32 =
                    heard.iter().zip(&gates).map(|(&h, row)| i32::from(h) * i32::from(row[column])).sum();
                assert_eq!(sum, expected);
            }
        }
        let (mut sums, mut looped) = (vec![[1; LANES]; 19], vec![[1; LANES]; 19]);
        let weights = HeadWeights::new(&head);
        weights.multiply(&states, &mut sums);
        Looping { lines: &weights.lines, states: &states, sums: &mut looped }.dispatch();
        assert_eq!(sums, looped);
        for (state, sums) in states.iter().zip(&sums) {
            for (column, &sum) in sums.iter().enumerate() {
                let expected: i32 =
                    state.iter().zip(&head).map(|(&s, row)| i32::from(s) * i32::from(row[column])).sum();
                assert_eq!(sum, expected);
            }
        }
    }
}
