import { NotAllowedError } from '@backstage/errors';
import { lookup as lookupAddress, type LookupOptions } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import {
  Agent,
  buildConnector,
  EnvHttpProxyAgent,
  type Dispatcher,
} from 'undici';

// Where clouds answer to whoever asks from a machine of theirs: link-local addresses, and those
// that some clouds use instead. IPv4 addresses within IPv6 are found by BlockList itself, except
// for those of NAT64.
const metadataAddresses = new BlockList();
metadataAddresses.addSubnet('169.254.0.0', 16, 'ipv4');
metadataAddresses.addAddress('100.100.100.200', 'ipv4');
metadataAddresses.addAddress('192.0.0.192', 'ipv4');
metadataAddresses.addSubnet('fe80::', 10, 'ipv6');
metadataAddresses.addAddress('fd00:ec2::254', 'ipv6');
metadataAddresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

/**
 * Sends the requests of `fetch`, except to the metadata services of clouds.
 *
 * @remarks
 * Names and redirects come from files that everybody can register. What counts is the address
 * that a name has in the moment of the connection. The SDKs of clouds do not use `fetch` and
 * still find the role of the pod.
 */
export function createGuardedDispatcher(
  options: {
    lookup?: typeof lookupAddress;
    /** Sends through the proxy that the environment names, as Node does with that variable. */
    usesEnvironmentProxy?: boolean;
  } = {},
): Dispatcher {
  const { lookup = lookupAddress, usesEnvironmentProxy } = options;
  const guardedLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    const all: LookupOptions & { all: true } = { ...lookupOptions, all: true };
    lookup(hostname, all, (error, addresses) => {
      if (error) {
        callback(error, '');
        return;
      }
      const refusal = addresses
        .map(({ address }) => findRefusal(hostname, address))
        .find(Boolean);
      if (refusal) {
        callback(refusal, '');
      } else if (lookupOptions.all) {
        callback(null, addresses);
      } else {
        callback(null, addresses[0].address, addresses[0].family);
      }
    });
  };
  const connectTo = buildConnector({ lookup: guardedLookup });
  const connect: buildConnector.connector = (target, callback) => {
    const address = target.hostname.replace(/^\[|\]$/g, '');
    const refusal =
      isIP(address) === 0 ? undefined : findRefusal(target.hostname, address);
    if (refusal) {
      callback(refusal, null);
    } else {
      connectTo(target, callback);
    }
  };
  return usesEnvironmentProxy
    ? new EnvHttpProxyAgent({ connect })
    : new Agent({ connect });
}

function findRefusal(
  hostname: string,
  address: string,
): NotAllowedError | undefined {
  return metadataAddresses.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
    ? new NotAllowedError(
        `Requests to '${hostname}' are refused, because ${address} is a link-local address or the metadata service of a cloud`,
      )
    : undefined;
}
