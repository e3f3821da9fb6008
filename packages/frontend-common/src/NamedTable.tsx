import {
  Column,
  Row,
  TableBody,
  TableHeader,
  TableRoot,
  type ColumnConfig,
} from '@backstage/ui';
import { useMemo } from 'react';
import styles from './NamedTable.module.css';

interface NamedTableProps<T extends { id: string }> {
  /** What a screen reader calls it. */
  label: string;
  columns: readonly ColumnConfig<T>[];
  items: readonly T[];
  isStale?: boolean;
}

/**
 * A table of BUI with a name of its own.
 *
 * @remarks
 * BUI's `Table` calls every table "Data table" and takes no other name; its parts do.
 */
export function NamedTable<T extends { id: string }>(
  props: NamedTableProps<T>,
) {
  const { label, columns, items, isStale } = props;
  const visible = useMemo(
    () => columns.filter(({ isHidden }) => !isHidden),
    [columns],
  );
  return (
    <div className={styles.frame}>
      <TableRoot aria-label={label} stale={isStale}>
        <TableHeader columns={visible}>
          {column => (
            <Column
              id={column.id}
              isRowHeader={column.isRowHeader}
              style={{ inlineSize: column.width ?? undefined }}
            >
              {column.label}
            </Column>
          )}
        </TableHeader>
        <TableBody items={items} dependencies={[visible]}>
          {item => (
            <Row id={item.id} columns={visible}>
              {column => column.cell(item)}
            </Row>
          )}
        </TableBody>
      </TableRoot>
    </div>
  );
}
