pm.test($title, () => {
  const { count, results } = pm.response.json();
  pm.expect(count).to.be.a("number");
  results.forEach((one) => pm.expect(Object.keys(one)).to.have.members($keys));
});
