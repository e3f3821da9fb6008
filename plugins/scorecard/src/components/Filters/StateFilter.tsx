import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import type { RuleState } from '@causeway/plugin-scorecard-common';
import { ruleStates } from '../../hooks/useUrlFilters';
import { StateMark } from '../shared';
import styles from './StateFilter.module.css';

/** Chooses states, each with how many have it. None chosen means all. */
export function StateFilter(props: {
  label: string;
  states: readonly RuleState[];
  counts: { [state in RuleState]: number };
  onChange: (states: RuleState[]) => void;
}) {
  const { label, states, counts, onChange } = props;
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={styles.states}
      selectionMode="multiple"
      selectedKeys={states}
      onSelectionChange={keys =>
        onChange(ruleStates.filter(state => keys.has(state)))
      }
    >
      {ruleStates.map(state => (
        <ToggleButton key={state} id={state}>
          <StateMark state={state} count={counts[state]} />
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
