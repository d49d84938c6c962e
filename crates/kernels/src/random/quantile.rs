//! The quantile function of the normal distribution: algorithm AS 241, relative error 1e-16. [Wichura 1988]

/// Φ(-2).
const BELOW: f64 = 0.022_750_131_948_179_21;

/// The quantile of the normal distribution cut off beyond two deviations, of 0 < p < 1.
pub(super) fn truncated_normal(p: f64) -> f64 {
    normal(BELOW + p * (1.0 - 2.0 * BELOW))
}

/// Horner's rule, the highest power last.
fn polynomial(x: f64, coefficients: [f64; 8]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &c| sum * x + c)
}

fn normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let above = polynomial(
            r,
            [
                3.387_132_872_796_366_5,
                133.141_667_891_784_38,
                1_971.590_950_306_551_3,
                13_731.693_765_509_46,
                45_921.953_931_549_87,
                67_265.770_927_008_7,
                33_430.575_583_588_13,
                2_509.080_928_730_122_7,
            ],
        );
        let below = polynomial(
            r,
            [
                1.0,
                42.313_330_701_600_91,
                687.187_007_492_057_9,
                5_394.196_021_424_751,
                21_213.794_301_586_597,
                39_307.895_800_092_71,
                28_729.085_735_721_943,
                5_226.495_278_852_854,
            ],
        );
        return q * above / below;
    }
    // Between 1.6 and 5, which is as far as the cut goes.
    let r = (-p.min(1.0 - p).ln()).sqrt() - 1.6;
    let above = polynomial(
        r,
        [
            1.423_437_110_749_683_5,
            4.630_337_846_156_546,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            0.241_780_725_177_450_6,
            0.022_723_844_989_269_184,
            7.745_450_142_783_414e-4,
        ],
    );
    let below = polynomial(
        r,
        [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            0.689_767_334_985_1,
            0.148_103_976_427_480_08,
            0.015_198_666_563_616_457,
            5.475_938_084_995_345e-4,
            1.050_750_071_644_416_9e-9,
        ],
    );
    (above / below).copysign(q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_quantiles() {
        for (p, want) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.841_344_746_068_542_9, 1.0),
            (BELOW, -2.0),
            (0.1, -1.281_551_565_544_600_4),
        ] {
            assert!((normal(p) - want).abs() < 1e-12, "{p}");
        }
    }
}
