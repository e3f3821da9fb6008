import { describeWithDatabase } from '@causeway/backend-common/testUtils';
import {
  createEntity,
  createGroup,
  createTemplate,
} from './__testUtils__/entities';
import { TestPortal } from './__testUtils__/TestPortal';

jest.setTimeout(120_000);

const people = {
  // In the group, in a group below another that is named, in neither, and who owns the template.
  ada: 'payments-team',
  mina: 'checkout-team',
  noor: 'orders-team',
  pat: 'platform-team',
};

const template = '/api/catalog/entities/by-name/template/default';
const schema = (name: string) =>
  `/api/scaffolder/v2/templates/default/template/${name}/parameter-schema`;
const steps = [{ id: 'log', action: 'debug:log', input: { message: 'Hello' } }];

describeWithDatabase('templates that are limited to groups', () => {
  let portal: TestPortal;

  beforeAll(async () => {
    portal = await TestPortal.start({
      entities: [
        createGroup('commerce', { children: ['checkout-team'] }),
        ...Object.entries(people).flatMap(([name, team]) => [
          createGroup(team, {
            ...(team === 'checkout-team' && { parent: 'commerce' }),
          }),
          createEntity('User', name, { memberOf: [team] }),
        ]),
        createTemplate('open', { steps }),
        createTemplate('limited', {
          steps,
          annotations: {
            'causeway.io/limited-to':
              'group:default/payments-team, group:default/commerce',
          },
        }),
      ],
    });
    await Promise.all(Object.keys(people).map(name => portal.signIn(name)));
  });

  const run = (name: string, templateName: string) =>
    portal.as(name, 'post', '/api/scaffolder/v2/tasks', {
      templateRef: `template:default/${templateName}`,
      values: {},
    });
  const listTemplates = async (name: string) => {
    const { body } = await portal
      .as(name, 'get', '/api/catalog/entities?filter=kind=template')
      .expect(200);
    return body
      .map(({ metadata }: { metadata: { name: string } }) => metadata.name)
      .sort();
  };

  it.each(['ada', 'mina', 'pat'])('are there for %s', async name => {
    expect(await listTemplates(name)).toEqual(['limited', 'open']);
    await portal.as(name, 'get', schema('limited')).expect(200);
    await run(name, 'limited').expect(201);
  });

  it('are not there for others, and cannot be run by them', async () => {
    expect(await listTemplates('noor')).toEqual(['open']);
    await portal.as('noor', 'get', `${template}/limited`).expect(404);
    await portal.as('noor', 'get', schema('limited')).expect(404);
    const { body, status } = await run('noor', 'limited');
    expect([status, body.error.message]).toEqual([
      404,
      'Template template:default/limited not found',
    ]);
    await run('noor', 'open').expect(201);
  });
});
