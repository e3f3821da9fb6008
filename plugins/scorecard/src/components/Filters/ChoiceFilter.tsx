import { Select } from '@backstage/ui';

/** A select needs a key for each of its choices; no filter has this value. */
const anyValue = '*';
/** The empty value of a filter, which a select takes for no choice. */
const emptyValue = '-';

/** One of several values; `anyLabel` leaves it open. */
export function ChoiceFilter(props: {
  label: string;
  value: string | undefined;
  options: { value: string; label: string }[];
  anyLabel?: string;
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, options, anyLabel, onChange } = props;
  return (
    <Select
      label={label}
      value={value === '' ? emptyValue : value ?? anyValue}
      onChange={key => {
        if (key === anyValue) {
          onChange(undefined);
        } else {
          onChange(key === emptyValue ? '' : String(key));
        }
      }}
      options={[
        ...(anyLabel ? [{ value: anyValue, label: anyLabel }] : []),
        ...options.map(option => ({
          ...option,
          value: option.value || emptyValue,
        })),
      ]}
    />
  );
}
