// Errors: stable codes, and messages with what was expected, what came and the nearest name.
import test from 'ava';
import * as errors from '../src/errors.js';
import { checkKeys, nearestName, unknownName } from '../src/suggest.js';

const { CortenError, ShapeError, ConfigError } = errors;

test('a message says where, what was expected, what was received, and the mend', (t) => {
  const error = new ShapeError({
    where: 'sequential/dense_1',
    expected: 'an input of shape [null, 28]',
    received: '[50, 27]',
    hint: 'Reshape the data or change inputShape.',
  });
  t.is(
    error.message,
    'sequential/dense_1: expected an input of shape [null, 28], received [50, 27]. Reshape the data or change inputShape.',
  );
  t.is(error.code, 'ERR_CORTEN_SHAPE');
  t.is(error.name, 'ShapeError');
  t.is(error.where, 'sequential/dense_1');
  t.is(error.received, '[50, 27]');
  t.true(error instanceof CortenError && error instanceof Error);
});

test('absent parts leave no trace, and the cause is kept', (t) => {
  const cause = new Error('underneath');
  const error = new errors.DataError({ where: 'x.gz', problem: 'is truncated', cause });
  t.is(error.message, 'x.gz: is truncated');
  t.is(error.hint, undefined);
  t.is(error.cause, cause);
  t.is(new ConfigError('a plain sentence').message, 'a plain sentence');
});

test('every class has its own code', (t) => {
  const classes = Object.values(errors).filter(
    (value): value is typeof CortenError =>
      typeof value === 'function' && value.prototype instanceof CortenError,
  );
  const codes = classes.map((Class) => new Class('').code);
  t.true(codes.every((code) => /^ERR_CORTEN_[A-Z_]+$/.test(code)));
  t.is(new Set(codes).size, classes.length);
  t.true(classes.length >= 11);
});

test('the nearest name forgives typing errors, case and underscores, not other words', (t) => {
  const options = ['batchSize', 'epochs', 'validationSplit', 'units', 'useBias'];
  t.is(nearestName('batch_sise', options), 'batchSize');
  t.is(nearestName('unit', options), 'units');
  t.is(nearestName('use_bias', options), 'useBias');
  t.is(nearestName('epcohs', options), 'epochs');
  t.is(nearestName('momentum', options), undefined);
});

test('an unknown key is a ConfigError that names the nearest one', (t) => {
  t.notThrows(() => checkKeys('fit', { epochs: 1 }, ['epochs', 'batchSize']));
  const error = t.throws(() => checkKeys('fit', { batch_sise: 50 }, ['epochs', 'batchSize']), {
    instanceOf: ConfigError,
  });
  t.is(error?.message, 'fit: unknown option "batch_sise". Did you mean "batchSize"?');
});

test('without a near name the known ones are listed', (t) => {
  const error = unknownName('optimizer', 'magic', ['sgd', 'adam']);
  t.is(error.message, 'unknown optimizer "magic". Known: sgd, adam.');
});
