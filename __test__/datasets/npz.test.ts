// NumPy's files and archives: lists of integers are read, anything else, damaged or boundless, is refused.
import test from 'ava';
import { parsePickledLists } from '../../src/datasets/pickle.js';
import { parseIntegers, parseLists } from '../../src/io/npy.js';
import { Zip } from '../../src/io/zip.js';
import { npy, zip } from './archive.js';
import { lists, pickles } from './pickles.js';

const code = 'ERR_CORTEN_DATA';
const plain = (arrays: Int32Array[]) => arrays.map((array) => [...array]);

for (const [name, bytes] of Object.entries(pickles)) {
  test(`lists of integers, ${name}`, (t) => {
    t.deepEqual(plain(parsePickledLists('x', bytes)), lists);
  });

  test(`cut off anywhere, or with any byte changed, ${name} is read or refused, never more`, (t) => {
    for (let at = 0; at < bytes.length; at++) {
      t.throws(() => parsePickledLists('x', bytes.subarray(0, at)), { code }, `cut at ${at}`);
      for (const value of [0, 0x2e, 0x52, 0x62, 0x65, 0x68, 0xff]) {
        const changed = Buffer.from(bytes);
        changed[at] = value;
        try {
          parsePickledLists('x', changed);
        } catch (error) {
          t.is((error as { code: string }).code, code, `${value} at ${at}`);
        }
      }
    }
  });
}

const modern = pickles['protocol 4'];
/** The pickle with the elements that the opcodes make. */
function withElements(...opcodes: (string | number[])[]): Buffer {
  const prologue = modern.subarray(0, modern.indexOf(']'));
  const parts = opcodes.map((part) =>
    typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part),
  );
  return Buffer.concat([prologue, ...parts, Buffer.from('t\x94b.', 'latin1')]);
}

test('a list of more than a thousand integers comes in batches', (t) => {
  const batch = `(${'K\x01'.repeat(1000)}e`;
  t.is(parsePickledLists('x', withElements('](]', batch, '(K\x02K\x03ee'))[0].length, 1002);
});

test('nothing but integers in lists, and no name but those of a NumPy array', (t) => {
  const hostile: Record<string, Buffer> = {
    'a call of os.system': Buffer.from('\x80\x02cos\nsystem\nU\x02ls\x85R.', 'latin1'),
    'a name of an object': Buffer.from('\x80\x02cconstructor\nprototype\n.', 'latin1'),
    'numpy.load': Buffer.from('\x80\x02cnumpy\nload\nU\x01a\x85R.', 'latin1'),
    'a float': withElements(']G\0\0\0\0\0\0\0\0a'),
    'a string in a list': withElements('](]U\x01aae'),
    'a list in a list of a list': withElements(']]]aa'),
    'an integer of 40 bits': withElements('](]\x8a\x05\xff\xff\xff\xff\x7faae'),
    'integers instead of lists': withElements('](K\x01K\x02e'),
    'a dictionary': Buffer.from('\x80\x02}.', 'latin1'),
    'a bare list': Buffer.from('\x80\x02].', 'latin1'),
    'protocol 0': Buffer.from('(lp0\nI1\na.', 'latin1'),
    'a huge string': Buffer.from('\x80\x02X\xff\xff\xff\x7f', 'latin1'),
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    t.throws(
      () => parsePickledLists('reviews.npy', bytes),
      { code, message: /^reviews\.npy, byte/ },
      name,
    );
  }
});

test('a few bytes that stand for many lists are refused', (t) => {
  // One list of 1,000 integers, recalled from the memo 1,000 times.
  const bomb = withElements(']]', [0x71, 200], `(${'K\x01'.repeat(1000)}ea`, 'h\xc8a'.repeat(1000));
  t.throws(() => parsePickledLists('x', bomb), { code, message: /repeated/ });
});

test('.npy: integers of each width, and what it refuses', (t) => {
  t.deepEqual([...parseIntegers('y', npy('|u1', [2], Uint8Array.of(1, 255)))], [1, 255]);
  t.deepEqual(
    [...parseIntegers('y', npy('<i8', [2], bytesOf(BigInt64Array.of(-1n, 7n))))],
    [-1, 7],
  );
  t.deepEqual([...parseIntegers('y', npy('<i4', [2], bytesOf(Int32Array.of(-2, 9))))], [-2, 9]);
  t.deepEqual(plain(parseLists('x', npy('|O', [3], modern))), lists);
  for (const [name, bytes] of Object.entries({
    'another magic': Buffer.from('not an array at all'),
    'no header': npy('|u1', [1], Uint8Array.of(1)).subarray(0, 20),
    'fewer values than declared': npy('<i8', [3], bytesOf(BigInt64Array.of(1n, 2n))),
    'a value beyond 32 bits': npy('<i8', [1], bytesOf(BigInt64Array.of(1n << 40n))),
    floats: npy('<f4', [1], new Uint8Array(4)),
  })) {
    t.throws(() => parseIntegers('y', bytes), { code }, name);
  }
  t.throws(() => parseLists('x', npy('|O', [4], modern)), {
    code,
    message: 'x: expected 4 lists, received 3',
  });
  t.throws(() => parseLists('x', npy('|u1', [3], new Uint8Array(3))), { code });
});

test('.zip: entries come out as they went in', async (t) => {
  const archive = new Zip(
    'a.npz',
    zip({ one: Buffer.from('first'), two: Buffer.alloc(1000, 7) }),
    2000,
  );
  t.deepEqual(archive.names, ['one', 'two']);
  t.is(String(await archive.read('one')), 'first');
  t.deepEqual(await archive.read('two'), Buffer.alloc(1000, 7));
  await t.throwsAsync(archive.read('three'), {
    code,
    message: /a.npz: expected an entry three, received one, two/,
  });
});

test('.zip: cut off anywhere, or with any byte changed, it is read whole or refused', async (t) => {
  const content = Buffer.from('some text, some text, some more text');
  const bytes = zip({ text: content });
  const read = (archive: Buffer) => new Zip('a.npz', archive, 1000).read('text');
  for (let at = 0; at < bytes.length; at++) {
    await t.throwsAsync(async () => read(bytes.subarray(0, at)), { code }, `cut at ${at}`);
    const changed = Buffer.from(bytes);
    changed[at] ^= 0x41;
    try {
      t.deepEqual(await read(changed), content, `changed at ${at}`);
    } catch (error) {
      t.is((error as { code: string }).code, code, `changed at ${at}`);
    }
  }
});

test('.zip: what it declares to unpack to is bounded', (t) => {
  const bytes = zip({ text: Buffer.alloc(100_000) });
  t.throws(() => new Zip('a.npz', bytes, 1000), { code, message: /at most 1000 bytes in text/ });
});

function bytesOf(values: Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer);
}
