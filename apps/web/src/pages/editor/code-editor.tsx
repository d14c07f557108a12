import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';

interface CodeEditorProps {
  readonly label: string;
  readonly initialText: string;
  /** Of the problem to point at. */
  readonly wrongLine: number | undefined;
  onChange(text: string): void;
}

/** The text belongs to the editor; whoever shows it is told of changes. */
export function CodeEditor({ label, initialText, wrongLine, onChange }: CodeEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const listener = useRef(onChange);
  listener.current = onChange;

  useEffect(() => {
    if (frame.current === null) return;
    const made = new EditorView({
      parent: frame.current,
      state: EditorState.create({
        doc: initialText,
        extensions: extensions(label, (text) => listener.current(text)),
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [label, initialText]);

  useEffect(() => view.current?.dispatch({ effects: pointAt.of(wrongLine) }), [wrongLine]);

  return <div ref={frame} className="code-editor" />;
}

function extensions(label: string, onChange: (text: string) => void) {
  return [
    lineNumbers(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    javascript(),
    syntaxHighlighting(HIGHLIGHT),
    wrongLines,
    // Escape, then Tab leaves the editor with the keyboard.
    keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    }),
  ];
}

const pointAt = StateEffect.define<number | undefined>();
const WRONG = Decoration.line({ class: 'cm-line-wrong' });

const wrongLines = StateField.define({
  create: () => Decoration.none,
  update(marks, { effects, changes, state }) {
    for (const effect of effects) {
      if (!effect.is(pointAt)) continue;
      const number = effect.value;
      const isThere = number !== undefined && number <= state.doc.lines;
      return isThere ? Decoration.set(WRONG.range(state.doc.line(number).from)) : Decoration.none;
    }
    return marks.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.comment], color: 'var(--code-comment)' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.propertyName, tags.function(tags.variableName)], color: 'var(--code-name)' },
]);
