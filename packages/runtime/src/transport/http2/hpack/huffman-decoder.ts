import { CODE_LENGTHS, CODES, END_OF_TEXT } from './huffman-code.ts';

/*
 * The code as a machine that takes four bits a step. A state is a node of the code's tree; codes are at least five
 * bits long, so a step ends at most one of them.
 */
const NIBBLE = 4;
const STEPS = 1 << NIBBLE;
/** What a step does, in one number: the next state, whether a byte came out, and which. */
const EMITS = 0x100;
const STATE_SHIFT = 9;
const FAILS = 0xffff;

interface Machine {
  readonly transitions: Int32Array;
  /** 1 for the states in which a text may end: on a byte's boundary, or in up to seven bits of padding. */
  readonly accepts: Uint8Array;
}

const { transitions, accepts } = buildMachine();

export const BAD_HUFFMAN = -1;

/**
 * Hot path: decodes a text into `target`, which must have room for 8 bytes in place of 5. Returns the length, or
 * BAD_HUFFMAN for a code that does not exist and for bad padding.
 */
export function decodeHuffman(
  target: Uint8Array,
  source: Uint8Array,
  { from, to }: { from: number; to: number },
): number {
  let state = 0;
  let length = 0;
  for (let at = from; at < to; at++) {
    const byte = source[at] as number;
    let step = transitions[(state << NIBBLE) | (byte >> NIBBLE)] as number;
    if ((step & EMITS) !== 0) target[length++] = step & 0xff;
    state = step >> STATE_SHIFT;
    if (state === FAILS) return BAD_HUFFMAN;
    step = transitions[(state << NIBBLE) | (byte & (STEPS - 1))] as number;
    if ((step & EMITS) !== 0) target[length++] = step & 0xff;
    state = step >> STATE_SHIFT;
    if (state === FAILS) return BAD_HUFFMAN;
  }
  return accepts[state] === 1 ? length : BAD_HUFFMAN;
}

interface Node {
  readonly children: [Node | undefined, Node | undefined];
  symbol: number;
  id: number;
  /** From the root, while all bits were ones; else Infinity. */
  readonly onesDepth: number;
}

function buildMachine(): Machine {
  const root = buildTree();
  const states = numberInnerNodes(root);
  const table = new Int32Array(states.length << NIBBLE);
  for (const node of states) {
    for (let bits = 0; bits < STEPS; bits++) table[(node.id << NIBBLE) | bits] = stepOf(root, node, bits);
  }
  return {
    transitions: table,
    accepts: Uint8Array.from(states, ({ onesDepth }) => (onesDepth <= 7 ? 1 : 0)),
  };
}

function buildTree(): Node {
  const root = nodeAt(0);
  CODE_LENGTHS.forEach((length, symbol) => {
    let node = root;
    for (let bit = length - 1; bit >= 0; bit--) {
      const side = ((CODES[symbol] as number) >>> bit) & 1;
      const child = node.children[side] ?? nodeAt(side === 1 ? node.onesDepth + 1 : Infinity);
      node.children[side] = child;
      node = child;
    }
    node.symbol = symbol;
  });
  return root;
}

function nodeAt(onesDepth: number): Node {
  return { children: [undefined, undefined], symbol: -1, id: -1, onesDepth };
}

/** The nodes that are no symbols, the root first. */
function numberInnerNodes(root: Node): Node[] {
  const found: Node[] = [root];
  for (const node of found) {
    for (const child of node.children) if (child !== undefined && child.symbol < 0) found.push(child);
  }
  found.forEach((node, id) => {
    node.id = id;
  });
  return found;
}

function stepOf(root: Node, start: Node, bits: number): number {
  let node = start;
  let emitted = 0;
  for (let bit = NIBBLE - 1; bit >= 0; bit--) {
    const child = node.children[((bits >> bit) & 1) as 0 | 1];
    // The end of a text must not be coded.
    if (child === undefined || child.symbol === END_OF_TEXT) return FAILS << STATE_SHIFT;
    node = child;
    if (child.symbol >= 0) {
      emitted = EMITS | child.symbol;
      node = root;
    }
  }
  return (node.id << STATE_SHIFT) | emitted;
}
