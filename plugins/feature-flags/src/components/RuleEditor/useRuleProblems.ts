import { useApi } from '@backstage/frontend-plugin-api';
import type { Flag } from '@causeway/plugin-feature-flags-common';
import { useMemo, useState } from 'react';
import useAsync from 'react-use/esm/useAsync';
import useDebounce from 'react-use/esm/useDebounce';
import { flagsApiRef } from '../../api';
import { locateProblem, parseRuleText, type TextProblem } from './ruleText';

const typingPauseInMilliseconds = 300;

/** Checks rules while they are typed: the syntax here at once, the meaning in the backend after a pause. */
export function useRuleProblems(options: {
  flag: Flag;
  environment: string;
  text: string;
  defaultVariant: string | undefined;
}): { problems: TextProblem[]; isChecking: boolean; error?: Error } {
  const { flag, environment, text, defaultVariant } = options;
  const { flagSet, key, variants } = flag;
  const flagsApi = useApi(flagsApiRef);
  const [pausedText, setPausedText] = useState(text);
  useDebounce(() => setPausedText(text), typingPauseInMilliseconds, [text]);

  const local = useMemo(() => parseRuleText(text), [text]);
  const { value, loading, error } = useAsync(async () => {
    const { targeting, problems } = parseRuleText(pausedText);
    if (problems.length > 0) {
      return [];
    }
    const found = await flagsApi.validate(
      { flagSet, key, environment },
      { targeting, variants, defaultVariant },
    );
    return found.map(problem => locateProblem(pausedText, problem));
  }, [flagsApi, flagSet, key, environment, pausedText, defaultVariant]);

  const isChecking = loading || text !== pausedText;
  return useMemo(
    () => ({
      problems: local.problems.length > 0 ? local.problems : value ?? [],
      isChecking,
      error,
    }),
    [local, value, isChecking, error],
  );
}
