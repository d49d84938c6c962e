// What each example must reach in full, over three seeds: the figures that Keras's own runs set.

/** Numbers after `label` in what a program printed. */
const after = (label) => (lines) =>
  lines.flatMap((line) => {
    const match = line.match(new RegExp(`${label} ?(-?[0-9.]+)`));
    return match ? [Number(match[1])] : [];
  });

const accuracies = after('test accuracy:');
const last = (read) => (lines) => read(lines).at(-1);
const best = (read) => (lines) => Math.max(...read(lines));
const atLeast = (goal, floor = goal - 0.01) => ({
  says: `median at least ${goal}, none under ${floor.toFixed(3)}`,
  holds: (median, { low }) => median >= goal && low >= floor,
});
const atMost = (goal) => ({
  says: `median at most ${goal}`,
  holds: (median) => median <= goal,
});

/** By example: options, what is read off its output, and what that must be. */
export const figures = [
  {
    name: 'mnist-rnn',
    figure: 'accuracy after 4,001 steps',
    read: last(accuracies),
    goal: atLeast(0.9, 0.88),
  },
  {
    name: 'mnist-rnn',
    options: ['--steps', '16004'],
    figure: 'best accuracy within 16,004 steps',
    read: best(accuracies),
    goal: atLeast(0.95),
  },
  {
    name: 'mnist-rnn-bottleneck',
    figure: 'accuracy after 4,001 steps',
    read: last(accuracies),
    goal: atLeast(0.87),
  },
  {
    name: 'mnist-rnn-long',
    figure: 'accuracy at the end',
    read: last(accuracies),
    goal: atLeast(0.95),
  },
  { name: 'mnist-rnn-long', figure: 'best accuracy', read: best(accuracies), goal: atLeast(0.965) },
  { name: 'mnist-cnn', figure: 'test accuracy', read: last(accuracies), goal: atLeast(0.985) },
  {
    name: 'lstm-from-scratch',
    figure: 'best accuracy within 1,000 steps',
    read: best(accuracies),
    goal: atLeast(0.945),
  },
  {
    name: 'sin-to-cos',
    figure: 'last training loss',
    read: last(after('train loss:')),
    goal: atMost(0.2),
  },
  {
    name: 'imdb-rnn',
    figure: 'best validation accuracy',
    read: last(after('best validation accuracy:')),
    goal: atLeast(0.85),
  },
];
