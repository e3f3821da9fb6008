import { ConfigReader } from '@backstage/config';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyTable } from './readPolicyTable';

const read = 'p, role:default/everyone, catalog.entity.read, read, allow';

function readTable(rbac: object) {
  return readPolicyTable(new ConfigReader({ permission: { rbac } }));
}

describe('readPolicyTable', () => {
  // [what is wrong, configuration, the message]
  it.each<[string, object, string]>([
    [
      'no line',
      { policies: '# nobody\n\n' },
      "'permission.rbac.policies' has no line",
    ],
    [
      'a line that is none',
      { policies: `${read}\nq, role:default/x, y` },
      "permission.rbac.policies, line 2: 'q, role:default/x, y' is not a line of the table; write 'p, role:default/<name>, <permission>, <action>, allow|deny[, <condition>]' or 'g, <user or group>, role:default/<name>'",
    ],
    [
      'a line that lacks its effect',
      { policies: 'p, role:default/everyone, catalog.entity.read, read' },
      'permission.rbac.policies, line 1: ',
    ],
    [
      'a role of another form',
      { policies: 'p, everyone, catalog.entity.read, read, allow' },
      "permission.rbac.policies, line 1: 'everyone' is not a role; write 'role:default/<name>' with lower case letters, digits, '-', '_' and '.'",
    ],
    [
      'an unknown permission',
      { policies: 'p, role:default/everyone, catalog.entity.see, read, allow' },
      "permission.rbac.policies, line 1: no plugin asks for the permission 'catalog.entity.see', and it is no type of resource; permissions of plugins that you added are named in 'permission.rbac.otherPermissions'",
    ],
    [
      'another action',
      {
        policies: 'p, role:default/everyone, catalog.entity.read, use, allow',
      },
      "permission.rbac.policies, line 1: 'catalog.entity.read' goes with the action 'read' and not with 'use'",
    ],
    [
      'an action that the type of resource does not have',
      { policies: 'p, role:default/everyone, catalog-entity, create, allow' },
      "permission.rbac.policies, line 1: the resource type 'catalog-entity' has no permission with the action 'create'; it has 'read', 'delete', 'update'",
    ],
    [
      'another effect',
      {
        policies: 'p, role:default/everyone, catalog.entity.read, read, grant',
      },
      "permission.rbac.policies, line 1: the effect is 'grant'; write 'allow' or 'deny'",
    ],
    [
      'an unknown condition',
      { policies: `${read}, mine` },
      "permission.rbac.policies, line 1: the condition 'mine' has no meaning for 'catalog-entity'; use one of 'owner', 'limited-to-others', 'kind=…', 'label=…', 'annotation=…', with 'not' before and 'and' between",
    ],
    [
      'a condition that is a name of every object',
      { policies: `${read}, constructor` },
      "the condition 'constructor' has no meaning",
    ],
    [
      'a condition without its value',
      { policies: `${read}, owner and kind` },
      "permission.rbac.policies, line 1: the condition 'kind' has no value; write 'kind=<value>'",
    ],
    [
      'a condition with a value that it does not take',
      { policies: `${read}, owner=me` },
      "the condition 'owner=me' has a value, and 'owner' takes none; write 'owner'",
    ],
    [
      'a condition where there is no resource',
      {
        policies:
          'p, role:default/everyone, kubernetes.proxy, use, allow, owner',
      },
      "permission.rbac.policies, line 1: 'kubernetes.proxy' is asked for without a resource, so it takes no condition such as 'owner'",
    ],
    [
      'a member that is neither user nor group',
      { policies: `${read}\ng, component:default/x, role:default/everyone` },
      "permission.rbac.policies, line 2: 'component:default/x' is neither a user nor a group; write 'group:default/<name>' or 'user:default/<name>'",
    ],
    [
      'an unknown role of a member',
      { policies: `${read}\n\ng, group:default/x, role:default/boss` },
      "permission.rbac.policies, line 3: no line gives the role 'role:default/boss' anything; there are 'role:default/everyone'",
    ],
    [
      'an unknown default role',
      { policies: read, defaultRole: 'role:default/all' },
      "permission.rbac.defaultRole: no line gives the role 'role:default/all' anything",
    ],
    [
      'admins without a role for them',
      { policies: read, admin: { users: [{ name: 'group:default/x' }] } },
      "permission.rbac.admin.users[0].name: no line gives the role 'role:default/admin' anything",
    ],
    [
      'a super user that is none',
      { policies: read, admin: { superUsers: [{ name: 'root' }] } },
      "permission.rbac.admin.superUsers[0].name: 'root' is neither a user nor a group",
    ],
    [
      'a file that is not there',
      { policies: read, 'policies-csv-file': '/nowhere/rbac.csv' },
      "'permission.rbac.policies-csv-file' names the file '/nowhere/rbac.csv', which cannot be read (ENOENT",
    ],
  ])('refuses %s', async (_, rbac, message) => {
    await expect(readTable(rbac)).rejects.toThrow(message);
  });

  it('names the file and the line in it', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'roles-')), 'rbac.csv');
    await writeFile(file, `# ours\r\n\r\n${read}\r\np, x\r\n`);
    await expect(readTable({ 'policies-csv-file': file })).rejects.toThrow(
      `${file}, line 4: 'p, x' is not a line of the table`,
    );
  });

  it('joins lines of the configuration and of a file', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'roles-')), 'rbac.csv');
    await writeFile(
      file,
      [
        'p, role:default/admin, catalog-entity, delete, allow',
        'g, Group:Default/Platform, role:default/admin',
        'p, role:default/admin, sonar.read, read, allow',
      ].join('\n'),
    );
    const table = await readTable({
      policies: read,
      'policies-csv-file': file,
      defaultRole: 'role:default/everyone',
      otherPermissions: ['sonar.read'],
      admin: {
        users: [{ name: 'user:default/ada' }],
        superUsers: [{ name: 'user:default/root' }],
      },
    });
    expect(table.rows.map(({ role }) => role)).toEqual([
      'role:default/everyone',
      'role:default/admin',
      'role:default/admin',
    ]);
    expect(table).toMatchObject({
      defaultRole: 'role:default/everyone',
      rolesByMember: new Map([
        ['group:default/platform', new Set(['role:default/admin'])],
        ['user:default/ada', new Set(['role:default/admin'])],
      ]),
      superUsers: new Set(['user:default/root']),
    });
  });
});
