pm.test($title, () => {
  pm.expect(pm.response.json()).to.be.an("array");
  pm.response.json().forEach((one) => pm.expect(Object.keys(one)).to.have.members($keys));
});
