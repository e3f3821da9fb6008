import { Form, type FormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { JsonObject } from '@backstage/types';
import validator from '@rjsf/validator-ajv8';
import { useMemo, useState } from 'react';
import { isFieldExtension } from '../fields/isFieldExtension';

/** A field within the scaffolder's own form, and the answers so far. */
export function FieldForm(props: {
  field: FormField;
  property: JsonObject;
  initial?: JsonObject;
}) {
  const { field, property, initial = {} } = props;
  const [formData, setFormData] = useState<JsonObject>(initial);
  // As in the scaffolder's form: other fields would be other components, without the focus.
  const fields = useMemo(() => {
    if (!isFieldExtension(field)) {
      throw new Error('The form has no such field');
    }
    return { Tested: field.component };
  }, [field]);
  const { 'ui:options': options, ...schema } = property;
  return (
    <>
      <Form
        EXPERIMENTAL_theme="bui"
        validator={validator}
        schema={{
          type: 'object',
          required: ['value'],
          properties: { value: { type: 'string', ...schema } },
        }}
        uiSchema={{ value: { 'ui:field': 'Tested', 'ui:options': options } }}
        fields={fields}
        formData={formData}
        formContext={{ formData }}
        onChange={({ formData: next }) => setFormData(next)}
      />
      <output>{JSON.stringify(formData)}</output>
    </>
  );
}
