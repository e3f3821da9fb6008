import { renderInTestApp } from '@backstage/frontend-test-utils';
import { kubernetesApiRef } from '@backstage/plugin-kubernetes-react';
import { screen } from '@testing-library/react';
import { ClusterNotice } from './ClusterNotice';

function renderNotice(localCluster?: string) {
  renderInTestApp(
    <>
      <ClusterNotice />
      <p>Workloads</p>
    </>,
    {
      config: { ...(localCluster && { causeway: { localCluster } }) },
      apis: [
        [
          kubernetesApiRef,
          {
            getClusters: async () => [
              { name: 'kind-shop', authProvider: 'serviceAccount' },
            ],
          },
        ],
      ],
    },
  );
}

describe('ClusterNotice', () => {
  it('says that the demo cluster is recorded, and how to see a real one', () => {
    renderNotice('demo');
    expect(screen.getByText('Demo cluster: recorded data')).toBeInTheDocument();
    expect(
      screen.getByText(/npm start -- --cluster kubeconfig/),
    ).toBeInTheDocument();
  });

  it("names the cluster of the user's kubeconfig", async () => {
    renderNotice('kubeconfig');
    expect(await screen.findByText('Cluster kind-shop')).toBeInTheDocument();
  });

  it('says nothing where the portal is deployed', () => {
    renderNotice();
    expect(screen.getByText('Workloads')).toBeInTheDocument();
    expect(screen.queryByText(/cluster/i)).not.toBeInTheDocument();
  });
});
