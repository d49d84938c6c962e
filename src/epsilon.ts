// Keras's `backend.epsilon()`: the small number that keeps quotients and logarithms finite.
export const EPSILON = 1e-7;
