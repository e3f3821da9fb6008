import type { ComponentParts } from '@backstage/plugin-home-react/alpha';
import { Card, CardBody, CardFooter, CardHeader, Text } from '@backstage/ui';
import { useId } from 'react';
import styles from './WidgetCard.module.css';

export type WidgetCardProps = ComponentParts & { title?: string };

/** The frame around a home page widget. */
export function WidgetCard(props: WidgetCardProps) {
  const {
    title,
    Content,
    Actions,
    ContextProvider,
    Settings: _settings,
    ...contentProps
  } = props;
  const titleId = useId();

  const card = (
    <Card role="region" aria-labelledby={title && titleId}>
      {title && (
        <CardHeader>
          <Text as="h2" id={titleId} variant="title-x-small" weight="bold">
            {title}
          </Text>
        </CardHeader>
      )}
      <CardBody className={styles.body}>
        <Content {...contentProps} />
      </CardBody>
      {Actions && (
        <CardFooter>
          <Actions />
        </CardFooter>
      )}
    </Card>
  );
  return ContextProvider ? (
    <ContextProvider {...contentProps}>{card}</ContextProvider>
  ) : (
    card
  );
}
