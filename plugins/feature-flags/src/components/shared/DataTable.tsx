import { Column, Row, TableBody, TableHeader, TableRoot } from '@backstage/ui';
import { useMemo, type ReactElement } from 'react';
import styles from './DataTable.module.css';

export interface DataColumn<T> {
  id: string;
  label: string;
  isRowHeader?: boolean;
  isHidden?: boolean;
  /** Has to be a `Cell` at its top. */
  cell: (item: T) => ReactElement;
}

/**
 * A table with a name.
 *
 * @remarks
 * The `Table` of the design system calls every table "Data table", and takes no other name.
 */
export function DataTable<T extends { id: string }>(props: {
  label: string;
  columns: DataColumn<T>[];
  items: T[];
  isStale?: boolean;
}) {
  const { label, columns, items, isStale } = props;
  const visibleColumns = useMemo(
    () => columns.filter(({ isHidden }) => !isHidden),
    [columns],
  );
  return (
    <div className={styles.frame}>
      <TableRoot aria-label={label} stale={isStale}>
        <TableHeader columns={visibleColumns}>
          {column => (
            <Column isRowHeader={column.isRowHeader}>{column.label}</Column>
          )}
        </TableHeader>
        <TableBody items={items} dependencies={[visibleColumns]}>
          {item => (
            <Row columns={visibleColumns}>{column => column.cell(item)}</Row>
          )}
        </TableBody>
      </TableRoot>
    </div>
  );
}
