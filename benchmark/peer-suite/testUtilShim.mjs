// What tfjs's tests import as its `test_util`: comparisons of arrays, to tfjs's own tolerance.
const EPSILON = 1e-3;
export const TEST_EPSILON_FLOAT16 = 1e-1;
export const testEpsilon = () => EPSILON;

const isTyped = (x) => ArrayBuffer.isView(x);

function flat(x) {
  if (Array.isArray(x)) return x.flat(Number.POSITIVE_INFINITY);
  return isTyped(x) ? Array.from(x) : [x];
}

function shapeOf(x) {
  if (Array.isArray(x)) return [x.length, ...(x.length > 0 ? shapeOf(x[0]) : [])];
  return isTyped(x) ? [x.length] : [];
}

function close(actual, expected, epsilon) {
  if (!Number.isFinite(actual) && !Number.isFinite(expected)) return true;
  return Math.abs(actual - expected) <= epsilon;
}

function check(actual, expected, isEqual) {
  const [a, e] = [actual, expected].map((x) => x.constructor.name);
  if (isTyped(actual) && isTyped(expected) && a !== e) {
    throw new Error(`Arrays are of different type. Actual: ${a}. Expected: ${e}`);
  }
  const nested = Array.isArray(actual) && Array.isArray(expected);
  const [actualShape, expectedShape] = [shapeOf(actual), shapeOf(expected)];
  if (nested && String(actualShape) !== String(expectedShape)) {
    throw new Error(
      `Arrays have different shapes. Actual: [${actualShape}]. Expected: [${expectedShape}]`,
    );
  }
  const [actuals, expecteds] = [flat(actual), flat(expected)];
  if (actuals.length !== expecteds.length) {
    throw new Error(
      `Arrays have different lengths actual: ${actuals.length} vs expected: ${expecteds.length}`,
    );
  }
  for (let i = 0; i < expecteds.length; i++) {
    if (!isEqual(actuals[i], expecteds[i])) {
      throw new Error(
        `Arrays differ: actual[${i}] = ${actuals[i]}, expected[${i}] = ${expecteds[i]}`,
      );
    }
  }
  expect().nothing();
}

export function expectArraysClose(actual, expected, epsilon = EPSILON) {
  check(actual, expected, (a, e) => close(a, e, epsilon ?? EPSILON));
}

export function expectArraysEqual(actual, expected) {
  check(actual, typeof expected === 'object' ? expected : [expected], (a, e) =>
    // biome-ignore lint/suspicious/noDoubleEquals: a string equals the number that it shows, as in tfjs.
    typeof a === 'string' || typeof e === 'string' ? a == e : close(Number(a), Number(e), 0),
  );
}

export function expectNumbersClose(actual, expected, epsilon = EPSILON) {
  if (!close(actual, expected, epsilon)) {
    throw new Error(`Numbers differ: actual === ${actual}, expected === ${expected}`);
  }
  expect().nothing();
}

export function expectPromiseToFail(fn, done) {
  fn().then(
    () => done.fail(),
    () => done(),
  );
}

export function expectValuesInRange(actual, low, high) {
  for (const value of actual) {
    if (value < low || value > high) {
      throw new Error(`Value out of range:${value} low: ${low}, high: ${high}`);
    }
  }
}

export function expectArrayBuffersEqual(actual, expected) {
  const floats = (buffer) => Array.from(new Float32Array(buffer));
  expect(floats(actual)).toEqual(floats(expected));
}

export function encodeStrings(strings) {
  for (let i = 0; i < strings.length; i++) {
    if (Array.isArray(strings[i])) encodeStrings(strings[i]);
    else strings[i] = new TextEncoder().encode(strings[i]);
  }
  return strings;
}

export function createVideoElement() {
  throw new Error('there is no video');
}
export const play = createVideoElement;
