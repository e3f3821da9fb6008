import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, ButtonIcon, TextField } from '@backstage/ui';
import { RiAddLine, RiDeleteBinLine } from '@remixicon/react';
import { featureFlagsTranslationRef } from '../../translation';
import type { VariantDraft } from './variantDrafts';
import styles from './CreateFlagForm.module.css';

/** Names and values of the variants; those of a boolean flag cannot be added to. */
export function VariantFields(props: {
  variants: VariantDraft[];
  onChange: (variants: VariantDraft[]) => void;
  isFixed: boolean;
}) {
  const { variants, onChange, isFixed } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);

  const change = (id: number, fields: Partial<VariantDraft>) =>
    onChange(
      variants.map(variant =>
        variant.id === id ? { ...variant, ...fields } : variant,
      ),
    );
  const add = () => {
    const id = Math.max(...variants.map(variant => variant.id)) + 1;
    onChange([...variants, { id, name: '', text: '' }]);
  };

  return (
    <fieldset className={styles.variants}>
      <legend>{t('create.variants')}</legend>
      {variants.map(({ id, name, text }, index) => {
        const number = String(index + 1);
        return (
          <div key={id} className={styles.variant}>
            <TextField
              isRequired
              size="small"
              label={t('create.variantName', { number })}
              value={name}
              onChange={value => change(id, { name: value })}
            />
            <TextField
              size="small"
              label={t('create.variantValue', { number })}
              isReadOnly={isFixed}
              value={text}
              onChange={value => change(id, { text: value })}
            />
            {!isFixed && (
              <ButtonIcon
                variant="tertiary"
                icon={<RiDeleteBinLine />}
                aria-label={t('create.removeVariant', { name: name || number })}
                isDisabled={variants.length === 1}
                onPress={() =>
                  onChange(variants.filter(variant => variant.id !== id))
                }
              />
            )}
          </div>
        );
      })}
      {!isFixed && (
        <div>
          <Button variant="tertiary" iconStart={<RiAddLine />} onPress={add}>
            {t('create.addVariant')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
