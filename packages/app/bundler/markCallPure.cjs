// Tells the bundler that a call does nothing but return, so that it can be left out.
module.exports = function markCallPure(source) {
  const { name } = this.getOptions();
  const call = `= ${name}(`;
  if (!source.includes(call)) {
    throw new Error(
      `'${this.resourcePath}' no longer calls '${name}': see packages/app/bundler/deferHeavyModules.cjs.`,
    );
  }
  return source.replace(call, `= /* @__PURE__ */ ${name}(`);
};
