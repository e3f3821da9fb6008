import { NotFoundError, ResponseError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { RequestFailure } from './RequestFailure';

async function refuse(status: number, message: string) {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'Error', message },
        response: { statusCode: status },
      }),
      {
        status,
        headers: { 'content-type': 'application/json' },
      },
    ),
  );
}

function render(error: Error, onRetry?: () => void) {
  return renderInTestApp(
    <RequestFailure
      title="The flags could not be loaded"
      forbiddenHint="Ask the owner."
      error={error}
      onRetry={onRetry}
    />,
  );
}

describe('RequestFailure', () => {
  it('says whom to ask for what may not be seen, and offers no second try', async () => {
    render(await refuse(403, 'Unauthorized'), () => {});
    expect(
      await screen.findByText('You are not allowed to see this'),
    ).toBeVisible();
    expect(screen.getByText('Ask the owner.')).toBeVisible();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });

  it.each([
    ['the backend', () => refuse(404, "No flag set 'gone'")],
    ['what it answered', async () => new NotFoundError("No flag set 'gone'")],
  ])('says that something does not exist, by %s', async (_, fail) => {
    render(await fail());
    expect(await screen.findByText('This does not exist')).toBeVisible();
    expect(screen.getByText("No flag set 'gone'")).toBeVisible();
  });

  it('gives the reason of the backend and another try', async () => {
    const onRetry = jest.fn();
    render(await refuse(503, 'The database cannot be reached'), onRetry);
    expect(
      await screen.findByText('The flags could not be loaded'),
    ).toBeVisible();
    expect(screen.getByText('The database cannot be reached')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
  });
});
