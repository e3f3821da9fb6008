import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen } from '@testing-library/react';
import { DevToolsGate } from './DevToolsGate';

describe('DevToolsGate', () => {
  it('says to whom DevTools are, where one may see none of it', async () => {
    renderInTestApp(<DevToolsGate>Scheduled tasks</DevToolsGate>, {
      apis: [mockApis.permission({ authorize: AuthorizeResult.DENY })],
    });
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeInTheDocument();
    expect(screen.queryByText('Scheduled tasks')).not.toBeInTheDocument();
  });
});
