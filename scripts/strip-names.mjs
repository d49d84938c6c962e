// Blanks out esbuild's `__name(value, "name")` where JavaScript gives that name by itself. Only what was renamed to be
// bundled needs it; for the others it costs 7 ms of an import, and arrows in hot functions 0.2 us each time they are made.
import ts from 'typescript';

/** The name that JavaScript gives to what stands here: that of the variable or property that it is the value of. */
function inferred({ parent }) {
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);
  return named && parent.name.text;
}

/** The bundle, every character in its place. */
export function stripNames(bundle) {
  const characters = bundle.split('');
  const source = ts.createSourceFile('bundle.js', bundle, ts.ScriptTarget.Latest, true);
  const blank = (from, to) => {
    for (let i = from; i < to; i++) if (characters[i] !== '\n') characters[i] = ' ';
  };
  const visit = (node) => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || node.expression.text !== '__name') return;
    const [value, { text: name }] = node.arguments;
    if (value.kind === ts.SyntaxKind.ThisKeyword) {
      const block = ts.findAncestor(node, ts.isClassStaticBlockDeclaration);
      const { name: own } = block.parent;
      if ((own?.text ?? inferred(block.parent)) === name) blank(block.getStart(), block.end);
    } else if (ts.isIdentifier(value)) {
      if (value.text === name) blank(node.getStart(), node.end);
    } else if (inferred(node) === name && !value.name) {
      blank(node.getStart(), value.getStart());
      blank(value.end, node.end);
    }
  };
  visit(source);
  return characters.join('');
}
