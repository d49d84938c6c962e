//! Gradients of the elementwise ops of one tensor: c times the derivative, in ops.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};

use corten_kernels::elementwise::{Binary, Unary};

use crate::{Graph, Result, Value};

/// What a gradient is written in: y = f(x; p, q) and the cotangent c of y.
pub(super) struct Terms {
    pub x: Value,
    pub y: Value,
    pub c: Value,
    pub p: f64,
    pub q: f64,
}

pub(super) type Gradient = fn(&mut Graph, &Terms) -> Result<Option<Value>>;

macro_rules! gradients {
    ($($(#[$doc:meta])* $name:ident($g:ident, $t:ident) $body:block)*) => {$(
        $(#[$doc])*
        pub(super) fn $name($g: &mut Graph, $t: &Terms) -> Result<Option<Value>> {
            $body.map(Some)
        }
    )*};
}

/// Steps and truth values: flat wherever they are smooth.
#[expect(clippy::unnecessary_wraps, reason = "the table's gradients have one type")]
pub(super) fn none(_: &mut Graph, _: &Terms) -> Result<Option<Value>> {
    Ok(None)
}

gradients! {
    /// -c
    neg(g, t) { g.neg(t.c) }
    /// c sign(x)
    abs(g, t) {
        let sign = g.unary(Unary::Sign, t.x)?;
        g.mul(t.c, sign)
    }
    /// c y
    exp(g, t) { g.mul(t.c, t.y) }
    /// c (y + 1)
    expm1(g, t) {
        let slope = g.offset(t.y, 1.0)?;
        g.mul(t.c, slope)
    }
    /// c / x
    log(g, t) { g.div(t.c, t.x) }
    /// c / (1 + x)
    log1p(g, t) {
        let below = g.offset(t.x, 1.0)?;
        g.div(t.c, below)
    }
    /// c / (2 y)
    sqrt(g, t) {
        let half = g.scale(t.c, 0.5)?;
        g.div(half, t.y)
    }
    /// -c y³ / 2
    rsqrt(g, t) {
        let square = g.square(t.y)?;
        let cube = g.mul(square, t.y)?;
        let slope = g.scale(cube, -0.5)?;
        g.mul(t.c, slope)
    }
    /// 2 c x
    square(g, t) {
        let slope = g.scale(t.x, 2.0)?;
        g.mul(t.c, slope)
    }
    /// -c y²
    reciprocal(g, t) {
        let square = g.square(t.y)?;
        let negative = g.neg(t.c)?;
        g.mul(negative, square)
    }
    /// c cos x
    sin(g, t) {
        let slope = g.unary(Unary::Cos, t.x)?;
        g.mul(t.c, slope)
    }
    /// -c sin x
    cos(g, t) {
        let slope = g.unary(Unary::Sin, t.x)?;
        let negative = g.neg(t.c)?;
        g.mul(negative, slope)
    }
    /// c (1 + y²)
    tan(g, t) {
        let square = g.square(t.y)?;
        let slope = g.offset(square, 1.0)?;
        g.mul(t.c, slope)
    }
    /// c / √(1 - x²)
    asin(g, t) {
        let rest = one_minus_square(g, t.x)?;
        let slope = g.unary(Unary::Rsqrt, rest)?;
        g.mul(t.c, slope)
    }
    /// -c / √(1 - x²)
    acos(g, t) {
        let rest = one_minus_square(g, t.x)?;
        let slope = g.unary(Unary::Rsqrt, rest)?;
        let negative = g.neg(t.c)?;
        g.mul(negative, slope)
    }
    /// c / (1 + x²)
    atan(g, t) {
        let square = g.square(t.x)?;
        let below = g.offset(square, 1.0)?;
        g.div(t.c, below)
    }
    /// c cosh x
    sinh(g, t) {
        let slope = g.unary(Unary::Cosh, t.x)?;
        g.mul(t.c, slope)
    }
    /// c sinh x
    cosh(g, t) {
        let slope = g.unary(Unary::Sinh, t.x)?;
        g.mul(t.c, slope)
    }
    /// c (1 - y²)
    tanh(g, t) {
        let slope = one_minus_square(g, t.y)?;
        g.mul(t.c, slope)
    }
    /// c / √(x² + 1)
    asinh(g, t) {
        let square = g.square(t.x)?;
        let sum = g.offset(square, 1.0)?;
        let slope = g.unary(Unary::Rsqrt, sum)?;
        g.mul(t.c, slope)
    }
    /// c / √(x² - 1)
    acosh(g, t) {
        let square = g.square(t.x)?;
        let rest = g.offset(square, -1.0)?;
        let slope = g.unary(Unary::Rsqrt, rest)?;
        g.mul(t.c, slope)
    }
    /// c / (1 - x²)
    atanh(g, t) {
        let below = one_minus_square(g, t.x)?;
        g.div(t.c, below)
    }
    /// c y (1 - y)
    sigmoid(g, t) {
        let one = g.scalar_like(t.y, 1.0);
        let rest = g.sub(one, t.y)?;
        let slope = g.mul(t.y, rest)?;
        g.mul(t.c, slope)
    }
    /// c sigmoid(x)
    softplus(g, t) {
        let slope = g.unary(Unary::Sigmoid, t.x)?;
        g.mul(t.c, slope)
    }
    /// c sigmoid(-x)
    log_sigmoid(g, t) {
        let negative = g.neg(t.x)?;
        let slope = g.unary(Unary::Sigmoid, negative)?;
        g.mul(t.c, slope)
    }
    /// c (1 - |y|)²
    softsign(g, t) {
        let size = g.unary(Unary::Abs, t.y)?;
        let one = g.scalar_like(t.y, 1.0);
        let rest = g.sub(one, size)?;
        let slope = g.square(rest)?;
        g.mul(t.c, slope)
    }
    /// y > 0 ? c : 0
    relu(g, t) {
        let zero = g.scalar_like(t.c, 0.0);
        let open = g.binary(Binary::Greater, t.y, zero)?;
        g.select(open, t.c, zero)
    }
    /// x > 0 ? c : p c
    leaky_relu(g, t) {
        let below = g.scale(t.c, t.p)?;
        where_positive(g, t.x, t.c, below)
    }
    /// x > 0 ? c : c (y + p)
    elu(g, t) {
        let slope = g.offset(t.y, t.p)?;
        let below = g.mul(t.c, slope)?;
        where_positive(g, t.x, t.c, below)
    }
    /// x > 0 ? scale c : c (y + scale alpha)
    selu(g, t) {
        const SCALE: f64 = 1.050_700_987_355_480_5;
        const ALPHA: f64 = 1.673_263_242_354_377_2;
        let slope = g.offset(t.y, SCALE * ALPHA)?;
        let below = g.mul(t.c, slope)?;
        let above = g.scale(t.c, SCALE)?;
        where_positive(g, t.x, above, below)
    }
    /// c (Φ(x) + x φ(x)), or the derivative of the tanh formula
    gelu(g, t) { if t.p == 0.0 { gelu_exact(g, t) } else { gelu_tanh(g, t) } }
    /// c 2/√π e^(-x²)
    erf(g, t) {
        let square = g.square(t.x)?;
        let exponent = g.neg(square)?;
        let bell = g.exp(exponent)?;
        let slope = g.scale(bell, FRAC_2_SQRT_PI)?;
        g.mul(t.c, slope)
    }
    /// c (s + y (1 - s)) with s = sigmoid(x)
    silu(g, t) {
        let s = g.unary(Unary::Sigmoid, t.x)?;
        let one = g.scalar_like(t.y, 1.0);
        let rest = g.sub(one, s)?;
        let second = g.mul(t.y, rest)?;
        let slope = g.add(s, second)?;
        g.mul(t.c, slope)
    }
    /// c (t + x (1 - t²) sigmoid(x)) with t = tanh(softplus(x))
    mish(g, t) {
        let soft = g.unary(Unary::Softplus, t.x)?;
        let tanh = g.unary(Unary::Tanh, soft)?;
        let s = g.unary(Unary::Sigmoid, t.x)?;
        let rest = one_minus_square(g, tanh)?;
        let inner = g.mul(rest, s)?;
        let second = g.mul(t.x, inner)?;
        let slope = g.add(tanh, second)?;
        g.mul(t.c, slope)
    }
    /// 0 < y < 1 ? p c : 0
    hard_sigmoid(g, t) {
        let scaled = g.scale(t.c, t.p)?;
        inside(g, t.y, [0.0, 1.0], Binary::Less, scaled)
    }
    /// p ≤ x ≤ q ? c : 0
    clip(g, t) { inside(g, t.x, [t.p, t.q], Binary::LessEqual, t.c) }
    /// p < x < q ? c : 0
    clip_inside(g, t) { inside(g, t.x, [t.p, t.q], Binary::Less, t.c) }
}

fn gelu_exact(g: &mut Graph, t: &Terms) -> Result<Value> {
    let scaled = g.scale(t.x, FRAC_1_SQRT_2)?;
    let erf = g.unary(Unary::Erf, scaled)?;
    let shifted = g.offset(erf, 1.0)?;
    let cumulative = g.scale(shifted, 0.5)?;
    let square = g.square(t.x)?;
    let exponent = g.scale(square, -0.5)?;
    let bell = g.exp(exponent)?;
    let density = g.scale(bell, 0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2)?;
    let second = g.mul(t.x, density)?;
    let slope = g.add(cumulative, second)?;
    g.mul(t.c, slope)
}

/// c ((1 + h) / 2 + x (1 - h²) k (1 + 3 a x²) / 2) with h = tanh(k (x + a x³)).
fn gelu_tanh(g: &mut Graph, t: &Terms) -> Result<Value> {
    const A: f64 = 0.044_715;
    const K: f64 = FRAC_2_SQRT_PI * FRAC_1_SQRT_2;
    let square = g.square(t.x)?;
    let cubic = g.scale(square, K * A)?;
    let factor = g.offset(cubic, K)?;
    let inner = g.mul(t.x, factor)?;
    let h = g.unary(Unary::Tanh, inner)?;
    let shifted = g.offset(h, 1.0)?;
    let first = g.scale(shifted, 0.5)?;
    let rest = one_minus_square(g, h)?;
    let steep = g.scale(square, 1.5 * K * A)?;
    let steep = g.offset(steep, 0.5 * K)?;
    let second = g.mul(rest, steep)?;
    let second = g.mul(t.x, second)?;
    let slope = g.add(first, second)?;
    g.mul(t.c, slope)
}

fn one_minus_square(g: &mut Graph, x: Value) -> Result<Value> {
    let square = g.square(x)?;
    let one = g.scalar_like(x, 1.0);
    g.sub(one, square)
}

fn where_positive(g: &mut Graph, x: Value, above: Value, below: Value) -> Result<Value> {
    let zero = g.scalar_like(x, 0.0);
    let positive = g.binary(Binary::Greater, x, zero)?;
    g.select(positive, above, below)
}

fn inside(
    g: &mut Graph,
    x: Value,
    [low, high]: [f64; 2],
    compare: Binary,
    flow: Value,
) -> Result<Value> {
    let (low, high) = (g.scalar_like(x, low), g.scalar_like(x, high));
    let above = g.binary(compare, low, x)?;
    let below = g.binary(compare, x, high)?;
    let open = g.binary(Binary::LogicalAnd, above, below)?;
    let zero = g.scalar_like(flow, 0.0);
    g.select(open, flow, zero)
}
