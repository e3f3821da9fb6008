import {
  toastApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import { useState } from 'react';
import {
  scorecardApiRef,
  type ExportFormat,
  type ExportOptions,
} from '../../api';
import { scorecardTranslationRef } from '../../translation';
import { getErrorMessage } from '@causeway/frontend-common';

const formats: readonly ExportFormat[] = ['csv', 'json', 'ndjson'];

interface ExportMenuProps extends Omit<ExportOptions, 'format'> {
  scorecardId: string;
}

/** Saves what the page shows, all pages of it, as a file. */
export function ExportMenu(props: ExportMenuProps) {
  const { scorecardId, ...options } = props;
  const { t } = useTranslationRef(scorecardTranslationRef);
  const scorecardApi = useApi(scorecardApiRef);
  const toastApi = useApi(toastApiRef);
  const [isPending, setIsPending] = useState(false);

  const exportAs = async (format: ExportFormat) => {
    setIsPending(true);
    try {
      const file = await scorecardApi.exportResults(scorecardId, {
        ...options,
        format,
      });
      const name = [scorecardId, options.ruleId].filter(Boolean).join('-');
      save(file, `${name}.${format}`);
    } catch (error) {
      toastApi.post({
        title: t('export.failed'),
        description:
          error instanceof Error ? getErrorMessage(error) : String(error),
        status: 'danger',
      });
    } finally {
      setIsPending(false);
    }
  };

  return (
    <MenuTrigger>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine />}
        isPending={isPending}
      >
        {t('export.action')}
      </Button>
      <Menu
        onAction={key => {
          const format = formats.find(item => item === key);
          if (format) {
            exportAs(format);
          }
        }}
      >
        {formats.map(format => (
          <MenuItem key={format} id={format}>
            {t(`export.${format}`)}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}

/** A plain link would come without the user's token. */
function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
