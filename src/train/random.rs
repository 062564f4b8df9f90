//! Random numbers that are the same everywhere.

/// A small fast generator of random numbers (xorshift64*).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        // The seed mixed (SplitMix64), so that near seeds start apart.
        let mixed = (seed.wrapping_add(0x9E37_79B9_7F4A_7C15) ^ seed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Self((mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) | 1)
    }

    /// The next number.
    pub(super) fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) as u32
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.next()) * n as u64) >> 32) as usize
    }
}
