import {
  autocompletion,
  type CompletionSource,
} from '@codemirror/autocomplete';
import {
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language';
import { json } from '@codemirror/legacy-modes/mode/javascript';
import { linter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import CodeMirror from '@uiw/react-codemirror';
import { useMemo } from 'react';
import type { TextProblem } from './ruleText';

export interface JsonEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isReadOnly?: boolean;
  problems?: TextProblem[];
  completion?: CompletionSource;
}

// The design system's tokens, so that one theme serves light and dark.
const theme = EditorView.theme({
  '&': {
    color: 'var(--bui-fg-primary)',
    backgroundColor: 'var(--bui-bg-neutral-1)',
    border: '1px solid var(--bui-border-2)',
    borderRadius: 'var(--bui-radius-3)',
    fontSize: 'var(--bui-font-size-2)',
  },
  '&.cm-focused': { outline: '2px solid var(--bui-ring)' },
  // Gutter and text share the font, or their lines drift apart.
  '.cm-scroller': {
    fontFamily: 'var(--bui-font-monospace)',
    lineHeight: '1.5',
  },
  '.cm-content': {
    caretColor: 'var(--bui-fg-primary)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--bui-fg-primary)' },
  '.cm-gutters': {
    color: 'var(--bui-fg-secondary)',
    backgroundColor: 'var(--bui-bg-neutral-2)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--bui-border-1) 30%, transparent)',
  },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--bui-border-1) !important',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--bui-border-1)',
  },
  '.cm-tooltip': {
    color: 'var(--bui-fg-primary)',
    backgroundColor: 'var(--bui-bg-neutral-2)',
    borderColor: 'var(--bui-border-2)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: 'var(--bui-accent-fg)',
    backgroundColor: 'var(--bui-accent-bg)',
  },
});

const highlighting = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.string, color: 'var(--bui-fg-positive)' },
    { tag: tags.number, color: 'var(--bui-fg-announcement)' },
    { tag: [tags.bool, tags.null, tags.atom], color: 'var(--bui-fg-warning)' },
    { tag: [tags.propertyName, tags.keyword], color: 'var(--bui-fg-primary)' },
    { tag: tags.invalid, color: 'var(--bui-fg-negative)' },
  ]),
);

/** A text editor for JSON. Tab leaves it, so that the keyboard is not trapped. */
export function JsonEditor(props: JsonEditorProps) {
  const { label, value, onChange, isReadOnly, problems, completion } = props;

  const extensions = useMemo(
    () => [
      StreamLanguage.define(json),
      theme,
      highlighting,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      ...(completion ? [autocompletion({ override: [completion] })] : []),
      ...(problems
        ? [
            linter(
              ({ state }) =>
                problems
                  // The text may have changed since it was checked.
                  .filter(({ to }) => to <= state.doc.length)
                  .map(problem => ({ ...problem, severity: 'error' })),
              { delay: 0 },
            ),
          ]
        : []),
    ],
    [label, completion, problems],
  );

  return (
    <CodeMirror
      theme="none"
      value={value}
      onChange={onChange}
      readOnly={isReadOnly}
      indentWithTab={false}
      minHeight="8rem"
      maxHeight="28rem"
      extensions={extensions}
      basicSetup={{ autocompletion: false, foldGutter: false }}
    />
  );
}
