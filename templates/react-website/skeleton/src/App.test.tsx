import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { App } from './App';

test('greets in the language that was chosen', async () => {
  const user = userEvent.setup();
  render(<App name="greeter" />);
  expect(screen.getByRole('heading', { name: 'greeter' })).toBeVisible();
  expect(screen.getByRole('status')).toBeEmptyDOMElement();

  await user.type(screen.getByRole('textbox', { name: 'Your name' }), ' Ada ');
  expect(screen.getByRole('status')).toHaveTextContent('Hello, Ada!');

  await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), 'de');
  expect(screen.getByRole('status')).toHaveTextContent('Guten Tag, Ada!');
  expect(screen.getByRole('status')).toHaveAttribute('lang', 'de');
});
