import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import {
  expectedLifetimeInDays,
  flagKinds,
  type FlagKind,
} from '@causeway/plugin-feature-flags-common';
import { featureFlagsTranslationRef } from '../../translation';

/** The kind of a flag, with how long flags of it are expected to live. */
export function KindSelect(props: {
  kind: FlagKind;
  onChange: (kind: FlagKind) => void;
}) {
  const { kind, onChange } = props;
  const { t } = useTranslationRef(featureFlagsTranslationRef);
  const lifetime = expectedLifetimeInDays[kind];
  return (
    <Select
      label={t('create.kind')}
      description={t('create.kindHint', {
        lifetime:
          lifetime === undefined
            ? t('create.lifetimePermanent')
            : t('create.lifetimeDays', { days: String(lifetime) }),
      })}
      value={kind}
      onChange={value =>
        onChange(flagKinds.find(name => name === value) ?? kind)
      }
      options={flagKinds.map(name => ({
        value: name,
        label: t(`kind.${name}`),
      }))}
    />
  );
}
