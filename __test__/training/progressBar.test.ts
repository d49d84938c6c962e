// The progress bar: Keras's text, drawn in place on a terminal and by lines elsewhere.
import { EventEmitter } from 'node:events';
import test from 'ava';
import { LiveLine, type TerminalStream } from '../../src/terminal.js';
import {
  formatBar,
  formatDuration,
  formatLine,
  formatMetric,
  formatStepTime,
  ProgressBar,
  trainingHeading,
} from '../../src/training/progressBar.js';

/** A terminal that understands carriage returns, erasing a line, and newlines: what a user would see. */
class Screen implements TerminalStream {
  lines = [''];
  written = 0;
  constructor(
    public isTTY = true,
    public columns = 80,
  ) {}
  write(text: string): boolean {
    this.written += text.length;
    for (const part of text.split(/(\n|\r\x1b\[K)/)) {
      if (part === '\n') this.lines.push('');
      else if (part === '\r\x1b[K') this.lines[this.lines.length - 1] = '';
      else this.lines[this.lines.length - 1] += part.replace(/\x1b\[\d+m/g, '');
    }
    return true;
  }
}

const running = {
  current: 12,
  target: 40,
  elapsed: 0.5,
  perStep: 0.2,
  logs: { loss: 0.5, accuracy: 0.8125 },
  done: false,
};

test('a running bar: steps, bar, ETA, time a step, loss, metrics', (t) => {
  const line = formatBar(running);
  t.is(
    line,
    `12/40 ${'━'.repeat(6)}${'─'.repeat(14)} ETA: 5s 200ms/step - loss: 0.5000 - accuracy: 0.8125`,
  );
  t.is(
    formatBar({ ...running, current: 2 }).slice(0, 6),
    ' 2/40 ',
    'the count is as wide as the target',
  );
});

test('colour tells what is done from what is left', (t) => {
  const line = formatBar(running, { color: true, columns: 80 });
  t.true(line.includes(`\x1b[32m${'━'.repeat(6)}\x1b[0m\x1b[37m${'━'.repeat(14)}\x1b[0m`));
});

test('a finished bar has the time taken', (t) => {
  const line = formatBar({ ...running, current: 40, elapsed: 7.6, done: true });
  t.is(line, `40/40 ${'━'.repeat(20)} 8s 200ms/step - loss: 0.5000 - accuracy: 0.8125`);
});

test('an unknown number of steps has no bar and no ETA', (t) => {
  t.is(formatBar({ ...running, target: null, logs: {} }), '     12/Unknown 1s 200ms/step');
});

test('an unfinished line never exceeds the terminal', (t) => {
  for (const columns of [70, 50, 40, 30, 20]) {
    t.true(formatBar(running, { columns }).length < columns, `${columns} columns`);
  }
});

test('80 columns have room for loss and accuracy', (t) => {
  const line = formatBar({ ...running, current: 600, target: 1500 }, { columns: 80 });
  t.true(line.endsWith('- loss: 0.5000 - accuracy: 0.8125'), line);
});

test('an epoch in one line', (t) => {
  const line = formatLine('Epoch 1/10', { ...running, current: 40, elapsed: 5, done: true });
  t.is(line, 'Epoch 1/10 - 40/40 - 5s - 200ms/step - loss: 0.5000 - accuracy: 0.8125');
});

test('durations and numbers as Keras prints them', (t) => {
  t.deepEqual([0.4, 59.9, 65, 3599, 7209].map(formatDuration), [
    '0s',
    '59s',
    '1:05',
    '59:59',
    '2:00:09',
  ]);
  t.deepEqual([2.4, 0.012, 0.00035, 0].map(formatStepTime), [
    '2s/step',
    '12ms/step',
    '350us/step',
    '0s/step',
  ]);
  t.deepEqual([2.30258, 0.00041, -0.5, 0, 12345.678].map(formatMetric), [
    '2.3026',
    '4.1000e-04',
    '-0.5000',
    '0.0000e+00',
    '12345.6780',
  ]);
  t.is(formatMetric(Number.NaN), 'NaN');
  t.is(trainingHeading(48000, 12000), 'Train on 48000 samples, validate on 12000 samples');
});

function bar(screen: Screen, verbose: 0 | 1 | 2 | 3 | 'auto' = 'auto') {
  const clock = { time: 0 };
  const progress = new ProgressBar({
    verbose,
    stream: screen,
    guarded: [screen],
    now: () => clock.time,
  });
  return { clock, progress };
}

/** One epoch of 40 steps, 20 ms each. */
function epoch(screen: Screen, verbose: 0 | 1 | 2 | 3 | 'auto') {
  const { clock, progress } = bar(screen, verbose);
  progress.start('Epoch 1/2', 40);
  for (let step = 1; step <= 40; step++) {
    clock.time += 0.02;
    progress.update(step, () => ({ loss: 1 / step }));
  }
  progress.finish({ loss: 0.1, val_loss: 0.2 });
}

test('on a terminal the bar is drawn in place, under its heading', (t) => {
  const screen = new Screen();
  epoch(screen, 1);
  t.deepEqual(screen.lines, [
    'Epoch 1/2',
    `40/40 ${'━'.repeat(20)} 1s 20ms/step - loss: 0.1000 - val_loss: 0.2000`,
    '',
  ]);
});

test('elsewhere, and with verbose 2, an epoch is one line', (t) => {
  for (const [screen, verbose] of [
    [new Screen(false), 'auto'],
    [new Screen(false), 1],
    [new Screen(true), 2],
  ] as const) {
    epoch(screen, verbose);
    t.deepEqual(screen.lines, [
      'Epoch 1/2 - 40/40 - 1s - 20ms/step - loss: 0.1000 - val_loss: 0.2000',
      '',
    ]);
  }
});

test('verbose 3 is the heading, verbose 0 nothing', (t) => {
  const heading = new Screen();
  epoch(heading, 3);
  t.deepEqual(heading.lines, ['Epoch 1/2', '']);
  const silent = new Screen();
  epoch(silent, 0);
  t.is(silent.written, 0);
});

test('drawing is throttled, and logs are not asked for in between', (t) => {
  const { clock, progress } = bar(new Screen());
  let asked = 0;
  progress.start('', 10000);
  for (let step = 1; step <= 10000; step++) {
    clock.time += 0.0001;
    progress.update(step, () => ({ loss: ++asked }));
  }
  t.true(asked <= 21, `asked ${asked} times in a second`);
});

test('the first step does not count in the estimate', (t) => {
  const screen = new Screen();
  const { clock, progress } = bar(screen);
  progress.start('', 11);
  clock.time = 10;
  progress.update(1, {});
  clock.time = 11;
  progress.update(2, {});
  t.true(screen.lines[0].endsWith('ETA: 9s 1s/step'), screen.lines[0]);
});

test('a console.log meanwhile goes above the bar', (t) => {
  const screen = new Screen();
  const { progress } = bar(screen);
  progress.start('', 4);
  progress.update(1, {});
  const drawn = screen.lines[0];
  screen.write('from a callback\n');
  t.deepEqual(screen.lines, ['from a callback', drawn]);
  screen.write('half a line');
  progress.finish({});
  t.deepEqual(screen.lines.slice(0, 2), ['from a callback', 'half a line']);
  t.true(screen.lines[2].startsWith('4/4 '));
  t.false(Object.hasOwn(screen, 'write'), 'the stream is as it was');
});

test('Ctrl-C ends the line, and kills only if nobody else listens', (t) => {
  const screen = new Screen();
  const signals = new EventEmitter();
  const live = new LiveLine(screen, [screen], signals);
  live.draw('half done');
  let heard = 0;
  signals.on('SIGINT', () => heard++);
  signals.emit('SIGINT');
  t.is(heard, 1);
  t.deepEqual(screen.lines, ['half done', '']);
  t.is(signals.listenerCount('SIGINT'), 1);
});

test('close leaves what is drawn and starts a new line; twice does nothing', (t) => {
  const screen = new Screen();
  const { progress } = bar(screen);
  progress.start('', 4);
  progress.update(1, {});
  progress.close();
  progress.close();
  t.is(screen.lines.length, 2);
  t.false(Object.hasOwn(screen, 'write'));
});
