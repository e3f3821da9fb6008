export interface UpstreamViolation {
  /** The element that the component draws, or one around it. */
  selector: string;
  /** The rule of axe that it breaks. */
  rule: string;
  /** The package that draws it. */
  package: string;
}

/**
 * Serious and critical violations in components that are not ours. An entry that no longer
 * occurs fails a test, so that the list shrinks with every upgrade.
 */
export const upstreamViolations: readonly UpstreamViolation[] = [
  {
    selector: 'th .MuiTableSortLabel-root',
    rule: 'nested-interactive',
    package: '@material-table/core',
  },
  {
    selector: '.MuiAccordionSummary-root',
    rule: 'nested-interactive',
    package: '@backstage/plugin-kubernetes-react',
  },
  {
    selector: '[id^="viewDetail-template"]',
    rule: 'nested-interactive',
    package: '@backstage/plugin-scaffolder-react',
  },
  {
    selector: 'a.MuiLink-root[href^="/catalog/default/template/"]',
    rule: 'link-name',
    package: '@backstage/plugin-scaffolder-react',
  },
  {
    selector: 'a[role="tab"], .bui-Tab',
    rule: 'aria-valid-attr-value',
    package: '@backstage/ui',
  },
  {
    selector: '.swagger-ui .opblock-summary-control',
    rule: 'nested-interactive',
    package: 'swagger-ui-react',
  },
  {
    selector: '.swagger-ui .opblock-summary a',
    rule: 'target-size',
    package: 'swagger-ui-react',
  },
  {
    selector: '.swagger-ui #servers',
    rule: 'select-name',
    package: 'swagger-ui-react',
  },
  {
    selector: '.swagger-ui',
    rule: 'color-contrast',
    package: 'swagger-ui-react',
  },
];
