import type { SearchField, TextField } from '@backstage/ui';
import { useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

const typingPauseInMilliseconds = 300;

/** A text that filters once the user pauses. */
export function TypedFilter(props: {
  as: typeof SearchField | typeof TextField;
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { as: Field, label, value, onChange } = props;
  const [text, setText] = useState(value);
  useDebounce(
    () => {
      if (text.trim() !== value) {
        onChange(text.trim());
      }
    },
    typingPauseInMilliseconds,
    [text],
  );
  return <Field size="small" label={label} value={text} onChange={setText} />;
}
