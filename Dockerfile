# syntax=docker/dockerfile:1
# The stages are those of `npm run bundle`, which makes the same tree without Docker.
ARG NODE_VERSION=24.21.0
ARG DEBIAN_RELEASE=trixie

FROM node:${NODE_VERSION}-${DEBIAN_RELEASE} AS build
# Time of every file, so that two builds of one commit are the same.
ARG SOURCE_DATE_EPOCH=0
ENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH}
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.yarn/berry/cache \
    node scripts/bundle.mjs --output /app --stage install
RUN node scripts/bundle.mjs --output /app --stage build
RUN --mount=type=cache,target=/root/.yarn/berry/cache \
    node scripts/bundle.mjs --output /app --stage packages
RUN node scripts/bundle.mjs --output /app --stage finish

FROM node:${NODE_VERSION}-${DEBIAN_RELEASE}-slim
# Golden paths clone and push; certificates for what the portal talks to. Versions follow the
# pinned release: Debian takes the older ones away with each security update.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git \
    && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log /var/cache/ldconfig/aux-cache
# Nothing of it can be written by the user that runs it.
COPY --from=build --chown=0:0 /app /app
WORKDIR /app
ENV NODE_ENV=production \
    HOME=/tmp \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    NODE_OPTIONS=--max-semi-space-size=32
USER 10001:10001
EXPOSE 7007 7008
CMD ["node", "packages/backend", "--config", "app-config.yaml", "--config", "app-config.production.yaml"]
