// tf.string: functions of strings, which live in JavaScript: eager only.
export { stringToHashBucketFast } from './hash.js';
export { stringNGrams } from './nGrams.js';
export { staticRegexReplace } from './regexReplace.js';
export { stringSplit } from './split.js';
