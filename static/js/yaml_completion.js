// What may be written where the cursor is, from a JSON schema: the keys of the section around it, or the values of the key before it.
//   names: { schema, values: { "target": ["local", …], … } }
export function completer({ schema, values }) {
  return {
    identifierRegexps: [/[\w.$-]/],
    getCompletions(editor, session, position, prefix, answer) {
      const lines = session.doc.getAllLines();
      const found = value(lines[position.row], position.column);
      const path = above(lines, position.row);
      answer(null, found ? choices(schema, values, [...path, found]) : keys(schema, path));
    },
    getDocTooltip: (item) => item.docText,
  };
}

// The key whose value is being written, or undefined.
function value(line, column) {
  return /^\s*(?:- )?([\w.]+):\s+\S*$/.exec(line.slice(0, column))?.[1];
}

// The keys that the row lies below, outermost first, by indentation alone: the text may be no valid YAML while it is written.
function above(lines, row) {
  let indent = depth(lines[row]);
  const path = [];
  for (let at = row - 1; at >= 0 && indent > 0; at -= 1) {
    const key = /^\s*([\w.]+):\s*(#.*)?$/.exec(lines[at]);
    if (!key || depth(lines[at]) >= indent) continue;
    path.unshift(key[1]);
    indent = depth(lines[at]);
  }
  return path;
}

function depth(line) {
  return /^\s*/.exec(line)[0].length;
}

function keys(schema, path) {
  const { properties = {} } = at(schema, path) ?? {};
  return Object.entries(properties).map(([name, each]) => {
    const node = resolved(schema, each);
    const meta = node.properties ? "section" : (each.type ?? node.type ?? "");
    return { caption: name, value: `${name}: `, meta: String(meta), docText: each.description ?? node.description ?? "", score: 100 };
  });
}

function choices(schema, values, path) {
  const node = at(schema, path) ?? {};
  const words = values[path.join(".")] ?? node.enum ?? node.examples ?? (node.type === "boolean" ? [true, false] : []);
  return words.map((word) => ({ caption: String(word), value: String(word), meta: path.at(-1), score: 100 }));
}

function at(schema, path) {
  return path.reduce((node, name) => {
    const each = node?.properties?.[name] ?? node?.additionalProperties;
    return each ? resolved(schema, each) : undefined;
  }, schema);
}

// What a $ref, or the choice that is no null, stands for.
function resolved(schema, node) {
  const choice = [node, ...(node.anyOf ?? []), ...(node.allOf ?? []), ...(node.oneOf ?? [])].find((each) => each.$ref);
  if (choice) return choice.$ref.slice(2).split("/").reduce((part, name) => part?.[name], schema) ?? {};
  return node.anyOf?.find((each) => each.type !== "null") ?? node;
}
